"""The list behind every figure adds up to it, whoever reads it (02 §2.7)."""

import re
from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from baocao.queries.bang_dieu_khien import load_bang_dieu_khien
from baocao.queries.sau_so import CHI_SO, open_danh_sach
from baocao.queries.sau_so.khung import Question
from baocao.queries.sau_so.mo import total_of
from cdcs.access import rights_of
from cdcs.forms.tham_so import ThamSo
from cdcs.models import co_cau
from doanhnghiep.actions import DoanhNghiepData, LaoDongData, record_doanh_nghiep, record_lao_dong
from taikhoan.models import NhatKy
from tests.baocao.busy import END, START, busy_world

pytestmark = pytest.mark.django_db
WINDOW = "&tu=2024-12-01&den=2025-05-31"
LIST = "/bang-dieu-khien/danh-sach/"


@pytest.fixture
def world(db, monkeypatch):
    return busy_world(monkeypatch)


@pytest.fixture
def busy(world):
    return world


def ask(world, key, unit, reader="administrator", structure=None, names_word="list_doan_vien"):
    return Question(CHI_SO[key], world.units[unit], START, END, structure, world.user(reader), names_word)


def sum_of(listing) -> int:
    """What the rows of a list come to: their numbers, or how many they are."""
    rows = list(listing.all_rows())
    if listing.question.figure.shape in ("units", "employers"):
        return len(rows)
    place = next(i for i, column in enumerate(listing.columns) if column.num)
    return sum(row[place].value for row in rows)


@pytest.mark.parametrize("reader", ["administrator", "department"])
@pytest.mark.parametrize("day", [None, date(2025, 5, 31), date(2025, 3, 1)])
@pytest.mark.parametrize("unit", ["tinh", "a", "b", "cdcs_a"])
def test_rows_of_every_list_add_up_to_the_figure(busy, unit, day, reader):
    structure = co_cau(day) if day else None
    listings = {key: open_danh_sach(ask(busy, key, unit, reader, structure)) for key in CHI_SO}
    assert {key: sum_of(one) for key, one in listings.items()} == {key: one.total for key, one in listings.items()}


def test_figures_of_the_busy_year(busy):
    keys = ("dau_ky", "ket_nap", "ket_nap_tai_cdcs_moi", "vao_khac", "giam", "do_sap_xep", "tang", "giam_tru_sap_xep",
            "cuoi_ky")  # fmt: skip
    found = {key: total_of(ask(busy, f"doan_vien.{key}", "a")) for key in keys}
    assert found == {
        "dau_ky": 50, "ket_nap": 37, "ket_nap_tai_cdcs_moi": 12, "vao_khac": 0, "giam": 8, "do_sap_xep": 34,
        "tang": 39, "giam_tru_sap_xep": 8, "cuoi_ky": 115,
    }  # fmt: skip


def figures_on(client, address: str) -> list[tuple[str, str]]:
    """Every figure of a page that opens a list: (address, the number shown)."""
    page = client.get(address).content.decode()
    links = re.findall(r'<a class="fig[^"]*" href="(/bang-dieu-khien/danh-sach/[^"]+)">([−\d.]+)', page)
    return [(url.replace("&amp;", "&"), text) for url, text in links]


@pytest.mark.parametrize("reader, code", [("reviewer", "ND"), ("clerk_a", "TPND"), ("officer_a", "A001")])
def test_how_many_of_the_members_have_names_opens_its_lists(busy, sign_in, reader, code):
    client = sign_in(reader)
    page = client.get(f"/doan-vien/?don_vi={code}")
    figures = figures_on(client, f"/doan-vien/?don_vi={code}")
    assert [text for _, text in figures] == [str(page.context[key]) for key in ("named", "counted")]
    assert [client.get(url).context["listing"].total for url, _ in figures] == [int(text) for _, text in figures]


@pytest.mark.parametrize("reader, code, query", [
    ("administrator", "ND", "&co_cau=2025-03-01"), ("clerk_a", "TPND", "&co_cau=2025-03-01"),
    ("department", "ND", "&co_cau=2025-03-01"), ("department", "ND", "&co_cau=hien_nay"), ("department", "ND", ""),
    ("department", "ND", "&mo=cdcs"),
])  # fmt: skip
def test_every_figure_of_the_dashboard_opens_a_list_with_its_total(busy, sign_in, reader, code, query):
    """In the structure of another day, and for who reads no names; the others walk in `test_hop_dong.py`."""
    client = sign_in(reader)
    figures = figures_on(client, f"/bang-dieu-khien/?don_vi={code}&den=2025-05-31{query}")
    assert len(figures) > 20
    for url, text in figures:
        shown = re.search(r'data-total="([^"]*)">([^<]*)<', client.get(url).content.decode())
        assert (url, shown.group(2)) == (url, text)


@pytest.mark.parametrize("name", ["a", "cdcs_a", "tinh"])
def test_figures_of_the_unit_page_open_lists_with_their_totals(busy, sign_in, name):
    client = sign_in("administrator")
    figures = figures_on(client, reverse("cong_doan_detail", kwargs={"pk": busy.units[name].pk}))
    assert figures
    for url, text in figures:
        shown = re.search(r'data-total="([^"]*)">([^<]*)<', client.get(url).content.decode())
        assert (url, shown.group(2)) == (url, text)


def cells(client, query: str) -> list[list[str]]:
    """The texts of a list on screen, row by row."""
    page = client.get(f"{LIST}?{query}{WINDOW}").content.decode()
    body = page.partition("<tbody")[2].partition("</tbody>")[0]
    rows = [re.findall(r"<t[hd].*?</t[hd]>", row, re.S) for row in re.findall(r'<tr role="row">(.*?)</tr>', body, re.S)]
    return [[re.sub(r"<[^>]+>", " ", cell).split() for cell in row] for row in rows]


def test_the_number_of_a_household_is_masked_in_the_list_of_employers(busy, sign_in):
    """Its tax code of 12 digits is the number of a person; Excel has the code [03-3.3-49]."""
    client = sign_in("administrator")
    data = DoanhNghiepData("036085001234", busy.units["a"], {"ten": "Hộ Hoa", "loai_hinh": "ho_kinh_doanh"})
    employer = record_doanh_nghiep(data, by=busy.user("administrator"))
    record_lao_dong(LaoDongData(employer, START, "bhxh", 25), by=busy.user("administrator"))
    page = client.get(f"{LIST}?don_vi=TPND&so=bao_phu.chua_co_cdcs{WINDOW}").content.decode()
    assert "Hộ Hoa" in page
    assert "036085001234" not in page
    assert "••• 234" in page
    rows = open_danh_sach(ask(busy, "bao_phu.chua_co_cdcs", "a")).all_rows()
    assert "036085001234" in [row[1].value for row in rows]


def test_names_stand_for_those_who_may_read_them_alone(busy, sign_in):
    query = "don_vi=A001&so=doan_vien.ket_nap"
    pages = {who: sign_in(who).get(f"{LIST}?{query}{WINDOW}").content.decode()
             for who in ("clerk_a", "leader", "department", "officer_a")}  # fmt: skip
    assert {who: "Ngọc Ánh" in page for who, page in pages.items()} == {
        "clerk_a": True, "leader": True, "department": False, "officer_a": True,
    }  # fmt: skip
    link = reverse("doan_vien_detail", kwargs={"pk": busy.objects["member_a"].pk})
    assert {who: link in page for who, page in pages.items()} == {
        "clerk_a": True, "leader": False, "department": False, "officer_a": True,
    }  # fmt: skip


def test_a_unit_that_left_is_read_without_names(busy, sign_in):
    rows = open_danh_sach(ask(busy, "doan_vien.cham_dut_hdld", "b", "clerk_b")).all_rows()
    assert [[cell.text for cell in row] for row in rows] == [
        ["01/03/2025", "Chấm dứt hợp đồng lao động", "Mới có số lượng", "—", "Công đoàn B001", "5", "—", "12/QĐ"]
    ]  # of a row outside only unit, kind, day, quantity and decision
    moved = open_danh_sach(ask(busy, "doan_vien.sap_xep_di", "b", "clerk_b")).all_rows()
    assert [tuple(row[place].text for place in (2, 4, 6)) for row in moved] == [("Cả đơn vị", "Công đoàn B001", "—")]
    page = sign_in("clerk_b").get(f"{LIST}?don_vi=YYEN&so=doan_vien.cham_dut_hdld{WINDOW}").content.decode()
    assert reverse("cong_doan_detail", kwargs={"pk": busy.units["cdcs_b"].pk}) not in page


def test_a_moved_unit_stands_with_its_stock(busy):
    rows = open_danh_sach(ask(busy, "doan_vien.sap_xep_den", "a")).all_rows()
    assert [(row[0].text, row[2].text, row[4].text, row[5].value) for row in rows] == [
        ("01/04/2025", "Cả đơn vị", "Công đoàn B001", 34)
    ]


def test_unknown_figure_and_foreign_unit_answer_404(busy, sign_in):
    client = sign_in("clerk_a")
    queries = ("so=la", "", "so=doan_vien.ket_nap&don_vi=YYEN", "so=doan_vien.ket_nap&don_vi=KHONG")
    assert [client.get(f"{LIST}?{query}").status_code for query in queries] == [404] * 4


def test_long_lists_turn_pages_without_losing_a_row(busy, sign_in, monkeypatch):
    monkeypatch.setattr("core.paging.PAGE_SIZE", 2)
    client, query = sign_in("administrator"), "don_vi=ND&so=doan_vien.cuoi_ky"
    pages = [cells(client, query + more) for more in ("", "&sau=2")]
    assert [len(page) for page in pages] == [2, 1]
    assert sum(int(row[3][0]) for page in pages for row in page) == total_of(ask(busy, "doan_vien.cuoi_ky", "tinh"))


def test_excel_is_the_list_with_the_figure_and_is_logged(busy, sign_in):
    answers = {}
    for who, code in (("clerk_a", "TPND"), ("department", "ND")):
        response = sign_in(who).get(f"{LIST}tai-ve/?don_vi={code}&so=doan_vien.ket_nap{WINDOW}")
        sheet = load_workbook(BytesIO(b"".join(response.streaming_content))).active
        last = [cell.value for cell in list(sheet.rows)[-1] if cell.value not in (None, "")]
        answers[who] = (last, NhatKy.objects.order_by("pk").last().act)
    assert answers == {
        "clerk_a": (["Tổng cộng, đoàn viên", 37], "export_doan_vien"),
        "department": (["Tổng cộng, đoàn viên", 37], "export_so_lieu"),
    }


def test_dashboard_reads_the_same_number_of_queries_at_one_and_three_children(
    busy, django_assert_max_num_queries, sign_in
):
    user = busy.user("administrator")
    counts = {}
    for name in ("a", "tinh"):
        place = ThamSo(busy.units[name], START, END)
        for word in ("view_so_lieu", "view_bao_cao", "duyet_bao_cao"):
            rights_of(user).scope(word)
        with django_assert_max_num_queries(60) as caught:
            page = load_bang_dieu_khien(place, rights_of(user))
            assert page.lines
            assert page.term_bridge
        counts[name] = (len(page.children) > 1, len(caught))
    assert counts["a"][1] == counts["tinh"][1] + 1  # a unit came to A: its pace is read in the structure of today

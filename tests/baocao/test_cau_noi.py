"""The page of the bridge: the worked example by hand, its control figures, the year before, Excel (02 §2.3, B1)."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from baocao.queries.cau_noi import CauNoi
from baocao.queries.so_lieu import show_so_lieu
from cdcs.access import rights_of
from cdcs.actions import CongDoanData, create_cong_doan
from cdcs.forms.tham_so import ThamSo
from cdcs.models import CongDoan, co_cau
from doanvien.models import SoDem
from doanvien.queries import DONG
from taikhoan.models import NhatKy, User
from tests.baocao.busy import END, START, make_busy, small_world
from tests.history import POOL, History, start_province

pytestmark = pytest.mark.django_db
PAGE = "/bang-dieu-khien/cau-noi/"
E = date(2025, 3, 1)
# window → {(structure, unit): opening, flows that are not zero, closing}: the table of 02 §2.3, cell by cell
WINDOWS = {
    (date(2024, 12, 1), date(2025, 5, 31)): {
        ("", "X"): (50, {"ket_nap": 5, "chuyen_di": 2, "sap_xep_di": 53}, 0),
        ("", "Y"): (30, {"sap_xep_den": 53}, 83),
        ("", "K"): (30, {"sap_xep_den": 53}, 83),
        ("", "H"): (60, {"ket_nap": 5, "sap_xep_di": 53}, 12),
        ("", "T"): (90, {"ket_nap": 5}, 95),
        ("S", "T"): (90, {"ket_nap": 5}, 95),
        ("S", "X"): (50, {"ket_nap": 5, "chuyen_di": 2, "sap_xep_di": 53}, 0),
        ("S", "Y"): (80, {"ket_nap": 5, "chuyen_di": 2}, 83),
        ("S", "K"): (80, {"ket_nap": 5, "chuyen_di": 2}, 83),
        ("S", "H"): (10, {"chuyen_den": 2}, 12),
    },
    (E, date(2025, 5, 31)): {
        ("", "X"): (53, {"sap_xep_di": 53}, 0),
        ("", "K"): (30, {"sap_xep_den": 53}, 83),
        ("", "H"): (65, {"sap_xep_di": 53}, 12),
        ("S", "Y"): (83, {}, 83),
        ("S", "H"): (12, {}, 12),
    },
    (date(2024, 12, 1), date(2025, 2, 28)): {
        ("", "X"): (50, {"ket_nap": 5, "chuyen_di": 2}, 53),
        ("", "H"): (60, {"ket_nap": 5}, 65),
        ("S", "K"): (80, {"ket_nap": 5, "chuyen_di": 2}, 83),
        ("S", "H"): (10, {"chuyen_den": 2}, 12),
    },
}
S = date(2025, 5, 31)


@pytest.fixture
def example(province, admin, client):
    """The worked example of 02 §2.3, and a client that is signed in as the administrator."""
    province.good("bien_dong", [["Kết nạp mới", "10/01/2025", "X", "", "", 5, 1, "4/QĐ"],
                                ["Chuyển trong tỉnh", "20/01/2025", "X", "Z", "", 2, 1]])  # fmt: skip
    province.good("sap_xep", [["Sáp nhập", "01/03/2025", "X", "Y", "", "7/QĐ"]])
    client.force_login(admin, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def world(db, monkeypatch):
    return small_world(monkeypatch)


@pytest.fixture
def busy(world):
    return make_busy(world)


def address(code: str, start: date, end: date, more: str = "") -> str:
    return f"{PAGE}?don_vi={code}&tu={start}&den={end}{more}"


@pytest.mark.parametrize("window", WINDOWS, ids=str)
def test_worked_example_by_hand_and_as_the_command_says(example, window):
    for (structure, code), (opening, flows, closing) in WINDOWS[window].items():
        page = example.get(address(code, *window, f"&co_cau={S}" if structure else "")).context["page"]
        shown = {kind: page.own[kind] for kind in DONG if page.own[kind]}
        assert (page.own["dau_ky"], shown, page.own["cuoi_ky"]) == (opening, flows, closing), (structure, code)
        answer = show_so_lieu(CongDoan.objects.get(ma=code), *window, co_cau(S) if structure else None)
        assert ({**page.own}, page.counts["cdcs"]) == (answer["doan_vien"], answer["cdcs"])
        assert page.kiem.khop
        assert all(one.khop for one in page.sums)


def page_of(world, name: str, structure=None, start=START, end=END) -> CauNoi:
    return CauNoi(ThamSo(world.units[name], start, end, structure), rights_of(world.user("administrator")))


def test_parts_and_whole_of_a_district_that_a_unit_joined(busy):
    """B001 came under A on 1/4/2025 with 34; inside A nothing but the merger of A002 (12) into A001."""
    page = page_of(busy, "a")
    rows = {row.khoa: row for row, _ in page.kiem.rows}
    shown = {key: (row.cap_duoi, row.den_di, row.chenh, row.don_vi) for key, row in rows.items()}
    # A001 50, B001 30 + 6 before; B001 came with 36 − 5 + 3 = 34, and its own 5 and 3 were under B
    assert shown["dau_ky"] == (86, -36, 0, 50)
    assert shown["cham_dut_hdld"] == (5, -5, 0, 0)
    assert shown["chuyen_den"] == (3, -3, 0, 0)
    assert shown["chuyen_di"] == (5, 0, 0, 5)
    assert shown["sap_xep_den"] == (12, 34, 12, 34)
    assert shown["sap_xep_di"] == (12, 0, 12, 0)
    assert shown["cuoi_ky"] == (115, 0, 0, 115)
    assert page.kiem.khop
    assert [line.ghi_chu for line in page.lines] == ["", "", "về đây từ 01/04/2025"]


def test_own_rows_of_a_base_unit_stand_beside_its_units(busy):
    page = page_of(busy, "cdcs_a")
    assert [line.ten for line in page.lines] == ["Công đoàn A001-1"]
    assert [value for value, _ in page.own_rows.so] == [50, 23, 8, 12, 77]
    assert [value for value, _ in page.whole.so] == [50, 27, 8, 12, 81]
    assert page.kiem.khop


@pytest.mark.parametrize("seed", range(4))
def test_controls_hold_in_every_window_and_structure(db, seed):
    by = User.objects.create_superuser("thu", password="x" * 12)
    start_province(by)
    History(seed, by).run(40)
    windows = [(POOL[0], POOL[-1]), (POOL[3], POOL[9]), (POOL[8], POOL[9]), (POOL[10], POOL[12]), (POOL[13], POOL[13])]
    for unit in CongDoan.objects.all():
        for start, end in windows:
            for structure in (None, co_cau(POOL[9]), co_cau(POOL[-1])):
                page = CauNoi(ThamSo(unit, start, end, structure), rights_of(by))
                wrong = [row for row, holds in page.kiem.rows if not holds]
                assert wrong == [], (unit.ma, start, end, structure and structure.ngay)
                assert all(one.khop for one in page.sums)
                assert all(pair.khop for pair in page.pairs)


def test_a_fault_of_the_books_is_seen(busy, sign_in):
    SoDem.objects.filter(cong_doan=busy.units["a"], rieng=False, loai="ket_nap").update(so_luong=F("so_luong") + 1)
    page = sign_in("administrator").get(address("TPND", START, END))
    wrong = [row.khoa for row, holds in page.context["page"].kiem.rows if not holds]
    assert "ket_nap" in wrong
    assert "Lệch" in page.content.decode()


def test_pairs_of_the_province_open_their_rows_for_who_reads_the_province(busy, sign_in):
    pairs = page_of(busy, "a").pairs
    assert [(pair.di, pair.den) for pair in pairs] == [(5, 5), (12, 12)]
    client = sign_in("administrator")
    for pair in pairs:
        assert [client.get(url).context["flow"] for url in (pair.url_di, pair.url_den)] == [pair.di, pair.den]
    mine = sign_in("clerk_a").get(address("TPND", START, END)).context["page"].pairs
    assert [(pair.khop, pair.url_di) for pair in mine] == [(True, ""), (True, "")]


def test_the_same_window_a_year_before(busy, sign_in):
    """B of 12/2024-5/2025 beside 12/2023-5/2024; the 6 admitted on 5/6/2024 fall between the two."""
    client = sign_in("administrator")
    page = client.get(address("YYEN", START, END, "&so_voi=cung_ky")).context["page"]
    rows = {one.ten: (one.so, one.truoc, one.chenh, one.ty_le) for one in page.muc if one.nhom == "Đoàn viên"}
    assert page.cung_ky == (date(2023, 12, 1), date(2024, 5, 31))
    assert rows["Đoàn viên đầu kỳ"] == (36, 30, 6, Decimal("20.0"))
    assert rows["Chấm dứt hợp đồng lao động"] == (5, 0, 5, None)
    assert rows["Đoàn viên cuối kỳ"] == (0, 30, -30, Decimal("-100.0"))
    early = client.get(address("YYEN", date(2024, 3, 1), END, "&so_voi=cung_ky"))
    assert not early.context["page"].is_compared
    assert "trước ngày đầu của chương trình" in early.content.decode()


def test_cells_of_excel_are_the_figures_of_the_page(busy, sign_in):
    client, query = sign_in("administrator"), f"?don_vi=ND&tu={START}&den={END}"
    page = client.get(f"{PAGE}{query}&so_voi=cung_ky").context["page"]
    sheets = [rows_of(client.get(f"{PAGE}tai-ve/{query}{more}"), first)
              for more, first in (("&so_voi=cung_ky", 8), ("&bang=don_vi", 7))]  # fmt: skip
    assert [row[1:] for row in sheets[0]] == [
        [one.nhom, one.ten, one.so, one.truoc, one.chenh, one.ty_le and float(one.ty_le)] for one in page.muc
    ]
    assert [row[1:] for row in sheets[1]] == [
        [line.ma, line.ten, *(value for value, _ in line.so)] for line in [*page.lines, page.whole]
    ]
    logged = NhatKy.objects.order_by("pk").last()
    assert (logged.act, logged.noi_dung["trang"]) == ("export_so_lieu", "cầu nối")


def rows_of(answer, first: int) -> list[list]:
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=first)]


def test_usual_windows_keep_the_rest_of_the_address(busy, sign_in):
    links = sign_in("administrator").get(address("TPND", START, END, "&so_voi=cung_ky")).context["windows"]
    assert [link["label"] for link in links[:3]] == ["Năm 2025", "6 tháng đầu năm 2025", "6 tháng cuối năm 2025"]
    assert [link["label"] for link in links[3:]] == ["Quý này", "Tháng này", "Nhiệm kỳ"]
    assert [link["label"] for link in links if link["current"]] == ["6 tháng đầu năm 2025"]
    assert all("so_voi=cung_ky" in link["url"] and "don_vi=TPND" in link["url"] for link in links)


@pytest.mark.parametrize("more", ["", "&co_cau=2025-05-31"])
def test_number_of_questions_does_not_grow_with_the_units(busy, sign_in, more):
    client, counts = sign_in("administrator"), []
    for _ in range(2):
        client.get(address("ND", START, END, more))
        with CaptureQueriesContext(connection) as queries:
            page = client.get(address("ND", START, END, f"{more}&so_voi=cung_ky")).context["page"]
        counts.append((len(page.lines), len(queries)))
        rows = [CongDoanData(f"T9{i}", f"CĐCS số {i}", "cdcs", "ND", date(2010, 3, 1)) for i in range(3)]
        create_cong_doan(rows, by=busy.user("administrator")) if len(counts) == 1 else None
    assert counts[1] == (counts[0][0] + 3, counts[0][1])


@pytest.mark.parametrize("start", ["/bang-dieu-khien/?don_vi=TPND", "/chi-tieu/tien-do/?don_vi=TPND"])
def test_dashboard_and_progress_lead_to_the_bridge(busy, sign_in, start):
    page = sign_in("clerk_a").get(start).content.decode()
    assert f'href="{PAGE}?don_vi=TPND' in page

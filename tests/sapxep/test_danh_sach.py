"""The list of decisions: pages of all of them, the filter kept, the Excel of the same rows (05 §5.5, 02 §2.1)."""

from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cdcs.access import rights_of
from sapxep.actions.chuyen_quan_ly import ChuyenData, chuyen_quan_ly, undo_chuyen_quan_ly
from sapxep.models import ChuyenQuanLy, SapXep
from sapxep.queries import waiting_proposals
from taikhoan.models import NhatKy
from tests.sheets import read_download
from tests.turning import there_and_back
from tests.visits.sap_xep import WHY, put_founding, put_proposal

pytestmark = pytest.mark.django_db
LIST, EXPORT = reverse("sap_xep_list"), reverse("sap_xep_export")
SEPTEMBER = date(2025, 9, 1)


def rename(world, *numbers: int, unit: str = "cdcs_a", day: date = SEPTEMBER) -> None:
    """Decisions that gave a unit another name, as the book keeps them."""
    facts = {"loai": "doi_ten", "ngay": day, "cong_doan": world.units[unit], "created_by": world.user("clerk_a")}
    SapXep.objects.bulk_create(SapXep(**facts, ten_moi=f"Tên {n}", so_quyet_dinh=f"{n}/QĐ", ma_nhom=n) for n in numbers)


def hand_over(world, number: str = "30/QĐ"):
    data = ChuyenData([world.objects["employer_a"].pk], world.units["b"], SEPTEMBER, number, WHY)
    return chuyen_quan_ly(data, by=world.user("reviewer"))


def workbook(client, query: str = "") -> tuple[list[str], list[list]]:
    """The lines above the table, and the rows under its headings."""
    head, rows = read_download(client, EXPORT + query)
    return head, rows[1:]


def rows_of(page) -> list[str]:
    return [row.so_quyet_dinh for row in page.context["rows"]]


def shown(client, query: str = "") -> list[str]:
    return rows_of(client.get(LIST + query))


def test_no_decision_is_left_out_however_many_there_are(world, sign_in):
    """The latest 200 were shown, and nothing said that there were more."""
    rename(world, *range(1, 231))
    put_founding(world)
    client, numbers = sign_in("clerk_a"), [f"{n}/QĐ" for n in range(230, 0, -1)]
    assert client.get(LIST).context["page"].dem_text == "231 quyết định"
    pages = there_and_back(client, "sap_xep_list", "?loai=doi_ten&nam=2025", rows_of)
    assert [len(page) for page in pages] == [50, 50, 50, 50, 30]
    assert [number for page in pages for number in page] == numbers
    head, rows = workbook(client, "?loai=doi_ten&nam=2025&sau=50")
    assert [row[5] for row in rows] == numbers
    assert head[-2:] == ["Loại quyết định: Đổi tên", "Năm: 2025"]


@pytest.mark.parametrize("place", ["sau=99999", "truoc=0", "sau=-1", "truoc=abc", "sau=" + "9" * 30])
def test_a_place_that_is_none_opens_the_first_page(world, sign_in, place):
    rename(world, 1, 2)
    assert shown(sign_in("clerk_a"), f"?{place}") == ["2/QĐ", "1/QĐ"]


def test_the_workbook_has_the_lines_of_the_page_of_every_kind(world, sign_in):
    put_founding(world)
    undo_chuyen_quan_ly(hand_over(world), by=world.user("reviewer"))
    put_proposal(world)
    rename(world, 7, 8)
    client = sign_in("administrator")
    head, rows = workbook(client)
    assert (head[0], head[1]) == ("Các quyết định sắp xếp, thành lập", "Công đoàn ND (ND)")
    kept = [(row[0], row[1], row[2], row[5], row[7]) for row in rows]
    unit, b = "Công đoàn A001 (A001)", "Công đoàn YYEN (YYEN)"
    assert kept == [
        (1, b, "Chuyển đơn vị quản lý", "30/QĐ", "Đã hoàn tác"), (2, unit, "Đổi tên", "8/QĐ", None),
        (3, unit, "Đổi tên", "7/QĐ", None), (4, "CĐCS Công ty Mới (A777)", "Thành lập", "77/QĐ", None),
        (5, b, "Chuyển đơn vị quản lý", None, "Đề nghị"),
    ]  # fmt: skip
    assert [row.loai for row in client.get(LIST).context["rows"]] == [row[2] for row in rows]
    assert rows[1][3:7] == [datetime(2025, 9, 1), "Tên 8", "8/QĐ", "Người clerk_a"]
    logged = NhatKy.objects.latest("pk")
    assert (logged.act, logged.unit, logged.noi_dung) == (
        "export_so_lieu", "ND", {"danh_sach": "quyết định sắp xếp", "loc": [], "so_dong": 5},
    )  # fmt: skip


def test_the_own_decisions_alone(world, sign_in):
    rename(world, 1)
    rename(world, 2, unit="cdcs_b")
    hand_over(world)
    found = {who: shown(sign_in(who)) for who in ("clerk_a", "clerk_b", "officer_a", "leader")}
    assert found == {
        "clerk_a": ["30/QĐ", "1/QĐ"], "clerk_b": ["30/QĐ", "2/QĐ"], "officer_a": ["1/QĐ"],
        "leader": ["30/QĐ", "2/QĐ", "1/QĐ"],
    }  # fmt: skip
    assert {who: [row[5] for row in workbook(sign_in(who))[1]] for who in found} == found


def test_a_filter_that_finds_nothing_says_so(world, sign_in):
    rename(world, 1)
    page = sign_in("clerk_a").get(LIST, {"loai": "giai_the"}).content.decode()
    assert "Không có quyết định nào khớp bộ lọc" in page
    assert EXPORT not in page


@pytest.mark.parametrize("who", ["reviewer", "clerk_a"])
@pytest.mark.parametrize("read", [workbook, shown])
def test_more_decisions_ask_no_more(world, sign_in, django_assert_num_queries, who, read):
    client = sign_in(who)
    put_founding(world)
    undo_chuyen_quan_ly(hand_over(world), by=world.user("reviewer"))
    rename(world, 1)
    read(client)
    with CaptureQueriesContext(connection) as one:
        read(client)
    asked = len(one)
    for number in (2, 3):
        rename(world, number)
        undo_chuyen_quan_ly(hand_over(world, f"3{number}/QĐ"), by=world.user("reviewer"))
    with django_assert_num_queries(asked):
        read(client)


@pytest.mark.parametrize("address", [LIST, "/"])
def test_more_proposals_ask_no_more(world, sign_in, django_assert_num_queries, address):
    client, proposal = sign_in("reviewer"), put_proposal(world)
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    asked = len(one)
    ChuyenQuanLy.objects.bulk_create([copy_of(proposal), copy_of(proposal)])
    with django_assert_num_queries(asked):
        client.get(address)
    assert len(waiting_proposals(rights_of(world.user("reviewer")))) == 3


def copy_of(row: ChuyenQuanLy) -> ChuyenQuanLy:
    names = [field.attname for field in row._meta.fields if field.name != "id"]
    return ChuyenQuanLy(**{name: getattr(row, name) for name in names})

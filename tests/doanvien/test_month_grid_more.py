"""The month grid beside the rest of the house: undo, ghi danh, rights, pages of units, counters, number of queries."""

from datetime import date
from pathlib import Path

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from baocao.actions import undo_import
from cdcs.access import rights_of
from cdcs.actions.cong_doan import CongDoanData, create_cong_doan
from cdcs.models import LoNhap
from core.refusal import Refused
from doanvien.actions.bang_thang import BangThangData, confirm_bang_thang
from doanvien.actions.so_dem import rebuild_so_dem
from doanvien.forms import noi_thang
from doanvien.models import BienDong
from doanvien.queries import so_ton_rieng
from doanvien.queries.bang_thang import own_rows, value_of
from doanvien.queries.chua_bien_dong import units_without_rows
from sapxep.actions import SapXepData, sap_xep
from tests.cast import FOUNDED
from tests.doanvien.test_properties import counters
from tests.grid import MAY, TODAY, address, closings, fields, fill, in_books, open_books, open_grid, said, shown, typed
from tests.sheets import write_sheet

pytestmark = pytest.mark.django_db
MONTH = {("A002", "ket_nap"): ("10", "6"), ("A003", "nghi_huu"): ("4", "1")}


@pytest.fixture(autouse=True)
def _day():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def clerk(world, sign_in):
    open_books(world)
    return sign_in("clerk_a")


# ---- undo ----
def undo(client, batch: LoNhap) -> None:
    client.post(reverse("lo_nhap_undo", args=[batch.pk]))
    batch.refresh_from_db()


def test_undo_of_a_confirm_brings_back_what_stood_before(clerk):
    before = counters()
    fill(clerk, MONTH)
    first = counters()
    fill(clerk, {("A002", "ket_nap"): ("12", "7"), ("A003", "nghi_huu"): ("", ""), ("A001", "ket_nap"): ("1", "")})
    later, earlier = LoNhap.objects.all()
    undo(clerk, earlier)
    assert earlier.trang_thai == "xong"  # the later one has written its numbers anew
    undo(clerk, later)
    assert in_books() == {("A002", "ket_nap"): (10, 6), ("A003", "nghi_huu"): (4, 1)}
    assert (later.trang_thai, counters()) == ("da_hoan_tac", first)
    undo(clerk, earlier)
    assert (earlier.trang_thai, in_books(), counters()) == ("da_hoan_tac", {}, before)


def test_undo_out_of_order_names_what_stands_in_the_way(clerk, world):
    fill(clerk, MONTH)
    fill(clerk, {("A002", "ket_nap"): ("12", "7")})
    later, earlier = LoNhap.objects.all()
    with pytest.raises(Refused, match=f"lô nhập số {later.pk} đã sửa số của lô này"):
        undo_import(earlier, by=world.user("clerk_a"))


def test_a_changed_cell_that_was_taken_back_by_hand_does_not_come_back(clerk):
    fill(clerk, MONTH)
    fill(clerk, {("A002", "ket_nap"): ("12", "7")})
    row = BienDong.objects.living().get(so_luong=12)
    clerk.post(reverse("bien_dong_undo", args=[row.pk]), {"ly_do": "Ghi nhầm tháng của đơn vị"})
    assert in_books() == {("A003", "nghi_huu"): (4, 1)}
    later = LoNhap.objects.first()
    undo(clerk, later)
    assert (later.trang_thai, in_books()) == ("xong", {("A003", "nghi_huu"): (4, 1)})


# ---- what else touches its rows ----
def test_names_take_the_place_of_a_count_and_the_rest_stays_in_the_grid(clerk, world, tmp_path):
    fill(clerk, {("A002", "ket_nap"): ("3", "2")})
    people = [["A002", "Trần Thị Mơ", "02/01/1990", "Nữ", "", "", "31/05/2025", ""]]
    name_people(clerk, tmp_path, people)
    page = open_grid(clerk)
    assert (shown(page), closings(page)["A002"]) == ({("A002", "ket_nap"): ("2", "1")}, (100, 103))
    assert [c.co_ten for c in page.context["form"].cells if c.co_ten] == [1]
    fill(clerk, {("A002", "ket_nap"): ("5", "1")})
    page = open_grid(clerk)
    assert (shown(page), closings(page)["A002"]) == ({("A002", "ket_nap"): ("5", "1")}, (100, 106))
    naming = LoNhap.objects.get(loai="doan_vien")
    with pytest.raises(Refused, match="đã sửa số của lô này"):
        undo_import(naming, by=world.user("clerk_a"))


def name_people(client, path: Path, rows) -> None:
    """Ghi danh by the sheet, as the import page does it."""
    file = SimpleUploadedFile("ten.xlsx", write_sheet(path / "ten.xlsx", "doan_vien", rows).read_bytes())
    page = client.post(reverse("lo_nhap_list"), {"loai": "doan_vien", "tep": file, "ghi_danh": "1"})
    batch = LoNhap.objects.first()
    assert (page.status_code, batch.loi) == (302, 0), batch.ket_qua
    client.post(reverse("lo_nhap_confirm", args=[batch.pk]), {"sha256": batch.sha256})


def test_counts_written_elsewhere_stand_outside_the_grid(clerk):
    count = {"cong_doan": "A002", "loai": "ket_nap", "ngay": "10/5/2025", "so_luong": "8", "so_nu": "1"}
    clerk.post(reverse("bien_dong_create"), count | {"submit_key": "s"})
    page = open_grid(clerk)
    assert (shown(page), closings(page)["A002"], page.context["tong"]["khac"]) == ({}, (100, 108), 8)
    row = next(row for row in page.context["form"].hang if row.dong.unit.ma == "A002")
    assert row.khac == 8
    fill(clerk, {("A002", "ket_nap"): ("2", "")})
    assert closings(open_grid(clerk))["A002"] == (100, 110)


def test_a_named_quantity_opens_its_own_list(clerk, world):
    march = "?don_vi=A001&thang=2025-03"
    fill(clerk, {("A001", "ket_nap"): ("6", "")}, query=march)
    text = open_grid(clerk, march).content.decode()
    query = "?don_vi=A001&loai=ket_nap&tu=2025-03-01&den=2025-03-31&pham_vi=rieng&danh_sach=co"
    assert query.replace("&", "&amp;") in text
    book = clerk.get(reverse("bien_dong_list") + query).context
    assert (book["up"], len([line for month in book["months"] for line in month.lines])) == (1, 1)
    whole = clerk.get(reverse("bien_dong_list") + query.removesuffix("&danh_sach=co")).context
    assert whole["up"] == 1 + 20 + 6


# ---- rights ----
def test_reviewer_fills_in_the_base_units_directly_under_the_province(world, sign_in):
    open_books(world)
    reviewer = sign_in("reviewer")
    page = open_grid(reviewer, "?don_vi=ND&thang=2025-05")
    assert list(closings(page)) == ["T001"]
    cells = {("T001", "ket_nap"): ("5", "3"), ("A002", "ket_nap"): ("5", "3")}
    fill(reviewer, cells, page=page, query="?don_vi=ND&thang=2025-05")
    assert in_books() == {("T001", "ket_nap"): (5, 3)}  # fields of other units change nothing
    foreign = {
        code: reviewer.get(reverse("bang_thang_update") + f"?don_vi={code}").status_code for code in ("A002", "X")
    }
    assert foreign == {"A002": 403, "X": 404}


def test_units_named_by_the_post_stay_within_the_scope(clerk, world):
    stranger = world.units["cdcs_b"].pk
    goc = f'{{"dv": [{stranger}], "o": []}}'
    fill(clerk, {("B001", "ket_nap"): ("5", "3"), ("A002", "ket_nap"): ("1", "")}, goc=goc)
    assert in_books() == {("A002", "ket_nap"): (1, 0)}


@pytest.mark.parametrize(("who", "status"), [("officer_a", 403), ("reader_a", 403), ("clerk_b", 404), ("leader", 403)])
def test_who_may_not(clerk, sign_in, who, status):
    page = open_grid(clerk)
    answer = sign_in(who).post(reverse("bang_thang_update") + "?don_vi=TPND&thang=2025-05", fields(page) | typed(MONTH))
    assert (answer.status_code, in_books()) == (status, {})


def test_button_of_the_book_for_who_may_fill_in_there(clerk, sign_in):
    link = reverse("bang_thang_update") + "?don_vi=TPND&amp;thang=2025-06"
    book = reverse("bien_dong_list") + "?don_vi=TPND"
    seen = {who: link in sign_in(who).get(book).content.decode() for who in ("clerk_a", "reader_a", "reviewer")}
    assert seen == {"clerk_a": True, "reader_a": False, "reviewer": False}


# ---- many units ----
def add_units(world, count: int) -> None:
    rows = [CongDoanData(f"A1{n:02d}", f"CĐCS số {n:02d}", "cdcs", "TPND", FOUNDED) for n in range(count)]
    create_cong_doan(rows, by=world.user("administrator"))


def test_pages_of_units_confirm_themselves(clerk, world, monkeypatch):
    monkeypatch.setattr(noi_thang, "ROWS", 3)
    first = open_grid(clerk)
    assert list(closings(first)) == ["A002", "A003", "A001"]
    query = f"?don_vi=TPND&thang=2025-05&sau={first.context['place'].page.sau}"
    second = open_grid(clerk, query)
    assert list(closings(second)) == ["A001-1"]
    assert second.context["draft"].key != first.context["draft"].key
    fill(clerk, {("A001-1", "ket_nap"): ("5", "3")}, query=query)
    fill(clerk, MONTH)
    assert in_books() == {("A001-1", "ket_nap"): (5, 3), ("A002", "ket_nap"): (10, 6), ("A003", "nghi_huu"): (4, 1)}


def test_a_unit_that_moved_to_another_page_meanwhile_keeps_what_was_typed(clerk, world, monkeypatch):
    monkeypatch.setattr(noi_thang, "ROWS", 4)
    page = open_grid(clerk)
    add_units(world, 3)
    fill(clerk, {("A001-1", "ket_nap"): ("5", "3")}, page=page)
    assert in_books() == {("A001-1", "ket_nap"): (5, 3)}


def move_away(world) -> None:
    """A003 goes under the other superior while clerk A fills in her page."""
    data = SapXepData("chuyen_cap_tren", date(2025, 6, 1), world.units["A003"], world.units["b"], so_quyet_dinh="9/QĐ")
    sap_xep(data, by=world.user("administrator"))


GONE = "CĐCS A003 không còn trong bảng này nên không ghi được số đã gõ: Kết nạp mới 7, nữ 3."


def test_what_was_typed_for_a_unit_that_went_is_told_and_the_rest_is_written(clerk, world):
    page = open_grid(clerk)
    move_away(world)
    answer = fill(clerk, {("A003", "ket_nap"): ("7", "3"), ("A002", "ket_nap"): ("2", "1")}, page=page)
    assert in_books() == {("A002", "ket_nap"): (2, 1)}
    assert GONE in said(clerk.get(answer.url))


def test_a_draft_for_a_unit_that_went_is_told(clerk, world):
    page = open_grid(clerk)
    cells = fields(page) | typed({("A003", "ket_nap"): ("7", "3")})
    clerk.post(page.context["draft"].url, cells)
    assert open_grid(clerk).context["gone"] == []
    move_away(world)
    page = open_grid(clerk)
    assert (page.context["gone"], GONE in page.content.decode()) == ([GONE], True)


ENDLESS = ['{"dv": [1e400]}', '{"dv": [99999999999999999999]}', '{"o": [[1, "ket_nap", 1e400, 0]]}', "[" * 50_000]


@pytest.mark.parametrize("goc", ENDLESS, ids=range(4))
def test_what_a_page_was_never_made_from_breaks_nothing(clerk, goc):
    assert clerk.post(address(), {"goc": goc}).status_code == 302


def asked(action) -> int:
    with CaptureQueriesContext(connection) as queries:
        action()
    return len(queries)


def test_number_of_queries_does_not_grow(clerk, world):
    one, three = "?don_vi=A003&thang=2025-05", "?don_vi=TPND&thang=2025-05"
    open_grid(clerk, one)
    assert asked(lambda: open_grid(clerk, one)) == asked(lambda: open_grid(clerk, three))
    pages = {query: open_grid(clerk, query) for query in (one, three)}
    few = asked(lambda: fill(clerk, {("A003", "ket_nap"): ("3", "1")}, page=pages[one], query=one))
    many = {(code, "ket_nap"): ("3", "1") for code in ("A001", "A001-1", "A002")}
    assert asked(lambda: fill(clerk, many, page=pages[three], query=three)) == few
    add_units(world, 60)
    page = open_grid(clerk, three)
    full = {(row.dong.unit.ma, "ket_nap"): ("3", "1") for row in page.context["form"].hang}
    assert len(full) == 60
    assert asked(lambda: fill(clerk, full, page=page, query=three)) <= few + 3


# ---- units whose book says nothing ----
def test_base_units_without_a_row_in_a_month(clerk, world):
    scope = rights_of(world.user("clerk_a")).scope("record_so_luong")
    assert units_without_rows(scope, MAY).ten_dau == ["CĐCS A002", "CĐCS A003", "Công đoàn A001"]
    fill(clerk, MONTH | {("A001-1", "ket_nap"): ("5", "3")})
    found = units_without_rows(scope, MAY)
    assert (found.so_don_vi, found.ten_dau) == (0, [])  # a sub-unit speaks for its base unit
    fill(clerk, {("A002", "ket_nap"): ("", "")})
    found = units_without_rows(scope, MAY)
    assert (found.so_don_vi, found.ten_dau) == (1, ["CĐCS A002"])


# ---- property: whatever is typed, counters are the ledger and cells are what was confirmed last ----
KINDS = ("ket_nap", "chuyen_den_ngoai_tinh", "cham_dut_hdld", "nghi_huu", "tu_nguyen_ra", "khai_tru")
cell_values = st.integers(0, 30).flatmap(lambda so: st.tuples(st.just(so), st.integers(0, so)))
grids = st.lists(
    st.tuples(
        st.sampled_from([date(2025, 4, 1), MAY, date(2025, 6, 1)]),
        st.dictionaries(st.tuples(st.sampled_from(["A002", "A003", "A001-1"]), st.sampled_from(KINDS)), cell_values),
    ),
    min_size=1,
    max_size=5,
)


class Undone(Exception):
    """Takes one example back."""


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(grids)
def test_random_grids(clerk, world, months):
    try:
        with transaction.atomic():
            confirm_all(months, world)
            raise Undone
    except Undone:
        pass


def confirm_all(months, world) -> None:
    by, unit = world.user("clerk_a"), world.units["a"]
    for thang, cells in months:
        typed_cells = {(world.units[NAMES.get(code, code)].pk, kind): value for (code, kind), value in cells.items()}
        now = {key: value_of(rows) for key, rows in own_rows({pk for pk, _ in typed_cells}, thang).items()}
        rows = BienDong.objects.count()
        try:
            confirm_bang_thang(BangThangData(unit, thang, typed_cells, now), by=by)
        except Refused:
            assert BienDong.objects.count() == rows
        else:
            after = {key: value_of(kept) for key, kept in own_rows({pk for pk, _ in typed_cells}, thang).items()}
            assert {key: after.get(key, (0, 0)) for key in typed_cells} == typed_cells
    kept = counters()
    rebuild_so_dem()
    assert counters() == kept
    for pk in (world.units[name].pk for name in ("A002", "A003", "to_a")):
        counted = so_ton_rieng([pk], date(2025, 6, 20))[pk][1]
        assert 0 <= counted[1] <= counted[0]


NAMES = {"A001-1": "to_a"}

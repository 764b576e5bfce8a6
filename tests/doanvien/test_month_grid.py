"""The month grid: what is typed stands in the ledger on the right day and in every figure above, or nowhere."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from cdcs.models import CongDoan, LoNhap
from doanvien.actions.bang_thang import BangThangData, confirm_bang_thang
from doanvien.models import BienDong
from doanvien.queries import so_doan_vien
from doanvien.views import bang_thang
from taikhoan.models import Draft, NhatKy
from tests.closing import close, closed_by
from tests.grid import MAY, TODAY, closings, faults, fields, fill, in_books, open_books, open_grid, said, shown, typed

pytestmark = pytest.mark.django_db
MONTH = {
    ("A001", "ket_nap"): ("5", "3"), ("A001", "nghi_huu"): ("2", "1"),
    ("A002", "chuyen_den_ngoai_tinh"): ("4", "2"), ("A002", "cham_dut_hdld"): ("10", "6"),
    ("A003", "tu_nguyen_ra"): ("3", ""),
}  # fmt: skip
WRITTEN = {
    ("A001", "ket_nap"): (5, 3), ("A001", "nghi_huu"): (2, 1), ("A002", "chuyen_den_ngoai_tinh"): (4, 2),
    ("A002", "cham_dut_hdld"): (10, 6), ("A003", "tu_nguyen_ra"): (3, 0),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _day():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def clerk(world, sign_in):
    open_books(world)
    return sign_in("clerk_a")


def bridge(code: str) -> tuple[int, int, int, int, int]:
    """Opening, admissions, arrivals, what left, closing of May."""
    unit = CongDoan.objects.get(ma=code)
    f = so_doan_vien([unit.pk], MAY, date(2025, 5, 31))[unit.pk]
    return f["dau_ky"], f["ket_nap"], f["chuyen_den_ngoai_tinh"], f["giam"], f["cuoi_ky"]


def test_a_month_computed_by_hand(clerk):
    fill(clerk, MONTH, so_quyet_dinh="31/QĐ-LĐLĐ", ghi_chu="Theo báo cáo tháng 5")
    assert in_books() == WRITTEN
    figures = {code: bridge(code) for code in ("A001", "A002", "A003", "TPND", "ND")}
    assert figures == {
        "A001": (21, 5, 0, 2, 24), "A002": (100, 0, 4, 10, 94), "A003": (50, 0, 0, 3, 47),
        "TPND": (171, 5, 4, 15, 165), "ND": (171, 5, 4, 15, 165),
    }  # fmt: skip
    rows = BienDong.objects.filter(ngay=date(2025, 5, 31))
    assert set(rows.values_list("so_quyet_dinh", "ghi_chu")) == {("31/QĐ-LĐLĐ", "Theo báo cáo tháng 5")}


def test_the_page_shows_what_it_wrote_and_stocks_that_add_up(clerk):
    page = open_grid(clerk)
    assert [row.dong.unit.ma for row in page.context["form"].hang] == ["A002", "A003", "A001", "A001-1"]
    assert closings(page) == {"A001": (21, 21), "A001-1": (0, 0), "A002": (100, 100), "A003": (50, 50)}
    fill(clerk, MONTH)
    page = open_grid(clerk)
    assert shown(page) == {key: (str(so), str(nu)) for key, (so, nu) in WRITTEN.items()}
    assert closings(page) == {"A001": (21, 24), "A001-1": (0, 0), "A002": (100, 94), "A003": (50, 47)}
    assert (page.context["tong"]["dau"], page.context["tong"]["cuoi"]) == (171, 165)
    sums = [(kind["so"], kind["nu"]) for kind in page.context["columns"]]
    assert sums == [(5, 3), (4, 2), (10, 6), (2, 1), (3, 0)]


def test_a_confirm_is_a_batch_with_counts_and_a_line_of_the_log(clerk):
    answer = fill(clerk, MONTH, so_quyet_dinh="31/QĐ")
    batch = LoNhap.objects.get()
    assert (batch.ten_tep, batch.tuy_chon, batch.cong_doan.ma) == (
        "Bảng tháng 05/2025",
        {"bang_thang": "2025-05"},
        "TPND",
    )
    assert (batch.trang_thai, batch.tong_dong, batch.them_moi, batch.cap_nhat, batch.loi) == ("xong", 5, 5, 0, 0)
    assert NhatKy.objects.filter(act="record_so_luong", key=str(batch.pk), unit="TPND").count() == 1
    text = f"Đã lưu tháng 05/2025 vào sổ: 5 ô mới. Hoàn tác được ở Nhập liệu, lô số {batch.pk}."
    assert said(clerk.get(answer.url)) == [text]
    history = clerk.get(reverse("lo_nhap_list")).content.decode()
    detail = clerk.get(reverse("lo_nhap_detail", args=[batch.pk])).content.decode()
    assert ("Bảng tháng 05/2025" in history, "<h1>Bảng tháng 05/2025</h1>" in detail) == (True, True)


def test_changed_cleared_and_corrected_cells(clerk):
    fill(clerk, MONTH, so_quyet_dinh="31/QĐ")
    before = BienDong.objects.count()
    cells = {
        ("A001", "ket_nap"): ("7", "3"), ("A001", "nghi_huu"): ("", ""), ("A002", "cham_dut_hdld"): ("10", "4"),
        ("A002", "chuyen_den_ngoai_tinh"): ("0", ""),
    }  # fmt: skip
    answer = fill(clerk, cells)
    rest = {("A001", "ket_nap"): (7, 3), ("A002", "cham_dut_hdld"): (10, 4), ("A003", "tu_nguyen_ra"): (3, 0)}
    assert in_books() == rest
    assert BienDong.objects.count() == before + 2 + 1 + 2 + 1
    assert "2 ô sửa, 2 ô xóa" in said(clerk.get(answer.url))[0]
    assert {code: bridge(code)[-1] for code in ("A001", "A002", "A003", "ND")} == {
        "A001": 28, "A002": 90, "A003": 47, "ND": 165,
    }  # fmt: skip
    # a corrected quantity keeps the decision of the row it replaces, where none is typed
    assert BienDong.objects.living().get(so_luong=7).so_quyet_dinh == "31/QĐ"


@pytest.mark.parametrize(("first", "second"), [("5", "7"), ("7", "5")])
def test_a_replaced_number_is_judged_as_a_whole(clerk, first, second):
    leaving = {("A003", "cham_dut_hdld"): ("55", "20")}
    fill(clerk, {("A003", "ket_nap"): (first, "0")} | (leaving if first == "5" else {}))
    fill(clerk, {("A003", "ket_nap"): (second, "0")} | (leaving if first == "7" else {}))
    assert in_books() == {("A003", "ket_nap"): (int(second), 0), ("A003", "cham_dut_hdld"): (55, 20)}


def test_a_number_that_decreases_rely_on_is_not_lowered(clerk):
    fill(clerk, {("A003", "ket_nap"): ("7", "0"), ("A003", "cham_dut_hdld"): ("55", "20")})
    found = faults(fill(clerk, {("A003", "ket_nap"): ("4", "0")}))
    assert found == {
        ("A003", "ket_nap"): "Các số giảm đã ghi dựa vào số này: bỏ hoặc bớt đi thì số mới có số lượng của A003 ngày "
        "31/05/2025 thiếu 1. Sửa số giảm trước.",
    }  # fmt: skip
    fill(clerk, {("A003", "ket_nap"): ("4", "0"), ("A003", "cham_dut_hdld"): ("54", "20")})
    assert in_books() == {("A003", "ket_nap"): (4, 0), ("A003", "cham_dut_hdld"): (54, 20)}


def test_a_decrease_beyond_opening_and_increases_is_refused_at_its_cell(clerk):
    before = BienDong.objects.count()
    cells = MONTH | {("A003", "ket_nap"): ("5", "2"), ("A003", "cham_dut_hdld"): ("110", "2")}
    answer = fill(clerk, cells)
    # one decrease after the other in the order of the columns: 50 + 5 are there for the first of them
    assert faults(answer) == {
        ("A003", "cham_dut_hdld"): "Số mới có số lượng của A003 ngày 31/05/2025 chỉ còn 55: giảm số lượng, hoặc ghi "
        "theo tên đoàn viên.",
    }  # fmt: skip
    assert (BienDong.objects.count(), LoNhap.objects.count()) == (before, 0)
    assert shown(answer)[("A003", "cham_dut_hdld")] == ("110", "2")
    assert shown(answer)[("A001", "ket_nap")] == ("5", "3")
    text = answer.content.decode()
    assert (text.count('aria-invalid="true"'), "Còn 1 ô phải sửa" in text) == (1, True)
    assert closings(answer)["A003"] == (50, 50 + 5 - 110 - 3)


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        (("2", "3"), "Số nữ lớn hơn số lượng."),
        (("0", "1"), "Có số nữ thì phải có số lượng."),
        (("", "1"), "Có số nữ thì phải có số lượng."),
        (("năm", ""), "Không đọc được số. Ghi số nguyên, ví dụ 1250 hoặc 1.250."),
        (("1.25", ""), "Không đọc được số. Ghi số nguyên, ví dụ 1250 hoặc 1.250."),
        (("-5", ""), "Số không được âm."),
    ],
)
def test_what_is_no_number_stands_at_its_cell(clerk, texts, message):
    before = BienDong.objects.count()
    answer = fill(clerk, {("A002", "ket_nap"): texts})
    assert faults(answer) == {("A002", "ket_nap"): message}
    assert (shown(answer), BienDong.objects.count()) == ({("A002", "ket_nap"): texts}, before)


def test_numbers_as_offices_write_them(clerk):
    fill(clerk, {("A002", "ket_nap"): ("1.250", "1 000"), ("A003", "ket_nap"): (" 12 ", "")})
    assert in_books() == {("A002", "ket_nap"): (1250, 1000), ("A003", "ket_nap"): (12, 0)}


def test_the_running_month_is_recorded_on_the_day_of_confirming(clerk, sign_in):
    query = "?don_vi=TPND"
    assert open_grid(clerk, query).context["place"].thang == date(2025, 6, 1)
    fill(clerk, {("A002", "ket_nap"): ("5", "0")}, query=query)
    with time_machine.travel("2025-06-25 10:00 +0700", tick=False):
        fill(sign_in("clerk_a"), {("A003", "ket_nap"): ("2", "0")}, query=query)
    rows = BienDong.objects.living().filter(ngay__gte=date(2025, 6, 1))
    found = dict(rows.values_list("cong_doan__ma", "ngay"))
    assert found == {"A002": date(2025, 6, 20), "A003": date(2025, 6, 25)}


@pytest.mark.parametrize(
    ("thang", "first"), [("2023-11", 12), ("2025-07", 6), ("2025-13", 6), ("x", 6), ("2024-02", 2)]
)
def test_months_of_the_programme_only(clerk, thang, first):
    place = open_grid(clerk, f"?don_vi=TPND&thang={thang}").context["place"]
    assert place.thang.month == first
    assert (place.truoc is None, place.sau is None) == (first == 12, first == 6)


def test_kinds_that_need_a_reason_and_a_decision(clerk):
    query = "?don_vi=TPND&thang=2025-05&loai=dieu_chinh_giam&loai=giam_khac"
    cells = {("A002", "dieu_chinh_giam"): ("5", "0"), ("A003", "ket_nap"): ("1", "0")}
    answer = fill(clerk, cells, query=query, ghi_chu="rà soát")
    assert answer.context["form"].errors == {"ghi_chu": ["Điều chỉnh giảm cần lý do, ít nhất 10 ký tự."]}
    assert in_books() == {}
    answer = fill(clerk, cells, query=query, ghi_chu="Rà soát lại danh sách")
    assert said(clerk.get(answer.url))[1] == "Đã ghi khi chưa có số quyết định: Điều chỉnh giảm 1 ô, Kết nạp mới 1 ô."
    assert in_books() == {("A002", "dieu_chinh_giam"): (5, 0), ("A003", "ket_nap"): (1, 0)}
    # a kind that holds something is shown without being asked for
    assert [kind["loai"] for kind in open_grid(clerk).context["columns"]][-1] == "dieu_chinh_giam"


def test_a_closed_book_is_refused_at_its_cell(clerk, world):
    close(world, "A002", date(2025, 6, 1))
    answer = fill(clerk, {("A002", "ket_nap"): ("5", "0"), ("A003", "ket_nap"): ("5", "0")})
    assert faults(answer) == {("A002", "ket_nap"): closed_by("CĐCS A002")}
    assert in_books() == {}


def test_a_unit_that_ended_in_the_month_takes_what_left_on_its_last_day(clerk):
    CongDoan.objects.filter(ma="A003").update(ngay_ket_thuc=date(2025, 5, 20))
    answer = fill(clerk, {("A003", "ket_nap"): ("5", "0")})
    assert faults(answer) == {("A003", "ket_nap"): "A003 đã kết thúc ngày 20/05/2025."}
    fill(clerk, {("A003", "cham_dut_hdld"): ("50", "20")})
    assert BienDong.objects.get(loai="cham_dut_hdld").ngay == date(2025, 5, 20)
    june = open_grid(clerk, "?don_vi=TPND&thang=2025-06")
    assert "A003" not in closings(june)


def test_nothing_changed_writes_nothing(clerk):
    before = BienDong.objects.count()
    answer = fill(clerk, {})
    assert said(clerk.get(answer.url)) == ["Không có ô nào khác với sổ: không ghi gì."]
    assert (BienDong.objects.count(), LoNhap.objects.count()) == (before, 0)


def test_the_same_post_twice_counts_once(clerk):
    page = open_grid(clerk)
    for _ in range(2):
        fill(clerk, MONTH, page=page)
    assert (in_books(), LoNhap.objects.count()) == (WRITTEN, 1)


# ---- two clerks, drafts ----
def test_what_somebody_else_wrote_is_shown_beside_mine(clerk, sign_in):
    page = open_grid(clerk)
    fill(sign_in("administrator"), {("A001", "ket_nap"): ("9", "1"), ("A002", "ket_nap"): ("2", "0")})
    mine = {("A001", "ket_nap"): ("5", "3"), ("A003", "ket_nap"): ("1", "0")}
    answer = fill(clerk, mine, page=page)
    conflicts = answer.context["form"].conflicts
    assert [(c.unit.ma, c.loai, (c.so, c.nu), c.khac) for c in conflicts] == [("A001", "ket_nap", ("5", "3"), (9, 1))]
    assert "trong sổ 9 (nữ 1), bạn gõ 5 (nữ 3)" in answer.content.decode()
    assert shown(answer) == mine | {("A002", "ket_nap"): ("2", "0")}
    assert in_books() == {("A001", "ket_nap"): (9, 1), ("A002", "ket_nap"): (2, 0)}
    fill(clerk, {}, page=answer)  # now knowingly
    assert in_books() == {("A001", "ket_nap"): (5, 3), ("A002", "ket_nap"): (2, 0), ("A003", "ket_nap"): (1, 0)}


def test_other_cells_of_somebody_else_are_kept_and_told(clerk, sign_in):
    page = open_grid(clerk)
    fill(sign_in("administrator"), {("A002", "ket_nap"): ("2", "0")})
    answer = fill(clerk, {("A003", "ket_nap"): ("1", "0")}, page=page, so_quyet_dinh="1/QĐ")
    assert in_books() == {("A002", "ket_nap"): (2, 0), ("A003", "ket_nap"): (1, 0)}
    assert said(clerk.get(answer.url))[1].startswith("Từ lúc bạn mở trang, người khác đã ghi 1 ô khác của bảng này")


def test_a_save_between_reading_and_writing_is_seen(clerk, world, monkeypatch):
    page, load = open_grid(clerk), bang_thang.load_bang_thang
    key = world.units["cdcs_a"].pk, "ket_nap"

    def slow(units, thang):
        rows = load(units, thang)
        confirm_bang_thang(BangThangData(world.units["a"], thang, {key: (9, 1)}, {}), by=world.user("administrator"))
        return rows

    monkeypatch.setattr(bang_thang, "load_bang_thang", slow)
    answer = fill(clerk, {("A001", "ket_nap"): ("5", "3")}, page=page)
    assert [cell.khac for cell in answer.context["form"].conflicts] == [(9, 1)]
    assert in_books() == {("A001", "ket_nap"): (9, 1)}


def keep_draft(client, page, cells) -> None:
    client.post(page.context["draft"].url, fields(page) | typed(cells))


def test_a_draft_comes_back_yellow_and_goes_with_the_confirm(clerk):
    page = open_grid(clerk)
    keep_draft(clerk, page, MONTH | {("A003", "nghi_huu"): ("x", "")})
    assert page.context["draft"].key == "TPND-2025-05"
    again = open_grid(clerk)
    assert shown(again)[("A003", "nghi_huu")] == ("x", "")
    assert shown(again)[("A002", "cham_dut_hdld")] == ("10", "6")
    assert (again.content.decode().count("cell changed"), again.context["form"].mine) != (0, {})
    fill(clerk, {("A003", "nghi_huu"): ("", "")}, page=again)
    assert (in_books(), Draft.objects.count()) == (WRITTEN, 0)


def test_a_draft_hides_nothing_that_was_saved_since(clerk, sign_in):
    keep_draft(clerk, open_grid(clerk), {("A001", "ket_nap"): ("5", "3")})
    fill(sign_in("administrator"), {("A001", "ket_nap"): ("9", "1"), ("A002", "ket_nap"): ("2", "0")})
    again = open_grid(clerk)
    assert shown(again) == {("A001", "ket_nap"): ("5", "3"), ("A002", "ket_nap"): ("2", "0")}
    assert [cell.khac for cell in again.context["form"].conflicts] == [(9, 1)]


def test_put_aside_keeps_what_was_typed_and_leaves(clerk):
    answer = fill(clerk, MONTH, de_sau="1")
    assert answer.url == reverse("bien_dong_list") + "?don_vi=TPND"
    assert (in_books(), Draft.objects.get().key) == ({}, "TPND-2025-05")
    assert shown(open_grid(clerk))[("A001", "ket_nap")] == ("5", "3")


@pytest.mark.parametrize("goc", ["", "[]", "{", '{"dv": "x"}', '{"o": [[1]]}', '{"dv": [99999], "o": null}'])
def test_a_page_that_says_nothing_of_what_it_was_made_from_overwrites_nothing(clerk, goc):
    fill(clerk, {("A001", "ket_nap"): ("9", "1")})
    answer = fill(clerk, {("A001", "ket_nap"): ("5", "3")}, goc=goc)
    assert [cell.khac for cell in answer.context["form"].conflicts] == [(9, 1)]
    assert in_books() == {("A001", "ket_nap"): (9, 1)}

"""Lists of a few rows are taken away as Excel too: what their page shows, masked as it is, written down (05 §5.5)."""

from datetime import date, datetime

import pytest
import time_machine
from django.urls import reverse

from doanhnghiep.actions.doanh_nghiep import DoanhNghiepData, record_doanh_nghiep
from doanvien.actions.du_lieu_ca_nhan import answer_yeu_cau, record_yeu_cau
from doanvien.models import YeuCauDuLieu
from sapxep.actions.chuyen_quan_ly import ChuyenData, chuyen_quan_ly
from taikhoan.models import NhatKy
from tests.doanhnghiep.test_pages import add
from tests.doanvien.test_doubles import add_former
from tests.rooms import CCCD
from tests.sheets import read_download
from tests.visits.duyet import correction

pytestmark = pytest.mark.django_db
TODAY = "Lập ngày 20/06/2025"


@pytest.fixture(autouse=True)
def _day():
    with time_machine.travel("2025-06-20 10:00:00+07:00"):
        yield


def taken(client, page: str, name: str, *args) -> tuple[list[str], list[list]]:
    """The head and the rows of the file that the page offers."""
    address = reverse(name, args=args)
    assert address in client.get(reverse(page, args=args)).content.decode()
    head, (_, *rows) = read_download(client, address)
    return head, rows


def logged() -> tuple[str, str, int]:
    last = NhatKy.objects.latest("pk")
    return last.act, last.unit, last.noi_dung["so_dong"]


def test_employers_of_a_hand_over_are_those_that_the_reader_sees(world, sign_in):
    mine, other = add(world, "0600000401", "Một", 30), add(world, "0600000403", "Ba", 50, unit="tinh")
    data = ChuyenData(
        [mine.pk, other.pk], world.units["b"], date(2025, 6, 1), "30/QĐ", "Chuyển nhà máy sang huyện khác"
    )
    act = chuyen_quan_ly(data, by=world.user("reviewer"))
    seen = {who: taken(sign_in(who), "chuyen_quan_ly_detail", "chuyen_quan_ly_export", act.pk)
            for who in ("clerk_a", "clerk_b")}  # fmt: skip
    assert {who: [row[1] for row in rows] for who, (_, rows) in seen.items()} == {
        "clerk_a": ["Một"], "clerk_b": ["Ba", "Một"],
    }  # fmt: skip
    assert seen["clerk_b"][0] == [
        "Chuyển đơn vị, doanh nghiệp sang Công đoàn YYEN",
        "Đã thực hiện; hiệu lực 01/06/2025; quyết định số 30/QĐ", TODAY,
    ]  # fmt: skip
    assert logged() == ("export_so_lieu", "YYEN", 2)


def test_corrections_that_wait_come_first(world, sign_in):
    correction(world)
    head, rows = taken(sign_in("reviewer"), "dinh_chinh_list", "dinh_chinh_export")
    assert head == ["Đính chính", "Công đoàn ND (ND)", TODAY, "1 chờ xác nhận, 0 đã trả lời"]
    assert [(row[1], row[2], row[3], row[-1]) for row in rows] == [
        ("01/ĐC", datetime(2025, 6, 1), world.units["a"].ten, "Chờ xác nhận")
    ]
    assert logged() == ("export_so_lieu", "ND", 1)
    assert read_download(sign_in("clerk_b"), reverse("dinh_chinh_export"))[1][1:] == []


def test_requests_about_personal_data_open_ones_first(world, sign_in):
    by, member = world.user("administrator"), world.objects["member_a"]
    for day, text in ((2, "Xin bản sao để làm hồ sơ"), (3, "Hỏi đang lưu những gì")):
        record_yeu_cau(member, by=by, loai="sao_chep", ngay_nhan=date(2025, 6, day), noi_dung=text)
    first = YeuCauDuLieu.objects.order_by("pk")[0]
    answer_yeu_cau(first, by=by, trang_thai="da_tra_loi", tra_loi="Đã giao bản trích lục tại trụ sở")
    head, rows = taken(sign_in("clerk_a"), "yeu_cau_list", "yeu_cau_export")
    assert head == ["Yêu cầu về dữ liệu cá nhân", "Công đoàn TPND (TPND)", TODAY]
    assert [(row[2], row[3], row[4], row[-1]) for row in rows] == [
        (member.ho_ten, datetime(2025, 6, 3), "Hỏi đang lưu những gì", None),
        (member.ho_ten, datetime(2025, 6, 2), "Xin bản sao để làm hồ sơ", "Đã giao bản trích lục tại trụ sở"),
    ]
    assert logged() == ("handle_yeu_cau", "TPND", 2)
    assert read_download(sign_in("clerk_b"), reverse("yeu_cau_export"))[1][1:] == []


def test_doubled_members_with_the_end_of_their_numbers(world, sign_in):
    former, member = add_former(world), world.objects["member_a"]
    head, rows = taken(sign_in("reviewer"), "trung_lap_list", "trung_lap_export")
    assert head == ["Hồ sơ đoàn viên có thể trùng nhau", "Công đoàn ND (ND)", TODAY]
    sides = sorted([("Công đoàn A001", "đang sinh hoạt", f"••• {CCCD[-3:]}"), ("Công đoàn B001", "đã ra", None)])
    assert [(row[1], sorted([tuple(row[2:5]), tuple(row[5:8])]), row[8]) for row in rows] == [
        (member.ho_ten, sides, f"ngày sinh {former.ngay_sinh:%d/%m/%Y}")
    ]
    assert logged() == ("export_doan_vien", "ND", 1)
    assert read_download(sign_in("clerk_a"), reverse("trung_lap_export"))[1][1:] == []


def test_doubled_employers_with_the_end_of_a_household_code(world, sign_in):
    facts = {"ten": "Hộ kinh doanh Lụa Vàng", "loai_hinh": "ho_kinh_doanh"}
    for code in ("036085004127", "036085004555"):
        record_doanh_nghiep(DoanhNghiepData(code, world.units["a"], facts), by=world.user("administrator"))
    _, rows = taken(sign_in("reviewer"), "doanh_nghiep_trung_list", "doanh_nghiep_trung_export")
    assert rows == [
        [1, "Hộ kinh doanh Lụa Vàng", "••• 127", "Hộ kinh doanh", None, "••• 555", "Hộ kinh doanh", None,
         "tên; một bên chưa có địa chỉ"],
    ]  # fmt: skip
    assert logged() == ("export_so_lieu", "ND", 1)


@pytest.mark.parametrize(("room", "limit", "page"), [
    ("doanvien.queries.gop.SHOWN_PAIRS", 1, "trung_lap"), ("doanhnghiep.views.gop.SHOWN", 2, "doanh_nghiep_trung"),
])  # fmt: skip
def test_a_list_of_pairs_says_where_it_stops(world, sign_in, monkeypatch, room, limit, page):
    """It ended with the first hundred, on the page and in the file, as if these were all."""
    add_former(world)
    for number in range(3):
        add(world, f"060000060{number}", "Công ty Hai Lần", 30)
    head, rows = taken(sign_in("reviewer"), f"{page}_list", f"{page}_export")
    assert (len(head), len(rows) >= limit) == (3, True)
    monkeypatch.setattr(room, limit)
    said = f"{limit} cặp đầu; xử lý xong, nếu còn thì các cặp sau hiện ra"
    head, _ = taken(sign_in("reviewer"), f"{page}_list", f"{page}_export")
    assert (head[3:], f"Đây là {said}." in sign_in("reviewer").get(reverse(f"{page}_list")).content.decode()) == (
        [said], True,
    )  # fmt: skip


def test_accounts_of_officers_with_their_state(world, sign_in):
    client, officer = sign_in("clerk_a"), world.user("officer_a")
    officer.is_active, officer.ho_ten, officer.last_login = False, "Vũ Thị Lành", None
    officer.save()
    head, rows = taken(client, "tai_khoan_list", "tai_khoan_export")
    assert head == ["Tài khoản cán bộ CĐCS", "Công đoàn TPND (TPND)", TODAY]
    assert rows == [[1, "Vũ Thị Lành", officer.username, "A001", "Công đoàn A001", "chưa lần nào", "Đã ngừng"]]
    assert logged() == ("edit_tai_khoan_cdcs", "TPND", 1)

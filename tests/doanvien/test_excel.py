"""The Excel of the members' list, cell by cell: it holds the rows of the screen."""

import io
from datetime import date, datetime

import openpyxl
import pytest
from django.urls import reverse

from doanvien.actions.bien_dong import BienDongData, record_bien_dong
from doanvien.actions.gop import merge_doan_vien
from doanvien.models import DoanVien
from tests.doanvien import slips
from tests.rooms import CCCD

pytestmark = pytest.mark.django_db

ADMITTED = datetime(2025, 3, 10)
ANH = ("Đặng Thị Ngọc Ánh", datetime(1985, 4, 2), "Nữ", "••• 127", "A001", "Công đoàn A001", ADMITTED, "Đang sinh hoạt")
NAM = ("=Lê  Văn <Nam>", 1990, "Nam", None, "A001", "Công đoàn A001", ADMITTED, "Đang sinh hoạt")
CHUYEN = ("Trần Văn Chuyển", datetime(1985, 4, 2), "Nam", "••• 555", "A001", "Công đoàn A001", ADMITTED,
          "Chờ tiếp nhận")  # fmt: skip
MORE = ("ND000127", "0912345127", "Công nhân may")


def rows_of(response) -> list[tuple]:
    """The rows below the headings."""
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    rows = list(sheet.iter_rows(values_only=True))
    return rows[next(number for number, row in enumerate(rows) if row[0] == "TT") + 1 :]


def leave(world, who: DoanVien, day: date) -> None:
    data = BienDongData("nghi_huu", day, world.units["cdcs_a"], doan_vien=who)
    record_bien_dong(data, by=world.user("administrator"))


@pytest.fixture
def members(world):
    """Beside Ánh: a man of whom only the year is known, one on a slip, a doubled record, a hidden one."""
    nobody = {"so_cccd": "", "so_the": "", "dien_thoai": ""}
    slips.member(world, "Lê Văn Nam", ngay_sinh=None, nam_sinh=1990, **nobody)
    DoanVien.objects.filter(ho_ten="Lê Văn Nam").update(ho_ten=NAM[0])
    slips.propose(world, slips.member(world))
    double = slips.member(world, "Đặng Thị Ánh", gioi_tinh="nu", ngay_ket_nap=date(2024, 3, 10), **nobody)
    leave(world, double, date(2024, 6, 1))
    double.refresh_from_db()
    merge_doan_vien(world.objects["member_a"], double, ly_do="Một người", by=world.user("reviewer"))
    hidden = slips.member(world, "Đặng Văn Ẩn", **nobody)
    DoanVien.objects.filter(pk=hidden.pk).update(is_hidden=True)
    return world


def test_every_cell_of_the_list(members, sign_in):
    response = sign_in("clerk_a").get(reverse("doan_vien_export"))
    assert rows_of(response) == [(1, *ANH), (2, *CHUYEN), (3, *NAM)]


def test_full_numbers_and_three_more_columns(members, sign_in):
    address = reverse("doan_vien_export_confirm") + "?don_vi=A001&q=anh"
    response = sign_in("clerk_a").post(address, {"ly_do": "Lập hồ sơ bảo hiểm"})
    assert rows_of(response) == [(1, *ANH[:3], CCCD, *ANH[4:], *MORE)]


def test_who_left_stands_with_the_unit_left_last(members, sign_in):
    leave(members, members.objects["member_a"], date(2025, 6, 1))
    response = sign_in("clerk_a").get(reverse("doan_vien_export") + "?trang_thai=da_ra")
    assert rows_of(response) == [(1, *ANH[:-1], "Đã ra")]

"""The Excel of the account book: exactly the lines of the screen, names only for who may export members."""

import io
from datetime import datetime

import openpyxl
import pytest
from django.urls import reverse

from cdcs.models import CongDoan
from doanvien.queries.so_bien_dong import SoBienDong
from taikhoan.models import NhatKy, User
from tests.doanvien.test_book import BOOK, END, START, lines_of
from tests.history import History, start_province

pytestmark = pytest.mark.django_db
ANH = (datetime(2025, 3, 10), "Kết nạp mới", "Đặng Thị Ngọc Ánh", 1985, "Công đoàn A001", None)


def excel(client, query: str = BOOK) -> tuple[list[str], list[tuple]]:
    """The head of the sheet, and the rows under its headings."""
    answer = client.get(reverse("bien_dong_export") + query)
    rows = list(openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active.values)
    start = next(place for place, row in enumerate(rows) if row[0] == "Ngày")
    return [row[0] for row in rows[:start] if row[0]], rows[start + 1 :]


def test_opening_rows_and_closing_of_a_unit(world, sign_in):
    head, rows = excel(sign_in("clerk_a"))
    assert head[:3] == ["Sổ biến động đoàn viên", "Công đoàn A001 (A001)",
                        "Từ 01/12/2024 đến 30/11/2025, cơ cấu lúc đó"]  # fmt: skip
    assert [(row[1], *row[8:]) for row in rows] == [
        ("Số dư đầu kỳ", None, None, 0), ("Kết nạp mới", 1, None, 1), ("Kết nạp mới", 20, None, 21),
        ("Cộng phát sinh, số cuối kỳ", 21, 0, 21),
    ]  # fmt: skip
    assert rows[1][:6] == ANH


def test_one_kind_has_no_running_stock(world, sign_in):
    head, rows = excel(sign_in("clerk_a"), BOOK + "&loai=ket_nap&pham_vi=rieng&danh_sach=co")
    assert head[2:4] == ["Từ 01/12/2024 đến 30/11/2025, riêng đơn vị", "Kết nạp mới, có danh sách"]
    assert [(row[1], *row[8:]) for row in rows] == [("Kết nạp mới", 1, None), ("Cộng", 1, 0)]


@pytest.mark.parametrize(
    ("who", "name", "act"),
    [("clerk_a", ANH[2], "export_doan_vien"), ("reader_a", ANH[2], "export_doan_vien"),
     ("leader", None, "export_so_lieu"), ("department", None, "export_so_lieu")],
)  # fmt: skip
def test_names_stand_in_it_for_who_may_export_members(world, sign_in, who, name, act):
    """08 §8.2: a leader reads names and exports none; what was written out is logged [06-6.2-12]."""
    assert excel(sign_in(who))[1][1][2] == name
    assert NhatKy.objects.filter(user=world.user(who), act=act).latest("pk").noi_dung["danh_sach"] == "sổ biến động"


def test_the_page_offers_it_and_a_foreign_unit_is_not_there(world, sign_in):
    page = sign_in("clerk_a").get(reverse("bien_dong_list"), {"don_vi": "A001", "loai": "ket_nap"}).content.decode()
    assert f"{reverse('bien_dong_export')}?don_vi=A001&amp;loai=ket_nap" in page
    assert sign_in("clerk_b").get(reverse("bien_dong_export") + BOOK).status_code == 404


def test_every_line_of_every_page_in_its_order(monkeypatch):
    user = User.objects.create_superuser("q", password="x")
    start_province(user)
    History(1, user).run(40)
    for unit in CongDoan.objects.all():
        for kind in ("", "ket_nap", "sap_xep_den"):
            book = SoBienDong(unit, START, END, loai=kind)
            shown = [line for page in lines_of(book, 4, monkeypatch) for line in page]
            written = list(book.every_line())
            facts = [[(one.ngay, one.label, one.tang, one.giam, one.row, one.is_void) for one in lines]
                     for lines in (shown, written)]  # fmt: skip
            assert facts[0] == facts[1], (unit.ma, kind)
            assert kind or [one.con for one in shown] == [one.con for one in written]

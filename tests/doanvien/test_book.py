"""The account book: opening, rows and running stock that add up on every page and at every level."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cdcs.models import CongDoan
from core import paging
from doanvien.models import BienDong
from doanvien.queries.so_bien_dong import SoBienDong
from taikhoan.models import User
from tests.history import History, start_province

pytestmark = pytest.mark.django_db
START, END = date(2023, 12, 1), date(2025, 3, 31)


def lines_of(book, size: int, monkeypatch) -> list:
    monkeypatch.setattr(paging, "PAGE_SIZE", size)
    lines, params = [], {}
    while True:
        page, months = book.page(params)
        lines.append([line for month in months for line in month.lines])
        if page.sau is None:
            return lines
        params = {"sau": str(page.sau)}


@pytest.mark.parametrize("seed", range(3))
def test_every_page_adds_up(seed, monkeypatch):
    user = User.objects.create_superuser("q", password="x")
    start_province(user)
    History(seed, user).run(30)
    for unit in CongDoan.objects.all():
        for alone in (False, True) if unit.co_doan_vien else (False,):
            book = SoBienDong(unit, START, END, alone)
            stock = book.stock(book.eve)
            for page in lines_of(book, 4, monkeypatch):
                for line in page:
                    stock += (line.tang or 0) - (line.giam or 0)
                    assert line.con == stock, (unit.ma, alone, line)
            up, down = book.totals
            assert stock == book.stock(END) == book.stock(book.eve) + up - down, (unit.ma, alone)


BOOK = "?don_vi=A001&tu=1/12/2024&den=30/11/2025"


def book_of(client, query: str = BOOK):
    return client.get(reverse("bien_dong_list") + query)


def labels(response) -> list[tuple]:
    lines = [line for month in response.context["months"] for line in month.lines]
    return [(line.label, line.tang, line.giam, line.con, line.is_void) for line in lines]


def test_page_of_a_unit(world, sign_in):
    response = book_of(sign_in("clerk_a"))
    assert labels(response) == [("Kết nạp mới", 1, None, 1, False), ("Kết nạp mới", 20, None, 21, False)]
    context = response.context
    assert (context["opening"], context["up"], context["down"], context["closing"]) == (0, 21, 0, 21)
    assert (context["named"], context["counted"]) == (1, 20)


def test_names_only_for_who_may_read_them(world, sign_in):
    name = "Đặng Thị Ngọc Ánh"
    page = reverse("doan_vien_detail", args=[world.objects["member_a"].pk])
    seen = {who: book_of(sign_in(who)).content.decode() for who in ("clerk_a", "leader", "department")}
    assert {who: (name in text, page in text) for who, text in seen.items()} == {
        "clerk_a": (True, True), "leader": (True, False), "department": (False, False),
    }  # fmt: skip


def test_one_kind_is_the_list_behind_its_figure(world, sign_in):
    response = book_of(sign_in("clerk_a"), BOOK + "&loai=ket_nap")
    assert (len(labels(response)), response.context["up"], response.context["down"]) == (2, 21, 0)


def test_the_list_of_one_kind_tells_its_total_on_every_page(world, sign_in, monkeypatch):
    """It stood in the last line of the last page alone [02-2.7-1]."""
    monkeypatch.setattr(paging, "PAGE_SIZE", 1)
    page = sign_in("clerk_a").get(reverse("bien_dong_list") + BOOK + "&loai=ket_nap")
    assert (page.context["page"].is_last, 'data-total="21"' in page.content.decode()) == (False, True)


def test_book_asks_the_same_at_two_rows_and_at_four(world, sign_in, django_assert_num_queries):
    client = sign_in("clerk_a")
    book_of(client)
    with CaptureQueriesContext(connection) as two:
        book_of(client)
    asked = len(two)
    for day in ("12/3/2025", "13/3/2025"):
        count(client, ngay=day, submit_key=day)
    book_of(client)  # it shows the messages of the two posts
    with django_assert_num_queries(asked):
        book_of(client)


def count(client, **changes):
    data = {"cong_doan": "A001", "loai": "ket_nap", "ngay": "11/3/2025", "so_luong": "1.250", "so_nu": "1 000",
            "so_quyet_dinh": "9/QĐ", "submit_key": "s"}  # fmt: skip
    return client.post(reverse("bien_dong_create"), data | changes)


def test_count_only_row(world, sign_in):
    count(sign_in("clerk_a"))
    row = BienDong.objects.latest("pk")
    assert (row.loai, row.so_luong, row.so_nu, row.so_quyet_dinh) == ("ket_nap", 1250, 1000, "9/QĐ")
    assert row.doan_vien is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"so_luong": "1.2500"}, "so_luong"),
        ({"ngay": "31/2/2025"}, "ngay"),
        ({"so_nu": "1300"}, "so_nu"),
        ({"loai": "giam_khac"}, "ghi_chu"),
        ({"loai": "chuyen_di"}, "cong_doan_den"),
        ({"loai": "chuyen_di", "cong_doan_den": "KHONG-CO"}, "cong_doan_den"),
        ({"loai": "nghi_huu"}, "so_luong"),
        ({"cong_doan": "B001"}, "cong_doan"),
    ],
)
def test_refusals_stand_at_their_field(world, sign_in, changes, field):
    before = BienDong.objects.count()
    response = count(sign_in("clerk_a"), **changes)
    assert list(response.context["form"].errors) == [field]
    assert BienDong.objects.count() == before


def test_transfer_inside_the_scope_is_a_pair(world, sign_in):
    count(sign_in("clerk_a"), loai="chuyen_di", cong_doan_den="A001-1", so_luong="5", so_nu="3")
    pair = list(BienDong.objects.order_by("-pk")[:2])
    assert {(row.loai, row.cong_doan.ma, row.so_luong) for row in pair} == {
        ("chuyen_di", "A001", 5), ("chuyen_den", "A001-1", 5),
    }  # fmt: skip


def test_reversal_strikes_the_row_and_its_figures(world, sign_in):
    client, address = sign_in("clerk_a"), reverse("bien_dong_undo", args=[world.objects["row_a"].pk])
    page = client.get(address)
    assert [(e["unit"].ma, e["before"], e["after"]) for e in page.context["effects"]] == [("A001", 21, 1)]
    assert "ly_do" in client.post(address, {"ly_do": "sai"}).context["form"].errors
    client.post(address, {"ly_do": "Ghi nhầm đơn vị, ghi lại sau"})
    response = book_of(client)
    assert labels(response)[1:] == [("Kết nạp mới", 20, None, 21, True), ("Kết nạp mới", None, 20, 1, False)]
    assert (response.context["up"], response.context["closing"]) == (1, 1)


def test_officer_takes_back_own_rows_of_seven_days_only(world, sign_in):
    client, before = sign_in("officer_a"), BienDong.objects.count()
    address = reverse("bien_dong_undo", args=[world.objects["row_a"].pk])
    errors = client.post(address, {"ly_do": "Không phải dòng của mình"}).context["form"].non_field_errors()
    assert errors == ["Bạn chỉ ghi đảo dòng mình ghi trong 7 ngày qua; nhờ công đoàn cấp trên ghi đảo."]
    assert BienDong.objects.count() == before

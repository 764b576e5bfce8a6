"""The Excel of the list of employers: who manages each, which have ended, the whole filter in its head (05 §5.5)."""

from datetime import date, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from doanhnghiep.actions import link_cdcs
from tests.doanhnghiep.test_excel import table, workbook
from tests.doanhnghiep.test_pages import add
from tests.turning import there_and_back

pytestmark = pytest.mark.django_db
LIST, EXPORT = reverse("doanh_nghiep_list"), reverse("doanh_nghiep_export")


@pytest.fixture(autouse=True)
def _day():
    with time_machine.travel("2025-06-20 10:00:00+07:00"):
        yield


@pytest.fixture
def three(world):
    add(world, "0600000001", "Của tỉnh", 30, "tinh")
    add(world, "0600000002", "Của Yên", 20, "b")
    link_cdcs(add(world, "0600000003", "Đã có", 40), world.units["cdcs_a"], by=world.user("administrator"))


def rows_of(page) -> list[str]:
    return [row.ten for row in page.context["page"].rows]


def test_every_row_says_who_manages_it(world, three, sign_in):
    client = sign_in("leader")
    rows = table(workbook(client, EXPORT + "?don_vi=ND&sap_xep=ten"))
    assert [(row[2], row[3], row[-2], row[-1]) for row in rows] == [
        ("Công ty TNHH May Thắng Lợi", "Công đoàn TPND", "Có", None), ("Của tỉnh", "Công đoàn ND", "Không", None),
        ("Của Yên", "Công đoàn YYEN", "Không", None), ("Đã có", "Công đoàn TPND", "Có", None),
    ]  # fmt: skip
    assert [row[2] for row in rows] == rows_of(client.get(LIST + "?don_vi=ND&sap_xep=ten"))


def test_those_that_ended_say_when(world, sign_in):
    add(world, "0600000004", "Ngừng rồi", 25, ngay_ngung=date(2025, 5, 1))
    rows = table(workbook(sign_in("clerk_a"), EXPORT + "?don_vi=TPND&trang_thai=ngung"))
    assert [(row[2], row[-1]) for row in rows] == [("Ngừng rồi", datetime(2025, 5, 1))]


def test_employers_of_the_unit_itself_are_a_filter_like_the_others(world, three, sign_in):
    """It came by an address alone: the page called itself the whole list, and the next press of "Lọc" dropped it."""
    client, query = sign_in("reviewer"), "?don_vi=ND&rieng=1"
    page = client.get(LIST + query)
    words = "Quản lý: Do đơn vị trực tiếp quản lý"
    assert (rows_of(page), page.context["words"]) == (["Của tỉnh"], [words])
    assert not any(view["current"] for view in page.context["views"])
    assert '<input type="hidden" name="rieng" value="1">' in page.content.decode()
    rows = workbook(client, EXPORT + query)
    assert ([row[2] for row in table(rows)], rows[3][0]) == (["Của tỉnh"], words)


def test_every_page_there_and_back_and_the_workbook(world, sign_in, monkeypatch):
    monkeypatch.setattr("core.paging.PAGE_SIZE", 4)
    for n in range(11):
        add(world, f"06000010{n:02d}", f"Xưởng {n}", 30 + n % 3)
    client, query = sign_in("clerk_a"), "?don_vi=TPND&loai_hinh=co_quan"
    pages = there_and_back(client, "doanh_nghiep_list", query, rows_of)
    assert [len(page) for page in pages] == [4, 4, 3]
    assert [row[2] for row in table(workbook(client, EXPORT + query))] == [name for page in pages for name in page]


def test_more_employers_ask_no_more(world, sign_in, django_assert_num_queries):
    client = sign_in("clerk_a")
    workbook(client, EXPORT)
    with CaptureQueriesContext(connection) as one:
        workbook(client, EXPORT)
    asked = len(one)
    for n in range(2):
        add(world, f"060000009{n}", f"Thêm {n}", 30)
    with django_assert_num_queries(asked):
        assert len(table(workbook(client, EXPORT))) == 3

"""The list behind every step of coverage's bridge has its Excel: the rows of the page, the figure in its head."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from taikhoan.models import NhatKy
from tests.doanhnghiep.test_bao_phu import A, B
from tests.doanhnghiep.test_bao_phu import moved as moved  # the fixture
from tests.doanhnghiep.test_excel import table, workbook
from tests.doanhnghiep.test_pages import add
from tests.turning import there_and_back

pytestmark = pytest.mark.django_db
LIST, EXPORT = reverse("bao_phu_list"), reverse("bao_phu_export")
HERE = f"?don_vi=TPND&tu={A}&den={B}&buoc="


def rows_of(page) -> list[str]:
    return [row[0].ten for row in page.context["rows"]]


def test_every_step_of_the_page_is_taken_away_whole(world, moved, sign_in):
    """[02-2.7-1] The list behind a figure can be exported, and its total is that figure."""
    client = sign_in("reviewer")
    page = client.get(f"{reverse('bao_phu_detail')}?don_vi=TPND&tu={A}&den={B}").context
    steps = [(value, url) for part in page["steps"].values() for _, value, _, url in part if url.startswith(LIST)]
    assert len(steps) == 15
    for value, url in steps:
        rows = table(workbook(client, EXPORT + url.removeprefix(LIST)))
        assert (len(rows), [row[1] for row in rows]) == (value, rows_of(client.get(url))), url


def test_the_workbook_says_what_the_page_says(world, moved, sign_in):
    client = sign_in("clerk_a")
    rows = workbook(client, EXPORT + HERE + "chuyen_di")
    assert [row[0] for row in rows[:3]] == [
        "Chuyển đơn vị khác quản lý: 1 đơn vị", "Công đoàn TPND (TPND)", "Từ 01/06/2025 đến 30/11/2025",
    ]  # fmt: skip
    logged = NhatKy.objects.latest("pk")
    assert (logged.act, logged.unit, logged.noi_dung["loc"], logged.noi_dung["so_dong"]) == (
        "export_so_lieu", "TPND", ["Chuyển đơn vị khác quản lý"], 1,
    )  # fmt: skip
    kind = "Cơ quan, tổ chức"
    assert table(rows) == [[1, "Đi", kind, "Không", 60, None, "Không còn ở đây", "Công đoàn YYEN"]]
    assert table(workbook(client, EXPORT + HERE + "tang_lao_dong")) == [
        [1, "Tăng", kind, "Không", 15, 20, "Chưa có", "Công đoàn TPND"]
    ]  # fmt: skip


def test_every_page_there_and_back_and_the_workbook(world, moved, sign_in, monkeypatch):
    monkeypatch.setattr("core.paging.PAGE_SIZE", 3)
    client = sign_in("clerk_a")
    pages = there_and_back(client, "bao_phu_list", HERE + "dau", rows_of)
    assert [len(page) for page in pages] == [3, 3, 1]
    found = [name for page in pages for name in page]
    assert [row[1] for row in table(workbook(client, EXPORT + HERE + "dau"))] == found


def test_the_page_offers_it_where_there_is_something(world, moved, sign_in):
    client = sign_in("reader_a")
    assert f'href="{EXPORT}{(HERE + "dau").replace("&", "&amp;")}"' in client.get(LIST + HERE + "dau").content.decode()
    assert EXPORT not in client.get(LIST + HERE + "mat_cdcs").content.decode()
    assert [client.get(EXPORT + HERE + step).status_code for step in ("la", "")] == [404, 404]
    assert sign_in("clerk_b").get(EXPORT + HERE + "dau").status_code == 404


@pytest.mark.parametrize("read", [lambda client: workbook(client, EXPORT + HERE + "dau"),
                                  lambda client: client.get(LIST + HERE + "dau")])  # fmt: skip
def test_more_employers_ask_no_more(world, sign_in, django_assert_num_queries, read):
    client = sign_in("clerk_a")
    read(client)
    with CaptureQueriesContext(connection) as one:
        read(client)
    asked = len(one)
    for n in range(2):
        add(world, f"060000009{n}", f"Thêm {n}", 30)
    with django_assert_num_queries(asked):
        read(client)

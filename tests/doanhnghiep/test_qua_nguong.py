"""The list of crossings of the threshold and its Excel: ways, pages, links (05 §5.5, 02 §2.4)."""

from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from doanhnghiep.actions import link_cdcs
from taikhoan.models import NhatKy
from tests.doanhnghiep.test_bao_phu import A, B, workers
from tests.doanhnghiep.test_bao_phu import moved as moved  # the fixture
from tests.doanhnghiep.test_pages import add
from tests.sheets import read_download
from tests.turning import there_and_back

pytestmark = pytest.mark.django_db
LIST, EXPORT = reverse("qua_nguong_list"), reverse("qua_nguong_export")
HERE = f"?don_vi=TPND&tu={A}&den={B}"
AUGUST = datetime(2025, 8, 15)


def workbook(client, query: str = HERE) -> tuple[list[str], list[list]]:
    """The lines above the table, and the rows under its headings."""
    head, rows = read_download(client, EXPORT + query)
    return head, rows[1:]


def rows_of(page) -> list[str]:
    return [event.doanh_nghiep.ten for event in page.context["events"]]


def shown(client, query: str = HERE) -> list[str]:
    return rows_of(client.get(LIST + query))


def test_the_workbook_is_the_list_of_the_page(world, moved, sign_in):
    link_cdcs(moved["shrinks"], world.units["cdcs_a"], by=world.user("administrator"))
    client = sign_in("clerk_a")
    head, rows = workbook(client)
    assert head == [
        "Đơn vị qua ngưỡng 20 lao động", "Công đoàn TPND (TPND)", "Từ 01/06/2025 đến 30/11/2025", "Cả hai chiều",
    ]  # fmt: skip
    assert [row[1] for row in rows] == shown(client)
    assert sorted(row[1:] for row in rows) == [
        ["Giảm", AUGUST, 30, 19, "BHXH", "Đã có"], ["Nguồn lên", AUGUST, 19, 21, "Thuế", "Chưa có"],
        ["Nguồn xuống", AUGUST, 20, 5, "Khảo sát", "Chưa có"], ["Tăng", AUGUST, 15, 20, "BHXH", "Chưa có"],
    ]  # fmt: skip
    logged = NhatKy.objects.latest("pk")
    assert (logged.act, logged.unit, logged.noi_dung) == ("export_so_lieu", "TPND", {
        "danh_sach": "qua ngưỡng", "loc": ["Cả hai chiều"], "tu": str(A), "den": str(B), "so_dong": 4,
    })  # fmt: skip


@pytest.mark.parametrize(
    ("query", "found", "words"),
    [("&chieu=len", {"Nguồn lên", "Tăng"}, "Lên ngưỡng"),
     ("&chieu=xuong", {"Giảm", "Nguồn xuống"}, "Xuống dưới ngưỡng"),
     ("&cdcs=co", {"Giảm"}, "Xuống dưới ngưỡng khi đã có CĐCS, chưa lên lại"),
     ("&chieu=xuong&cdcs=co", {"Giảm"}, "Xuống dưới ngưỡng khi đã có CĐCS, chưa lên lại"),
     ("&chieu=ngang", {"Giảm", "Nguồn lên", "Nguồn xuống", "Tăng"}, "Cả hai chiều")],
)  # fmt: skip
def test_a_way_is_marked_in_the_page_and_named_in_the_workbook(world, moved, sign_in, query, found, words):
    link_cdcs(moved["shrinks"], world.units["cdcs_a"], by=world.user("administrator"))
    client = sign_in("clerk_a")
    page = client.get(LIST + HERE + query).context
    assert [way["label"] for way in page["ways"] if way["current"]] == [words]
    head, rows = workbook(client, HERE + query)
    assert ({row[1] for row in rows}, head[-1]) == (found, words)
    assert set(shown(client, HERE + query)) == found
    assert set(shown(client, next(way["url"] for way in page["ways"] if way["current"]).removeprefix(LIST))) == found


def test_every_page_keeps_the_way_and_the_workbook_has_them_all(world, moved, sign_in, monkeypatch):
    monkeypatch.setattr("core.paging.PAGE_SIZE", 1)
    client, query = sign_in("clerk_a"), HERE + "&chieu=xuong"
    found = [name for page in there_and_back(client, "qua_nguong_list", query, rows_of) for name in page]
    assert found == [row[1] for row in workbook(client, query + "&sau=1")[1]]
    assert sorted(found) == ["Giảm", "Nguồn xuống"]


def test_an_employer_that_was_handed_over_since_is_no_link(world, moved, sign_in):
    """In August it was A's; its own page answers 404 to the clerk of A today."""
    workers(world, moved["gone"], date(2025, 8, 20), 12)
    for name in ("qua_nguong_list", "bao_phu_detail"):
        text = sign_in("clerk_a").get(f"{reverse(name)}?don_vi=TPND&tu={A}&den=2025-08-31").content.decode()
        links = [f'href="{reverse("doanh_nghiep_detail", args=[moved[one].pk])}"' for one in ("gone", "shrinks")]
        assert [link in text for link in links] == [False, True], name


def test_the_page_offers_it_where_there_is_something(world, moved, sign_in):
    client = sign_in("reader_a")
    assert f'href="{EXPORT}{HERE.replace("&", "&amp;")}"' in client.get(LIST + HERE).content.decode()
    assert EXPORT not in client.get(f"{LIST}?don_vi=TPND&tu=2025-10-01&den={B}").content.decode()
    assert sign_in("clerk_b").get(EXPORT + HERE).status_code == 404


@pytest.mark.parametrize("read", [workbook, shown])
def test_more_crossings_ask_no_more(world, sign_in, django_assert_num_queries, read):
    client = sign_in("clerk_a")

    def put(number: int) -> None:
        workers(world, add(world, f"060000007{number}", f"Lên {number}", 10), date(2025, 8, 20), 99)

    put(1)
    read(client)
    with CaptureQueriesContext(connection) as one:
        read(client)
    asked = len(one)
    put(2)
    put(3)
    with django_assert_num_queries(asked):
        assert read(client)

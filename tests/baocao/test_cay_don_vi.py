"""The Excel of the tree of units is what its page shows: one level, or everything that a search finds (05 §5.5)."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from taikhoan.models import NhatKy
from tests.nhiemvu.measures import found
from tests.sheets import read_download

pytestmark = pytest.mark.django_db
LIST, EXPORT = reverse("cong_doan_list"), reverse("cong_doan_export")


@pytest.fixture(autouse=True)
def _day():
    with time_machine.travel("2025-06-20 10:00:00+07:00"):
        yield


def workbook(client, query: str = "") -> tuple[list[str], list[list]]:
    """The lines above the table, and its rows with the headings."""
    return read_download(client, EXPORT + query)


def shown(rows) -> list[tuple]:
    """What the page says of its units, in its order."""
    return [(row.unit.ma, row.unit.ten, row.doan_vien, row.co_danh_sach) for row in rows]


def test_a_level_is_that_of_the_page_with_the_unit_above_it_last(world, sign_in):
    client = sign_in("administrator")
    context = client.get(LIST).context
    head, (names, *rows) = workbook(client)
    assert head == ["Đơn vị trực thuộc Công đoàn ND", "Công đoàn ND (ND)", "Cơ cấu ngày 20/06/2025"]
    assert names[1:] == ["Mã đơn vị", "Đơn vị", "Loại hình", "Trực thuộc", "CĐCS", "Nghiệp đoàn", "Đoàn viên",
                         "Có danh sách", "Đã có CĐCS", "Trong diện", "Bao phủ %"]  # fmt: skip
    assert [tuple(row[place] for place in (1, 2, 7, 8)) for row in rows] == shown([*context["rows"], context["own"]])
    assert [[row[1], *row[4:]] for row in rows] == [
        ["TPND", 1, 1, 0, 21, 1, 1, 1, 100], ["YYEN", 1, 1, 0, 0, 0, None, None, None],
        ["T001", None, None, None, 0, 0, None, None, None], ["ND", 3, 3, 0, 21, 1, 1, 1, 100],
    ]  # fmt: skip
    logged = NhatKy.objects.latest("pk")
    assert (logged.act, logged.unit, logged.noi_dung["danh_sach"], logged.noi_dung["so_dong"]) == (
        "export_so_lieu", "ND", "đơn vị", 3,
    )  # fmt: skip


def test_units_that_ended_say_when(world, sign_in):
    head, (names, *rows) = workbook(sign_in("administrator"), "?don_vi=TPND&ca_da_ket_thuc=1")
    assert (head[-1], names[3]) == ("Cả đơn vị đã kết thúc", "Đã kết thúc")
    assert [(row[1], row[3] and f"{row[3]:%d/%m/%Y}") for row in rows] == [
        ("MLOC", "01/09/2024"), ("A001", None), ("TPND", None),
    ]  # fmt: skip


def test_a_search_takes_away_every_page_and_says_where_units_stand(world, sign_in, monkeypatch):
    monkeypatch.setattr("core.paging.PAGE_SIZE", 2)
    client = sign_in("administrator")
    context = client.get(LIST, {"q": "cong doan"}).context
    assert len(context["rows"]) == 2
    head, (names, *rows) = workbook(client, "?q=cong doan&sau=1")
    assert head[0] == "Kết quả tìm đơn vị “cong doan”"
    assert (names[3], f"{len(rows)} đơn vị") == ("Thuộc", context["page"].dem_text)
    assert [(row[1], row[3]) for row in rows] == [
        ("A001", "Công đoàn TPND"), ("A001-1", "Công đoàn A001"), ("B001", "Công đoàn YYEN"), ("ND", None),
        ("T001", "Công đoàn ND"), ("TPND", "Công đoàn ND"), ("YYEN", "Công đoàn ND"),
    ]  # fmt: skip


def test_a_clerk_takes_away_the_own_units_alone(world, sign_in):
    client = sign_in("clerk_a")
    assert [row[1] for row in workbook(client, "?q=cong doan")[1][1:]] == ["A001", "A001-1", "TPND"]
    assert client.get(EXPORT + "?don_vi=YYEN").status_code == 404


def test_the_page_offers_what_it_shows(world, sign_in):
    client = sign_in("leader")
    page = client.get(LIST, {"don_vi": "TPND", "ca_da_ket_thuc": "1"}).content.decode()
    assert f'href="{EXPORT}?don_vi=TPND&amp;ca_da_ket_thuc=1"' in page
    assert EXPORT not in client.get(LIST, {"q": "zzz"}).content.decode()
    assert EXPORT not in sign_in("clerk_closed").get(LIST).content.decode()


@pytest.mark.parametrize("query", ["?don_vi=TPND", "?don_vi=TPND&q=A0"])
def test_more_units_ask_no_more(world, sign_in, django_assert_num_queries, query):
    client = sign_in("clerk_a")
    workbook(client, query)
    with CaptureQueriesContext(connection) as one:
        workbook(client, query)
    asked = len(one)
    found(world, "A002")
    found(world, "A003")
    workbook(client, query)
    with django_assert_num_queries(asked):
        rows = workbook(client, query)[1]
    assert {"A001", "A002", "A003"} <= {row[1] for row in rows}

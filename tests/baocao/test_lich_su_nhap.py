"""The history of imports and its Excel: whose batches, the filter over pages, the same rows in both (05 §5.5)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cdcs.models import LoNhap
from taikhoan.models import NhatKy
from tests.rooms import put_batches
from tests.sheets import read_download
from tests.turning import there_and_back

pytestmark = pytest.mark.django_db
LIST, EXPORT = reverse("lo_nhap_list"), reverse("lo_nhap_export")


def workbook(client, query: str = "") -> tuple[list[str], list[list]]:
    """The lines above the table, and the rows under its headings."""
    head, rows = read_download(client, EXPORT + query)
    return head, rows[1:]


def put(world, count: int, who: str = "clerk_a", **facts) -> list[int]:
    """Batches of a person, latest first."""
    facts = {"loai": "doan_vien", "trang_thai": "xong", "them_moi": 3} | facts
    by = world.user(who)
    made = [LoNhap.objects.create(created_by=by, ten_tep=f"tep-{n}.xlsx", **facts) for n in range(count)]
    return [batch.pk for batch in made[::-1]]


def rows_of(page) -> list[int]:
    return [batch.pk for batch in page.context["page"].rows]


def shown(client, query: str = "") -> list[int]:
    return rows_of(client.get(LIST + query))


def test_the_workbook_is_the_history_of_the_page(world, sign_in):
    put_batches(world)
    broken = put(world, 1, trang_thai="hong", ket_qua={"dung_giua_chung": True}, them_moi=0)[0]
    client = sign_in("clerk_a")
    head, rows = workbook(client)
    assert head[:2] == ["Các lần nhập", "Công đoàn TPND (TPND)"]
    assert [row[1] for row in rows] == shown(client)
    written, waiting = world.objects["batch_written"], world.objects["batch_waiting"]
    name = "Người clerk_a"
    assert [row[:5] + row[6:] for row in rows] == [
        [1, broken, "Đoàn viên", "tep-0.xlsx", name, 0, 0, 0, "Dừng giữa chừng"],
        [2, written.pk, "Biến động", "bien-dong.xlsx", name, 1, 0, 0, "Đã ghi"],
        [3, waiting.pk, "Biến động", "bien-dong.xlsx", name, 1, 0, 1, "Chờ xác nhận"],
    ]  # fmt: skip
    assert f"{rows[1][5]:%H:%M %d/%m/%Y}" == f"{timezone.localtime(written.created_at):%H:%M %d/%m/%Y}"
    logged = NhatKy.objects.latest("pk")
    assert (logged.act, logged.unit, logged.noi_dung) == (
        "export_so_lieu", "TPND", {"danh_sach": "các lần nhập", "loc": [], "so_dong": 3},
    )  # fmt: skip


def test_pages_keep_the_filter_and_the_workbook_has_them_all(world, sign_in):
    put(world, 2, loai="bien_dong")
    wanted, client, query = put(world, 120), sign_in("clerk_a"), "?loai=doan_vien&trang_thai=xong"
    put(world, 3, trang_thai="hong", them_moi=0)
    assert there_and_back(client, "lo_nhap_list", query, rows_of) == [wanted[:50], wanted[50:100], wanted[100:]]
    head, rows = workbook(client, query + f"&sau={wanted[49]}")
    assert ([row[1] for row in rows], head[-2:]) == (wanted, ["Loại: Đoàn viên", "Trạng thái: Đã ghi"])


def test_batches_of_others_are_the_provinces_alone(world, sign_in):
    mine, theirs = put(world, 1), put(world, 1, "clerk_b")
    found = {who: [row[1] for row in workbook(sign_in(who))[1]] for who in ("clerk_a", "clerk_b", "administrator")}
    assert found == {"clerk_a": mine, "clerk_b": theirs, "administrator": [*theirs, *mine]}
    assert {who: shown(sign_in(who)) for who in found} == found


def test_the_page_offers_it_where_there_is_something(world, sign_in):
    put(world, 1)
    client = sign_in("clerk_a")
    assert f'href="{EXPORT}?loai=doan_vien"' in client.get(LIST, {"loai": "doan_vien"}).content.decode()
    assert EXPORT not in client.get(LIST, {"loai": "lao_dong"}).content.decode()


@pytest.mark.parametrize("read", [workbook, shown])
def test_what_an_undo_puts_back_is_not_read_for_a_list(world, sign_in, read):
    """A batch keeps the values of every record that it changed: some megabytes a row of the history."""
    put(world, 1)
    with CaptureQueriesContext(connection) as asked:
        read(sign_in("clerk_a"))
    assert [query["sql"] for query in asked if "gia_tri_cu" in query["sql"]] == []


@pytest.mark.parametrize("read", [workbook, shown])
def test_more_batches_ask_no_more(world, sign_in, django_assert_num_queries, read):
    client = sign_in("clerk_a")
    put(world, 1)
    read(client)
    with CaptureQueriesContext(connection) as one:
        read(client)
    asked = len(one)
    put(world, 2)
    with django_assert_num_queries(asked):
        read(client)

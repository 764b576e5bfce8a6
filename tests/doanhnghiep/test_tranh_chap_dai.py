"""Many disputes: pages of the decided ones, those that wait on the first page, counted (05 §5.5)."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from doanhnghiep.models import TranhChap
from tests.doanhnghiep.test_excel import table, workbook
from tests.doanhnghiep.test_pages import add
from tests.turning import link, there_and_back

pytestmark = pytest.mark.django_db
LIST = reverse("tranh_chap_list")


def put(world, *numbers: int, waits: bool = False) -> None:
    """Disputes of clerk A, each of an employer of its own."""
    decided = {"trang_thai": "khong_chap_nhan", "ngay_quyet": date(2025, 9, 1), "decided_at": timezone.now()}
    for n in numbers:
        facts = {} if waits else decided | {"decided_by": world.user("reviewer")}
        employer = add(world, f"06000{'1' if waits else '2'}{n:04d}", f"Xưởng {n}", 30)
        TranhChap.objects.create(
            doanh_nghiep=employer, loai="lao_dong", so_lao_dong=n, ly_do="Số cũ", created_by=world.user("clerk_a"),
            **facts,
        )  # fmt: skip


def rows_of(page) -> list[int]:
    return [one.so_lao_dong for one, _ in page.context["decided"]]


def test_decided_ones_turn_pages_and_those_that_wait_stand_on_the_first(world, sign_in, monkeypatch):
    monkeypatch.setattr("core.paging.PAGE_SIZE", 4)
    put(world, *range(1, 11))
    put(world, 1, 2, 3, waits=True)
    client = sign_in("clerk_a")
    assert there_and_back(client, "tranh_chap_list", "?", rows_of) == [[10, 9, 8, 7], [6, 5, 4, 3], [2, 1]]
    first = client.get(LIST)
    second = client.get(LIST + link(first, "next")).content.decode()
    assert [">Chờ quyết: 3</h2>" in text for text in (first.content.decode(), second)] == [True, False]
    assert [row[3] for row in table(workbook(client, reverse("tranh_chap_export")))] == [1, 2, 3, *range(10, 0, -1)]


def test_more_disputes_ask_no_more(world, sign_in, django_assert_num_queries):
    client = sign_in("clerk_a")
    put(world, 1)
    put(world, 1, waits=True)
    client.get(LIST)
    with CaptureQueriesContext(connection) as one:
        client.get(LIST)
    put(world, 2, 3)
    put(world, 2, 3, waits=True)
    with django_assert_num_queries(len(one)):
        client.get(LIST)

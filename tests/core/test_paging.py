"""Keyset paging: whole lists forwards and backwards, wrong cursors, counts that stop at 1.000."""

import pytest
from django.db.models import F, Value

from core.paging import count_text, paginate
from taikhoan.models import User

pytestmark = pytest.mark.django_db
ORDER = ("ho_ten", "-pk")


@pytest.fixture
def people():
    User.objects.bulk_create(User(username=f"u{n:02d}", ho_ten=f"Tên {n % 4}") for n in range(23))
    return User.objects.all()


def walk(queryset, cursor: str, start: dict, order=ORDER) -> list[list]:
    """All pages from `start` on, in one direction."""
    pages, params = [], start
    while True:
        page = paginate(queryset, order, params, size=5)
        pages.append(page.rows)
        following = getattr(page, cursor)
        if following is None:
            return pages
        params = {cursor: str(following)}


def test_forwards_is_the_whole_list_in_order(people):
    whole = list(people.order_by(*ORDER))
    assert [row for page in walk(people, "sau", {}) for row in page] == whole


def test_backwards_meets_the_same_rows(people):
    whole = list(people.order_by(*ORDER))
    pages = walk(people, "truoc", {"truoc": str(whole[-1].pk)})
    assert pages[0] == whole[17:22]
    assert pages[-1] == whole[:5]


def test_annotated_order(people):
    marked = people.annotate(moc=F("pk") % Value(3))
    whole = list(marked.order_by("-moc", "pk"))
    assert [row for page in walk(marked, "sau", {}, ("-moc", "pk")) for row in page] == whole


@pytest.mark.parametrize("cursor", ["abc", "-1", "999999", "9" * 40, "1; DROP", ""])
def test_wrong_cursor_opens_the_first_page(people, cursor):
    assert paginate(people, ORDER, {"sau": cursor}, size=5).rows == list(people.order_by(*ORDER)[:5])


def test_row_outside_the_list_is_no_cursor(people):
    inside, outside = people.filter(ho_ten="Tên 1"), people.filter(ho_ten="Tên 2").first()
    assert paginate(inside, ORDER, {"sau": str(outside.pk)}, size=5).is_first


def test_count_is_said(people):
    assert paginate(people, ORDER, {}, noun="người").dem_text == "23 người"
    assert paginate(people, ORDER, {}, total=1234, noun="người").dem_text == "1.234 người"
    assert count_text(1001, "người") == "hơn 1.000 người"

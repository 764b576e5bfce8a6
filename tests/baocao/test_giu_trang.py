"""The dashboard is kept until somebody records anything, and for nobody with other rights (06 §6.1)."""

from datetime import date

import pytest
import time_machine
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from doanvien.actions.bien_dong import BienDongData, record_bien_dong
from doanvien.actions.doan_vien import view_doan_vien
from taikhoan.actions import record
from taikhoan.queries import data_mark
from tests.cast import World

pytestmark = pytest.mark.django_db
HERE = "/bang-dieu-khien/"
TODAY = "2025-06-20 10:00 +0700"


@pytest.fixture(autouse=True)
def pages(settings):
    """As it is served; the tests of everything else keep nothing."""
    kept = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "test-pages"}
    settings.CACHES = {**settings.CACHES, "pages": kept}
    caches["pages"].clear()
    with time_machine.travel(TODAY, tick=False) as clock:
        yield clock
    caches["pages"].clear()


def body(client, address: str = HERE) -> tuple[str, int]:
    """The page without its frame, and how many queries it asked."""
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
    return str(answer.context["body"]), len(asked)


def admit(world: World, by: str = "administrator") -> None:
    row = BienDongData("ket_nap", date(2025, 5, 3), world.units["cdcs_a"], so_luong=7, so_quyet_dinh="8/QĐ")
    record_bien_dong(row, by=world.user(by))


def test_the_second_opening_asks_little_and_shows_the_same(world, sign_in):
    client = sign_in("leader")
    (first, many), (second, few) = body(client), body(client)
    assert first == second
    assert few < many / 2


def test_an_act_of_anybody_shows_at_once(world, sign_in):
    client = sign_in("leader")
    before, _ = body(client)
    admit(world)
    after, _ = body(client)
    assert after != before
    caches["pages"].clear()
    assert body(client)[0] == after


def test_a_look_or_a_sign_in_keeps_it(world, sign_in):
    client = sign_in("leader")
    _, many = body(client)
    view_doan_vien(world.objects["member_a"], by=world.user("administrator"))
    sign_in("reviewer").get(reverse("doan_vien_list"))
    assert body(client)[1] < many / 2


def test_everybody_sees_what_the_own_rights_show(world, sign_in):
    kept = {
        who: body(sign_in(who))[0] for who in ("leader", "clerk_a", "reader_a", "officer_a", "clerk_b", "department")
    }
    for who, page in kept.items():
        assert body(sign_in(who))[0] == page
        caches["pages"].clear()
        assert body(sign_in(who))[0] == page
    assert kept["clerk_a"] != kept["clerk_b"]
    assert sign_in("clerk_b").get(f"{HERE}?don_vi=TPND").status_code == 404


def test_the_address_and_the_day_are_part_of_it(world, sign_in, pages):
    client = sign_in("leader")
    now = body(client)[0]
    assert body(client, f"{HERE}?co_cau=hien_nay")[0] != now
    assert "10/03/2025" in body(client, f"{HERE}?den=10/3/2025")[0]
    pages.move_to("2025-06-21 10:00 +0700")
    assert "21/06/2025" in body(sign_in("leader"))[0]


def test_the_mark_tells_of_a_row_that_took_its_number_before_and_was_committed_after(world):
    by = world.user("administrator")
    record(by=by, act="ket_nap")
    record(by=by, act="sap_xep")
    before = data_mark({"ket_nap"})  # as a reader saw the log while the earlier number was not committed yet
    after = data_mark(frozenset())
    assert before[0] == after[0]
    assert before != after

"""Every address × every member of the cast (06 §6.2 #1), and the mark that every view must carry."""

import re

import pytest
from django.db import transaction
from django.urls import path, reverse

from cdcs.access import ACTS
from cdcs.checks import faults, our_patterns
from core.access import OUTSIDE_THE_TABLE, allowed, word_of
from tests.cast import CAST
from tests.expectations import VISITS, expected

PATTERNS = {pattern.name: pattern for _, pattern in our_patterns()}
DRAFTED = re.compile(rb"<form[^>]* data-draft=.*?</form>", re.DOTALL)
CALLS = [(name, number) for name in sorted(PATTERNS, key=str) for number in range(len(VISITS.get(name, [])))]


def call(client, name, visit, world) -> int:
    """The status of one visit, with everything it wrote taken back.

    A form with a draft that is shown brings the proof that lets it be kept after the session ended (`taikhoan.late`).
    """
    address = reverse(name, kwargs=visit.kwargs(world)) + visit.query
    with transaction.atomic():
        response = getattr(client, visit.method)(address, visit.data(world))
        if response.streaming:
            b"".join(response.streaming_content)
        else:
            assert all(b'name="noi_nhap"' in form for form in DRAFTED.findall(response.content)), address
        transaction.set_rollback(True)
    return response.status_code


def test_every_address_has_an_expectation():
    assert sorted(set(PATTERNS) - set(VISITS), key=str) == []


def test_every_expectation_has_an_address():
    assert sorted(set(VISITS) - set(PATTERNS)) == []


@pytest.mark.parametrize("name, number", CALLS)
def test_cast_at(name, number, world, sign_in):
    visit, word = VISITS[name][number], word_of(PATTERNS[name].callback)
    wanted = {person.name: expected(person, visit, word, world) for person in world.cast.values()}
    clients = {who: sign_in(who) for who in CAST}
    assert {who: call(clients[who], name, visit, world) for who in CAST} == wanted


def test_every_view_carries_a_word_of_the_table():
    assert list(faults()) == []
    words = {word_of(pattern.callback) for pattern in PATTERNS.values()}
    assert words <= set(ACTS) | OUTSIDE_THE_TABLE


class Unmarked:
    """A urlconf with one view that forgot its word and one with a word nobody knows."""

    urlpatterns = [
        path("khong-co/", lambda request: None),
        path("la/", allowed("fly_to_the_moon")(lambda request: None)),
    ]


def test_unmarked_view_stops_the_start(settings):
    settings.ROOT_URLCONF = Unmarked
    assert len(list(faults())) == 2

"""A call of an action comes back from JSON as it was, and names nothing that is gone."""

import json
from dataclasses import dataclass, field
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdcs.enums import LoaiCongDoan
from cdcs.models import CongDoan
from core.calls import ACTS, keep_call, register_act, run_call, say_call
from core.refusal import Refused


@dataclass(frozen=True)
class Nguoi:
    ten: str
    ngay: date | None = None
    them: dict = field(default_factory=dict)


PLAIN = st.none() | st.booleans() | st.integers() | st.text() | st.dates()
KEYS = st.integers() | st.text() | st.tuples(st.integers(), st.text())
PARTS = st.recursive(
    PLAIN,
    lambda inside: (
        st.lists(inside, max_size=3)
        | st.tuples(inside, inside)
        | st.dictionaries(KEYS, inside, max_size=3)
        | st.builds(Nguoi, st.text(), st.dates(), st.dictionaries(KEYS, inside, max_size=2))
    ),
    max_leaves=8,
)


@pytest.fixture
def act():
    def echo(*args, by, **kwargs):
        return by, args, kwargs

    register_act(echo, lambda *args, **kwargs: f"{len(args)} và {len(kwargs)}", [Nguoi])
    yield "echo"
    del ACTS["echo"]


def kept(*args, **kwargs) -> dict:
    """The call after a way through text."""
    return json.loads(json.dumps(keep_call("echo", *args, **kwargs)))


@given(one=PARTS, two=PARTS)
def test_arguments_come_back_as_they_were(one, two):
    register_act(lambda *args, by, **kwargs: (args, kwargs), lambda *args, **kwargs: "", [Nguoi])
    ACTS["echo"] = ACTS.pop("<lambda>")
    assert run_call(kept(one, hai=two), by=None) == ((one,), {"hai": two})


def test_who_runs_it_says_in_whose_name(act):
    assert run_call(kept(1), by="ai đó") == ("ai đó", (1,), {})
    assert say_call(kept(1, 2, ba=3)) == "2 và 1"


def test_enums_are_kept_by_value_and_sets_as_lists(act):
    assert run_call(kept(LoaiCongDoan.CDCS, {4}), by=None)[1] == ("cdcs", [4])


def test_what_cannot_be_kept_is_an_error_of_ours():
    with pytest.raises(TypeError, match="function"):
        keep_call("echo", lambda: None)


@pytest.mark.django_db
def test_rows_are_read_anew_and_a_gone_one_is_refused(act, world):
    unit = world.units["cdcs_tinh"]
    call = kept(unit)
    CongDoan.objects.filter(pk=unit.pk).update(ten="Tên mới")
    assert run_call(call, by=None)[1][0].ten == "Tên mới"
    with pytest.raises(Refused, match="không còn"):
        run_call(kept(CongDoan(pk=999_999)), by=None)

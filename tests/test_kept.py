"""A world that is put back is the world that was built."""

import time_machine
from django.db import transaction

from tests.baocao.busy import busy_world
from tests.kept import read_tables
from tests.proof import faults


def taken_back(build):
    """What `build` returns and leaves in the tables, which are then as before."""
    with transaction.atomic():
        made, tables, found = build(), read_tables(), faults()
        transaction.set_rollback(True)
    return made, tables, found


def test_rows_and_names_are_those_of_the_builder(db, monkeypatch):
    monkeypatch.setattr("tests.kept.KEPT", {})
    built, rows, _ = taken_back(lambda: busy_world(monkeypatch))
    again, found, faults_of_it = taken_back(lambda: busy_world(monkeypatch))
    assert {table: set(found[table]) for table in found} == {table: set(rows[table]) for table in rows}
    assert faults_of_it == []  # counters, seals and the tree among them
    assert {name: unit.pk for name, unit in again.units.items()} == {
        name: unit.pk for name, unit in built.units.items()
    }


def test_a_row_that_comes_after_has_a_number_of_its_own(db, monkeypatch):
    from taikhoan.models import User

    busy_world(monkeypatch)
    taken = set(User.objects.values_list("pk", flat=True))
    assert User.objects.create_user("sau", password="x" * 12).pk not in taken


def test_no_test_meets_what_another_did(db, monkeypatch):
    first, *_ = taken_back(lambda: busy_world(monkeypatch))
    first.units["a"].ten = "Tên khác"
    first.objects.clear()
    second, *_ = taken_back(lambda: busy_world(monkeypatch))
    assert (second.units["a"].ten, "member_a" in second.objects) == ("Công đoàn TPND", True)


def test_another_clock_is_another_world(db, monkeypatch):
    monkeypatch.setattr("tests.kept.KEPT", kept := {})
    for day in ("2025-05-20", "2025-05-21"):
        with time_machine.travel(f"{day} 08:00 +0700", tick=False):
            taken_back(lambda: busy_world(monkeypatch))
    assert len({clock for _, clock in kept}) == 2

"""The small edition of the rush before a deadline: ten users on a small province, on the database of this run."""

import json
import os
import shutil

import pytest

from scripts import databases
from scripts.drill_rush import Scale, rush
from scripts.rush_doc import faults_of

pytestmark = pytest.mark.database  # by processes of its own, without a fixture of it
ON_POSTGRESQL = os.environ.get("DATABASE_URL", "").startswith("postgres")
NAME = databases.POSTGRESQL if ON_POSTGRESQL else databases.SQLITE
LEAST = 15  # presses of everybody
SMALL = "0.02"
SCALE = Scale(users=10, every=0.5, minutes=0, warm=0, least=LEAST, patience=300, settings="config.settings.test")


def migrated(folder, name: str) -> str:
    """The address of an empty database of its own."""
    place = os.environ["DATABASE_URL"] if ON_POSTGRESQL else f"sqlite:///{folder / 'first.sqlite3'}"
    url, template = databases.create(place, f"{name}_{os.getpid()}"), os.environ.get("TEST_TEMPLATE")
    if template and not ON_POSTGRESQL:
        shutil.copyfile(template, databases.file_of(url))
    databases.migrate(url)
    return url


def test_no_press_of_the_rush_fails_and_every_write_stands_once(tmp_path):
    url = migrated(tmp_path, "rush")
    databases.child("scripts.rush_world", url, "build", SMALL)
    found = rush(url, NAME, SCALE)
    assert faults_of(found) == []
    assert found["requests"] >= 10 * LEAST
    assert set(found["books"]["written"]) >= {"edit_bao_cao", "ket_nap", "record_so_luong"}


def test_a_write_that_was_acknowledged_and_is_not_there_is_a_fault(tmp_path):
    """As if a page had told of one that was lost."""
    told = tmp_path / "told.json"
    told.write_text(
        json.dumps([{"user": 0, "act": "ket_nap", "unit": "H00", "cards": ["RU99999999"], "is_sure": True}])
    )
    faults = databases.child("scripts.rush_world", migrated(tmp_path, "lost"), "judge", str(told))["faults"]
    assert ["log", 0, "ket_nap", 1, 0] in faults
    assert ["member", "RU99999999", 1, 0, 0] in faults

"""The small edition of `make drill`: 2 kills and 20 hostile uploads, on the database of this run (06 §6.1, §6.2)."""

import os

from scripts import databases
from scripts.drill import drill, faults_of

KILLS, UPLOADS = 2, 20


def place_of_drill(tmp_path) -> str:
    """A place for a database of its own: the drill commits, and works from processes of its own."""
    given = os.environ.get("DATABASE_URL", "")
    return given if given.startswith("postgres") else f"sqlite:///{tmp_path / 'first.sqlite3'}"


def test_kills_leave_no_half_state_and_no_upload_breaks_the_import(tmp_path):
    found = drill(databases.create(place_of_drill(tmp_path), f"drill_{os.getpid()}"), KILLS, UPLOADS)
    assert faults_of(found) == []
    assert found["kills"]["whole"] + found["kills"]["none"] == KILLS
    assert sum(found["uploads"]["outcomes"].values()) == UPLOADS

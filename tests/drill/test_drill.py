"""The small edition of `make drill`: 2 kills and 20 hostile uploads, on the database of this run (06 §6.1, §6.2)."""

import os

import pytest

from scripts import databases
from scripts.drill import drill, faults_of

KILLS, UPLOADS = 2, 20
ON_POSTGRESQL = os.environ.get("DATABASE_URL", "").startswith("postgres")


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """One drill in a database of its own: it commits, and works from processes of its own."""
    file = tmp_path_factory.mktemp("drill") / "first.sqlite3"
    place = os.environ["DATABASE_URL"] if ON_POSTGRESQL else f"sqlite:///{file}"
    return drill(databases.create(place, f"drill_{os.getpid()}"), KILLS, UPLOADS)


def test_kills_leave_no_half_state(found):
    kills = found["kills"]
    assert (kills["half"], kills["lost"], kills["wrong"]) == ([], [], [])
    assert kills["whole"] + kills["none"] == KILLS


def test_no_upload_breaks_the_import(found):
    assert faults_of(found) == []
    assert sum(found["uploads"]["kinds"].values()) == UPLOADS

"""The small edition of `make drill`: 2 kills, 20 hostile uploads, 10 rounds, on the database of this run (06 §6.1)."""

import os
import shutil

import pytest

from scripts import databases
from scripts.drill import DESKS, drill, faults_of

pytestmark = pytest.mark.database  # by processes of its own, without a fixture of it
KILLS, UPLOADS, ROUNDS = 2, 20, 10
ON_POSTGRESQL = os.environ.get("DATABASE_URL", "").startswith("postgres")


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """One drill in a database of its own: it commits, and works from processes of its own."""
    file = tmp_path_factory.mktemp("drill") / "first.sqlite3"
    place = os.environ["DATABASE_URL"] if ON_POSTGRESQL else f"sqlite:///{file}"
    url, migrated = databases.create(place, f"drill_{os.getpid()}"), os.environ.get("TEST_TEMPLATE")
    if migrated and not ON_POSTGRESQL:
        shutil.copyfile(migrated, databases.file_of(url))
    return drill(url, KILLS, UPLOADS, KILLS, ROUNDS, ROUNDS)


@pytest.mark.parametrize("act", ["import", *DESKS])
def test_kills_leave_no_half_state(found, act):
    kills = found["kills"] if act == "import" else found[act]["kills"]
    assert (kills["half"], kills["lost"], kills["wrong"]) == ([], [], [])
    assert kills["whole"] + kills["none"] == KILLS


@pytest.mark.parametrize("desk", DESKS)
def test_a_race_has_exactly_one_effect(found, desk):
    race = found[desk]["race"]
    assert (race["faults"], race["figures"]) == ([], "")
    assert sum(race["winners"].values()) == ROUNDS


def test_no_upload_breaks_the_import(found):
    assert faults_of(found) == []
    assert sum(found["uploads"]["kinds"].values()) == UPLOADS

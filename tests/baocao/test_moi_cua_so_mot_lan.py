"""The page of a live report reads the figures of each window once: the year before is often the round before, too."""

from datetime import date
from importlib import import_module

import pytest
import time_machine

from tests.baocao.busy import busy_world

so_lieu = import_module("baocao.queries.so_lieu")  # the package names its function so, too
pytestmark = pytest.mark.django_db
HALF, END = date(2025, 5, 31), date(2025, 11, 30)


@pytest.fixture
def world(db, monkeypatch, request):
    """The busy province on the day that the test names."""
    with time_machine.travel(f"{request.param} 08:00 +0700", tick=False):
        yield busy_world(monkeypatch)


@pytest.mark.parametrize(
    ("world", "unit", "ky", "windows"),
    [
        # one that another was merged into compares with the year before in today's structure, too
        ("2025-11-20", "a", "NAM-2025", [(date(2024, 11, 30), False), (date(2024, 11, 30), True), (END, False)]),
        ("2025-11-20", "b", "NAM-2025", [(date(2024, 11, 30), False), (END, False)]),
        ("2025-05-20", "b", "6T-2025", [(date(2024, 5, 31), False), (date(2024, 11, 30), False), (HALF, False)]),
    ],
    indirect=["world"],
)
def test_the_live_report_reads_every_window_once(world, sign_in, monkeypatch, unit, ky, windows):
    client, read, coverage = sign_in(f"clerk_{unit}"), [], so_lieu.bao_phu

    def noted(ids, end, structure):
        read.append((end, structure is not None))
        return coverage(ids, end, structure)

    monkeypatch.setattr(so_lieu, "bao_phu", noted)
    assert client.get(f"/bao-cao/{ky}/?don_vi={world.units[unit].ma}").status_code == 200
    assert sorted(read) == windows

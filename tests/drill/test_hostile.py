"""The sheets that the drill spoils are sound before: else a kind of sheet would be drilled with refusals alone."""

import random

import pytest

from baocao.actions import import_file
from scripts import bench_world
from scripts.hostile import IMPORTERS, OTHER_SHEETS, sound_row, xlsx

pytestmark = pytest.mark.django_db


def test_a_row_that_is_not_spoiled_is_taken():
    bench_world.found(3, 40)
    by, untaken = bench_world.make_user(), []
    for kind in OTHER_SHEETS:
        columns = IMPORTERS[kind].columns
        headings = [column.label for column in columns]
        for seed in range(3):
            file = xlsx([sound_row(kind, columns, random.Random(seed))], headings)
            result = import_file(kind, file, by=by, ten_tep="drill.xlsx", skip_errors=True).result
            untaken += [(kind, error.ly_do) for error in result.chi_tiet_loi]
    assert untaken == []

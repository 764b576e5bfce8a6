"""Writing many rows at once: what goes in comes out, on both databases, or nothing does."""

from datetime import UTC, date, datetime

import pytest
from django.db import transaction

from core.bulk import bulk_insert, reserve_ids
from doanvien.importers.ghi import COLUMNS
from doanvien.models import DoanVien

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 30, 8, 30, tzinfo=UTC)
# Signs that mean something to COPY, among them its marks for NULL and for the end.
TEXTS = ("Trần Thị\tNở", "hai\ndòng", "ba\r\ndòng", r"C:\new\table", r"\N", r"\.", "", " ", "100%", "'\"", "ễ ộ ữ đ 😀")
COUNT = 1_201  # several messages to PostgreSQL, and several statements on SQLite


def people(count: int = COUNT) -> list[tuple]:
    def one(number: int, pk: int) -> tuple:
        born = date(1990, 1, 1 + number % 28) if number % 3 else None
        return (pk, f"Người {number}", f"nguoi {number}", str(number), born, 1990, "nu", "", "", "",
                TEXTS[number % len(TEXTS)], None, born, None, None, number % 2 == 0, number, AT)  # fmt: skip

    return [one(number, pk) for number, pk in enumerate(reserve_ids(DoanVien, count), 1)]


def stored() -> list[tuple]:
    return list(DoanVien.everything.order_by("pk").values_list(*COLUMNS))


def test_every_value_comes_out_as_it_went_in():
    with transaction.atomic():
        rows = people()
        bulk_insert(DoanVien, COLUMNS, iter(rows))
    assert stored() == rows


@pytest.mark.parametrize("bad", [1, 700, COUNT])
def test_a_row_that_cannot_be_made_fails_with_its_own_error_and_nothing_is_written(bad):
    whole = people()

    def rows():
        for number, row in enumerate(whole, 1):
            if number == bad:
                raise KeyError("hàng này")
            yield row

    with pytest.raises(KeyError, match="hàng này"), transaction.atomic():
        bulk_insert(DoanVien, COLUMNS, rows())
    assert stored() == []


def test_no_rows_write_nothing():
    bulk_insert(DoanVien, COLUMNS, iter(()))
    assert stored() == []

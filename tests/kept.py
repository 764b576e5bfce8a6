"""A province that many tests begin with: built once in a process by the product's own actions, then put back by rows.

Building the world of the cast takes 130 queries of the ORM, putting its rows back a dozen statements, and more than a
thousand tests begin with it. The rows are those that the database kept, seals and counters included, so a test meets
the same world either way (`tests/test_kept.py`). Not for builders that write files: a test may look for them elsewhere.
"""

import pickle
from collections.abc import Callable, Hashable
from typing import Any, NamedTuple, TypeVar

import time_machine
from django.db import connection, transaction
from django.utils import timezone

from core.dates import today

T = TypeVar("T")
Tables = dict[str, list[tuple]]


class Kept(NamedTuple):
    """What a builder did to the tables: keys of rows that it changed, rows that it left; and what it returned."""

    gone: dict[str, list[Any]]
    rows: Tables
    made: bytes


KEPT: dict[Hashable, Kept] = {}


def kept(name: Hashable, build: Callable[[], T]) -> T:
    """What `build` returns, with its rows in the database; a copy, so that no test meets what another did to it.

    `build` starts from what migrations leave, or from a province that was kept and that nothing was written to since.
    Rows bear their instant, so another day of the clock is another world.
    """
    key = (name, clock())
    if key not in KEPT:
        KEPT[key] = record(build)
    else:
        put_back(KEPT[key])
    return pickle.loads(KEPT[key].made)


def clock() -> Any:
    """The second of a clock that a test has set, else the day."""
    return timezone.now().replace(microsecond=0) if time_machine.escape_hatch.is_travelling() else today()


def record(build: Callable[[], Any]) -> Kept:
    """Run the builder and note what it wrote."""
    before = read_tables()
    made = pickle.dumps(build())
    after = read_tables()
    gone = {table: [row[0] for row in rows] for table, rows in missing(before, after).items()}
    return Kept(gone, missing(after, before), made)


def missing(these: Tables, those: Tables) -> Tables:
    """The rows of these tables that those have not."""
    found = {table: [row for row in rows if row not in those[table]] for table, rows in these.items()}
    return {table: rows for table, rows in found.items() if rows}


def read_tables() -> Tables:
    """All rows of all tables, as the driver gives them."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.django_table_names(only_existing=True, include_views=False):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)} ORDER BY 1")
            found[table] = cursor.fetchall()
    return found


def put_back(found: Kept) -> None:
    """Write the rows with their keys: the sequences of PostgreSQL, which no rollback takes back, are past them.

    In one transaction: foreign keys are looked at in its end, so the tables may come in any order.
    """
    quote = connection.ops.quote_name
    with transaction.atomic(), connection.cursor() as cursor:
        for table, keys in found.gone.items():
            for key in keys:
                cursor.execute(f"DELETE FROM {quote(table)} WHERE id = %s", [key])
        for table, rows in found.rows.items():
            line = f"({', '.join(['%s'] * len(rows[0]))})"
            for start in range(0, len(rows), 30):  # SQLite takes 999 parameters
                part = rows[start : start + 30]
                values = [value for row in part for value in row]
                cursor.execute(f"INSERT INTO {quote(table)} VALUES {', '.join([line] * len(part))}", values)

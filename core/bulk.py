"""Writing many rows at once: COPY on PostgreSQL, executemany on SQLite, behind one function (04 §4.6)."""

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection, models

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_CHUNK = 20_000


def reserve_ids(model: type[models.Model], count: int) -> range | list[int]:
    """Take `count` unused primary keys of `model`; call it inside the transaction that writes the rows."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
            )
            return [pk for (pk,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        row = cursor.fetchone()
        start = (row[0] if row else 0) + 1
        return range(start, start + count)


def _copy_text(value: Any) -> str:
    if value is None:
        return "\\N"
    if value is True or value is False:
        return "t" if value else "f"
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value.translate(_ESCAPES) if isinstance(value, str) else str(value)


def bulk_insert(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows given as tuples in the order of `columns` (names of database columns).

    The values are those of the database (keys, dates, text, numbers); nothing is validated here.
    """
    table, names = model._meta.db_table, ", ".join(f'"{name}"' for name in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _copy(cursor, f'COPY "{table}" ({names}) FROM STDIN', rows)
            return
        marks = ", ".join(["%s"] * len(columns))
        cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', rows)


def _copy(cursor, statement: str, rows: Iterable[Sequence[Any]]) -> None:
    buffer, held = io.StringIO(), 0
    for row in rows:
        buffer.write("\t".join(map(_copy_text, row)) + "\n")
        held += 1
        if held == _CHUNK:
            buffer.seek(0)
            cursor.copy_expert(statement, buffer)
            buffer, held = io.StringIO(), 0
    if held:
        buffer.seek(0)
        cursor.copy_expert(statement, buffer)

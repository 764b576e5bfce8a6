"""Writing many rows at once: COPY on PostgreSQL, long INSERTs on SQLite, behind one function (04 §4.6)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import chain, islice
from typing import Any

from django.db import connection, models

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_PIECE = 500  # rows of one message to PostgreSQL
_PARAMETERS = 9_000  # of one statement on SQLite, which takes 32.766
# From so many rows on PostgreSQL is told the new size of the table at once: autovacuum comes minutes later, and until
# then what follows in the same transaction (the counters) is planned for an empty table.
_MANY = 5_000


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
    kind = type(value)
    if kind is str:
        # Printable text holds no tab and no line break, and to see that is quicker than to translate.
        return value if value.isprintable() and "\\" not in value else value.translate(_ESCAPES)
    if value is None:
        return "\\N"
    if kind is bool:
        return "t" if value else "f"
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value).translate(_ESCAPES)


def bulk_insert(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows given as tuples in the order of `columns` (names of database columns).

    The values are those of the database (keys, dates, text, numbers); nothing is validated here. What makes a row must
    not ask the database: on PostgreSQL it runs in the middle of COPY.
    """
    table, names = model._meta.db_table, ", ".join(f'"{name}"' for name in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            if _copy(cursor, f'COPY "{table}" ({names}) FROM STDIN', rows) >= _MANY:
                cursor.execute(f'ANALYZE "{table}"')
            return
        _insert_many(cursor, f'INSERT INTO "{table}" ({names}) VALUES ', len(columns), iter(rows))


def _insert_many(cursor, insert: str, width: int, rows: Iterator[Sequence[Any]]) -> None:
    """Many rows in one statement: a trigger of the table, the index of names, costs its set-up once a statement."""
    marks = f"({', '.join(['%s'] * width)})"
    size = _PARAMETERS // width
    while piece := list(islice(rows, size)):
        cursor.execute(insert + ", ".join([marks] * len(piece)), list(chain.from_iterable(piece)))


def _copy(cursor, statement: str, rows: Iterable[Sequence[Any]]) -> int:
    """Send the rows; return how many there were. Raises what making a row raises."""
    text = _CopyText(rows)
    cursor.copy_expert(statement, text)
    if text.failure is not None:
        raise text.failure
    return text.count


class _CopyText:
    """Rows as the text that COPY reads, made while the server stores those sent before: two cores share the work."""

    def __init__(self, rows: Iterable[Sequence[Any]]):
        self.rows, self.count = iter(rows), 0
        self.failure: Exception | None = None

    def read(self, size: int) -> bytes:
        """Return the next piece, of whatever length; nothing at the end, and when a row could not be made."""
        try:
            lines = ["\t".join([_copy_text(v) for v in row]) + "\n" for row in islice(self.rows, _PIECE)]
        except Exception as failure:  # the driver would report it as a fault of the file
            self.failure = failure
            return b""
        self.count += len(lines)
        return "".join(lines).encode()

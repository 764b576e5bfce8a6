"""Conditions that Django's ORM does not write well on both databases."""

import json
from collections.abc import Iterable

from django.db import NotSupportedError, connection
from django.db.models import BigIntegerField, Expression, F, Func, Q, TextField, Value

# Under this many ids a plain IN list is quicker to plan; above it SQLite runs out of parameters (32,766).
PLAIN_IN = 200


class IdList(Expression):
    """A list of whole numbers as a subquery with one parameter, whatever its length."""

    def __init__(self, ids: Iterable[int]):
        super().__init__(output_field=BigIntegerField())
        self.ids = sorted(ids)

    def as_sqlite(self, compiler, connection, **extra):
        return "(SELECT value FROM json_each(%s))", [json.dumps(self.ids)]

    def as_postgresql(self, compiler, connection, **extra):
        return "(SELECT unnest(%s::bigint[]))", ["{" + ",".join(map(str, self.ids)) + "}"]

    def as_sql(self, compiler, connection, **extra):
        raise NotSupportedError(f"no list of ids for {connection.vendor}")

    def get_group_by_cols(self):
        return []


def id_in(path: str, ids: Iterable[int]) -> Q:
    """The condition "the id at `path` is one of `ids`"; works with hundreds of thousands of ids."""
    ids = frozenset(ids)
    return Q(**{f"{path}__in": sorted(ids) if len(ids) <= PLAIN_IN else IdList(ids)})


class TextList(Expression):
    """A list of texts as a subquery with one parameter, whatever its length."""

    def __init__(self, texts: Iterable[str]):
        super().__init__(output_field=TextField())
        self.texts = sorted(texts)

    def as_sqlite(self, compiler, connection, **extra):
        return "(SELECT value FROM json_each(%s))", [json.dumps(self.texts)]

    def as_postgresql(self, compiler, connection, **extra):
        return "(SELECT unnest(%s::text[]))", [self.texts]

    def as_sql(self, compiler, connection, **extra):
        raise NotSupportedError(f"no list of texts for {connection.vendor}")

    def get_group_by_cols(self):
        return []


def text_in(path: str, texts: Iterable[str]) -> Q:
    """The condition "the text at `path` is one of `texts`"; works with hundreds of thousands of them."""
    texts = frozenset(texts)
    return Q(**{f"{path}__in": sorted(texts) if len(texts) <= PLAIN_IN else TextList(texts)})


class JsonPart(Func):
    """One key of a text that holds a JSON object, as text: a page that needs a corner of a large text reads no more."""

    output_field = TextField()

    def __init__(self, name: str, key: str):
        super().__init__(F(name), Value(key))

    def as_sqlite(self, compiler, connection, **extra):
        return self.as_sql(compiler, connection, template="json_extract(%(expressions)s)", arg_joiner=", '$.' || ")

    def as_postgresql(self, compiler, connection, **extra):
        return self.as_sql(compiler, connection, template="(%(expressions)s)", arg_joiner="::json ->> ")


def refresh_statistics(table: str) -> None:
    """Let PostgreSQL look at a table that has just been filled; until then it plans as for an empty one.

    SQLite plans well without, and its statistics of a column that is mostly NULL do harm.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(table)}")


def one_writer() -> None:
    """Let one act at a time judge and write the books, until its transaction ends.

    What is judged must still hold when it is written. SQLite has one writer anyway (BEGIN IMMEDIATE); PostgreSQL gets
    the same by a lock of its own, which readers never wait for.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(20231201)")

"""Conditions that Django's ORM does not write well on both databases."""

import json
from collections.abc import Iterable

from django.db.models import BigIntegerField, Expression, Q

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
        raise NotImplementedError(f"no list of ids for {connection.vendor}")

    def get_group_by_cols(self):
        return []


def id_in(path: str, ids: Iterable[int]) -> Q:
    """The condition "the id at `path` is one of `ids`"; works with hundreds of thousands of ids."""
    ids = frozenset(ids)
    return Q(**{f"{path}__in": sorted(ids) if len(ids) <= PLAIN_IN else IdList(ids)})

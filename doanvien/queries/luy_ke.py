"""Running totals of the ledger up to a day, for many units at once: from counters and a day tail (04 §4.6).

Everything of the bridge follows from two of them, at A−1 and at B: a flow is their difference, a stock is their sum
with signs. "Lúc đó" reads the counters of the asked units themselves; a structure S reads the own counters of all
units under them and leaves out the pairs whose units stand together in S.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection
from django.db.models import Sum

from cdcs.models import CoCau
from core.dates import is_month_end, month_end, month_start, next_month
from doanvien.enums import CAY_DEN, CAY_DI

So = tuple[int, int, int]  # quantity, of them women, of them named
LuyKe = dict[str, So]  # by kind of movement, and by cay_den / cay_di
KHONG: So = (0, 0, 0)
HALF_A_MONTH = 15  # days

_SUMS = {"q": Sum("so_luong"), "w": Sum("so_nu"), "n": Sum("co_danh_sach")}
_KEPT = "SUM(s.so_luong), SUM(s.so_nu), SUM(s.co_danh_sach)"
_TAIL_SUMS = """%s * SUM(b.he_so * b.so_luong), %s * SUM(b.he_so * b.so_nu),
  %s * SUM(b.he_so * CASE WHEN b.doan_vien_id IS NULL THEN 0 ELSE b.so_luong END)"""
# Counters and tail are read by one statement: what is recorded meanwhile stands in both of them or in neither.
# The other unit of a pair has a handful of links above it, a province has thousands below it: `+ 0` keeps PostgreSQL
# from beginning at the province for every row (96 ms instead of 7 at 300,000 members).
_TOTALS = f"""
  SELECT s.cong_doan_id, s.loai, {_KEPT} FROM doanvien_sodem s
  WHERE NOT s.rieng AND s.cong_doan_id IN {{ids}}
    AND CASE WHEN s.loai IN ('{CAY_DEN}', '{CAY_DI}') THEN s.ngay <= %s ELSE s.ngay < %s END GROUP BY 1, 2"""
_TAIL = f"""
  UNION ALL SELECT c.cap_tren_id, b.loai, {_TAIL_SUMS}
  FROM doanvien_biendong b
  JOIN cdcs_caycongdoan c ON c.cap_duoi_id = b.cong_doan_id AND c.tu_ngay <= b.ngay AND b.ngay < c.den_ngay
  LEFT JOIN cdcs_caycongdoan d ON d.cap_duoi_id = b.cong_doan_doi_ung_id AND d.cap_tren_id + 0 = c.cap_tren_id
    AND d.tu_ngay <= b.ngay AND b.ngay < d.den_ngay
  WHERE b.ngay >= %s AND b.ngay <= %s AND d.id IS NULL AND c.cap_tren_id IN {{ids}} GROUP BY 1, 2"""
# In a structure S: own counters, what of them went between two units, own rows of the tail (with their other unit).
OWN, PAIRS, ROWS = range(3)
_OWN_TOTALS = f"""
  SELECT {OWN}, s.cong_doan_id, NULL, s.loai, {_KEPT} FROM doanvien_sodem s
  WHERE s.rieng AND s.ngay >= %s AND s.ngay < %s{{under}} GROUP BY 2, 4
  UNION ALL SELECT {PAIRS}, s.cong_doan_id, s.doi_ung_id, s.loai, {_KEPT} FROM doanvien_sodemcap s
  WHERE s.ngay >= %s AND s.ngay < %s{{under}} GROUP BY 2, 3, 4"""
_OWN_TAIL = f"""
  UNION ALL SELECT {ROWS}, b.cong_doan_id, b.cong_doan_doi_ung_id, b.loai, {_TAIL_SUMS}
  FROM doanvien_biendong b WHERE b.ngay >= %s AND b.ngay <= %s GROUP BY 2, 3, 4"""


def add(one: So, other: So, sign: int = 1) -> So:
    return one[0] + sign * other[0], one[1] + sign * other[1], one[2] + sign * other[2]


@dataclass(frozen=True)
class _Tail:
    """How a day is reached from the counters: months before `limit` whole, then rows of a part of the month of the day.

    In its first half the rows of [first, last] are added to the months before; in its second half those after the day
    are taken from the months up to it, so that at most half a month of rows is read. On the last day there is none.
    """

    limit: date
    first: date
    last: date
    sign: int

    @property
    def is_there(self) -> bool:
        return self.first <= self.last

    @property
    def params(self) -> list:
        """What the statement of the tail asks for: its sign before each sum, its days."""
        return [self.sign, self.sign, self.sign, self.first, self.last]


def _tail(day: date) -> _Tail:
    if day.day <= HALF_A_MONTH and not is_month_end(day):
        return _Tail(month_start(day), month_start(day), day, 1)
    return _Tail(next_month(day), day + timedelta(days=1), month_end(day), -1)


def _ids(ids: Collection[int]) -> tuple[str, str]:
    if connection.vendor == "postgresql":
        return "(SELECT unnest(%s::bigint[]))", "{" + ",".join(map(str, ids)) + "}"
    return "(SELECT value FROM json_each(%s))", json.dumps(list(ids))


def luy_ke(unit_ids: Collection[int], day: date) -> dict[int, LuyKe]:
    """Running totals of each unit up to the end of `day`, every row counted for the ancestors of its own day."""
    tail, (condition, ids) = _tail(day), _ids(unit_ids)
    sql, params = _TOTALS, [ids, day, tail.limit]
    if tail.is_there:
        sql, params = sql + _TAIL, [*params, *tail.params, ids]
    found: dict[int, LuyKe] = {pk: {} for pk in unit_ids}
    for unit, kind, *values in _rows(sql.format(ids=condition), params):
        found[unit][kind] = add(found[unit].get(kind, KHONG), _whole(values))
    return found


def _rows(sql: str, params: list) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def _whole(values: Iterable) -> So:
    quantity, women, named = values
    return int(quantity), int(women), int(named)


def luy_ke_co_cau(
    structure: CoCau, unit_ids: Collection[int], day: date, since: date | None = None
) -> dict[int, LuyKe]:
    """Running totals of each unit up to `day`, every row counted for where its unit stands in `structure`.

    With `since`, the first day of a month, what happened from then on alone.
    """
    tail, above = _tail(day), _Above(structure, unit_ids)
    under, ids = _only_under(structure, unit_ids)
    part = [since or date.min, tail.limit, *ids]
    sql, params = _OWN_TOTALS, [*part, *part]
    if tail.is_there:
        sql, params = sql + _OWN_TAIL, [*params, *tail.params]
    found: dict[int, LuyKe] = {pk: defaultdict(lambda: KHONG) for pk in unit_ids}
    for source, unit, other, kind, *values in _rows(sql.format(under=under), params):
        together = above.both(unit, other) if other is not None else frozenset()
        units, sign = (together, -1) if source == PAIRS else (above[unit] - together, 1)
        for pk in units:
            found[pk][kind] = add(found[pk][kind], _whole(values), sign)
    return {pk: dict(kinds) for pk, kinds in found.items()}


def _only_under(structure: CoCau, unit_ids: Collection[int]) -> tuple[str, list]:
    """Narrows counters to the units under the asked ones, where these are a small part of the structure."""
    under = frozenset[int]().union(*(structure.under(pk) for pk in unit_ids))
    if 2 * len(under) >= len(structure.don_vi):
        return "", []
    condition, ids = _ids(under)
    return f" AND s.cong_doan_id IN {condition}", [ids]


class _Above:
    """Which of the asked units a unit stands under, in one structure; remembered unit by unit."""

    def __init__(self, structure: CoCau, asked: Collection[int]):
        self.structure, self.asked = structure, frozenset(asked)
        self.known: dict[int, frozenset[int]] = {}

    def __getitem__(self, pk: int) -> frozenset[int]:
        if pk not in self.known:
            self.known[pk] = self.asked.intersection(self.structure.chain(pk))
        return self.known[pk]

    def both(self, one: int, other: int) -> frozenset[int]:
        return self[one] & self[other]

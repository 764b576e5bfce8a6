"""Running totals of the ledger up to a day, for many units at once: from counters and a day tail (04 §4.6).

Everything of the bridge follows from two of them, at A−1 and at B: a flow is their difference, a stock is their sum
with signs. "Lúc đó" reads the counters of the asked units themselves; a structure S reads the own counters of all
units under them and leaves out the pairs whose units stand together in S.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date

from django.db import connection
from django.db.models import Q, Sum

from cdcs.models import CoCau
from core.dates import is_month_end, month_start, next_month
from core.sql import id_in
from doanvien.enums import CAY_DEN, CAY_DI
from doanvien.models import SoDem, SoDemCap

So = tuple[int, int, int]  # quantity, of them women, of them named
LuyKe = dict[str, So]  # by kind of movement, and by cay_den / cay_di
KHONG: So = (0, 0, 0)

_SUMS = {"q": Sum("so_luong"), "w": Sum("so_nu"), "n": Sum("co_danh_sach")}
_TAIL_SUMS = """SUM(b.he_so * b.so_luong), SUM(b.he_so * b.so_nu),
  SUM(b.he_so * CASE WHEN b.doan_vien_id IS NULL THEN 0 ELSE b.so_luong END)"""
_TAIL = f"""
  SELECT c.cap_tren_id, b.loai, {_TAIL_SUMS}
  FROM doanvien_biendong b
  JOIN cdcs_caycongdoan c ON c.cap_duoi_id = b.cong_doan_id AND c.tu_ngay <= b.ngay AND b.ngay < c.den_ngay
  LEFT JOIN cdcs_caycongdoan d ON d.cap_tren_id = c.cap_tren_id AND d.cap_duoi_id = b.cong_doan_doi_ung_id
    AND d.tu_ngay <= b.ngay AND b.ngay < d.den_ngay
  WHERE b.ngay >= %s AND b.ngay <= %s AND d.id IS NULL AND c.cap_tren_id IN {{ids}} GROUP BY 1, 2"""
_OWN_TAIL = f"""
  SELECT b.cong_doan_id, b.cong_doan_doi_ung_id, b.loai, {_TAIL_SUMS}
  FROM doanvien_biendong b WHERE b.ngay >= %s AND b.ngay <= %s GROUP BY 1, 2, 3"""


def add(one: So, other: So, sign: int = 1) -> So:
    return one[0] + sign * other[0], one[1] + sign * other[1], one[2] + sign * other[2]


def _month_limit(day: date) -> date:
    """Movements of months before this day come from counters; there is no tail where `day` ends its month."""
    return next_month(day) if is_month_end(day) else month_start(day)


def _ids(ids: Collection[int]) -> tuple[str, str]:
    if connection.vendor == "postgresql":
        return "(SELECT unnest(%s::bigint[]))", "{" + ",".join(map(str, ids)) + "}"
    return "(SELECT value FROM json_each(%s))", json.dumps(list(ids))


def luy_ke(unit_ids: Collection[int], day: date) -> dict[int, LuyKe]:
    """Running totals of each unit up to the end of `day`, every row counted for the ancestors of its own day."""
    limit = _month_limit(day)
    found: dict[int, LuyKe] = {pk: {} for pk in unit_ids}
    tree = Q(loai__in=(CAY_DEN, CAY_DI))
    rows = SoDem.objects.filter(id_in("cong_doan_id", unit_ids), rieng=False)
    rows = rows.filter(tree & Q(ngay__lte=day) | ~tree & Q(ngay__lt=limit))
    for unit, kind, q, w, n in rows.values_list("cong_doan_id", "loai").annotate(**_SUMS).order_by():
        found[unit][kind] = (q, w, n)
    if limit <= day:
        condition, ids = _ids(unit_ids)
        with connection.cursor() as cursor:
            cursor.execute(_TAIL.format(ids=condition), [limit, day, ids])
            for unit, kind, *values in cursor.fetchall():
                found[unit][kind] = add(found[unit].get(kind, KHONG), _whole(values))
    return found


def _whole(values: Iterable) -> So:
    quantity, women, named = values
    return int(quantity), int(women), int(named)


def luy_ke_co_cau(
    structure: CoCau, unit_ids: Collection[int], day: date, since: date | None = None
) -> dict[int, LuyKe]:
    """Running totals of each unit up to `day`, every row counted for where its unit stands in `structure`.

    With `since`, the first day of a month, what happened from then on alone.
    """
    limit = _month_limit(day)
    found: dict[int, LuyKe] = {pk: defaultdict(lambda: KHONG) for pk in unit_ids}
    above = _Above(structure, unit_ids)
    inside = _only_under(structure, unit_ids) & (Q(ngay__gte=since) if since else Q())
    rows = SoDem.objects.filter(inside, rieng=True, ngay__lt=limit).values_list("cong_doan_id", "loai")
    for unit, kind, *values in rows.annotate(**_SUMS).order_by():
        for pk in above[unit]:
            found[pk][kind] = add(found[pk][kind], _whole(values))
    pairs = SoDemCap.objects.filter(inside, ngay__lt=limit).values_list("cong_doan_id", "doi_ung_id", "loai")
    for unit, other, kind, *values in pairs.annotate(**_SUMS).order_by():
        for pk in above.both(unit, other):
            found[pk][kind] = add(found[pk][kind], _whole(values), -1)
    if limit <= day:
        _add_own_tail(found, above, max(limit, since or limit), day)
    return {pk: dict(kinds) for pk, kinds in found.items()}


def _only_under(structure: CoCau, unit_ids: Collection[int]) -> Q:
    """Narrows counters to the units under the asked ones, where these are a small part of the structure."""
    under = frozenset[int]().union(*(structure.under(pk) for pk in unit_ids))
    return id_in("cong_doan_id", under) if 2 * len(under) < len(structure.don_vi) else Q()


def _add_own_tail(found: dict[int, LuyKe], above: "_Above", first: date, last: date) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_OWN_TAIL, [first, last])
        for unit, other, kind, *values in cursor.fetchall():
            inside = above.both(unit, other) if other is not None else frozenset()
            for pk in above[unit] - inside:
                found[pk][kind] = add(found[pk][kind], _whole(values))


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

"""Keeping the closure of the dated tree (04 §4.6): every change of a dated parent ends here."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Q

from cdcs.models import CayCongDoan, CongDoan, TrucThuoc, forget_co_cau
from cdcs.models.cong_doan import MAX_DAY, MIN_DAY
from core.sql import id_in, refresh_statistics

MANY = 500  # rows of the closure written at once, from which on the statistics are out of date
Interval = tuple[date, date]


def _merge(intervals: list[Interval]) -> list[Interval]:
    """Join intervals that touch or overlap, so that every edge is a real coming or leaving."""
    merged: list[Interval] = []
    for start, end in sorted(intervals):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def _effective_links(first_parent: int | None, links: list[tuple[int, date, date | None]]):
    """Yield (parent, from, to) without gaps: before its first link a unit stands under its first parent [02-2.1-2]."""
    links = sorted(links, key=lambda link: link[1])
    if first_parent is not None:
        yield first_parent, MIN_DAY, links[0][1] if links else MAX_DAY
    for parent, start, end in links:
        yield parent, start, end or MAX_DAY


class _Closure:
    """Ancestors of the changed units, computed from their links and the stored closure of everybody else."""

    def __init__(self, changed: set[int]):
        self.changed = changed
        self.first = dict(CongDoan.everything.filter(id_in("pk", changed)).values_list("pk", "cap_tren_dau_id"))
        self.links: dict[int, list] = defaultdict(list)
        for unit, *link in TrucThuoc.objects.filter(id_in("cong_doan_id", changed)).values_list(
            "cong_doan_id", "cap_tren_id", "tu_ngay", "den_ngay"
        ):
            self.links[unit].append(tuple(link))
        self.known: dict[int, dict[int, list[Interval]]] = {}
        self._load_outside()

    def _load_outside(self) -> None:
        parents = {parent for links in self.links.values() for parent, *_ in links}
        outside = (parents | {p for p in self.first.values() if p}) - self.changed
        for pk in outside:
            self.known[pk] = defaultdict(list)
        rows = CayCongDoan.objects.filter(id_in("cap_duoi_id", outside))
        for lower, upper, start, end in rows.values_list("cap_duoi_id", "cap_tren_id", "tu_ngay", "den_ngay"):
            self.known[lower][upper].append((start, end))

    def ancestors(self, pk: int) -> dict[int, list[Interval]]:
        if pk not in self.known:
            found: dict[int, list[Interval]] = defaultdict(list)
            found[pk].append((MIN_DAY, MAX_DAY))
            for parent, start, end in _effective_links(self.first[pk], self.links[pk]):
                for upper, intervals in self.ancestors(parent).items():
                    clipped = ((max(start, a), min(end, b)) for a, b in intervals)
                    found[upper].extend(pair for pair in clipped if pair[0] < pair[1])
            self.known[pk] = {upper: _merge(intervals) for upper, intervals in found.items() if intervals}
        return self.known[pk]


def rebuild_cay(unit_ids: Iterable[int]) -> None:
    """Recompute the closure of these units and of all that ever stood under them; call it inside a transaction."""
    unit_ids = set(unit_ids)
    below = CayCongDoan.objects.filter(id_in("cap_tren_id", unit_ids)).values_list("cap_duoi_id", flat=True)
    changed = unit_ids | set(below)
    closure = _Closure(changed)
    rows = [
        CayCongDoan(cap_tren_id=upper, cap_duoi_id=pk, tu_ngay=start, den_ngay=end)
        for pk in changed
        for upper, intervals in closure.ancestors(pk).items()
        for start, end in intervals
    ]
    CayCongDoan.objects.filter(id_in("cap_duoi_id", changed)).delete()
    CayCongDoan.objects.bulk_create(rows, batch_size=5000)
    if len(rows) >= MANY:
        refresh_statistics(CayCongDoan._meta.db_table)
    forget_co_cau()


@transaction.atomic
def move_cong_doan(unit: CongDoan, parent: CongDoan, day: date, *, for_good: bool = False) -> list[dict]:
    """Put `unit` under `parent` from `day` on; return the links as they were, for `restore_links`.

    A link that a decision of a later day has given stays: a merger recorded afterwards moves the unit until then
    [02-2.1-8, 02-2.1-19]. A decision about the unit itself moves it `for_good`: what lies after it was given with a
    parent under which the unit then no longer stood. Rights, kinds and dates are judged by the decision that calls
    this; the closure is rebuilt by the caller, once for all units it moves.
    """
    links = TrucThuoc.objects.filter(cong_doan=unit)
    before = [dict(row) for row in links.values("cong_doan_id", "cap_tren_id", "tu_ngay", "den_ngay")]
    now = links.filter(Q(den_ngay=None) | Q(den_ngay__gt=day), tu_ngay__lte=day).first()
    if now is None:  # before its first link it stood under its first parent: that link is replaced
        links.filter(tu_ngay__gte=day).delete()
        TrucThuoc.objects.create(cong_doan=unit, cap_tren=parent, tu_ngay=day)
        return before
    until = None if for_good else now.den_ngay
    if for_good:
        links.filter(tu_ngay__gt=day).delete()
    if now.tu_ngay == day:
        now.delete()
    else:
        links.filter(pk=now.pk).update(den_ngay=day)
    TrucThuoc.objects.create(cong_doan=unit, cap_tren=parent, tu_ngay=day, den_ngay=until)
    return before


def restore_links(unit_id: int, links: list[dict]) -> None:
    """Put back the links that `move_cong_doan` returned."""
    TrucThuoc.objects.filter(cong_doan_id=unit_id).delete()
    TrucThuoc.objects.bulk_create([TrucThuoc(**link) for link in links])

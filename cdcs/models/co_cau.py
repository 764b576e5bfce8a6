"""The structure of one day S: where every unit stands for every date ("cơ cấu hiện nay", [02-2.3-11..13])."""

import secrets
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.db import connection
from django.db.models import Q

from cdcs.enums import CO_SO
from cdcs.models.chuong_trinh import ChuongTrinh
from cdcs.models.cong_doan import CongDoan, TrucThuoc

_CACHE_SIZE = 12
_cache: dict[tuple[int, date], "CoCau"] = {}


@dataclass(frozen=True)
class DonVi:
    """What the structure needs to know of a unit."""

    ma: str
    loai: str
    ngay_thanh_lap: date
    ngay_ket_thuc: date | None
    ke_tuc: int | None
    cap_tren_dau: int | None

    def is_closed_on(self, day: date) -> bool:
        return self.ngay_ket_thuc is not None and self.ngay_ket_thuc <= day


@dataclass(frozen=True)
class CoCau:
    """Parents and descendants of every unit, resolved once in the tree of `ngay`."""

    ngay: date
    don_vi: dict[int, DonVi]
    link: dict[int, int] = field(repr=False)

    @cached_property
    def cap_tren(self) -> dict[int, int | None]:
        """The parent of every unit in this structure."""
        return {pk: self._through_successors(self._own_parent(pk, unit)) for pk, unit in self.don_vi.items()}

    def _own_parent(self, pk: int, unit: DonVi) -> int | None:
        if unit.ngay_thanh_lap > self.ngay:
            return unit.cap_tren_dau  # [02-2.3-12] goes before 11
        if unit.is_closed_on(self.ngay) and unit.ke_tuc:
            return unit.ke_tuc
        return self.link.get(pk, unit.cap_tren_dau)

    def _through_successors(self, pk: int | None) -> int | None:
        while pk is not None and pk in self.don_vi:
            unit = self.don_vi[pk]
            if not (unit.is_closed_on(self.ngay) and unit.ke_tuc):
                return pk
            pk = unit.ke_tuc  # [02-2.3-13]
        return None

    @cached_property
    def cap_duoi(self) -> dict[int, list[int]]:
        """The direct children of every unit in this structure."""
        children = defaultdict(list)
        for pk, parent in self.cap_tren.items():
            if parent is not None:
                children[parent].append(pk)
        return dict(children)

    @cached_property
    def so_co_so(self) -> dict[int, int]:
        """How many base unions are open on `ngay` under every unit, itself included; units with none are left out."""
        counts: dict[int, int] = defaultdict(int)
        for pk, unit in self.don_vi.items():
            if unit.loai in CO_SO and unit.ngay_thanh_lap <= self.ngay and not unit.is_closed_on(self.ngay):
                for above in self.chain(pk):
                    counts[above] += 1
        return dict(counts)

    def chain(self, pk: int) -> tuple[int, ...]:
        """The unit and its ancestors, nearest first."""
        chain = []
        current: int | None = pk
        while current is not None and current not in chain:
            chain.append(current)
            current = self.cap_tren.get(current)
        return tuple(chain)

    def under(self, pk: int) -> frozenset[int]:
        """The unit and everything that stands under it."""
        found, queue = {pk}, [pk]
        while queue:
            for child in self.cap_duoi.get(queue.pop(), ()):
                if child not in found:
                    found.add(child)
                    queue.append(child)
        return frozenset(found)


def co_cau(day: date) -> CoCau:
    """Return the structure of `day`, kept per process until the tree changes (`ChuongTrinh.phien_ban_cay`)."""
    key = (_version(), day)
    if key not in _cache:
        if len(_cache) >= _CACHE_SIZE:
            _cache.clear()
        _cache[key] = _load(day)
    return _cache[key]


def _version() -> int:
    """The version of the tree. A page asks a dozen times and an act must hear of what was written a moment ago, so it
    is read every time; by hand, since the ORM takes longer to write this query than the database to answer it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT phien_ban_cay FROM cdcs_chuongtrinh ORDER BY id LIMIT 1")
        return cursor.fetchone()[0]


def forget_co_cau() -> None:
    """Say that the tree has changed, to this process and, with the commit, to every other one."""
    _cache.clear()
    ChuongTrinh.objects.update(phien_ban_cay=secrets.randbits(60))


def _load(day: date) -> CoCau:
    don_vi = {
        pk: DonVi(*rest)
        for pk, *rest in CongDoan.objects.values_list(
            "pk", "ma", "loai", "ngay_thanh_lap", "ngay_ket_thuc", "ke_tuc_id", "cap_tren_dau_id"
        )
    }
    link = dict(
        TrucThuoc.objects.filter(Q(den_ngay=None) | Q(den_ngay__gt=day), tu_ngay__lte=day).values_list(
            "cong_doan_id", "cap_tren_id"
        )
    )
    return CoCau(day, don_vi, link)

"""Base units in whose book nothing was written for a month (05 §5.2-1)."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from cdcs.access import Scope
from cdcs.models import CongDoan
from core.dates import month_end
from doanvien.enums import CAY_DEN, CAY_DI
from doanvien.models import SoDem


@dataclass(frozen=True)
class ChuaBienDong:
    """How many base units have no row in the month, and the names of the first ones."""

    so_don_vi: int
    ten_dau: list[str]


def empty_units(scope: Scope, thang: date) -> QuerySet[CongDoan]:
    """Base units of the scope, active at the end of the month that begins on `thang`, without a living row in it.

    Named or not; a row in a sub-unit counts for its base unit.
    """
    counted = SoDem.objects.filter(cong_doan=OuterRef("pk"), ngay=thang).exclude(so_luong=0)
    units = scope.filter(CongDoan.objects.co_so().active_on(month_end(thang)), "pk")
    return units.exclude(Exists(counted.exclude(loai__in=(CAY_DEN, CAY_DI))))


def units_without_rows(scope: Scope, thang: date, names: int = 3) -> ChuaBienDong:
    """How many units `empty_units` finds, and the first ones by name; two queries over the counters."""
    empty = empty_units(scope, thang)
    found = empty.order_by("ten_khong_dau", "pk").values_list("ten", flat=True)
    return ChuaBienDong(empty.count(), list(found[:names]))

"""Members who are counted and not named yet, by unit (05 §5.2-1)."""

from dataclasses import dataclass

from django.db.models import Case, F, Sum, Value, When

from cdcs.access import Scope
from doanvien.enums import LOAI_TANG
from doanvien.models import SoDem


@dataclass(frozen=True)
class ChuaDanhSach:
    """A unit with its own stock of today and how much of it has no names."""

    cong_doan: int
    ten: str
    so_luong: int
    chua_co: int


def units_without_names(scope: Scope) -> list[ChuaDanhSach]:
    """Units of the scope whose own stock has members without names, most first; one query over own counters."""
    sign = Case(When(loai__in=LOAI_TANG, then=Value(1)), default=Value(-1))
    rows = (
        scope.filter(SoDem.objects.filter(rieng=True))
        .values_list("cong_doan_id", "cong_doan__ten")
        .annotate(q=Sum(sign * F("so_luong")), n=Sum(sign * F("co_danh_sach")))
        .filter(q__gt=F("n"))
        .order_by("cong_doan_id")
    )
    found = [ChuaDanhSach(pk, ten, int(q), int(q - n)) for pk, ten, q, n in rows]
    return sorted(found, key=lambda unit: (-unit.chua_co, unit.ten))

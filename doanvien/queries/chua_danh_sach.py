"""Members who are counted and not named yet, by unit (05 §5.2-1)."""

from dataclasses import dataclass

from django.db.models import Case, F, Sum, Value, When

from cdcs.access import Scope
from cdcs.models import CongDoan
from core.dates import today
from doanvien.enums import LOAI_TANG
from doanvien.models import BienDong, SoDem
from doanvien.queries.so_lieu import so_ton_rieng


@dataclass(frozen=True)
class ChuaDanhSach:
    """A unit with its own stock of today and how much of it has no names."""

    cong_doan: int
    ma: str
    ten: str
    so_luong: int
    chua_co: int


def units_without_names(scope: Scope) -> list[ChuaDanhSach]:
    """Units of the scope whose own stock has members without names, most first; one query over own counters."""
    sign = Case(When(loai__in=LOAI_TANG, then=Value(1)), default=Value(-1))
    rows = (
        scope.filter(SoDem.objects.filter(rieng=True))
        .values_list("cong_doan_id", "cong_doan__ma", "cong_doan__ten")
        .annotate(q=Sum(sign * F("so_luong")), n=Sum(sign * F("co_danh_sach")))
        .filter(q__gt=F("n"))
        .order_by("cong_doan_id")
    )
    found = [ChuaDanhSach(pk, ma, ten, int(q), int(q - n)) for pk, ma, ten, q, n in rows]
    return sorted(found, key=lambda unit: (-unit.chua_co, unit.ten))


@dataclass(frozen=True)
class CountedStock:
    """The own stock of a unit without names: the rows it came by, and what is left of it today."""

    rows: list[BienDong]
    nam: int
    nu: int
    co_danh_sach: int

    @property
    def tong(self) -> int:
        """The whole own stock, named and not."""
        return self.nam + self.nu + self.co_danh_sach


def counted_stock(unit: CongDoan) -> CountedStock:
    """What may still be named in a unit: the living count-only increases, oldest first, and the stock of today."""
    rows = BienDong.objects.living().filter(cong_doan=unit, doan_vien=None, loai__in=LOAI_TANG).order_by("ngay", "pk")
    named, counted = so_ton_rieng([unit.pk], today())[unit.pk]
    return CountedStock(list(rows), counted[0] - counted[1], counted[1], named[0])

"""The month grid of count-only entries: units × kinds, what it wrote itself, what stands beside it (05 §5.2-6)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Case, F, Q, QuerySet, Sum, Value, When
from django.db.models.fields.json import KeyTextTransform

from cdcs.access import Scope
from cdcs.enums import CO_DOAN_VIEN
from cdcs.models import CongDoan, co_cau
from core.dates import month_end, today
from core.sql import id_in
from doanvien.enums import DAU, LOAI_BANG_THANG, LOAI_TANG
from doanvien.models import BienDong, SoDem

Key = tuple[int, str]  # unit and kind: a cell of the grid
SoNu = tuple[int, int]  # quantity and of them women: what a cell holds
TRONG: SoNu = (0, 0)  # an empty cell: no movement
TUY_CHON = "bang_thang"  # the option of a `LoNhap` that a confirmed grid made: its month, "2026-05"


def month_code(thang: date) -> str:
    """The month as addresses and batches name it: 2026-05."""
    return f"{thang:%Y-%m}"


def fillable_units(scope: Scope, unit: CongDoan) -> frozenset[int]:
    """Base and below-base units that stand under `unit` today (itself among them) and lie in the scope."""
    tree = co_cau(today())
    return frozenset(pk for pk in tree.under(unit.pk) if tree.don_vi[pk].loai in CO_DOAN_VIEN and scope.contains(pk))


def units_of_month(unit_ids: Collection[int], thang: date) -> QuerySet[CongDoan]:
    """Of these units those with a day in the month on which something may be recorded [02-2.1-6]."""
    lived = Q(ngay_ket_thuc=None) | Q(ngay_ket_thuc__gte=thang)
    return CongDoan.objects.filter(lived, id_in("pk", unit_ids), ngay_thanh_lap__lte=month_end(thang))


def recording_day(unit: CongDoan, loai: str, thang: date) -> date:
    """The day a row of the grid bears: the last day of the month, in the running month today (05 §5.2-6).

    A decrease of a unit that ended in the month is recorded on the day it ended, the last one that takes it.
    """
    day = min(month_end(thang), today())
    end = unit.ngay_ket_thuc
    return min(day, end) if end is not None and loai not in LOAI_TANG else day


def own_rows(unit_ids: Collection[int], thang: date) -> dict[Key, list[BienDong]]:
    """The living count-only rows of the month that the grid wrote itself.

    What a ghi danh left of such a row still is the grid's: it was written instead of it, in the act that reversed it.
    """
    rows = BienDong.objects.filter(
        id_in("cong_doan_id", unit_ids),
        doan_vien=None,
        loai__in=LOAI_BANG_THANG,
        ngay__range=(thang, month_end(thang)),
    ).annotate(thang_cua_lo=KeyTextTransform(TUY_CHON, "lo_nhap__tuy_chon"))
    return _living(_acts(rows), month_code(thang))


def _acts(rows: Iterable[BienDong]) -> list[BienDong]:
    """The rows act by act, in an act its reversals first."""
    first: dict[int, int] = {}
    for row in rows:
        first[row.ma_nhom] = min(first.get(row.ma_nhom, row.pk), row.pk)
    return sorted(rows, key=lambda row: (first[row.ma_nhom], row.he_so, row.pk))


def _living(rows: Iterable[Any], month: str) -> dict[Key, list[BienDong]]:
    ours: dict[int, BienDong] = {}
    replaced: set[tuple] = set()
    for row in rows:
        place = row.ma_nhom, row.cong_doan_id, row.loai, row.ngay
        if row.dao_cua_id is not None:
            if ours.pop(row.dao_cua_id, None) is not None:
                replaced.add(place)
        elif row.thang_cua_lo == month or place in replaced:
            ours[row.pk] = row
    found: dict[Key, list[BienDong]] = defaultdict(list)
    for row in ours.values():
        found[row.cong_doan_id, row.loai].append(row)
    return dict(found)


def value_of(rows: Sequence[BienDong]) -> SoNu:
    """What a cell holds: the sum of its rows."""
    return sum(row.so_luong for row in rows), sum(row.so_nu for row in rows)


@dataclass
class DongThang:
    """A unit in a month: its own opening stock, what the grid wrote, named quantities, and every flow of the month."""

    unit: CongDoan
    dau_thang: int = 0
    da_ghi: dict[str, SoNu] = field(default_factory=dict)
    co_ten: dict[str, int] = field(default_factory=dict)
    phat_sinh: dict[str, int] = field(default_factory=dict)

    def khac(self, kinds: Iterable[str]) -> int:
        """What else moved the stock: transfers, kinds that are not shown, counts written elsewhere; with its sign."""
        total = sum(DAU[kind] * quantity for kind, quantity in self.phat_sinh.items())
        shown = sum(DAU[kind] * (self.da_ghi.get(kind, TRONG)[0] + self.co_ten.get(kind, 0)) for kind in kinds)
        return total - shown


def load_bang_thang(units: Sequence[CongDoan], thang: date) -> list[DongThang]:
    """The rows of the grid for these units, own stocks and own movements only; three queries whatever their number."""
    found = {unit.pk: DongThang(unit) for unit in units}
    sign = Case(When(loai__in=LOAI_TANG, then=Value(1)), default=Value(-1))
    before = SoDem.objects.filter(id_in("cong_doan_id", found), rieng=True, ngay__lt=thang)
    for pk, stock in before.values_list("cong_doan_id").annotate(q=Sum(sign * F("so_luong"))).order_by():
        found[pk].dau_thang = int(stock)
    for (pk, kind), rows in own_rows(found, thang).items():
        found[pk].da_ghi[kind] = value_of(rows)
    flows = (
        BienDong.objects.filter(id_in("cong_doan_id", found), ngay__range=(thang, month_end(thang)))
        .annotate(named=Case(When(doan_vien=None, then=Value(0)), default=Value(1)))
        .values_list("cong_doan_id", "loai", "named")
        .annotate(q=Sum(F("he_so") * F("so_luong")))
        .order_by()
    )
    for pk, kind, named, quantity in flows:
        row = found[pk]
        row.phat_sinh[kind] = row.phat_sinh.get(kind, 0) + int(quantity)
        if named and quantity:
            row.co_ten[kind] = int(quantity)
    return list(found.values())

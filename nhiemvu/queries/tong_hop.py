"""The table of units: agreements in force on a day, dialogues and issues of a window; five queries for any number."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q

from cdcs.enums import CAP_TREN, CO_SO, LoaiCongDoan
from cdcs.models import CongDoan, co_cau
from core.dates import today
from core.numbers import percent_1
from nhiemvu.enums import TrangThaiKienNghi, XepLoai
from nhiemvu.queries.danh_sach import HAN_NGAN, active_cdcs, agreements, dialogues, issues

ABOVE_BASE = CAP_TREN | {LoaiCongDoan.LDLD_TINH}  # provinces, in a database of the nation


@dataclass
class TongHop:
    """The figures of one unit; `truc_thuoc` is the folded row of the base units directly under it."""

    don_vi: CongDoan
    truc_thuoc: bool = False
    cdcs: int = 0
    co: int = 0
    sap_het: int = 0
    dieu_khoan: int = 0
    xep_loai: Counter[str] = field(default_factory=Counter)
    doi_thoai: int = 0
    kien_nghi: int = 0
    da_tra_loi: int = 0

    @property
    def chua_co(self) -> int:
        return self.cdcs - self.co

    @property
    def cho(self) -> int:
        return self.kien_nghi - self.da_tra_loi

    @property
    def ty_le(self) -> Decimal | None:
        return percent_1(self.co, self.cdcs)

    @property
    def theo_loai(self) -> list[tuple[str, str, int]]:
        """Every grade with the base units whose agreement has it."""
        return [(grade.value, grade.label, self.xep_loai[grade.value]) for grade in XepLoai]

    @property
    def is_empty(self) -> bool:
        return not (self.cdcs or self.doi_thoai or self.kien_nghi)


def tong_hop(unit: CongDoan, start: date, end: date) -> tuple[list[TongHop], TongHop]:
    """Rows of the superior units directly under `unit` and of its own base units, and the sum over all under it.

    Rows are empty for a unit that has no superior unit under it. All of the tree of today; a superior unit that has
    ended is a row only while something of the window stands under it.
    """
    tree = co_cau(today())
    under, children = tree.under(unit.pk), tree.cap_duoi.get(unit.pk, [])
    superiors = CongDoan.objects.filter(pk__in=[pk for pk in children if tree.don_vi[pk].loai in ABOVE_BASE])
    rows = [TongHop(superior) for superior in superiors.order_by("ma")]
    place = {pk: row for row in rows for pk in tree.under(row.don_vi.pk)}
    if rows:
        own = TongHop(unit, truc_thuoc=True)
        bases = [pk for pk in children if tree.don_vi[pk].loai in CO_SO]
        place |= {pk: own for base in bases for pk in tree.under(base)}
        rows.append(own)
    total = TongHop(unit)
    _fill(place, total, under, start, end)
    shown = [row for row in rows if not row.is_empty or (not row.truc_thuoc and row.don_vi.is_active_on(end))]
    return (shown if any(not row.truc_thuoc for row in shown) else []), total


def _fill(place: dict[int, TongHop], total: TongHop, under: frozenset[int], start: date, end: date) -> None:
    def rows_of(pk: int) -> Iterable[TongHop]:
        return (total, place[pk]) if pk in place else (total,)

    for pk in active_cdcs(under, end):
        for row in rows_of(pk):
            row.cdcs += 1
    for pk, grade, clauses in agreements(under, end, "").values_list("cong_doan_id", "xep_loai", "so_dieu_khoan"):
        for row in rows_of(pk):
            row.co += 1
            row.xep_loai[grade] += 1
            row.dieu_khoan += clauses
    for pk in agreements(under, end, f"sap_het_{HAN_NGAN}").values_list("cong_doan_id", flat=True):
        for row in rows_of(pk):
            row.sap_het += 1
    for pk, held in dialogues(under, start, end).values_list("cong_doan_id").annotate(n=Count("pk")).order_by():
        for row in rows_of(pk):
            row.doi_thoai += held
    answered = Count("pk", filter=Q(trang_thai=TrangThaiKienNghi.DA_TRA_LOI, ngay_tra_loi__lte=end))
    raised = issues(under, start, end).values_list("cong_doan_id").annotate(n=Count("pk"), xong=answered).order_by()
    for pk, number, done in raised:
        for row in rows_of(pk):
            row.kien_nghi += number
            row.da_tra_loi += done

"""Timeliness over the term: per unit and round on time or days late, returns, corrections after the submission."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from baocao.enums import BuocCuaBaoCao
from baocao.models import BanChup, BaoCao, DonViBaoCao, KyBaoCao
from baocao.queries.bao_cao.phat_sinh import so_dong_phat_sinh
from baocao.queries.don_vi_bao_cao import expected_by_rule
from baocao.queries.ky import days_late, short_label
from cdcs.access import Scope
from cdcs.enums import LoaiCongDoan
from cdcs.models import CongDoan


@dataclass(frozen=True)
class ODungHan:
    """One unit in one round; `cham` None while nothing was sent, `tre` the days over the last on-time one by then."""

    nhan: str
    cham: int | None
    tra_lai: int = 0
    so_dong: int = 0
    tre: int = 0
    mien: bool = False


@dataclass(frozen=True)
class DongDungHan:
    """One unit over the rounds of the term; a cell is None where it was not expected."""

    unit: CongDoan
    o: tuple[ODungHan | None, ...]

    @property
    def cells(self) -> list[ODungHan]:
        return [one for one in self.o if one]

    @property
    def dung_han(self) -> int:
        return sum(1 for one in self.cells if one.cham == 0)

    @property
    def ky_cham(self) -> int:
        return sum(1 for one in self.cells if one.cham)

    @property
    def chua_nop(self) -> int:
        """Rounds whose due day is over and that were never sent."""
        return sum(1 for one in self.cells if one.tre)

    @property
    def ngay_cham(self) -> int:
        return sum(one.cham or 0 for one in self.cells)

    @property
    def tra_lai(self) -> int:
        return sum(one.tra_lai for one in self.cells)

    @property
    def so_dong(self) -> int:
        return sum(one.so_dong for one in self.cells)


@dataclass(frozen=True)
class DungHan:
    """The page: rounds that have opened, units by who was late most."""

    province: CongDoan
    cac_ky: list[KyBaoCao]
    dong: list[DongDungHan]
    day: date

    @property
    def heads(self) -> list[str]:
        return [short_label(ky) for ky in self.cac_ky]


def load_dung_han(province: CongDoan, rounds: Collection[KyBaoCao], day: date, scope: Scope) -> DungHan:
    """Read the rounds that have opened, for the units of `scope`; queries do not grow with units."""
    opened = [ky for ky in rounds if ky.ngay_mo <= day and (ky.mo_luc or day < ky.ngay_khoa)]
    ids = [ky.pk for ky in opened if ky.pk]
    returns = Count("buoc", filter=Q(buoc__buoc=BuocCuaBaoCao.TRA_LAI))
    rows = BaoCao.objects.filter(ky__in=ids).exclude(cong_doan__loai=LoaiCongDoan.LDLD_TINH).annotate(n=returns)
    reports = {(one.ky_id, one.cong_doan_id): one for one in rows}
    sent, after = {key for key, report in reports.items() if report.lan}, _after(ids)
    lines: dict[tuple[str, int], DonViBaoCao | None] = {}
    units: dict[int, CongDoan] = {}
    codes = {ky.pk: ky.ma for ky in opened if ky.pk}
    ends = {ky.pk: ky.den_ngay for ky in opened if ky.pk}
    for row in DonViBaoCao.objects.filter(ky__in=ids).select_related("cong_doan"):
        if row.is_listed(ends[row.ky_id]) or (row.ky_id, row.cong_doan_id) in sent:
            lines[codes[row.ky_id], row.cong_doan_id] = row
            units[row.cong_doan_id] = row.cong_doan
    for ky in opened:
        for unit in expected_by_rule(ky) if ky.mo_luc is None else ():
            lines[ky.ma, unit.pk] = None
            units[unit.pk] = unit
    found = [DongDungHan(unit, tuple(
        _cell(ky, lines[ky.ma, pk], reports.get((ky.pk, pk)), after, day) if (ky.ma, pk) in lines else None
        for ky in opened)) for pk, unit in units.items() if scope.contains(pk)]  # fmt: skip
    return DungHan(province, opened, sorted(found, key=lambda one: (-one.ngay_cham, -one.chua_nop, one.unit.ten)), day)


def _cell(ky: KyBaoCao, row: DonViBaoCao | None, report: BaoCao | None, after: dict[int, int], day: date) -> ODungHan:
    waived = row is not None and row.is_waived_on(day)
    if report is None or not report.lan:
        return ODungHan(short_label(ky), None, tre=0 if waived else days_late(ky, day), mien=waived)
    return ODungHan(short_label(ky), report.so_ngay_cham or 0, report.n, after.get(report.pk, 0))  # type: ignore[attr-defined]


def _after(rounds: list[int]) -> dict[int, int]:
    """{report: rows of the ledger after its first submission that change its figures}."""
    first = list(BanChup.objects.filter(bao_cao__ky__in=rounds, lan=1).defer("noi_dung"))
    counted = so_dong_phat_sinh(first)
    return {one.bao_cao_id: counted[one.pk] for one in first}

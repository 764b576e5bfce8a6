"""Pace of year and term for many units at once: done and quota of `so_lieu`, months of the books (02 §2.5-9 to 14)."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from baocao.queries.so_lieu import term_window, year_window
from cdcs.enums import ThuocDo
from cdcs.models import ChuongTrinh, CoCau, CongDoan, co_cau
from cdcs.queries import so_don_vi, thanh_lap_theo_thang
from chitieu.enums import LoaiChiTieu
from chitieu.queries import NhipDo, months_left, nhip_do
from core.dates import full_months_before, month_start, today, union_year, union_year_window, year_before
from doanvien.enums import CAY_DEN, CAY_DI, LoaiBienDong
from doanvien.queries import dong_theo_thang, so_doan_vien, ton
from doanvien.queries.luy_ke import KHONG, LuyKe, luy_ke_co_cau

L, K = LoaiBienDong, LoaiChiTieu
MONTHS = 12  # of a sparkline
MOVES = frozenset({L.SAP_XEP_DEN.value, L.SAP_XEP_DI.value, CAY_DEN, CAY_DI})
COUNTED_MOVES = (L.SAP_XEP_DEN.value, L.SAP_XEP_DI.value)  # keys of `so_lieu` too, of members and of units
PastSeasons = dict[int, list[tuple[int, int]]]


def gain(flows: LuyKe, measure: str) -> int:
    """What the flows of a month add by one reading of the quota: gross, net, or net without reorganisation."""
    if measure == ThuocDo.KET_NAP:
        return flows.get(L.KET_NAP, KHONG)[0]
    net = ton(flows)[0]
    if measure == ThuocDo.THUC_TANG:
        return net
    moved = ton({kind: values for kind, values in flows.items() if kind in MOVES or kind == L.GIAM_SAP_XEP})[0]
    return net - moved


class TheoThang:
    """Results of the last full months of many units, and whether base units came or left up to the day."""

    def __init__(self, units: Sequence[CongDoan], day: date, measure: str, structure: CoCau | None):
        self.months = full_months_before(day, MONTHS)
        ids, first = [unit.pk for unit in units], self.months[0][0]
        self.flows = dong_theo_thang(ids, first, day, structure)
        self.founded = thanh_lap_theo_thang(ids, first, day, structure)
        self.measure, self.start = measure, ChuongTrinh.current().ngay_bat_dau

    def members(self, unit: CongDoan) -> list[int]:
        """Members won in each of the twelve months, oldest first."""
        return [gain(self.flows[unit.pk].get(start, {}), self.measure) for start, _ in self.months]

    def counting(self, unit: CongDoan, kind: str) -> list[int]:
        """The results of the full months since the later of the founding and the first day of the programme."""
        since = max(unit.ngay_thanh_lap, self.start)
        if kind == K.DOAN_VIEN:
            values = self.members(unit)
        else:
            values = [self.founded[unit.pk][kind].get(start, 0) for start, _ in self.months]
        return [value for value, (start, _) in zip(values, self.months, strict=True) if start >= since]

    def together(self, units: Sequence[CongDoan]) -> list[int]:
        """Members that several units won in each of the full months inside the programme."""
        sums = [sum(values) for values in zip(*map(self.members, units), strict=True)]
        return [value for value, (start, _) in zip(sums, self.months, strict=False) if start >= self.start]

    def has_moves(self, unit: CongDoan) -> bool:
        """Whether base units came to the unit or left it in these months or since."""
        return any(MOVES & month.keys() for month in self.flows[unit.pk].values())


def done_of(block: dict[str, Any], kind: str, measure: str, *, term: bool) -> tuple[int | None, int]:
    """Quota and result of one kind, from the block of the year or of the term of `so_lieu`."""
    if term and kind == K.DOAN_VIEN:
        return block["giao"], block[measure]
    return block[kind]["giao"], block[kind]["thuc_hien"]


def nhip_do_cua(
    units: Sequence[CongDoan],
    figures: dict[int, dict[str, Any]],
    day: date,
    structure: CoCau | None = None,
    *,
    term: bool = False,
    series: TheoThang | None = None,
    seasons: PastSeasons | None = None,
) -> dict[int, dict[str, NhipDo]]:
    """Return {unit: {kind: pace}} as of `day` for the union year, or for the term; `figures` are those of `so_lieu`
    for its window.

    In "lúc đó", a unit to which base units came or from which they left is read in today's structure [02-2.5-13]. The
    number of queries does not grow with the number of units.
    """
    programme = ChuongTrinh.current()
    measure = programme.thuoc_do_nhiem_ky if term else programme.thuoc_do_nam
    end = programme.ngay_ket_thuc if term else min(union_year_window(union_year(day))[1], programme.ngay_ket_thuc)
    left, name = months_left(day, end), "nhiem_ky" if term else "chi_tieu_nam"
    series = series or TheoThang(units, day, measure, structure)
    moved = [unit for unit in units if series.has_moves(unit) or _came_or_left(figures[unit.pk])]
    moved = moved if structure is None else []
    tree = co_cau(today()) if moved else None
    theirs = TheoThang(moved, day, measure, tree) if moved else None
    window = (term_window if term else year_window)(day, programme)
    now = _done_in(tree, [unit.pk for unit in moved], *window, measure) if tree else {}
    found: dict[int, dict[str, NhipDo]] = {}
    for unit in units:
        source = theirs if theirs and unit.pk in now else series
        found[unit.pk] = {}
        for kind in K.values:
            giao, done = done_of(figures[unit.pk][name], kind, measure, term=term)
            past = (seasons or {}).get(unit.pk, ()) if kind == K.DOAN_VIEN else ()
            found[unit.pk][kind] = nhip_do(giao, now.get(unit.pk, {}).get(kind, done), source.counting(unit, kind),
                                           left, mua_vu=past, theo_hien_nay=unit.pk in now)  # fmt: skip
    return found


def _came_or_left(blocks: dict[str, Any]) -> bool:
    """Whether base units, also those without members, came or left in the window of these figures."""
    return any(blocks[name][key] for name in ("doan_vien", "cdcs", "nghiep_doan") for key in COUNTED_MOVES)


def _done_in(tree: CoCau, ids: Collection[int], start: date, end: date, measure: str) -> dict[int, dict[str, int]]:
    """What these units have done in a window, read in one structure.

    A window of quotas begins with a month or with the programme, before which there is only the opening stock.
    """
    flows, counts = luy_ke_co_cau(tree, ids, end, month_start(start)), so_don_vi(ids, start, end, tree)
    found = {}
    for pk in ids:
        won = {kind: values for kind, values in flows[pk].items() if kind != L.DAU_KY}
        founded = {kind: counts[pk][kind]["thanh_lap"] for kind in counts[pk]}
        found[pk] = {K.DOAN_VIEN.value: gain(won, measure), **founded}
    return found


def past_seasons(unit_ids: Collection[int], day: date, structure: CoCau | None = None) -> PastSeasons:
    """What the rest of the union year brought in every past year of the programme, where there are two or more.

    The same season of year N is the days after `day` moved back to it, up to 30 November N [02-2.5-12].
    """
    programme, year = ChuongTrinh.current(), union_year(day)
    past = range(union_year(programme.ngay_bat_dau), year)
    found: PastSeasons = {pk: [] for pk in unit_ids}
    if len(past) < 2:
        return found
    for one in past:
        first, last = year_before(day, day, year - one)[1], union_year_window(one)[1]
        if first >= last:
            continue
        bridges = so_doan_vien(unit_ids, _next(first), last, structure)
        for pk in unit_ids:
            found[pk].append((one, bridges[pk][programme.thuoc_do_nam]))
    return found


def _next(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)

"""The figures of 02 §2.3-2.5 together, for any units and window: the one answer that page, report, command read."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from cdcs.models import ChuongTrinh, CoCau, CongDoan
from cdcs.queries import names_on, so_don_vi, truc_thuoc
from chitieu.queries import quotas_in_force
from core.dates import union_year, union_year_window
from core.numbers import percent_1
from core.sql import id_in
from doanhnghiep.queries import bao_phu
from doanvien.queries import so_doan_vien, totals_of

LUC_DO = "luc_do"


class _Windows:
    """The bridges of the asked units, each window computed once: year, term and window often coincide."""

    def __init__(self, ids: Sequence[int], structure: CoCau | None):
        self.ids, self.structure = ids, structure
        totals = totals_of(ids, structure)  # year and term end on one day
        self.doan_vien = cache(lambda start, end: so_doan_vien(ids, start, end, structure, totals))
        self.don_vi = cache(lambda start, end: so_don_vi(ids, start, end, structure))


def year_window(end: date, programme: ChuongTrinh) -> tuple[date, date]:
    """From the first day of the union year of `end`, never before the programme, to `end` [02-2.5-5]."""
    return max(union_year_window(union_year(end))[0], programme.ngay_bat_dau), end


def term_window(end: date, programme: ChuongTrinh) -> tuple[date, date]:
    """From the first day of the programme to `end`, at most its last day [02-2.5-7]."""
    return programme.ngay_bat_dau, min(end, programme.ngay_ket_thuc)


def progress(line: Any, done: int) -> dict[str, Any]:
    """What a quota asks, what is done, the share: none without a quota or with quota 0 [02-2.5-6]."""
    quota = line.so_giao if line is not None else None
    return {"giao": quota, "thuc_hien": done, "ty_le": percent_1(done, quota)}


def so_lieu(
    units: Sequence[CongDoan], start: date, end: date, structure: CoCau | None = None
) -> dict[int, dict[str, Any]]:
    """Return {unit: blocks of 03 §3.4} for the window [start, end]; `structure` None reads "cơ cấu lúc đó".

    The number of queries does not grow with the number of units. Percentages are Decimals with one decimal, or None.
    """
    ids = [unit.pk for unit in units]
    programme = ChuongTrinh.current()
    windows = _Windows(ids, structure)
    members, counts = windows.doan_vien(start, end), windows.don_vi(start, end)
    coverage = bao_phu(ids, end, structure)
    years = _years(windows, end, programme)
    terms = _terms(windows, end, programme)
    return {
        pk: {
            "doan_vien": members[pk],
            "cdcs": counts[pk]["cdcs"],
            "nghiep_doan": counts[pk]["nghiep_doan"],
            "bao_phu": coverage[pk],
            "chi_tieu_nam": years[pk],
            "nhiem_ky": terms[pk],
        }
        for pk in ids
    }


def year_blocks(units: Sequence[CongDoan], end: date, structure: CoCau | None = None) -> dict[int, dict]:
    """The block `chi_tieu_nam` alone: quota, result and share of the union year of `end`."""
    return _years(_Windows([unit.pk for unit in units], structure), end, ChuongTrinh.current())


def year_so_far(unit: CongDoan, end: date) -> tuple[dict, dict]:
    """The blocks `chi_tieu_nam` and `doan_vien` of a unit from the first day of the union year of `end` to `end`."""
    programme, windows = ChuongTrinh.current(), _Windows([unit.pk], None)
    year = _years(windows, end, programme)
    return year[unit.pk], windows.doan_vien(*year_window(end, programme))[unit.pk]


def term_blocks(units: Sequence[CongDoan], end: date, structure: CoCau | None = None) -> dict[int, dict]:
    """The block `nhiem_ky` alone."""
    return _terms(_Windows([unit.pk for unit in units], structure), end, ChuongTrinh.current())


def _years(windows: _Windows, end: date, programme: ChuongTrinh) -> dict[int, dict]:
    start, end = year_window(end, programme)
    year = union_year(end)
    members, counts = windows.doan_vien(start, end), windows.don_vi(start, end)
    quotas = quotas_in_force(windows.ids, year, end)
    return {
        pk: {
            "nam": year,
            "doan_vien": progress(quotas[pk]["doan_vien"], members[pk][programme.thuoc_do_nam]),
            "cdcs": progress(quotas[pk]["cdcs"], counts[pk]["cdcs"]["thanh_lap"]),
            "nghiep_doan": progress(quotas[pk]["nghiep_doan"], counts[pk]["nghiep_doan"]["thanh_lap"]),
        }
        for pk in windows.ids
    }


def _terms(windows: _Windows, end: date, programme: ChuongTrinh) -> dict[int, dict]:
    start, last = term_window(end, programme)
    members, counts = windows.doan_vien(start, last), windows.don_vi(start, last)
    quotas = quotas_in_force(windows.ids, None, end)
    return {
        pk: {
            "giao": line.so_giao if (line := quotas[pk]["doan_vien"]) else None,
            "ket_nap": members[pk]["ket_nap"],
            "thuc_tang": members[pk]["thuc_tang"],
            "thuc_tang_tru_sap_xep": members[pk]["thuc_tang_tru_sap_xep"],
            "cdcs": progress(quotas[pk]["cdcs"], counts[pk]["cdcs"]["thanh_lap"]),
            "nghiep_doan": progress(quotas[pk]["nghiep_doan"], counts[pk]["nghiep_doan"]["thanh_lap"]),
        }
        for pk in windows.ids
    }


def children_of(unit: CongDoan, start: date, end: date, structure: CoCau | None = None) -> list[CongDoan]:
    """The units of `truc_thuoc` in their order, each with its name of `end` in `ten` [03-3.4-1, 03-3.4-3]."""
    ids = truc_thuoc(unit, start, end, structure)
    return named_units(ids, end)


def named_units(ids: Sequence[int], day: date) -> list[CongDoan]:
    """Units in this order, each with its name of `day` in `ten`."""
    units = CongDoan.everything.filter(id_in("pk", ids)).in_bulk()
    names = names_on(ids, day)
    for pk, unit in units.items():
        unit.ten = names[pk]
    return [units[pk] for pk in ids]


def show_so_lieu(unit: CongDoan, start: date, end: date, structure: CoCau | None = None) -> dict[str, Any]:
    """Return the whole answer of 03 §3.4 for a unit and its direct children, ready for JSON."""
    children = children_of(unit, start, end, structure)
    figures = so_lieu([unit, *children], start, end, structure)
    answer = {
        "don_vi": unit.ma,
        "ten": names_on([unit.pk], end)[unit.pk],
        "tu_ngay": start,
        "den_ngay": end,
        "co_cau": structure.ngay if structure else LUC_DO,
        **figures[unit.pk],
        "truc_thuoc": [_child(child, figures[child.pk]) for child in children],
    }
    return plain(answer)


def _child(unit: CongDoan, blocks: dict[str, Any]) -> dict[str, Any]:
    shown = {name: block for name, block in blocks.items() if name != "nhiem_ky"}
    return {"don_vi": unit.ma, "ten": unit.ten, **shown}


def plain(value: Any) -> Any:
    """Return `value` as JSON knows it: days as ISO text, percentages as numbers with one decimal."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value

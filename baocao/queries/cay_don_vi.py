"""The tree of units with their counts of today, one level at a time, and the search in it (05 §5.2-3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from baocao.queries.sau_so import figure_url
from cdcs.access import Rights
from cdcs.actions.cong_doan import RANK
from cdcs.models import CoCau, CongDoan
from cdcs.queries import so_don_vi
from core.sql import id_in
from core.text import fold
from doanhnghiep.queries import bao_phu
from doanvien.queries import so_ton

MIN_LETTERS = 2


@dataclass
class UnitRow:
    """A unit in the tree: its counts of today with their lists, and how many stand directly under it."""

    unit: CongDoan
    cap_tren: CongDoan | None
    cdcs: int
    nghiep_doan: int
    doan_vien: int
    co_danh_sach: int
    bao_phu: dict[str, Any]
    urls: dict[str, str]
    so_con: int


def unit_rows(units: Sequence[CongDoan], rights: Rights, tree: CoCau, start: date) -> list[UnitRow]:
    """Counts of today for some units; the number of queries does not grow with them."""
    ids, day = [unit.pk for unit in units], tree.ngay
    counts, stocks, coverage = so_don_vi(ids, day, day), so_ton(ids, day), bao_phu(ids, day)
    parents = CongDoan.objects.filter(id_in("pk", {tree.cap_tren.get(pk) or 0 for pk in ids})).in_bulk()
    keys = {"cdcs": "cdcs.cuoi_ky", "nghiep_doan": "nghiep_doan.cuoi_ky", "doan_vien": "doan_vien.cuoi_ky"}
    keys |= {"trong_dien": "bao_phu.trong_dien", "co_cdcs": "bao_phu.co_cdcs"}
    return [
        UnitRow(
            unit=unit,
            cap_tren=parents.get(tree.cap_tren.get(unit.pk) or 0),
            cdcs=counts[unit.pk]["cdcs"]["cuoi_ky"],
            nghiep_doan=counts[unit.pk]["nghiep_doan"]["cuoi_ky"],
            doan_vien=stocks[unit.pk][0],
            co_danh_sach=stocks[unit.pk][2],
            bao_phu=coverage[unit.pk],
            urls={name: figure_url(rights, unit, khoa, start, day) for name, khoa in keys.items()},
            so_con=len(open_children(tree, unit.pk)),
        )
        for unit in units
    ]


def open_children(tree: CoCau, pk: int) -> list[int]:
    """The children that are active in the tree of the day."""
    children = tree.cap_duoi.get(pk, ())
    return [
        child
        for child in children
        if tree.don_vi[child].ngay_thanh_lap <= tree.ngay and not tree.don_vi[child].is_closed_on(tree.ngay)
    ]


def children_with_counts(
    parent: CongDoan, rights: Rights, tree: CoCau, start: date, *, closed: bool, word: str = "view_don_vi"
) -> list[UnitRow]:
    """One level of the tree, superior units first, by name; closed ones only when asked for."""
    wanted = set(tree.cap_duoi.get(parent.pk, ())) if closed else set(open_children(tree, parent.pk))
    units = rights.scope(word).filter(CongDoan.objects.filter(id_in("pk", wanted)), "pk")
    ordered = sorted(units, key=lambda unit: (RANK[unit.loai], not unit.is_active_on(tree.ngay), unit.ten_khong_dau))
    return unit_rows(ordered, rights, tree, start)


def found_units(text: str, rights: Rights, *, closed: bool, day: date, word: str = "view_don_vi") -> QuerySet[CongDoan]:
    """Units of the user's scope whose name holds the text without accents, or whose code begins with it."""
    words = fold(text)
    if len(words) < MIN_LETTERS:
        return CongDoan.objects.none()
    units = CongDoan.objects.filter(Q(ten_khong_dau__contains=words) | Q(ma__istartswith=text.strip()))
    if not closed:
        units = units.active_on(day)
    return rights.scope(word).filter(units, "pk")


def path_to(unit: CongDoan, rights: Rights, tree: CoCau) -> list[CongDoan]:
    """The units above, from the top, that the user sees; the unit itself comes last."""
    chain = [pk for pk in reversed(tree.chain(unit.pk)) if rights.can_at("view_don_vi", pk)]
    found = CongDoan.objects.filter(id_in("pk", chain)).in_bulk()
    return [found[pk] for pk in chain if pk in found]

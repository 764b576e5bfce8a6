"""Decisions on quotas: what each one changed, what was in force after it, who may see it (02 §2.5-2, 4)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Q, QuerySet

from cdcs.access import Scope, rights_of
from cdcs.models import CongDoan
from chitieu.enums import LoaiChiTieu
from chitieu.models import ChiTieu, QuyetDinhChiTieu
from core.sql import id_in

Key = tuple[int | None, int, str]  # year, unit, kind


@dataclass
class LanGiao:
    """A decision among those of a year: the unit's own number and the sum of its units as they stand after it."""

    quyet_dinh: QuyetDinhChiTieu
    so_don_vi: int
    rieng: int | None
    tong: int | None
    dang_hieu_luc: bool = False  # does a line of it still rule?


@dataclass(frozen=True)
class DongDoi:
    """A line of a decision, with the line that it replaced and whether it rules today."""

    line: ChiTieu
    truoc: ChiTieu | None
    dang_hieu_luc: bool


def lan_giao(own: int, nam: int | None, day: date, unit_ids: Collection[int]) -> list[LanGiao]:
    """The decisions up to `day` on the quotas of these units, `own` above them, in order; sums are of members."""
    lines = ChiTieu.objects.filter(id_in("cong_doan_id", unit_ids), nam=nam).issued_by(day)
    now: dict[tuple[int, str], ChiTieu] = {}
    found = []
    for _, group in groupby(lines, key=lambda line: line.quyet_dinh_id):
        of_one = list(group)
        now |= {(line.cong_doan_id, line.loai): line for line in of_one}
        members = {pk: line.so_giao for (pk, kind), line in now.items() if kind == LoaiChiTieu.DOAN_VIEN}
        rieng = members.pop(own, None)
        tong = sum(members.values()) if members else None
        found.append(LanGiao(of_one[0].quyet_dinh, len({x.cong_doan_id for x in of_one}), rieng, tong))
    ruling = {line.quyet_dinh_id for line in now.values()}
    for step in found:
        step.dang_hieu_luc = step.quyet_dinh.pk in ruling
    return found


def lich_su(unit: CongDoan, nam: int | None, day: date) -> dict[str, list[DongDoi]]:
    """Per kind the lines of a unit for a year (or the term) up to `day`, the one in force first."""
    lines = list(ChiTieu.objects.filter(cong_doan=unit, nam=nam).issued_by(day))
    found: dict[str, list[DongDoi]] = {kind: [] for kind in LoaiChiTieu.values}
    latest = {line.loai: line for line in lines}
    before: dict[str, ChiTieu] = {}
    for line in lines:
        found[line.loai].insert(0, DongDoi(line, before.get(line.loai), line.pk == latest[line.loai].pk))
        before[line.loai] = line
    return found


def visible_quyet_dinh(user) -> QuerySet[QuyetDinhChiTieu]:
    """The decisions that the user may see: issued by a unit of the own scope, or naming one."""
    return _decisions_in(rights_of(user).scope("view_so_lieu"))


def may_read_files(decision: QuyetDinhChiTieu, user) -> bool:
    """May the user open its files? They belong to the field of no department, whose cell says F (08 §8.2)."""
    return _decisions_in(rights_of(user).scope_in_field("view_tep")).filter(pk=decision.pk).exists()


def _decisions_in(scope: Scope) -> QuerySet[QuyetDinhChiTieu]:
    decisions = QuyetDinhChiTieu.objects.select_related("noi_ban_hanh", "created_by")
    if scope.everything:
        return decisions
    naming = scope.filter(ChiTieu.objects.all()).values("quyet_dinh_id")
    return decisions.filter(id_in("noi_ban_hanh_id", scope.ids) | Q(pk__in=naming))


def dong_doi(decision: QuyetDinhChiTieu, lines: QuerySet[ChiTieu], day: date) -> list[DongDoi]:
    """Before → after of these lines of a decision, by year, unit and kind; `day` says which of them still rule."""
    mine = list(lines.select_related("cong_doan").order_by("nam", "cong_doan__ma", "pk"))
    units = {line.cong_doan_id for line in mine}
    before: dict[Key, ChiTieu] = {}
    latest: dict[Key, int] = {}
    for line in ChiTieu.objects.filter(id_in("cong_doan_id", units)).issued_by(max(day, decision.ngay)):
        key = line.nam, line.cong_doan_id, line.loai
        if (line.quyet_dinh.ngay, line.quyet_dinh_id) < (decision.ngay, decision.pk):
            before[key] = line
        latest[key] = line.pk
    found = []
    for line in mine:
        key = line.nam, line.cong_doan_id, line.loai
        found.append(DongDoi(line, before.get(key), latest.get(key) == line.pk))
    return found

"""The decisions that changed the structure, of all kinds, as one list (02 §2.1)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, TypeVar

from django.db.models import Model, Q, QuerySet
from django.urls import reverse

from cdcs.access import Rights, Scope
from core.dates import today
from core.numbers import format_int
from core.sql import id_in
from doanhnghiep.queries import quan_ly_on
from sapxep.enums import CHUYEN, THANH_LAP, TrangThaiChuyen
from sapxep.models import ChuyenQuanLy, SapXep, ThanhLap

SAP_XEP = "sap_xep"
KINDS = (THANH_LAP, CHUYEN, SAP_XEP)  # the tables of decisions, in the order of one day
M = TypeVar("M", bound=Model)


class Key(NamedTuple):
    """Which decision: its day, the table it stands in, its key there."""

    ngay: date
    loai: str
    pk: int


@dataclass(frozen=True)
class QuyetDinh:
    """One line of the list."""

    ngay: date
    loai: str
    don_vi: str
    noi_dung: str
    so_quyet_dinh: str
    nguoi: str
    url: str  # empty where the reader does not see the unit today
    is_undone: bool
    state: str = ""


def quyet_dinh_keys(scope: Scope, loai: str = "", nam: int | None = None) -> list[Key]:
    """The decisions about units of the scope, of one kind or year when asked, latest first; three queries at most."""
    found: list[Key] = []
    if loai in ("", THANH_LAP):
        found += _keys(THANH_LAP, scope.filter(ThanhLap.objects.all()), nam)
    if loai in ("", CHUYEN):
        found += _keys(CHUYEN, ChuyenQuanLy.objects.all(), nam) if scope.everything else _hand_over_keys(scope, nam)
    if loai not in (THANH_LAP, CHUYEN):
        others = SapXep.objects.filter(loai=loai) if loai else SapXep.objects.all()
        if not scope.everything:
            others = others.filter(id_in("cong_doan_id", scope.ids) | Q(id_in("cong_doan_dich_id", scope.ids)))
        found += _keys(SAP_XEP, others, nam)
    return sorted(found, key=lambda key: (key.ngay, -KINDS.index(key.loai), key.pk), reverse=True)


def quyet_dinh(keys: Sequence[Key], scope: Scope) -> list[QuyetDinh]:
    """The lines of these decisions in their order, as a scope sees them; three queries at most."""
    foundings = _rows(ThanhLap, keys, THANH_LAP, "cong_doan")
    hand_overs = _rows(ChuyenQuanLy, keys, CHUYEN, "cong_doan_dich")
    others = _rows(SapXep, keys, SAP_XEP, "cong_doan", "cong_doan_dich")
    return [
        _founding(foundings[key.pk]) if key.loai == THANH_LAP
        else _hand_over(hand_overs[key.pk], scope) if key.loai == CHUYEN
        else _reorganisation(others[key.pk], scope)
        for key in keys
    ]  # fmt: skip


def _of_year(rows: QuerySet[M], nam: int | None) -> QuerySet[M]:
    return rows.filter(ngay__year=nam) if nam else rows


def _keys(loai: str, rows: QuerySet, nam: int | None) -> list[Key]:
    return [Key(ngay, loai, pk) for ngay, pk in _of_year(rows, nam).order_by().values_list("ngay", "pk")]


def _hand_over_keys(scope: Scope, nam: int | None) -> list[Key]:
    acts = _of_year(ChuyenQuanLy.objects.all(), nam)
    return [Key(act.ngay, CHUYEN, act.pk) for act in acts if employers_seen(act, scope)]


def _rows(model: type[M], keys: Sequence[Key], loai: str, *units: str) -> dict[int, M]:
    wanted = [key.pk for key in keys if key.loai == loai]
    rows = model._default_manager.filter(id_in("pk", wanted)).select_related("created_by", *units)
    return {row.pk: row for row in rows} if wanted else {}


def employers_seen(act: ChuyenQuanLy, scope: Scope) -> set[int]:
    """The employers of a hand-over, or of a proposal, that concern a scope: all where they come to a unit of it, else
    those that left one, or would.
    """
    if scope.contains(act.cong_doan_dich_id):
        return act.cac_don_vi
    return {employer for employer, unit in leaving(act).items() if scope.contains(unit)}


def leaving(act: ChuyenQuanLy) -> dict[int, int]:
    """The unit that each employer left by the decision; of a proposal the one that manages it today."""
    return act.noi_giao if act.truoc else _managers(act.doanh_nghiep)


def _managers(employer_ids: Collection[int]) -> dict[int, int]:
    return {employer: unit.pk for employer, unit in quan_ly_on(employer_ids, today()).items()}


def is_within(act: ChuyenQuanLy, scope: Scope) -> bool:
    """Do both ends of a hand-over, or of a proposal, lie in a scope?"""
    return all(scope.contains(unit) for unit in {act.cong_doan_dich_id, *leaving(act).values()})


def waiting_proposals(rights: Rights) -> list[ChuyenQuanLy]:
    """The proposals that wait for this user, or that this user has sent, the oldest first; two queries."""
    found = ChuyenQuanLy.objects.filter(trang_thai=TrangThaiChuyen.DE_NGHI).select_related(
        "created_by", "cong_doan_dich"
    )
    rows, scope = list(found.order_by("created_at")), rights.scope("chuyen_don_vi_quan_ly")
    managers = _managers({employer for one in rows for employer in one.doanh_nghiep})

    def is_mine(one: ChuyenQuanLy) -> bool:
        ends = {one.cong_doan_dich_id, *(managers[pk] for pk in one.doanh_nghiep if pk in managers)}
        return one.created_by_id == rights.user.pk or all(map(scope.contains, ends))

    return list(filter(is_mine, rows))


def _founding(act: ThanhLap) -> QuyetDinh:
    url = reverse("thanh_lap_detail", args=[act.pk])
    return QuyetDinh(act.ngay, "Thành lập", str(act.cong_doan), act.nganh_nghe, act.so_quyet_dinh,
                     act.created_by.ho_ten, url, act.undone_at is not None)  # fmt: skip


def _hand_over(act: ChuyenQuanLy, scope: Scope) -> QuyetDinh:
    state = act.get_trang_thai_display() if act.trang_thai != TrangThaiChuyen.DA_THUC_HIEN else ""
    what = f"{format_int(len(employers_seen(act, scope)))} đơn vị, doanh nghiệp"
    return QuyetDinh(act.ngay, "Chuyển đơn vị quản lý", str(act.cong_doan_dich), what,
                     act.so_quyet_dinh, act.created_by.ho_ten, reverse("chuyen_quan_ly_detail", args=[act.pk]),
                     act.trang_thai == TrangThaiChuyen.DA_HOAN_TAC, state)  # fmt: skip


def _reorganisation(act: SapXep, scope: Scope) -> QuyetDinh:
    what = f"sang {act.cong_doan_dich}" if act.cong_doan_dich else act.ten_moi or act.ly_do
    seen = scope.contains(act.cong_doan_id)  # one that came to the scope may have gone on since
    url = reverse("cong_doan_detail", args=[act.cong_doan_id]) if seen else ""
    return QuyetDinh(act.ngay, act.get_loai_display(), str(act.cong_doan), what, act.so_quyet_dinh,
                     act.created_by.ho_ten, url, act.undone_at is not None)  # fmt: skip

"""The decisions that changed the structure, of all kinds, as one list (02 §2.1)."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.urls import reverse

from cdcs.access import Scope
from core.numbers import format_int
from core.sql import id_in
from sapxep.enums import CHUYEN, THANH_LAP, TrangThaiChuyen
from sapxep.models import ChuyenQuanLy, SapXep, ThanhLap

SHOWN = 200


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


def quyet_dinh(scope: Scope, loai: str = "", nam: int | None = None) -> list[QuyetDinh]:
    """The latest decisions about units of the scope, of one kind or year when asked; three queries at most."""
    found: list[QuyetDinh] = []
    if loai in ("", THANH_LAP):
        found += [_founding(act) for act in _rows(scope.filter(ThanhLap.objects.all()), nam, "cong_doan")[:SHOWN]]
    if loai in ("", CHUYEN):
        acts = _rows(ChuyenQuanLy.objects.all(), nam, "cong_doan_dich")
        acts = acts[:SHOWN] if scope.everything else acts
        found += [_hand_over(act, len(seen)) for act in acts if (seen := employers_seen(act, scope))]
    if loai not in (THANH_LAP, CHUYEN):
        others = SapXep.objects.filter(loai=loai) if loai else SapXep.objects.all()
        if not scope.everything:
            others = others.filter(id_in("cong_doan_id", scope.ids) | Q(id_in("cong_doan_dich_id", scope.ids)))
        found += [_reorganisation(act, scope) for act in _rows(others, nam, "cong_doan", "cong_doan_dich")[:SHOWN]]
    return sorted(found, key=lambda one: one.ngay, reverse=True)[:SHOWN]


def _rows(rows, nam: int | None, *units: str):
    rows = rows.filter(ngay__year=nam) if nam else rows
    return rows.select_related("created_by", *units).order_by("-ngay", "-pk")


def employers_seen(act: ChuyenQuanLy, scope: Scope) -> set[int]:
    """The employers of a hand-over, or of a proposal, that concern a scope: all where they come to a unit of it, else
    those that left one.
    """
    if scope.contains(act.cong_doan_dich_id):
        return act.cac_don_vi
    return {employer for employer, unit in act.noi_giao.items() if scope.contains(unit)}


def _founding(act: ThanhLap) -> QuyetDinh:
    url = reverse("thanh_lap_detail", args=[act.pk])
    return QuyetDinh(act.ngay, "Thành lập", str(act.cong_doan), act.nganh_nghe, act.so_quyet_dinh,
                     act.created_by.ho_ten, url, act.undone_at is not None)  # fmt: skip


def _hand_over(act: ChuyenQuanLy, seen: int) -> QuyetDinh:
    state = act.get_trang_thai_display() if act.trang_thai != TrangThaiChuyen.DA_THUC_HIEN else ""
    what = f"{format_int(seen)} đơn vị, doanh nghiệp"
    return QuyetDinh(act.ngay, "Chuyển đơn vị quản lý", str(act.cong_doan_dich), what,
                     act.so_quyet_dinh, act.created_by.ho_ten, reverse("chuyen_quan_ly_detail", args=[act.pk]),
                     act.trang_thai == TrangThaiChuyen.DA_HOAN_TAC, state)  # fmt: skip


def _reorganisation(act: SapXep, scope: Scope) -> QuyetDinh:
    what = f"sang {act.cong_doan_dich}" if act.cong_doan_dich else act.ten_moi or act.ly_do
    seen = scope.contains(act.cong_doan_id)  # one that came to the scope may have gone on since
    url = reverse("cong_doan_detail", args=[act.cong_doan_id]) if seen else ""
    return QuyetDinh(act.ngay, act.get_loai_display(), str(act.cong_doan), what, act.so_quyet_dinh,
                     act.created_by.ho_ten, url, act.undone_at is not None)  # fmt: skip

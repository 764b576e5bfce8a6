"""Merging two records of one employer, and splitting them again (08 §8.5)."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from cdcs.access import require
from cdcs.models import CongDoan
from core.dates import today
from core.refusal import Refused
from core.sql import id_in, one_writer
from doanhnghiep.actions.lao_dong import rank_lao_dong
from doanhnghiep.models import (
    DoanhNghiep,
    DoanhNghiepKhacNhau,
    GopDoanhNghiep,
    LaoDong,
    LienKetCDCS,
    PhieuKhaoSat,
    TranhChap,
    VanDong,
)
from doanhnghiep.queries import quan_ly_on
from doanhnghiep.queries.gop import is_branch_of
from taikhoan.actions import record

WORD = "decide_tranh_chap"
ENDS = "lien_ket_den"  # beside the rows that moved: until when each link held at the merging
BLANKS = "phieu_trong"  # and the rounds whose empty sheet gave way to the answer that came along


def _require_both(one: DoanhNghiep, other: DoanhNghiep, by) -> CongDoan | None:
    """Return the manager of the first one. Raises: PermissionDenied or Http404 outside the user's rights."""
    managers = quan_ly_on([one.pk, other.pk], today())
    for employer in (one, other):
        require(by, WORD, managers[employer.pk])
    return managers[one.pk]


@transaction.atomic
def merge_doanh_nghiep(giu: DoanhNghiep, bo: DoanhNghiep, *, by, ly_do: str) -> GopDoanhNghiep:
    """Hide `bo` behind `giu`, which gets the workers, links, organising work and answers that it does not have itself.

    Raises: Refused for a branch, a record merged already or a dispute that waits; PermissionDenied or Http404 outside
    the user's rights.
    """
    manager = _require_both(giu, bo, by)
    one_writer()
    alive = DoanhNghiep.objects.filter(pk__in=[giu.pk, bo.pk]).count()
    if giu.pk == bo.pk or alive != 2:
        raise Refused("Một trong hai hồ sơ đã được gộp rồi. Tải lại trang.")
    if is_branch_of(giu, bo):
        raise Refused("Hai mã số thuế là của trụ sở và chi nhánh: hai đơn vị khác nhau, không gộp.")
    if TranhChap.objects.filter(doanh_nghiep=bo, trang_thai="cho_quyet").exists():
        raise Refused(f"{bo.ten} đang có tranh chấp chờ quyết: quyết trước, rồi gộp.")
    moved: dict[str, Any] = {name: of(giu, bo) for name, of in _MOVED.items()}
    ends = LienKetCDCS.objects.filter(id_in("pk", moved["lien_ket"])).values_list("pk", "den_ngay")
    moved[ENDS] = {str(pk): end.isoformat() for pk, end in ends}
    moved[BLANKS] = _make_room(giu, moved["khao_sat"])
    act = GopDoanhNghiep.objects.create(giu=giu, bo=bo, ly_do=ly_do, da_chuyen=moved, created_by=by)
    _move(moved, giu)
    DoanhNghiep.objects.filter(pk=bo.pk).update(is_hidden=True, version=F("version") + 1)
    rank_lao_dong({giu.pk, bo.pk})
    record(by=by, act=WORD, obj=giu, unit=manager.ma if manager else "", viec="gộp", bo=bo.pk, ly_do=ly_do)
    return act


def _records(giu: DoanhNghiep, bo: DoanhNghiep) -> list[int]:
    """Workers of a day and source that the one that stays has none of: of two such records its own stands."""
    own = set(giu.lao_dong.values_list("ngay_so_lieu", "nguon"))
    return [row.pk for row in bo.lao_dong.all() if (row.ngay_so_lieu, row.nguon) not in own]


def _links(giu: DoanhNghiep, bo: DoanhNghiep) -> list[int]:
    """Links that say more than an own one of the same unit: days before it, or after its end."""
    own = list(giu.lien_ket.all())
    return [
        row.pk
        for row in bo.lien_ket.all()
        if not any(
            one.cong_doan_id == row.cong_doan_id
            and (one.tu_ngay == row.tu_ngay or (one.tu_ngay < row.tu_ngay and row.den_ngay <= one.den_ngay))
            for one in own
        )
    ]


def _work(giu: DoanhNghiep, bo: DoanhNghiep) -> list[int]:
    """The organising work, where the one that stays has none."""
    if VanDong.objects.filter(doanh_nghiep=giu).exists():
        return []
    return list(VanDong.objects.filter(doanh_nghiep=bo).values_list("pk", flat=True))


def _sheets(giu: DoanhNghiep, bo: DoanhNghiep) -> list[int]:
    """Sheets of rounds that the one that stays is not in, and answers where its own sheet is still empty."""
    own = {one.dot_id: one.is_answered for one in giu.khao_sat.all()}
    return [one.pk for one in bo.khao_sat.all() if one.dot_id not in own or (one.is_answered and not own[one.dot_id])]


def _make_room(giu: DoanhNghiep, sheets: list[int]) -> list[int]:
    """Take the empty sheets away that answers replace; returns their rounds, for the split."""
    rounds = PhieuKhaoSat.objects.filter(id_in("pk", sheets)).values("dot_id")
    blanks = giu.khao_sat.filter(dot_id__in=rounds)
    found = list(blanks.values_list("dot_id", flat=True))
    blanks.delete()
    return found


_MOVED: dict[str, Callable[[DoanhNghiep, DoanhNghiep], list[int]]] = {
    "lao_dong": _records, "lien_ket": _links, "van_dong": _work, "khao_sat": _sheets,
}  # fmt: skip
_TABLES: dict[str, Any] = {
    "lao_dong": LaoDong, "lien_ket": LienKetCDCS, "van_dong": VanDong, "khao_sat": PhieuKhaoSat,
}  # fmt: skip


def _move(moved: dict[str, Any], employer: DoanhNghiep) -> None:
    for name, table in _TABLES.items():
        rows = moved.get(name, [])  # a merging of before the answers went along names none
        table.objects.filter(id_in("pk", rows)).update(doanh_nghiep=employer)


def _refuse_changed_links(act: GopDoanhNghiep) -> None:
    """A link that came along and was ended by a decision since goes on as the successor's, which would stay behind.

    Raises: Refused with the unit.
    """
    ends = act.da_chuyen.get(ENDS, {})
    for link in LienKetCDCS.objects.filter(id_in("pk", map(int, ends))).select_related("cong_doan"):
        if link.den_ngay.isoformat() != ends[str(link.pk)]:
            raise Refused(
                f"Từ sau lần gộp, liên kết với {link.cong_doan.ten} đã đổi theo quyết định sắp xếp: hoàn tác quyết "
                "định đó, tách, rồi ghi lại quyết định."
            )


@transaction.atomic
def split_doanh_nghiep(act: GopDoanhNghiep, *, by, ly_do: str) -> None:
    """Let the hidden record stand again with the rows that came from it; what was written since stays where it is.

    Raises: Refused when it was split already, or a later merging or decision was built on it; PermissionDenied or
    Http404 outside the user's rights.
    """
    manager = _require_both(act.giu, act.bo, by)
    one_writer()
    if GopDoanhNghiep.objects.filter(undone_at=None, bo=act.giu).exists():
        raise Refused(f"{act.giu.ten} đã được gộp tiếp vào đơn vị khác: tách lần gộp sau trước.")
    _refuse_changed_links(act)
    if not GopDoanhNghiep.objects.filter(pk=act.pk, undone_at=None).update(
        undone_at=timezone.now(), undone_by=by, ly_do_tach=ly_do
    ):
        raise Refused("Lần gộp này đã được tách.")
    DoanhNghiep.everything.filter(pk=act.bo_id).update(is_hidden=False, version=F("version") + 1)
    _move(act.da_chuyen, act.bo)
    PhieuKhaoSat.objects.bulk_create(
        [PhieuKhaoSat(dot_id=dot, doanh_nghiep=act.giu) for dot in act.da_chuyen.get(BLANKS, [])], ignore_conflicts=True
    )
    rank_lao_dong({act.giu_id, act.bo_id})
    record(by=by, act=WORD, obj=act.giu, unit=manager.ma if manager else "", viec="tách", bo=act.bo_id, ly_do=ly_do)


@transaction.atomic
def mark_khac_nhau(one: DoanhNghiep, other: DoanhNghiep, *, by) -> None:
    """Say that two alike records are two employers, so that the pair is not listed again; twice is no fault."""
    manager = _require_both(one, other, by)
    first, second = sorted((one.pk, other.pk))
    DoanhNghiepKhacNhau.objects.get_or_create(mot_id=first, hai_id=second, defaults={"created_by": by})
    record(by=by, act=WORD, obj=one, unit=manager.ma if manager else "", viec="khác nhau", voi=other.pk)

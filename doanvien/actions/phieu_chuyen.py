"""Transfers between two clerks: propose, accept, refuse, withdraw; the pair is written once (02 §2.2, 9 to 13)."""

from collections.abc import Iterable
from dataclasses import replace

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils import timezone

from cdcs.access import require, rights_of
from cdcs.actions import PeriodClosed, correctable
from cdcs.actions.khoa_so import closed_reason
from cdcs.models import ChuongTrinh, CongDoan
from cdcs.queries.khoa_so import periods_open
from core.dates import format_date, today
from core.refusal import Refused
from core.sql import one_writer
from doanvien.actions.bien_dong import BienDongData, group_of
from doanvien.actions.dong_ghi import DongGhi, new_number
from doanvien.actions.kiem_tra import LedgerRules
from doanvien.actions.so_cai import judge, write_groups
from doanvien.enums import LoaiBienDong, TrangThaiPhieu
from doanvien.models import DoanVien, PhieuChuyen
from taikhoan.actions import record

ANSWERED: dict[str, str] = {
    TrangThaiPhieu.DA_NHAN: "Phiếu này đã được tiếp nhận.",
    TrangThaiPhieu.TU_CHOI: "Phiếu này đã bị từ chối.",
    TrangThaiPhieu.DA_RUT: "Phiếu này đã được rút.",
}


def needs_phieu_chuyen(data: BienDongData, *, by) -> bool:
    """Whether a transfer has to be proposed: its destination lies where the user may not write [02-2.2-13]."""
    if data.loai != LoaiBienDong.CHUYEN_DI or data.cong_doan_den is None:
        return False
    return not rights_of(by).can_at("answer_phieu_chuyen", data.cong_doan_den)


@transaction.atomic
def propose_chuyen(data: BienDongData, *, by) -> PhieuChuyen:
    """Propose a transfer; nothing is counted anywhere else until the destination accepts it [02-2.2-9, 10].

    `data` is the transfer as a form gives it (`chuyen_di`). What can be judged now is judged: the units, the member's
    stay at the origin, the declared stock. A day to come is judged as if it were today, and again when it is accepted.

    Raises: Refused when a rule is broken, a slip of the member waits already, or the user may write the pair at once;
    PermissionDenied or Http404 outside the user's rights.
    """
    require(by, "propose_chuyen", data.cong_doan)
    end = data.cong_doan_den
    if end is None or data.loai != LoaiBienDong.CHUYEN_DI:
        raise Refused("Phiếu chuyển cần đơn vị đến.", "cong_doan_den")
    if not needs_phieu_chuyen(data, by=by):
        raise Refused("Đơn vị đến thuộc quyền của bạn: ghi Chuyển trong tỉnh, không cần phiếu.", "cong_doan_den")
    one_writer()
    _check_end(data, end)
    _check_waiting(data.doan_vien)
    with periods_open():  # a slip is no row: the closed period stands before its acceptance
        refused = judge([group_of(replace(data, ngay=min(data.ngay, today())))], by=by)
    member = data.doan_vien
    if refused:
        # Of a member who is not there on that day it is the day that has to be mended.
        at_day = member is not None and refused[0].field == "cong_doan"
        raise Refused(str(refused[0]), "ngay") if at_day else refused[0]
    slip = PhieuChuyen.objects.create(
        cong_doan_di=data.cong_doan,
        cong_doan_den=end,
        doan_vien=member,
        so_luong=1 if member else data.so_luong,
        so_nu=int(member.la_nu) if member else data.so_nu,
        ngay=data.ngay,
        so_quyet_dinh=data.so_quyet_dinh,
        ghi_chu=data.ghi_chu,
        created_by=by,
    )
    _record(slip, by, "propose_chuyen", data.cong_doan, "lập")
    return slip


def _check_end(data: BienDongData, end: CongDoan) -> None:
    """What the ledger judges of the destination, and of a day that is still to come, said in words of the slip."""
    if not end.co_doan_vien or end.is_hidden:
        raise Refused(f"{end.ma} là {end.get_loai_display()}, không ghi đoàn viên trực tiếp.", "cong_doan_den")
    last = ChuongTrinh.current().ngay_ket_thuc
    if data.ngay > last:
        raise Refused(f"Ngày {format_date(data.ngay)} ở sau ngày cuối chương trình ({format_date(last)}).", "ngay")
    for unit in (end, data.cong_doan):
        ended = unit.ngay_ket_thuc
        if ended is not None and (ended <= data.ngay if unit is end else ended < data.ngay):
            raise Refused(f"{unit.ma} kết thúc ngày {format_date(ended)}, trước ngày hiệu lực.", "ngay")
    if end.ngay_ket_thuc is not None and end.ngay_ket_thuc <= today():
        raise Refused(f"{end.ma} đã kết thúc ngày {format_date(end.ngay_ket_thuc)}.", "cong_doan_den")


def _check_waiting(member: DoanVien | None) -> None:
    """At most one waiting slip per member; held by `phieu_chuyen_mot_phieu_cho` too, behind the lock of the books."""
    if member is None:
        return
    waiting = PhieuChuyen.objects.waiting().filter(doan_vien=member).select_related("cong_doan_den").first()
    if waiting is not None:
        raise Refused(
            f"Đoàn viên đang có phiếu chuyển đến {waiting.cong_doan_den.ten} chờ nhận: rút phiếu đó trước.",
            "cong_doan_den",
        )


def _record(slip: PhieuChuyen, by, word: str, unit: CongDoan, viec: str, **more) -> None:
    """One line of the log: the slip by its number, units by code, never a name or a number of the person."""
    record(
        by=by, act=word, obj=slip, unit=unit.ma, viec=viec, don_vi_di=slip.cong_doan_di.ma,
        don_vi_den=slip.cong_doan_den.ma, ngay=str(slip.ngay), so_luong=slip.so_luong, **more,
    )  # fmt: skip


def _require_at(slip: PhieuChuyen, by, word: str, unit: CongDoan) -> None:
    """Raises: PermissionDenied for who sees the slip and may not do this; Http404 for everybody else."""
    rights = rights_of(by)
    if rights.can_at(word, unit):
        return
    seen = rights.scope("list_doan_vien")
    if seen.contains(slip.cong_doan_di_id) or seen.contains(slip.cong_doan_den_id):
        raise PermissionDenied
    raise Http404


def _close(slip: PhieuChuyen, state: str, by, **more) -> None:
    """Let the slip leave "chờ nhận"; of several at once exactly one finds it waiting.

    Raises: Refused with the state it is in when it waits no more.
    """
    done = PhieuChuyen.objects.waiting().filter(pk=slip.pk).update(
        trang_thai=state, answered_by=by, answered_at=timezone.now(), **more
    )  # fmt: skip
    if not done:
        now = PhieuChuyen.objects.values_list("trang_thai", flat=True).get(pk=slip.pk)
        raise Refused(ANSWERED[now])
    slip.refresh_from_db()


def _say(slip: PhieuChuyen) -> str:
    return (
        f"Tiếp nhận phiếu chuyển số {slip.pk}: {slip.cong_doan_di.ten} đến {slip.cong_doan_den.ten}, "
        f"ngày {format_date(slip.ngay)}"
    )


@correctable(_say)
@transaction.atomic
def accept_phieu_chuyen(slip: PhieuChuyen, *, by) -> int:
    """Accept a slip: the pair is written on its effective day, once; return the number of the act [02-2.2-12].

    Raises: Refused when the slip waits no more, its day has not come, or the ledger does not allow the pair (what it
    says of the origin is told only to who sees the origin); PermissionDenied or Http404 outside the user's rights.
    """
    _require_at(slip, by, "answer_phieu_chuyen", slip.cong_doan_den)
    if slip.ngay > today():
        raise Refused(f"Phiếu có hiệu lực từ {format_date(slip.ngay)}: tiếp nhận từ ngày đó.")
    _check_still_there(slip.cong_doan_den)
    one_writer()  # before the slip's own row, so that two writers never wait for each other crosswise
    number = new_number()
    _close(slip, TrangThaiPhieu.DA_NHAN, by, ma_nhom=number)
    group = group_of(_data_of(slip))
    _judge_pair(slip, group, by)
    write_groups([group], by=by, ma_nhom=number)
    _record(slip, by, "answer_phieu_chuyen", slip.cong_doan_den, "tiếp nhận", ma_nhom=number)
    return number


def _check_still_there(end: CongDoan) -> None:
    """A decision has ended the destination since: nobody enters it on any day, who was to come goes to the successor.

    Raises: Refused with what is to be done about the slip (the ledger would ask to undo the decision).
    """
    if end.ket_thuc_theo_sap_xep and end.ngay_ket_thuc is not None:
        where = f"đến {end.ke_tuc.ten}" if end.ke_tuc else "khác"
        raise Refused(
            f"{end.ten} đã kết thúc ngày {format_date(end.ngay_ket_thuc)}: từ chối phiếu này, để đơn vị đi lập phiếu "
            f"{where}."
        )


def _data_of(slip: PhieuChuyen) -> BienDongData:
    return BienDongData(
        loai=LoaiBienDong.CHUYEN_DI,
        ngay=slip.ngay,
        cong_doan=slip.cong_doan_di,
        cong_doan_den=slip.cong_doan_den,
        doan_vien=slip.person,
        so_luong=slip.so_luong,
        so_nu=slip.so_nu,
        so_quyet_dinh=slip.so_quyet_dinh,
        ghi_chu=slip.ghi_chu,
    )


def _judge_pair(slip: PhieuChuyen, group: list[DongGhi], by) -> None:
    """Judge the pair; the state of a foreign origin (its stock, its end) stays there [06-6.2-1, demand 5]."""
    entering = group[1]
    LedgerRules({slip.cong_doan_den_id: slip.cong_doan_den}).check(entering)
    refused = judge([group], by=by)
    if not refused:
        return
    if rights_of(by).can_at("view_so_lieu", slip.cong_doan_di):
        raise refused[0]
    if closed := closed_reason(refused[0]):
        day = format_date(slip.ngay)
        text = f"Kỳ có ngày {day} của đơn vị đi đã khóa: gửi đính chính (Báo cáo → Đính chính)."
        raise PeriodClosed(text) from closed
    counted = replace(entering, doan_vien=None, ma_cap=None, doi_ung=None)
    if at_destination := judge([[counted]], by=by):  # it is the own book that stands in the way
        raise at_destination[0]
    raise Refused(
        f"Ngày {format_date(slip.ngay)} sổ của {slip.cong_doan_di.ma} không còn cho chuyển theo phiếu này: từ chối và "
        "nêu lý do, để đơn vị đi kiểm tra và lập lại."
    )


@transaction.atomic
def refuse_phieu_chuyen(slip: PhieuChuyen, *, by, ly_do: str) -> None:
    """Refuse a slip with a reason (10 to 500 characters) that the origin reads; nothing is written to the ledger.

    Raises: Refused when the slip waits no more; PermissionDenied or Http404 outside the user's rights.
    """
    _require_at(slip, by, "answer_phieu_chuyen", slip.cong_doan_den)
    _close(slip, TrangThaiPhieu.TU_CHOI, by, ly_do=ly_do)
    _record(slip, by, "answer_phieu_chuyen", slip.cong_doan_den, "từ chối", ly_do=ly_do)


@transaction.atomic
def withdraw_phieu_chuyen(slip: PhieuChuyen, *, by) -> None:
    """Take a slip back before it is answered; nothing is written to the ledger.

    Raises: Refused when the slip waits no more; PermissionDenied or Http404 outside the user's rights.
    """
    _require_at(slip, by, "propose_chuyen", slip.cong_doan_di)
    _close(slip, TrangThaiPhieu.DA_RUT, by)
    _record(slip, by, "propose_chuyen", slip.cong_doan_di, "rút")


@transaction.atomic
def accept_each(slips: Iterable[PhieuChuyen], *, by) -> list[tuple[PhieuChuyen, str]]:
    """Accept several slips, each for itself: one that is refused leaves the others as they are.

    Returns every slip in the order given, with the reason of its refusal or an empty text.
    """
    found = []
    for slip in slips:
        try:
            accept_phieu_chuyen(slip, by=by)
        except Refused as reason:
            found.append((slip, str(reason)))
        else:
            found.append((slip, ""))
    return found

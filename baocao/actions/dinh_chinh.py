"""Đính chính: rows for a closed period, asked for with a number, a day and a reason, written on confirmation."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from baocao.enums import TrangThaiDinhChinh
from baocao.models import DinhChinh
from cdcs.access import require, rights_of
from cdcs.models import CongDoan, co_cau
from core.dates import today
from core.forms import MIN_REASON
from core.refusal import Refused
from core.sql import one_writer
from doanvien.actions.bien_dong import BienDongData, group_of, reversal_of, word_of_row
from doanvien.actions.dong_ghi import DongGhi
from doanvien.actions.so_cai import judge, record_groups
from doanvien.models import BienDong, DoanVien
from taikhoan.actions import record

ANSWERED = "Đính chính này đã được trả lời."


@transaction.atomic
def propose_dinh_chinh(
    unit: CongDoan, *, so: str, ngay: date, ly_do: str, dong: Sequence[Mapping[str, Any]], by
) -> DinhChinh:
    """Ask for these rows to be written in a closed period of `unit`; nothing changes until the reviewer confirms.

    `dong` as `DinhChinh.dong`. Raises: Refused when a row breaks a rule of the ledger, or the number was used before.
    """
    require(by, "edit_bao_cao", unit)
    if ngay > today():
        raise Refused("Ngày đính chính ở sau hôm nay.", "ngay")
    if len(ly_do) < MIN_REASON:
        raise Refused(f"Ghi lý do, ít nhất {MIN_REASON} ký tự.", "ly_do")
    if DinhChinh.objects.filter(cong_doan=unit, so=so).exists():
        raise Refused(f"Đơn vị đã có đính chính số {so}.", "so")
    if not dong:
        raise Refused("Đính chính phải có ít nhất một dòng.", "dong")
    groups = groups_of(dong)
    _check_scope(unit, groups, by=by)
    _refuse_first(groups, by=by)
    made = DinhChinh.objects.create(cong_doan=unit, so=so, ngay=ngay, ly_do=ly_do, dong=list(dong), created_by=by)
    record(by=by, act="edit_bao_cao", obj=made, unit=unit.ma, viec="lập đính chính", so=so, dong=len(groups),
           ly_do=ly_do)  # fmt: skip
    return made


def groups_of(dong: Sequence[Mapping[str, Any]]) -> list[list[DongGhi]]:
    """The rows as the ledger takes them; Refused for a row that is gone or reversed already."""
    return [_reversal(row["dao"]) if "dao" in row else group_of(_movement(row)) for row in dong]


def _movement(row: Mapping[str, Any]) -> BienDongData:
    unit = CongDoan.objects.filter(pk=row["cong_doan"]).first()
    member = DoanVien.objects.filter(pk=row["doan_vien"]).first() if row.get("doan_vien") else None
    if unit is None or (row.get("doan_vien") and member is None):
        raise Refused("Đơn vị hoặc đoàn viên của dòng này không còn.")
    return BienDongData(
        row["loai"], date.fromisoformat(row["ngay"]), unit, doan_vien=member, so_luong=row.get("so_luong", 1),
        so_nu=row.get("so_nu", 0), so_quyet_dinh=row.get("so_quyet_dinh", ""), ghi_chu=row.get("ghi_chu", ""),
    )  # fmt: skip


def _reversal(pk: int) -> list[DongGhi]:
    row = BienDong.objects.filter(pk=pk).first()
    if row is None or row.dao_cua_id is not None or BienDong.objects.filter(dao_cua=pk).exists():
        raise Refused("Dòng cần ghi đảo không còn, hoặc đã được ghi đảo.")
    pair = BienDong.objects.filter(ma_cap=row.ma_cap, dao_cua=None) if row.ma_cap else [row]
    return [reversal_of(one) for one in pair]


def _check_scope(unit: CongDoan, groups: Sequence[Sequence[DongGhi]], *, by) -> None:
    """Every row stands under the unit today, and the clerk might write it in an open period."""
    under = co_cau(today()).under(unit.pk)
    for row in (row for group in groups for row in group):
        word = "reverse_bien_dong" if row.dao_cua else word_of_row(row.loai, row.doan_vien is not None)
        if row.cong_doan not in under or not rights_of(by).can_at(word, row.cong_doan):
            raise Refused("Có dòng ở đơn vị ngoài phạm vi của bạn.", "cong_doan")


def _refuse_first(groups: Sequence[Sequence[DongGhi]], *, by) -> None:
    refused = judge(groups, by=by, la_dinh_chinh=True)
    if refused:
        raise refused[min(refused)]


@transaction.atomic
def confirm_dinh_chinh(asked: DinhChinh, *, by) -> int:
    """Write the rows in the name of who asked; returns the number of the act in the ledger.

    Raises: Refused for one's own đính chính, when it was answered, or when the ledger does not take a row any more.
    """
    require(by, "xac_nhan_dinh_chinh", asked.cong_doan)
    if asked.created_by_id == by.pk:
        raise Refused("Bạn đã lập đính chính này: người khác phải xác nhận.")
    one_writer()
    _answer(asked, TrangThaiDinhChinh.DA_XAC_NHAN, by=by)
    number = record_groups(groups_of(asked.dong), by=asked.created_by, la_dinh_chinh=True)
    DinhChinh.objects.filter(pk=asked.pk).update(ma_nhom=number)
    record(by=by, act="xac_nhan_dinh_chinh", obj=asked, unit=asked.cong_doan.ma, so=asked.so, ma_nhom=number)
    return number


@transaction.atomic
def refuse_dinh_chinh(asked: DinhChinh, *, ly_do: str, by) -> None:
    """Refuse with a reason; nothing is written to the ledger."""
    require(by, "xac_nhan_dinh_chinh", asked.cong_doan)
    if len(ly_do) < MIN_REASON:
        raise Refused(f"Ghi lý do, ít nhất {MIN_REASON} ký tự.", "ly_do")
    _answer(asked, TrangThaiDinhChinh.TU_CHOI, by=by, ly_do_tu_choi=ly_do)
    record(by=by, act="xac_nhan_dinh_chinh", obj=asked, unit=asked.cong_doan.ma, so=asked.so, viec="từ chối",
           ly_do=ly_do)  # fmt: skip


@transaction.atomic
def withdraw_dinh_chinh(asked: DinhChinh, *, by) -> None:
    """Take an unanswered đính chính back."""
    require(by, "edit_bao_cao", asked.cong_doan)
    _answer(asked, TrangThaiDinhChinh.DA_RUT, by=by)
    record(by=by, act="edit_bao_cao", obj=asked, unit=asked.cong_doan.ma, viec="rút đính chính", so=asked.so)


def _answer(asked: DinhChinh, state: str, *, by, **facts) -> None:
    waiting = DinhChinh.objects.waiting().filter(pk=asked.pk)
    if not waiting.update(trang_thai=state, answered_by=by, answered_at=timezone.now(), **facts):
        raise Refused(ANSWERED)

"""Đính chính: an act in a closed period, asked for with a number, a day and a reason, done on confirmation.

Any act that a closed period refuses can be asked for (`cdcs.actions.correctable`). It is rehearsed when it is asked
for (done and taken back, so that every other rule is told at once) and done in the name of who asked when the reviewer
confirms it, by the rules and the rights of that day.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max, QuerySet
from django.http import Http404
from django.utils import timezone

from baocao.actions.thanh_lap import forget_tree
from baocao.enums import TrangThaiDinhChinh
from baocao.models import DinhChinh
from cdcs.access import forget_rights, require, rights_of
from cdcs.actions import correctable
from cdcs.models import CongDoan
from cdcs.queries.khoa_so import periods_open
from core.calls import keep_call, run_call, say_call
from core.dates import today
from core.forms import MIN_REASON
from core.refusal import Refused
from core.sql import one_writer
from doanvien.actions.bien_dong import BienDongData, group_of, reversal_of, sides_of, word_of_row
from doanvien.actions.dong_ghi import DongGhi
from doanvien.actions.so_cai import record_groups
from doanvien.models import BienDong
from taikhoan.actions import record

ANSWERED = "Đính chính này đã được trả lời."
NAMED_ROWS = 100  # more rows than these are told by their sums
Dong = dict[str, Any]


@dataclass(frozen=True)
class TapDuot:
    """What an act would do in the open period: its rows, and the units whose closed reports it touches."""

    dong: list[Dong]
    don_vi_sua: set[int]


@transaction.atomic
def propose_dinh_chinh(unit: CongDoan, *, so: str, ngay: date, ly_do: str, viec: Mapping[str, Any], by) -> DinhChinh:
    """Ask for this act (a kept call) in a closed period of `unit`; nothing changes until the reviewer confirms.

    Raises: Refused when the act breaks another rule, or the number was used before; PermissionDenied or Http404
    outside the user's rights.
    """
    if not rights_of(by).can_at("xac_nhan_dinh_chinh", unit):
        require(by, "edit_bao_cao", unit)
    if ngay > today():
        raise Refused("Ngày đính chính ở sau hôm nay.", "ngay")
    if len(ly_do) < MIN_REASON:
        raise Refused(f"Ghi lý do, ít nhất {MIN_REASON} ký tự.", "ly_do")
    if DinhChinh.objects.filter(cong_doan=unit, so=so).exists():
        raise Refused(f"Đơn vị đã có đính chính số {so}.", "so")
    found = rehearse(viec, by=by)
    made = DinhChinh.objects.create(
        cong_doan=unit, so=so, ngay=ngay, ly_do=ly_do, viec=say_call(viec)[:600], hanh_vi=viec, dong=found.dong,
        created_by=by,
    )  # fmt: skip
    made.don_vi_sua.set(found.don_vi_sua)
    record(by=by, act="edit_bao_cao", obj=made, unit=unit.ma, viec="lập đính chính", so=so, noi_dung=made.viec,
           ly_do=ly_do)  # fmt: skip
    return made


@transaction.atomic
def rehearse(viec: Mapping[str, Any], *, by) -> TapDuot:
    """What the act would do in the open period: it is done and taken back, while nobody else writes the books.

    Raises: Refused for any other rule that it breaks.
    """
    one_writer()
    try:
        with transaction.atomic():
            rows, touched = _run(viec, by)
            found = TapDuot(describe(rows, waiting=True), touched)
            transaction.set_rollback(True)
    finally:
        forget_rights(by)
        forget_tree()
    return found


def _run(viec: Mapping[str, Any], by) -> tuple[QuerySet[BienDong], set[int]]:
    """Do the act with every period open; returns the rows of the ledger it wrote, and whose reports it touched."""
    last = BienDong.objects.aggregate(n=Max("pk"))["n"] or 0
    with periods_open() as touched:
        run_call(viec, by=by)
    return BienDong.objects.filter(pk__gt=last).select_related("doan_vien").order_by("pk"), touched


def describe(rows: QuerySet[BienDong], *, waiting: bool = False) -> list[Dong]:
    """The rows just written as `DinhChinh.dong` keeps them; `waiting`: who got a record by them is told by name."""
    found = list(rows[: NAMED_ROWS + 1])
    if len(found) > NAMED_ROWS:
        return _sums(rows)
    people: set[int | None] = {row.doan_vien_id for row in found if row.doan_vien_id}
    before = BienDong.objects.filter(doan_vien__in=people, pk__lt=found[0].pk) if found else BienDong.objects.none()
    known: set[int | None] = set(before.values_list("doan_vien_id", flat=True)) if waiting else people
    return [{"dao": row.dao_cua_id} if row.dao_cua_id else _new_row(row, known) for row in found]


def _new_row(row: BienDong, known: set[int | None]) -> Dong:
    one: Dong = {
        "loai": row.loai, "ngay": row.ngay.isoformat(), "cong_doan": row.cong_doan_id, "so_luong": row.so_luong,
        "so_nu": row.so_nu, "doan_vien": row.doan_vien_id, "so_quyet_dinh": row.so_quyet_dinh, "ghi_chu": row.ghi_chu,
    }  # fmt: skip
    if row.doan_vien is not None and row.doan_vien_id not in known:
        one |= {"doan_vien": None, "ho_ten": row.doan_vien.ho_ten, "nam_sinh": row.doan_vien.nam_sinh}
    return one


def _sums(rows: QuerySet[BienDong]) -> list[Dong]:
    """Many rows by what they do in a unit on a day."""
    sums: dict[tuple, Dong] = {}
    for row in rows.order_by("cong_doan_id", "ngay", "pk"):
        key = row.cong_doan_id, row.ngay, row.loai, row.dao_cua_id is None
        one = sums.setdefault(key, {
            "loai": row.loai, "ngay": row.ngay.isoformat(), "cong_doan": row.cong_doan_id, "so_luong": 0, "so_nu": 0,
            "so_dong": 0, "ghi_dao": row.dao_cua_id is not None,
        })  # fmt: skip
        one["so_dong"] += 1
        one["so_luong"] += row.so_luong
        one["so_nu"] += row.so_nu
    return list(sums.values())


def _say_rows(dong: Sequence[Dong]) -> str:
    back = sum("dao" in row for row in dong)
    parts = ((back, "ghi đảo {} dòng"), (len(dong) - back, "ghi thêm {} dòng chưa có danh sách"))
    text = ", ".join(words.format(count) for count, words in parts if count)
    return text[:1].upper() + text[1:]


@correctable(_say_rows)
def write_rows(dong: Sequence[Dong], *, by) -> int:
    """Reverse rows of the ledger by number ({"dao": …}) and write count-only ones, in one act; returns its number.

    Raises: Refused for a row that is gone, reversed already, outside the user's scope or against a rule.
    """
    if not dong:
        raise Refused("Đính chính phải có ít nhất một dòng.", "dong")
    groups = [_reversal(row["dao"]) if "dao" in row else group_of(_movement(row)) for row in dong]
    for row in (row for group in groups for row in group):
        word = "reverse_bien_dong" if row.dao_cua else word_of_row(row.loai, row.doan_vien is not None)
        if not rights_of(by).can_at(word, row.cong_doan):
            raise Refused("Có dòng ở đơn vị ngoài phạm vi của bạn.", "cong_doan")
    return record_groups(groups, by=by)


def rows_call(dong: Sequence[Dong]) -> dict[str, Any]:
    """The call of `write_rows`, as the form of rows asks for it."""
    return keep_call("write_rows", list(dong))


def _movement(row: Mapping[str, Any]) -> BienDongData:
    unit = CongDoan.objects.filter(pk=row["cong_doan"]).first()
    if unit is None:
        raise Refused("Đơn vị của dòng này không còn.")
    return BienDongData(
        row["loai"], date.fromisoformat(row["ngay"]), unit, so_luong=row.get("so_luong", 1),
        so_nu=row.get("so_nu", 0), so_quyet_dinh=row.get("so_quyet_dinh", ""), ghi_chu=row.get("ghi_chu", ""),
    )  # fmt: skip


def _reversal(pk: int) -> list[DongGhi]:
    row = BienDong.objects.filter(pk=pk).first()
    if row is None or row.dao_cua_id is not None or BienDong.objects.filter(dao_cua=pk).exists():
        raise Refused("Dòng cần ghi đảo không còn, hoặc đã được ghi đảo.")
    return [reversal_of(one) for one in sides_of(row)]


def _judge(asked: DinhChinh, by) -> None:
    """Nobody decides on what they submitted themselves (08 §8.1); who wants it back withdraws it."""
    require(by, "xac_nhan_dinh_chinh", asked.cong_doan)
    if asked.created_by_id == by.pk:
        raise Refused("Bạn đã lập đính chính này: người khác phải xác nhận hoặc từ chối.")


@transaction.atomic
def confirm_dinh_chinh(asked: DinhChinh, *, by) -> list[Dong]:
    """Do the act in the name of who asked; returns the rows of the ledger that it wrote.

    Raises: Refused for one's own đính chính, when it was answered, or when the act cannot be done any more.
    """
    _judge(asked, by)
    one_writer()
    viec = asked.hanh_vi
    _answer(asked, TrangThaiDinhChinh.DA_XAC_NHAN, by=by)
    try:
        rows, touched = _run(viec, asked.created_by)
    except (PermissionDenied, Http404) as error:
        raise Refused("Người lập nay không còn quyền ghi việc này: từ chối, để người có quyền lập lại.") from error
    finally:
        forget_rights(asked.created_by)
    dong = describe(rows)
    number = rows.values_list("ma_nhom", flat=True).last()
    DinhChinh.objects.filter(pk=asked.pk).update(ma_nhom=number, dong=dong)
    asked.don_vi_sua.set(touched)
    record(by=by, act="xac_nhan_dinh_chinh", obj=asked, unit=asked.cong_doan.ma, so=asked.so, ma_nhom=number)
    return dong


@transaction.atomic
def refuse_dinh_chinh(asked: DinhChinh, *, ly_do: str, by) -> None:
    """Refuse with a reason; nothing is written to the ledger.

    Raises: Refused for one's own đính chính, without a reason, or when it was answered.
    """
    _judge(asked, by)
    if len(ly_do) < MIN_REASON:
        raise Refused(f"Ghi lý do, ít nhất {MIN_REASON} ký tự.", "ly_do")
    _answer(asked, TrangThaiDinhChinh.TU_CHOI, by=by, ly_do_tu_choi=ly_do)
    record(by=by, act="xac_nhan_dinh_chinh", obj=asked, unit=asked.cong_doan.ma, so=asked.so, viec="từ chối",
           ly_do=ly_do)  # fmt: skip


@transaction.atomic
def withdraw_dinh_chinh(asked: DinhChinh, *, by) -> None:
    """Take an unanswered đính chính back: who asked for it, or its unit."""
    if asked.created_by_id != by.pk:
        require(by, "edit_bao_cao", asked.cong_doan)
    _answer(asked, TrangThaiDinhChinh.DA_RUT, by=by)
    record(by=by, act="edit_bao_cao", obj=asked, unit=asked.cong_doan.ma, viec="rút đính chính", so=asked.so)


def _answer(asked: DinhChinh, state: str, *, by, **facts) -> None:
    """Close it, once; what it might have told of a person goes with the answer."""
    nameless = [{key: one for key, one in row.items() if key not in ("ho_ten", "nam_sinh")} for row in asked.dong]
    waiting = DinhChinh.objects.waiting().filter(pk=asked.pk)
    if not waiting.update(
        trang_thai=state, answered_by=by, answered_at=timezone.now(), hanh_vi={}, dong=nameless, **facts
    ):
        raise Refused(ANSWERED)

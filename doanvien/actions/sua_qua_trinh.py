"""Correcting what was typed wrong and touches the ledger: sex, a day, a unit; the chain is reversed and written anew.

[02-2.2a-5]: reversal and new rows in one act with a reason. A new sex rewrites every row of the person, a day or a unit
the rows it stands in; judged is always the whole chain.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction
from django.db.models import F

from cdcs.access import require, rights_of
from cdcs.actions import correctable
from cdcs.models import CongDoan, LoNhap
from core.refusal import Refused
from core.sql import id_in, one_writer
from doanvien.actions.bien_dong import CHI_SAP_XEP, reversal_of
from doanvien.actions.doan_vien import unit_of
from doanvien.actions.dong_ghi import DongGhi, make_pair
from doanvien.actions.kiem_tra import Group
from doanvien.actions.so_cai import judge, write_groups
from doanvien.enums import LOAI_GIAM, GioiTinh, LoaiBienDong
from doanvien.models import BienDong, DoanVien
from doanvien.queries.gop import family
from taikhoan.actions import record


@dataclass(frozen=True)
class Chang:
    """One movement of a person as it stands in the book: a row, or the two rows of a pair (leaving first)."""

    rows: tuple[BienDong, ...]

    @property
    def pk(self) -> int:
        """The number of the row that leads: the only one, or the one of the unit that was left."""
        return self.rows[0].pk

    @property
    def den(self) -> CongDoan | None:
        """The unit the person moved to, in a pair."""
        return self.rows[1].cong_doan if len(self.rows) > 1 else None

    @property
    def may_change(self) -> bool:
        """Whether day and unit were typed by a person: a reorganisation's rows are its decision's."""
        return self.rows[0].loai not in CHI_SAP_XEP


@dataclass(frozen=True)
class SuaChang:
    """What a movement should have said: its day, its unit, for a pair the unit moved to."""

    ngay: date
    cong_doan: CongDoan
    cong_doan_den: CongDoan | None = None


def chain_of(member: DoanVien) -> list[Chang]:
    """The living movements of a person, oldest first."""
    rows = BienDong.objects.living().filter(id_in("doan_vien_id", family([member.pk])))
    pairs: dict[int, list[BienDong]] = defaultdict(list)
    for row in rows.select_related("cong_doan", "lo_nhap").order_by("ngay", "pk"):
        pairs[row.ma_cap or -row.pk].append(row)
    found = [Chang(tuple(sorted(group, key=lambda row: row.loai not in LOAI_GIAM))) for group in pairs.values()]
    return sorted(found, key=lambda one: (one.rows[0].ngay, one.pk))


def _say(member: DoanVien, ly_do: str, **_) -> str:
    unit = unit_of(member)
    return f"Sửa quá trình của đoàn viên số {member.pk}{f', {unit.ten}' if unit else ''}: {ly_do}"


@correctable(_say, SuaChang)
@transaction.atomic
def correct_doan_vien(
    member: DoanVien, *, by, ly_do: str, gioi_tinh: str = "", sua: dict[int, SuaChang] | None = None
) -> None:
    """Correct sex (empty: stays) and movements (`sua`, by `Chang.pk`) of a person in one act.

    Raises: Refused when nothing changes, when the corrected chain breaks a rule (its field is the number of the
    movement), when a row lies outside the user's scope or in a closed period; PermissionDenied or Http404 outside the
    user's rights.
    """
    require(by, "correct_doan_vien", unit_of(member))
    one_writer()
    member = DoanVien.objects.get(pk=member.pk)
    new_sex = gioi_tinh if gioi_tinh and gioi_tinh != member.gioi_tinh else ""
    women = int((new_sex or member.gioi_tinh) == GioiTinh.NU)
    touched = [(one, _wanted(one, (sua or {}).get(one.pk))) for one in chain_of(member)]
    touched = [(one, wanted) for one, wanted in touched if new_sex or wanted != _as_it_is(one)]
    if not touched:
        raise Refused("Chưa có ô nào khác với sổ: sửa giới tính, ngày hoặc đơn vị rồi ghi.")
    _require_units(touched, by)
    reversals = [[reversal_of(row) for row in one.rows] for one, _ in touched]
    for group in reversals:
        for row in group:
            row.ghi_chu = ly_do
    written = [_rows_of(one, wanted, women) for one, wanted in touched]
    refused = judge([*reversals, *written], by=by)
    if refused:
        first = max(refused)  # a corrected row says more than the reversal it needs
        raise Refused(str(refused[first]), str(touched[first % len(touched)][0].pk)) from refused[first]
    _change_member(member, new_sex, touched)
    _write(reversals, written, touched, by)
    unit = unit_of(member)
    record(by=by, act="correct_doan_vien", obj=member, unit=unit.ma if unit else "", ly_do=ly_do,
           gioi_tinh=new_sex, dong=[one.pk for one, _ in touched])  # fmt: skip


def _as_it_is(one: Chang) -> SuaChang:
    return SuaChang(one.rows[0].ngay, one.rows[0].cong_doan, one.den)


def _wanted(one: Chang, asked: SuaChang | None) -> SuaChang:
    return asked if asked and one.may_change else _as_it_is(one)


def _require_units(touched: Sequence[tuple[Chang, SuaChang]], by) -> None:
    """Figures of every unit of a touched row change, so all of them lie in the scope of who corrects."""
    scope = rights_of(by).scope("correct_doan_vien")
    units = {row.cong_doan_id for one, _ in touched for row in one.rows}
    units |= {unit.pk for _, wanted in touched for unit in (wanted.cong_doan, wanted.cong_doan_den) if unit}
    if not all(scope.contains(pk) for pk in units):
        raise Refused(
            "Quá trình của người này có dòng ở đơn vị ngoài phạm vi của bạn: nhờ Ban Tổ chức - Kiểm tra của tỉnh sửa."
        )


def _rows_of(one: Chang, wanted: SuaChang, women: int) -> list[DongGhi]:
    row = one.rows[0]
    fresh = DongGhi(
        wanted.cong_doan.pk, row.loai, wanted.ngay, so_nu=women, doan_vien=row.doan_vien_id,
        so_quyet_dinh=row.so_quyet_dinh, ghi_chu=row.ghi_chu,
    )  # fmt: skip
    if wanted.cong_doan_den is None:
        return [fresh]
    if wanted.cong_doan_den.pk == wanted.cong_doan.pk:
        raise Refused("Đơn vị đến phải khác đơn vị đi.", str(one.pk))
    leaving, entering = make_pair(fresh, wanted.cong_doan_den.pk)
    return [leaving, replace(entering, ghi_chu=one.rows[1].ghi_chu)]


def _change_member(member: DoanVien, new_sex: str, touched: Sequence[tuple[Chang, SuaChang]]) -> None:
    """Sex, and the days of the member's page that the corrected rows gave."""
    changes: dict = {"gioi_tinh": new_sex} if new_sex else {}
    for one, wanted in touched:
        old = one.rows[0]
        if old.loai == LoaiBienDong.KET_NAP and member.ngay_ket_nap == old.ngay:
            changes["ngay_ket_nap"] = wanted.ngay
        if old.loai == LoaiBienDong.CHUYEN_DEN_NGOAI_TINH and member.ngay_vao_don_vi == old.ngay:
            changes["ngay_vao_don_vi"] = wanted.ngay
    records = DoanVien.everything.filter(id_in("pk", family([member.pk])))
    if new_sex:
        records.update(gioi_tinh=new_sex)
    DoanVien.objects.filter(pk=member.pk).update(version=F("version") + 1, **changes)


def _write(reversals: list, written: list, touched: Sequence, by) -> None:
    """Write all, each new row for the batch the old one came with, so that the batch can still be undone.

    The reversals belong to no batch (an undo would take them for a ghi danh); places are set once all is written.
    """
    by_batch: dict[LoNhap | None, list[Group]] = defaultdict(list)
    for (one, _), group in zip(touched, written, strict=True):
        by_batch[one.rows[0].lo_nhap].append(group)
    by_batch[None] = [*reversals, *by_batch.pop(None, [])]
    for batch in [one for one in by_batch if one is not None]:
        write_groups(by_batch[batch], by=by, lo_nhap=batch, moving=frozenset())
    write_groups(by_batch[None], by=by)

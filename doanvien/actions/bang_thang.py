"""Confirming the month grid: every changed cell is a reversal and a new row, all judged and written together."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils import timezone

from cdcs.access import require
from cdcs.actions import correctable
from cdcs.actions.khoa_so import closed_reason
from cdcs.enums import LoaiNhap, TrangThaiLo
from cdcs.models import CongDoan, LoNhap
from core.refusal import Refused
from core.sql import one_writer
from doanvien.actions.bien_dong import reversal_of
from doanvien.actions.dong_ghi import DongGhi
from doanvien.actions.so_cai import judge, write_groups
from doanvien.enums import CAN_LY_DO, CAN_SO_QUYET_DINH, LOAI_BANG_THANG, LoaiBienDong
from doanvien.models import BienDong
from doanvien.queries.bang_thang import (
    TRONG,
    TUY_CHON,
    Key,
    SoNu,
    month_code,
    own_rows,
    recording_day,
    value_of,
)
from taikhoan.actions import record

MIN_REASON = 10


class CellsRefused(Refused):
    """Some cells were refused and nothing was written; `cells` says which and why."""

    def __init__(self, cells: Mapping[Key, Refused]):
        super().__init__("Bảng tháng còn ô phải sửa, chưa ghi gì vào sổ.")
        self.cells = dict(cells)


class CellsChanged(Refused):
    """Somebody else changed cells that the user changes too; `cells` holds what stands in the books now [06-6.2-9]."""

    def __init__(self, cells: Mapping[Key, SoNu]):
        super().__init__("Người khác vừa ghi vào ô bạn đang sửa, chưa ghi gì vào sổ.")
        self.cells = dict(cells)


@dataclass(frozen=True)
class BangThangData:
    """A grid as its form gives it: the cells the user changed, and what the page had shown in them (`goc`)."""

    don_vi: CongDoan
    thang: date
    o: Mapping[Key, SoNu]
    goc: Mapping[Key, SoNu]
    so_quyet_dinh: str = ""
    ghi_chu: str = ""


@dataclass
class KetQuaBangThang:
    """What a confirm wrote: new, changed and cleared cells; by kind the new rows without a decision number."""

    lo_nhap: LoNhap | None = None
    moi: int = 0
    sua: int = 0
    xoa: int = 0
    thieu_quyet_dinh: Counter[str] = field(default_factory=Counter)


def _say(data: BangThangData) -> str:
    return f"Bảng tháng {data.thang:%m/%Y} của {data.don_vi.ten}: {len(data.o)} ô"


@correctable(_say, BangThangData)
@transaction.atomic
def confirm_bang_thang(data: BangThangData, *, by) -> KetQuaBangThang:
    """Write every changed cell of a month, or nothing.

    Raises: CellsChanged, CellsRefused, Refused for a missing note; PermissionDenied or Http404 outside the rights.
    """
    one_writer()
    units = CongDoan.objects.in_bulk({pk for pk, _ in data.o})
    for unit in units.values():
        require(by, "record_so_luong", unit)
    now = own_rows(units, data.thang)
    changed = {key: cell for key, cell in data.o.items() if cell != value_of(now.get(key, []))}
    theirs = {key: value_of(now.get(key, [])) for key in changed}
    unseen = {key: cell for key, cell in theirs.items() if cell != data.goc.get(key, TRONG)}
    if unseen:
        raise CellsChanged(unseen)
    groups = {key: _group(data, units[key[0]], key[1], cell, now.get(key, [])) for key, cell in changed.items()}
    _check_cells(groups)
    refused = judge(list(groups.values()), by=by)
    if refused:
        keys = list(groups)
        # Cells of a closed month alone can be sent as a đính chính; another fault among them is to be mended first.
        closed = None if any(closed_reason(one) is None for one in refused.values()) else refused[min(refused)]
        raise CellsRefused({keys[index]: reason for index, reason in refused.items()}) from closed
    result = KetQuaBangThang()
    for key, rows in groups.items():
        _count(result, theirs[key], rows[-1])
    if groups:
        result.lo_nhap = _batch(data, result, by)
        write_groups(groups.values(), by=by, lo_nhap=result.lo_nhap)
        record(by=by, act="record_so_luong", obj=result.lo_nhap, unit=data.don_vi.ma, thang=month_code(data.thang),
               moi=result.moi, sua=result.sua, xoa=result.xoa, so_quyet_dinh=data.so_quyet_dinh)  # fmt: skip
    return result


def _group(data: BangThangData, unit: CongDoan, loai: str, cell: SoNu, old: list[BienDong]) -> list[DongGhi]:
    """The rows of one changed cell; decision and note of the row it replaces stay where none is typed."""
    rows = [reversal_of(row) for row in old]
    for row in rows:
        row.ghi_chu = f"Sửa trên bảng tháng {data.thang:%m/%Y}"
    if cell != TRONG:
        decision = data.so_quyet_dinh or next((row.so_quyet_dinh for row in old if row.so_quyet_dinh), "")
        note = data.ghi_chu or next((row.ghi_chu for row in old if row.ghi_chu), "")
        day = recording_day(unit, loai, data.thang)
        rows.append(DongGhi(unit.pk, loai, day, cell[0], cell[1], so_quyet_dinh=decision, ghi_chu=note))
    return rows


def _check_cells(groups: Mapping[Key, list[DongGhi]]) -> None:
    """What the ledger does not judge: the kinds of the grid, women within the quantity, the reason of some kinds."""
    wrong = {
        key: Refused("Số nữ lớn hơn số lượng.", "so_nu")
        for key, rows in groups.items()
        for row in rows
        if row.so_nu > row.so_luong
    }
    for key in groups:
        if key[1] not in LOAI_BANG_THANG:
            wrong[key] = Refused("Loại này không ghi trên bảng tháng.", "so_luong")
    if wrong:
        raise CellsRefused(wrong)
    new = [rows[-1] for rows in groups.values() if rows[-1].dao_cua is None]
    kinds = {row.loai for row in new if row.loai in CAN_LY_DO and len(row.ghi_chu) < MIN_REASON}
    if kinds:
        names = ", ".join(kind.label for kind in LOAI_BANG_THANG if kind in kinds)
        raise Refused(f"{names} cần lý do, ít nhất {MIN_REASON} ký tự.", "ghi_chu")


def _count(result: KetQuaBangThang, before: SoNu, last: DongGhi) -> None:
    if last.dao_cua is not None:
        result.xoa += 1
        return
    if before == TRONG:
        result.moi += 1
    else:
        result.sua += 1
    if last.loai in CAN_SO_QUYET_DINH and not last.so_quyet_dinh:
        result.thieu_quyet_dinh[LoaiBienDong(last.loai).label] += 1


def _batch(data: BangThangData, result: KetQuaBangThang, by) -> LoNhap:
    """The confirm as a batch of the history of imports, so that it can be undone as a whole [02-2.2a-2]."""
    return LoNhap.objects.create(
        loai=LoaiNhap.BIEN_DONG,
        trang_thai=TrangThaiLo.XONG,
        ten_tep=f"Bảng tháng {data.thang:%m/%Y}",
        tuy_chon={TUY_CHON: month_code(data.thang)},
        tong_dong=result.moi + result.sua + result.xoa,
        them_moi=result.moi,
        cap_nhat=result.sua + result.xoa,
        canh_bao=sum(result.thieu_quyet_dinh.values()),
        cong_doan=data.don_vi,
        created_by=by,
        finished_at=timezone.now(),
    )

"""Excel of one level of the tree, or of the units that a search found: the rows and columns of the screen (05 §5.5)."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import IO, Any

from baocao.queries.cay_don_vi import UnitRow
from core.sheets.table import write_table
from core.sheets.writer import SheetColumn

NAME = (SheetColumn("TT", 6, plain=True), SheetColumn("Mã đơn vị", 17), SheetColumn("Đơn vị", 38))
ABOVE, ENDED = SheetColumn("Thuộc", 28), SheetColumn("Đã kết thúc", 12)
COUNTS = (
    SheetColumn("Loại hình", 24),
    SheetColumn("Trực thuộc", 10),
    SheetColumn("CĐCS", 10),
    SheetColumn("Nghiệp đoàn", 10),
    SheetColumn("Đoàn viên", 11),
    SheetColumn("Có danh sách", 11),
    SheetColumn("Đã có CĐCS", 11),
    SheetColumn("Trong diện", 11),
    SheetColumn("Bao phủ %", 10),
)


def write_cong_doan(
    rows: Iterable[UnitRow], own: UnitRow | None, head: Sequence[str], closed_by: date | None = None
) -> IO[bytes]:
    """The units in the order of the page; `own` is the unit above them, last as its figures stand over the table.

    A search (`own` None) says where each unit stands; units that ended by `closed_by`, where they are shown, say when.
    """
    columns = [*NAME, *(() if own else (ABOVE,)), *((ENDED,) if closed_by else ()), *COUNTS]

    def line(row: UnitRow) -> list[Any]:
        above = [] if own else [row.cap_tren.ten if row.cap_tren else ""]
        ended = [None if row.unit.is_active_on(closed_by) else row.unit.ngay_ket_thuc] if closed_by else []
        return [row.unit.ma, row.unit.ten, *above, *ended, *_counts(row)]

    lines = ([number, *line(row)] for number, row in enumerate(rows, 1))
    return write_table("Đơn vị", columns, lines, head, [["", *line(own)]] if own else ())


def _counts(row: UnitRow) -> list[Any]:
    """What the page shows as a dash stays empty: units of a base unit, coverage where nothing is in scope."""
    is_base, coverage = row.unit.co_doan_vien, row.bao_phu
    in_scope = coverage["trong_dien"] or None
    return [
        row.unit.get_loai_display(), row.so_con or None, None if is_base else row.cdcs,
        None if is_base else row.nghiep_doan, row.doan_vien, row.co_danh_sach,
        coverage["co_cdcs"] if in_scope else None, in_scope, coverage["ty_le"] if in_scope else None,
    ]  # fmt: skip

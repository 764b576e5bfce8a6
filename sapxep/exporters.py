"""Excel of the decisions that changed the structure, and of one hand-over: what the screen shows (05 §5.5)."""

from collections.abc import Iterable, Sequence
from typing import IO

from core.sheets.table import write_table
from core.sheets.writer import SheetColumn
from doanhnghiep.models import DoanhNghiep
from sapxep.queries import QuyetDinh

COLUMNS = (
    SheetColumn("TT", 6, plain=True),
    SheetColumn("Đơn vị", 42),
    SheetColumn("Loại", 18),
    SheetColumn("Ngày hiệu lực", 12),
    SheetColumn("Nội dung", 42),
    SheetColumn("Số quyết định", 18),
    SheetColumn("Người ghi", 22),
    SheetColumn("Tình trạng", 14),
)


def write_quyet_dinh(rows: Iterable[QuyetDinh], head_lines: Sequence[str]) -> IO[bytes]:
    """Write decisions to a temporary file, rewound."""
    cells = (
        (number, one.don_vi, one.loai, one.ngay, one.noi_dung, one.so_quyet_dinh, one.nguoi,
         "Đã hoàn tác" if one.is_undone else one.state)
        for number, one in enumerate(rows, 1)
    )  # fmt: skip
    return write_table("Quyết định", COLUMNS, cells, head_lines)


OF_HAND_OVER = (SheetColumn("TT", 6, plain=True), SheetColumn("Đơn vị, doanh nghiệp", 70))


def write_don_vi_chuyen(employers: Iterable[DoanhNghiep], head_lines: Sequence[str]) -> IO[bytes]:
    """Write the employers of a hand-over to a temporary file, rewound."""
    return write_table("Đơn vị chuyển", OF_HAND_OVER, ((n, one.ten) for n, one in enumerate(employers, 1)), head_lines)

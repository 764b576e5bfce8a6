"""Excel of the đính chính: the rows and columns of the screen (05 §5.5)."""

from collections.abc import Iterable, Sequence
from typing import IO

from baocao.models import DinhChinh
from core.sheets.table import write_table
from core.sheets.writer import SheetColumn

COLUMNS = (
    SheetColumn("TT", 6, plain=True),
    SheetColumn("Số", 14),
    SheetColumn("Ngày", 12),
    SheetColumn("Đơn vị", 32),
    SheetColumn("Lý do", 40),
    SheetColumn("Việc", 46),
    SheetColumn("Người lập", 24),
    SheetColumn("Trạng thái", 14),
)


def write_dinh_chinh(rows: Iterable[DinhChinh], head: Sequence[str]) -> IO[bytes]:
    """Write đính chính to a temporary file, rewound."""
    cells = (
        (number, one.so, one.ngay, one.cong_doan.ten, one.ly_do, one.viec, str(one.created_by),
         one.get_trang_thai_display())
        for number, one in enumerate(rows, 1)
    )  # fmt: skip
    return write_table("Đính chính", COLUMNS, cells, head)

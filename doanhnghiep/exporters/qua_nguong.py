"""Excel of the crossings of the threshold: the rows and columns of the screen (05 §5.5)."""

import tempfile
from collections.abc import Iterable, Sequence
from typing import IO

from core.sheets.writer import SheetColumn, write_xlsx
from doanhnghiep.exporters.doanh_nghiep import KEPT_IN_MEMORY
from doanhnghiep.queries.nguong import QuaNguong

COLUMNS = (
    SheetColumn("TT", 6, plain=True),
    SheetColumn("Đơn vị, doanh nghiệp", 44),
    SheetColumn("Ngày số liệu", 12),
    SheetColumn("Trước", 10),
    SheetColumn("Sau", 10),
    SheetColumn("Nguồn", 24),
    SheetColumn("CĐCS", 10),
)


def write_qua_nguong(events: Iterable[QuaNguong], head_lines: Sequence[str]) -> IO[bytes]:
    """Write crossings to a temporary file, rewound."""
    rows = (
        (number, one.doanh_nghiep.ten, one.ngay, one.truoc, one.sau, one.nguon, "Đã có" if one.co_cdcs else "Chưa có")
        for number, one in enumerate(events, 1)
    )
    file = tempfile.SpooledTemporaryFile(max_size=KEPT_IN_MEMORY)  # noqa: SIM115 - the answer closes it
    write_xlsx(file, "Qua ngưỡng", COLUMNS, rows, head_lines)
    file.seek(0)
    return file

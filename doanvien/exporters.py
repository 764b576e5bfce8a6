"""Excel of a list of members: the rows and columns of the screen, numbers masked (05 §5.5)."""

import tempfile
from collections.abc import Iterable, Sequence
from typing import IO

from core.sheets.writer import SheetColumn, write_xlsx
from core.text import mask
from doanvien.models import DoanVien

COLUMNS = (
    SheetColumn("TT", 6, plain=True),
    SheetColumn("Họ và tên", 28),
    SheetColumn("Ngày sinh", 12, plain=True),
    SheetColumn("Giới", 8),
    SheetColumn("Số CCCD", 12),
    SheetColumn("Mã CĐCS", 14),
    SheetColumn("Công đoàn cơ sở", 40),
    SheetColumn("Ngày kết nạp", 14),
    SheetColumn("Trạng thái", 16),
)
KEPT_IN_MEMORY = 2 * 1024 * 1024


def write_doan_vien(
    members: Iterable[DoanVien], units: dict[int, tuple[str, str]], head_lines: Sequence[str]
) -> IO[bytes]:
    """Write the workbook to a temporary file, rewound; `units` are (code, name) by key."""

    def rows():
        for number, member in enumerate(members, 1):
            code, name = units.get(member.cong_doan_id or getattr(member, "don_vi_cuoi", None) or 0, ("", ""))
            state = "Đang sinh hoạt" if member.cong_doan_id else "Đã ra"
            yield (number, member.ho_ten, member.ngay_sinh or member.nam_sinh, member.get_gioi_tinh_display(),
                   mask(member.so_cccd), code, name, member.ngay_ket_nap, state)  # fmt: skip

    file = tempfile.SpooledTemporaryFile(max_size=KEPT_IN_MEMORY)  # noqa: SIM115 - the answer closes it
    write_xlsx(file, "Đoàn viên", COLUMNS, rows(), head_lines)
    file.seek(0)
    return file

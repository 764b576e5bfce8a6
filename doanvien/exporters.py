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
# Only in the list with full numbers, which is asked for with a reason (08 §8.2).
NUMBER_COLUMNS = (
    SheetColumn("Số thẻ đoàn viên", 16),
    SheetColumn("Điện thoại", 14),
    SheetColumn("Nghề nghiệp", 24),
)
KEPT_IN_MEMORY = 2 * 1024 * 1024


def write_doan_vien(
    members: Iterable[DoanVien],
    units: dict[int, tuple[str, str]],
    head_lines: Sequence[str],
    *,
    full: bool = False,
) -> IO[bytes]:
    """Write the workbook to a temporary file, rewound; `units` are (code, name) by key.

    `full` leaves identity numbers whole and adds card, phone and occupation.
    """
    shown = str if full else mask

    def rows():
        for number, member in enumerate(members, 1):
            code, name = units.get(member.cong_doan_id or getattr(member, "don_vi_cuoi", None) or 0, ("", ""))
            state = "Đang sinh hoạt" if member.cong_doan_id else "Đã ra"
            row = (number, member.ho_ten, member.ngay_sinh or member.nam_sinh, member.get_gioi_tinh_display(),
                   shown(member.so_cccd), code, name, member.ngay_ket_nap, state)  # fmt: skip
            yield (*row, member.so_the, member.dien_thoai, member.nghe_nghiep) if full else row

    file = tempfile.SpooledTemporaryFile(max_size=KEPT_IN_MEMORY)  # noqa: SIM115 - the answer closes it
    write_xlsx(file, "Đoàn viên", (*COLUMNS, *NUMBER_COLUMNS) if full else COLUMNS, rows(), head_lines)
    file.seek(0)
    return file

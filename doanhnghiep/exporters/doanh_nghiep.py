"""Excel of a list of employers: the rows and columns of the screen (05 §5.5)."""

import tempfile
from collections.abc import Iterable, Sequence
from typing import IO

from core.sheets.writer import SheetColumn, write_xlsx
from doanhnghiep.models import DoanhNghiep

COLUMNS = (
    SheetColumn("TT", 6, plain=True),
    SheetColumn("Mã số thuế", 16),
    SheetColumn("Tên đơn vị", 44),
    SheetColumn("Loại hình", 26),
    SheetColumn("Vốn nước ngoài", 10),
    SheetColumn("Khu, cụm công nghiệp", 24),
    SheetColumn("Ngày hoạt động", 14),
    SheetColumn("Lao động", 10),
    SheetColumn("Đã có CĐCS", 12),
)
KEPT_IN_MEMORY = 2 * 1024 * 1024


def write_doanh_nghiep(employers: Iterable[DoanhNghiep], head_lines: Sequence[str]) -> IO[bytes]:
    """Write the workbook to a temporary file, rewound."""
    rows = (
        (number, e.ma_so_thue, e.ten, e.get_loai_hinh_display(), e.von_nuoc_ngoai, e.khu_cong_nghiep, e.ngay_hoat_dong,
         e.lao_dong_hien_co, e.co_cdcs)  # type: ignore[attr-defined]  # put on by `with_facts_on`
        for number, e in enumerate(employers, 1)
    )  # fmt: skip
    file = tempfile.SpooledTemporaryFile(max_size=KEPT_IN_MEMORY)  # noqa: SIM115 - the answer closes it
    write_xlsx(file, "Đơn vị, doanh nghiệp", COLUMNS, rows, head_lines)
    file.seek(0)
    return file

"""Excel of a list of employers: the rows and columns of the screen (05 §5.5)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import IO

from cdcs.models import CongDoan
from core.sheets.table import write_table
from core.sheets.writer import SheetColumn
from doanhnghiep.models import DoanhNghiep

COLUMNS = (
    SheetColumn("TT", 6, plain=True),
    SheetColumn("Mã số thuế", 17),
    SheetColumn("Tên đơn vị", 36),
    SheetColumn("Đơn vị quản lý", 26),
    SheetColumn("Loại hình", 20),
    SheetColumn("Vốn nước ngoài", 9),
    SheetColumn("Khu, cụm công nghiệp", 18),
    SheetColumn("Ngày hoạt động", 12),
    SheetColumn("Lao động", 9),
    SheetColumn("Đã có CĐCS", 9),
    SheetColumn("Đã ngừng từ ngày", 12),
)


def write_doanh_nghiep(
    employers: Iterable[DoanhNghiep], managers: Mapping[int, CongDoan], day: date, head_lines: Sequence[str]
) -> IO[bytes]:
    """Write the workbook of employers as of `day` to a temporary file, rewound; `managers` by employer."""
    rows = (
        (number, e.ma_so_thue, e.ten, managers[e.pk].ten if e.pk in managers else "", e.get_loai_hinh_display(),
         e.von_nuoc_ngoai, e.khu_cong_nghiep, e.ngay_hoat_dong,
         e.lao_dong_hien_co, e.co_cdcs,  # type: ignore[attr-defined]  # put on by `with_facts_on`
         e.ngay_ngung if e.ngay_ngung and e.ngay_ngung <= day else None)
        for number, e in enumerate(employers, 1)
    )  # fmt: skip
    return write_table("Đơn vị, doanh nghiệp", COLUMNS, rows, head_lines)

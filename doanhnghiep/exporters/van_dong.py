"""Excel of the worklist of organising: the rows and columns of the screen (05 §5.5)."""

from collections.abc import Iterable, Sequence
from typing import IO

from core.sheets.table import write_table
from core.sheets.writer import SheetColumn
from doanhnghiep.models import DoanhNghiep

COLUMNS = (
    SheetColumn("TT", 6, plain=True),
    SheetColumn("Điểm ưu tiên", 7),
    SheetColumn("Mã số thuế", 13),
    SheetColumn("Tên đơn vị", 30),
    SheetColumn("Lao động", 8),
    SheetColumn("Vì sao", 28),
    SheetColumn("Đơn vị quản lý", 20),
    SheetColumn("Giai đoạn", 16),
    SheetColumn("Cán bộ phụ trách", 18),
    SheetColumn("Lý do chưa thành lập", 20),
    SheetColumn("Việc tiếp theo", 24),
    SheetColumn("Ngày làm việc tiếp theo", 12),
    SheetColumn("Dự kiến thành lập", 12),
)


def write_van_dong(employers: Iterable[DoanhNghiep], head_lines: Sequence[str]) -> IO[bytes]:
    """Write the workbook to a temporary file, rewound; the employers bear what `put_words` gave them."""

    def rows():
        for number, e in enumerate(employers, 1):
            work = e.viec
            yield (
                number, e.diem_tron, e.ma_so_thue, e.ten, e.lao_dong_hien_co, e.vi_sao,  # type: ignore[attr-defined]
                e.don_vi_quan_ly.ten if e.don_vi_quan_ly else "", e.giai_doan_ngan,
                work.phu_trach.ho_ten if work and work.phu_trach else "", work.get_ly_do_display() if work else "",
                work.buoc_tiep if work else "", work.ngay_buoc_tiep if work else None, work.du_kien if work else None,
            )  # fmt: skip

    return write_table("Vận động", COLUMNS, rows(), head_lines)

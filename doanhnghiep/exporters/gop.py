"""Excel of the pairs that may be one employer: the rows and columns of the screen (05 §5.5)."""

from collections.abc import Iterable, Sequence
from typing import IO

from core.sheets.table import write_table
from core.sheets.writer import SheetColumn
from core.text import mask_tax_code
from doanhnghiep.models import DoanhNghiep
from doanhnghiep.queries.gop import CapGiong

RECORD = (SheetColumn("Mã số thuế", 16), SheetColumn("Loại hình", 18), SheetColumn("Địa chỉ", 30))
COLUMNS = (
    SheetColumn("TT", 6, plain=True), SheetColumn("Tên đơn vị", 34), *RECORD, *RECORD, SheetColumn("Giống nhau", 24),
)  # fmt: skip


def write_trung(pairs: Iterable[CapGiong], head_lines: Sequence[str]) -> IO[bytes]:
    """Write pairs of records to a temporary file, rewound."""

    def record(employer: DoanhNghiep) -> tuple:
        return mask_tax_code(employer.ma_so_thue), employer.get_loai_hinh_display(), employer.dia_chi

    cells = (
        (number, pair.mot.ten, *record(pair.mot), *record(pair.hai),
         "tên và địa chỉ" if pair.cung_dia_chi else "tên; một bên chưa có địa chỉ")
        for number, pair in enumerate(pairs, 1)
    )  # fmt: skip
    return write_table("Đơn vị trùng", COLUMNS, cells, head_lines)

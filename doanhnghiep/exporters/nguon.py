"""Excel of a pile of a source's list and of the disputes: the rows and columns of the screen (05 §5.5)."""

from collections.abc import Iterable, Sequence
from typing import IO

from django.utils import timezone

from core.sheets.table import write_table
from core.sheets.writer import SheetColumn
from doanhnghiep.enums import NhomNguon
from doanhnghiep.models import DongNguon, TranhChap

ROW = (
    SheetColumn("TT", 6, plain=True),
    SheetColumn("Dòng", 7, plain=True),
    SheetColumn("Đơn vị trong tệp", 36),
)
# Who agrees in everything keeps no cell of the file.
CELLS = (SheetColumn("Địa chỉ", 30), SheetColumn("Mã số thuế", 14))
# What a pile shows beside the row itself.
OF_PILE: dict[str, tuple[SheetColumn, ...]] = {
    NhomNguon.KHAC: (*CELLS, SheetColumn("Ở đây", 36), SheetColumn("Nguồn này", 30)),
    NhomNguon.CO_THE: (*CELLS, SheetColumn("Là đơn vị nào", 48)),
    NhomNguon.LOI: CELLS,
    NhomNguon.MOI: (*CELLS, SheetColumn("Lao động", 10)),
}
NOTE = SheetColumn("Ghi chú", 34)
DISPUTES = (
    SheetColumn("TT", 6, plain=True),
    SheetColumn("Đơn vị, doanh nghiệp", 36),
    SheetColumn("Nội dung", 22),
    SheetColumn("Số lao động thực tế", 11),
    SheetColumn("Ngừng từ ngày", 12),
    SheetColumn("Người nêu", 28),
    SheetColumn("Nêu lúc", 16),
    SheetColumn("Trạng thái", 15),
    SheetColumn("Ngày quyết", 12),
    SheetColumn("Sau quyết định", 24),
)
REPLACED = "Đã có số liệu mới sau quyết định"


def _of_pile(pile: str, row: DongNguon) -> tuple:
    cells = row.gia_tri.get("dia_chi"), row.gia_tri.get("ma_so_thue")
    if pile == NhomNguon.KHAC:
        sides = ("; ".join(f"{one['ten']}: {one[side] or 'trống'}" for one in row.o) for side in ("day", "kia"))
        return *cells, *sides
    if pile == NhomNguon.CO_THE:
        return *cells, "; ".join(", ".join(filter(None, [one.ten, one.dia_chi])) for one in row.gan_giong)
    if pile == NhomNguon.MOI:
        return *cells, row.gia_tri.get("tong_lao_dong")
    return cells if pile == NhomNguon.LOI else ()


def write_nguon(pile: str, rows: Iterable[DongNguon], head_lines: Sequence[str]) -> IO[bytes]:
    """Write the rows of a pile to a temporary file, rewound; they bear what the page puts on them."""
    cells = (
        (number, row.dong, row.ten, *_of_pile(pile, row), row.note)
        for number, row in enumerate(rows, 1)
    )  # fmt: skip
    return write_table("Đối chiếu nguồn", (*ROW, *OF_PILE.get(pile, ()), NOTE), cells, head_lines)


def write_tranh_chap(rows: Iterable[tuple[TranhChap, bool]], head_lines: Sequence[str]) -> IO[bytes]:
    """Write disputes, each with whether a later record replaced its number, to a temporary file, rewound."""
    cells = (
        (number, one.doanh_nghiep.ten, one.get_loai_display(), one.so_lao_dong, one.ngay_ngung, one.created_by.ho_ten,
         timezone.localtime(one.created_at).replace(tzinfo=None), one.get_trang_thai_display(), one.ngay_quyet,
         REPLACED if is_replaced else "")
        for number, (one, is_replaced) in enumerate(rows, 1)
    )  # fmt: skip
    return write_table("Tranh chấp số liệu", DISPUTES, cells, head_lines)

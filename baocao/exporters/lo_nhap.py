"""Excel of the history of imports: the rows and columns of the screen (05 §5.5)."""

from collections.abc import Iterable, Sequence
from typing import IO

from django.utils import timezone

from baocao.forms.nhap_lieu import SHOWN_STATES
from cdcs.enums import TrangThaiLo
from cdcs.models import LoNhap
from core.sheets.table import write_table
from core.sheets.writer import SheetColumn

COLUMNS = (
    SheetColumn("TT", 6, plain=True),
    SheetColumn("Lô số", 8, plain=True),
    SheetColumn("Loại", 26),
    SheetColumn("Tệp", 44),
    SheetColumn("Người nhập", 26),
    SheetColumn("Lúc", 17),
    SheetColumn("Thêm mới", 11),
    SheetColumn("Cập nhật", 11),
    SheetColumn("Lỗi", 9),
    SheetColumn("Trạng thái", 20),
)


def write_lo_nhap(batches: Iterable[LoNhap], head: Sequence[str]) -> IO[bytes]:
    """Write batches to a temporary file, rewound."""
    rows = (
        (number, one.pk, one.get_loai_display(), one.ten_tep, one.created_by.ho_ten,
         timezone.localtime(one.created_at).replace(tzinfo=None), one.them_moi, one.cap_nhat, one.loi, _state(one))
        for number, one in enumerate(batches, 1)
    )  # fmt: skip
    return write_table("Các lần nhập", COLUMNS, rows, head)


def _state(batch: LoNhap) -> str:
    """The state in the words of the page."""
    if batch.trang_thai == TrangThaiLo.HONG and batch.ket_qua.get("dung_giua_chung"):
        return "Dừng giữa chừng"
    return SHOWN_STATES.get(TrangThaiLo(batch.trang_thai)) or batch.get_trang_thai_display()

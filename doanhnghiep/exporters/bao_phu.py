"""Excel of a step of coverage's bridge and of the crossings of the threshold: the lists of the screen (05 §5.5)."""

from collections.abc import Iterable, Sequence
from typing import IO

from cdcs.models import CongDoan
from core.sheets.table import write_table
from core.sheets.writer import SheetColumn
from doanhnghiep.models import DoanhNghiep
from doanhnghiep.queries.cau_bao_phu import Dong
from doanhnghiep.queries.nguong import QuaNguong

DongBuoc = tuple[DoanhNghiep, Dong | None, Dong | None, CongDoan | None]  # with its facts on both days, its manager
STEP = (
    SheetColumn("TT", 6, plain=True),
    SheetColumn("Đơn vị, doanh nghiệp", 44),
    SheetColumn("Loại hình", 26),
    SheetColumn("Vốn nước ngoài", 10),
    SheetColumn("Lao động đầu kỳ", 12),
    SheetColumn("Lao động cuối kỳ", 12),
    SheetColumn("CĐCS cuối kỳ", 18),
    SheetColumn("Đơn vị quản lý", 34),
)
CROSSING = (
    SheetColumn("TT", 6, plain=True),
    SheetColumn("Đơn vị, doanh nghiệp", 44),
    SheetColumn("Ngày số liệu", 12),
    SheetColumn("Trước", 10),
    SheetColumn("Sau", 10),
    SheetColumn("Nguồn", 24),
    SheetColumn("CĐCS", 10),
)


def _covered(after: Dong | None) -> str:
    """Whether an employer has a CĐCS on the last day, in the words of the page."""
    if after is None:
        return "Không còn ở đây"
    return "Đã có" if after.co_cdcs else "Chưa có"


def write_buoc(lines: Iterable[DongBuoc], head_lines: Sequence[str]) -> IO[bytes]:
    """Write the employers behind a step to a temporary file, rewound."""
    rows = (
        (number, one.ten, one.get_loai_hinh_display(), one.von_nuoc_ngoai, before and before.lao_dong,
         after and after.lao_dong, _covered(after), manager.ten if manager else "")
        for number, (one, before, after, manager) in enumerate(lines, 1)
    )  # fmt: skip
    return write_table("Cầu nối độ bao phủ", STEP, rows, head_lines)


def write_qua_nguong(events: Iterable[QuaNguong], head_lines: Sequence[str]) -> IO[bytes]:
    """Write crossings to a temporary file, rewound."""
    rows = (
        (number, one.doanh_nghiep.ten, one.ngay, one.truoc, one.sau, one.nguon, "Đã có" if one.co_cdcs else "Chưa có")
        for number, one in enumerate(events, 1)
    )
    return write_table("Qua ngưỡng", CROSSING, rows, head_lines)

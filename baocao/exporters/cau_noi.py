"""Excel of the page of the bridge: its figures one under the other, or its table of units (05 §5.5)."""

from typing import IO, Any

from baocao.exporters.bang import structure_text, window_text
from baocao.queries.cau_noi import CauNoi, DongDonVi, Muc
from core.dates import format_date, today
from core.sheets.table import write_table
from core.sheets.writer import SheetColumn

FIGURES = (
    SheetColumn("TT", 6, plain=True),
    SheetColumn("Phần", 20),
    SheetColumn("Nội dung", 40),
    SheetColumn("Kỳ này", 12),
)
BEFORE = (SheetColumn("Cùng kỳ", 12), SheetColumn("Chênh lệch", 12), SheetColumn("Chênh lệch %", 12))
UNITS = (
    SheetColumn("TT", 6, plain=True),
    SheetColumn("Mã đơn vị", 16),
    SheetColumn("Đơn vị", 42),
    SheetColumn("Đầu kỳ", 12),
    SheetColumn("Tăng", 12),
    SheetColumn("Giảm", 12),
    SheetColumn("Do sắp xếp", 12),
    SheetColumn("Cuối kỳ", 12),
)


def _head(page: CauNoi, title: str) -> list[str]:
    place = page.place
    head = [
        title,
        f"{place.don_vi.ten} ({place.don_vi.ma})",
        f"{window_text(place.tu, place.den)}. {structure_text(place.co_cau)}. Số hiện thời",
    ]
    if page.is_compared and page.cung_ky:
        head.append(f"Cùng kỳ: {window_text(*page.cung_ky).lower()}")
    return [*head, f"Lập ngày {format_date(today())}"]


def write_cau_noi(page: CauNoi) -> IO[bytes]:
    """Every figure of the sums, with the year before where the page shows it."""
    columns = [*FIGURES, *(BEFORE if page.is_compared else ())]
    rows = [[number, *_figure(one, page.is_compared)] for number, one in enumerate(page.muc, 1)]
    return write_table("Cầu nối", columns, rows, _head(page, "Cầu nối đoàn viên, CĐCS"))


def _figure(one: Muc, is_compared: bool) -> list[Any]:
    before = [one.truoc, one.chenh, one.ty_le] if is_compared else []
    return [one.nhom, one.ten, one.so, *before]


def write_don_vi(page: CauNoi) -> IO[bytes]:
    """The table of units in the order of the page; the unit itself closes it."""
    lines = [*page.lines, *([page.own_rows] if page.own_rows else [])]
    rows = [[number, *_unit(line)] for number, line in enumerate(lines, 1)]
    title = "Cầu nối đoàn viên theo đơn vị trực thuộc"
    return write_table("Theo đơn vị", UNITS, rows, _head(page, title), [["", *_unit(page.whole)]])


def _unit(line: DongDonVi) -> list[Any]:
    return [line.ma, line.ten, *(value for value, _ in line.so)]

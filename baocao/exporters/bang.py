"""Excel of what a page shows: one table with the page's title, unit, day and structure in its head (05 §5.5)."""

from collections.abc import Iterable
from datetime import date
from typing import IO, Any

from baocao.queries.bang import SO_HIEN_THOI
from baocao.queries.bang_dieu_khien import BangDieuKhien
from baocao.queries.dong_bang import Line
from baocao.queries.sau_so import DanhSach
from cdcs.models import CoCau
from chitieu.queries import NhipDo
from core.dates import format_date, today
from core.sheets.table import write_table
from core.sheets.writer import SheetColumn
from core.templatetags.so import STATES

DASHBOARD_COLUMNS = (
    SheetColumn("TT", 6, plain=True),
    SheetColumn("Mã đơn vị", 16),
    SheetColumn("Đơn vị", 40),
    SheetColumn("Chỉ tiêu", 12),
    SheetColumn("Thực hiện", 12),
    SheetColumn("Tỷ lệ %", 12),
    SheetColumn("Dự kiến", 12),
    SheetColumn("Dự kiến %", 12),
    SheetColumn("Trong diện", 12),
    SheetColumn("Đã có CĐCS", 12),
    SheetColumn("Độ bao phủ %", 14),
    SheetColumn("Đoàn viên", 12),
)


def structure_text(structure: CoCau | None) -> str:
    """The reading of the tree in words."""
    return f"Cơ cấu ngày {format_date(structure.ngay)}" if structure else "Cơ cấu lúc đó"


def window_text(start: date, end: date) -> str:
    return f"Từ {format_date(start)} đến hết {format_date(end)}"


def write_danh_sach(listing: DanhSach, source: str = SO_HIEN_THOI) -> IO[bytes]:
    """The list behind a figure, all its rows, with the figure as its total; `source` says whose figure it is."""
    asked = listing.question
    columns = [SheetColumn("TT", 6, plain=True), *(SheetColumn(c.label, c.width, c.plain) for c in listing.columns)]
    rows = ([number, *(cell.value for cell in row)] for number, row in enumerate(listing.all_rows(), 1))
    head = [
        asked.figure.ten,
        f"{asked.unit.ten} ({asked.unit.ma})",
        f"{window_text(asked.start, asked.end)}. {structure_text(asked.structure)}. {source}",
        f"Lập ngày {format_date(today())}",
    ]
    # Without a column of numbers the figure is how many rows there are.
    is_counted = asked.figure.shape in ("units", "employers", "measures")
    numbers = (i for i, column in enumerate(listing.columns, 1) if column.num)
    place = 2 if is_counted else next(numbers, 2)
    total: list[Any] = [""] * len(columns)
    total[1], total[place] = f"Tổng cộng, {asked.figure.danh_tu}", listing.total
    return write_table("Danh sách", columns, rows, head, [total])


def current_structure_note(lines: Iterable[tuple[str, NhipDo | None]]) -> list[str]:
    """Whose forecast is read in today's structure, as the page says beside each [02-2.5-13]."""
    names = [name for name, pace in lines if pace and pace.theo_hien_nay]
    return [f"Dự kiến theo cơ cấu hiện nay, vì có CĐCS đến hoặc đi: {', '.join(names)}"] if names else []


def write_dashboard(page: BangDieuKhien) -> IO[bytes]:
    """The table of units as it is seen, with its sum."""
    place, columns = page.place, list(DASHBOARD_COLUMNS)
    rows = [[number, *_line(line)] for number, line in enumerate(page.lines, 1)]
    if page.theo:
        columns.append(SheetColumn("Nguồn số", 14))
        rows = [[*row, _source(line)] for row, line in zip(rows, page.lines, strict=True)]
    if page.round and page.round.don_vi:
        columns.append(SheetColumn(f"Báo cáo {page.round.ky.short_label.lower()}", 20))
        rows = [[*row, _state(line)] for row, line in zip(rows, page.lines, strict=True)]
    head = [
        f"Chỉ tiêu và thực hiện năm {page.nam['nam']}",
        f"{place.don_vi.ten} ({place.don_vi.ma})",
        f"{window_text(page.year_start, place.den)}. {structure_text(place.co_cau)}. {page.nguon}",
        f"Dự kiến đến hết {format_date(page.year_end)}. Lập ngày {format_date(today())}",
        *current_structure_note((line.ten, line.nhip) for line in page.lines),
    ]
    return write_table("Bảng điều khiển", columns, rows, head, [["", *_line(page.total)]])


def _source(line: Line) -> str:
    """Whose figures a line shows in the reading of approved reports; base units send none."""
    if line.is_folded or line.is_inner:
        return ""
    return SO_HIEN_THOI if line.hien_thoi else "Báo cáo đã duyệt"


def _state(line: Line) -> str:
    """How far its report is, in the words of the page."""
    if not line.bao_cao or not line.bao_cao.kind:
        return ""
    return line.bao_cao.word or STATES[line.bao_cao.kind][-1]


def _line(line: Line) -> list[Any]:
    coverage = line.bao_phu or {}
    return [
        line.ma, line.ten, line.giao, line.thuc_hien, line.ty_le, line.nhip.du_kien if line.nhip else None,
        line.du_kien, coverage.get("trong_dien"), coverage.get("co_cdcs"),
        coverage.get("ty_le"), line.doan_vien,
    ]  # fmt: skip

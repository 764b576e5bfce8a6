"""Excel of the page of progress (05 §5.5)."""

from typing import IO, Any

from baocao.exporters.bang import current_structure_note, structure_text, window_text
from baocao.queries.tien_do import DongTienDo, TienDo
from chitieu.enums import LoaiChiTieu
from core.dates import format_date, today
from core.sheets.table import write_table
from core.sheets.writer import SheetColumn

HEAD = (
    SheetColumn("TT", 6, plain=True),
    SheetColumn("Mã đơn vị", 13),
    SheetColumn("Đơn vị", 38),
    SheetColumn("Chỉ tiêu", 11),
    SheetColumn("Thực hiện", 11),
    SheetColumn("Tỷ lệ %", 10),
    SheetColumn("Vượt, thiếu", 11),
)
PACE = (
    SheetColumn("Cần mỗi tháng", 11),
    SheetColumn("Đang đạt mỗi tháng", 11),
    SheetColumn("Dự kiến", 11),
    SheetColumn("Dự kiến %", 11),
    SheetColumn("Thấp nhất", 11),
    SheetColumn("Cao nhất", 11),
)


def write_tien_do(page: TienDo) -> IO[bytes]:
    """The units in the order of the page; the unit itself comes last, as it stands above them."""
    place = page.place
    readings = [SheetColumn(label, 12) for label, _, _ in page.own.cach_doc]
    period = "cả nhiệm kỳ" if page.is_term else f"năm {place.nam}"
    head = [
        f"Tiến độ chỉ tiêu {LoaiChiTieu(page.loai).label} {period}",
        f"{place.don_vi.ten} ({place.don_vi.ma})",
        f"{window_text(*page.window)}. {structure_text(place.co_cau)}. Số hiện thời",
        f"Dự kiến đến hết {format_date(page.end)}",
        f"Lập ngày {format_date(today())}",
        *current_structure_note((line.unit.ten, line.nhip) for line in [*page.lines, page.own]),
    ]
    rows = [[number, *_line(line)] for number, line in enumerate(page.lines, 1)]
    return write_table("Tiến độ", [*HEAD, *readings, *PACE], rows, head, [["", *_line(page.own)]])


def _line(line: DongTienDo) -> list[Any]:
    pace = line.nhip
    return [
        line.ma, line.unit.ten, line.giao, line.thuc_hien, line.ty_le, line.chenh,
        *(value for _, value, _ in line.cach_doc),
        pace.can_moi_thang, pace.dang_dat, pace.du_kien, pace.ty_le_du_kien, pace.thap, pace.cao,
    ]  # fmt: skip

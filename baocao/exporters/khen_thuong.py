"""Excel of the commendation page (05 §5.5)."""

from typing import IO, Any

from baocao.exporters.bang import structure_text, window_text
from baocao.queries.khen_thuong import BAO_CAO_DA_DUYET, KHONG_XET, DongKhen, KhenThuong
from cdcs.enums import ThuocDo
from core.dates import format_date, today
from core.sheets.table import write_table
from core.sheets.writer import SheetColumn

UNITS = (
    SheetColumn("TT", 6, plain=True),
    SheetColumn("Mã đơn vị", 13),
    SheetColumn("Đơn vị", 32),
    SheetColumn("Nhóm", 13),
    SheetColumn("Chỉ tiêu đoàn viên", 11),
)
SHARES = (
    SheetColumn("Tỷ lệ %", 10),
    SheetColumn("Vượt %", 10),
    SheetColumn("Chỉ tiêu CĐCS", 10),
    SheetColumn("CĐCS mới", 10),
    SheetColumn("Kết quả xét", 54),
)
MET = "Đủ điều kiện"


def write_khen_thuong(page: KhenThuong) -> IO[bytes]:
    """Who meets the rule, then who nearly met it with the reason, in the order of the page."""
    place, rule = page.place, page.rule
    head = [
        f"Đề nghị khen thưởng đơn vị vượt chỉ tiêu phát triển đoàn viên, thành lập CĐCS năm {place.nam}",
        f"{place.don_vi.ten} ({place.don_vi.ma})",
        f"{window_text(*page.window)}. {structure_text(place.co_cau)}. {page.nguon[0].upper()}{page.nguon[1:]}",
        f"Điều kiện: {rule.cau_doan_vien}; {rule.cau_cdcs}. {KHONG_XET}",
        *([] if page.theo_bao_cao else [f"Chưa kiểm tra ở đây: {BAO_CAO_DA_DUYET}."]),
        *page.ended_notes,
        f"Lập ngày {format_date(today())}",
    ]
    met = [[number, *_line(line), MET] for group in page.groups for number, line in group.dong]
    near = [[None, *_line(line), reason] for line, reason in page.near]
    columns = [*UNITS, SheetColumn(ThuocDo(rule.thuoc_do).label, 11), *SHARES]
    return write_table("Đề nghị khen thưởng", columns, [*met, *near], head)


def _line(line: DongKhen) -> list[Any]:
    group = "CĐCS trực thuộc" if line.unit.la_co_so else "Cấp trên"
    return [
        line.unit.ma, line.unit.ten, group, line.giao, line.thuc_hien, line.ty_le, line.vuot, line.giao_cdcs, line.cdcs,
    ]  # fmt: skip

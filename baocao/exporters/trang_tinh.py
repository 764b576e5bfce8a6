"""One table as one sheet: title block, frozen heading row, rows, total, notes, signature (03 §3.5)."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from baocao.exporters.kieu import FONT, LINE_HEIGHT, MOT_LE, Kieu
from baocao.exporters.ngat_trang import settle_heights
from baocao.queries.bang import (
    CHI_TIEU,
    CHU,
    CO_GACH,
    GACH,
    MA,
    SO,
    TY_LE,
    Bang,
    BaoCaoData,
    GiaTri,
    ngay_ngan,
    tap_the,
)
from baocao.queries.tong_hop import GIA_TRI
from core.sheets.measure import lines_of, text_width
from core.sheets.writer import ILLEGAL, MAX_TEXT

HEADING_ROW = 7
HASH_SHOWN = 12
WIDTHS = {
    "Tổng hợp": (7, 62, 16, 16, 44),
    "PL1 Kết quả": (5, 11.5, 34, 8.8, 9, 9, 8.8, 8.8, 7.8, 8.8, 7.8, 8.2, 8.8, 8.8, 8.2, 9.2, 25),
    "PL2 CĐCS mới": (5, 11.5, 28, 15.5, 48, 12.5, 22, 13.5, 11.5, 8.5, 8.5),
    "PL3 CĐCS kết thúc": (5, 12, 34, 16.5, 52, 13, 14, 26, 13),
    "PL4 Chưa có CĐCS": (4.8, 11, 17, 12, 30, 16, 7.5, 14, 11.2, 7.5, 11.2, 11, 18.5, 20, 9.5),
    "PL5 Nghiệp đoàn": (5, 11.5, 28, 16.5, 54, 13.5, 12, 10, 28),
    "PL6 Biến động": (4.5, 11, 24, 8.2, *(7.3,) * 17, 8.2, 8.2, 8.2),
    "PL7 Bao phủ": (5, 13, 45, *(15,) * 7),
}
PLACE_DAY = "…………, ngày …… tháng …… năm ……"


def put_text(cell: Any, text: str) -> None:
    """Write text that stays text, whatever it begins with [06-6.2 #7]."""
    cell.value = ILLEGAL.sub("", text)[:MAX_TEXT]
    cell.data_type = "s"
    if text[:1] in ("=", "+", "-", "@"):
        cell.quotePrefix = True


class TrangTinh:
    """Writes one table; `source` is the line of the title block that says where the figures come from."""

    def __init__(self, sheet: Any, table: Bang, data: BaoCaoData, styles: Kieu, source: str):
        self.sheet, self.table, self.data, self.styles, self.source = sheet, table, data, styles, source
        self.widths = WIDTHS[table.trang]
        self.columns = len(table.cot)

    def write(self) -> None:
        """Write the whole sheet."""
        self._title_block()
        self._heading()
        row = HEADING_ROW
        for index, values in enumerate(self.table.dong):
            row += 1
            self._row(row, values, bold=index in self.table.dam)
        if self.table.tong is not None:
            row += 1
            self._row(row, self.table.tong, bold=True)
        for note in self.table.ghi_chu:
            row += 1
            self._line(row, note, size=11, italic=True, place="left", height=None)
        self._sign(row + 2)
        settle_heights(self.sheet, HEADING_ROW, row, row + 2, self.widths)
        set_up_page(self.sheet, HEADING_ROW, "C8" if self.table.trang == "Tổng hợp" else "D8", self.widths)
        self.sheet.print_area = f"A1:{self.sheet.cell(row + 2, self.columns).coordinate}"
        set_footer(self.sheet, self.data)

    def _title_block(self) -> None:
        data = self.data
        unit = f"Đơn vị báo cáo: {data.ten_don_vi} ({data.ma_don_vi})"
        period = f"từ ngày {ngay_ngan(data.tu_ngay)} đến ngày {ngay_ngan(data.den_ngay)}"
        self._line(1, self.table.nhan, size=13, bold=True, height=18)
        self._line(2, self.table.tieu_de, size=13, bold=True, height=18)
        self._line(3, f"(Số liệu tính đến ngày {ngay_ngan(data.den_ngay)})", size=12, italic=True, height=18)
        self._line(4, f"{unit}. Kỳ báo cáo: {data.ten_ky} ({data.ma_ky}), {period}", size=11, height=15.5)
        self._line(5, self.source, size=11, height=15.5)
        self.sheet.row_dimensions[6].height = 6

    def _line(self, row: int, text: str, *, size: int, height: float | None, bold=False, italic=False, place="center"):
        """A line across the table; without a height it is measured."""
        from openpyxl.styles import Alignment, Font

        cell = self.sheet.cell(row, 1)
        put_text(cell, text)
        cell.font = Font(FONT, size, bold=bold, italic=italic)
        cell.alignment = Alignment(horizontal=place, vertical="center" if height else "top", wrap_text=height is None)
        self.sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=self.columns)
        if height is None:
            height = 16.5 * lines_of(text, sum(self.widths) * 0.97)
        elif text_width(text, bold) * size / 11 > sum(self.widths):
            cell.alignment = Alignment(horizontal=place, vertical="center", wrap_text=True)
            height *= 2
        self.sheet.row_dimensions[row].height = height

    def _heading(self) -> None:
        tallest = 1
        for index, (column, width) in enumerate(zip(self.table.cot, self.widths, strict=True), 1):
            cell = self.sheet.cell(HEADING_ROW, index)
            put_text(cell, column.ten)
            self.styles.put(cell, "tieu_de_cot", bold=True)
            tallest = max(tallest, lines_of(column.ten, width, bold=True))
        self.sheet.row_dimensions[HEADING_ROW].height = max(22, 4 + 14.5 * tallest)

    def _row(self, row: int, values: Sequence[GiaTri], *, bold: bool) -> None:
        tallest = 1
        for index, (column, value, width) in enumerate(zip(self.table.cot, values, self.widths, strict=True), 1):
            kind, number_format = column.loai, None
            if kind == GIA_TRI:
                kind, number_format = SO, MOT_LE if isinstance(value, Decimal) else None
            if value is None and kind in CO_GACH:
                value = GACH
            cell = self.sheet.cell(row, index)
            look = "gach" if isinstance(value, str) and kind in (SO, CHI_TIEU, TY_LE) else kind
            self.styles.put(cell, look, bold and not (self.table.dam and column.ten == "Ghi chú"))
            if number_format:
                cell.number_format = number_format
            put_value(cell, value)
            if kind in (CHU, MA) and isinstance(value, str) and len(value) > width * 0.55:
                indent = 1 if kind == CHU else 0
                tallest = max(tallest, lines_of(value, width - indent, bold))
        self.sheet.row_dimensions[row].height = LINE_HEIGHT * tallest

    def _sign(self, row: int) -> None:
        """The signature block: one row, which Excel never splits, with two merged cells."""
        from openpyxl.styles import Alignment, Font

        half = max(1, min(self.columns - 1, _half(self.widths)))
        for first, last, runs in ((1, half, _maker()), (half + 1, self.columns, _signer(self.data))):
            cell = self.sheet.cell(row, first)
            cell.value, cell.font = _rich(runs), Font(FONT, 12)
            cell.alignment = Alignment(horizontal="center", vertical="top", wrap_text=True)
            self.sheet.merge_cells(start_row=row, start_column=first, end_row=row, end_column=last)
        self.sheet.row_dimensions[row - 1].height = 6
        self.sheet.row_dimensions[row].height = 122


def put_value(cell: Any, value: GiaTri) -> None:
    """Numbers as numbers, days as days, texts as texts, nothing as an empty cell."""
    if isinstance(value, str):
        if value:
            put_text(cell, value)
    elif isinstance(value, Decimal):
        cell.value = float(value)
    elif isinstance(value, (int, date)):
        cell.value = value


def _half(widths: Sequence[float]) -> int:
    """After how many columns half of the width is reached."""
    total, used = sum(widths), 0.0
    for count, width in enumerate(widths, 1):
        used += width
        if used >= total / 2:
            return count
    return len(widths)


def _maker() -> list[tuple[str, bool, bool]]:
    return [("\nNGƯỜI LẬP BIỂU\n", True, False), ("(Ký, ghi rõ họ tên)\n\n\n\n", False, True)]


def _signer(data: BaoCaoData) -> list[tuple[str, bool, bool]]:
    """Place and day to be filled in, then who signs: the committee of the unit's level."""
    body = tap_the(data.loai_don_vi).upper()
    return [(f"{PLACE_DAY}\n", False, True), (f"TM. {body}\nCHỦ TỊCH\n\n\n\n", True, False)]


def _rich(runs: Sequence[tuple[str, bool, bool]]) -> Any:
    from openpyxl.cell.rich_text import CellRichText, TextBlock
    from openpyxl.cell.text import InlineFont

    return CellRichText(
        [TextBlock(InlineFont(rFont=FONT, sz=12, b=bold, i=italic), text) for text, bold, italic in runs]
    )


def set_up_page(sheet: Any, heading_row: int, freeze: str, widths: Sequence[float]) -> None:
    """A4 landscape, one page wide, heading row frozen and repeated, page number from the second page on."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    for index, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(index)].width = width
    sheet.freeze_panes = freeze
    sheet.print_title_rows = f"{heading_row}:{heading_row}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.page_setup.firstPageNumber, sheet.page_setup.useFirstPageNumber = 1, True
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    margins = sheet.page_margins
    margins.top, margins.bottom, margins.left, margins.right = (mm / 25.4 for mm in (20, 17, 20, 15))
    margins.header = margins.footer = 10 / 25.4
    sheet.print_options.horizontalCentered = True
    sheet.sheet_view.showGridLines = False
    sheet.sheet_view.zoomScale = 90
    sheet.HeaderFooter.differentFirst = True
    sheet.oddHeader.center.text = "&P"


def set_footer(sheet: Any, data: BaoCaoData) -> None:
    """Which sheet, unit and round a loose page is of; a live report is marked as not final (sentences.md, 8)."""
    name = f"{sheet.title} - {data.ten_don_vi} - {data.ma_ky}".replace("&", "&&")
    for footer in (sheet.oddFooter, sheet.firstFooter):
        for part, text in ((footer.left, name), (footer.right, _mark(data))):
            part.text, part.font, part.size = text, f"{FONT},Italic", 9


def _mark(data: BaoCaoData) -> str:
    source, marks = data.nguon, ["DỮ LIỆU MẪU – số liệu giả định"] if data.la_du_lieu_mau else []
    sealed = f"Bản chụp {source.ma_ban_chup} · {source.sha256[:HASH_SHOWN]}"
    return ". ".join([*marks, "BẢN NHÁP – số liệu chưa chốt" if source.la_hien_thoi else sealed])

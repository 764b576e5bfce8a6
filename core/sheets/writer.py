"""Our streaming .xlsx writer: constant memory, typed cells, and text that never becomes a formula [06-6.2 #7].

Rows go from the caller's iterator straight into the zip stream. Text is always an inline string, so that text
beginning with = + - @ stays text in Excel and LibreOffice.
"""

import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from textwrap import wrap
from typing import IO, Any
from xml.sax.saxutils import escape

from core.sheets import xlsx_parts

MAX_ROWS = 1_048_576
MAX_TEXT = 32_767
LARGEST = 10**15
ROWS_PER_WRITE = 500
COMPRESS_LEVEL = 3
DAY_ZERO = date(1899, 12, 30).toordinal()
FIRST_DAY = date(1900, 3, 1)

# What XML 1.0 cannot hold; a lone surrogate cannot be encoded either.
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
# One class of signs, for speed: markup, the above, and the underscore that may begin _x000D_.
SPECIAL = re.compile("[&<>_\r\n\t\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]").search
MARKUP = re.compile("[&<>\r]|" + ILLEGAL.pattern)
ESCAPED_CODE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column to write: its heading, its width in characters, and `plain` for ungrouped numbers (years, TT)."""

    label: str
    width: float = 14
    plain: bool = False


@cache
def column_letters(index: int) -> str:
    """Return the letters of the column with zero-based `index`: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def safe_text(text: str) -> str:
    """Return `text` as content of an XML element: control characters dropped, at most what a cell holds."""
    if len(text) > MAX_TEXT:
        text = text[:MAX_TEXT]
    if MARKUP.search(text):
        text = escape(ILLEGAL.sub("", text), {"\r": ""})
    # Excel reads _x000D_ as a control character; the escaped underscore keeps the text as typed.
    return ESCAPED_CODE.sub("_x005F_", text) if "_x" in text else text


def text_cell(ref: str, text: str, style: int) -> str:
    """Return the XML of a text cell; empty text gives an empty cell."""
    if not text:
        return f'<c r="{ref}" s="{style}"/>'
    if not text.isalnum():
        text = safe_text(text)
        if text[:1].isspace() or text[-1:].isspace():
            return f'<c r="{ref}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
    return f'<c r="{ref}" s="{style}" t="inlineStr"><is><t>{text}</t></is></c>'


def cell_xml(ref: str, value: Any, bold: int = 0, plain: bool = False) -> str:
    """Return the XML of one cell of the table; `bold` is 0 or `xlsx_parts.BOLD`. Nothing gives an empty cell."""
    kind = type(value)
    if kind is str:
        return text_cell(ref, value, xlsx_parts.TEXT + bold)
    if kind is int:
        style = xlsx_parts.PLAIN if plain else xlsx_parts.WHOLE
        return f'<c r="{ref}" s="{style + bold}"><v>{value}</v></c>'
    if kind is date and value >= FIRST_DAY:
        return f'<c r="{ref}" s="{xlsx_parts.DAY + bold}"><v>{value.toordinal() - DAY_ZERO}</v></c>'
    if kind is datetime and value.date() >= FIRST_DAY:
        return _datetime_cell(ref, value, bold)
    if kind in (float, Decimal) and abs(value) < LARGEST:
        style = xlsx_parts.PLAIN if plain else xlsx_parts.ONE_DECIMAL
        return f'<c r="{ref}" s="{style + bold}"><v>{value}</v></c>'
    return text_cell(ref, _as_text(value), xlsx_parts.TEXT + bold)


def _as_text(value: Any) -> str:
    """Return what is neither text, number nor a day of Excel's calendar as text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Có" if value else "Không"
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)


def _datetime_cell(ref: str, value: datetime, bold: int) -> str:
    seconds = value.hour * 3600 + value.minute * 60 + value.second
    serial = value.toordinal() - DAY_ZERO + round(seconds / 86_400, 8)
    style = xlsx_parts.INSTANT if seconds else xlsx_parts.DAY
    return f'<c r="{ref}" s="{style + bold}"><v>{serial:.8f}</v></c>'.replace(".00000000<", "<")


def _row_xml(number: int, row: Sequence[Any], letters: list[str], plain: list[bool], bold: int = 0) -> str:
    ref, style = str(number), f'" s="{xlsx_parts.TEXT + bold}" t="inlineStr"><is><t>'
    cells = [f'<row r="{ref}">']
    for letter, value, flag in zip(letters, row, plain, strict=False):
        # Most cells are plain words and numbers as text: they skip two calls.
        if type(value) is str and value and value[0] > " " < value[-1] and not SPECIAL(value) and len(value) < MAX_TEXT:
            cells.append(f'<c r="{letter}{ref}{style}{value}</t></is></c>')
        else:
            cells.append(cell_xml(letter + ref, value, bold, flag))
    cells.append("</row>")
    return "".join(cells)


def write_xlsx(
    fileobj: IO[bytes],
    sheet_name: str,
    columns: Sequence[SheetColumn],
    rows: Iterable[Sequence[Any]],
    head_lines: Sequence[str] = (),
    total_row: Sequence[Any] | None = None,
) -> int:
    """Write one sheet to `fileobj` and return the number of rows written.

    `head_lines` (title, unit, filters) stand above the heading row, which is frozen and repeated in print;
    `total_row` closes the table in bold. Cells: int and Decimal become numbers, dates real dates, bool Có/Không,
    everything else text. Raises ValueError when the rows do not fit one sheet.
    """
    heading_row = len(head_lines) + (2 if head_lines else 1)
    letters = [column_letters(index) for index in range(len(columns))]
    plain = [column.plain for column in columns]
    with zipfile.ZipFile(fileobj, "w", zipfile.ZIP_DEFLATED, compresslevel=COMPRESS_LEVEL) as archive:
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            part.write(xlsx_parts.sheet_start([column.width for column in columns], heading_row).encode())
            part.write(_head_xml(columns, head_lines, heading_row).encode())
            number, buffer = heading_row, []
            for row in rows:
                number += 1
                if number >= MAX_ROWS:
                    raise ValueError("Danh sách quá dài cho một trang tính Excel. Lọc bớt rồi xuất lại.")
                buffer.append(_row_xml(number, row, letters, plain))
                if len(buffer) >= ROWS_PER_WRITE:
                    part.write("".join(buffer).encode())
                    buffer.clear()
            last_row = number
            if total_row is not None:
                buffer.append(_row_xml(number + 1, total_row, letters, plain, xlsx_parts.BOLD))
            part.write("".join(buffer).encode())
            last_cell = f"{letters[-1]}{last_row}" if letters else "A1"
            part.write(xlsx_parts.sheet_end(f"A{heading_row}:{last_cell}").encode())
        for name, content in xlsx_parts.other_parts(sheet_name, heading_row, last_cell).items():
            archive.writestr(name, content)
    return last_row - heading_row


def _lines_of(column: SheetColumn) -> int:
    """In how many lines a heading wraps in its column, beside the arrow of the filter."""
    return len(wrap(column.label, max(int(column.width) - 2, 1)))


def _head_xml(columns: Sequence[SheetColumn], head_lines: Sequence[str], heading_row: int) -> str:
    """Return the rows above the table and its heading row."""
    lines = []
    for number, line in enumerate(head_lines, 1):
        style = xlsx_parts.TITLE if number == 1 else xlsx_parts.LINE
        lines.append(f'<row r="{number}">{text_cell(f"A{number}", line, style)}</row>')
    cells = [
        text_cell(f"{column_letters(index)}{heading_row}", column.label, xlsx_parts.HEADING)
        for index, column in enumerate(columns)
    ]
    height = xlsx_parts.ROW_HEIGHT * max((_lines_of(column) for column in columns), default=1)
    return f'{"".join(lines)}<row r="{heading_row}" ht="{height}" customHeight="1">{"".join(cells)}</row>'

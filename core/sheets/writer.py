"""Our streaming .xlsx writer: constant memory, typed cells, and text that never becomes a formula [06-6.2 #7].

Rows go from the caller's iterator into the zip stream piece by piece. Text is always an inline string, so that text
beginning with = + - @ stays text in Excel and LibreOffice.
"""

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from itertools import islice, repeat
from typing import IO, Any
from xml.sax.saxutils import escape

from core.sheets import xlsx_parts
from core.sheets.measure import lines_in, lines_of, room_in

MAX_ROWS = 1_048_576
MAX_TEXT = 32_767
LARGEST = 10**15
ROWS_PER_PIECE = 1_000
KEPT_TEXTS, KEPT_DAYS = 2_000, 20_000  # of one column; the days of birth of all members are fewer
TITLE_SIZE = 1.2  # of a sign of the first line, to one of the table
WIDEST, WIDE = 1.5, 1.3  # units of a column that a sign takes at most, in a text of capitals and in any other
HIGHEST = 409  # points of a row
INDENT = 1.3  # of a text, in units of a column
ARROW = 1  # of the filter, in units of a column
COMPRESS_LEVEL = 2  # a third quicker than 3 for a file that is a twelfth larger
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


def text_cell(text: str, style: int) -> str:
    """Return the XML of a text cell from behind its place on; empty text gives an empty cell."""
    if not text:
        return f'" s="{style}"/>'
    keep = ""
    # Most texts are plain words and numbers, which need no second look.
    if not text[0] > " " < text[-1] or len(text) > MAX_TEXT or SPECIAL(text):
        text = safe_text(text)
        keep = ' xml:space="preserve"' if text[:1].isspace() or text[-1:].isspace() else ""
    return f'" s="{style}" t="inlineStr"><is><t{keep}>{text}</t></is></c>'


def number_cell(number: Any, style: int) -> str:
    """Return the XML of a number (or of a place for one) from behind its place on."""
    return f'" s="{style}"><v>{number}</v></c>'


def cell_xml(value: Any, bold: int, plain: bool) -> str:
    """Return the XML of a value that is neither a whole number nor a day from behind its place on.

    `bold` is 0 or `xlsx_parts.BOLD`. Nothing gives an empty cell.
    """
    kind = type(value)
    if kind is str:
        return text_cell(value, xlsx_parts.TEXT + bold)
    if kind is datetime and value.date() >= FIRST_DAY:
        seconds = value.hour * 3600 + value.minute * 60 + value.second
        days = value.toordinal() - DAY_ZERO
        if not seconds:
            return number_cell(days, xlsx_parts.DAY + bold)
        return number_cell(f"{days + round(seconds / 86_400, 8):.8f}", xlsx_parts.INSTANT + bold)
    if kind in (float, Decimal) and abs(value) < LARGEST:
        return number_cell(value, (xlsx_parts.PLAIN if plain else xlsx_parts.ONE_DECIMAL) + bold)
    return text_cell(_as_text(value), xlsx_parts.TEXT + bold)


def _as_text(value: Any) -> str:
    """Return what is neither text, number nor a day of Excel's calendar as text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Có" if value else "Không"
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)


class CellsOfColumn(dict[Any, bytes]):
    """The cells of one column by their value, each from behind its own place up to the place of the next cell.

    Most texts and days of a list come again (units, words, names in their order), so what they gave is kept. Numbers
    are not: 1, True and Decimal(1) are one key, but three cells. `tall` says how many lines the texts take that are
    wider than the column.
    """

    def __init__(self, column: SheetColumn, bold: int, end: str):
        super().__init__()
        self.room, self.tall = room_in(column.width - INDENT, bool(bold)), dict[str, int]()
        self.least, self.least_capitals = self.room / WIDE, self.room / WIDEST
        self.plain, self.bold, self.end = column.plain, bold, end
        whole = xlsx_parts.PLAIN if column.plain else xlsx_parts.WHOLE
        self.whole = (number_cell("%d", whole + bold) + end).encode()
        self.day = (number_cell("%d", xlsx_parts.DAY + bold) + end).encode()

    def __missing__(self, value: Any) -> bytes:
        kind = type(value)
        if kind is int:
            return self.whole % value
        if kind is date and value >= FIRST_DAY:
            return self.keep(value, self.day % (value.toordinal() - DAY_ZERO), KEPT_DAYS)
        if kind is str and self.may_wrap(value):
            self.measure(value)
        xml = (cell_xml(value, self.bold, self.plain) + self.end).encode()
        return self.keep(value, xml, KEPT_TEXTS) if kind is str or value is None else xml

    def may_wrap(self, text: str) -> bool:
        """Whether a text needs a second look; most are short enough."""
        size = len(text)
        return size > self.least or (size > self.least_capitals and text.isupper()) or "\n" in text

    def measure(self, text: str) -> None:
        """Note the lines of a text that is wider than the column."""
        if "\n" in text:
            lines = sum([lines_in(part, self.room) for part in text.splitlines()])
        else:
            lines = lines_in(text, self.room)
        if lines > 1:
            self.tall[text] = lines

    def rows(self, values: Sequence[Any]) -> list[bytes]:
        """The cells of some rows. What is tall is forgotten with the cells alone, and never among these rows."""
        if len(self.tall) >= KEPT_TEXTS:
            self.clear()
            self.tall.clear()
        return list(map(self.__getitem__, values))

    def keep(self, value: Any, xml: bytes, limit: int) -> bytes:
        """Keep the cell of `value`, of at most `limit`, and return it."""
        if len(self) >= limit:
            self.clear()
        self[value] = xml
        return xml


class StartsOfRows(dict[int, bytes]):
    """What stands behind the number of a row, by its lines: its height, and the first cell."""

    def __init__(self, first: str):
        super().__init__()
        self.first = first

    def __missing__(self, lines: int) -> bytes:
        height = f' ht="{min(lines * xlsx_parts.ROW_HEIGHT, HIGHEST)}"' if lines > 1 else ""
        self[lines] = f'"{height}>{self.first}'.encode()
        return self[lines]


class RowWriter:
    """Writes rows as XML; `number` is that of the next one.

    A row is made of the pieces between the places where its number stands (`<row r="`, `"><c r="A`, …), so that its
    number joins them. Text that its column is too narrow for is wrapped, and its row says how high it is.
    """

    def __init__(self, columns: Sequence[SheetColumn], number: int, bold: int = 0):
        self.number = number
        first, *ends = [*(f'<c r="{column_letters(index)}' for index in range(len(columns))), "</row>"]
        self.starts = StartsOfRows(first)
        self.cells = [CellsOfColumn(column, bold, end) for column, end in zip(columns, ends, strict=True)]

    def xml(self, rows: Sequence[Sequence[Any]]) -> bytes:
        """The next rows; what one lacks at its end becomes empty cells."""
        width, first, self.number = len(self.cells), self.number, self.number + len(rows)
        full = [row if len(row) == width else [*row, *repeat(None, width - len(row))] for row in rows]
        by_column = list(zip(*full, strict=True))
        # Maps all the way down: no step of Python for a cell that is kept.
        cells = [column.rows(values) for column, values in zip(self.cells, by_column, strict=True)]
        numbers = map(b"%d".__mod__, range(first, self.number))
        starts = map(self.starts.__getitem__, self.lines(by_column))
        return b"".join(map(bytes.join, numbers, zip(repeat(b'<row r="'), starts, *cells, strict=False)))

    def lines(self, by_column: Iterable[Sequence[Any]]) -> Iterable[int]:
        """How many lines each row takes; endless where all take one."""
        pairs = zip(self.cells, by_column, strict=True)
        found = [map(column.tall.get, values, repeat(1)) for column, values in pairs if column.tall]
        return map(max, repeat(1), *found) if found else repeat(1)

    def pieces(self, rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
        """All rows in pieces of `ROWS_PER_PIECE`."""
        left = iter(rows)
        while some := list(islice(left, ROWS_PER_PIECE)):
            if self.number + len(some) > MAX_ROWS:
                raise ValueError("Danh sách quá dài cho một trang tính Excel. Lọc bớt rồi xuất lại.")
            yield self.xml(some)


def write_xlsx(
    fileobj: IO[bytes],
    sheet_name: str,
    columns: Sequence[SheetColumn],
    rows: Iterable[Sequence[Any]],
    head_lines: Sequence[str] = (),
    total_rows: Sequence[Sequence[Any]] = (),
) -> int:
    """Write one sheet to `fileobj` and return the number of rows written.

    `head_lines` (title, unit, filters) stand above the heading row, which is frozen and repeated in print;
    `total_rows` close the table in bold, outside the filter, so that sorting leaves them there. Cells: int and Decimal
    become numbers, dates real dates, bool Có/Không, everything else text. Raises ValueError when the rows do not fit
    one sheet.
    """
    heading_row = len(head_lines) + (2 if head_lines else 1)
    writer = RowWriter(columns, heading_row + 1)
    with zipfile.ZipFile(fileobj, "w", zipfile.ZIP_DEFLATED, compresslevel=COMPRESS_LEVEL) as archive:
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            part.write(xlsx_parts.sheet_start([column.width for column in columns], heading_row).encode())
            part.write(_head_xml(columns, head_lines, heading_row).encode())
            for piece in writer.pieces(rows):
                part.write(piece)
            last_row = writer.number - 1
            if total_rows:
                part.write(RowWriter(columns, writer.number, xlsx_parts.BOLD).xml(total_rows))
            last_column = column_letters(max(len(columns) - 1, 0))
            last_cell = f"{last_column}{last_row}" if columns else "A1"
            merged = [f"A{row}:{last_column}{row}" for row in range(1, len(head_lines) + 1) if len(columns) > 1]
            width = sum(column.width for column in columns)
            part.write(xlsx_parts.sheet_end(f"A{heading_row}:{last_cell}", merged, width).encode())
        for name, content in xlsx_parts.other_parts(sheet_name, heading_row, last_cell).items():
            archive.writestr(name, content)
    return last_row - heading_row


def _head_xml(columns: Sequence[SheetColumn], head_lines: Sequence[str], heading_row: int) -> str:
    """Return the rows above the table and its heading row."""
    lines, width = [], sum(column.width for column in columns)
    for number, line in enumerate(head_lines, 1):
        style, size = (xlsx_parts.TITLE, TITLE_SIZE) if number == 1 else (xlsx_parts.LINE, 1)
        # Merged cells are never made higher by Excel itself, so that the height is said.
        height = min(xlsx_parts.ROW_HEIGHT * size * lines_of(line, width / size, bold=number == 1), HIGHEST)
        lines.append(f'<row r="{number}" ht="{height}" customHeight="1"><c r="A{number}{text_cell(line, style)}</row>')
    cells = [
        f'<c r="{column_letters(index)}{heading_row}{text_cell(column.label, xlsx_parts.HEADING)}'
        for index, column in enumerate(columns)
    ]
    # The arrow of the filter stands beside the heading.
    tallest = max((lines_of(column.label, column.width - ARROW, bold=True) for column in columns), default=1)
    height = xlsx_parts.ROW_HEIGHT * tallest
    return f'{"".join(lines)}<row r="{heading_row}" ht="{height}" customHeight="1">{"".join(cells)}</row>'

"""A pasted block read as rows of a grid of people: by its headings, as a file is, else in the order of the grid."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile
from typing import Any

from core.importing.columns import HEADING_ROWS, Headings, heading_text
from core.importing.reading import as_read
from core.importing.wide_headings import FAMILY, name_in_parts
from core.sheets.reader import CellError, MergedCell, Sheet, SheetError
from core.text import clean_text, heading_key
from doanvien.importers.cot import DOAN_VIEN

MAX_ROWS = 300
MAX_COLUMNS = 300  # as of a file
TOO_LONG = f"Bảng chứa tối đa {MAX_ROWS} người: dán ít hơn, hoặc nhập bằng tệp."
TITLE_CELLS = 2  # "LĐLĐ HUYỆN … | CỘNG HÒA XÃ HỘI …"
PARTS = {*FAMILY, "ten"}  # headings of a name that stands in two columns
NAME_APART = (
    "Họ và tên nằm ở nhiều cột mà không theo thứ tự Họ đệm rồi Tên: gộp thành một cột “Họ và tên” rồi chép lại."
)
COLUMNS = tuple(column for column in DOAN_VIEN if column.key != "ma_cdcs")
LABELS = {column.key: column.label for column in COLUMNS}
Cells = dict[str, str]


def within_bounds(sheet: Sheet) -> Sheet:
    """The block without empty columns at its right. Raises: SheetError for one that no grid can take."""
    widths = [max((place for place, cell in enumerate(row, 1) if cell.strip()), default=0) for row in sheet.rows]
    if sum(map(bool, widths)) > MAX_ROWS + 2 * HEADING_ROWS:
        raise SheetError("qua_dai", TOO_LONG)
    if (width := max(widths)) > MAX_COLUMNS:
        text = f"Danh sách dán có {width} cột; bảng đọc tới {MAX_COLUMNS} cột. Chép các cột cần thiết rồi dán lại."
        raise SheetError("qua_rong", text)
    return replace(sheet, rows=[row[:width] for row in sheet.rows])


def pasted_rows(sheet: Sheet, order: Sequence[str]) -> tuple[list[Cells], list[str]]:
    """The rows of a pasted block by column: as its headings say, read as those of a file, else in this order.

    Empty rows are left out. Above its headings a block has titles of a cell or two, or people: those stay. What is to
    be told of the block is returned too. Raises: SheetError for headings by which a cell or a part of a name would be
    lost.
    """
    headings = Headings(COLUMNS)
    read = as_read(_with_whole_name(sheet, headings), COLUMNS)
    rows, keys, told = read.sheet.rows, list[str | None](order), []
    first = next((place for place, row in enumerate(sheet.rows) if _is_heading(row, rows[place], headings)), None)
    if first is not None:
        keys, left = _keys_of(rows[first], headings)
        told = [f"Cột không lấy: {', '.join(left)}."] if left else []
        rows = [row for row in rows[:first] if len(list(filter(None, row))) > TITLE_CELLS] + rows[first + 1 :]
    told += [read.choice] if read.choice else []
    found, unread = [], defaultdict(list)
    for row in rows:
        cells: Cells = {}
        for key, cell in zip(keys, row, strict=False):
            if key:
                cells[key] = clean_text(f"{cells.get(key, '')} {cell}")
        if any(cells.values()):
            found.append(cells)
        for reason in {cell.ly_do for cell in row if type(cell) is CellError}:
            unread[reason].append(cells.get("ho_ten") or "người không tên")
    return found, told + [f"{reason} Chưa lấy ô này của: {', '.join(names)}." for reason, names in unread.items()]


def _is_part(cell: Any) -> bool:
    """A heading of one part of the name: "Họ đệm", "Tên"."""
    return heading_key(heading_text(cell)) in PARTS


def _is_heading(row: Sequence[Any], read: Sequence[Any], headings: Headings) -> bool:
    """Whether a row names two columns, or parts of the name, as pasted (js/grid_paste.js asks the same) or as read."""
    return sum(_is_part(cell) or bool(headings.match(cell)) for cell in row) > 1 or headings.score(read)[1] > 1


def _keys_of(row: Sequence[Any], headings: Headings) -> tuple[list[str | None], list[str]]:
    """The columns that a row of headings names, and its headings that are no columns of the grid.

    Raises: SheetError for a column that stands there twice: of its two cells one would be lost [03-3.3-3]; for a name
    whose parts stand in another order.
    """
    texts = [clean_text(str(cell)) for cell in row]
    keys = [match[0] if (match := headings.match(text)) else None for text in texts]
    if doubled := next((key for key, count in Counter(filter(None, keys)).items() if count > 1), None):
        raise SheetError("trung_cot", f"Có hai cột “{LABELS[doubled]}”. Xóa hoặc đổi tên một cột rồi chép lại.")
    if "ho_ten" not in keys and sum(map(_is_part, row)) > 1:
        raise SheetError("ten_nhieu_cot", NAME_APART)
    left = [text for text, key in zip(texts, keys, strict=True) if text and key is None]
    return ["ho_ten" if isinstance(cell, MergedCell) else key for key, cell in zip(keys, row, strict=True)], left


def _with_whole_name(sheet: Sheet, headings: Headings) -> Sheet:
    """The block with the heading of the name merged over all its parts; what was merged in Excel is pasted as empty."""
    for place, row in enumerate(sheet.rows[:HEADING_ROWS]):
        line = list(name_in_parts(row, headings))
        names = [bool((match := headings.match(heading_text(cell))) and match[0] == "ho_ten") for cell in line]
        if any(names):
            start = names.index(True) + 1
            width = sum(1 for _ in takewhile(lambda cell: not heading_text(cell), line[start:]))
            line[start : start + width] = [MergedCell("")] * width
            return replace(sheet, rows=[*sheet.rows[:place], line, *sheet.rows[place + 1 :]])
    return sheet

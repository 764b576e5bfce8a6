"""Lines of a list that are no rows: totals, signatures, titles of its parts, headings of another page or a second list.

Each is told as what it is, once, instead of for every column that it lacks; it stays a row that is refused.
"""

import re
from collections.abc import Sequence
from typing import Any

from core.importing.cells import says_nothing
from core.importing.columns import Headings, Mapping, place_columns
from core.importing.results import ParsedRow, RowError, shown
from core.sheets.reader import MergedCell, SheetError

# Accents are told apart: Tống and Công are names.
BELOW_A_LIST = re.compile(
    r"\W*(?:tổng cộng|tổng số|tổng\s*:|cộng\s*(?::|$)|người lập|lập (?:biểu|bảng)|thủ trưởng|chủ tịch|t/m|tm\.|xác nhận"
    r"|kế toán|nơi nhận|.{0,40}ngày .{1,6} tháng .{1,6} năm)",
    re.IGNORECASE,
)
DIGIT = re.compile(r"\d")
NUMBER = re.compile(r"[\d\s.,]+")
NO_DATA = "Dòng này là dòng cộng hoặc chữ ký ở cuối danh sách, không phải dữ liệu: xóa khỏi tệp, hoặc bỏ qua khi ghi."
PART = (
    "Dòng này chỉ có một ô chữ gộp qua nhiều cột (tên phần, ghi chú), không phải dữ liệu: xóa khỏi tệp, hoặc bỏ qua "
    "khi ghi."
)
AGAIN = "Dòng này lặp lại dòng tiêu đề, không phải dữ liệu: xóa khỏi tệp, hoặc bỏ qua khi ghi."
OTHER_LIST = "Từ dòng này là bảng khác, cột đứng khác bảng trên: tách các dòng từ đây thành tệp riêng rồi nhập tệp đó."
OF_OTHER_LIST = "Dòng này thuộc bảng bắt đầu ở dòng {}, cột đứng khác bảng trên: tách bảng đó thành tệp riêng."


def tell_what_stands_below(rows: Sequence[ParsedRow], headings: Headings, mapping: Mapping) -> None:
    """Put one error on such a line; what follows headings in another order is read by the wrong ones, and refused."""
    wanted = headings.score(mapping.raw_heading)
    for index, row in enumerate(rows):
        if not row.errors:
            continue
        if _is_heading(row, headings, mapping, wanted):
            same = _in_one_order(row, headings, mapping)
            _tell(row, "", AGAIN if same else OTHER_LIST)
            if not same:
                for below in rows[index + 1 :]:
                    _tell(below, "", OF_OTHER_LIST.format(row.dong))
                return
        elif len(row.errors) > 1:
            texts = [cell for cell in row.raw if _is_below(cell)]
            if texts and not _is_filled(row, headings, mapping):
                _tell(row, shown(texts[0]), NO_DATA)
            elif title := _title(row, mapping):
                _tell(row, shown(title), PART)


def _is_below(cell: Any) -> bool:
    return isinstance(cell, str) and BELOW_A_LIST.match(cell) is not None


def _title(row: ParsedRow, mapping: Mapping) -> str:
    """The text of a cell merged over the columns beside it, where no other known column holds anything."""
    said = [place for place, cell in enumerate(row.raw) if not says_nothing(cell)]
    if not said or any(place in mapping.places.values() for place in said[:-1]):
        return ""
    beside = row.raw[said[-1] + 1 : said[-1] + 2]
    is_over = any(isinstance(cell, MergedCell) and not cell.text for cell in beside)
    return str(row.raw[said[-1]]) if is_over else ""


def _is_filled(row: ParsedRow, headings: Headings, mapping: Mapping) -> bool:
    """Whether half of the required columns say something else than numbers: a person may work as "Kế toán"."""
    cells = [row.raw[place] for key, place in mapping.places.items() if headings.columns[key].required]
    said = [cell for cell in cells if not says_nothing(cell) and not _is_below(cell)]
    return 2 * sum(not NUMBER.fullmatch(str(cell)) for cell in said) >= len(cells)


def _tell(row: ParsedRow, value: str, reason: str) -> None:
    row.errors, row.warnings = (RowError(row.dong, "", value, reason),), ()


def _is_heading(row: ParsedRow, headings: Headings, mapping: Mapping, wanted: tuple[int, int]) -> bool:
    """Whether the row names the required columns and half of all; a digit tells most bad rows of a long list apart."""
    cells = [cell for place in mapping.places.values() if not says_nothing(cell := row.raw[place])]
    if any(not isinstance(cell, str) or DIGIT.search(cell) for cell in cells):
        return False
    required, known = headings.score(row.raw)
    return required >= wanted[0] and known >= 2 and 2 * known >= wanted[1]


def _in_one_order(row: ParsedRow, headings: Headings, mapping: Mapping) -> bool:
    """Whether the headings of the row stand over the columns of the list; one of them may be missing."""
    try:
        found = place_columns(0, row.raw, headings).places
    except SheetError:
        return False
    missing = (row.raw[place] for key, place in mapping.places.items() if key not in found)
    return found.items() <= mapping.places.items() and all(map(says_nothing, missing))

"""Headings that stand over several columns: "Quyết định" over Số and Ngày, "Họ và tên" over the two parts of a name.

The first become a heading for each column; the parts of a name, or of another text, become one: a name without its last
word is another person's.
"""

from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from core.importing.cells import says_nothing
from core.importing.columns import HEADING_ROWS, Column, Headings, Mapping, best_row, heading_text
from core.importing.split_columns import joined
from core.sheets.reader import MergedCell, Sheet, SheetError
from core.text import clean_text, heading_key

# Keys of headings beside "Tên".
FAMILY = {
    "ho", "hodem", "hovadem", "hotendem", "hovatendem", "hochudem", "hovachudem",
    "holot", "hovalot", "hotenlot", "hovatenlot", "hochulot", "hovachulot",
}  # fmt: skip
HALVES = {"nam", "nu"}
Row = Sequence[Any]
Span = tuple[int, int]  # first place, and the one after the last


def plain(sheet: Sheet, columns: Sequence[Column], overrides: MappingOf[str, str] | None = None) -> Sheet:
    """Return the sheet with one heading for every column and one column for every text."""
    sheet = joined(sheet, columns, overrides)
    index = best_row(sheet.rows[:HEADING_ROWS], Headings(columns, overrides))
    if index is None:
        return sheet
    # What a heading is called must not hang on what was settled of it.
    headings = Headings(columns)
    for top in (index - 1, index):
        if top >= 0 and (pair := _one_line(sheet.rows[top : top + 2], headings)):
            rows = [*sheet.rows[:top], *pair, *sheet.rows[top + 2 :]]
            return _with_whole_texts(replace(sheet, rows=rows), top, headings)
    return _with_whole_texts(sheet, index, headings)


def _one_line(lines: Sequence[Row], headings: Headings) -> tuple[Row, Row] | None:
    """Two lines of headings as one, and an empty line; None where they are not two such lines.

    A title above names no two columns. The second line stands under merged headings alone: a row of the list would
    fill other columns too. What is under the heading of a name alone is a row, unless it ends with "Tên".
    """
    if len(lines) < 2 or headings.score(lines[0])[1] < 2:
        return None
    top, below = lines
    spans = [(start, min(end, len(below))) for start, end in _merged(top)]
    inside = {place for start, end in spans for place in range(start, end)}
    filled = {place for place, cell in enumerate(below) if not says_nothing(cell)}
    if not filled or not filled <= inside or not all(isinstance(below[place], str) for place in filled):
        return None
    line, is_heading = [*top, *[""] * (len(below) - len(top))], False
    for start, end in spans:
        named = sorted(filled & set(range(start, end)))
        is_parts = bool(named) and _is_family(below[named[0]]) and _is_given(below[named[-1]])
        if named and (is_parts or _is_name(top[start], headings)):
            is_heading |= _is_given(below[named[-1]])
            continue  # the parts of a name, which become one
        for place in named:
            line[place] = _heading_of(heading_text(top[start]), below[place], headings, is_first=place == start)
            is_heading = True
    return (line, ()) if is_heading else None


def _heading_of(above: str, below: str, headings: Headings, *, is_first: bool) -> str:
    """What a column under a merged heading is called: both lines, unless one of them is known and both are not.

    One word ("Ngày", "Số") says too little by itself: the day of a decision is no day of an admission. "Số lượng" over
    Tổng số and Nữ is the number of the first; over Nam and Nữ it is that of none.
    """
    both, below = clean_text(f"{above} {below}"), clean_text(below)
    if headings.match(both):
        return both
    if " " in below and headings.match(below):
        return below
    is_whole = is_first and heading_key(below) not in HALVES
    return above if is_whole and headings.match(above) else both


def _merged(row: Row) -> list[Span]:
    """The headings that are merged over columns of their line."""
    spans, place = [], 0
    while place < len(row):
        end = place + 1
        while end < len(row) and isinstance(row[end], MergedCell) and not row[end].text:
            end += 1
        if end > place + 1 and heading_text(row[place]):
            spans.append((place, end))
        place = end
    return spans


def _with_whole_texts(sheet: Sheet, heading: int, headings: Headings) -> Sheet:
    """Put a text that stands in several columns of one heading into the first of them."""
    row, rows = name_in_parts(sheet.rows[heading], headings), sheet.rows
    if row is not rows[heading]:
        rows = [*rows[:heading], row, *rows[heading + 1 :]]
    for start, end in _merged(row):
        match = headings.match(heading_text(row[start]))
        if match and headings.columns[match[0]].kind in ("name", "text"):
            rows = [*rows[: heading + 1], *(_whole(one, start, end) for one in rows[heading + 1 :])]
    return sheet if rows is sheet.rows else replace(sheet, rows=rows)


def name_in_parts(row: Row, headings: Headings) -> Row:
    """The headings with "Họ đệm" and "Tên" beside it as one merged heading of the name, where there is no other."""
    name = next((column for column in headings.columns.values() if column.kind == "name"), None)
    if name is None or any((found := headings.match(heading_text(cell))) and found[0] == name.key for cell in row):
        return row
    for place, (family, given) in enumerate(pairwise(row)):
        if _is_family(family) and _is_given(given):
            return [*row[:place], name.label, MergedCell(""), *row[place + 2 :]]
    return row


def _is_name(cell: Any, headings: Headings) -> bool:
    match = headings.match(heading_text(cell))
    return match is not None and headings.columns[match[0]].kind == "name"


def _is_family(cell: Any) -> bool:
    return heading_key(heading_text(cell)) in FAMILY


def _is_given(cell: Any) -> bool:
    return heading_key(heading_text(cell)) == "ten"


def _whole(row: Row, start: int, end: int) -> Row:
    parts = [cell for cell in row[start:end] if not says_nothing(cell)]
    if len(parts) < 2 or not all(isinstance(part, str) for part in parts):
        return row
    return [*row[:start], " ".join(parts), *[""] * (end - start - 1), *row[end:]]


def refuse_cut_names(mapping: Mapping, columns: Sequence[Column], rows: Sequence[Row]) -> None:
    """Refuse a list whose names seem to go on in a column without a heading: they would be stored without their end.

    Raises: SheetError.
    """
    for column in columns:
        beside = mapping.places.get(column.key, -1) + 1
        if column.kind != "name" or not beside or "".join(mapping.raw_heading[beside : beside + 1]):
            continue
        words = [row[beside] for row in rows if len(row) > beside and not says_nothing(row[beside])]
        if 2 * len(words) > len(rows) and all(isinstance(word, str) and word[:1].isupper() for word in words):
            raise SheetError(
                "ten_hai_cot",
                f"Cột bên phải “{mapping.raw_heading[beside - 1]}” không có tiêu đề mà có chữ (ví dụ “{words[0]}”). "
                "Nếu là tên của người đó: ghi đủ họ tên vào một cột, hoặc gộp ô tiêu đề qua cả hai cột và tải lên tệp "
                "Excel (dán hoặc lưu thành .csv thì mất ô gộp). "
                "Nếu là điều khác: đặt tiêu đề cho cột đó. Rồi tải lại.",
            )

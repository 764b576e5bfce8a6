"""The line "(1) (2) (3) …" that forms of offices have under their headings: it numbers the columns and is no row."""

import re
from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from dataclasses import replace
from string import ascii_uppercase
from typing import Any

from core.importing.cells import converter, is_empty, says_nothing
from core.importing.columns import HEADING_ROWS, Column, Headings, best_row, place_columns
from core.importing.wide_headings import plain
from core.sheets.reader import CellError, MergedCell, Sheet, SheetError

# "1", "(1)", "[1]", "1.", "A", and a sum such as "(3)=(1)+(2)" or "(3 = 1 + 2)".
ORDINAL = re.compile(r"[(\[\s]*(\d{1,2}|[A-Za-z])[)\].\s]*(?:=[\d\s()\[\]+*/:%-]+)?", re.ASCII)
FEWEST = 3
BELOW = 5  # how far below the headings the line is looked for: they may take several lines


def without_numbering(
    sheet: Sheet, columns: Sequence[Column], overrides: MappingOf[str, str] | None = None
) -> tuple[Sheet, int | None]:
    """Return the sheet with the line that numbers its columns emptied, and the line's number as Excel shows it."""
    index = _numbering(replace(sheet, rows=sheet.rows[: HEADING_ROWS + BELOW]), columns, overrides)
    if index is None:
        return sheet, None
    rows = [*sheet.rows[:index], (), *sheet.rows[index + 1 :]]
    return replace(sheet, rows=rows), sheet.first_row_number + index


def _numbering(head: Sheet, columns: Sequence[Column], overrides: MappingOf[str, str] | None) -> int | None:
    """The place of the first line below the headings, when it numbers them."""
    headings = Headings(columns, overrides)
    rows = plain(head, columns, overrides).rows
    heading = best_row(rows[:HEADING_ROWS], headings)
    if heading is None:
        return None
    try:
        places = place_columns(heading, rows[heading], headings).places
    except SheetError:  # a doubled heading: said of the file
        return None
    for index in range(heading + 1, len(rows)):
        if any(not says_nothing(_cell(rows[index], place)) for place in places.values()):
            return index if _numbers_columns(head.rows[index], places, headings) else None
    return None


def _numbers_columns(row: Sequence[Any], places: MappingOf[str, int], headings: Headings) -> bool:
    """Whether the cells run on, none that is required is empty, and the line could not be read as a row."""
    if not _runs_on([cell for cell in row if not says_nothing(cell)]):
        return False
    cells = [(headings.columns[key], _cell(row, place)) for key, place in places.items()]
    cells = [(column, cell) for column, cell in cells if not isinstance(cell, MergedCell)]
    if any(column.required and is_empty(cell) for column, cell in cells):
        return False
    return any(_refuses(column, cell) for column, cell in cells if not is_empty(cell))


def _cell(row: Sequence[Any], place: int) -> Any:
    return row[place] if place < len(row) else ""


def _runs_on(cells: Sequence[Any]) -> bool:
    """Whether the cells are A, B, … and then 1, 2, … without a gap."""
    marks = [_ordinal(cell) for cell in cells]
    letters = [mark for mark in marks if isinstance(mark, str)]
    expected = [*ascii_uppercase[: len(letters)], *range(1, len(marks) - len(letters) + 1)]
    return len(marks) >= FEWEST and marks == expected


def _ordinal(cell: Any) -> int | str | None:
    """The number or letter of a column; Excel takes a typed "(1)" for −1."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return abs(int(cell)) if isinstance(cell, int) or cell.is_integer() else None  # a cell may hold INF or NaN
    found = ORDINAL.fullmatch(cell) if isinstance(cell, str) else None
    if found is None:
        return None
    return int(found[1]) if found[1].isdigit() else found[1].upper()


def _refuses(column: Column, cell: Any) -> bool:
    if isinstance(cell, CellError):
        return True
    try:
        converter(column)(cell)
    except (ValueError, OverflowError):
        return True
    return False

"""One column for one of two choices: "Nữ", with a mark for every woman, where a list has no column Giới tính.

Marked is that choice, empty the other one: so the forms of offices mean it, and so the preview says it was read.
"""

from collections.abc import Collection, Sequence
from collections.abc import Mapping as MappingOf
from dataclasses import replace
from typing import Any

from core.importing.cells import YES, is_empty, says_nothing
from core.importing.columns import HEADING_ROWS, IN_BRACKETS, Column, Headings, best_row, heading_text, place_columns
from core.sheets.reader import Sheet, SheetError
from core.text import heading_key

Row = Sequence[Any]


def with_choice(
    sheet: Sheet, columns: Sequence[Column], overrides: MappingOf[str, str] | None = None
) -> tuple[Sheet, str]:
    """Return the sheet with such a column as that of the choice, and what is told of it; else the sheet as it is."""
    headings = Headings(columns, overrides)
    index = best_row(sheet.rows[:HEADING_ROWS], headings)
    if index is None:
        return sheet, ""
    row = sheet.rows[index]
    try:
        known = place_columns(index, row, headings).places
    except SheetError:  # a doubled heading: said of the file
        return sheet, ""
    for column in columns:
        if column.split_by == column.key and column.key not in known and len(column.offered) == 2:
            place, label = _marked(row, column, headings)
            if place is not None and any(_is_mark(one, place, label) for one in sheet.rows[index + 1 :]):
                other = next(one for one in column.offered if one != label)
                heading = [*row[:place], column.label, *row[place + 1 :]]
                below = [_read(one, place, (label, other), known.values()) for one in sheet.rows[index + 1 :]]
                told = f"Cột “{heading_text(row[place])}”: ô đánh dấu được đọc là {label}, ô trống là {other}."
                return replace(sheet, rows=[*sheet.rows[:index], heading, *below]), told
    return sheet, ""


def _marked(row: Row, column: Column, headings: Headings) -> tuple[int | None, str]:
    """Where the only heading stands that is a choice of the column, and which."""
    labels = {heading_key(label): label for label in column.offered}
    found = []
    for place, cell in enumerate(row):
        text = heading_text(cell)
        label = labels.get(heading_key(IN_BRACKETS.sub(" ", text)))
        if label and not headings.match(text) and not headings.is_ignored(text):
            found.append((place, label))
    return found[0] if len(found) == 1 else (None, "")


def _is_mark(row: Row, place: int, label: str) -> bool:
    cell = row[place] if place < len(row) else ""
    return isinstance(cell, (str, int, float)) and heading_key(str(cell).removesuffix(".0")) in {
        *YES,
        heading_key(label),
    }


def _read(row: Row, place: int, choices: tuple[str, str], known: Collection[int]) -> Row:
    """The row with its choice; what is no mark stays, to be refused, and a row that says nothing stays empty."""
    if all(says_nothing(row[one]) for one in known if one < len(row)):
        return row
    cells = [*row, *[""] * (place + 1 - len(row))]
    if is_empty(cells[place]):
        cells[place] = choices[1]
    elif _is_mark(row, place, choices[0]):
        cells[place] = choices[0]
    return cells

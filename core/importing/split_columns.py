"""One heading over a column for each choice: "Ngày sinh" over Nam and Nữ, as offices draw their lists [03-3.3-2].

Which of the columns a birth stands in says the sex; under "Giới tính" a mark does. Such columns are turned into the
two that a sheet has, before its headings are matched.
"""

from collections.abc import Iterator, Sequence
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from core.importing.cells import is_empty
from core.importing.columns import HEADING_ROWS, Column, Headings, heading_text
from core.sheets.reader import CellError, Sheet
from core.text import heading_key

Row = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Split:
    """Where a split heading stands, and the label of the choice of each of its columns, in their order."""

    row: int
    place: int
    labels: tuple[str, ...]
    choice: Column
    is_marked: bool  # the heading is that of the choice itself, its columns hold marks

    @property
    def places(self) -> slice:
        return slice(self.place, self.place + len(self.labels))


def joined(sheet: Sheet, columns: Sequence[Column], overrides: MappingOf[str, str] | None = None) -> Sheet:
    """Return the sheet with its split headings as plain columns; the same sheet where none is split."""
    headings = Headings(columns, overrides)
    rows: list[Row] = sheet.rows
    for split in _splits(rows, headings):
        rows = _join(rows, split, headings)
    return sheet if rows is sheet.rows else replace(sheet, rows=rows)


def _splits(rows: Sequence[Row], headings: Headings) -> Iterator[Split]:
    """The split headings among the first rows: the line below names every choice once.

    Of a column the first alone: below it the list repeats its headings, and in its line a doubled one is refused.
    """
    found: set[str] = set()
    for index, (row, below) in enumerate(pairwise(rows[: HEADING_ROWS + 1])):
        for place, cell in enumerate(row):
            match = headings.match(cell) if isinstance(cell, str) and cell else None
            column = headings.columns[match[0]] if match else None
            if column is None or column.split_by not in headings.columns or column.key in found:
                continue
            choice = headings.columns[column.split_by]
            width = len(choice.offered)
            labels = tuple(map(heading_text, below[place : place + width]))
            beside = [heading_text(one) for one in row[place + 1 : place + width]]
            if not any(beside) and sorted(map(heading_key, labels)) == sorted(map(heading_key, choice.offered)):
                found.add(column.key)
                yield Split(index, place, labels, choice, column is choice)


def _join(rows: Sequence[Row], split: Split, headings: Headings) -> list[Row]:
    """The rows with the value in the first column of the split, the choice in the second unless it has its own."""
    heading = [*rows[split.row], *[""] * len(split.labels)]
    known = {match[0] for cell in heading if (match := headings.match(heading_text(cell)))}
    tells = split.is_marked or split.choice.key not in known
    if tells and not split.is_marked:
        heading[split.place + 1] = split.choice.label
    below = list(rows[split.row + 1])
    below[split.places] = [""] * len(split.labels)
    return [*rows[: split.row], heading, below, *(_joined_row(row, split, tells) for row in rows[split.row + 2 :])]


def _joined_row(row: Row, split: Split, tells: bool) -> Row:
    cells = [*row, *[""] * (split.places.stop - len(row))]
    both = zip(split.labels, cells[split.places], strict=True)
    filled = [(label, cell) for label, cell in both if not is_empty(cell)]
    label, value = filled[0] if len(filled) == 1 else ("", "")
    if len(filled) > 1:
        value = CellError(f"Ghi ở cả hai cột {' và '.join(label for label, _ in filled)}: chỉ giữ một.")
    rest = [""] * (len(split.labels) - 2)
    cells[split.places] = [label or value, "", *rest] if split.is_marked else [value, label if tells else "", *rest]
    return cells

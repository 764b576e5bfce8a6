"""A sheet as its rows are read: one line of headings, one heading for every column, no line that is none of them."""

from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from typing import NamedTuple

from core.importing.columns import Column
from core.importing.marked_choice import with_choice
from core.importing.numbering import without_numbering
from core.importing.wide_headings import plain
from core.sheets.reader import Sheet


class ReadSheet(NamedTuple):
    """The sheet, the number of the line that numbered its columns, and how a column of marks was read."""

    sheet: Sheet
    numbering_row: int | None
    choice: str


def as_read(sheet: Sheet, columns: Sequence[Column], overrides: MappingOf[str, str] | None = None) -> ReadSheet:
    """Return what the machinery after it looks for headings in, with what is told of it; row numbers stay."""
    sheet, numbering_row = without_numbering(sheet, columns, overrides)
    sheet, choice = with_choice(plain(sheet, columns, overrides), columns, overrides)
    return ReadSheet(sheet, numbering_row, choice)

"""The list of bad rows: original columns and cells plus "Lý do", importable after mending as it is [03-3.2, 03-3.3]."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from core.importing.columns import REASON, REASON_KEY, distinct
from core.importing.parsing import ParsedFile
from core.importing.results import RowError
from core.sheets.reader import ERROR_TEXT, CellError
from core.sheets.writer import SheetColumn, write_xlsx
from core.text import heading_key

REASON_WIDTH, WIDTH = 60, 16


def write_bad_rows(
    target: str | Path | BinaryIO,
    parsed: ParsedFile,
    errors_by_row: Mapping[int, Sequence[RowError]],
    only_mapped: bool = False,
) -> int:
    """Write the rows named in `errors_by_row` (by number as Excel shows it) and return how many they are.

    Dates stay dates, numbers numbers, text text; a cell without a known value is an error of Excel as text, so that
    the row is refused again until somebody has filled it. `only_mapped` leaves out the columns that the import does
    not know: a list that is kept must not hold them [06-6.2 #23]. An older "Lý do" of ours is replaced by the new one.
    """
    places = _places(parsed, only_mapped)
    known, owner = set(parsed.mapping.places.values()), _owner_of_reason(parsed)
    names = distinct(parsed.raw_heading)  # as they were settled
    headings = [names[place] for place in places] + ([owner] if owner else [])
    columns = [SheetColumn(heading, WIDTH, plain=True) for heading in headings]
    columns.append(SheetColumn(REASON, REASON_WIDTH))
    filler = [""] if owner else []
    rows = (
        [_cell(row.raw, place, place in known) for place in places] + filler + [_reasons(errors_by_row[row.dong])]
        for row in parsed.rows
        if row.dong in errors_by_row
    )
    if isinstance(target, (str, Path)):
        with open(target, "wb") as file:
            return write_xlsx(file, parsed.sheet_name or "Dòng lỗi", columns, rows)
    return write_xlsx(target, parsed.sheet_name or "Dòng lỗi", columns, rows)


def _places(parsed: ParsedFile, only_mapped: bool) -> list[int]:
    """Return the places of the columns to write, in the order of the file."""
    if only_mapped:
        return sorted(parsed.mapping.places.values())
    named = [place for place, text in enumerate(parsed.raw_heading) if text]
    return [place for place in named if place != parsed.mapping.reason_place]


def _owner_of_reason(parsed: ParsedFile) -> str:
    """Return the label of a column that "Lý do" would be taken for and that the file lacks, else "".

    An empty column of that label in front of ours keeps our reasons from being read as the office's.
    """
    for column in parsed.columns:
        names = (column.label, *column.synonyms)
        if column.key not in parsed.columns_found and REASON_KEY in map(heading_key, names):
            return column.label
    return ""


def _cell(raw: Sequence[Any], place: int, is_known: bool) -> Any:
    cell = raw[place] if place < len(raw) else ""
    if isinstance(cell, CellError):
        return ERROR_TEXT if is_known else ""
    return cell


def _reasons(errors: Sequence[RowError]) -> str:
    return " ".join(f"{error.cot}: {error.ly_do}" if error.cot else error.ly_do for error in errors)

"""What holds for a whole file: a value for a column that the file lacks, and for its empty cells.

The list of one factory names no code of a unit, a list of workers no day and no source: typed once, not once a row.
"""

from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from dataclasses import replace

from core.importing.cells import is_empty, says_nothing
from core.importing.columns import Column, Mapping
from core.sheets.reader import Sheet


def with_shared(
    sheet: Sheet, mapping: Mapping, columns: Sequence[Column], shared: MappingOf[str, str]
) -> tuple[Sheet, Mapping]:
    """Return the sheet with `shared` (key of a column → text) in its empty cells and in new columns behind its own.

    A new column is found by its place, not by a heading: the file may have one of that name which is left out, or
    taken for another. Rows that say nothing in the known columns stay as they are.
    """
    if not shared:
        return sheet, mapping
    end, labels = max(map(len, sheet.rows)), {column.key: column.label for column in columns}
    new = [key for key in shared if key not in mapping.places]
    places = mapping.places | {key: end + number for number, key in enumerate(new)}

    def put(row: Sequence) -> Sequence:
        cells = [*row, *[""] * (end + len(new) - len(row))]
        if not all(says_nothing(cells[place]) for place in mapping.places.values()):
            for key, text in shared.items():
                if is_empty(cells[places[key]]):
                    cells[places[key]] = text
        return cells

    start = mapping.heading_index + 1
    blanks = [""] * (end - len(mapping.raw_heading))
    heading = (*mapping.raw_heading, *blanks, *(labels[key] for key in new))
    rows = [*sheet.rows[:start], *map(put, sheet.rows[start:])]
    return replace(sheet, rows=rows), replace(mapping, raw_heading=heading, places=places)

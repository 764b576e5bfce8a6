"""What holds for a whole file: a value for a column that the file lacks, and for its empty cells.

The list of one factory names no code of a unit, a list of workers no day and no source: typed once, not once a row.
"""

from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from dataclasses import replace

from core.importing.cells import is_empty
from core.importing.columns import HEADING_ROWS, Column, Headings, best_row, place_columns
from core.sheets.reader import Sheet


def with_shared(
    sheet: Sheet,
    columns: Sequence[Column],
    shared: MappingOf[str, str],
    overrides: MappingOf[str, str] | None = None,
) -> Sheet:
    """Return the sheet with `shared` (key of a column → text) in empty cells and in new columns before its own.

    Rows whose known cells are all empty stay empty. The sheet itself where nothing is shared, or where it has no
    heading. Raises SheetError for a doubled known heading.
    """
    headings = Headings(columns, overrides)
    index = best_row(sheet.rows[:HEADING_ROWS], headings)
    if not shared or index is None:
        return sheet
    places = place_columns(index, sheet.rows[index], headings).places
    new = [key for key in shared if key not in places]
    filled = {places[key]: text for key, text in shared.items() if key in places}
    known = sorted(places.values())
    before = [shared[key] for key in new]

    def put(row: Sequence) -> Sequence:
        cells = [*row, *[""] * (known[-1] + 1 - len(row))]
        if all(is_empty(cells[place]) for place in known):
            return ["" for _ in new]
        for place, text in filled.items():
            if is_empty(cells[place]):
                cells[place] = text
        return [*before, *cells]

    heading = [*(headings.columns[key].label for key in new), *sheet.rows[index]]
    rows = [*sheet.rows[:index], heading, *map(put, sheet.rows[index + 1 :])]
    return replace(sheet, rows=rows)

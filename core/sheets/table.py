"""A list that is taken away: one sheet in a temporary file, from whatever room it comes (05 §5.5)."""

import tempfile
from collections.abc import Iterable, Sequence
from typing import IO, Any

from core.sheets.writer import SheetColumn, write_xlsx

KEPT_IN_MEMORY = 2 * 1024 * 1024


def write_table(
    name: str,
    columns: Sequence[SheetColumn],
    rows: Iterable[Sequence[Any]],
    head: Sequence[str],
    totals: Sequence[Sequence[Any]] = (),
) -> IO[bytes]:
    """Write a workbook of one table under its head, with last rows of totals, to a temporary file, rewound."""
    file = tempfile.SpooledTemporaryFile(max_size=KEPT_IN_MEMORY)  # noqa: SIM115 - the answer closes it
    write_xlsx(file, name, columns, rows, head, totals)
    file.seek(0)
    return file

"""Which sign stands between the cells of a .csv [03-3.3-4]."""

import csv
import io
from itertools import islice

DELIMITERS = ",;\t"
FIRST_ROWS, FIRST_SIGNS = 50, 20_000


def delimiter_of(text: str) -> str:
    """The delimiter by which most of the first rows fall into equally many cells.

    Counting signs is not enough: an address holds more commas than its row has semicolons.
    """
    return max(DELIMITERS, key=lambda delimiter: _fit(text, delimiter))


def _fit(text: str, delimiter: str) -> tuple[int, int, int]:
    """How many rows have the commonest width, that width, and how often the sign stands there at all."""
    try:
        rows = islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), FIRST_ROWS)
        widths = [len(row) for row in rows if len(row) > 1]
    except csv.Error:
        widths = []
    best = max(widths, key=lambda width: (widths.count(width), width), default=0)
    return widths.count(best), best, text.count(delimiter, 0, FIRST_SIGNS)

"""Where the printed pages of a sheet end, so that a signature never stands alone (sentences.md, part 9).

Excel ignores manual page breaks on a sheet that is fitted to one page wide. What is left is the height of the rows: a
little less and the signature moves up, a little more and the last rows move over to it.
"""

from collections.abc import Sequence
from typing import Any

POINTS_OF_COLUMN = 5.25  # one unit of a column's width, Calibri 11 being the workbook's default font
PAGE_WIDTH, PAGE_HEIGHT = 842 - (20 + 15) / 25.4 * 72, 595 - (20 + 17) / 25.4 * 72
# How much longer a page may turn out than computed, and how much each reading counts: Excel, which the office prints
# with, stays close to it; LibreOffice shrinks a sheet further.
READINGS = {0.98: 10, 1.0: 10, 1.06: 1, 1.09: 1, 1.12: 1, 1.15: 1, 1.18: 1}
FACTORS = sorted((step / 100 for step in range(92, 146)), key=lambda factor: abs(factor - 1))
TOGETHER = 3  # rows that stand with the signature at least, the total among them


def settle_heights(sheet: Any, heading: int, last: int, sign: int, widths: Sequence[float]) -> None:
    """Scale the heights of the rows between `heading` and `last` so that the signature row keeps company."""
    heights = [sheet.row_dimensions[row].height for row in range(1, sign + 1)]
    room = PAGE_HEIGHT * max(1.0, sum(widths) * POINTS_OF_COLUMN / PAGE_WIDTH)
    wanted, best, fitting = min(TOGETHER, last - heading), 1.0, -1
    for factor in FACTORS:
        tried = [height * factor if heading <= index < last else height for index, height in enumerate(heights)]
        fits = sum(weight for reading, weight in READINGS.items() if _company(tried, heading, room * reading) >= wanted)
        if fits > fitting:
            best, fitting = factor, fits
        if fits == sum(READINGS.values()):
            break
    if best != 1.0:
        for row in range(heading + 1, last + 1):
            sheet.row_dimensions[row].height = round(heights[row - 1] * best, 1)


def _company(heights: Sequence[float], heading: int, room: float) -> int:
    """How many rows of the table stand on the page of the last row, the empty row above it left out."""
    used, rows = 0.0, 0
    for index, height in enumerate(heights):
        if used + height > room:
            used, rows = heights[heading - 1], 0
        used += height
        if heading <= index < len(heights) - 2:
            rows += 1
    return rows

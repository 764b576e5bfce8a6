"""Heights and breaks of the printed sheets: a signature never stands alone (sentences.md, part 9)."""

import openpyxl
import pytest

from baocao.exporters.ngat_trang import (
    PAGE_HEIGHT,
    PAGE_WIDTH,
    POINTS_OF_COLUMN,
    TOGETHER,
    _company,
    settle_heights,
)
from baocao.exporters.trang_tinh import put_text


@pytest.mark.parametrize("rows", [18, 27, 28, 29, 30, 31, 33, 36, 57, 70])
def test_the_signature_keeps_company_whatever_the_number_of_rows(rows):
    sheet = openpyxl.Workbook().active
    last = 7 + rows
    for row in range(1, last + 1):
        sheet.row_dimensions[row].height = 15.6
    sheet.row_dimensions[last + 1].height, sheet.row_dimensions[last + 2].height = 6, 122
    settle_heights(sheet, 7, last, last + 2, [19.5] * 10)
    heights = [sheet.row_dimensions[row].height for row in range(1, last + 3)]
    room = PAGE_HEIGHT * 195 * POINTS_OF_COLUMN / PAGE_WIDTH
    assert all(_company(heights, 7, room * reading) >= TOGETHER for reading in (0.98, 1.0))
    assert {round(height / 15.6, 2) for height in heights[7:last]} <= {step / 100 for step in range(91, 147)}


def test_text_that_looks_like_an_error_or_a_formula_stays_text():
    sheet = openpyxl.Workbook().active
    for row, text in enumerate(("=1+1", "#N/A", "+84", "-1", "@a", "a\x07b"), 1):
        put_text(sheet.cell(row, 1), text)
    assert {cell.data_type for cell in sheet["A"]} == {"s"}
    assert [bool(cell.quotePrefix) for cell in sheet["A"]] == [True, False, True, True, True, False]
    assert sheet["A6"].value == "ab"

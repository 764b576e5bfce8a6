"""Merged cells: the office means one value for all rows, the file holds it in the first; none is lost unsaid."""

import io

import openpyxl

from core.importing import Column, parse_rows, write_bad_rows
from core.sheets.reader import ERROR_IN_CELL, MergedCell, read_sheet

COLUMNS = (
    Column("ma", "Mã đơn vị", required=True, kind="code"),
    Column("ten", "Họ và tên", required=True),
    Column("so", "Số quyết định"),
)
HEADING = ["Mã đơn vị", "Họ và tên", "Số quyết định"]
SAID = "Ô nằm trong vùng ô gộp: bỏ gộp ô (Unmerge Cells) rồi ghi giá trị vào từng dòng."


def merged(rows: list[list], *ranges: str) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for one in ranges:
        book.active.merge_cells(one)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def parsed(rows: list[list], *ranges: str):
    return parse_rows(read_sheet(merged(rows, *ranges)), COLUMNS)


def test_a_covered_cell_is_an_error_that_names_the_value_and_says_how_to_mend():
    """The decision of all rows came in with the first row alone, and nobody was told."""
    file = parsed([HEADING, ["A1", "Lan", "5/QĐ"], ["A1", "Hoa"], ["A1", "Mai"]], "C2:C4")
    told = [(error.dong, error.cot, error.gia_tri, error.ly_do) for row in file.rows for error in row.errors]
    assert told == [(dong, "Số quyết định", "5/QĐ", SAID) for dong in (3, 4)]


def test_the_list_of_bad_rows_is_refused_until_the_cell_is_filled():
    """Left empty it came in without the decision, once the list was sent as it was."""
    file = parsed([HEADING, ["A1", "Lan", "5/QĐ"], ["A1", "Hoa"]], "C2:C3")
    out = io.BytesIO()
    write_bad_rows(out, file, {row.dong: row.errors for row in file.rows if row.errors})
    again = read_sheet(out.getvalue())
    assert tuple(again.rows[1][:3]) == ("A1", "Hoa", "#N/A")
    told = [(error.cot, error.ly_do) for row in parse_rows(again, COLUMNS).rows for error in row.errors]
    assert told == [("Số quyết định", ERROR_IN_CELL.ly_do)]


def test_a_heading_merged_over_two_rows_is_one_of_both():
    rows = [["Mã đơn vị", "Họ và tên", "Kết nạp", ""], ["", "", "Số quyết định", "Ngày"], ["A1", "Lan", "5/QĐ", "x"]]
    file = parsed(rows, "A1:A2", "B1:B2", "C1:D1")
    assert [(row.dong, dict(row.values)) for row in file.rows] == [(3, {"ma": "A1", "ten": "Lan", "so": "5/QĐ"})]


def test_what_merged_cells_alone_fill_is_no_row():
    """The second line of a heading and of a person, and the place of a signature below."""
    rows = [HEADING, [], ["A1", "Lan", "5/QĐ"], [], [], ["", "Người lập", ""], []]
    file = parsed(rows, "A1:A2", "B1:B2", "C1:C2", "A3:A4", "B3:B4", "C3:C4", "B6:C7")
    assert [row.dong for row in file.rows] == [3, 6]


def test_an_empty_merged_cell_and_one_beyond_the_last_row_cover_nothing():
    sheet = read_sheet(merged([HEADING, ["A1", "Lan"], ["A1", "Hoa"]], "C2:C3", "E2:F60"))
    assert not any(isinstance(cell, MergedCell) for row in sheet.rows for cell in row)


def test_a_sheet_full_of_merged_cells_is_read():
    rows = [HEADING, *([f"A{number}", "Lan", "5/QĐ"] for number in range(3_000))]
    assert len(read_sheet(merged(rows, *(f"C{row}:H{row + 9}" for row in range(2, 3_000, 10)))).rows) == 3_001

"""The line "(1) (2) (3) …" right under the headings of a form: no row of its own, and no row is ever taken for one."""

import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baocao.actions.nhap import IMPORTERS
from core.importing import Column, describe_headings, fault_of, parse_rows
from core.sheets.reader import Sheet, SheetError, read_sheet
from doanvien.enums import GioiTinh

SINH = Column("sinh", "Ngày sinh", required=True, kind="date_or_year", split_by="gioi")
GIOI = Column("gioi", "Giới tính", required=True, kind="choice", choices=tuple(GioiTinh.choices), split_by="gioi")
COLUMNS = (Column("ten", "Họ và tên", required=True, kind="name"), SINH, GIOI, Column("so", "Số lượng", kind="int"))
HEADING = ["TT", "Họ và tên", "Ngày sinh", "Giới tính", "Số lượng"]
LAN = [1, "Lan", "1990", "Nữ", 3]


def left_out(*rows: list, columns=COLUMNS, heading=HEADING) -> tuple[int | None, list[int]]:
    """The number of the line that was left out, and those of the rows that count."""
    file = parse_rows(Sheet("", [heading, *rows]), columns)
    return file.numbering_row, [row.dong for row in file.rows]


@pytest.mark.parametrize("line", [
    ["(1)", "(2)", "(3)", "(4)", "(5)"],
    [1, 2, 3, 4, 5],
    [1.0, 2.0, 3.0, 4.0, 5.0],
    ["1", "2", "3", "4", "5"],
    ["1.", "2.", "3.", "4.", "5."],
    ["[1]", "[2]", "[3]", "[4]", "[5]"],
    [-1, -2, -3, -4, -5],  # what Excel makes of a typed (1)
    ["A", "B", 1, 2, 3],
    ["a", "b", "(1)", "(2)", "(3)"],
    ["A", "B", "C", "D", "E"],
    ["", "1", "2", "3", "4"],
    ["(1)", "(2)", "(3)", "(4)", "(5)=(3)+(4)"],
    ["1", "2", "3", "4", "5 = 3 + 4"],
])  # fmt: skip
def test_the_line_that_numbers_the_columns_is_left_out(line):
    assert left_out(line, LAN) == (2, [3])
    assert left_out(["", "", ""], line, LAN) == (3, [4])


@pytest.mark.parametrize("line", [
    [1, 2, 3, 4, 6],
    [2, 3, 4, 5, 6],
    ["B", "C", 1, 2, 3],
    [1, "", 2, 3, 4],  # a name is missing: somebody has to mend it
    [1, "Lan", 3, 4, 5],
    [1, 2, "", "", ""],
    ["A", "B", "1990", "Nữ", 3],
    [float("inf"), 2, 3, 4, 5],  # a file may say <v>INF</v>
    [float("nan"), 2, 3, 4, 5],
])  # fmt: skip
def test_what_does_not_run_on_stays_a_row(line):
    assert left_out(line, LAN) == (None, [2, 3])


def test_only_the_first_line_below_the_headings_is_one():
    assert left_out(LAN, [1, 2, 3, 4, 5]) == (None, [2, 3])
    assert left_out([1, 2, 3, 4, 5], [1, 2, 3, 4, 5]) == (2, [3])
    with pytest.raises(SheetError) as caught:
        left_out([1, 2, 3, 4, 5])
    assert caught.value.ma == "khong_co_dong"


def test_it_stands_under_two_lines_of_headings_merged_as_offices_draw_them():
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ["DANH SÁCH"], ["TT", "Họ và tên", "Ngày sinh", "", "Số lượng"], ["", "", "Nam", "Nữ", ""],
        ["(1)", "(2)", "(3)", "(4)", "(5)"], [1, "Lan", "", "1990", 3],
    ):  # fmt: skip
        sheet.append(row)
    for one in ("A1:E1", "A2:A3", "B2:B3", "C2:D2", "E2:E3"):
        sheet.merge_cells(one)
    file = io.BytesIO()
    book.save(file)
    found = parse_rows(read_sheet(file.getvalue()), COLUMNS)
    assert found.numbering_row == 4
    assert [(row.dong, *row.values.values(), row.errors) for row in found.rows] == [(5, "Lan", 1990, "nu", 3, ())]


def test_nobody_is_shown_it_as_a_first_value():
    told = describe_headings(Sheet("", [HEADING, ["(1)", "(2)", "(3)", "(4)", "(5)"], LAN]), COLUMNS)
    assert [heading.samples for heading in told] == [("1",), ("Lan",), ("1990",), ("Nữ",), ("3",)]


CELLS = st.sampled_from(["", "A", "B", "C", "(1)", "(2)", *range(1, 9), "X1", "05/03/2024", "1990", "Nam", "Hoa"])


@st.composite
def first_rows(draw) -> tuple[tuple[Column, ...], list]:
    """Some columns of a kind of import, with the cells of the row below their headings; many run on by chance."""
    every = draw(st.sampled_from([importer.columns for importer in IMPORTERS.values()]))
    columns = draw(st.lists(st.sampled_from(every), min_size=2, max_size=8, unique=True))
    runs = [*range(1, len(columns) + 1)]
    valid = [next((label for label in c.offered), draw(CELLS)) for c in columns]
    cells = [draw(st.sampled_from([one, other, draw(CELLS)])) for one, other in zip(runs, valid, strict=True)]
    return tuple(columns), draw(st.sampled_from([runs, cells]))


@given(first_rows())
def test_a_row_that_can_be_read_is_never_left_out(drawn):
    """Whatever columns a file has: what is left out misses no required cell and holds one that cannot be read."""
    columns, cells = drawn
    sheet = Sheet("", [[column.label for column in columns], cells, ["x"] * len(columns)])
    file = parse_rows(sheet, columns)
    if file.numbering_row:
        assert all(cell != "" for column, cell in zip(columns, cells, strict=True) if column.required)
        assert any(fault_of(column, str(cell)) for column, cell in zip(columns, cells, strict=True))
    else:
        assert file.rows[0].dong == (2 if any(cell != "" for cell in cells) else 3)

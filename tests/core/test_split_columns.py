"""Lists as offices draw them: "Ngày sinh" or "Giới tính" over the two columns Nam and Nữ [03-3.3-2]."""

import io

import pytest

from core.importing import Column, describe_headings, parse_rows, write_bad_rows
from core.sheets.reader import MergedCell, Sheet, read_sheet

COLUMNS = (
    Column("ten", "Họ và tên", required=True),
    Column("sinh", "Ngày sinh", required=True, kind="date_or_year", split_by="gioi", synonyms=("Năm sinh",)),
    Column("gioi", "Giới tính", required=True, kind="choice", choices=(("nam", "Nam"), ("nu", "Nữ")), split_by="gioi"),
    Column("the", "Số thẻ"),
)
TITLE = ["DANH SÁCH ĐOÀN VIÊN"]
MISSING = "Thiếu Giới tính. Cột này bắt buộc."


def values(*rows: list) -> list[tuple]:
    """Row number and values of every data row."""
    return [(row.dong, *row.values.values()) for row in parse_rows(Sheet("", list(rows)), COLUMNS).rows]


def told(*rows: list) -> list[tuple]:
    file = parse_rows(Sheet("", list(rows)), COLUMNS)
    return [(error.dong, error.cot, error.ly_do) for row in file.rows for error in row.errors]


def test_the_column_of_a_birth_tells_the_sex():
    found = values(TITLE, ["TT", "Họ và tên", "Năm sinh", "", "Số thẻ"], ["", "", "Nam", "Nữ"],
                   [1, "Lan", "", "1990", "A1"], [2, "Minh", 1988])  # fmt: skip
    assert found == [(4, "Lan", 1990, "nu", "A1"), (5, "Minh", 1988, "nam", "")]


def test_the_two_columns_may_change_places():
    found = values(["Họ và tên", "Ngày sinh", ""], ["", "NỮ", "Nam"], ["Lan", "1990", ""])
    assert found == [(3, "Lan", 1990, "nu", "")]


@pytest.mark.parametrize("mark", ["x", "X", 1, "Nữ"])
def test_a_mark_under_the_sex_is_the_sex(mark):
    found = values(["Họ và tên", "Giới tính", "", "Ngày sinh"], ["", "Nam", "Nữ", ""], ["Lan", "", mark, "1990"])
    assert found == [(3, "Lan", 1990, "nu", "")]


def test_a_column_of_its_own_says_the_sex():
    rows = ["Họ và tên", "Ngày sinh", "", "Giới tính"], ["", "Nam", "Nữ", ""], ["Lan", "", "1990", "Nữ"]
    assert values(*rows) == [(3, "Lan", 1990, "nu", "")]
    # The column Nữ was read, not left out.
    assert parse_rows(Sheet("", list(rows)), COLUMNS).unheaded == ()


def test_the_headings_of_a_second_page_join_nothing_again():
    """Every row below them was told to have a birth in both columns."""
    page = [["Họ và tên", "Ngày sinh", ""], ["", "Nam", "Nữ"], ["Lan", "", "1990"]]
    assert [one for one in values(*page, *page) if one[1] == "Lan"] == [
        (number, "Lan", 1990, "nu", "") for number in (3, 6)
    ]


def test_both_columns_filled_or_none_is_an_error_of_the_row():
    heading = ["Họ và tên", "Ngày sinh", ""], ["", "Nam", "Nữ"]
    assert told(*heading, ["Lan", "1990", "1991"], ["Hoa", "", ""]) == [
        (3, "Ngày sinh", "Ghi ở cả hai cột Nam và Nữ: chỉ giữ một."), (3, "Giới tính", MISSING),
        (4, "Ngày sinh", "Thiếu Ngày sinh. Cột này bắt buộc."), (4, "Giới tính", MISSING),
    ]  # fmt: skip


def test_a_birth_merged_over_both_columns_tells_no_sex():
    rows = ["Họ và tên", "Ngày sinh", ""], ["", "Nam", "Nữ"], ["Lan", "1990", MergedCell("")]
    assert told(*rows) == [(3, "Ngày sinh", "Ghi ở cả hai cột Nam và Nữ: chỉ giữ một."), (3, "Giới tính", MISSING)]


def test_a_person_called_nam_below_a_plain_heading_is_a_row():
    """Only the names of all choices beside one another are a second line of a heading."""
    found = values(["Họ và tên", "Ngày sinh", "Giới tính"], ["Nam", "1990", "Nam"])
    assert found == [(2, "Nam", 1990, "nam", "")]


def test_the_headings_to_map_are_those_of_the_joined_columns():
    rows = [["Họ và tên", "Ngày sinh", "", "Chức vụ"], ["", "Nam", "Nữ", ""], ["Lan", "", "1990", "Tổ trưởng"]]
    found = [(one.text, one.column, one.samples) for one in describe_headings(Sheet("", rows), COLUMNS)]
    assert found == [("Họ và tên", "ten", ("Lan",)), ("Ngày sinh", "sinh", ("1990",)),
                     ("Giới tính", "gioi", ("Nữ",)), ("Chức vụ", None, ("Tổ trưởng",))]  # fmt: skip


def test_the_list_of_bad_rows_imports_as_it_is():
    rows = [["Họ và tên", "Ngày sinh", ""], ["", "Nam", "Nữ"], ["Lan", "", "ngày nào đó"]]
    file = parse_rows(Sheet("", rows), COLUMNS)
    out = io.BytesIO()
    write_bad_rows(out, file, {row.dong: row.errors for row in file.rows if row.errors})
    again = read_sheet(out.getvalue())
    assert [tuple(row[:3]) for row in again.rows] == [
        ("Họ và tên", "Ngày sinh", "Giới tính"),
        ("Lan", "ngày nào đó", "Nữ"),
    ]

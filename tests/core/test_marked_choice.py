"""A column "Nữ" with marks where a list has no column Giới tính; columns without a heading."""

import pytest

from core.importing import Column, ImportPlan, describe_headings, parse_rows
from core.sheets.reader import Sheet, SheetError
from doanvien.enums import GioiTinh

COLUMNS = (
    Column("ten", "Họ và tên", required=True, kind="name"),
    Column("sinh", "Ngày sinh", required=True, kind="date_or_year", split_by="gioi"),
    Column("gioi", "Giới tính", required=True, kind="choice", choices=tuple(GioiTinh.choices), split_by="gioi"),
    Column("so", "Số thẻ"),
)


def read(*rows: list) -> tuple[list, list[str], list[str]]:
    """Number, name and sex of every row; what is refused; what is told of the file."""
    file = parse_rows(Sheet("", list(rows)), COLUMNS)
    found = [(row.dong, row.values["ten"], row.values["gioi"]) for row in file.rows]
    told = [f"{error.dong}: {error.gia_tri}" for row in file.rows for error in row.errors]
    return found, told, ImportPlan("x", file, COLUMNS).notes()


@pytest.mark.parametrize("mark", ["x", "X", 1, 1.0, "Có"])
@pytest.mark.parametrize("heading", ["Nữ", "NỮ (x)"])
def test_a_mark_is_that_choice_and_an_empty_cell_the_other(heading, mark):
    found, errors, told = read(["TT", "Họ và tên", "Ngày sinh", heading], ["(1)", "(2)", "(3)", "(4)"],
                               [1, "Lan", "1990", mark], [2, "Minh", "1991", ""], [3, "", "", ""])  # fmt: skip
    assert (found, errors) == ([(3, "Lan", "nu"), (4, "Minh", "nam")], [])
    assert told == ["Bỏ qua dòng 2: dòng này chỉ đánh số các cột.",
                    f"Cột “{heading}”: ô đánh dấu được đọc là Nữ, ô trống là Nam."]  # fmt: skip


def test_what_is_no_mark_is_refused():
    found, errors, _ = read(["Họ và tên", "Ngày sinh", "Nữ"], ["Lan", "1990", "?"], ["Mai", "1990", "Nữ"])
    assert (found, errors) == ([(2, "Lan", None), (3, "Mai", "nu")], ["2: ?"])


def test_a_column_without_any_mark_tells_nothing():
    with pytest.raises(SheetError) as caught:
        read(["Họ và tên", "Ngày sinh", "Nữ"], ["Lan", "1990", ""])
    assert caught.value.ly_do.startswith("Thiếu cột bắt buộc: Giới tính.")


def test_a_column_of_its_own_says_the_sex():
    found, _, told = read(["Họ và tên", "Ngày sinh", "Giới tính", "Nữ"], ["Lan", "1990", "Nữ", ""])
    assert (found, told) == ([(2, "Lan", "nu")], [])


def test_it_is_shown_as_the_column_it_is():
    told = describe_headings(Sheet("", [["Họ và tên", "Ngày sinh", "Nữ"], ["Lan", "1990", "x"]]), COLUMNS)
    assert [(one.text, one.column, one.samples) for one in told][2] == ("Giới tính", "gioi", ("Nữ",))


def test_columns_without_a_heading_are_told_when_something_stands_there():
    heading = ["Họ và tên", "Ngày sinh", "Giới tính", "", ""]
    _, _, told = read(
        heading, ["Lan", "1990", "Nữ", "", "ca 2"], ["", "", "", "Người lập", ""], ["Mai", 1, "Nữ", "", ""]
    )
    assert told == ["Bỏ qua cột có dữ liệu mà không có tiêu đề: E."]

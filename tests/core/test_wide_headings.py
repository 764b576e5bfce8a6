"""Headings over several columns, as offices merge them: none of their columns is lost, and no name is cut."""

import io

import openpyxl
import pytest

from core.importing import Column, describe_headings, parse_rows, write_bad_rows
from core.importing.matching import guess_columns
from core.sheets.reader import Sheet, SheetError, read_sheet

COLUMNS = (
    Column("ten", "Họ và tên", required=True, kind="name"),
    Column("ma", "Mã CĐCS", kind="code"),
    Column("qd", "Số quyết định", synonyms=("Quyết định", "Quyết định số")),
    Column("ngay", "Ngày kết nạp", kind="date"),
    Column("so", "Số lượng", kind="int"),
    Column("nu", "Trong đó nữ", kind="int"),
)
TITLE = ["DANH SÁCH ĐOÀN VIÊN"]


def drawn(*rows: list, merged: str = "") -> Sheet:
    """The sheet of an .xlsx with these cells merged."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for cells in merged.split():
        book.active.merge_cells(cells)
    file = io.BytesIO()
    book.save(file)
    return read_sheet(file.getvalue())


def values(sheet: Sheet, overrides: dict | None = None) -> list[tuple]:
    file = parse_rows(sheet, COLUMNS, overrides)
    return [(row.dong, {key: value for key, value in row.values.items() if value not in ("", None)}, row.errors)
            for row in file.rows]  # fmt: skip


TIERS = drawn(
    TITLE, ["TT", "Họ và tên", "Quyết định", None, "Số lượng", None], [None, None, "Số", "Ngày", "Tổng số", "Nữ"],
    ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"], [1, "Lê An", "5/QĐ", "05/03/2026", 7, 2],
    merged="A1:F1 A2:A3 B2:B3 C2:D2 E2:F2",
)  # fmt: skip


def test_every_column_under_a_merged_heading_has_one_of_its_own():
    assert [(one.text, one.column, one.samples) for one in describe_headings(TIERS, COLUMNS)] == [
        ("TT", None, ("1",)), ("Họ và tên", "ten", ("Lê An",)), ("Quyết định Số", "qd", ("5/QĐ",)),
        ("Quyết định Ngày", None, ("05/03/2026",)), ("Số lượng", "so", ("7",)), ("Số lượng Nữ", None, ("2",)),
    ]  # fmt: skip
    assert values(TIERS) == [(5, {"ten": "Lê An", "qd": "5/QĐ", "so": 7}, ())]
    ((_, found, errors),) = values(TIERS, {"Quyết định Ngày": "ngay", "Số lượng Nữ": "nu", "Số lượng": ""})
    assert (str(found["ngay"]), found["nu"], "so" in found, errors) == ("2026-03-05", 2, False, ())


@pytest.mark.parametrize("halves", [("Nam", "Nữ"), ("Nữ", "Nam")])
def test_the_number_of_men_is_not_that_of_all(halves):
    """It was taken for "Số lượng", and the women were left out."""
    sheet = drawn(["Họ và tên", "Mã CĐCS", "Số lượng", None], [None, None, *halves], ["Tổ 1", "A1", 4, 6],
                  merged="C1:D1")  # fmt: skip
    assert [(one.text, one.column) for one in describe_headings(sheet, COLUMNS)][2:] == [
        (f"Số lượng {half}", None) for half in halves
    ]
    assert values(sheet) == [(3, {"ten": "Tổ 1", "ma": "A1"}, ())]


def test_a_comparison_is_asked_by_the_same_names():
    assert [one["tieu_de"] for one in guess_columns(TIERS.rows, COLUMNS, {})] == [
        "TT", "Họ và tên", "Quyết định Số", "Quyết định Ngày", "Số lượng", "Số lượng Nữ",
    ]  # fmt: skip


def test_equal_headings_of_a_comparison_are_remembered_however_long():
    """PostgreSQL refused the second, which was longer than its column."""
    asked = guess_columns([["Họ và tên", "x" * 300, "x" * 300], ["Lê An", "1", "2"]], COLUMNS, {})
    assert [len(one["tieu_de"]) for one in asked] == [9, 250, 250]


def test_a_first_row_under_a_merged_heading_is_no_line_of_headings():
    sheet = drawn(["Họ và tên", "Mã CĐCS", "Ghi chú", None], ["Lê An", "A1", "tổ 1", "ca 2"], merged="C1:D1")
    assert values(sheet) == [(2, {"ten": "Lê An", "ma": "A1"}, ())]


@pytest.mark.parametrize("name", [["Nguyễn Văn", "An"], ["NGUYỄN  VĂN ", " AN"], ["Nguyễn Văn An", None]])
def test_a_name_in_two_columns_of_one_heading_is_whole(name):
    sheet = drawn(["TT", "Họ và tên", None, "Mã CĐCS"], [1, *name, "A1"], merged="B1:C1")
    ((_, found, errors),) = values(sheet)
    assert (found["ten"].upper(), found["ma"], errors) == ("NGUYỄN VĂN AN", "A1", ())


@pytest.mark.parametrize("sheet", [
    drawn(["Họ và tên", None, "Mã CĐCS"], ["Họ đệm", "Tên"], ["(1)", "(2)", "(3)"], ["Nguyễn Văn", "An", "A1"],
          merged="A1:B1 C1:C2"),
    drawn(["Họ và tên đệm", "Tên", "Mã CĐCS", "Số lượng"], ["Nguyễn Văn", "An", "A1"]),
    drawn(["Họ, chữ đệm", "Tên", "Mã CĐCS", "Số lượng"], ["Nguyễn Văn", "An", "A1"]),
    Sheet("", [["TT", "Họ", "TÊN", "Mã CĐCS", "Số lượng"], [1, "Nguyễn Văn", "An", "A1", ""]]),
])  # fmt: skip
def test_the_parts_of_a_name_that_are_headed_are_one(sheet):
    ((_, found, errors),) = values(sheet)
    assert (found, errors) == ({"ten": "Nguyễn Văn An", "ma": "A1"}, ())
    assert [one.column for one in describe_headings(sheet, COLUMNS) if one.text == "Họ và tên"] == ["ten"]


def test_a_first_row_that_has_a_name_alone_is_no_line_of_headings():
    """It was lost, and every name below without its last word."""
    sheet = drawn(["Họ và tên", None, "Mã CĐCS"], ["Trần Thị", "Hoa"], ["Lê Văn", "An", "A1"], merged="A1:B1")
    assert values(sheet) == [(2, {"ten": "Trần Thị Hoa"}, ()), (3, {"ten": "Lê Văn An", "ma": "A1"}, ())]


@pytest.mark.parametrize("family", ["Họ, chữ đệm", "Họ và tên lót", "Họ khai sinh"])
def test_whatever_the_parts_under_a_name_are_called_they_are_its_parts(family):
    sheet = drawn(["Họ và tên", None, "Quyết định", None], [family, "Tên", "Số", "Ngày"], ["Lê Văn", "An", "5/QĐ"],
                  merged="A1:B1 C1:D1")  # fmt: skip
    assert values(sheet) == [(3, {"ten": "Lê Văn An", "qd": "5/QĐ"}, ())]


def test_the_list_of_bad_rows_holds_the_whole_name():
    sheet = drawn(["Họ và tên", None, "Số lượng"], ["Nguyễn Văn", "An", "x"], merged="A1:B1")
    parsed, file = parse_rows(sheet, COLUMNS), io.BytesIO()
    write_bad_rows(file, parsed, {row.dong: row.errors for row in parsed.rows}, only_mapped=True)
    assert [row[:2] for row in read_sheet(file.getvalue()).rows] == [("Họ và tên", "Số lượng"), ("Nguyễn Văn An", "x")]


def test_the_list_of_bad_rows_is_read_as_its_file_was_mapped():
    """Of two equal headings the second was chosen; in the list it bore the name of the first, which is left out."""
    chosen = {"Họ và tên": "", "Họ và tên (2)": "ten"}
    sheet = Sheet("", [["Họ và tên", "Mã CĐCS", "Họ và tên", "Số lượng"], ["Út", "A1", "Lê An", "x"]])
    for only_mapped in (True, False):
        parsed, file = parse_rows(sheet, COLUMNS, chosen), io.BytesIO()
        write_bad_rows(file, parsed, {row.dong: row.errors for row in parsed.rows}, only_mapped=only_mapped)
        ((_, found, errors),) = values(read_sheet(file.getvalue()), chosen)
        assert (found["ten"], [error.cot for error in errors]) == ("Lê An", ["Số lượng"])


def test_a_name_that_seems_to_go_on_without_a_heading_is_refused_with_what_to_do():
    rows = [["Họ và tên", "", "Mã CĐCS"], ["Nguyễn Văn", "An", "A1"], ["Lê", "Bình", "A1"], ["Lê Thị Hoa", "", "A1"]]
    with pytest.raises(SheetError) as caught:
        parse_rows(Sheet("", rows), COLUMNS)
    assert caught.value.ly_do == (
        "Cột bên phải “Họ và tên” không có tiêu đề mà có chữ (ví dụ “An”). "
        "Nếu là tên của người đó: ghi đủ họ tên vào một cột, hoặc gộp ô tiêu đề qua cả hai cột và tải lên tệp "
        "Excel (dán hoặc lưu thành .csv thì mất ô gộp). "
        "Nếu là điều khác: đặt tiêu đề cho cột đó. Rồi tải lại."
    )
    notes = [["Họ và tên", "", "Mã CĐCS"], ["Lê An", "x", "A1"], ["Lê Bình", "", "A1"], ["Lê Hoa", "nghỉ ốm", "A1"]]
    assert len(parse_rows(Sheet("", notes), COLUMNS).rows) == 3

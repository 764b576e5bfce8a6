import io
import re
import shutil
import subprocess
import zipfile
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.importing import Column
from core.sheets.reader import read_sheet
from core.sheets.template import write_template
from core.sheets.writer import SheetColumn, column_letters, write_xlsx

DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "_x000D_", "<b>&\"'", "a\x01b\ud800", " hai ", "dòng 1\ndòng 2"]


def written(rows, columns=2, **options):
    file = io.BytesIO()
    assert write_xlsx(file, "Bảng", [SheetColumn(f"Cột {n}") for n in range(columns)], rows, **options) == len(rows)
    return file.getvalue()


def test_types_and_looks():
    row = [1234, Decimal("146.5"), date(2025, 5, 31), datetime(2025, 5, 31, 8, 30), True, None, "036", date(1890, 1, 2)]
    sheet = openpyxl.load_workbook(io.BytesIO(written([row], columns=8))).active
    cells = sheet[2]
    assert [cell.value for cell in cells] == [
        1234, 146.5, datetime(2025, 5, 31), datetime(2025, 5, 31, 8, 30), "Có", None, "036", "02/01/1890",
    ]  # fmt: skip
    assert [cell.number_format for cell in cells[:3]] == ["#,##0", "#,##0.0", "dd/mm/yyyy"]
    assert {cell.font.name for cell in cells} == {"Times New Roman"}


def test_values_that_are_one_key_are_cells_of_their_own():
    row = [True, 1, 1.0, Decimal(1), "1", date(2025, 5, 31), datetime(2025, 5, 31)]
    turned = [row[number:] + row[:number] for number in range(len(row))]
    sheet = openpyxl.load_workbook(io.BytesIO(written(turned, columns=len(row)))).active
    looks = [[(cell.value, cell.number_format) for cell in cells] for cells in sheet.iter_rows(min_row=2)]
    day = (datetime(2025, 5, 31), "dd/mm/yyyy")
    first = [("Có", "@"), (1, "#,##0"), (1, "#,##0.0"), (1, "#,##0.0"), ("1", "@"), day, day]
    assert looks == [first[number:] + first[:number] for number in range(len(row))]


def test_more_different_texts_than_are_kept(monkeypatch):
    monkeypatch.setattr("core.sheets.writer.KEPT_TEXTS", 2)
    monkeypatch.setattr("core.sheets.writer.ROWS_PER_PIECE", 3)
    rows = [[f"tên {number % 5}", number] for number in range(17)]
    sheet = openpyxl.load_workbook(io.BytesIO(written(rows))).active
    assert [list(row) for row in sheet.iter_rows(min_row=2, values_only=True)] == rows


def test_a_short_row_is_filled_with_empty_cells():
    sheet = openpyxl.load_workbook(io.BytesIO(written([["a"], [1, "b", 3]], columns=3))).active
    assert list(sheet.iter_rows(min_row=2, values_only=True)) == [("a", None, None), (1, "b", 3)]


def test_head_lines_frozen_heading_and_total():
    totals = [["Tổng cộng", 6], ["Được giao", 7]]
    data = written([[1, 2], [3, 4]], head_lines=["DANH SÁCH", "Đơn vị: A"], total_rows=totals)
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert [sheet["A1"].value, sheet["A2"].value, sheet["A4"].value] == ["DANH SÁCH", "Đơn vị: A", "Cột 0"]
    assert sheet.freeze_panes == "A5"
    assert sheet.print_title_rows == "$4:$4"
    assert sheet.auto_filter.ref == "A4:B6"
    assert [(row[0].font.bold, [cell.value for cell in row]) for row in sheet["A6:B8"]] == [
        (False, [3, 4]), (True, totals[0]), (True, totals[1])
    ]  # fmt: skip


def test_a_heading_of_several_lines_has_room_for_them():
    file = io.BytesIO()
    write_xlsx(file, "Bảng", [SheetColumn("TT", 6), SheetColumn("Lao động tăng trong một năm", 16)], [[1, 2]], ["A"])
    sheet = openpyxl.load_workbook(file).active
    assert (sheet.row_dimensions[3].height, sheet.sheet_format.defaultRowHeight) == (30, 15)


def table(widths, *head_lines):
    """The sheet of one row, with columns of these widths."""
    file = io.BytesIO()
    columns = [SheetColumn(f"Cột {n}", width, plain=not n) for n, width in enumerate(widths)]
    write_xlsx(file, "Bảng", columns, [[1, "Công đoàn cơ sở", 5, date(2025, 5, 31)][: len(widths)]], head_lines)
    return openpyxl.load_workbook(file).active


def test_nothing_is_cut_in_print_and_a_number_of_order_does_not_touch_what_it_counts():
    cells = table([6, 10, 12, 12])[2]
    looks = [(one.alignment.horizontal, one.alignment.vertical, bool(one.alignment.wrap_text)) for one in cells]
    assert looks == [("center", "center", False), ("left", "center", True), (None, "center", False),
                     ("center", "center", False)]  # fmt: skip


def test_a_row_is_as_high_as_its_longest_text(monkeypatch):
    monkeypatch.setattr("core.sheets.writer.ROWS_PER_PIECE", 2)
    rows = [["ngắn", 1], ["CĐCS Công ty TNHH Evergreen Textile", 2], ["hai\ndòng", 3], ["HTX", 4], ["dòng\n" * 99, 5]]
    totals = [["Cộng các đơn vị trực thuộc", 6]]
    sheet = openpyxl.load_workbook(io.BytesIO(written(rows, total_rows=totals))).active
    heights = [sheet.row_dimensions[row].height for row in range(2, 8)]
    assert heights == [None, 60, 30, None, 409, 45]


def test_a_line_of_the_head_wraps_within_the_table():
    sheet = table([20, 20], "Danh sách", "Lọc theo: " + "đơn vị, " * 20)
    assert sorted(map(str, sheet.merged_cells.ranges)) == ["A1:B1", "A2:B2"]
    assert [sheet.row_dimensions[row].height for row in (1, 2)] == [18, 60]
    assert table([20, 20], "x " * 2_000).row_dimensions[1].height == 409  # Excel knows none that is higher
    assert not table([20], "Danh sách").merged_cells.ranges


@pytest.mark.parametrize(("widths", "turned"), [([6, 94], "portrait"), ([6, 95], "landscape")])
def test_a_narrow_table_stands_upright(widths, turned):
    assert table(widths).page_setup.orientation == turned


def test_no_cell_is_ever_a_formula():
    data = written([[text, text] for text in DANGEROUS], head_lines=["=1+1"])
    xml = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")
    assert not re.search(rb"<f[ >/]", xml)
    rows = read_sheet(data).rows[3:]
    assert [row[0] for row in rows][:4] == DANGEROUS[:4]
    assert rows[7][0] == "ab"
    assert rows[8][0] == " hai "


@settings(max_examples=20, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), max_size=20), min_size=1, max_size=5))
def test_text_comes_back_as_it_was(texts):
    file = io.BytesIO(written([[text, 1] for text in texts]))
    back = [row[0].value or "" for row in openpyxl.load_workbook(file).active.iter_rows(min_row=2)]
    assert [text.replace("_x005F_", "_") for text in back] == texts


def test_columns_and_limits(monkeypatch):
    assert [column_letters(index) for index in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
    monkeypatch.setattr("core.sheets.writer.MAX_ROWS", 3)
    with pytest.raises(ValueError, match="quá dài"):
        written([[1, 2]] * 3)


def test_rows_may_be_a_generator_and_empty():
    file = io.BytesIO()
    write_xlsx(file, "a/b:*?", [SheetColumn("A")], (row for row in ()))
    assert openpyxl.load_workbook(file).sheetnames == ["a b"]


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_opens_in_libreoffice(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(written([["=1+1", 1234], ["Hà", 5]]))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76"]
    subprocess.run([*command, "--outdir", str(tmp_path), str(tmp_path / "a.xlsx")], check=True, timeout=120)
    assert "=1+1" in (tmp_path / "a.csv").read_text(encoding="utf-8")


def test_template():
    columns = [
        Column("ma", "Mã đơn vị", required=True, kind="code"),
        Column("loai", "Loại", kind="choice", choices=(("nam", "Nam"), ("nu", "Nữ"))),
        Column("fdi", "Vốn nước ngoài", kind="bool"),
        Column("ngay", "Ngày", required=True, kind="date"),
    ]
    file = io.BytesIO()
    write_template(
        file, "mau", "Danh sách mẫu", columns, {"loai": "Nữ", "ngay": "05/03/2025"},
        lists={"ma": [("A", "Đơn vị A"), ("B", "=1+1")], "ngay": []},
    )  # fmt: skip
    book = openpyxl.load_workbook(file)
    sheet = book["mau"]
    assert [cell.value for cell in sheet[3]] == ["Mã đơn vị*", "Loại", "Vốn nước ngoài", "Ngày*"]
    assert sheet["A4"].value == "VÍ DỤ"
    assert "Hướng dẫn" in book.sheetnames
    rules = {str(rule.sqref): rule.errorStyle for rule in sheet.data_validations.dataValidation}
    assert rules["A5:A1003"] == "warning"
    assert {rules["B5:B1003"], rules["C5:C1003"]} <= {"stop", None}
    codes = book["Danh mục"]
    assert [[cell.value for cell in row] for row in codes["A3:B5"]] == [
        ["Mã đơn vị", "Tên"], ["A", "Đơn vị A"], ["B", "=1+1"]
    ]  # fmt: skip
    assert codes["B5"].data_type == "s"

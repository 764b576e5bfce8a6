"""A hidden sheet is not read: the office does not see what would come in from it [03-3.3-1]."""

import io

import openpyxl
import pytest
from openpyxl.chart import BarChart

from core.importing import Column, parse_rows
from core.sheets.reader import ERROR_IN_CELL, SheetError, read_sheet
from tests.core.workbooks import edited, ods
from tests.core.xls import Failed, text, xls


def xlsx(*sheets: tuple[str, str, str]) -> bytes:
    """An .xlsx of these sheets: name, state, what its only cell says."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, state, says in sheets:
        sheet = book.create_sheet(name)
        sheet.sheet_state = state
        sheet.append([says])
    book.active = max(range(len(sheets)), key=lambda place: sheets[place][1] == "visible")
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def hidden_in_xls(data: bytes, name: str) -> bytes:
    named = text(name, "<B")
    changed = data.replace(b"\0\0" + named, b"\1\0" + named)
    assert changed != data
    return changed


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_the_first_sheet_that_is_shown_is_read(state):
    data = xlsx(("Danh mục", state, "ẩn"), ("Tháng 5", "visible", "hiện"), ("Tháng 4", "visible", "cũ"))
    assert read_sheet(data, "doan_vien").rows == [("hiện",)]


def test_a_hidden_sheet_of_the_kind_gives_way_to_one_that_is_shown():
    data = xlsx(("doan_vien", "hidden", "năm trước"), ("Đoàn viên", "visible", "năm nay"))
    assert read_sheet(data, "doan_vien").rows == [("năm nay",)]


def test_a_chart_has_no_rows():
    book = openpyxl.Workbook()
    book.active.append(["hiện"])
    book.create_chartsheet("Biểu đồ", 0).add_chart(BarChart())
    file = io.BytesIO()
    book.save(file)
    assert read_sheet(file.getvalue()).rows == [("hiện",)]


def test_old_workbooks_and_those_of_libreoffice_too():
    old = xls(An=[["ẩn"]], Hien=[["hiện", Failed()]])
    assert read_sheet(old).rows == [("ẩn",)]
    assert read_sheet(hidden_in_xls(old, "An")).rows == [("hiện", ERROR_IN_CELL)]
    cell = '<table:table-cell office:value-type="string"><text:p>hiện</text:p></table:table-cell>'
    assert read_sheet(hidden_in_ods(ods(cell))).rows == [("hiện",)]


def hidden_in_ods(data: bytes) -> bytes:
    """The same .ods with a hidden table in front."""
    style = (
        b'<office:automatic-styles><style:style xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
        b'style:name="ta1" style:family="table"><style:table-properties table:display="false"/></style:style>'
        b"</office:automatic-styles><office:body>"
    )
    table = (
        b'<table:table table:name="Danh muc" table:style-name="ta1"><table:table-row><table:table-cell '
        b'office:value-type="string"><text:p>kin</text:p></table:table-cell></table:table-row></table:table>'
        b'<table:table table:name="T">'
    )
    return edited(
        data, "content.xml",
        lambda xml: xml.replace(b"<office:body>", style).replace(b'<table:table table:name="T">', table),
    )  # fmt: skip


def test_a_file_with_hidden_sheets_alone_is_refused_with_what_to_do():
    whole = xlsx(("A", "visible", "x"))
    data = edited(whole, "xl/workbook.xml", lambda xml: xml.replace(b'state="visible"', b'state="hidden"'))
    for one in (data, hidden_in_xls(xls(An=[["x"]]), "An")):
        with pytest.raises(SheetError) as caught:
            read_sheet(one)
        assert (caught.value.ma, "Bỏ ẩn (Unhide)" in caught.value.ly_do) == ("bi_an", True)


def test_where_no_heading_is_found_the_sheet_that_was_read_is_named():
    """The list stood behind a cover, and nobody was told that the cover was read."""
    columns = (Column("ma", "Mã đơn vị", required=True, kind="code"), Column("ten", "Tên"))
    with pytest.raises(SheetError, match=r"của trang tính “Bìa” .danh sách ở trang khác thì đưa trang đó lên đầu"):
        parse_rows(read_sheet(xlsx(("Bìa", "visible", "Năm 2026"), ("Tháng 5", "visible", "Mã đơn vị"))), columns)
    with pytest.raises(SheetError, match=r"trong 15 dòng đầu\. Cần có các cột: Mã đơn vị"):
        parse_rows(read_sheet("Năm 2026,x\n".encode()), columns)


@pytest.mark.parametrize("rows", [{3}, {2, 4}, set(range(2, 3_000, 3))])
def test_hidden_rows_are_read_and_told(rows):
    """A list filtered for one unit holds the others too: who sends it is told which rows are not seen."""
    book = openpyxl.Workbook()
    book.active.append(["Họ và tên"])
    for number in range(2, max(rows) + 2):
        book.active.append([f"Người {number}"])
    for number in rows:
        book.active.row_dimensions[number].hidden = True
    book.active.row_dimensions[max(rows) + 5].hidden = True  # nothing stands there
    book.active.column_dimensions["C"].hidden = True
    file = io.BytesIO()
    book.save(file)
    found = parse_rows(read_sheet(file.getvalue()), (Column("ten", "Họ và tên", required=True),))
    assert len(found.rows) == max(rows)
    assert set(found.hidden_rows) == rows


def test_nothing_is_hidden_in_a_csv_and_in_a_sheet_that_says_so_of_its_columns_alone():
    assert read_sheet("Họ và tên\nLan\n".encode()).hidden == frozenset()
    book = openpyxl.Workbook()
    book.active.append(['hidden="1"', "x"])
    book.active.column_dimensions["B"].hidden = True
    file = io.BytesIO()
    book.save(file)
    assert read_sheet(file.getvalue()).hidden == frozenset()

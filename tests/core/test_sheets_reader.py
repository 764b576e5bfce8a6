import io
import shutil
import subprocess
import threading
from contextlib import suppress
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.sheets.child import marks_of_xls
from core.sheets.preflight import RefusedError
from core.sheets.reader import (
    ERROR_IN_CELL,
    FORMULA_WITHOUT_VALUE,
    SheetError,
    read_pasted,
    read_sheet,
)
from tests.core.workbooks import SHEET, edited, ods, workbook
from tests.core.xls import Failed, xls

GOOD = workbook(["Mã", "Ngày"], ["A1", date(2025, 5, 31)], ["A2", 5])


def refusal(data: bytes) -> str:
    with pytest.raises(SheetError) as caught:
        read_sheet(data)
    assert caught.value.ly_do.endswith(".")
    return caught.value.ma


def test_reads_types_and_row_numbers(tmp_path):
    data = workbook([], [None, "x", 5, 1.5, True, datetime(2025, 5, 31, 8), date(2025, 5, 31)])
    path = tmp_path / "a.xlsx"
    path.write_bytes(data)
    for source in (data, path, str(path), io.BytesIO(data)):
        sheet = read_sheet(source)
        assert sheet.first_row_number == 1
        assert not any(sheet.rows[0])
        assert sheet.rows[1] == ("", "x", 5, 1.5, True, datetime(2025, 5, 31, 8), date(2025, 5, 31))


def test_sheet_of_the_kind_else_the_first():
    book = openpyxl.Workbook()
    book.active.append(["first"])
    book.create_sheet("Đoàn viên").append(["second"])
    file = io.BytesIO()
    book.save(file)
    assert read_sheet(file.getvalue(), "doan_vien").rows[0] == ("second",)
    assert read_sheet(file.getvalue(), "chi_tieu").rows[0] == ("first",)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_csv(delimiter, encoding):
    text = f'Mã{delimiter}Tên\r\n"01{delimiter}x"{delimiter}Hà\r\n\r\nx\r\n'
    rows = [list(row) for row in read_sheet(text.encode(encoding)).rows]
    assert [row for row in rows if any(row)] == [["Mã", "Tên"], [f"01{delimiter}x", "Hà"], ["x", ""]]
    assert len(rows) == 4


def test_ods():
    cells = (
        '<table:table-cell office:value-type="string"><text:p>Hà</text:p></table:table-cell>'
        '<table:table-cell office:value-type="date" office:date-value="2025-05-31"/>'
        '<table:table-cell table:formula="of:=1"/>'
    )
    assert read_sheet(ods(cells)).rows[0] == ("Hà", date(2025, 5, 31), FORMULA_WITHOUT_VALUE)


def test_formula_counts_with_its_stored_value():
    data = workbook(["=1+1", "=A1", "x"])
    stored = edited(data, SHEET, lambda xml: xml.replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>"))
    assert stored != data
    assert read_sheet(stored).rows[0] == (2, FORMULA_WITHOUT_VALUE, "x")


def test_stored_error_is_not_an_empty_cell():
    data = edited(workbook([7, 8]), SHEET, lambda xml: xml.replace(b't="n"><v>7</v>', b't="e"><v>#N/A</v>'))
    assert read_sheet(data).rows[0] == (ERROR_IN_CELL, 8)


def test_markers_are_false_and_empty():
    assert not FORMULA_WITHOUT_VALUE
    assert str(ERROR_IN_CELL) == ""
    assert "CellError" in repr(ERROR_IN_CELL)


@pytest.mark.parametrize(
    ("data", "ma"),
    [
        (b"", "rong"),
        (b" \r\n", "rong"),
        (GOOD[: len(GOOD) // 2], "hong"),
        (b"MZ\x90\0" + bytes(500), "khong_phai_bang_tinh"),
        (b"<html><table></table></html>", "khong_phai_bang_tinh"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "hong"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "co_mat_khau"),
        (b"Nguy\xeen;1\n", "khong_phai_utf8"),
        ("Mã CĐCS\tHọ và tên\n".encode("utf-16"), "khong_phai_utf8"),
        (b'"a\nb', "hong"),
        (b"," * 1000, "qua_lon"),
        (b"a\n" * 500_000, "qua_lon"),
        (b"a" * (20 * 1024 * 1024 + 1), "qua_lon"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_refuses(data, ma):
    assert refusal(data) == ma


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'<row r="3"', b'<row r="2000000000"'),
        (b'r="B3"', b'r="ZZZZ3"'),
        (b'r="B3"', b'r="XFD1048576"'),
        (b'r="B3"', b'r="B99999999"'),
    ],
)
def test_far_rows_and_columns(old, new):
    data = edited(GOOD, SHEET, lambda xml: xml.replace(old, new))
    assert data != GOOD
    assert refusal(data) in ("dang_ngo", "qua_lon")


BILLION_LAUGHS = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("change", "extra"),
    [
        (lambda xml: BILLION_LAUGHS + xml[xml.find(b"<worksheet") :], ()),
        (lambda xml: b"<!--" + b"x" * 600_000 + b"-->" + BILLION_LAUGHS[21:] + xml, ()),
        (lambda xml: xml.decode().encode("utf-16"), ()),
        (lambda xml: xml, [("../../x", b"")]),
        (lambda xml: xml, [("/etc/x", b"")]),
        (lambda xml: xml, [("XL/workbook.xml", b"")]),
    ],
)
def test_suspicious_structure(change, extra):
    assert refusal(edited(GOOD, SHEET, change, *extra)) == "dang_ngo"


def test_zip_bombs():
    cell = b'<row r="9"><c r="A9" t="inlineStr"><is><t>' + b"A" * 30_000_000 + b"</t></is></c></row></sheetData>"
    inside = edited(GOOD, SHEET, lambda xml: xml.replace(b"</sheetData>", cell))
    beside = edited(GOOD, SHEET, lambda xml: xml, ("xl/media/x.bin", bytes(30_000_000)))
    many = edited(GOOD, SHEET, lambda xml: xml, *[(f"x{number}", b"") for number in range(2_001)])
    assert [refusal(inside), refusal(beside), refusal(many)] == ["qua_lon"] * 3


def test_encrypted_entry_and_other_zip():
    flagged = bytearray(GOOD)
    flagged[flagged.find(b"PK\x01\x02") + 8] |= 1
    assert refusal(bytes(flagged)) == "co_mat_khau"
    assert refusal(edited(GOOD, "xl/workbook.xml", lambda xml: b"")) == "hong"


def test_a_word_file_is_no_workbook():
    file = io.BytesIO()
    from docx import Document

    Document().save(file)
    assert refusal(file.getvalue()) == "khong_phai_bang_tinh"


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_spoiled_bytes_never_break_the_reader(data):
    spoiled = bytearray(GOOD)
    for place in data.draw(st.lists(st.integers(0, len(GOOD) - 1), max_size=8)):
        spoiled[place] ^= data.draw(st.integers(1, 255))
    try:
        assert read_sheet(bytes(spoiled)).rows is not None
    except SheetError as error:
        assert error.ma


def test_threads_read_at_once():
    found = []
    threads = [threading.Thread(target=lambda: found.append(len(read_sheet(GOOD).rows))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [3] * 6


def test_pasted_text():
    assert read_pasted('Mã\tTên\r\nA\t"hai\ndòng"\r\n').rows == [["Mã", "Tên"], ["A", "hai\ndòng"]]
    with pytest.raises(SheetError):
        read_pasted(" ")
    with pytest.raises(SheetError):
        read_pasted("a" * 5_000_001)


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
@pytest.mark.parametrize("extension", ["xls", "ods", "xlsx"])
def test_files_of_libreoffice(tmp_path, extension):
    (tmp_path / "a.xlsx").write_bytes(workbook(["Mã", "=1+1"], [date(2025, 5, 31), 36185000127]))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", extension, "--outdir", str(tmp_path / "out")]
    subprocess.run([*command, str(tmp_path / "a.xlsx")], check=True, timeout=120)
    sheet = read_sheet(tmp_path / "out" / f"a.{extension}")
    assert sheet.rows == [("Mã", 2), (date(2025, 5, 31), 36185000127)]


HEADING = ["Mã CĐCS", "Số CCCD", "Số lượng"]


def test_errors_in_an_old_workbook_are_not_taken_for_empty_cells():
    """[03-3.3-9] in every format: a member came in without the number that a broken VLOOKUP should have brought."""
    rows = [HEADING, ["X", Failed(), (5.0,)], ["X", Failed(by_formula=True), Failed(0x17)], ["", True, "a"]]
    sheet = read_sheet(xls(khac=[["gì đó", Failed()]], bien_dong=rows, cuoi=[[Failed()]]), "bien_dong")
    assert (sheet.name, sheet.rows) == (
        "bien_dong",
        [tuple(HEADING), ("X", ERROR_IN_CELL, 5), ("X", ERROR_IN_CELL, ERROR_IN_CELL), ("", True, "a")],
    )


@pytest.mark.parametrize("count", [1, 40, 60_000])
def test_errors_are_found_in_an_old_workbook_of_any_size(count):
    """A short one lies in small sectors, and past 7 MB the table of the sectors goes on in sectors of its own."""
    long = f"{'Nguyễn Thị ' * 5}"
    sheet = read_sheet(xls(a=[HEADING, *([long, "", 1.0] for _ in range(count)), ["X", Failed(), 5.0]]))
    assert (len(sheet.rows), sheet.rows[1], sheet.rows[-1]) == (count + 2, (long, "", 1), ("X", ERROR_IN_CELL, 5))
    assert ERROR_IN_CELL not in [cell for row in sheet.rows[:-1] for cell in row]


@given(st.integers(0, 6_000), st.binary(min_size=1, max_size=8))
def test_marks_of_a_spoilt_old_workbook_are_found_or_refused(place, spoilt):
    """They are sought in the parser's own process, which ends well whatever stands in the file [06-6.2 #4]."""
    data = xls(a=[HEADING, ["X", Failed(), 5.0]])
    with suppress(RefusedError):
        marks_of_xls(data[:place] + spoilt + data[place + len(spoilt) :], 0)


def test_the_sign_that_postgresql_cannot_hold_is_left_out():
    """In a heading or a bad cell it broke the job, and the note of the broken job too: it was tried for ever."""
    data = workbook(["Mã@", "Ngày"], ["A@1", date(2025, 5, 31)], [5, "x@"])
    data = edited(data, SHEET, lambda xml: xml.replace(b"@", b"_x0000_"))
    assert read_sheet(data).rows == [("Mã", "Ngày"), ("A1", date(2025, 5, 31)), (5, "x")]
    assert read_sheet(xls(An=[["a\0b"]])).rows == [("ab",)]

"""The headings of a file as a person is asked about them: which row they stand in, what is shown of their values."""

from datetime import date

from core.importing import Column, describe_headings
from core.sheets.reader import Sheet

COLUMNS = (
    Column("ten", "Họ và tên", required=True),
    Column("so", "Số CCCD", kind="identity"),
    Column("ngay", "Ngày kết nạp", kind="date"),
)


def seen(rows, overrides=None):
    return [(h.text, h.column, h.samples) for h in describe_headings(Sheet("", rows), COLUMNS, overrides)]


def test_headings_stand_under_the_title_rows_with_their_first_values():
    rows = [("DANH SÁCH", "", ""), ("Họ tên người", "Số CCCD", "Tổ"), ("Lan", "036185004127", "1"), ("Mai", "", "1")]
    assert seen(rows) == [
        ("Họ tên người", None, ("Lan", "Mai")),
        ("Số CCCD", "so", ("••• 127",)),
        ("Tổ", None, ("1",)),
    ]


def test_what_looks_like_a_persons_number_is_masked_whatever_its_heading():
    rows = [("A", "B"), ("0912 345 678", 36185004127)]
    assert [samples for _, _, samples in seen(rows)] == [("••• 678",), ("••• 127",)]


def test_a_row_of_data_is_no_heading_row():
    assert seen([("Nguyễn Thị Lan", "05/03/1990"), ("Trần Thị Mai", "06/03/1990")]) == []
    assert seen([("Nguyễn Thị Lan", date(1990, 3, 5))]) == []
    assert seen([("Nguyễn Thị Lan", "036185004127")]) == []


def test_what_was_settled_by_hand_is_told_from_what_is_unknown():
    rows = [("Tên công nhân", "Ca", "STT"), ("Lan", "A", "1")]
    found = describe_headings(Sheet("", rows), COLUMNS, {"TEN CONG NHAN": "ten", "Ca": ""})
    assert [(h.column, h.is_asked) for h in found] == [("ten", False), ("", False), (None, False)]

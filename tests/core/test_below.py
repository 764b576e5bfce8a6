"""What stands below a list on its sheet: totals, signatures, the headings of the next page, a second list."""

import pytest

from core.importing import Column, parse_rows
from core.importing.below import AGAIN, NO_DATA, OF_OTHER_LIST, OTHER_LIST, PART
from core.sheets.reader import MergedCell, Sheet

COLUMNS = (
    Column("ma", "Mã CĐCS", required=True, kind="code", is_shared=True),
    Column("ten", "Họ tên", required=True),
    Column("ngay", "Ngày", required=True, kind="date", synonyms=("Ngày vào",)),
    Column("so", "Số lượng", kind="int"),
    Column("nu", "Trong đó nữ", kind="int"),
)
HEADING = ["TT", "Mã CĐCS", "Họ tên", "Ngày", "Số lượng", "Trong đó nữ"]
LAN = [1, "A", "Lan", "05/03/2026", 5, 3]


def told(*rows: list, heading: list = HEADING, shared: dict | None = None) -> list[tuple[int, list[str]]]:
    """The number of every row and why it is refused."""
    file = parse_rows(Sheet("", [heading, *rows]), COLUMNS, shared=shared)
    return [(row.dong, [error.ly_do for error in row.errors]) for row in file.rows]


@pytest.mark.parametrize("text, is_told", [
    ("Tổng cộng: 3 người", True), ("CỘNG", True), ("NGƯỜI LẬP BIỂU", True), ("Ý Yên, ngày 05 tháng 3 năm 2026", True),
    ("TM. BAN CHẤP HÀNH", True), ("Tống Thị Cộng", False), ("Công Văn Tổng", False), ("Xác Văn Nhận", False),
])  # fmt: skip
def test_a_line_below_the_list_is_called_one(text, is_told):
    """It is still a row that is refused, but not for every column that it lacks."""
    missing = ["Thiếu Mã CĐCS. Cột này bắt buộc.", "Thiếu Ngày. Cột này bắt buộc."]
    assert told(LAN, ["", "", text]) == [(2, []), (3, [NO_DATA] if is_told else missing)]


@pytest.mark.parametrize("work", ["Kế toán trưởng", "Chủ tịch HĐQT", "Xác nhận của công an", "Lập bảng lương"])
def test_a_row_with_two_mistakes_is_no_signature_for_what_its_person_works(work):
    """Told to take the line off, the clerk lost the person; the mistakes were not said."""
    heading = [*HEADING, "Nghề nghiệp"]
    mistakes = ["Không đọc được ngày. Ghi ngày/tháng/năm, ví dụ 05/03/2025.", "Số không được âm."]
    assert told([1, "A", "Lan", "x", -5, 3, work], heading=heading) == [(2, mistakes)]
    assert told(LAN, ["", "Tổng cộng", "", "", 10, 6, ""], heading=heading) == [(2, []), (3, [NO_DATA])]


def test_the_title_of_a_part_is_told_as_one():
    """It was said of every column that it stands in a merged cell, whose value should be written into every row."""
    part = ["", "I. Phân xưởng may", *[MergedCell("")] * 4]
    assert told(part, LAN, part) == [(2, [PART]), (3, []), (4, [PART])]
    numbered = ["I", "Phân xưởng may", *[MergedCell("")] * 4]  # the number under a heading that is no column
    assert told(numbered, LAN) == [(2, [PART]), (3, [])]
    covered = ["", MergedCell("A"), "Lan", "", "", ""]  # the code above is merged down over a row that has a name
    assert [len(reasons) for _, reasons in told(LAN, covered)] == [0, 2]


def test_the_headings_of_the_next_page_are_one_refused_line():
    assert told(LAN, HEADING, LAN) == [(2, []), (3, [AGAIN]), (4, [])]
    again = ["TT", "MÃ CĐCS", "Họ  Tên", "Ngày vào", "Số lượng (người)", ""]
    shared_heading = ["Họ tên", "Ngày", "Số lượng"]
    assert told(LAN, again, LAN) == [(2, []), (3, [AGAIN]), (4, [])]
    rows = [["Lan", "05/03/2026", 5], shared_heading, ["Hoa", "05/03/2026", 5]]
    assert told(*rows, heading=shared_heading, shared={"ma": "A1"}) == [(2, []), (3, [AGAIN]), (4, [])]


def test_rows_below_headings_in_another_order_are_read_by_none():
    """Their numbers would stand in the wrong columns, and nobody would be told."""
    other = [*HEADING[:4], "Trong đó nữ", "Số lượng"]
    assert told(LAN, other, [1, "A", "Hoa", "05/03/2026", 3, 5], [2, "A", "Huệ", "05/03/2026", 1, 2]) == [
        (2, []), (3, [OTHER_LIST]), (4, [OF_OTHER_LIST.format(3)]), (5, [OF_OTHER_LIST.format(3)]),
    ]  # fmt: skip


def test_a_bad_row_that_holds_a_word_of_the_headings_is_no_heading():
    assert told(["", "A", "Ngày", "x", 5, 3]) == [(2, ["Không đọc được ngày. Ghi ngày/tháng/năm, ví dụ 05/03/2025."])]

"""A value said once for a whole file: for a column that it lacks and for its empty cells."""

import pytest

from core.importing import Column, fault_of, parse_rows
from core.sheets.reader import MergedCell, Sheet, SheetError

COLUMNS = (
    Column("ma", "Mã đơn vị", required=True, kind="code", is_shared=True),
    Column("ten", "Họ và tên", required=True),
    Column("ngay", "Ngày", required=True, kind="date", is_shared=True),
)
SAID = {"ma": "A1", "ngay": "5/3/2026"}


def values(*rows: list, shared=SAID) -> list[tuple]:
    parsed = parse_rows(Sheet("", list(rows)), COLUMNS, shared=shared)
    return [(row.dong, row.values["ma"], row.values["ten"], f"{row.values['ngay']:%d/%m}") for row in parsed.rows]


def test_missing_columns_and_empty_cells_are_filled_and_others_kept():
    found = values(["TT", "Họ và tên", "Ngày"], ["1", "Lan", ""], ["2", "Hoa", "6/3/2026"], ["3", "Mai"])
    assert found == [(2, "A1", "Lan", "05/03"), (3, "A1", "Hoa", "06/03"), (4, "A1", "Mai", "05/03")]


def test_empty_rows_stay_empty_and_titles_stay_above():
    found = values(["DANH SÁCH"], ["TT", "Họ và tên", "Ngày"], ["1", "Lan"], ["2", ""], [], ["", " ", ""])
    assert found == [(3, "A1", "Lan", "05/03")]


def test_without_a_heading_the_file_is_refused_as_before():
    with pytest.raises(SheetError) as refused:
        values(["1", "Lan"], ["2", "Hoa"])
    assert refused.value.ma == "khong_co_tieu_de"


def test_a_file_without_anything_shared_is_the_file_itself():
    with pytest.raises(SheetError) as refused:
        values(["Họ và tên", "Ngày"], ["Lan", "5/3/2026"], shared={})
    assert refused.value.ly_do == "Thiếu cột bắt buộc: Mã đơn vị. Thêm cột này vào dòng tiêu đề rồi tải lại."


def test_what_a_merged_cell_covers_is_not_filled():
    """Another decision was meant for it, or the same: the office says which."""
    columns = (*COLUMNS, Column("qd", "Số quyết định", is_shared=True))
    covered = MergedCell("5/QĐ")
    rows = [["Họ và tên", "Số quyết định"], ["Lan", "5/QĐ"], ["Hoa", covered], ["Mai", ""]]
    parsed = parse_rows(Sheet("", rows), columns, shared=SAID | {"qd": "1/QĐ"})
    assert [row.values["qd"] for row in parsed.rows] == ["5/QĐ", None, "1/QĐ"]
    assert [[error.ly_do for error in row.errors] for row in parsed.rows] == [[], [covered.ly_do], []]


def test_a_row_longer_than_the_heading_keeps_its_cells():
    assert values(["Họ và tên", "Ngày"], ["Lan", "6/3/2026", "x", "y"]) == [(2, "A1", "Lan", "06/03")]


@pytest.mark.parametrize("text, fault", [("5/3/2026", None), ("hôm qua", True)])
def test_a_value_is_judged_like_a_cell(text, fault):
    said = fault_of(COLUMNS[2], text)
    assert (said is not None) == bool(fault)

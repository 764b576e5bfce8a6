import io
import json
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.importing import (
    Column,
    ImportResult,
    duplicate_keys,
    file_sha256,
    find_heading,
    parse_rows,
    write_bad_rows,
)
from core.importing.columns import distinct
from core.sheets.reader import FORMULA_WITHOUT_VALUE, Sheet, SheetError, read_sheet
from core.sheets.template import write_template
from core.text import fold

MA = Column("ma", "Mã CĐCS", required=True, synonyms=("Mã đơn vị",), kind="code")
TEN = Column("ten", "Họ và tên", required=True, synonyms=("Họ tên", "Tên đoàn viên"))
NGAY = Column("ngay", "Ngày sinh", kind="date_or_year")
GIOI = Column("gioi", "Giới tính", kind="choice", choices=(("nam", "Nam"), ("nu", "Nữ")))
CCCD = Column("cccd", "Số CCCD", kind="identity")
THUE = Column("thue", "Mã số thuế", kind="tax_code")
DT = Column("dt", "Điện thoại", kind="phone")
SO = Column("so", "Số lượng", kind="int")
FDI = Column("fdi", "Vốn nước ngoài", kind="bool")
COLUMNS = (MA, TEN, NGAY, GIOI, CCCD, THUE, DT, SO, FDI)
HEADING = [column.label for column in COLUMNS]


def parsed(*rows, heading=HEADING, columns=COLUMNS, **options):
    return parse_rows(Sheet("doan_vien", [heading, *rows]), columns, **options)


def row_of(**cells):
    """Return one data row by the keys of the columns."""
    base = {"ma": "A1", "ten": "Lê An"}
    return [(base | cells).get(column.key, "") for column in COLUMNS]


def only(**cells):
    return parsed(row_of(**cells)).rows[0]


def refusal(rows, columns=COLUMNS):
    with pytest.raises(SheetError) as caught:
        parse_rows(Sheet("", rows), columns)
    return caught.value


@given(st.permutations(HEADING), st.integers(0, 14), st.booleans())
def test_headings_in_any_order_wording_and_row(heading, above, plain):
    worded = [fold(text).upper() if plain else f" {text} (*)\n" for text in heading]
    rows = [["DANH SÁCH"]] * above + [worded, ["x"] * len(worded)]
    found = find_heading(rows, COLUMNS)
    assert found.heading_index == above
    assert {heading[place] for place in found.places.values()} == set(HEADING)


def test_synonyms_unknown_columns_and_brackets():
    found = parsed(["A1", "Lê An", 1985, "x"], heading=["MÃ ĐƠN VỊ", "Tên đoàn viên*", "Ngày sinh (dd/mm)", "Tôn giáo"])
    assert found.columns_found == {"ma": "MÃ ĐƠN VỊ", "ten": "Tên đoàn viên*", "ngay": "Ngày sinh (dd/mm)"}
    assert found.unknown_headings == ("Tôn giáo",)
    assert "x" not in found.rows[0].values.values()


def test_label_wins_over_synonym_and_overrides_over_both():
    heading = ["Mã đơn vị", "Mã CĐCS", "Họ và tên"]
    found = parsed(["PARENT", "CHILD", "Lê An"], heading=heading)
    assert found.rows[0].values["ma"] == "CHILD"
    assert found.unknown_headings == ("Mã đơn vị",)
    settled = {"Đơn vị công tác": "ma", "Mã CĐCS": ""}
    found = parsed(["W", "CHILD", "Lê An"], heading=["Đơn vị công tác", "Mã CĐCS", "Họ và tên"], overrides=settled)
    assert found.rows[0].values["ma"] == "W"


def test_refused_headings():
    assert refusal([["a"], ["b"]]).ma == "khong_co_tieu_de"
    assert refusal([]).ma == "khong_co_tieu_de"
    missing = refusal([["Họ và tên", "Ngày sinh"], ["x", ""]])
    assert (missing.ma, "Mã CĐCS" in missing.ly_do) == ("thieu_cot", True)
    assert refusal([["Mã CĐCS", "Họ và tên", "MÃ CĐCS*"], ["x"]]).ma == "trung_cot"
    assert refusal([["Họ tên", "Tên đoàn viên", "Mã CĐCS"], ["x"]]).ma == "trung_cot"
    assert refusal([HEADING, [""] * 9, ["VÍ DỤ"]]).ma == "khong_co_dong"


def test_empty_and_example_rows_are_not_counted():
    found = parsed(["Ví dụ", "x"], [""] * 9, [" \u00a0", None], [], row_of(), ["", "", "", "", "", "", "", 0])
    assert [row.dong for row in found.rows] == [6, 7]
    assert [error.cot for error in found.rows[1].errors] == ["Mã CĐCS", "Họ và tên"]


def test_values_by_kind():
    row = only(
        ten="  Lê \u00a0 Hoa\u0300 ", ngay="5/3/1985", gioi="NỮ", cccd="036185000127", thue="0100109106001",
        dt="+84912345678", so="1.250", fdi="x",
    )  # fmt: skip
    assert row.errors == row.warnings == ()
    assert row.values == {
        "ma": "A1", "ten": "Lê Hoà", "ngay": date(1985, 3, 5), "gioi": "nu", "cccd": "036185000127",
        "thue": "0100109106-001", "dt": "0912345678", "so": 1250, "fdi": True,
    }  # fmt: skip


def test_empty_cells_and_columns_that_are_not_there():
    values = parsed(["A1", "Lê An"], heading=["Mã CĐCS", "Họ và tên"]).rows[0].values
    assert (values["cccd"], values["dt"], values["ngay"], values["gioi"], values["so"]) == ("", "", None, None, None)
    assert only().values == values


@pytest.mark.parametrize(
    ("key", "cell", "value"),
    [
        ("ngay", 1985.0, 1985),
        ("ngay", "1985", 1985),
        ("ngay", date(1985, 3, 5), date(1985, 3, 5)),
        ("ngay", datetime(1985, 3, 5), date(1985, 3, 5)),
        ("gioi", "nu", "nu"),
        ("ma", 12.0, "12"),
        ("ten", 155.0, "155"),
        ("so", 7.0, 7),
        ("so", 0.0, 0),
        ("fdi", False, False),
        ("fdi", "Không", False),
        ("fdi", 1.0, True),
        ("dt", 912345678.0, "0912345678"),
        ("ngay", 25031990.0, date(1990, 3, 25)),
        ("ngay", "'05/03/1985", date(1985, 3, 5)),
        ("cccd", "'036185000127", "036185000127"),
        ("dt", "’0912345678", "0912345678"),
        ("ma", "'012", "012"),
        ("ten", "'Lan", "'Lan"),
    ],
)
def test_cells(key, cell, value):
    row = only(**{key: cell})
    assert row.errors == ()
    assert row.values[key] == value
    assert type(row.values[key]) is type(value)


@pytest.mark.parametrize(
    ("key", "cell"),
    [
        ("ngay", "5/3/85"), ("ngay", 45000.0), ("ngay", "0085"), ("gioi", "Khác"), ("cccd", "3.6E+10"), ("cccd", "123"),
        ("ma", "1E+5"), ("thue", "123"), ("so", "1,5"), ("so", -1), ("so", True), ("fdi", "có thể"),
        ("ten", FORMULA_WITHOUT_VALUE), ("ma", FORMULA_WITHOUT_VALUE), ("ten", " "), ("ten", "#N/A"), ("dt", " #REF!"),
    ],
)  # fmt: skip
def test_bad_cells_are_errors_of_their_row(key, cell):
    row = only(**{key: cell})
    assert len(row.errors) == 1
    assert row.errors[0].dong == 2
    assert row.errors[0].ly_do.endswith(".")


def test_the_number_behind_a_date_is_told_as_one():
    said = "Ô này là số, không phải ngày. Đổi ô sang định dạng ngày hoặc gõ lại. Ghi ngày/tháng/năm, ví dụ 05/03/2025."
    for cell in (32937.0, float("inf"), float("nan")):  # a file may say <v>INF</v>
        assert [error.ly_do for error in only(ngay=cell).errors] == [said]


def test_true_and_one_in_one_column_stay_apart():
    found = parsed(row_of(so=1), row_of(so=True), row_of(so=1.0))
    assert [bool(row.errors) for row in found.rows] == [False, True, False]


def test_padded_identity_warns_and_is_masked():
    row = only(cccd=36185000127.0)
    assert row.values["cccd"] == "036185000127"
    assert [(w.cot, w.gia_tri) for w in row.warnings] == [("Số CCCD", "••• 127")]
    assert [w.gia_tri for w in only(dt="12345678").warnings] == ["••• 678"]


def test_an_unusual_phone_is_kept_with_a_warning():
    row = only(dt="12345678")
    assert (row.values["dt"], row.errors) == ("12345678", ())


def test_garbled_text_and_dates_in_text_columns_are_asked_about():
    found = parsed(row_of(ten="NguyÔn V¨n An"), row_of(ten=date(2025, 5, 12)), row_of())
    assert found.garbled_rows == 1
    assert [len(row.warnings) for row in found.rows] == [1, 1, 0]
    assert found.rows[1].values["ten"] == "12/05/2025"


def test_own_errors_show_labels_and_masks():
    row = only(gioi="Nữ", cccd="036185000127", ngay="5/3/1985")
    row.add_error(GIOI, "a.")
    row.add_error(CCCD, "b.")
    row.add_error(None, "c.")
    row.add_warning(NGAY, "d.")
    assert [error.gia_tri for error in row.errors] == ["Nữ", "••• 127", ""]
    assert row.warnings[0].gia_tri == "05/03/1985"


def test_duplicate_keys_name_the_first_row():
    rows = parsed(row_of(cccd="036185000127"), row_of(cccd="036185000127"), row_of(), row_of()).rows
    assert duplicate_keys(rows, lambda row: row.values["cccd"] or None, CCCD) == 1
    assert [bool(row.errors) for row in rows] == [False, True, False, False]
    assert "dòng 2" in rows[1].errors[0].ly_do


def test_result_counts_rows():
    rows = parsed(row_of(cccd="1", so="x"), row_of(cccd=36185000127.0), row_of()).rows
    result = ImportResult("doan_vien", lo_nhap=7)
    result.count_rows(rows)
    answer = json.loads(json.dumps(result.as_json()))
    assert list(answer) == [
        "loai", "lo_nhap", "tong_dong", "hop_le", "loi", "canh_bao", "them_moi", "cap_nhat", "khong_doi",
        "chi_tiet_loi", "chi_tiet_canh_bao",
    ]  # fmt: skip
    assert [answer[key] for key in ("tong_dong", "hop_le", "loi", "canh_bao")] == [3, 2, 1, 1]
    assert len(answer["chi_tiet_loi"]) == 2
    assert list(answer["chi_tiet_loi"][0]) == ["dong", "cot", "gia_tri", "ly_do"]


def test_refused_file_has_one_entry_without_row():
    answer = ImportResult.refused("chi_tieu", SheetError("rong", "Tệp rỗng.")).as_json()
    assert (answer["tong_dong"], answer["lo_nhap"]) == (0, None)
    assert answer["chi_tiet_loi"] == [{"dong": None, "cot": "", "gia_tri": "", "ly_do": "Tệp rỗng."}]


def bad_rows(found, **options):
    file = io.BytesIO()
    errors = {row.dong: row.errors for row in found.rows if row.errors}
    assert write_bad_rows(file, found, errors, **options) == len(errors)
    return file.getvalue()


def test_bad_rows_keep_columns_and_cells_and_import_again():
    heading = ["Tôn giáo", *HEADING]
    bad = ["x", *row_of(ten="=1+1", ngay=date(1985, 3, 5), so="1,5", cccd=36185000127.0)]
    data = bad_rows(parsed(["y", *row_of()], bad, heading=heading))
    cells = openpyxl.load_workbook(io.BytesIO(data)).active
    assert [cell.value for cell in cells[1]] == [*heading, "Lý do"]
    assert [cells["C2"].value, cells["D2"].value, cells["F2"].value] == ["=1+1", datetime(1985, 3, 5), 36185000127]
    again = parse_rows(read_sheet(data, "doan_vien"), COLUMNS)
    assert again.unknown_headings == ("Tôn giáo",)
    assert again.rows[0].values["ten"] == "=1+1"
    assert "Số lượng" in again.rows[0].errors[0].cot
    once_more = read_sheet(bad_rows(again))
    assert list(once_more.rows[0]).count("Lý do") == 1


def test_bad_rows_without_unknown_columns(tmp_path):
    found = parsed(["x", *row_of(so="x")], heading=["Tôn giáo", *HEADING])
    write_bad_rows(tmp_path / "bad.xlsx", found, {2: found.rows[0].errors}, only_mapped=True)
    assert list(read_sheet(tmp_path / "bad.xlsx").rows[0]) == [*HEADING, "Lý do"]


@pytest.mark.parametrize("has_own", [True, False])
def test_reasons_are_never_taken_for_the_offices_own(has_own):
    columns = (MA, SO, Column("ly_do", "Lý do"))
    heading, row = ["Mã CĐCS", "Số lượng"], ["A1", "x"]
    if has_own:
        heading, row = [*heading, "Lý do"], [*row, "theo Nghị quyết"]
    data = bad_rows(parsed(row, heading=heading, columns=columns))
    again = parse_rows(read_sheet(data), columns)
    assert again.rows[0].values["ly_do"] == ("theo Nghị quyết" if has_own else "")
    assert parse_rows(read_sheet(bad_rows(again)), columns).rows[0].values["ly_do"] == again.rows[0].values["ly_do"]


def test_an_untouched_template_has_no_rows_and_a_filled_one_imports():
    file = io.BytesIO()
    write_template(file, "doan_vien", "Danh sách", COLUMNS, {"ten": "Nguyễn Thị Mẫu"})
    with pytest.raises(SheetError) as caught:
        parse_rows(read_sheet(file.getvalue(), "doan_vien"), COLUMNS)
    assert caught.value.ma == "khong_co_dong"
    book = openpyxl.load_workbook(file)
    book["doan_vien"].append(row_of(ngay="05/03/1985"))
    filled = io.BytesIO()
    book.save(filled)
    row = parse_rows(read_sheet(filled.getvalue(), "doan_vien"), COLUMNS).rows[0]
    assert (row.dong, row.errors, row.values["ngay"]) == (5, (), date(1985, 3, 5))


@given(
    st.lists(st.lists(st.one_of(st.text(max_size=6), st.floats(), st.booleans(), st.dates()), max_size=9), max_size=5)
)
def test_no_cell_breaks_the_parser(rows):
    found = parsed(row_of(), *rows)
    assert all(row.values.keys() == {column.key for column in COLUMNS} for row in found.rows)


def test_file_sha256(tmp_path):
    (tmp_path / "a").write_bytes(b"abc")
    assert file_sha256(b"abc") == file_sha256(tmp_path / "a") == file_sha256(str(tmp_path / "a"))
    assert file_sha256(b"abc").startswith("ba7816bf")


def test_many_equal_headings_are_told_apart_at_once():
    """Each counted from one: a pasted line of some ten thousand signs held the server for hours."""
    names = distinct(["Tên", "x", "", "TÊN", "Tên (2)", *["x"] * 100_000])
    assert names[:7] == ["Tên", "x", "", "TÊN (2)", "Tên (2) (2)", "x (2)", "x (3)"]
    assert names[-1] == "x (100001)"

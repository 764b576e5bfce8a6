import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.validators import (
    cccd_prefixes,
    check_cccd,
    check_tax_code,
    clean_phone,
    identity_cell,
    phone_cell,
    tax_code_cell,
)


def test_good_cccd_has_no_warning():
    assert check_cccd("036 185 000 127", sex="nu", birth_year=1985) == ("036185000127", [])
    assert check_cccd("036204000127", sex="nam", birth_year=2004) == ("036204000127", [])


@pytest.mark.parametrize(
    ("sex", "year", "words"), [("nam", 1985, "Giới tính"), ("nu", 1986, "Năm sinh"), ("nu", 2085, "Năm sinh")]
)
def test_doubtful_cccd_only_warns(sex, year, words):
    cleaned, warnings = check_cccd("036185000127", sex, year)
    assert cleaned == "036185000127"
    assert len(warnings) == 1
    assert words in warnings[0]


def test_unknown_prefix_warns_and_other_provinces_do_not():
    assert "036" in cccd_prefixes()
    assert len(cccd_prefixes()) == 63
    assert check_cccd("001085000127")[1] == []
    assert len(check_cccd("999985000127")[1]) == 2


def test_other_documents_pass():
    assert check_cccd("162345678") == ("162345678", [])
    assert check_cccd("b1234567") == ("B1234567", [])


@pytest.mark.parametrize(
    "text", ["12345678901", "1234567890123", "3.6185E+10", "3,6E+10", "ABC", "03618500012O", "٠٣٦"]
)
def test_bad_identity_is_refused(text):
    with pytest.raises(ValueError):
        check_cccd(text)


@pytest.mark.parametrize(("text", "lost"), [("36185000127", True), ("1085000127", True), ("0361850001", True),
                                            ("0361850001270", False), ("36185", False)])  # fmt: skip
def test_a_number_that_lost_its_zero_says_how_to_mend(text, lost):
    """Text is not filled up [03-3.3-6]: what was pasted from number cells of Excel comes as such text."""
    with pytest.raises(ValueError, match=r"phải đủ 12 chữ số") as caught:
        check_cccd(text)
    assert ("mất số 0 ở đầu thì gõ thêm" in str(caught.value)) is lost


def test_identity_number_cells():
    cleaned, warnings = identity_cell(36185000127.0)
    assert cleaned == "036185000127"
    assert len(warnings) == 1
    assert identity_cell(1085000127)[0] == "001085000127"
    assert identity_cell(162345678)[0] == "162345678"
    for value in (3618500012.5, True, 12345.0, 1e20):
        with pytest.raises(ValueError):
            identity_cell(value)


def test_tax_codes():
    assert check_tax_code("0100109106") == ("0100109106", True)
    assert check_tax_code("0100109107") == ("0100109107", False)
    assert check_tax_code("0100109106001") == check_tax_code("0100109106-001") == ("0100109106-001", True)
    assert check_tax_code("036185000127", is_household=True) == ("036185000127", True)


@pytest.mark.parametrize("text", ["036185000127", "0100109106-000", "12345", "1.0E+9", "010010910A", ""])
def test_bad_tax_codes(text):
    with pytest.raises(ValueError):
        check_tax_code(text)


def test_tax_code_number_cells():
    cleaned, warnings = tax_code_cell(100109106.0)
    assert (cleaned, len(warnings)) == ("0100109106", 1)
    with pytest.raises(ValueError):
        tax_code_cell(100109107.0)


@pytest.mark.parametrize(
    ("raw", "phone"),
    [
        ("+84 912 345 678", "0912345678"),
        ("84912345678", "0912345678"),
        ("0912.345.678", "0912345678"),
        ("(0228) 3849 123", "02283849123"),
        ("024 3825 1234", "02438251234"),
    ],
)
def test_phones(raw, phone):
    assert clean_phone(raw) == phone


@pytest.mark.parametrize("raw", ["0112345678", "091234567", "abc", "", "9.1E+8"])
def test_bad_phones(raw):
    with pytest.raises(ValueError):
        clean_phone(raw)


def test_phone_number_cells():
    assert phone_cell(912345678.0) == ("0912345678", [])
    assert phone_cell(84912345678) == ("0912345678", [])


@pytest.mark.parametrize(
    "raw",
    [
        "0912345678 / 0987654321",
        "0912 345 678, 0987 054 321",
        "0912.345.678; 0987.654.321",
        "0912 345 678 - 02283849123",
    ],
)
def test_of_two_phones_the_first_is_kept_and_told(raw):
    """They were cut after twenty signs, in the midst of the second."""
    assert phone_cell(raw) == ("0912345678", ["Ô có hơn một số điện thoại: chỉ ghi vào sổ số đầu."])


def test_a_text_too_long_for_a_phone_is_refused():
    with pytest.raises(ValueError, match="dài quá 20 ký tự"):
        phone_cell("gọi qua phòng tổ chức của công ty")


@given(st.text(max_size=15))
def test_checks_never_break(text):
    for check in (check_cccd, check_tax_code, clean_phone):
        try:
            assert check(text)
        except ValueError as error:
            assert str(error)

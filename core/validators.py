"""Numbers that identify people and employers: CCCD and other papers, tax codes, phones.

Each check returns the cleaned text and what deserves a warning, and raises ValueError with a Vietnamese text for
what cannot be kept.
"""

import csv
import re
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from core.text import clean_text

PREFIX_FILE = Path(__file__).resolve().parent / "data" / "cccd_prefixes.csv"

SEPARATORS = re.compile(r"[\s.\-]+")
SCIENTIFIC = re.compile(r"[+-]?\d+(?:[.,]\d+)?[eE][+-]?\d+", re.ASCII)
# ICAO documents have at most nine signs, so that a CCCD with a letter O in it is no passport.
PASSPORT = re.compile(r"(?=[A-Z0-9]*[A-Z])(?=[A-Z0-9]*\d)[A-Z0-9]{6,9}", re.ASCII)
MOBILE = re.compile(r"0[35789]\d{8}", re.ASCII)
LANDLINE = re.compile(r"02\d{8,9}", re.ASCII)
BETWEEN_PHONES = re.compile(r"[,;/]|\s-\s")
PHONE_LENGTH = 20
TAX_CODE = re.compile(r"\d{10}(?:\d{3})?", re.ASCII)
HOUSEHOLD_TAX_CODE = re.compile(r"\d{12}", re.ASCII)

SEX_MALE, SEX_FEMALE = "nam", "nu"

NOT_SCIENTIFIC = (
    "Số đã bị Excel đổi sang dạng rút gọn (ví dụ 3,6E+10) nên không còn đủ chữ số. "
    "Đổi cột sang định dạng Văn bản rồi gõ lại đủ số."
)


@cache
def cccd_prefixes() -> dict[str, str]:
    """Return the provinces of birth registration by the first three digits of a CCCD [07-7.1]."""
    with PREFIX_FILE.open(encoding="utf-8-sig", newline="") as file:
        return {row["code"]: row["province"] for row in csv.DictReader(file)}


def refuse_scientific(text: str) -> None:
    """Raise ValueError when `text` is a number in scientific notation, whose digits are lost [03-3.3-6]."""
    if SCIENTIFIC.fullmatch(text):
        raise ValueError(NOT_SCIENTIFIC)


def cccd_warnings(cccd: str, sex: str | None = None, birth_year: int | None = None) -> list[str]:
    """Return what in a well-formed 12-digit `cccd` does not fit; papers are sometimes wrong [07-7.1].

    `sex` is "nam" or "nu", `birth_year` has four digits; None leaves that check out.
    """
    warnings = []
    if cccd[:3] not in cccd_prefixes():
        warnings.append("Ba chữ số đầu của số CCCD không phải mã tỉnh nào đã biết. Kiểm tra lại số.")
    century_and_sex = int(cccd[3])
    if century_and_sex > 5:
        warnings.append("Chữ số thứ tư của số CCCD phải từ 0 đến 5. Kiểm tra lại số.")
    elif sex in (SEX_MALE, SEX_FEMALE) and century_and_sex % 2 != (sex == SEX_FEMALE):
        warnings.append("Giới tính không khớp với chữ số thứ tư của số CCCD. Kiểm tra lại số và giới tính.")
    if birth_year is not None:
        fits_year = cccd[4:6] == f"{birth_year % 100:02d}"
        fits_century = century_and_sex > 5 or 19 + century_and_sex // 2 == birth_year // 100
        if not (fits_year and fits_century):
            warnings.append("Năm sinh không khớp với số CCCD. Kiểm tra lại số và ngày sinh.")
    return warnings


def check_cccd(text: str, sex: str | None = None, birth_year: int | None = None) -> tuple[str, list[str]]:
    """Return the cleaned identity number and its warnings [07-7.1].

    A CCCD has 12 digits; an old CMND of 9 digits and a passport (letters and digits) are other kinds of document
    and pass without further checks. Raises ValueError for a wrong length or strange signs.
    """
    refuse_scientific(text.strip())
    cleaned = SEPARATORS.sub("", text).upper()
    if not cleaned.isascii():
        raise ValueError("Số CCCD chỉ gồm chữ số. Xóa các ký tự lạ rồi gõ lại.")
    if cleaned.isdigit():
        if len(cleaned) == 12:
            return cleaned, cccd_warnings(cleaned, sex, birth_year)
        if len(cleaned) == 9:
            return cleaned, []
        lost = " Nếu bị mất số 0 ở đầu thì gõ thêm lại." if len(cleaned) in (10, 11) else ""
        raise ValueError(f"Số CCCD phải đủ 12 chữ số (CMND cũ: 9 chữ số); ở đây có {len(cleaned)} chữ số.{lost}")
    if PASSPORT.fullmatch(cleaned):
        return cleaned, []
    raise ValueError("Số CCCD phải gồm 12 chữ số (CMND cũ: 9 chữ số; hộ chiếu: chữ và số, 6-9 ký tự).")


def check_tax_code(text: str, is_household: bool = False) -> tuple[str, bool]:
    """Return the cleaned tax code and whether its check digit fits [07-7.1, 03-3.3-20].

    Ten digits, or thirteen shown as 10-3 (suffix 001-999); twelve digits only when `is_household`, and these have no
    check digit. Raises ValueError for every other shape; a wrong check digit is the caller's to judge by the kind.
    """
    from stdnum.vn import mst  # Its package registry is slow to load, and few processes need it.

    refuse_scientific(text.strip())
    digits = SEPARATORS.sub("", text)
    if HOUSEHOLD_TAX_CODE.fullmatch(digits):
        if not is_household:
            raise ValueError("Mã số thuế 12 chữ số chỉ dùng cho Hộ kinh doanh. Kiểm tra lại mã hoặc loại hình.")
        return digits, True
    if not TAX_CODE.fullmatch(digits):
        raise ValueError("Mã số thuế gồm 10 chữ số, hoặc 10 số và 3 số của đơn vị phụ thuộc (ví dụ 0100109106-001).")
    if digits[10:] == "000":
        raise ValueError("Ba chữ số cuối của mã số thuế đơn vị phụ thuộc phải từ 001 đến 999.")
    fits = mst.calc_check_digit(digits[:9]) == digits[9]
    return (f"{digits[:10]}-{digits[10:]}" if digits[10:] else digits), fits


def clean_phone(text: str) -> str:
    """Return a phone number as digits beginning with 0; +84 becomes 0 [07-7.1].

    Mobile: ten digits 03, 05, 07, 08, 09; landline: 02 and ten or eleven digits. Raises ValueError.
    """
    if MOBILE.fullmatch(text):
        return text
    refuse_scientific(text.strip())
    digits = re.sub(r"[\s.\-()]+", "", text)
    if digits.startswith("+84"):
        digits = "0" + digits[3:].removeprefix("0")
    elif digits.startswith("84") and len(digits) in (11, 12):
        digits = "0" + digits[2:]
    if MOBILE.fullmatch(digits) or LANDLINE.fullmatch(digits):
        return digits
    raise ValueError("Số điện thoại gồm 10 chữ số bắt đầu bằng 03, 05, 07, 08, 09, hoặc số cố định bắt đầu bằng 02.")


def clean_card(text: str) -> str:
    """Return the number of a member's card as it is compared: capital letters, no spaces, by whatever door it came."""
    return re.sub(r"\s+", "", text).upper()


def check_name(text: str) -> str:
    """Return the name of a person; raises ValueError for what holds no letter.

    A number of papers from a shifted column would stand whole in every list [06-6.2-13].
    """
    if not any(map(str.isalpha, text)):
        raise ValueError("Đây không phải họ và tên: ghi chữ ở ô này, số giấy tờ ở ô của số.")
    return text


def number_as_text(value: Any) -> str:
    """Return the digits of a number cell that should have been text; raises ValueError for a fraction or a date."""
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not is_number:
        raise ValueError("Ô này phải là văn bản. Đổi cột sang định dạng Văn bản rồi gõ lại.")
    if not 0 <= value < 1e15 or int(value) != value:
        raise ValueError("Ô này phải là dãy chữ số. Đổi cột sang định dạng Văn bản rồi gõ lại.")
    return str(int(value))


def identity_cell(value: Any) -> tuple[str, list[str]]:
    """Return the identity number of a cell and its warnings; a number of 10 or 11 digits lost its zeros [03-3.3-6].

    Raises ValueError as `check_cccd` does.
    """
    if isinstance(value, str):
        return check_cccd(value)
    digits = number_as_text(value)
    if len(digits) not in (10, 11):
        return check_cccd(digits)
    cleaned, warnings = check_cccd(digits.zfill(12))
    return cleaned, ["Ô là số nên mất số 0 ở đầu; đã thêm lại cho đủ 12 chữ số. Kiểm tra lại số.", *warnings]


def tax_code_cell(value: Any) -> tuple[str, list[str]]:
    """Return the cleaned tax code of a cell and its warnings, taking the twelve digits of households too.

    A number of nine digits that fits with a zero in front is padded [03-3.3-6].
    Whether a twelve-digit code or a wrong check digit is an error depends on the kind of employer: the importer
    asks `check_tax_code` again. Raises ValueError for a wrong shape.
    """
    if isinstance(value, str):
        return check_tax_code(value, is_household=True)[0], []
    digits = number_as_text(value)
    if len(digits) == 9:
        cleaned, fits = check_tax_code("0" + digits)
        if fits:
            return cleaned, ["Ô là số nên mất số 0 ở đầu; đã thêm lại cho đủ 10 chữ số. Kiểm tra lại mã số thuế."]
    return check_tax_code(digits, is_household=True)[0], []


def phone_cell(value: Any) -> tuple[str, list[str]]:
    """Return the phone number of a cell and its warnings; a number cell of nine or ten digits gets its zero back.

    The shapes are general knowledge, not law [07-7.1]: an unusual number is kept as it was typed, with a warning. Of
    several numbers that have no room the first is kept, and told. Raises ValueError for a text that is none.
    """
    if isinstance(value, str):
        text = value
    else:
        digits = number_as_text(value)
        text = digits if digits.startswith("84") and len(digits) > 10 else "0" + digits
    try:
        return clean_phone(text), []
    except ValueError as unusual:
        typed = clean_text(text)
        if len(typed) <= PHONE_LENGTH:
            return typed, [str(unusual)]
    for part in BETWEEN_PHONES.split(typed):
        with suppress(ValueError):
            return clean_phone(part), ["Ô có hơn một số điện thoại: chỉ ghi vào sổ số đầu."]
    raise ValueError(f"Số điện thoại dài quá {PHONE_LENGTH} ký tự: ghi một số.")

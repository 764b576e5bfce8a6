"""From a cell to a value, by the kind of its column [03-3.3-5..9].

A converter takes one cell that is neither empty nor a `CellError` and returns the value and its warnings; it raises
ValueError with a Vietnamese text. It sees every distinct cell of a column once, however often it is repeated.
"""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from core.dates import FIRST_YEAR, LAST_YEAR, format_date, parse_date
from core.importing.columns import Column
from core.numbers import parse_int
from core.sheets.reader import MergedCell
from core.text import clean_text, heading_key, looks_garbled
from core.validators import (
    cccd_warnings,
    check_name,
    clean_card,
    identity_cell,
    number_as_text,
    phone_cell,
    refuse_scientific,
    tax_code_cell,
)

Converted = tuple[Any, list[str]]
Converter = Callable[[Any], Converted]

NONE: list[str] = []
GARBLED = (
    "Chữ có vẻ sai phông (TCVN3, VNI) hoặc sai mã. Nếu đúng là sai, chuyển sang Unicode rồi nhập lại; "
    "nếu chữ đúng thì bỏ qua cảnh báo này."
)
TEXT_KINDS = ("text", "name", "code", "card", "identity", "tax_code", "phone")
YEAR = re.compile(r"\d{4}", re.ASCII)
TEXT_MARKS = ("'", "’")  # Excel's sign for "this is text", which other programs write into the cell
YES = {"co", "x", "1", "true", "yes", "dung"}
NO = {"khong", "0", "false", "no", "sai", "k"}


def is_empty(cell: Any) -> bool:
    """Whether nothing stands in a cell; one that a merged one covers is not empty: something is meant for it."""
    return cell is None or (isinstance(cell, str) and not cell.strip("\u200b\ufeff \t\r\n\u00a0"))


def says_nothing(cell: Any) -> bool:
    """Whether a cell makes no row of its line: it is empty, or only covered by a merged one."""
    return isinstance(cell, MergedCell) or is_empty(cell)


def text_cell(value: Any) -> Converted:
    """Return cleaned text; a number cell gives its digits, a date cell dd/mm/yyyy with a warning."""
    if isinstance(value, str):
        return clean_text(value), ([GARBLED] if looks_garbled(value) else NONE)
    if isinstance(value, bool):
        return ("Có" if value else "Không"), NONE
    if isinstance(value, float) and value.is_integer():
        return str(int(value)), NONE
    if isinstance(value, date):
        day = format_date(value)
        return day, [f"Ô là ngày ({day}) chứ không phải văn bản. Kiểm tra lại, nhất là số quyết định dạng 12/5."]
    return clean_text(str(value)), NONE


def name_cell(value: Any) -> Converted:
    """Return the name of a person; a number in its place is refused."""
    text, warnings = text_cell(value)
    return check_name(text), warnings


def code_cell(value: Any) -> Converted:
    """Return an identifier as text; scientific notation is refused, a number cell gives its digits [03-3.3-6]."""
    if isinstance(value, str):
        cleaned = clean_text(value)
        refuse_scientific(cleaned)
        return cleaned, NONE
    return number_as_text(value), NONE


def card_cell(value: Any) -> Converted:
    """Return the number of a member's card, spaced and capitalised as the forms do it."""
    text, warnings = code_cell(value)
    return clean_card(text), warnings


def date_cell(value: Any) -> Converted:
    """Return a date."""
    return parse_date(clean_text(value) if isinstance(value, str) else value), NONE


def date_or_year_cell(value: Any) -> Converted:
    """Return a date, or the year alone as int."""
    text = clean_text(value) if isinstance(value, str) else value
    is_number = isinstance(text, (int, float)) and not isinstance(text, bool)
    if is_number and float(text).is_integer():  # a cell may hold INF or NaN
        digits = str(int(text))
        text = digits if len(digits) in (4, 8) else text  # what is left is the number behind a date, and told as such
    if isinstance(text, str) and YEAR.fullmatch(text):
        year = int(text)
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise ValueError(f"Năm {year} nằm ngoài khoảng {FIRST_YEAR}-{LAST_YEAR}. Ghi lại năm bốn chữ số.")
        return year, NONE
    return parse_date(text), NONE


def int_cell(value: Any) -> Converted:
    """Return a whole number; negative ones are refused."""
    return parse_int(clean_text(value) if isinstance(value, str) else value), NONE


def bool_cell(value: Any) -> Converted:
    """Return True for Có and the like, False for Không and the like."""
    if isinstance(value, bool):
        return value, NONE
    key = heading_key(str(int(value) if isinstance(value, float) and value.is_integer() else value))
    if key in YES or key in NO:
        return key in YES, NONE
    raise ValueError("Chỉ ghi Có hoặc Không.")


def fast_identity_cell(value: Any) -> Converted:
    """Return an identity number; the usual twelve digits take the short way through."""
    if type(value) is str and len(value) == 12 and value.isascii() and value.isdigit():
        return value, cccd_warnings(value)
    return identity_cell(clean_text(value) if isinstance(value, str) else value)


def cleaned_first(check: Converter) -> Converter:
    """Return `check` for cells whose text may hold invisible signs."""
    return lambda value: check(clean_text(value) if isinstance(value, str) else value)


def choice_cell(column: Column) -> Converter:
    """Return the converter of a choice: label or stored value, matched like headings [03-3.3-7]."""
    known = {heading_key(str(value)): value for value, _ in column.choices}
    known |= {heading_key(label): value for value, label in column.choices}
    labels = ", ".join(column.offered)

    def convert(value: Any) -> Converted:
        cell = int(value) if isinstance(value, float) and value.is_integer() else value
        key = heading_key(str(cell))
        if key not in known or isinstance(value, datetime):
            raise ValueError(f"Không có trong danh sách. Ghi một trong các tên: {labels}.")
        return known[key], NONE

    return convert


CONVERTERS: dict[str, Converter] = {
    "text": text_cell,
    "name": name_cell,
    "code": code_cell,
    "card": card_cell,
    "date": date_cell,
    "date_or_year": date_or_year_cell,
    "int": int_cell,
    "bool": bool_cell,
    "identity": fast_identity_cell,
    "tax_code": cleaned_first(tax_code_cell),
    "phone": cleaned_first(phone_cell),
}


def without_mark(value: Any) -> Any:
    """Return a cell without the apostrophe that marks it as text: a part of no number and of no day."""
    return value[1:] if isinstance(value, str) and value[:1] in TEXT_MARKS and len(value) > 1 else value


def converter(column: Column) -> Converter:
    """Return the converter of a column."""
    convert = choice_cell(column) if column.kind == "choice" else CONVERTERS[column.kind]
    return convert if column.kind in ("text", "name") else lambda value: convert(without_mark(value))

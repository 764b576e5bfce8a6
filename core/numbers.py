"""Whole numbers as Vietnamese offices write them, and percentages with one decimal."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

PLAIN = re.compile(r"\d{1,18}", re.ASCII)
GROUPED = re.compile(r"\d{1,3}(?:([. \u00a0\u202f])\d{3})(?:\1\d{3})*", re.ASCII)
SEPARATORS = re.compile("[. \u00a0\u202f]")
KEY = re.compile(r"[1-9]\d{0,17}", re.ASCII)
MINUS_SIGNS = ("-", "−", "–")
LARGEST = 10**18

HOW_TO_WRITE = "Ghi số nguyên, ví dụ 1250 hoặc 1.250."


def parse_int(value: object, allow_negative: bool = False) -> int:
    """Return the whole number of a cell or of typed text: 1250, `1250`, `1.250`, `1 250` [03-3.3-5].

    Groups must have three digits, so "1.25" and "1,5" are refused, as are fractions in number cells, true and false,
    and negative numbers unless `allow_negative`. Raises ValueError with a Vietnamese text.
    """
    number = _from_text(value.strip()) if isinstance(value, str) else _whole(value)
    if number < 0 and not allow_negative:
        raise ValueError("Số không được âm.")
    return number


def row_key(text: object) -> int | None:
    """Return the key of a row that a form or an address names; None for what no row of a database is called."""
    return int(text) if isinstance(text, str) and KEY.fullmatch(text) else None


def _whole(value: Any) -> int:
    """Return a number cell as int; raises ValueError for other cells, fractions, infinities and absurd sizes."""
    is_number = isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)
    if not is_number:
        raise ValueError(f"Ô này không phải là số. {HOW_TO_WRITE}")
    if not -LARGEST < value < LARGEST:
        raise ValueError(f"Số quá lớn. {HOW_TO_WRITE}")
    number = int(value)
    if number != value:
        raise ValueError(f"Số phải là số nguyên, không có phần lẻ. {HOW_TO_WRITE}")
    return number


def _from_text(text: str) -> int:
    """Return the whole number written in `text`; raises ValueError."""
    sign = 1
    if text[:1] in MINUS_SIGNS:
        sign, text = -1, text[1:].lstrip()
    if PLAIN.fullmatch(text):
        return sign * int(text)
    if GROUPED.fullmatch(text) and len(text) <= 24:
        return sign * int(SEPARATORS.sub("", text))
    if "," in text:
        raise ValueError(f"Không dùng dấu phẩy trong số. {HOW_TO_WRITE}")
    raise ValueError(f"Không đọc được số. {HOW_TO_WRITE}")


def sum_known(values: Iterable[int | None]) -> int | None:
    """Return the sum of the numbers among `values`; None where there is none, which is not 0."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def format_int(value: int | None) -> str:
    """Return 1234567 as "1.234.567", with a true minus sign; nothing for None."""
    if value is None:
        return ""
    text = f"{abs(value):,}".replace(",", ".")
    return f"−{text}" if value < 0 else text


def percent_1(done: int, total: int | None) -> Decimal | None:
    """Return `done` ÷ `total` in percent with one decimal, half rounded away from zero; None without a total.

    It is computed on whole numbers, so that no binary fraction decides a half: 293/200 gives 146.5, 1/3 gives 33.3.
    """
    if not total:
        return None
    sign = -1 if (done < 0) != (total < 0) else 1
    done, total = abs(done), abs(total)
    tenths = (2000 * done + total) // (2 * total)
    return Decimal(sign * tenths).scaleb(-1)


def format_percent(value: Decimal | None) -> str:
    """Return 146.5 as "146,5%", and "—" for None: no quota is never 0 [03-3.5-7]."""
    if value is None:
        return "—"
    whole, tenth = f"{abs(value):.1f}".split(".")
    return f"{'−' if value < 0 else ''}{int(whole):,}".replace(",", ".") + f",{tenth}%"

"""Figures, days and masked numbers as text on screen (05 §5.1, design/README.md, Figures); pure functions.

They take whatever a template holds (whole numbers, decimals, floats, nothing); ``core.numbers`` does the writing.
"""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from core import numbers, text

DASH = "—"
MINUS = "\u2212"
TENTH = Decimal("0.1")


def to_decimal(value) -> Decimal | None:
    """Return the value as a decimal, or None when it is no number at all."""
    if value is None or isinstance(value, bool):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def format_number(value) -> str:
    """Return 1.234.567, with a decimal comma if it has decimals, a true minus sign, and a dash for nothing."""
    if type(value) is int:  # most figures of a page
        return numbers.format_int(value)
    number = to_decimal(value)
    if number is None:
        return DASH if value is None or value == "" else str(value)
    decimals = f"{abs(number):f}".partition(".")[2].rstrip("0")
    written = numbers.format_int(abs(int(number))) + (f",{decimals}" if decimals else "")
    return f"{MINUS}{written}" if number < 0 else written


def format_percent(value) -> str:
    """Return a percentage with one decimal, rounded half up: 68.65 -> 68,7%; a dash for nothing."""
    number = to_decimal(value)
    if number is None:
        return DASH
    return numbers.format_percent(number.quantize(TENTH, ROUND_HALF_UP) or Decimal("0.0"))


def format_signed(value) -> str:
    """Return a change with its sign: +113, −1, 0; a dash for nothing."""
    number = to_decimal(value)
    return f"+{format_number(number)}" if number is not None and number > 0 else format_number(number)


def format_signed_percent(value) -> str:
    """Return a percentage of change with its sign: +3,4%, −37,0%, 0,0%; a dash for nothing."""
    number = to_decimal(value)
    written = format_percent(number)
    return f"+{written}" if number is not None and number > 0 and written != "0,0%" else written


def format_day(value) -> str:
    """Return a day as dd/mm/yyyy, and nothing for nothing."""
    return f"{value.day:02d}/{value.month:02d}/{value.year:04d}" if isinstance(value, date) else ""


def format_month(value) -> str:
    """Return the month of a day as mm/yyyy, and nothing for nothing."""
    return f"{value.month:02d}/{value.year:04d}" if isinstance(value, date) else ""


def format_tax_code(value) -> str:
    """A tax code; a household's is the number of a person, which no screen shows whole [03-3.3-49]."""
    return text.mask_tax_code(str(value or ""))


def mask_number(value) -> str:
    """Return the last three digits of an identity, card or phone number behind three dots (06 #13); "" for nothing."""
    written = str(value or "").strip()
    return text.mask(written) if written else ""

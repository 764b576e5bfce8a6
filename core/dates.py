"""Days of the union's calendar: today in Việt Nam, reading typed days, months and union years."""

import calendar
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
FIRST_YEAR, LAST_YEAR = 1900, 2199

DAY_FIRST = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})", re.ASCII)
YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]00:00(?::00(?:\.0+)?)?)?", re.ASCII)
EIGHT_DIGITS = re.compile(r"(\d{2})(\d{2})(\d{4})", re.ASCII)
TWO_DIGIT_YEAR = re.compile(r"\d{1,2}([/.-])\d{1,2}\1\d{2}", re.ASCII)

HOW_TO_WRITE = "Ghi ngày/tháng/năm, ví dụ 05/03/2025."


_pinned: ContextVar[datetime | None] = ContextVar("pinned", default=None)


def now() -> datetime:
    """Return the instant of this act, with its zone."""
    return _pinned.get() or datetime.now(VIETNAM)


def today() -> date:
    """Return today's date in Asia/Ho_Chi_Minh, whatever the zone of the server [06-6.2 #15]."""
    return now().astimezone(VIETNAM).date()


@contextmanager
def pinned(instant: datetime) -> Iterator[None]:
    """Let the acts of the block happen at `instant`: the demo has a past. Nothing else may turn the clock."""
    token = _pinned.set(instant)
    try:
        yield
    finally:
        _pinned.reset(token)


def parse_date(value: object) -> date:
    """Return the day of a cell or of typed text [03-3.3-5].

    Takes a `date`, a `datetime` (its day) and text `d/m/yyyy`, `d-m-yyyy`, `d.m.yyyy`, `yyyy-mm-dd`, `ddmmyyyy`.
    A plain number is never a day: a serial number of Excel counts only in a date cell, which arrives as a date.
    Raises ValueError with a Vietnamese text for everything else, two-digit years included.
    """
    if isinstance(value, datetime):
        return _within_years(value.date())
    if isinstance(value, date):
        return _within_years(value)
    if isinstance(value, str):
        return _from_text(value.strip())
    raise ValueError(f"Ô này là số, không phải ngày. Đổi ô sang định dạng ngày hoặc gõ lại. {HOW_TO_WRITE}")


def _from_text(text: str) -> date:
    """Return the day written in `text`; raises ValueError."""
    if found := DAY_FIRST.fullmatch(text):
        day, month, year = found[1], found[3], found[4]
    elif found := YEAR_FIRST.fullmatch(text):
        year, month, day = found.groups()
    elif found := EIGHT_DIGITS.fullmatch(text):
        day, month, year = found.groups()
    elif TWO_DIGIT_YEAR.fullmatch(text):
        raise ValueError(f"Năm phải ghi đủ bốn chữ số. {HOW_TO_WRITE}")
    else:
        raise ValueError(f"Không đọc được ngày. {HOW_TO_WRITE}")
    try:
        written = date(int(year), int(month), int(day))
    except ValueError:
        raise ValueError(f"Ngày {int(day)} tháng {int(month)} năm {year} không có trên lịch. {HOW_TO_WRITE}") from None
    return _within_years(written)


def _within_years(day: date) -> date:
    """Return `day`; raises ValueError when its year can only be a slip of typing."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"Năm {day.year} nằm ngoài khoảng {FIRST_YEAR}-{LAST_YEAR}. {HOW_TO_WRITE}")
    return day


def month_start(d: date) -> date:
    """Return the first day of the month of `d`."""
    return d.replace(day=1)


def month_end(d: date) -> date:
    """Return the last day of the month of `d`."""
    return d.replace(day=calendar.monthrange(d.year, d.month)[1])


def is_month_end(d: date) -> bool:
    """Return whether `d` is the last day of its month (then a stock has no day tail [04-4.6])."""
    return (d + timedelta(days=1)).day == 1


def next_month(d: date) -> date:
    """Return the first day of the month after that of `d`."""
    return month_end(d) + timedelta(days=1)


def union_year(d: date) -> int:
    """Return the union year of `d`: year N runs from 1 December N−1 to 30 November N."""
    return d.year + (d.month == 12)


def union_year_window(n: int) -> tuple[date, date]:
    """Return the first and the last day of union year `n`."""
    return date(n - 1, 12, 1), date(n, 11, 30)


def full_months_before(d: date, n: int) -> list[tuple[date, date]]:
    """Return first and last day of the last `n` calendar months that are over at the end of `d`, oldest first.

    The month of `d` itself is among them only when `d` is its last day.
    """
    end = d if is_month_end(d) else month_start(d) - timedelta(days=1)
    months = []
    for _ in range(n):
        months.append((month_start(end), end))
        end = month_start(end) - timedelta(days=1)
    return months[::-1]


def years_before(day: date, years: int) -> date:
    """The same day so many years ago; 28 February for the 29th where there was none."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 2, 28)


def year_before(start: date, end: date, years: int = 1) -> tuple[date, date]:
    """The same window so many years before; a window up to the end of a month stays one, in February too."""
    last = years_before(end, years)
    return years_before(start, years), month_end(last) if is_month_end(end) else last


def format_date(d: date | None) -> str:
    """Return `d` as dd/mm/yyyy, or nothing for None."""
    return f"{d.day:02d}/{d.month:02d}/{d.year:04d}" if d else ""


def days_in_words(days: int) -> str:
    """Return how far a deadline is: "còn 3 ngày", "còn 1 ngày", "hôm nay", "chậm 2 ngày" for 3, 1, 0, −2."""
    if days == 0:
        return "hôm nay"
    return f"còn {days} ngày" if days > 0 else f"chậm {-days} ngày"

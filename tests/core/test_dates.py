from datetime import UTC, date, datetime

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from core.dates import (
    days_in_words,
    format_date,
    full_months_before,
    is_month_end,
    month_end,
    month_start,
    next_month,
    parse_date,
    today,
    union_year,
    union_year_window,
)

days = st.dates(date(1900, 1, 1), date(2199, 12, 31))


@given(days)
def test_parse_date_reads_every_written_form(day):
    forms = [
        f"{day.day}/{day.month}/{day.year}",
        f"{day.day}-{day.month}-{day.year}",
        f"{day.day:02d}.{day.month:02d}.{day.year}",
        day.isoformat(),
        f"{day:%d%m}{day.year}",
        f" {format_date(day)} ",
    ]
    assert {parse_date(form) for form in forms} == {day}
    assert parse_date(day) == parse_date(datetime(day.year, day.month, day.day, 10)) == day


@given(st.text(max_size=12))
def test_parse_date_never_breaks(text):
    try:
        assert isinstance(parse_date(text), date)
    except ValueError as error:
        assert str(error).endswith(".")


@pytest.mark.parametrize(
    "value",
    ["5/3/68", "05-03-25", "31/2/2025", "3/2025", "", "2025", 45000, 45000.0, True, None, "5/3-2025", "1/1/0999"],
)
def test_parse_date_refuses(value):
    with pytest.raises(ValueError, match="Ghi ngày/tháng/năm"):
        parse_date(value)


def test_day_comes_before_month():
    assert parse_date("03/04/2025") == date(2025, 4, 3)


def test_today_is_that_of_vietnam():
    with time_machine.travel(datetime(2025, 5, 31, 17, 30, tzinfo=UTC)):
        assert today() == date(2025, 6, 1)


@given(days)
def test_months(day):
    assert month_start(day) <= day <= month_end(day)
    assert is_month_end(month_end(day))
    assert next_month(day).day == 1
    assert is_month_end(day) == (day == month_end(day))


@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)))
def test_union_year_holds_its_days(day):
    first, last = union_year_window(union_year(day))
    assert first <= day <= last


def test_union_year_turns_in_december():
    assert [union_year(date(2024, 11, 30)), union_year(date(2024, 12, 1))] == [2024, 2025]
    assert union_year_window(2025) == (date(2024, 12, 1), date(2025, 11, 30))


def test_full_months_before():
    assert full_months_before(date(2025, 1, 15), 2) == [
        (date(2024, 11, 1), date(2024, 11, 30)),
        (date(2024, 12, 1), date(2024, 12, 31)),
    ]
    assert full_months_before(date(2025, 1, 31), 1) == [(date(2025, 1, 1), date(2025, 1, 31))]


def test_words():
    assert [days_in_words(n) for n in (3, 0, -2)] == ["còn 3 ngày", "hôm nay", "chậm 2 ngày"]
    assert format_date(None) == ""

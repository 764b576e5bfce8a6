from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.numbers import format_int, format_percent, parse_int, percent_1

whole = st.integers(0, 10**15)


@given(whole)
def test_parse_int_reads_what_offices_write(number):
    dotted = f"{number:,}".replace(",", ".")
    for form in (number, str(number), dotted, dotted.replace(".", " "), dotted.replace(".", "\u00a0"), f" {number} "):
        assert parse_int(form) == number
    assert parse_int(format_int(-number), allow_negative=True) == -number


@pytest.mark.parametrize(
    "value", ["1.25", "1,5", "1,250", "1.2500", "12.34.567", "1 25", "", "abc", 1.5, True, None, "-5", -5, 1e30, "²"]
)
def test_parse_int_refuses(value):
    with pytest.raises(ValueError):
        parse_int(value)


def test_parse_int_of_float_cells():
    assert parse_int(1250.0) == 1250
    with pytest.raises(ValueError, match="quá lớn"):
        parse_int(float("nan"))


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**9))
def test_percent_is_exact(done, total):
    exact = (Decimal(done) * 100 / Decimal(total)).quantize(Decimal("0.000000000001"))
    assert abs(percent_1(done, total) - exact) <= Decimal("0.05")
    assert percent_1(done, total).as_tuple().exponent == -1


def test_percent_halves_go_up():
    assert percent_1(293, 200) == Decimal("146.5")
    assert percent_1(1, 3) == Decimal("33.3")
    assert percent_1(1, 2000) == Decimal("0.1")
    assert percent_1(5, 0) is None
    assert percent_1(5, None) is None
    assert percent_1(1005, 1000) == (Decimal(1005) / 10).quantize(Decimal("0.1"), ROUND_HALF_UP)


def test_formats():
    assert format_int(1234567) == "1.234.567"
    assert format_int(-1234) == "−1.234"
    assert format_int(None) == ""
    assert format_percent(Decimal("1146.5")) == "1.146,5%"
    assert format_percent(None) == "—"

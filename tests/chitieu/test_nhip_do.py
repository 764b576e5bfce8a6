"""Pace and forecast by hand (02 §2.5-9 to 14)."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chitieu.queries import months_left, nhip_do

END = date(2025, 11, 30)
VU_BAN = [36, 49, 44, 52, 31, 38, 44, 49]


@pytest.mark.parametrize(
    ("day", "months"),
    [
        (date(2025, 5, 19), "6.4"),  # 195 days ÷ 30.4166… = 6.411
        (date(2025, 5, 31), "6.0"),  # 183 days = 6.016
        (date(2025, 11, 29), "0.0"),  # one day = 0.033
        (date(2025, 11, 28), "0.1"),  # two days = 0.066
        (END, "0.0"),
        (date(2026, 1, 1), "0.0"),
        (date(2024, 11, 30), "12.0"),
    ],
)
def test_months_left(day, months):
    assert months_left(day, END) == Decimal(months)


def test_a_pace_by_hand():
    """Vụ Bản of the design: 241 of 550, the last six full months 44, 52, 31, 38, 44, 49, and 6,4 months left.

    Needed 309 ÷ 6,4 = 48,3 → 49. Current 131 ÷ 3. Forecast 241 + 279,5 = 520,5. The six months have the mean 43 and
    the standard deviation √(288 ÷ 5) = 7,59; 1,28 × 7,59 × √6,4 = 24,6.
    """
    pace = nhip_do(550, 241, VU_BAN, Decimal("6.4"))
    assert (pace.ty_le, pace.can_moi_thang) == (Decimal("43.8"), 49)
    assert (pace.hien_tai, pace.dang_dat) == (Fraction(131, 3), 44)
    assert (pace.du_kien, pace.thap, pace.cao) == (520, 496, 545)
    assert pace.ty_le_du_kien == Decimal("94.5")


def test_needed_is_rounded_up_and_ends_with_the_quota_or_the_time():
    left = Decimal("5.0")
    assert nhip_do(600, 412, VU_BAN, left).can_moi_thang == 38  # 188 ÷ 5 = 37,6
    assert nhip_do(600, 600, VU_BAN, left).can_moi_thang is None
    assert nhip_do(600, 650, VU_BAN, left).can_moi_thang is None
    assert nhip_do(600, 412, VU_BAN, Decimal("0.0")).can_moi_thang is None
    assert [nhip_do(quota, 10, VU_BAN, left).can_moi_thang for quota in (None, 0)] == [None, None]
    assert nhip_do(0, 10, VU_BAN, left).ty_le_du_kien is None


def test_five_full_months_are_too_few():
    pace = nhip_do(100, 30, [5, 5, 5, 5, 5], Decimal("3.0"))
    assert (pace.dang_dat, pace.du_kien, pace.thap, pace.cao) == (5, None, None, None)
    assert not pace.du_so_lieu
    assert nhip_do(100, 30, [5] * 6, Decimal("3.0")).du_kien == 45
    assert nhip_do(100, 30, [5, 5], Decimal("3.0")).dang_dat is None


def test_a_range_never_falls_below_what_is_done():
    pace = nhip_do(100, 30, [0, 40, 0, 0, 0, 3], Decimal("4.0"))
    assert (pace.du_kien, pace.thap) == (34, 30)  # 34 − 41 would be less than the 30 that are there


def test_a_net_reading_that_falls_is_forecast_falling():
    pace = nhip_do(100, 30, [-6] * 6, Decimal("2.0"))
    assert (pace.dang_dat, pace.du_kien, pace.thap, pace.cao) == (-6, 18, 18, 18)


@given(
    months=st.lists(st.integers(-50, 500), min_size=6, max_size=12),
    done=st.integers(0, 5000),
    tenths=st.integers(0, 600),
)
def test_a_forecast_lies_in_its_range(months, done, tenths):
    pace = nhip_do(1000, done, months, Decimal(tenths).scaleb(-1))
    assert pace.thap <= pace.du_kien <= pace.cao
    assert pace.thap >= min(done, pace.du_kien)
    if not tenths:
        assert (pace.thap, pace.du_kien, pace.cao) == (done, done, done)

"""Pace and forecast of one quota (02 §2.5-9 to 14): arithmetic on figures that others have read."""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from core.numbers import percent_1

SO_THANG = 6  # full months that a forecast asks for, and that its range is measured on [02-2.5-12, 13]
GAN_DAY = 3  # full months that "đang đạt" is the mean of [02-2.5-11]
RONG = 1.28  # of the normal distribution: eight times of ten the result lies inside


@dataclass(frozen=True, slots=True)
class NhipDo:
    """How far a quota is on a day, what it still asks for per month, and where it is heading.

    `hien_tai` is the mean of the last three full months, not rounded; `du_kien`, `thap` and `cao` are None while there
    are fewer than six full months. `mua_vu` are (union year, result) of the same season of past years.
    """

    giao: int | None
    thuc_hien: int
    con_lai: Decimal
    hien_tai: Fraction | None
    du_kien: int | None
    thap: int | None
    cao: int | None
    mua_vu: tuple[tuple[int, int], ...] = ()
    theo_hien_nay: bool = False  # read in today's structure, because base units came or left [02-2.5-13]

    @property
    def ty_le(self) -> Decimal | None:
        return percent_1(self.thuc_hien, self.giao)

    @property
    def ty_le_du_kien(self) -> Decimal | None:
        return None if self.du_kien is None else percent_1(self.du_kien, self.giao)

    @property
    def can_moi_thang(self) -> int | None:
        """Needed per month; None where the quota is reached, is not given, or the time is over [02-2.5-10]."""
        if not self.giao or self.thuc_hien >= self.giao or not self.con_lai:
            return None
        return math.ceil((self.giao - self.thuc_hien) / self.con_lai)

    @property
    def dang_dat(self) -> int | None:
        """The current pace in whole members, half up."""
        return None if self.hien_tai is None else _rounded(self.hien_tai)

    @property
    def du_so_lieu(self) -> bool:
        return self.du_kien is not None


def months_left(day: date, end: date) -> Decimal:
    """Months from the day after `day` to `end`, with one decimal, half up; never below 0 [02-2.5-9]."""
    days = max((end - day).days, 0)
    return _one_decimal(Fraction(days * 12, 365))


def nhip_do(
    giao: int | None,
    thuc_hien: int,
    months: Sequence[int],
    con_lai: Decimal,
    *,
    mua_vu: Sequence[tuple[int, int]] = (),
    theo_hien_nay: bool = False,
) -> NhipDo:
    """Return the pace; `months` are the results of the full months that count, oldest first [02-2.5-11, 12, 13]."""
    hien_tai = Fraction(sum(months[-GAN_DAY:]), GAN_DAY) if len(months) >= GAN_DAY else None
    du_kien = thap = cao = None
    if hien_tai is not None and len(months) >= SO_THANG:
        middle = thuc_hien + hien_tai * Fraction(con_lai)
        width = Fraction(RONG * statistics.stdev(months[-SO_THANG:]) * math.sqrt(con_lai))
        du_kien, cao = _rounded(middle), _rounded(middle + width)
        thap = min(max(_rounded(middle - width), thuc_hien), du_kien)
    return NhipDo(giao, thuc_hien, con_lai, hien_tai, du_kien, thap, cao, tuple(mua_vu), theo_hien_nay)


def _one_decimal(value: Fraction) -> Decimal:
    return Decimal(_rounded(value * 10)).scaleb(-1)


def _rounded(value: Fraction) -> int:
    """The nearest whole number, half away from zero, as everywhere in the figures."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return int(exact.quantize(Decimal(1), ROUND_HALF_UP))

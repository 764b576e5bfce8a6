"""Reporting rounds without a stored row: the standard ones of 02 §2.6 follow from the programme alone."""

from dataclasses import dataclass
from datetime import date

from baocao.enums import LoaiKy
from baocao.models import KyBaoCao
from cdcs.models import ChuongTrinh
from core.dates import format_date, union_year

NUA_NHIEM_KY, NHIEM_KY = "NUA-NK", "NHIEM-KY"
NEAR_DAYS = 7
# Of rounds that are open at the same time the shorter one is the round of the day.
RANK = {LoaiKy.SAU_THANG: 0, LoaiKy.NAM: 1, LoaiKy.NUA_NHIEM_KY: 2, LoaiKy.NHIEM_KY: 3}


def _years(programme: ChuongTrinh) -> range:
    return range(union_year(programme.ngay_bat_dau), union_year(programme.ngay_ket_thuc) + 1)


def _round(programme: ChuongTrinh, ma: str, loai: LoaiKy, start: date, end: date, dates: list[date]) -> KyBaoCao | None:
    """A round inside the programme, or None when the programme leaves it no day."""
    start, end = max(start, programme.ngay_bat_dau), min(end, programme.ngay_ket_thuc)
    if start > end:
        return None
    opens, due, locks = dates
    return KyBaoCao(ma=ma, loai=loai, ngay_mo=opens, tu_ngay=start, den_ngay=end, han_nop=due, ngay_khoa=locks)


def _half(programme: ChuongTrinh, year: int) -> KyBaoCao | None:
    start, end = date(year - 1, 12, 1), date(year, 5, 31)
    return _round(programme, f"6T-{year}", LoaiKy.SAU_THANG, start, end, _half_dates(year))


def _year(programme: ChuongTrinh, year: int) -> KyBaoCao | None:
    return _round(programme, f"NAM-{year}", LoaiKy.NAM, date(year - 1, 12, 1), date(year, 11, 30), _year_dates(year))


def _half_dates(year: int) -> list[date]:
    """Opens, due, locks of the round of six months."""
    return [date(year, 5, 1), date(year, 5, 30), date(year, 8, 1)]


def _year_dates(year: int) -> list[date]:
    """Opens, due, locks of the round of the year."""
    return [date(year, 11, 1), date(year, 11, 30), date(year + 1, 2, 1)]


def standard_rounds(programme: ChuongTrinh) -> list[KyBaoCao]:
    """Every standard round of the programme, unsaved, in order of their due days [02-2.6-1]."""
    years = _years(programme)
    middle, last = (years[0] + years[-1]) // 2, years[-1]
    first_day, last_day = programme.ngay_bat_dau, programme.ngay_ket_thuc
    rounds = [make(programme, year) for year in years for make in (_half, _year)]
    rounds.append(
        _round(programme, NUA_NHIEM_KY, LoaiKy.NUA_NHIEM_KY, first_day, date(middle, 5, 31), _half_dates(middle))
    )
    rounds.append(_round(programme, NHIEM_KY, LoaiKy.NHIEM_KY, first_day, last_day, _year_dates(last)))
    return sorted(filter(None, rounds), key=_order)


def _order(ky: KyBaoCao) -> tuple:
    return ky.han_nop, RANK[LoaiKy(ky.loai)], ky.ma


def all_rounds() -> list[KyBaoCao]:
    """Every round: stored ones, and the standard ones that nobody stored yet; two queries."""
    stored = {ky.ma: ky for ky in KyBaoCao.objects.all()}
    standard = {ky.ma: ky for ky in standard_rounds(ChuongTrinh.current())}
    return sorted({**standard, **stored}.values(), key=_order)


def round_of(code: str) -> KyBaoCao | None:
    """The round of a code: stored, else standard (unsaved, nothing is written by reading), else None [02-2.6-2]."""
    return next((ky for ky in all_rounds() if ky.ma == code), None)


def current_round(day: date, rounds: list[KyBaoCao] | None = None) -> KyBaoCao | None:
    """The round of `day`: the one that is open and not locked yet, else the next to open; None after the last."""
    rounds = all_rounds() if rounds is None else rounds
    opened = [ky for ky in rounds if ky.ngay_mo <= day < ky.ngay_khoa]
    if opened:
        latest = max(ky.ngay_mo for ky in opened)
        return next(ky for ky in opened if ky.ngay_mo == latest)
    return next((ky for ky in rounds if ky.ngay_mo > day), None)


def round_label(ky: KyBaoCao) -> str:
    """The name of a round as officers say it: "Báo cáo 6 tháng đầu năm 2025"."""
    if ky.loai == LoaiKy.SAU_THANG:
        return f"Báo cáo 6 tháng đầu năm {union_year(ky.den_ngay)}"
    if ky.loai == LoaiKy.NAM:
        return f"Báo cáo năm {union_year(ky.den_ngay)}"
    return "Báo cáo giữa nhiệm kỳ" if ky.loai == LoaiKy.NUA_NHIEM_KY else "Báo cáo cả nhiệm kỳ"


def short_label(ky: KyBaoCao) -> str:
    """The head of a round's column: "6 tháng 2025", "Năm 2024"."""
    year = ky.ma.rpartition("-")[2]
    return {LoaiKy.SAU_THANG: f"6 tháng {year}", LoaiKy.NAM: f"Năm {year}"}.get(LoaiKy(ky.loai), ky.get_loai_display())


def han_text(ky: KyBaoCao) -> str:
    """The closing instant in words [02-2.6-3]."""
    return f"hạn trước 00:00 ngày {format_date(ky.han_nop)}"


def days_text(ky: KyBaoCao, day: date) -> str:
    """How far the closing instant is: today counts, the last on-time day is "ngày cuối" (05 §5.1)."""
    left = (ky.ngay_cuoi - day).days
    if left == 0:
        return "hôm nay là ngày cuối"
    return f"còn {left + 1} ngày" if left > 0 else f"quá hạn {-left} ngày"


def days_late(ky: KyBaoCao, day: date) -> int:
    """How many days late a submission on `day` is: the due day itself is 1 day late, 0 is on time [02-2.6-3]."""
    return max((day - ky.han_nop).days + 1, 0)


def urgency(ky: KyBaoCao, day: date) -> str:
    """ "late" after the last on-time day, "near" in the last seven days before it, else nothing."""
    left = (ky.ngay_cuoi - day).days
    if left < 0:
        return "late"
    return "near" if left < NEAR_DAYS else ""


@dataclass(frozen=True)
class KyTrenTrang:
    """A round as a page shows it. `da_xong`: does the unit of the page owe nothing in it, so that nothing is late?"""

    ky: KyBaoCao
    ngay_xem: date
    da_xong: bool = False

    @property
    def label(self) -> str:
        return round_label(self.ky)

    @property
    def short_label(self) -> str:
        return short_label(self.ky)

    @property
    def han_text(self) -> str:
        return han_text(self.ky)

    @property
    def con_lai(self) -> str:
        return "" if self._is_over_and_done else days_text(self.ky, self.ngay_xem)

    @property
    def state(self) -> str:
        return "" if self._is_over_and_done else urgency(self.ky, self.ngay_xem)

    @property
    def _is_over_and_done(self) -> bool:
        return self.da_xong and urgency(self.ky, self.ngay_xem) == "late"

    @property
    def thang(self) -> str:
        return f"T{self.ky.ngay_cuoi.month}"

    @property
    def ngay(self) -> int:
        return self.ky.ngay_cuoi.day

    @property
    def is_open(self) -> bool:
        """Do units write this report now?"""
        return self.ky.ngay_mo <= self.ngay_xem < self.ky.ngay_khoa

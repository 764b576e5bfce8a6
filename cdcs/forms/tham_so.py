"""What an address says about the page: unit, window, structure (05 §5.2: in the address, never in the session)."""

from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest

from cdcs.access import Scope, rights_of
from cdcs.enums import LoaiCongDoan
from cdcs.models import ChuongTrinh, CoCau, CongDoan, co_cau
from core.dates import format_date, parse_date, today, union_year, union_year_window


@dataclass(frozen=True)
class ThamSo:
    """Unit, window and structure of a page; `co_cau` None reads "cơ cấu lúc đó".

    `open_days` names the days ("tu", "den") that an address without them would have today.
    """

    don_vi: CongDoan
    tu: date
    den: date
    co_cau: CoCau | None = None
    open_days: tuple[str, ...] = ()

    @property
    def nam(self) -> int:
        """The union year of the last day."""
        return union_year(self.den)

    @property
    def query(self) -> str:
        """The same page as a query string, for links to the lists behind its figures."""
        structure = f"&co_cau={self.co_cau.ngay.isoformat()}" if self.co_cau else ""
        return f"don_vi={self.don_vi.ma}&tu={self.tu.isoformat()}&den={self.den.isoformat()}{structure}"

    @property
    def structure_words(self) -> str:
        """What follows a day where figures are read in the structure of another one."""
        return f", cơ cấu ngày {format_date(self.co_cau.ngay)}" if self.co_cau else ""

    @property
    def in_names(self) -> tuple[str | date, ...]:
        """What names a file of the page beside what it holds."""
        return (self.don_vi.ma, self.tu, *self.day_in_names[1:])

    @property
    def day_in_names(self) -> tuple[str | date, ...]:
        """The same of a list that asks one day alone."""
        return (self.don_vi.ma, self.den, *(("co-cau", self.co_cau.ngay) if self.co_cau else ()))


class NoUnitYet(Http404):
    """An office without units: its pages lead to the home, which says what comes first (03 §3.2)."""


def units_of_reader(user) -> list[CongDoan]:
    """Whose lists a reader takes away where the page names no unit; the first gives the file its name.

    Raises: as `first_unit`.
    """
    return rights_of(user).units() or [first_unit(user)]


def first_unit(user, word: str = "", opened: Scope | None = None) -> CongDoan:
    """The unit a user's pages open on: that of the first assignment, the root for a superuser.

    Of several roles the first one that gives `word` at its unit goes before: a leader who is a clerk besides opens the
    pages of the clerk at the clerk's unit. `opened` are those to which the page is limited.
    Raises: Http404 for a user without a role, `NoUnitYet` while there is no unit.
    """
    rights = rights_of(user)
    units = rights.units()
    if units:
        fits = (unit for unit in units if opened is None or opened.contains(unit.pk))
        return next((unit for unit in fits if word and rights.can_at(word, unit)), units[0])
    root = None
    if rights.is_superuser:
        root = (
            CongDoan.objects.filter(loai__in=[LoaiCongDoan.LDLD_TINH, LoaiCongDoan.TONG_LDLD]).order_by("-loai").first()
        )
    if root is None:
        raise (Http404 if CongDoan.objects.exists() else NoUnitYet)("Chưa có đơn vị nào trong phạm vi của bạn.")
    return root


def read_tham_so(request: HttpRequest, word: str, opened: Scope | None = None) -> ThamSo:
    """Read unit, window and structure from the address, within what `word` lets the user see.

    Without them: the user's first unit, the union year of today up to today. A day that cannot be read is ignored; a
    unit outside the scope answers Http404.
    """
    code = request.GET.get("don_vi", "")
    if code:
        unit = CongDoan.objects.filter(ma=code).first()
        if unit is None or not rights_of(request.user).can_at(word, unit):
            raise Http404("Không có đơn vị này trong phạm vi của bạn.")
    else:
        unit = first_unit(request.user, word, opened)
    programme = ChuongTrinh.current()
    last = max(min(today(), programme.ngay_ket_thuc), programme.ngay_bat_dau)
    end = max(_day(request.GET.get("den")) or last, programme.ngay_bat_dau)
    first = max(union_year_window(union_year(end))[0], programme.ngay_bat_dau)
    start = min(max(_day(request.GET.get("tu")) or first, programme.ngay_bat_dau), end)
    usual = tuple(name for name, is_usual in (("tu", start == first), ("den", end == last)) if is_usual)
    return ThamSo(unit, start, end, _structure(request.GET.get("co_cau", "")), usual)


def _day(text: str | None) -> date | None:
    try:
        return parse_date(text) if text else None
    except ValueError:
        return None


def _structure(text: str) -> CoCau | None:
    if text == "hien_nay":
        return co_cau(today())
    day = _day(text)
    return co_cau(day) if day else None

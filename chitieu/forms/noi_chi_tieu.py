"""What the address of a page of quotas says: unit, day, year or term (05 §5.2: never in the session)."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest
from django.urls import reverse

from cdcs.forms.tham_so import ThamSo, read_tham_so
from cdcs.models import CongDoan
from chitieu.actions import years_of_programme
from chitieu.queries import units_given
from core.dates import today, union_year

NHIEM_KY = "nhiem_ky"
BANG = "chi_tieu_create"  # the page of the grid, by which its drafts are known


@dataclass(frozen=True)
class NoiChiTieu:
    """A unit, the units directly under it on `day`, and the year whose quotas are meant (None: the term)."""

    place: ThamSo
    nam: int | None
    day: date
    years: range  # of the programme
    units: list[CongDoan]

    @property
    def don_vi(self) -> CongDoan:
        return self.place.don_vi

    @property
    def ma_nam(self) -> str:
        """The year as addresses and keys write it."""
        return NHIEM_KY if self.nam is None else str(self.nam)

    @property
    def ten_nam(self) -> str:
        return "cả nhiệm kỳ" if self.nam is None else f"năm {self.nam}"

    @property
    def query(self) -> str:
        return f"?don_vi={self.don_vi.ma}&nam={self.ma_nam}"

    @property
    def url(self) -> str:
        """The page of the quotas in force today."""
        return reverse("chi_tieu_list") + self.query

    @property
    def grid_url(self) -> str:
        return reverse(BANG) + self.query

    @property
    def draft_key(self) -> str:
        return draft_key(self.don_vi, self.nam)

    @property
    def nam_truoc(self) -> int | None:
        """The year before, where the programme gave quotas for it."""
        before = None if self.nam is None else self.nam - 1
        return before if before in self.years else None

    @property
    def cac_nam_khac(self) -> list[int]:
        return [year for year in self.years if year != self.nam]

    def year_links(self) -> list[dict]:
        """The years of the programme and the term, the one shown marked."""
        rows = [(str(year), str(year)) for year in self.years]
        rows.append(("Cả nhiệm kỳ", NHIEM_KY))
        return [
            {"label": label, "url": f"?don_vi={self.don_vi.ma}&nam={key}", "current": key == self.ma_nam}
            for label, key in rows
        ]


def draft_key(unit: CongDoan, nam: int | None) -> str:
    """One draft a unit and year."""
    return f"{unit.pk}-{nam or NHIEM_KY}"


def read_year(text: str, years: range, default: int) -> int | None:
    """The year of an address: one of the programme, None for the term; what cannot be read is the default."""
    if text == NHIEM_KY:
        return None
    return int(text) if text.isascii() and text.isdigit() and int(text) in years else default


def read_noi(request: HttpRequest, word: str = "view_so_lieu", *, now: bool = False) -> NoiChiTieu:
    """The page of an address, within what `word` lets the user see; `now` reads today whatever day it names."""
    place = read_tham_so(request, word)
    years = years_of_programme()
    default = min(max(union_year(place.den), years[0]), years[-1])
    year = read_year(request.GET.get("nam", ""), years, default)
    day = today() if now else place.den
    return NoiChiTieu(place, year, day, years, units_given(place.don_vi, day))

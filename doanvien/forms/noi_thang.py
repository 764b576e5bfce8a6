"""What the address of the month grid says: unit, month, kinds, page (05 §5.2: in the address, never in the session)."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse

from cdcs.access import Scope, rights_of
from cdcs.forms.tham_so import first_unit
from cdcs.models import ChuongTrinh, CongDoan
from core.dates import month_start, next_month, today
from core.paging import Page, paginate
from doanvien.enums import LOAI_BANG_THANG
from doanvien.queries.bang_thang import fillable_units, month_code, units_of_month
from doanvien.queries.chua_bien_dong import empty_units

ORDER = ("ten_khong_dau", "pk")
ROWS = 60
MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
IN_A_KEY = re.compile(r"[-\w]+", re.ASCII)
WORD = "record_so_luong"


def months_of_programme() -> tuple[date, date]:
    """The first days of the first month that may be filled and of the last one, the running month."""
    programme = ChuongTrinh.current()
    first = month_start(programme.ngay_bat_dau)
    return first, max(first, month_start(min(today(), programme.ngay_ket_thuc)))


def read_month(text: str) -> date:
    """The first day of the month that an address names ("2026-05"); the running month for what names none."""
    first, last = months_of_programme()
    found = MONTH.fullmatch(text)
    if found is None or not 1 <= int(found[2]) <= 12 or int(found[1]) < first.year:
        return last
    return min(max(date(int(found[1]), int(found[2]), 1), first), last)


@dataclass(frozen=True)
class NoiThang:
    """A grid: the unit it was opened at, its month, the page of units, the kinds asked for beside the usual ones."""

    don_vi: CongDoan
    thang: date
    unit_ids: frozenset[int]
    params: dict[str, str]
    loai: tuple[str, ...]

    @cached_property
    def units(self) -> QuerySet[CongDoan]:
        """The units of the grid, on whatever page."""
        return units_of_month(self.unit_ids, self.thang)

    @cached_property
    def page(self) -> Page:
        """The units of this page, by name."""
        units = self.units
        if self.chua_co:
            units = units.filter(pk__in=empty_units(Scope(ids=self.unit_ids), self.thang).order_by().values("pk"))
        return paginate(units, ORDER, self.params, size=ROWS, noun="đơn vị")

    @property
    def chua_co(self) -> bool:
        """Are only base units shown in whose book the month says nothing yet?"""
        return bool(self.params.get("chua"))

    @property
    def truoc(self) -> str | None:
        """The month before, or None for the first one of the programme."""
        before = month_start(self.thang - timedelta(days=1))
        return month_code(before) if before >= months_of_programme()[0] else None

    @property
    def sau(self) -> str | None:
        """The month after, or None for the running one."""
        after = next_month(self.thang)
        return month_code(after) if after <= months_of_programme()[1] else None

    @property
    def draft_key(self) -> str:
        """One draft a unit, month and page; a page is known by its first unit."""
        code = self.don_vi.ma if IN_A_KEY.fullmatch(self.don_vi.ma) else str(self.don_vi.pk)
        page = f"-{self.page.rows[0].pk}" if self.page.truoc is not None else ""
        return f"{code}-{month_code(self.thang)}{page}"

    @property
    def address(self) -> str:
        """This very page."""
        query: list[tuple[str, Any]] = [("don_vi", self.don_vi.ma), ("thang", month_code(self.thang))]
        query += [("loai", kind) for kind in self.loai] + list(self.params.items())
        return reverse("bang_thang_update") + "?" + urlencode(query)


def read_noi_thang(request: HttpRequest) -> NoiThang:
    """Read the place of a grid; without a unit the first one of the user under which something may be filled in.

    Raises: Http404 for a unit the user does not see, PermissionDenied for one where nothing may be recorded.
    """
    rights = rights_of(request.user)
    scope = rights.scope(WORD)
    code = request.GET.get("don_vi", "")
    if code:
        asked = CongDoan.objects.filter(ma=code).first()
        if asked is None or not rights.sees(asked):
            raise Http404("Không có đơn vị này trong phạm vi của bạn.")
        choices = [asked]
    else:
        choices = rights.units() or [first_unit(request.user)]
    found = [(unit, fillable_units(scope, unit)) for unit in choices]
    unit, ids = next((one for one in found if one[1]), found[0])
    if code and not ids and not scope.contains(unit.pk):
        raise PermissionDenied
    kinds = tuple(kind for kind in LOAI_BANG_THANG if kind in request.GET.getlist("loai"))
    params = {name: text[:18] for name in ("truoc", "sau", "chua") if (text := request.GET.get(name, ""))}
    return NoiThang(unit, read_month(request.GET.get("thang", "")), ids, params, kinds)

"""What stands beside the cells of the grid of quotas: the year before, the result so far (05 §5.2-8)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from baocao.queries.sau_so import figure_url
from baocao.queries.so_lieu import term_blocks, year_blocks, year_window
from cdcs.access import Rights
from cdcs.models import ChuongTrinh, CongDoan
from chitieu.forms.noi_chi_tieu import NoiChiTieu
from core.dates import union_year_window
from core.numbers import percent_1, sum_known

Blocks = dict[int, dict[str, Any]]


@dataclass(frozen=True)
class BenCanh:
    """Members of one unit, or of several together: result and quota of the year before, result and quota so far."""

    truoc_dat: int | None = None
    truoc_giao: int | None = None
    truoc_url: str = ""
    dat: int | None = None
    giao: int | None = None

    @property
    def truoc_ty_le(self) -> Decimal | None:
        return None if self.truoc_dat is None else percent_1(self.truoc_dat, self.truoc_giao)

    @property
    def dat_ty_le(self) -> Decimal | None:
        return None if self.dat is None else percent_1(self.dat, self.giao)

    def so_voi_truoc(self, number: int | None) -> Decimal | None:
        """How much a number is above (+) or below (−) the quota of the year before, in percent of it."""
        if number is None or not self.truoc_giao:
            return None
        return percent_1(number - self.truoc_giao, self.truoc_giao)

    @classmethod
    def total(cls, items: Iterable["BenCanh"]) -> "BenCanh":
        """Several units together; what nobody has stays nothing."""
        every = list(items)
        return cls(
            truoc_dat=sum_known(one.truoc_dat for one in every),
            truoc_giao=sum_known(one.truoc_giao for one in every),
            dat=sum_known(one.dat for one in every), giao=sum_known(one.giao for one in every),
        )  # fmt: skip


@dataclass
class BangChiTieu:
    """The figures beside the grid of a page, in the structure that its address asks for."""

    noi: NoiChiTieu
    rights: Rights
    programme: ChuongTrinh = field(default_factory=ChuongTrinh.current)

    @property
    def units(self) -> list[CongDoan]:
        return [self.noi.don_vi, *self.noi.units]

    @property
    def day(self) -> date | None:
        """Up to which day results count: today, at most the end of the year or term; None before it begins."""
        if self.noi.nam is None:
            return min(self.noi.day, self.programme.ngay_ket_thuc)
        first, last = union_year_window(self.noi.nam)
        return min(self.noi.day, last) if self.noi.day >= first else None

    @cached_property
    def _before(self) -> Blocks:
        if self.noi.nam_truoc is None:
            return {}
        return year_blocks(self.units, union_year_window(self.noi.nam_truoc)[1], self.noi.place.co_cau)

    @cached_property
    def _now(self) -> Blocks:
        """Result and quota so far; a term's are those of its official reading."""
        if self.day is None:
            return {}
        if self.noi.nam is not None:
            blocks = year_blocks(self.units, self.day, self.noi.place.co_cau)
            return {pk: block["doan_vien"] for pk, block in blocks.items()}
        terms, measure = term_blocks(self.units, self.day, self.noi.place.co_cau), self.programme.thuoc_do_nhiem_ky
        return {pk: {"giao": block["giao"], "thuc_hien": block[measure]} for pk, block in terms.items()}

    @cached_property
    def beside(self) -> dict[int, BenCanh]:
        """Per unit, the unit of the page among them."""
        return {unit.pk: self._of(unit) for unit in self.units}

    def _of(self, unit: CongDoan) -> BenCanh:
        now, before, url = self._now.get(unit.pk, {}), {}, ""
        if self._before:
            before = self._before[unit.pk]["doan_vien"]
            window = year_window(union_year_window(self.noi.nam_truoc or 0)[1], self.programme)
            khoa = f"doan_vien.{self.programme.thuoc_do_nam}"
            url = figure_url(self.rights, unit, khoa, *window, self.noi.place.co_cau)
        return BenCanh(before.get("thuc_hien"), before.get("giao"), url, now.get("thuc_hien"), now.get("giao"))

    @property
    def own(self) -> BenCanh:
        return self.beside[self.noi.don_vi.pk]

    @property
    def total(self) -> BenCanh:
        """All units under the unit of the page."""
        return BenCanh.total(self.beside[unit.pk] for unit in self.noi.units)

    @property
    def base_total(self) -> BenCanh:
        """The base units directly under it."""
        return BenCanh.total(self.beside[unit.pk] for unit in self.noi.units if unit.la_co_so)

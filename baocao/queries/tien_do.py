"""Progress of a unit and of those under it, for a union year or the term: quota, result, pace (02 §2.3-7, §2.5)."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from baocao.queries.nhip_do import TheoThang, done_of, nhip_do_cua, past_seasons
from baocao.queries.sau_so import cau_noi_url, figure_url
from baocao.queries.so_lieu import children_of, so_lieu, term_window, year_window
from cdcs.access import Rights
from cdcs.enums import ThuocDo
from cdcs.forms.tham_so import ThamSo
from cdcs.models import ChuongTrinh, CongDoan
from chitieu.enums import LoaiChiTieu
from chitieu.queries import NhipDo
from core.dates import union_year_window
from core.numbers import percent_1
from core.text import vi_sort_key

NHIEM_KY = "nhiem_ky"
K = LoaiChiTieu


@dataclass
class DongTienDo:
    """One unit: its quota of the shown kind, what is done, and for members the three readings of it."""

    unit: CongDoan
    giao: int | None
    thuc_hien: int
    nhip: NhipDo
    theo_thang: list[int]
    cach_doc: list[tuple[str, int, str]] = field(default_factory=list)  # other readings: name, value, address
    url: str = ""
    ma: str = ""

    @property
    def chenh(self) -> int | None:
        """Above (+) or under (−) the quota."""
        return None if self.giao is None else self.thuc_hien - self.giao

    @property
    def ty_le(self) -> Decimal | None:
        """The share of the result that is shown: a pace in today's structure may have another one."""
        return percent_1(self.thuc_hien, self.giao)

    @property
    def attention(self) -> tuple:
        """The lowest forecast first, then the lowest share; units without a quota last, by name."""
        forecast = self.nhip.ty_le_du_kien if self.nhip.ty_le_du_kien is not None else self.ty_le
        return not self.giao, forecast or 0, self.ty_le or 0, vi_sort_key(self.unit.ten)


@dataclass
class TienDo:
    """Everything the page shows, read from `so_lieu`; `is_term` reads the term, else the union year of the day."""

    place: ThamSo
    rights: Rights
    loai: str
    is_term: bool
    programme: ChuongTrinh = field(default_factory=ChuongTrinh.current)

    @cached_property
    def window(self) -> tuple[date, date]:
        read = term_window if self.is_term else year_window
        return read(self.place.den, self.programme)

    @property
    def end(self) -> date:
        """The last day of what the quota is for."""
        last = self.programme.ngay_ket_thuc
        return last if self.is_term else min(union_year_window(self.place.nam)[1], last)

    @property
    def measure(self) -> str:
        """The official reading of a quota of members."""
        return self.programme.thuoc_do_nhiem_ky if self.is_term else self.programme.thuoc_do_nam

    @cached_property
    def units(self) -> list[CongDoan]:
        children = children_of(self.place.don_vi, *self.window, self.place.co_cau)
        return [self.place.don_vi, *children]

    @cached_property
    def figures(self) -> dict[int, dict[str, Any]]:
        return so_lieu(self.units, *self.window, self.place.co_cau)

    @cached_property
    def series(self) -> TheoThang:
        return TheoThang(self.units, self.place.den, self.measure, self.place.co_cau)

    @cached_property
    def paces(self) -> dict[int, dict[str, NhipDo]]:
        """The paces of all units; that of the unit itself with the same season of past years."""
        own = self.place.don_vi.pk
        seasons = {} if self.is_term or self.loai != K.DOAN_VIEN else past_seasons(
            [own], self.place.den, self.place.co_cau
        )  # fmt: skip
        return nhip_do_cua(
            self.units, self.figures, self.place.den, self.place.co_cau, term=self.is_term, series=self.series,
            seasons=seasons,
        )  # fmt: skip

    def line(self, unit: CongDoan) -> DongTienDo:
        block = self.figures[unit.pk][NHIEM_KY if self.is_term else "chi_tieu_nam"]
        giao, done = done_of(block, self.loai, self.measure, term=self.is_term)
        members = self.loai == K.DOAN_VIEN
        readings = [
            (ThuocDo(key).label, self.figures[unit.pk]["doan_vien"][key], self._url(unit, f"doan_vien.{key}"))
            for key in ThuocDo.values if members and key != self.measure
        ]  # fmt: skip
        return DongTienDo(
            unit, giao, done, self.paces[unit.pk][self.loai], self._months(unit), readings,
            self._url(unit, f"doan_vien.{self.measure}" if members else f"{self.loai}.thanh_lap"),
            unit.ma if self.rights.can_at("view_so_lieu", unit) else "",
        )  # fmt: skip

    def _months(self, unit: CongDoan) -> list[int]:
        if self.loai == K.DOAN_VIEN:
            return self.series.members(unit)
        founded = self.series.founded[unit.pk][self.loai]
        return [founded.get(start, 0) for start, _ in self.series.months]

    def _url(self, unit: CongDoan, khoa: str) -> str:
        return figure_url(self.rights, unit, khoa, *self.window, self.place.co_cau)

    @property
    def bridge_url(self) -> str:
        return cau_noi_url(self.rights, self.place.don_vi, *self.window, self.place.co_cau)

    @cached_property
    def own(self) -> DongTienDo:
        return self.line(self.place.don_vi)

    @cached_property
    def lines(self) -> list[DongTienDo]:
        """The units under it, in the order of what needs attention."""
        return sorted((self.line(unit) for unit in self.units[1:]), key=lambda line: line.attention)

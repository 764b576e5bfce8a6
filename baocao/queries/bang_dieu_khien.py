"""The dashboard of a unit: the year in a sentence, the term, the units by what needs attention (05 §5.2-2)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.urls import reverse

from baocao.models import KyBaoCao
from baocao.queries.bang import SO_HIEN_THOI
from baocao.queries.bao_cao.ban_chup import THEO_BAO_CAO_DUYET
from baocao.queries.bao_cao.danh_sach_tong_hop import term_value
from baocao.queries.cau_noi_gon import bridge_items
from baocao.queries.dong_bang import Line, attention
from baocao.queries.ky import round_label
from baocao.queries.nhip_do import TheoThang, nhip_do_cua
from baocao.queries.sau_so import cau_noi_url, figure_url
from baocao.queries.so_lieu import children_of, so_lieu, term_window, year_window
from baocao.queries.theo_bao_cao import TheoBaoCao, last_reported_round, reported_url, theo_bao_cao
from baocao.queries.tinh_hinh_ky import TinhHinhKy, tinh_hinh_ky
from cdcs.access import Rights
from cdcs.enums import QUAN_LY_DOANH_NGHIEP, ThuocDo
from cdcs.forms.tham_so import ThamSo
from cdcs.models import ChuongTrinh, CongDoan
from chitieu.enums import LoaiChiTieu
from chitieu.queries import NhipDo, nhip_do
from core.dates import today, union_year_window, year_before
from core.numbers import percent_1, sum_known
from doanvien.queries import so_doan_vien

OPEN_CDCS = "cdcs"  # the value of `mo` in the address that opens the folded row
NAMED_UNITS = 6
CHAM = 80  # percent of the quota: a forecast below it is named
K = LoaiChiTieu


@dataclass
class BangDieuKhien:
    """Everything the page shows; figures of `so_lieu` alone, each with the address of its list."""

    place: ThamSo
    rights: Rights
    programme: ChuongTrinh
    children: list[CongDoan]
    figures: dict[int, dict[str, Any]]
    is_open: bool = False
    theo: TheoBaoCao | None = None

    @cached_property
    def round(self) -> TinhHinhKy | None:
        """How far the reports of the round of today are."""
        return tinh_hinh_ky(self.place.don_vi, self.children, self.rights, today())

    @cached_property
    def reported_round(self) -> KyBaoCao | None:
        """The round that the second reading would show."""
        return self.theo.ky if self.theo else last_reported_round(self.place.don_vi, self.place.den)

    @property
    def nguon(self) -> str:
        """Whose figures these are, in the words of the switch [02-2.6-21]."""
        return f"{THEO_BAO_CAO_DUYET}, kỳ {round_label(self.theo.ky).lower()}" if self.theo else SO_HIEN_THOI

    @property
    def so_hien_thoi(self) -> int:
        """How many superior units the second reading shows live, for want of an approved report."""
        live = self.theo.hien_thoi if self.theo else frozenset()
        return sum(child.pk in live and not child.la_co_so for child in self.children)

    @property
    def own(self) -> dict[str, Any]:
        return self.figures[self.place.don_vi.pk]

    @property
    def nam(self) -> dict[str, Any]:
        return self.own["chi_tieu_nam"]

    @property
    def nhiem_ky(self) -> dict[str, Any]:
        return self.own["nhiem_ky"]

    @cached_property
    def year_start(self) -> date:
        return year_window(self.place.den, self.programme)[0]

    @cached_property
    def term(self) -> tuple[date, date]:
        return term_window(self.place.den, self.programme)

    @property
    def year_end(self) -> date:
        """The last day of the union year, or of the programme."""
        return min(union_year_window(self.nam["nam"])[1], self.programme.ngay_ket_thuc)

    def _gone(self, start: date, end: date) -> Decimal | None:
        """The share of days gone by [02-2.5-14]."""
        days = (min(self.place.den, end) - start).days + 1
        return percent_1(max(days, 0), (end - start).days + 1)

    @property
    def year_gone(self) -> Decimal | None:
        return self._gone(self.year_start, self.year_end)

    @property
    def term_gone(self) -> Decimal | None:
        return self._gone(self.programme.ngay_bat_dau, self.programme.ngay_ket_thuc)

    # Addresses

    def url_of(self, unit: CongDoan, khoa: str, start: date, end: date | None = None) -> str:
        """The list behind a figure of a unit; a reported one stands in its report."""
        if self.theo is not None and unit.pk not in self.theo.hien_thoi:
            above = self.place.don_vi if self.place.don_vi.la_cap_tren else None
            return reported_url(self.rights, unit, khoa, self.theo.ky, reporter=above)
        return figure_url(self.rights, unit, khoa, start, end or self.place.den, self.place.co_cau)

    def quota_url(self, unit: CongDoan) -> str:
        """The quotas of a unit and this union year, in the room of quotas."""
        return f"{reverse('chi_tieu_list')}?don_vi={unit.ma}&nam={self.nam['nam']}"

    def url_year(self, khoa: str) -> str:
        return self.url_of(self.place.don_vi, khoa, self.year_start)

    def url_term(self, khoa: str) -> str:
        """The list behind a figure of the term; a report keeps none, so that is the live one while it says the same."""
        unit = self.place.don_vi
        if self.theo is not None and (unit.la_tinh or self._is_corrected(khoa)):
            return reported_url(self.rights, unit, khoa, self.theo.ky, of_term=True)
        return figure_url(self.rights, unit, khoa, *self.term, self.place.co_cau)

    def _is_corrected(self, khoa: str) -> bool:
        return term_value(self.nhiem_ky, khoa) != term_value(self.live_term, khoa)

    @cached_property
    def live_term(self) -> dict[str, Any]:
        """What the books say today of the term up to the day of the page."""
        unit = self.place.don_vi
        return so_lieu([unit], self.place.tu, self.place.den)[unit.pk]["nhiem_ky"]

    # The parts of the page

    @property
    def done_key(self) -> str:
        return f"doan_vien.{self.programme.thuoc_do_nam}"

    @property
    def coverage_url(self) -> str:
        """The page of coverage, which a base unit does not have."""
        manages = self.place.don_vi.loai in QUAN_LY_DOANH_NGHIEP
        return f"{reverse('bao_phu_detail')}?{self.place.query}" if manages else ""

    @property
    def done_url(self) -> str:
        return self.url_year(self.done_key)

    @property
    def cdcs_url(self) -> str:
        return self.url_year("cdcs.thanh_lap")

    @property
    def union_url(self) -> str:
        return self.url_term("nghiep_doan.thanh_lap")

    @property
    def active_url(self) -> str:
        return self.url_year("nghiep_doan.cuoi_ky")

    @property
    def done_word(self) -> str:
        return "kết nạp" if self.programme.thuoc_do_nam == ThuocDo.KET_NAP else "tăng"

    @property
    def official(self) -> dict[str, Any]:
        """The official reading of the term target [02-2.5-7]."""
        key = self.programme.thuoc_do_nhiem_ky
        value = self.nhiem_ky[key]
        return {
            "key": key,
            "value": value,
            "label": ThuocDo(key).label.lower(),
            "ty_le": percent_1(value, self.nhiem_ky["giao"]),
            "url": self.url_term(f"doan_vien.{key}"),
        }

    @property
    def other_readings(self) -> list[dict[str, Any]]:
        return [
            {
                "label": ThuocDo(key).label.lower(),
                "value": self.nhiem_ky[key],
                "ty_le": percent_1(self.nhiem_ky[key], self.nhiem_ky["giao"]),
                "url": self.url_term(f"doan_vien.{key}"),
            }
            for key in ThuocDo.values
            if key != self.programme.thuoc_do_nhiem_ky
        ]

    @property
    def term_bridge_url(self) -> str:
        return cau_noi_url(self.rights, self.place.don_vi, *self.term, self.place.co_cau)

    @cached_property
    def term_bridge(self) -> list[tuple]:
        """The bridge of the term, as one sum [02-2.3-6]."""
        start, end = self.term
        pk = self.place.don_vi.pk
        return bridge_items(so_doan_vien([pk], start, end, self.place.co_cau)[pk], self.url_term)

    @property
    def coverage(self) -> dict[str, Any]:
        block = self.own["bao_phu"]
        return {**block, "urls": {key: self.url_year(f"bao_phu.{key}") for key in block}}

    @property
    def change(self) -> Decimal | None:
        """The result against the same period, in percent of it."""
        before = self.same_period[1] if self.same_period else 0
        return percent_1(self.nam["doan_vien"]["thuc_hien"] - before, before)

    @cached_property
    def lines(self) -> list[Line]:
        """The units in the order of attention; opened, the folded row is followed by its units."""
        tops = [child for child in self.children if not child.la_co_so]
        bases = [child for child in self.children if child.la_co_so]
        inner = sorted((self._line(child, is_inner=bool(tops)) for child in bases), key=attention)
        if not tops or not bases:
            return sorted((self._line(child) for child in tops), key=attention) + inner
        lines = sorted([*(self._line(child) for child in tops), self._folded(inner)], key=attention)
        place = next(index for index, line in enumerate(lines) if line.is_folded)
        return [*lines[: place + 1], *(inner if self.is_open else []), *lines[place + 1 :]]

    def _line(self, unit: CongDoan, *, is_inner: bool = False) -> Line:
        block = self.figures[unit.pk]
        quota = block["chi_tieu_nam"]["doan_vien"]
        keys = {"thuc_hien": self.done_key, "doan_vien": "doan_vien.cuoi_ky"}
        keys |= {key: f"bao_phu.{key}" for key in ("trong_dien", "co_cdcs")}
        links = {name: self.url_of(unit, khoa, self.year_start) for name, khoa in keys.items()}
        seen = self.rights.can_at("view_so_lieu", unit) and not unit.is_hidden
        links["giao"] = self.quota_url(unit) if seen else ""
        return Line(
            ten=unit.ten, ma=unit.ma if seen else "", giao=quota["giao"], thuc_hien=quota["thuc_hien"],
            doan_vien=block["doan_vien"]["cuoi_ky"], bao_phu=None if unit.la_co_so else block["bao_phu"],
            links=links, is_inner=is_inner, nhip=self.paces[unit.pk][K.DOAN_VIEN],
            theo_thang=self.series.members(unit),
            hien_thoi=self.theo is not None and unit.pk in self.theo.hien_thoi,
            is_undone=unit.is_hidden, bao_cao=self.round.don_vi.get(unit.pk) if self.round else None,
        )  # fmt: skip

    def _folded(self, inner: Sequence[Line]) -> Line:
        quota, done = sum_known(line.giao for line in inner), sum(line.thuc_hien for line in inner)
        months = self.series.together([child for child in self.children if child.la_co_so])
        return Line(
            ten=f"CĐCS trực thuộc {'tỉnh' if self.place.don_vi.loai == 'ldld_tinh' else self.place.don_vi.ten}",
            giao=quota,
            thuc_hien=done,
            doan_vien=sum(line.doan_vien for line in inner),
            bao_phu=None,
            nhip=nhip_do(quota, done, months, self.pace.con_lai),
            theo_thang=months,
            so_don_vi=len(inner),
            is_folded=True,
        )

    @cached_property
    def series(self) -> TheoThang:
        """The months of the unit and of those under it."""
        return TheoThang(self.units, self.place.den, self.programme.thuoc_do_nam, self.place.co_cau)

    @property
    def units(self) -> list[CongDoan]:
        return [self.place.don_vi, *self.children]

    @cached_property
    def paces(self) -> dict[int, dict[str, NhipDo]]:
        return nhip_do_cua(self.units, self.figures, self.place.den, self.place.co_cau, series=self.series)

    @property
    def pace(self) -> NhipDo:
        """The pace of the unit itself for its members of the year."""
        return self.paces[self.place.don_vi.pk][K.DOAN_VIEN]

    @cached_property
    def same_period(self) -> tuple[int, int] | None:
        """Union year before and what it had brought by the same day; None before the second year of the programme."""
        start, end = year_before(self.year_start, self.place.den)
        if start < self.programme.ngay_bat_dau:
            return None
        pk = self.place.don_vi.pk
        before = so_doan_vien([pk], start, end, self.place.co_cau)[pk][self.programme.thuoc_do_nam]
        return self.nam["nam"] - 1, before

    @property
    def same_period_url(self) -> str:
        """The list behind it: always of the ledger, also beside a report, which keeps no list of a year before."""
        window = year_before(self.year_start, self.place.den)
        return figure_url(self.rights, self.place.don_vi, self.done_key, *window, self.place.co_cau)

    @property
    def last_year_end(self) -> date:
        """The last day of the union year before: in December the year that has just closed is what one looks for."""
        return self.year_start - timedelta(days=1)

    @property
    def counted_lines(self) -> list[Line]:
        """The lines that make the sum: the folded row stands for the units under it."""
        return [line for line in self.lines if not line.is_inner]

    @cached_property
    def total(self) -> Line:
        """The sum of the lines; its lists are those of the unit itself, where they hold as many."""
        lines = self.counted_lines if any(line.is_folded for line in self.lines) else self.lines
        done, members = sum(line.thuc_hien for line in lines), sum(line.doan_vien for line in lines)
        links = {
            "giao": self.quota_url(self.place.don_vi),
            "thuc_hien": self.done_url if done == self.nam["doan_vien"]["thuc_hien"] else "",
            "doan_vien": self.url_year("doan_vien.cuoi_ky") if members == self.own["doan_vien"]["cuoi_ky"] else "",
        }
        return Line(
            ten="Cộng các đơn vị", giao=sum_known(line.giao for line in lines), bao_phu=None, thuc_hien=done,
            doan_vien=members, links=links,
        )  # fmt: skip

    @property
    def has_map(self) -> bool:
        """A map is of superior units; hundreds of base units are a table."""
        return any(not line.is_folded and line.bao_phu is not None for line in self.counted_lines)

    @property
    def not_given(self) -> int | None:
        """The unit's own quota less the sum of its children; the screen shows both [02-2.5-4]."""
        own, given = self.nam["doan_vien"]["giao"], self.total.giao
        return None if own is None or given is None else own - given

    @property
    def over_given(self) -> int:
        return -(self.not_given or 0)

    @cached_property
    def behind(self) -> list[Line]:
        """Units whose forecast stays under 80 % of the quota."""
        return [line for line in self.counted_lines if line.du_kien is not None and line.du_kien < CHAM]

    @property
    def behind_names(self) -> str:
        names = [line.ten for line in self.behind[:NAMED_UNITS]]
        rest = len(self.behind) - len(names)
        return ", ".join(names) + (f" và {rest} đơn vị khác" if rest else "")


def load_bang_dieu_khien(
    place: ThamSo, rights: Rights, *, is_open: bool = False, da_duyet: bool = False
) -> BangDieuKhien:
    """Read the dashboard; the number of queries does not grow with the number of children.

    `da_duyet` asks for the figures of the last approved reports, where there are any.
    """
    programme = ChuongTrinh.current()
    ky = last_reported_round(place.don_vi, place.den) if da_duyet else None
    if ky is not None:
        found = theo_bao_cao(place.don_vi, ky)
        shown = replace(place, tu=ky.tu_ngay, den=ky.den_ngay, co_cau=None)
        return BangDieuKhien(shown, rights, programme, list(found.children), found.figures, is_open, found)
    start = year_window(place.den, programme)[0]
    children = children_of(place.don_vi, start, place.den, place.co_cau)
    figures = so_lieu([place.don_vi, *children], start, place.den, place.co_cau)
    return BangDieuKhien(place, rights, programme, children, figures, is_open)

"""The bridge of a unit and window: one sum, every flow with its list, controls, the same window a year before (B1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from baocao.queries.cau_noi_gon import bridge_items
from baocao.queries.kiem_cau_noi import CapSo, KiemCauNoi, PhepCong, pairs_of_all, relevant, tong_dong
from baocao.queries.sau_so import CHI_SO, cau_noi_url, figure_url
from baocao.queries.sau_so.chi_so import combined
from baocao.queries.so_lieu import named_units
from cdcs.access import Rights
from cdcs.forms.tham_so import ThamSo
from cdcs.models import ChuongTrinh, CongDoan, co_cau
from cdcs.queries import cap_duoi_truc_tiep, so_don_vi, truc_thuoc
from core.dates import format_date, today, year_before
from core.numbers import percent_1
from doanvien.enums import LOAI_GIAM, LOAI_TANG, LoaiBienDong
from doanvien.queries import so_doan_vien

L = LoaiBienDong
TANG = tuple(kind for kind in LOAI_TANG if kind != L.DAU_KY)
COUNTS = {"cdcs": "CĐCS", "nghiep_doan": "Nghiệp đoàn cơ sở"}
PLUS, MINUS = ("thanh_lap", "sap_xep_den"), ("sap_xep_di", "ket_thuc")
COUNT_STEPS = (
    ("", "dau_ky", "Đầu kỳ"),
    ("+", "thanh_lap", "Thành lập"),
    ("+", "sap_xep_den", "Sắp xếp đến"),
    ("-", "sap_xep_di", "Sắp xếp đi"),
    ("-", "ket_thuc", "Kết thúc"),
    ("=", "cuoi_ky", "Cuối kỳ"),
)
READINGS = ("thuc_tang", "thuc_tang_tru_sap_xep")
NAMED = ("nu_cuoi_ky", "co_danh_sach_cuoi_ky", "chua_co_danh_sach")
MEMBERS = ("dau_ky", *TANG, *LOAI_GIAM, "cuoi_ky", *READINGS, *NAMED)
COLUMNS = ("dau_ky", "tang", "giam_tru_sap_xep", "do_sap_xep", "cuoi_ky")  # of the table of units


@dataclass(frozen=True)
class Muc:
    """One figure of the page with its list, and the same figure one union year before."""

    nhom: str
    ten: str
    so: int
    url: str
    truoc: int | None = None
    url_truoc: str = ""

    @property
    def chenh(self) -> int | None:
        return None if self.truoc is None else self.so - self.truoc

    @property
    def ty_le(self) -> Decimal | None:
        """The change in percent of the year before; none without a base."""
        return None if self.truoc is None else percent_1(self.so - self.truoc, abs(self.truoc))


@dataclass(frozen=True)
class DongDonVi:
    """A unit under it: the five columns, each a value and its list."""

    ten: str
    so: list[tuple[int, str]]
    ma: str = ""
    url: str = ""
    ghi_chu: str = ""


@dataclass
class CauNoi:
    """Everything the page shows; the number of queries does not grow with the number of units."""

    place: ThamSo
    rights: Rights
    so_sanh: bool = False

    @cached_property
    def khoang(self) -> dict[int, list[tuple[date, date]]]:
        """Who stood directly under the unit in the window, and when."""
        place = self.place
        return relevant(cap_duoi_truc_tiep(place.don_vi, place.co_cau), place.tu, place.den)

    @cached_property
    def figures(self) -> dict[int, dict[str, int]]:
        return so_doan_vien([self.place.don_vi.pk, *self.khoang], self.place.tu, self.place.den, self.place.co_cau)

    @property
    def own(self) -> dict[str, int]:
        return self.figures[self.place.don_vi.pk]

    @cached_property
    def counts(self) -> dict[str, dict[str, int]]:
        pk = self.place.don_vi.pk
        return so_don_vi([pk], self.place.tu, self.place.den, self.place.co_cau)[pk]

    def url_of(self, unit: CongDoan, khoa: str) -> str:
        return figure_url(self.rights, unit, khoa, self.place.tu, self.place.den, self.place.co_cau)

    def url(self, khoa: str) -> str:
        return self.url_of(self.place.don_vi, khoa)

    # The sums and the flows

    @property
    def bridge(self) -> list[tuple]:
        return bridge_items(self.own, self.url)

    def _flows(self, kinds: Sequence[str]) -> list[tuple[str, int, str]]:
        return [(L(kind).label, self.own[kind], self.url(f"doan_vien.{kind}")) for kind in kinds]

    @property
    def tang(self) -> list[tuple[str, int, str]]:
        return self._flows(TANG)

    @property
    def giam(self) -> list[tuple[str, int, str]]:
        return self._flows(LOAI_GIAM)

    @property
    def longest(self) -> int:
        """The value of a full bar, for increases and decreases alike."""
        return max(value for _, value, _ in [*self.tang, *self.giam])

    @property
    def count_bridges(self) -> list[tuple[str, list[tuple]]]:
        """The bridges of CĐCS and nghiệp đoàn [02-2.3-10]; a base unit has none."""
        if self.place.don_vi.co_doan_vien:
            return []
        return [
            (name, [(op, self.counts[block][key], label, self.url(f"{block}.{key}")) for op, key, label in COUNT_STEPS])
            for block, name in COUNTS.items()
        ]

    @property
    def parts(self) -> dict[str, Muc]:
        """Figures that the sentences of the page name, by key."""
        keys = ("ket_nap_tai_cdcs_moi", "ket_nap_tai_cdcs_da_co", *READINGS, *NAMED)
        return {key: Muc("", CHI_SO[f"doan_vien.{key}"].ten, combined(self.own, CHI_SO[f"doan_vien.{key}"]),
                         self.url(f"doan_vien.{key}")) for key in keys}  # fmt: skip

    # The year before

    @cached_property
    def cung_ky(self) -> tuple[date, date] | None:
        """The window one union year before; none where it begins before the programme."""
        before = year_before(self.place.tu, self.place.den)
        return before if before[0] >= ChuongTrinh.current().ngay_bat_dau else None

    @property
    def is_compared(self) -> bool:
        return self.so_sanh and self.cung_ky is not None

    @property
    def muc(self) -> list[Muc]:
        """Every figure of the sums, in order, with the year before where that is asked."""
        unit, structure, window = self.place.don_vi, self.place.co_cau, self.cung_ky if self.is_compared else None
        now: dict[str, dict[str, Any]] = {"doan_vien": self.own, **self.counts}
        then: dict[str, dict[str, Any]] = {}
        if window:
            then = {"doan_vien": so_doan_vien([unit.pk], *window, structure)[unit.pk],
                    **so_don_vi([unit.pk], *window, structure)[unit.pk]}  # fmt: skip
        keys = [("Đoàn viên", f"doan_vien.{key}") for key in MEMBERS]
        if not unit.co_doan_vien:
            keys += [(name, f"{block}.{key}") for block, name in COUNTS.items() for _, key, _ in COUNT_STEPS]
        found = []
        for group, khoa in keys:
            figure = CHI_SO[khoa]
            before = combined(then[figure.block], figure) if window else None
            link = figure_url(self.rights, unit, khoa, *window, structure) if window else ""
            found.append(Muc(group, figure.ten, combined(now[figure.block], figure), self.url(khoa), before, link))
        return found

    # The units under it

    @cached_property
    def kiem(self) -> KiemCauNoi:
        return KiemCauNoi(self.place.don_vi, self.figures, self.khoang, self.place.tu, self.place.den)

    @cached_property
    def lines(self) -> list[DongDonVi]:
        """The units that a page shows by their order, then others that have a figure (closed ones, sub-units)."""
        place = self.place
        shown = [pk for pk in truc_thuoc(place.don_vi, place.tu, place.den, place.co_cau) if pk in self.khoang]
        others = [pk for pk in sorted(self.khoang.keys() - set(shown)) if any(self.figures[pk].values())]
        return [self._line(unit) for unit in named_units([*shown, *others], place.den)]

    def _line(self, unit: CongDoan) -> DongDonVi:
        place, bridge = self.place, self.figures[unit.pk]
        values = [(combined(bridge, CHI_SO[f"doan_vien.{key}"]), self.url_of(unit, f"doan_vien.{key}"))
                  for key in COLUMNS]  # fmt: skip
        url = cau_noi_url(self.rights, unit, place.tu, place.den, place.co_cau)
        return DongDonVi(unit.ten, values, unit.ma if url else "", url, self._note(unit.pk))

    def _note(self, pk: int) -> str:
        """When a unit came under this one or left it inside the window."""
        place, words = self.place, []
        for came, left in self.khoang.get(pk, ()):
            words += [f"về đây từ {format_date(came)}"] if place.tu <= came <= place.den else []
            words += [f"rời đi từ {format_date(left)}"] if place.tu <= left <= place.den else []
        return ", ".join(words)

    @cached_property
    def own_rows(self) -> DongDonVi | None:
        """What stands in the unit's own book, where members may stand in it."""
        if not self.place.don_vi.co_doan_vien:
            return None
        values = [(combined(self.kiem.rieng, CHI_SO[f"doan_vien.{key}"]), "") for key in COLUMNS]
        return DongDonVi("Riêng đơn vị", values)

    @cached_property
    def whole(self) -> DongDonVi:
        return self._line(self.place.don_vi)

    # The control figures

    @cached_property
    def pairs(self) -> list[CapSo]:
        """Out and in over the whole ledger, opened only for who reads the root."""
        root = co_cau(today()).chain(self.place.don_vi.pk)[-1]
        may = self.rights.can_at("view_so_lieu", root)
        return pairs_of_all(CongDoan.objects.get(pk=root) if may else None, self.place.tu, self.place.den)

    @property
    def sums(self) -> list[PhepCong]:
        """Opening + flows = closing, of members and of units."""
        found = [tong_dong("Đoàn viên", self.own, TANG, LOAI_GIAM)]
        if not self.place.don_vi.co_doan_vien:
            found += [tong_dong(name, self.counts[block], PLUS, MINUS) for block, name in COUNTS.items()]
        return found

"""The control figures of a bridge: parts = whole, out = in, opening + flows = closing (02 §2.3; B1, B8).

Parts and whole come from different counters and from the ledger itself, so a difference is a fault of the books.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.urls import reverse

from baocao.queries.sau_so.chi_so import window_query
from cdcs.models import CongDoan
from doanvien.enums import LOAI_CAP, LoaiBienDong
from doanvien.queries import DONG, dong_giua, dong_rieng, luy_ke, ton
from doanvien.queries.phieu_chuyen import pair_totals

L = LoaiBienDong
DAY = timedelta(days=1)
STOCKS = {"dau_ky": "Đầu kỳ", "cuoi_ky": "Cuối kỳ"}
PAIRS = {L.CHUYEN_DEN: L.CHUYEN_DI, L.CHUYEN_DI: L.CHUYEN_DEN, L.SAP_XEP_DEN: L.SAP_XEP_DI, L.SAP_XEP_DI: L.SAP_XEP_DEN}
KIEM = ("dau_ky", *DONG, "cuoi_ky")
Interval = tuple[date, date]  # half-open


@dataclass(frozen=True)
class DongKiem:
    """One key of the bridge: direct children + own rows ± who came or left, less what lies inside = the unit."""

    khoa: str
    cap_duoi: int
    rieng: int
    den_di: int
    don_vi: int

    @property
    def ten(self) -> str:
        return STOCKS.get(self.khoa) or L(self.khoa).label

    @property
    def is_pair(self) -> bool:
        return self.khoa in LOAI_CAP

    @property
    def chenh(self) -> int:
        """Parts less the whole: what lies inside for a paired kind, else nothing."""
        return self.cap_duoi + self.rieng + self.den_di - self.don_vi

    @property
    def is_shown(self) -> bool:
        return self.khoa in STOCKS or any((self.cap_duoi, self.rieng, self.den_di, self.don_vi))


@dataclass(frozen=True)
class CapSo:
    """Out and in of one kind of pair over the whole ledger; addresses only for who reads the whole province."""

    ten: str
    di: int
    den: int
    url_di: str = ""
    url_den: str = ""

    @property
    def khop(self) -> bool:
        return self.di == self.den


@dataclass(frozen=True)
class PhepCong:
    """Opening, everything that came, everything that went, closing."""

    ten: str
    dau_ky: int
    tang: int
    giam: int
    cuoi_ky: int

    @property
    def khop(self) -> bool:
        return self.dau_ky + self.tang - self.giam == self.cuoi_ky


class KiemCauNoi:
    """The parts of one unit's bridge in [start, end]; `khoang` says when each child stood directly under it."""

    def __init__(
        self,
        unit: CongDoan,
        figures: Mapping[int, dict[str, int]],
        khoang: Mapping[int, Sequence[Interval]],
        start: date,
        end: date,
    ):
        self.unit, self.figures, self.khoang, self.start, self.end = unit, figures, khoang, start, end
        self.eve = start - DAY

    @property
    def movers(self) -> list[int]:
        """Children that did not stand under the unit from the eve to the last day."""
        return [pk for pk, parts in self.khoang.items() if not any(a <= self.eve and self.end < b for a, b in parts)]

    @cached_property
    def rieng(self) -> dict[str, int]:
        """The bridge of the unit's own rows."""
        before, after = dong_rieng(self.unit.pk, self.start, self.end)
        return {"dau_ky": ton(before)[0], **dong_giua(before, after), "cuoi_ky": ton(after)[0]}

    @cached_property
    def den_di(self) -> Counter:
        """For children that came or left: what counts for the unit, less the whole window of the child."""
        movers = self.movers
        edges = {edge - DAY for pk in movers for part in self.khoang[pk] for edge in part if self._inside(edge)}
        totals = {day: luy_ke(movers, day) for day in sorted(edges | {self.eve, self.end})} if movers else {}
        found: Counter = Counter()
        for pk in movers:
            running = {day: of_units[pk] for day, of_units in totals.items()}
            for part in self.khoang[pk]:
                self._add_part(found, running, *part)
            found.subtract({key: self.figures[pk][key] for key in KIEM})
        return found

    def _inside(self, edge: date) -> bool:
        return self.start <= edge <= self.end

    def _add_part(self, found: Counter, running: Mapping[date, dict], came: date, left: date) -> None:
        """One interval under the unit; who comes or leaves takes the whole stock along [02-2.3-4]."""
        first, last = max(came, self.start) - DAY, min(left - DAY, self.end)
        if first > last:
            return
        found.update(dong_giua(running[first], running[last]))
        found.update({
            "dau_ky": ton(running[self.eve])[0] if came <= self.eve else 0,
            "cuoi_ky": ton(running[self.end])[0] if self.end < left else 0,
            L.SAP_XEP_DEN.value: ton(running[came - DAY])[0] if self._inside(came) else 0,
            L.SAP_XEP_DI.value: ton(running[left - DAY])[0] if self._inside(left) else 0,
        })  # fmt: skip

    @cached_property
    def all_rows(self) -> dict[str, DongKiem]:
        own = self.figures[self.unit.pk]
        children = {key: sum(self.figures[pk][key] for pk in self.khoang) for key in KIEM}
        return {key: DongKiem(key, children[key], self.rieng[key], self.den_di[key], own[key]) for key in KIEM}

    @property
    def rows(self) -> list[tuple[DongKiem, bool]]:
        """The keys that have something to show, each with whether it holds."""
        return [(row, self.holds(row)) for row in self.all_rows.values() if row.is_shown]

    def holds(self, row: DongKiem) -> bool:
        """Parts = whole; for a paired kind what lies inside leaves one unit and comes to another: out = in."""
        if row.is_pair:
            return row.chenh == self.all_rows[PAIRS[L(row.khoa)]].chenh
        return row.chenh == 0

    @property
    def khop(self) -> bool:
        return all(map(self.holds, self.all_rows.values()))


def pairs_of_all(root: CongDoan | None, start: date, end: date) -> list[CapSo]:
    """Σ out and Σ in of transfers and reorganisations; `root` is given where the reader may see the whole."""
    totals = pair_totals(start, end)

    def url(kind: str) -> str:
        if root is None:
            return ""
        return f"{reverse('bien_dong_list')}?{window_query(root.ma, start, end, None)}&loai={kind}&pham_vi=noi_bo"

    return [
        CapSo(ten, totals[out], totals[into], url(out), url(into))
        for ten, out, into in (
            ("Chuyển trong tỉnh", L.CHUYEN_DI.value, L.CHUYEN_DEN.value),
            ("Sắp xếp, sáp nhập", L.SAP_XEP_DI.value, L.SAP_XEP_DEN.value),
        )
    ]


def tong_dong(ten: str, bridge: Mapping[str, int], plus: Sequence[str], minus: Sequence[str]) -> PhepCong:
    """Opening + flows = closing [02-2.3-6]."""
    up, down = sum(bridge[key] for key in plus), sum(bridge[key] for key in minus)
    return PhepCong(ten, bridge["dau_ky"], up, down, bridge["cuoi_ky"])


def relevant(khoang: Mapping[int, list[Interval]], start: date, end: date) -> dict[int, list[Interval]]:
    """The children with an interval that touches the window or its eve."""
    touching = {pk: [(a, b) for a, b in parts if a <= end and b >= start] for pk, parts in khoang.items()}
    return {pk: parts for pk, parts in touching.items() if parts}

"""Every check of `check_so_lieu`, each a function that yields sentences (03 §3.2); nothing is written here."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import groupby

from django.db.models import F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from cdcs.models import CayCongDoan, ChuongTrinh, CongDoan, TenCongDoan, TrucThuoc
from cdcs.models.cong_doan import MAX_DAY, MIN_DAY
from core.dates import format_date, month_end, next_month
from doanhnghiep.models import LaoDong
from doanvien.enums import CAY_DEN, CAY_DI, LoaiBienDong
from doanvien.queries.kiem_so import (
    SoRieng,
    Stock,
    chain_faults,
    counted_by_month,
    counter_faults,
    hidden_faults,
    leaving_faults,
    misplaced_slips,
    own_stocks,
    pair_counter_faults,
    pair_faults,
    place_faults,
)

Interval = tuple[date, date]
Stocks = dict[int, dict[date, Stock]]
KIND = dict(LoaiBienDong.choices) | {CAY_DEN: "Đến theo đơn vị", CAY_DI: "Đi theo đơn vị"}
NONE: Stock = (0, 0, 0)


class KiemSoLieu:
    """Runs the checks over one database; what several of them need is read once."""

    def __init__(self, today: date):
        self.today = today
        self.programme = ChuongTrinh.current()
        self.codes = dict(CongDoan.everything.values_list("pk", "ma"))
        self.book: SoRieng = own_stocks()

    def ma(self, unit: int) -> str:
        return self.codes.get(unit, f"đơn vị số {unit}")

    def so_dem(self, ledger: str, pairs: str) -> Iterator[str]:
        """Counters = the ledger counted anew."""
        for unit, own, day, kind, quantity, women, named in counter_faults(ledger):
            yield (f"Số đếm{' riêng' if own else ''} của {self.ma(unit)}, {KIND.get(kind, kind)}, {format_date(day)}: "
                   f"sổ hơn {quantity}, nữ hơn {women}, có danh sách hơn {named}.")  # fmt: skip
        for unit, other, day, kind, quantity, women, named in pair_counter_faults(pairs):
            yield (f"Số đếm theo cặp {self.ma(unit)} ↔ {self.ma(other)}, {KIND.get(kind, kind)}, {format_date(day)}: "
                   f"sổ hơn {quantity}, nữ hơn {women}, có danh sách hơn {named}.")  # fmt: skip

    def cau(self) -> Iterator[str]:
        """The bridge of every unit and month: own stocks rolled up by the tree of each month's end [02-2.3-6].

        Closing = opening + flows; that one month's closing is the next one's opening follows, since both are read as
        the stock of the same day.
        """
        months = list(_months(self.programme.ngay_dau_ky, min(self.today, self.programme.ngay_ket_thuc)))
        stocks = rolled_up(self.book.monthly(), months)
        flows = counted_by_month()
        for unit in sorted(stocks.keys() | flows.keys(), key=self.ma):
            before = NONE
            for month, after in zip(months, stocks.get(unit, [NONE] * len(months)), strict=True):
                flow = flows.get(unit, {}).get(month, NONE)
                if tuple(a - b for a, b in zip(after, before, strict=True)) != flow:
                    yield (f"{self.ma(unit)} tháng {month:%m/%Y}: đầu kỳ {before[0]}, biến động {flow[0]:+d}, cuối kỳ "
                           f"{after[0]} (nữ {before[1]}, {flow[1]:+d}, {after[1]}; có danh sách {before[2]}, "
                           f"{flow[2]:+d}, {after[2]}) không khớp.")  # fmt: skip
                before = after

    def doan_vien(self) -> Iterator[str]:
        """One unit per member, pairs of two sides, the member's place, stocks of every day [02-2.2-1..5]."""
        for member, day in chain_faults():
            yield f"Đoàn viên số {member}: ngày {format_date(day)} sổ không cho thấy đúng một đơn vị."
        for pair in pair_faults():
            yield f"Cặp biến động số {pair}: hai vế không khớp nhau."
        for member, unit in place_faults():
            yield f"Đoàn viên số {member}: nơi sinh hoạt ghi ở hồ sơ và theo sổ khác nhau ({self.ma(unit)})."
        for member in leaving_faults():
            yield f"Đoàn viên số {member}: đơn vị cuối hoặc ngày rời ghi ở hồ sơ khác với sổ."
        for member in hidden_faults():
            yield f"Đoàn viên số {member}: hồ sơ đã ẩn mà sổ còn tính."
        for slip, origin in misplaced_slips():
            yield f"Phiếu chuyển số {slip} đang chờ nhận nhưng đoàn viên không còn ở {self.ma(origin)}."
        for unit, day, which in self.book.negative():
            yield f"{self.ma(unit)}: ngày {format_date(day)} số đoàn viên {which} âm."
        for closed, day, stock in self.book.left_in_closed(self.today):
            if closed.ket_thuc_theo_sap_xep:
                decision = closed.so_quyet_dinh_ket_thuc
                yield (f"{closed.ma} đã kết thúc ngày {format_date(day)} theo quyết định {decision} "
                       f"nhưng sổ còn {stock} đoàn viên.")  # fmt: skip

    def canh_bao(self) -> Iterator[str]:
        """Units closed without a decision that keep a stock until their leavers are recorded [02-2.1-22]."""
        for unit, day, stock in self.book.left_in_closed(self.today):
            if not unit.ket_thuc_theo_sap_xep and stock:
                yield (f"{unit.ma} đã kết thúc ngày {format_date(day)}, sổ còn {stock} đoàn viên: ghi giảm hoặc chuyển "
                       "số này.")  # fmt: skip

    def cay(self) -> Iterator[str]:
        """The closure = recomputed from the dated links, for every visible unit [02-2.1-2]."""
        expected = closure()
        stored: dict[int, set] = defaultdict(set)
        for lower, *row in CayCongDoan.objects.values_list("cap_duoi_id", "cap_tren_id", "tu_ngay", "den_ngay"):
            stored[lower].add(tuple(row))
        for unit in CongDoan.objects.order_by("ma").values_list("pk", flat=True):
            for upper, start, _ in sorted(stored[unit] ^ expected[unit]):
                yield (f"Cây đơn vị: {self.ma(unit)} dưới {self.ma(upper)}, từ "
                       f"{format_date(start)}: bảng cây khác với trực thuộc đã ghi.")  # fmt: skip

    def ten(self) -> Iterator[str]:
        """The name that a unit bears is the last of its dated names [02-2.1-2]."""
        dated = TenCongDoan.objects.filter(cong_doan=OuterRef("pk")).order_by("-tu_ngay").values("ten")[:1]
        named = CongDoan.objects.annotate(ten_cuoi=Coalesce(Subquery(dated), Value("")))
        for unit in named.exclude(ten=F("ten_cuoi")).order_by("ma"):
            yield f"{unit.ma}: tên đang ghi “{unit.ten}” khác với tên theo ngày “{unit.ten_cuoi}”."

    def lao_dong(self) -> Iterator[str]:
        """Which record of workers rules, and until when = recomputed [02-2.4-2]."""
        records = LaoDong.objects.order_by("doanh_nghiep_id", "ngay_so_lieu", "pk").values_list(
            "doanh_nghiep_id", "ngay_so_lieu", "nguon", "pk", "den_ngay", "doanh_nghiep__ma_so_thue"
        )
        for _, of_employer in groupby(records.iterator(chunk_size=20_000), key=lambda row: row[0]):
            days = [list(rows) for _, rows in groupby(of_employer, key=lambda row: row[1])]
            for index, rows in enumerate(days):
                first = min(rows, key=lambda row: (self.programme.rank_of(row[2]), row[3]))
                until = days[index + 1][0][1] if index + 1 < len(days) else MAX_DAY
                for row in rows:
                    if row[4] != (until if row is first else row[1]):
                        yield (f"Số liệu lao động của {row[5]} ngày {format_date(row[1])}: thời hạn đang dùng ghi sai.")


def _months(first: date, last: date) -> Iterator[date]:
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = next_month(month)


def rolled_up(monthly: Stocks, months: list[date]) -> dict[int, list[Stock]]:
    """Return the stock of every unit at the end of every month: own stocks of all that stands under it that day."""
    ends = [month_end(month) for month in months]
    running: dict[int, list[Stock]] = {}
    for unit, added in monthly.items():
        stock, series = NONE, []
        for month in months:
            q, w, n = added.get(month, NONE)
            stock = stock[0] + q, stock[1] + w, stock[2] + n
            series.append(stock)
        running[unit] = series
    found: dict[int, list[list[int]]] = defaultdict(lambda: [[0, 0, 0] for _ in months])
    tree = CayCongDoan.objects.values_list("cap_tren_id", "cap_duoi_id", "tu_ngay", "den_ngay")
    for upper, lower, start, stop in tree:
        if lower not in running:
            continue
        series, total = running[lower], found[upper]
        for index, end in enumerate(ends):
            if start <= end < stop:
                stock, sums = series[index], total[index]
                sums[0] += stock[0]
                sums[1] += stock[1]
                sums[2] += stock[2]
    return {unit: [(q, w, n) for q, w, n in series] for unit, series in found.items()}


def closure() -> dict[int, set[tuple[int, date, date]]]:
    """Recompute {unit: {(ancestor, from, to)}} of every unit from first parents and dated links alone."""
    links: dict[int, list] = defaultdict(list)
    for unit, *link in TrucThuoc.objects.order_by("tu_ngay").values_list(
        "cong_doan_id", "cap_tren_id", "tu_ngay", "den_ngay"
    ):
        links[unit].append(link)
    for unit, parent in CongDoan.everything.exclude(cap_tren_dau=None).values_list("pk", "cap_tren_dau_id"):
        links[unit].insert(0, [parent, MIN_DAY, links[unit][0][1] if links[unit] else MAX_DAY])
    found: dict[int, dict[int, list[Interval]]] = {}
    for unit in CongDoan.everything.values_list("pk", flat=True):
        _ancestors(unit, links, found)
    return {
        unit: {(upper, start, end) for upper, parts in above.items() for start, end in parts}
        for unit, above in found.items()
    }


def _ancestors(unit: int, links: dict, found: dict) -> dict[int, list[Interval]]:
    if unit not in found:
        above: dict[int, list[Interval]] = defaultdict(list)
        above[unit] = [(MIN_DAY, MAX_DAY)]
        for parent, start, end in links.get(unit, ()):
            for upper, parts in _ancestors(parent, links, found).items():
                clipped = ((max(start, a), min(end or MAX_DAY, b)) for a, b in parts)
                above[upper].extend((a, b) for a, b in clipped if a < b)
        found[unit] = {upper: _joined(parts) for upper, parts in above.items() if parts}
    return found[unit]


def _joined(parts: list[Interval]) -> list[Interval]:
    """Intervals that touch are one: an edge is a real coming or leaving."""
    joined: list[Interval] = []
    for start, end in sorted(parts):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], end)
        else:
            joined.append((start, end))
    return joined

"""Judging rows before they are written: the rules of 02 §2.2 over everything the ledger already holds."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from django.db.models import F, Sum

from cdcs.actions import check_open
from cdcs.models import ChuongTrinh, CongDoan
from cdcs.queries import PeriodLocks
from core.dates import format_date, today
from core.refusal import Refused
from core.sql import id_in
from doanvien.actions.dong_ghi import DongGhi
from doanvien.enums import DAU, LOAI_TANG, LoaiBienDong
from doanvien.models import BienDong
from doanvien.queries.gop import family, merged_into

Group = Sequence[DongGhi]  # one row, or the two rows of a pair: accepted or refused as a whole


class LedgerRules:
    """Rules of a single row: its day, its unit, the closed period [02-2.1-5, 02-2.1-6, 02-2.2-4, 02-2.6-6].

    A ghi danh (`locked=False`) moves no figure but "có danh sách": it stays free in a closed period [02-2.2a-4]. The
    sheet of members asks the period itself, once it knows who is new.
    """

    def __init__(self, units: dict[int, CongDoan], *, locked: bool = True):
        self.units = units
        self.programme = ChuongTrinh.current()
        self.today = today()
        self.locks = PeriodLocks(units) if locked else None

    def check(self, row: DongGhi) -> None:
        """Raise Refused for the first rule that the row breaks by itself."""
        unit = self.units[row.cong_doan]
        if not unit.co_doan_vien:
            raise Refused(f"{unit.ma} là {unit.get_loai_display()}, không ghi đoàn viên trực tiếp.", "cong_doan")
        self._check_day(row)
        self._check_locked(row)
        if row.dao_cua is None:
            self._check_active(row, unit)

    def _check_day(self, row: DongGhi) -> None:
        eve, last = self.programme.ngay_dau_ky, self.programme.ngay_ket_thuc
        if row.loai == LoaiBienDong.DAU_KY:
            if row.ngay != eve:
                raise Refused(f"Số đầu kỳ phải ghi ngày {format_date(eve)}.", "ngay")
        elif row.ngay <= eve:
            raise Refused(
                f"Ngày {format_date(row.ngay)} ở trước ngày đầu chương trình, số đến hết "
                f"{format_date(eve)} ghi vào Số đầu kỳ.",
                "ngay",
            )
        elif row.ngay > self.today:
            raise Refused(f"Ngày {format_date(row.ngay)} ở sau hôm nay.", "ngay")
        elif row.ngay > last:
            raise Refused(f"Ngày {format_date(row.ngay)} ở sau ngày cuối chương trình ({format_date(last)}).", "ngay")

    def _check_active(self, row: DongGhi, unit: CongDoan) -> None:
        if row.ngay < unit.ngay_thanh_lap:
            field = "hinh_thuc" if row.loai == LoaiBienDong.DAU_KY else "ngay"
            raise Refused(
                f"{unit.ma} thành lập ngày {format_date(unit.ngay_thanh_lap)}, sau ngày {format_date(row.ngay)}.", field
            )
        end = unit.ngay_ket_thuc
        if end is not None and (row.ngay > end or (row.ngay == end and row.loai in LOAI_TANG)):
            raise Refused(f"{unit.ma} đã kết thúc ngày {format_date(end)}.", "ngay")

    def _check_locked(self, row: DongGhi) -> None:
        if self.locks:
            check_open(self.locks, row.cong_doan, row.ngay)


class Stock:
    """Men and women counted without names, per unit and day; each stays ≥ 0 at the end of every day [02-2.2-3]."""

    def __init__(self, unit_ids: Iterable[int], closed_by_decision: dict[int, date]):
        self.closed = closed_by_decision
        self.days: dict[int, dict[date, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
        rows = (
            BienDong.objects.filter(id_in("cong_doan_id", unit_ids), doan_vien=None)
            .values_list("cong_doan_id", "ngay", "loai")
            .annotate(q=Sum(F("he_so") * F("so_luong")), w=Sum(F("he_so") * F("so_nu")))
            .order_by()
        )
        for unit, day, kind, quantity, women in rows:
            self._add(unit, day, DAU[kind] * (quantity - women), DAU[kind] * women)

    def _add(self, unit: int, day: date, men: int, women: int) -> None:
        cell = self.days[unit][day]
        cell[0] += men
        cell[1] += women

    def put(self, group: Group) -> None:
        for row in group:
            self._add(row.cong_doan, row.ngay, *row.nam_nu)

    def take(self, group: Group) -> None:
        for row in group:
            men, women = row.nam_nu
            self._add(row.cong_doan, row.ngay, -men, -women)

    def fault(self, unit: int) -> tuple[date, int, int] | None:
        """Return (day, men, women) of the first day on which the stock breaks, or None."""
        men = women = 0
        end = self.closed.get(unit)
        for day in sorted(self.days[unit]):
            cell = self.days[unit][day]
            men += cell[0]
            women += cell[1]
            if men < 0 or women < 0:
                return day, men, women
        return (end, men, women) if end is not None and (men or women) else None


def _explain_stock(stock: Stock, group: Group, units: dict[int, CongDoan]) -> Refused:
    for row in group:
        fault = stock.fault(row.cong_doan)
        if fault is None:
            continue
        day, men, women = fault
        unit = units[row.cong_doan]
        if unit.pk in stock.closed and (day >= stock.closed[unit.pk] or (men >= 0 and women >= 0)):
            return Refused(
                f"{unit.ma} đã kết thúc theo quyết định {unit.so_quyet_dinh_ket_thuc} ngày "
                f"{format_date(stock.closed[unit.pk])}: hoàn tác quyết định đó trước khi ghi dòng này.",
                "ngay",
            )
        if men + women < 0:
            if row.dao_cua:
                return Refused(
                    f"Các số giảm đã ghi dựa vào số này: bỏ hoặc bớt đi thì số mới có số lượng của {unit.ma} ngày "
                    f"{format_date(day)} thiếu {-(men + women)}. Sửa số giảm trước.",
                    "so_luong",
                )
            have = row.so_luong + men + women
            return Refused(
                f"Số mới có số lượng của {unit.ma} ngày {format_date(day)} chỉ còn {max(have, 0)}: "
                "giảm số lượng, hoặc ghi theo tên đoàn viên.",
                "so_luong",
            )
        word = "nữ" if women < 0 else "nam"
        return Refused(
            f"Ngày {format_date(day)} số {word} mới có số lượng của {unit.ma} sẽ âm: sửa số lượng nữ.", "so_nu"
        )
    return Refused("Dòng này làm sổ của đơn vị bị âm.", "so_luong")


def order_of(group: Group) -> tuple:
    """In order of date, on one day increases before pairs before decreases [03-3.3-29]."""
    kind = 1 if len(group) > 1 else (0 if group[0].dau > 0 else 2)
    return group[0].ngay, kind, group[0].dong or 0


def judge_counts(groups: Sequence[Group], units: dict[int, CongDoan]) -> dict[int, Refused]:
    """Judge count-only groups together; return the refusal of each group that breaks a rule, by its index."""
    touched = {row.cong_doan for group in groups for row in group}
    ended = {pk: units[pk].ngay_ket_thuc for pk in touched if units[pk].ket_thuc_theo_sap_xep}
    closed = {pk: day for pk, day in ended.items() if day is not None}
    stock = Stock(touched, closed)
    for group in groups:
        stock.put(group)
    if all(stock.fault(pk) is None for pk in touched):
        return {}
    refused: dict[int, Refused] = {}
    order = sorted(range(len(groups)), key=lambda i: order_of(groups[i]))
    # Decreases and pairs are taken out and come back one by one; what increases may be relied on by all.
    for index in order:
        if any(row.dau < 0 for row in groups[index]):
            stock.take(groups[index])
            if len(groups[index]) > 1:
                stock.put([row for row in groups[index] if row.dau > 0])
    for index in order:
        if not any(row.dau < 0 for row in groups[index]):
            continue
        leaving = [row for row in groups[index] if row.dau < 0]
        stock.put(leaving)
        if any(_breaks(stock, row.cong_doan, row.ngay) for row in leaving):
            refused[index] = _explain_stock(stock, leaving, units)
            stock.take(groups[index])
    _settle(stock, groups, order, refused, units)
    return refused


def _breaks(stock: Stock, unit: int, day: date) -> bool:
    fault = stock.fault(unit)
    return fault is not None and fault[0] >= day and (fault[1] < 0 or fault[2] < 0)


def _settle(stock: Stock, groups, order, refused: dict[int, Refused], units) -> None:
    """Refuse, last first, what still leaves a fault (a unit closed by decision that keeps a stock, a pair refused)."""
    for index in reversed(order):
        if index in refused or all(stock.fault(row.cong_doan) is None for row in groups[index]):
            continue
        reason = _explain_stock(stock, groups[index], units)
        before = [stock.fault(row.cong_doan) for row in groups[index]]
        stock.take(groups[index])
        if [stock.fault(row.cong_doan) for row in groups[index]] == before:
            stock.put(groups[index])
        else:
            refused[index] = reason


Events = list[tuple[date, int, int]]


def chain_fault(events: Events) -> date | None:
    """Return the first day on which a person would be in two units, or leave one without being there [02-2.2-1, 2]."""
    place: Counter[int] = Counter()
    by_day: dict[date, list] = defaultdict(list)
    for day, unit, effect in events:
        by_day[day].append((unit, effect))
    for day in sorted(by_day):
        for unit, effect in by_day[day]:
            place[unit] += effect
        present = [count for count in place.values() if count]
        if present not in ([], [1]):
            return day
    return None


def place_on(events: Events, day: date) -> int | None:
    """Return the unit where the person stands at the end of `day`."""
    place: Counter[int] = Counter()
    for when, unit, effect in events:
        if when <= day:
            place[unit] += effect
    return next((unit for unit, count in place.items() if count > 0), None)


def load_events(member_ids: Iterable[int]) -> dict[int, Events]:
    """Return (day, unit, effect) of every row of these people, doubled records with the one that stays.

    Reversed pairs cancel by themselves.
    """
    events: dict[int, Events] = defaultdict(list)
    stays = family(member_ids)
    rows = BienDong.objects.filter(id_in("doan_vien_id", stays)).order_by("ngay", "pk")
    for member, day, unit, kind, factor in rows.values_list("doan_vien_id", "ngay", "cong_doan_id", "loai", "he_so"):
        events[stays[member]].append((day, unit, DAU[kind] * factor))
    return events


def judge_members(
    groups: Sequence[Group], units: dict[int, CongDoan], tell: Callable[[int], str]
) -> dict[int, Refused]:
    """Judge named groups, person by person; `tell(unit)` names a unit as far as the user may know it."""
    by_member: dict[int, list[int]] = defaultdict(list)
    merged = merged_into()
    for index, group in enumerate(groups):
        member = group[0].doan_vien or 0  # only named groups come here
        by_member[merged.get(member, member)].append(index)
    known = load_events(by_member)
    refused: dict[int, Refused] = {}
    for member, indexes in by_member.items():
        events = known.get(member, [])
        whole = events + [event for i in indexes for event in _events(groups[i])]
        if _person_fault(whole, units) is None:
            continue
        waiting = sorted(indexes, key=lambda i: order_of(groups[i]))
        while waiting:
            # Again while something goes in: who returns on the day of leaving stands once the leaving does.
            rest = []
            for index in waiting:
                trial = events + _events(groups[index])
                if _person_fault(trial, units) is None:
                    events = trial
                else:
                    rest.append(index)
            if len(rest) == len(waiting):
                break
            waiting = rest
        for index in waiting:
            refused[index] = _explain_person(events, events + _events(groups[index]), groups[index], units, tell)
    return refused


def _events(group: Group) -> Events:
    return [(row.ngay, row.cong_doan, row.dau) for row in group]


def _person_fault(events: Events, units: dict[int, CongDoan]) -> date | None:
    fault = chain_fault(events)
    if fault is not None:
        return fault
    last = place_on(events, date.max)
    unit = units.get(last) if last is not None else None
    if unit is not None and unit.ket_thuc_theo_sap_xep:
        return unit.ngay_ket_thuc  # [02-2.1-21]
    return None


def _explain_person(before: Events, trial: Events, group: Group, units, tell: Callable[[int], str]) -> Refused:
    row = group[0]
    here = place_on(before, row.ngay)
    fault, closed = chain_fault(trial), units[row.cong_doan]
    if fault is None or (closed.ket_thuc_theo_sap_xep and fault >= closed.ngay_ket_thuc > row.ngay):
        unit = units[place_on(trial, date.max)] if fault is None else closed
        return Refused(
            f"{unit.ma} đã kết thúc theo quyết định {unit.so_quyet_dinh_ket_thuc} ngày "
            f"{format_date(unit.ngay_ket_thuc)}: hoàn tác quyết định đó trước khi ghi dòng này.",
            "ngay",
        )
    if row.dau < 0 and here != row.cong_doan:
        where = f"ngày đó ở {tell(here)}" if here is not None else "ngày đó không ở đơn vị nào"
        return Refused(
            f"Ngày {format_date(row.ngay)} đoàn viên không ở {units[row.cong_doan].ten} ({where}): sửa ngày, hoặc xem "
            "quá trình ở trang của đoàn viên.",
            "cong_doan",
        )
    if row.dau > 0 and here is not None:
        return Refused(f"Ngày {format_date(row.ngay)} người này đang là đoàn viên của {tell(here)}.", "cong_doan")
    return Refused(
        "Trái với các biến động đã ghi sau ngày này của đoàn viên: xem quá trình của đoàn viên, ghi đảo "
        "dòng sau trước.",
        "ngay",
    )

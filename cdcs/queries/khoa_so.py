"""Whether a day of a unit is closed by the approved report of a unit it counts for [02-2.6-6]."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, timedelta

from cdcs.models import CayCongDoan, KhoaSo
from core.dates import format_date, today
from core.sql import id_in

ONE_DAY = timedelta(days=1)
DA_KHOA = "đã khóa đến hết"
_OPEN: ContextVar[set[int] | None] = ContextVar("periods_open", default=None)


@contextmanager
def periods_open() -> Iterator[set[int]]:
    """Inside, no period is closed, whatever act runs: for what a đính chính writes, and for judging what it would.

    Every other rule holds. Yields the units whose reports would have stood in the way, filled as they are passed. A
    test counts the callers [02-2.6-6].
    """
    passed: set[int] = set()
    before = _OPEN.set(passed)
    try:
        yield passed
    finally:
        _OPEN.reset(before)


def says_closed(text: str) -> bool:
    """Whether a refusal, of which only the sentence was kept, was for a closed period."""
    return DA_KHOA in text


@dataclass(frozen=True)
class Closing:
    """Whose report closed the books, and up to which day."""

    don_vi: int
    ten: str
    den_ngay: date


class PeriodLocks:
    """The last closed day of every unit asked for (of every unit where none is named), by the closings of today.

    What happens in X on day d changes the frozen figures of A as of K when X stands under A on some day of [d, K]. For
    an interval [from, to) of X under A that is d <= min(K, to − 1) where from <= K: one last day per unit, however many
    rows are judged. One query where no closing is in force, else two.
    """

    def __init__(self, unit_ids: Iterable[int] | None = None):
        self._last: dict[int, tuple[date, Closing]] = {}
        rows = KhoaSo.objects.in_force(today()).order_by("khoa_den_ngay")
        closings = {
            pk: Closing(pk, ten, day)
            for pk, ten, day in rows.values_list("cong_doan_id", "cong_doan__ten", "khoa_den_ngay")
        }
        if closings:
            self._load(closings, unit_ids)

    def _load(self, closings: dict[int, Closing], unit_ids: Iterable[int] | None) -> None:
        links = CayCongDoan.objects.filter(id_in("cap_tren_id", closings))
        if unit_ids is not None:
            links = links.filter(id_in("cap_duoi_id", unit_ids))
        for upper, lower, start, end in links.values_list("cap_tren_id", "cap_duoi_id", "tu_ngay", "den_ngay"):
            closing = closings[upper]
            last = min(closing.den_ngay, end - ONE_DAY)
            known = self._last.get(lower)
            if start <= closing.den_ngay and (known is None or known[0] < last):
                self._last[lower] = last, closing

    def closing(self, unit: int, day: date) -> Closing | None:
        """The report that closed `day` for the unit; None while the day is open."""
        last, closing = self._last.get(unit, (date.min, None))
        if closing is None or day > last:
            return None
        passed = _OPEN.get()
        if passed is None:
            return closing
        passed.add(closing.don_vi)
        return None

    def fault(self, unit: int, day: date) -> str:
        """Whose report closed `day` for the unit and how to mend what was wrong then; empty while the day is open."""
        closing = self.closing(unit, day)
        if closing is None:
            return ""
        return (
            f"Sổ của {closing.ten} {DA_KHOA} {format_date(closing.den_ngay)} theo báo cáo đã duyệt: "
            "công đoàn cấp trên gửi đính chính (Báo cáo → Đính chính)."
        )

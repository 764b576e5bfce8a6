"""What changes the structure in a closed period is refused like a row of the ledger [02-2.6-6, 02-2.6-7]."""

from collections.abc import Iterable
from datetime import date

from cdcs.models import KhoaSo
from cdcs.queries import PeriodLocks
from core.dates import today
from core.refusal import Refused


def refuse_closed(places: Iterable[tuple[int, date]], field: str = "ngay") -> None:
    """Refuse an act that changes these units on these days, where one of them is closed.

    `places` is not even looked at while no closing is in force. Raises: Refused at `field`.
    """
    if not KhoaSo.objects.in_force(today()).exists():
        return
    places = list(places)
    locks = PeriodLocks({unit for unit, _ in places})
    for unit, day in places:
        if fault := locks.fault(unit, day):
            raise Refused(fault, field)

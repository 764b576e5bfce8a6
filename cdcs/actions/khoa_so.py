"""What a closed period refuses, and which acts may be sent as a đính chính instead [02-2.6-6, 02-2.6-7]."""

from collections.abc import Callable, Iterable
from datetime import date
from functools import wraps
from typing import Any

from cdcs.access import rights_of
from cdcs.models import KhoaSo
from cdcs.queries import PeriodLocks
from core.calls import keep_call, register_act
from core.dates import today
from core.refusal import Refused

PROPOSING = ("edit_bao_cao", "xac_nhan_dinh_chinh")  # who may ask for a đính chính (08 §8.7)


class PeriodClosed(Refused):
    """Refused because an approved report closed the day."""


def check_open(locks: PeriodLocks, unit: int, day: date, field: str = "ngay") -> None:
    """Raises: PeriodClosed at `field` where the day of the unit is closed."""
    if fault := locks.fault(unit, day):
        raise PeriodClosed(fault, field)


def refuse_closed(places: Iterable[tuple[int, date]], field: str = "ngay") -> None:
    """Refuse an act that changes these units on these days, where one of them is closed.

    `places` is not even looked at while no closing is in force. Raises: PeriodClosed at `field`.
    """
    if not KhoaSo.objects.in_force(today()).exists():
        return
    places = list(places)
    locks = PeriodLocks({unit for unit, _ in places})
    for unit, day in places:
        check_open(locks, unit, day, field)


def closed_reason(reason: BaseException | None) -> PeriodClosed | None:
    """The closed period behind a refusal, which may have been said in other words since."""
    while reason is not None and not isinstance(reason, PeriodClosed):
        reason = reason.__cause__
    return reason


def may_propose(user) -> bool:
    """Whether the user may ask for a đính chính anywhere: who reports, and who confirms those of others."""
    return any(rights_of(user).can(word) for word in PROPOSING)


def correctable(say: Callable[..., str], *types: type) -> Callable:
    """Mark an action whose call, refused for a closed period, may be sent as a đính chính.

    `say` takes the arguments of the action and says in a line what it does, without the name of a member; `types` are
    the dataclasses among its arguments. The refusal then carries the call of the outermost such action.
    """

    def mark(action: Callable) -> Callable:
        @wraps(action)
        def run(*args: Any, by: Any, **kwargs: Any) -> Any:
            try:
                return action(*args, by=by, **kwargs)
            except Refused as reason:
                if closed_reason(reason) and may_propose(by):
                    reason.call = keep_call(action.__name__, *args, **kwargs)
                raise

        register_act(run, say, types)
        return run

    return mark

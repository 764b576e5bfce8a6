"""Which quota lines are in force on a day (02 §2.5): the one place that decides it."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from cdcs.models import CongDoan
from cdcs.queries import truc_thuoc_on
from chitieu.enums import LoaiChiTieu
from chitieu.models import ChiTieu
from core.dates import union_year_window
from core.numbers import sum_known
from core.sql import id_in

HieuLuc = dict[int, dict[str, ChiTieu | None]]  # {unit: {kind: the line in force}}


def quotas_in_force(unit_ids: Collection[int], nam: int | None, day: date) -> HieuLuc:
    """Return {unit: {kind: the line in force on `day`, or None}} for a union year, or for the term (`nam` None).

    The line in force is that of the latest decision dated on or before `day` that has a line for this year, unit and
    kind; of two decisions of one day the one recorded later wins, drafts never [02-2.5-2]. One query; every line comes
    with its decision.
    """
    found: HieuLuc = {pk: dict.fromkeys(LoaiChiTieu.values) for pk in unit_ids}
    for line in ChiTieu.objects.filter(id_in("cong_doan_id", unit_ids), nam=nam).issued_by(day):
        found[line.cong_doan_id][line.loai] = line
    return found


def add_up(lines: Iterable[Mapping[str, ChiTieu | None]], kind: str) -> int | None:
    """The sum of the quotas of one kind, None where nobody has one: no quota is never 0 [02-2.5-6]."""
    return sum_known(line.so_giao if (line := one[kind]) else None for one in lines)


def left_of(target: int | None, given: int | None) -> int | None:
    """What a unit has not given on of its own number, below 0 where it gave more; None without an own number."""
    return None if target is None else target - (given or 0)


def units_given(parent: CongDoan, day: date) -> list[CongDoan]:
    """The units that stand directly under `parent` and are active on `day`: superior units, then base units."""
    ids = truc_thuoc_on(parent, day)
    units = CongDoan.objects.in_bulk(ids)
    return [units[pk] for pk in ids]


def given_in_years(parent: CongDoan, years: Iterable[int], day: date) -> dict[str, int]:
    """What the units under `parent` were given in these years together, by the lines in force on `day`.

    A year counts the units that stand under `parent` on its last day (on `day`, while it runs), so that what a closed
    unit left to another is counted once.
    """
    total = dict.fromkeys(LoaiChiTieu.values, 0)
    under: dict[date, list[int]] = {}
    for year in years:
        on = min(union_year_window(year)[1], day)
        if on not in under:
            under[on] = [unit.pk for unit in units_given(parent, on)]
        lines = quotas_in_force(under[on], year, day).values()
        for kind in total:
            total[kind] += add_up(lines, kind) or 0
    return total

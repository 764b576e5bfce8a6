"""Which quota lines are in force on a day (02 §2.5): the one place that decides it."""

from collections.abc import Collection
from datetime import date

from chitieu.enums import LoaiChiTieu
from chitieu.models import ChiTieu
from core.sql import id_in


def quotas_in_force(unit_ids: Collection[int], nam: int | None, day: date) -> dict[int, dict[str, ChiTieu | None]]:
    """Return {unit: {kind: the line in force on `day`, or None}} for a union year, or for the term (`nam` None).

    The line in force is that of the latest decision dated on or before `day` that has a line for this year, unit and
    kind; of two decisions of one day the one recorded later wins, drafts never [02-2.5-2]. One query; every line comes
    with its decision.
    """
    found: dict[int, dict[str, ChiTieu | None]] = {pk: dict.fromkeys(LoaiChiTieu.values) for pk in unit_ids}
    lines = (
        ChiTieu.objects.filter(id_in("cong_doan_id", unit_ids), nam=nam)
        .filter(quyet_dinh__la_du_thao=False, quyet_dinh__ngay__lte=day)
        .select_related("quyet_dinh")
        .order_by("quyet_dinh__ngay", "quyet_dinh__pk", "pk")
    )
    for line in lines:  # in order of force, so that the last one of a unit and kind stays
        found[line.cong_doan_id][line.loai] = line
    return found

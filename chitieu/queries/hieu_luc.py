"""Which quota lines are in force on a day (02 §2.5): the one place that decides it."""

from collections.abc import Collection
from datetime import date

from django.db.models import Count, Q, Sum

from chitieu.enums import LoaiChiTieu
from chitieu.models import ChiTieu, QuyetDinhChiTieu
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


def decisions_of(unit_ids: Collection[int], nam: int | None, day: date) -> list[QuyetDinhChiTieu]:
    """The decisions dated on or before `day` that gave these units quotas of a year (or the term), newest first.

    Each carries `so_don_vi` (units it names among these) and `so_doan_vien` (members it gives them together).
    """
    own = Q(chi_tieu__nam=nam) & id_in("chi_tieu__cong_doan_id", unit_ids)
    rows = QuyetDinhChiTieu.objects.filter(own, ngay__lte=day).annotate(
        so_don_vi=Count("chi_tieu__cong_doan", distinct=True),
        so_doan_vien=Sum("chi_tieu__so_giao", filter=Q(chi_tieu__loai=LoaiChiTieu.DOAN_VIEN)),
    )
    return list(rows.order_by("-ngay", "-pk"))

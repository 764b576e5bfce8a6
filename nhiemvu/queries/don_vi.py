"""What one unit's page, one employer's page and the home ask of this room."""

from collections.abc import Collection, Mapping
from datetime import date

from django.db.models import Q, QuerySet

from cdcs.access import Scope
from core.sql import id_in
from nhiemvu.enums import NoiNhan
from nhiemvu.models import DoiThoai, KienNghi, ThoaUoc

SHOWN = 5


def agreement_of(unit_ids: Collection[int], day: date) -> dict[int, ThoaUoc]:
    """The agreement in force on `day` at each of these base units, where there is one (one query)."""
    rows = ThoaUoc.objects.in_force(day).filter(id_in("cong_doan_id", unit_ids))
    return {row.cong_doan_id: row for row in rows.select_related("cong_doan")}


def recent_dialogues(unit_ids: Collection[int]) -> list[DoiThoai]:
    """The last dialogues of these base units, newest first."""
    rows = DoiThoai.objects.filter(id_in("cong_doan_id", unit_ids)).select_related("cong_doan")
    return list(rows.order_by("-ngay", "-pk")[:SHOWN])


def waiting_for(units: Mapping[str, Scope]) -> QuerySet[KienNghi]:
    """Issues without an answer that somebody answers who may do it at `units` (see `access.answering_units`)."""
    found = Q(pk=None)
    for level in NoiNhan.values:
        scope = units[level]
        found |= Q(noi_nhan=level) & (Q() if scope.everything else id_in("cong_doan_id", scope.ids))
    return KienNghi.objects.waiting().filter(found)

"""Where a row of a list leads: only to pages that exist and that the reader may open."""

from datetime import date
from functools import cache

from django.urls import NoReverseMatch, reverse

from baocao.queries.sau_so.chi_so import CHI_SO, list_query, window_query
from cdcs.access import Rights
from cdcs.models import CoCau, CongDoan


def unit_url(rights: Rights, pk: int) -> str:
    """The page of a unit, for those who see it today."""
    return reverse("cong_doan_detail", kwargs={"pk": pk}) if rights.can_at("view_don_vi", pk) else ""


@cache
def _exists(name: str) -> bool:
    try:
        reverse(name, kwargs={"pk": 1})
    except NoReverseMatch:
        return False
    return True


def page_url(name: str, pk: int) -> str:
    """The page of an object in another room, nothing while that room has no such page."""
    return reverse(name, kwargs={"pk": pk}) if _exists(name) else ""


def figure_url(
    rights: Rights, unit: CongDoan, khoa: str, start: date, end: date, structure: CoCau | None = None
) -> str:
    """The list behind a figure, for who may read figures at the unit today; nothing for the others."""
    if khoa not in CHI_SO or not rights.can_at("view_so_lieu", unit):
        return ""
    return f"{reverse('so_lieu_list')}?{list_query(unit.ma, start, end, structure, khoa)}"


def cau_noi_url(rights: Rights, unit: CongDoan, start: date, end: date, structure: CoCau | None = None) -> str:
    """The bridge of a unit and window, for who may read its figures today."""
    if not rights.can_at("view_so_lieu", unit):
        return ""
    return f"{reverse('cau_noi_detail')}?{window_query(unit.ma, start, end, structure)}"

"""CĐCS whose workers are mostly not members yet (01 R5)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cdcs.access import rights_of
from cdcs.forms.tham_so import read_tham_so
from cdcs.queries import names_on
from core.access import allowed
from doanvien.queries.mat_do import cdcs_under, mat_do_cua

BELOW = 70  # percent: what the page opens with
SHOWN = 300


def read_below(request: HttpRequest) -> int:
    """The percentage asked for, from 1 to 100; BELOW where it cannot be read."""
    text = request.GET.get("duoi", "")
    return max(1, min(int(text), 100)) if text.isascii() and text.isdigit() and len(text) < 4 else BELOW


@allowed("view_so_lieu")
def mat_do_list(request: HttpRequest) -> HttpResponse:
    """CĐCS of a unit whose members are less than a part of the workers, the lowest first."""
    place, below = read_tham_so(request, "view_so_lieu"), read_below(request)
    units = {unit.pk: unit for unit in cdcs_under(place.don_vi, place.den, place.co_cau)}
    found = mat_do_cua(units, place.den)
    low: list[tuple[Any, int]] = sorted(
        (one.ty_le, pk) for pk, one in found.items() if one.ty_le is not None and one.ty_le < below
    )
    rights, names = rights_of(request.user), names_on([pk for _, pk in low], place.den)
    rows = [(units[pk], names[pk], found[pk], rights.can_at("view_don_vi", units[pk])) for _, pk in low[:SHOWN]]
    return render(request, "doanvien/mat_do.html", {
        "place": place, "below": below, "rows": rows, "total": len(low), "units": len(units),
        "unknown": sum(one.ty_le is None for one in found.values()),
        "missing": sum(found[pk].chua_la_doan_vien or 0 for _, pk in low),
    })  # fmt: skip

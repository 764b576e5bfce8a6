"""Quotas: what is in force on a day, and the decision that gives them."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cdcs.access import rights_of
from cdcs.enums import LoaiCongDoan
from cdcs.forms.tham_so import ThamSo, read_tham_so
from cdcs.models import CongDoan
from cdcs.queries import truc_thuoc
from chitieu.actions import giao_chi_tieu, may_give, years_of_programme
from chitieu.enums import LoaiChiTieu
from chitieu.forms import NHIEM_KY, GiaoChiTieuForm, read_year
from chitieu.queries import decisions_of, quotas_in_force
from core.access import allowed
from core.dates import today, union_year, union_year_window
from core.numbers import percent_1
from taikhoan.once import act_once

KINDS = list(LoaiChiTieu)


def read_page(request: HttpRequest) -> tuple[ThamSo, int | None, list[CongDoan]]:
    """The unit and day of the address, the year (None for the term), and the units directly under the unit."""
    place = read_tham_so(request, "view_so_lieu")
    years = years_of_programme()
    default = min(max(union_year(place.den), years[0]), years[-1])
    year = read_year(request.GET.get("nam", ""), years, default)
    ids = truc_thuoc(place.don_vi, place.den, place.den)
    units = CongDoan.objects.in_bulk(ids)
    return place, year, [units[pk] for pk in ids]


def year_links(place: ThamSo, year: int | None) -> list[dict]:
    """The years of the programme and the term, the one shown marked."""
    rows = [(str(n), str(n), n == year) for n in years_of_programme()]
    rows.append(("Cả nhiệm kỳ", NHIEM_KY, year is None))
    code = place.don_vi.ma
    return [{"label": label, "url": f"?don_vi={code}&nam={key}", "current": now} for label, key, now in rows]


def add_up(lines: list[dict], kind: str) -> int | None:
    """The sum of the quotas of one kind, None where nobody has one: no quota is never 0 [02-2.5-6]."""
    given = [line[kind].so_giao for line in lines if line[kind] is not None]
    return sum(given) if given else None


def shares(own: dict, children: list[dict]) -> list[dict]:
    """Per kind: the unit's own quota, the sum of its children's, the difference and the share given on [02-2.5-4]."""
    found = []
    for kind in KINDS:
        target = own[kind].so_giao if own[kind] else None
        given = add_up(children, kind)
        left = None if target is None else target - (given or 0)
        found.append({"kind": kind, "target": target, "given": given, "left": left, "over": (left or 0) < 0,
                      "size": abs(left or 0), "share": percent_1(given or 0, target)})  # fmt: skip
    return found


def commendation_day(place: ThamSo, year: int | None, user) -> date | None:
    """The day on which the year's commendation is judged, for who proposes it; None for the others and the term."""
    may = place.don_vi.loai == LoaiCongDoan.LDLD_TINH and rights_of(user).can_at("propose_khen_thuong", place.don_vi)
    if not may or year is None or year > union_year(today()):
        return None
    return min(union_year_window(year)[1], today())


@allowed("view_so_lieu")
def chi_tieu_list(request: HttpRequest) -> HttpResponse:
    """The quotas in force on a day: the unit's own, its children's, the sum and the difference."""
    place, year, units = read_page(request)
    ids = [place.don_vi.pk, *(unit.pk for unit in units)]
    quotas = quotas_in_force(ids, year, place.den)
    cells = {pk: [lines[kind] for kind in KINDS] for pk, lines in quotas.items()}
    superiors = [{"unit": unit, "cells": cells[unit.pk]} for unit in units if not unit.la_co_so]
    bases = [unit for unit in units if unit.la_co_so]
    folded = superiors and bases
    context = {
        "place": place, "year": year, "kinds": KINDS, "years": year_links(place, year),
        "rows": superiors if folded else [{"unit": unit, "cells": cells[unit.pk]} for unit in units],
        "bases": [{"unit": unit, "cells": cells[unit.pk]} for unit in bases] if folded else [],
        "base_sums": [(k.label, add_up([quotas[u.pk] for u in bases], k)) for k in KINDS] if folded else [],
        "shares": shares(quotas[place.don_vi.pk], [quotas[unit.pk] for unit in units]),
        "decisions": decisions_of(ids, year, place.den),
        "may_give": any(may_give(unit, by=request.user) for unit in [place.don_vi, *units]),
        "nam": NHIEM_KY if year is None else year, "today": today(),
        "khen_day": commendation_day(place, year, request.user),
    }  # fmt: skip
    return render(request, "chitieu/list.html", context)


@allowed("giao_chi_tieu_co_so")
def chi_tieu_create(request: HttpRequest) -> HttpResponse:
    """One decision on the quotas of a year or of the term, on a grid."""
    place, year, children = read_page(request)
    units = [unit for unit in [place.don_vi, *children] if may_give(unit, by=request.user)]
    if not units:
        raise Http404("Không có đơn vị nào bạn được giao chỉ tiêu ở đây.")
    in_force = quotas_in_force([unit.pk for unit in units], year, today())
    form = GiaoChiTieuForm(request.POST or None, units=units, in_force=in_force)
    back = reverse("chi_tieu_list") + f"?don_vi={place.don_vi.ma}&nam={NHIEM_KY if year is None else year}"
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data

        def act() -> str:
            head = {name: data[name] for name in ("so_quyet_dinh", "ngay", "nguoi_ky")}
            giao_chi_tieu(by=request.user, nam=year, lines=form.lines, **head)
            return back

        message = f"Đã ghi {len(form.lines)} chỉ tiêu theo quyết định {data['so_quyet_dinh']}."
        if done := act_once(request, form, act, message):
            return done
    context = {"form": form, "place": place, "year": year, "back": back, "kinds": KINDS}
    return render(request, "chitieu/create.html", context)

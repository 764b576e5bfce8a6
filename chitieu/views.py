"""Quotas: what is in force on a day, how it came to be, the decisions, and what a closed unit left."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from cdcs.access import rights_of
from cdcs.enums import LoaiCongDoan
from chitieu.actions import choose_de_lai, may_choose, may_give
from chitieu.enums import CachDeLai, LoaiChiTieu
from chitieu.forms.de_lai import DeLaiForm
from chitieu.forms.noi_chi_tieu import BANG, NoiChiTieu, draft_key, read_noi
from chitieu.models import ChiTieu, QuyetDinhChiTieu
from chitieu.queries import (
    add_up,
    dong_doi,
    lan_giao,
    left_of,
    lich_su,
    may_read_files,
    quotas_in_force,
    visible_quyet_dinh,
)
from chitieu.queries.de_lai import DeLai, de_lai_of, de_lai_under, parent_of
from core.access import allowed
from core.dates import format_date, today, union_year, union_year_window
from core.numbers import percent_1
from sapxep.models import SapXep
from taikhoan.actions import save_draft
from taikhoan.models import Attachment
from taikhoan.once import act_once
from taikhoan.queries import attachments_of, find_draft
from taikhoan.views.tep import send_attachment

KINDS = list(LoaiChiTieu)


def shares(own: dict, children: list[dict]) -> list[dict]:
    """Per kind: the unit's own quota, the sum of its children's, the difference and the share given on [02-2.5-4]."""
    found = []
    for kind in KINDS:
        target = own[kind].so_giao if own[kind] else None
        given = add_up(children, kind)
        left = left_of(target, given)
        found.append({"kind": kind, "target": target, "given": given, "left": left, "over": (left or 0) < 0,
                      "size": abs(left or 0), "share": percent_1(given or 0, target)})  # fmt: skip
    return found


def rows_of(noi: NoiChiTieu, quotas: dict) -> dict:
    """The units as the page shows them: base units folded where superior units stand beside them."""
    bases = [unit for unit in noi.units if unit.la_co_so]
    folded = bases if len(bases) < len(noi.units) else []
    rows = [{"unit": unit, "cells": [quotas[unit.pk][kind] for kind in KINDS]} for unit in noi.units]
    lines = [quotas[unit.pk] for unit in folded]
    return {
        "rows": [row for row in rows if row["unit"] not in folded],
        "bases": [row for row in rows if row["unit"] in folded],
        "base_sums": [(kind.label, add_up(lines, kind)) for kind in KINDS] if folded else [],
    }  # fmt: skip


def commendation_day(noi: NoiChiTieu, user) -> date | None:
    """The day on which the year's commendation is judged, for who proposes it; None for the others and the term."""
    unit, year = noi.don_vi, noi.nam
    may = unit.loai == LoaiCongDoan.LDLD_TINH and rights_of(user).can_at("propose_khen_thuong", unit)
    if not may or year is None or year > union_year(today()):
        return None
    return min(union_year_window(year)[1], today())


@allowed("view_so_lieu")
def chi_tieu_list(request: HttpRequest) -> HttpResponse:
    """The quotas in force on a day: the unit's own, its children's, the sum and the difference, the decisions."""
    noi, rights = read_noi(request), rights_of(request.user)
    own, ids = noi.don_vi.pk, [unit.pk for unit in noi.units]
    quotas = quotas_in_force([own, *ids], noi.nam, noi.day)
    left = de_lai_under(noi.don_vi, noi.day)
    context = {
        "noi": noi, "place": noi.place, "year": noi.nam, "nam": noi.ma_nam, "kinds": KINDS,
        **rows_of(noi, quotas), "own": [quotas[own][kind] for kind in KINDS], "years": noi.year_links(),
        "shares": shares(quotas[own], [quotas[pk] for pk in ids]),
        "decisions": lan_giao(own, noi.nam, noi.day, [own, *ids]), "today": today(),
        "may_give": any(may_give(unit, by=request.user) for unit in [noi.don_vi, *noi.units]),
        "may_export": rights.can_at("export_so_lieu", noi.don_vi),
        "left_open": [(one, may_choose(one, by=request.user)) for one in left if not one.da_chon],
        "left_done": [one for one in left if one.da_chon], "khen_day": commendation_day(noi, request.user),
    }  # fmt: skip
    return render(request, "chitieu/list.html", context)


@allowed("view_so_lieu")
def chi_tieu_history(request: HttpRequest) -> HttpResponse:
    """Every line that a unit was given for a year, the one in force on the day first."""
    noi = read_noi(request)
    lines = lich_su(noi.don_vi, noi.nam, noi.day)
    return render(request, "chitieu/history.html", {
        "noi": noi, "place": noi.place, "years": noi.year_links(),
        "kinds": [(kind, lines[kind]) for kind in KINDS if lines[kind]],
    })  # fmt: skip


def decision_for(request: HttpRequest, pk: int) -> QuyetDinhChiTieu:
    """The decision, if the user may see it."""
    return get_object_or_404(visible_quyet_dinh(request.user), pk=pk)


@allowed("view_so_lieu")
def quyet_dinh_chi_tieu_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A decision: its lines in the user's scope, before and after, and its files."""
    decision, rights = decision_for(request, pk), rights_of(request.user)
    mine = rights.scope("view_so_lieu").filter(ChiTieu.objects.filter(quyet_dinh=decision))
    return render(request, "chitieu/decision.html", {
        "one": decision, "lines": dong_doi(decision, mine, today()),
        "files": attachments_of(decision) if may_read_files(decision, request.user) else [],
        "hidden": decision.chi_tieu.count() - mine.count(),
    })  # fmt: skip


@allowed("view_tep")
def quyet_dinh_chi_tieu_download(request: HttpRequest, pk: int, tep: int) -> FileResponse:
    """A file of a decision, to who may read it."""
    decision = decision_for(request, pk)
    if not may_read_files(decision, request.user):
        raise PermissionDenied
    attachment = Attachment.objects.filter(pk=tep, model=decision._meta.label_lower, key=str(pk)).first()
    if attachment is None:
        raise Http404("Không có tệp này.")
    return send_attachment(attachment)


def left_for(request: HttpRequest, pk: int) -> DeLai:
    """What the unit of this reorganisation left, if the user may decide about it (or 403, or 404)."""
    act = get_object_or_404(SapXep.objects.select_related("cong_doan"), pk=pk, undone_at=None)
    rights = rights_of(request.user)
    if not rights.can_at("view_so_lieu", act.cong_doan):
        raise Http404("Không có đơn vị này trong phạm vi của bạn.")
    found = de_lai_of([act], today())
    if not found:
        raise Http404("Đơn vị này không để lại chỉ tiêu nào.")
    if not may_choose(found[0], by=request.user):
        raise PermissionDenied
    return found[0]


@allowed("giao_chi_tieu_co_so")
def chi_tieu_de_lai_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose in words what becomes of the quotas of a closed unit."""
    left = left_for(request, pk)
    parent = parent_of(left.unit) or left.unit
    form = DeLaiForm(request.POST or None, left=left)
    year = left.nam[0] if left.nam else None
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            row = choose_de_lai(left.sap_xep, form.choice, by=request.user)
            query = f"?don_vi={parent.ma}&nam={year or 'nhiem_ky'}"
            if row.cach != CachDeLai.PHAN_BO_LAI:
                return reverse("chi_tieu_list") + query
            begin_grid(request.user, draft_key(parent, year), row)
            return reverse(BANG) + query

        if done := act_once(request, form, act, "Đã ghi cách xử lý chỉ tiêu của đơn vị đã kết thúc."):
            return done
    return render(request, "chitieu/left.html", {"left": left, "form": form, "parent": parent, "sums": sums_of(left)})


def begin_grid(user, key: str, row) -> None:
    """Put number and day of the new decision into the draft of the grid; what it holds already stays."""
    kept = find_draft(user, BANG, key)
    content = dict(kept.content) if kept else {}
    content |= {"so_quyet_dinh": [row.so_quyet_dinh], "ngay": [format_date(row.ngay)]}
    save_draft(by=user, form=BANG, key=key, content=content)


def sums_of(left: DeLai) -> list[dict]:
    """Each line that was left beside the successor's own number and what adding them gives."""
    found = []
    for year in left.nam:
        own = quotas_in_force([left.ke_tuc.pk], year, today())[left.ke_tuc.pk] if left.ke_tuc else {}
        for line in left.lines:
            if line.nam == year:
                ruling = own.get(line.loai)
                mine = ruling.so_giao if ruling else None
                found.append({"line": line, "own": mine, "sum": (mine or 0) + line.so_giao})
    return found

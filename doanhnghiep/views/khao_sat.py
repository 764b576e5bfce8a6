"""The survey of a year: rounds, plan, completeness, the grid that saves row by row (01 R7)."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from cdcs.access import Scope, require, rights_of
from cdcs.enums import QUAN_LY_DOANH_NGHIEP
from cdcs.forms.tham_so import ThamSo, read_tham_so
from cdcs.models import CongDoan, co_cau
from core.access import allowed
from core.dates import format_date, today
from core.downloads import FILTERED, send_download
from core.paging import paginate
from core.refusal import Refused
from core.sql import id_in
from doanhnghiep.actions.khao_sat import close_khao_sat, open_khao_sat, plan_khao_sat, remove_phieu, save_phieu
from doanhnghiep.enums import NhomKhaoSat
from doanhnghiep.exporters.khao_sat import write_khao_sat
from doanhnghiep.forms.khao_sat import (
    CELLS,
    CHOICES,
    DotForm,
    KeHoachForm,
    OPhieu,
    PhieuFilter,
    keys_in,
    rows_of,
    rows_with_draft,
    unsaved_drafts,
)
from doanhnghiep.models import DotKhaoSat, PhieuKhaoSat
from doanhnghiep.queries import quan_ly_on
from doanhnghiep.queries.khao_sat import TienDoKhaoSat, employers_to_plan, managed_by, phieu_in, tien_do
from doanhnghiep.queries.tranh_chap import decided_numbers
from taikhoan.actions import delete_draft, record
from taikhoan.drafts import draft_place
from taikhoan.models import Draft
from taikhoan.once import act_once

ROWS = 50
ORDER = ("doanh_nghiep__ten_khong_dau", "pk")
GRID = "phieu_khao_sat_update"


def scope_of(request: HttpRequest, word: str) -> tuple[ThamSo, Scope]:
    """The unit of the page and what the user may see under it for this act."""
    place = read_tham_so(request, word)
    return place, Scope(ids=co_cau(today()).under(place.don_vi.pk)) & rights_of(request.user).scope(word)


@allowed("view_don_vi")
def khao_sat_list(request: HttpRequest) -> HttpResponse:
    """The rounds, each with how far the unit is; the province opens them."""
    place, scope = scope_of(request, "view_don_vi")
    may_open = rights_of(request.user).at_province("plan_khao_sat")
    form = DotForm(request.POST or None, initial={"nam": today().year}) if may_open else None
    if request.method == "POST" and form is not None and form.is_valid():
        days = {name: form.cleaned_data[name] for name in ("nam", "tu_ngay", "den_ngay")}

        def act() -> str:
            return reverse("khao_sat_detail", args=[open_khao_sat(by=request.user, **days).nam])

        if done := act_once(request, form, act, f"Đã mở đợt khảo sát {days['nam']}."):
            return done
    rounds = [{"dot": dot, "tong": _sum(tien_do(dot, scope, today()))} for dot in DotKhaoSat.objects.all()]
    return render(request, "doanhnghiep/khao_sat_list.html", {"place": place, "rounds": rounds, "form": form})


def _sum(lines: list) -> dict[str, int]:
    names = ("ke_hoach", "da_xong", "con_lai")
    return {name: sum(getattr(line, name) for line in lines) for name in names}


def round_of(nam: int) -> DotKhaoSat:
    return get_object_or_404(DotKhaoSat, nam=nam)


def close_round(request: HttpRequest, dot: DotKhaoSat) -> HttpResponse:
    """End the round, or say why not."""
    try:
        close_khao_sat(dot, by=request.user)
    except Refused as reason:
        messages.error(request, str(reason))
    return redirect("khao_sat_detail", nam=dot.nam)


@allowed("view_don_vi")
@require_http_methods(["GET", "POST"])
def khao_sat_detail(request: HttpRequest, nam: int) -> HttpResponse:
    """One round: completeness by unit, the plan of the unit, closing."""
    dot, (place, scope) = round_of(nam), scope_of(request, "view_don_vi")
    lines = tien_do(dot, scope, today())
    rights, unit = rights_of(request.user), place.don_vi
    may_plan = unit.loai in QUAN_LY_DOANH_NGHIEP and rights.can_at("plan_khao_sat", unit) and not dot.da_dong
    form = KeHoachForm(request.POST or None) if may_plan else None
    if request.method == "POST":
        require(request.user, "plan_khao_sat", unit)
        if "dong" in request.POST:
            return close_round(request, dot)
        if form is not None and form.is_valid():
            groups, here = form.cleaned_data["nhom"], f"{request.path}?don_vi={unit.ma}"

            def act() -> str:
                count = plan_khao_sat(dot, unit, groups, by=request.user)
                messages.success(request, f"Đã đưa thêm {count} đơn vị vào kế hoạch khảo sát {nam}.")
                return here

            if done := act_once(request, form, act):
                return done
    fill = rights.scope("edit_khao_sat")
    waiting = [(label, employers_to_plan(dot, unit, [value]).count()) for value, label in NhomKhaoSat.choices]
    return render(request, "doanhnghiep/khao_sat_detail.html", {
        "dot": dot, "place": place, "tong": _sum(lines), "form": form,
        "lines": [(line, rows_behind(line, unit, fill)) for line in lines],
        "waiting": waiting if form is not None else [], "may_fill": fill.contains(unit.pk),
        "may_close": rights.at_province("plan_khao_sat") and not dot.da_dong,
        "may_export": rights.can_at("export_so_lieu", unit),
    })  # fmt: skip


def rows_behind(line: TienDoKhaoSat, unit: CongDoan, fill: Scope) -> str:
    """The address of the rows that a line counts: at the unit of the page or of the line, where one may fill them."""
    at = next((one for one in (unit, line.don_vi) if fill.contains(one.pk)), None)
    return f"?don_vi={at.ma}&quan_ly={line.don_vi.pk}" if at else ""


def all_rows(request: HttpRequest, dot: DotKhaoSat, word: str) -> QuerySet[PhieuKhaoSat]:
    """The rows of a round under the unit of the page, or those of one line of its progress."""
    rows, manager = phieu_in(dot, scope_of(request, word)[1], today()), PhieuFilter(request.GET).manager
    rows = rows if manager is None else managed_by(rows, manager, today())
    return rows.select_related("doanh_nghiep", "dot")


def page_of(request: HttpRequest, dot: DotKhaoSat, word: str):
    """The place of the page, its filter, the rows of a round that it leaves."""
    place, form, rows = scope_of(request, word)[0], PhieuFilter(request.GET), all_rows(request, dot, word)
    form.is_valid()
    if form.cleaned_data.get("ket_qua"):
        rows = rows.filter(trang_thai=form.cleaned_data["ket_qua"])
    return place, form, rows


@allowed("edit_khao_sat")
@require_http_methods(["GET", "POST"])
def phieu_khao_sat_update(request: HttpRequest, nam: int) -> HttpResponse:
    """The grid: one row an employer; each row is saved as one leaves it, all of them by the button without script."""
    dot = round_of(nam)
    place, form, queryset = page_of(request, dot, "edit_khao_sat")
    page = paginate(queryset, list(ORDER), request.GET, noun="đơn vị", size=ROWS)
    draft = draft_place(request, GRID, form.draft_key(place.don_vi, nam))
    if request.method != "POST":
        rows = rows_with_draft(page.rows, draft.kept)
    else:
        # The rows that were on the page when it was opened: what somebody else answered since may stand there no more.
        sent = all_rows(request, dot, "edit_khao_sat").filter(id_in("pk", keys_in(request.POST)[:ROWS]))
        rows = rows_of(sent.order_by(*ORDER), request.POST)
        saved = sum(save_row(row, request.user) for row in rows if row.is_changed)
        if not any(row.errors for row in rows):
            delete_draft(by=request.user, form=draft.form, key=draft.key)
            messages.success(request, f"Đã lưu {saved} dòng." if saved else "Không có dòng nào khác với số đã lưu.")
            return redirect(request.get_full_path())
    tell_decided(rows)
    managers = quan_ly_on([row.phieu.doanh_nghiep_id for row in rows], today())
    for row in rows:
        row.phieu.doanh_nghiep.don_vi_quan_ly = managers.get(row.phieu.doanh_nghiep_id)
    context = {"dot": dot, "place": place, "form": form, "page": page, "rows": rows, "cells": CELLS, "draft": draft,
               "choices": CHOICES, "bad": sum(bool(row.errors) for row in rows)}  # fmt: skip
    return render(request, "doanhnghiep/khao_sat_grid.html", context, status=422 if context["bad"] else 200)


def save_row(row: OPhieu, user) -> bool:
    """Save one row; what is wrong stands at its cells. Returns whether it was saved."""
    try:
        row.phieu = save_phieu(row.phieu, row.answer(), by=user, version=row.version)
    except ValueError:
        return False
    except Refused as reason:
        row.errors[reason.field if reason.field in row.typed else "ghi_chu"] = str(reason)
        return False
    row.typed, row.version, row.is_saved = {}, row.phieu.version, True
    return True


def forget_saved(user) -> None:
    """Forget the user's drafts of pages of the grid whose rows are all saved: nobody will press Lưu for them."""
    drafts = list(Draft.objects.filter(user=user, form=GRID))
    unsaved = unsaved_drafts(drafts)
    for one in drafts:
        if one.pk not in unsaved:
            delete_draft(by=user, form=one.form, key=one.key)


def tell_decided(rows: list[OPhieu]) -> None:
    """Put on each row the number in use instead of its answer, where a dispute was decided that day [02-2.4-3]."""
    decided = decided_numbers([row.phieu.doanh_nghiep_id for row in rows])
    for row in rows:
        number = decided.get((row.phieu.doanh_nghiep_id, row.phieu.ngay)) if row.phieu.ngay else None
        row.so_da_quyet = number if number != row.phieu.tong_lao_dong else None


@allowed("edit_khao_sat")
@require_POST
def fragment_phieu_khao_sat(request: HttpRequest, pk: int) -> HttpResponse:
    """One row that was left: its state, or what is wrong with it."""
    scope = rights_of(request.user).scope("edit_khao_sat")
    phieu = PhieuKhaoSat.objects.select_related("dot", "doanh_nghiep").filter(pk=pk).first()
    if phieu is None or not phieu_in(phieu.dot, scope, today()).filter(pk=pk).exists():
        raise Http404("Không có phiếu khảo sát này trong phạm vi của bạn.")
    row = OPhieu(phieu).read(request.POST)
    if save_row(row, request.user):
        forget_saved(request.user)
    tell_decided([row])
    return render(request, "doanhnghiep/khao_sat_state.html", {"row": row}, status=422 if row.errors else 200)


@allowed("plan_khao_sat")
@require_POST
def phieu_khao_sat_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an employer out of the plan."""
    scope = rights_of(request.user).scope("plan_khao_sat")
    phieu = PhieuKhaoSat.objects.select_related("dot", "doanh_nghiep").filter(pk=pk).first()
    if phieu is None or not phieu_in(phieu.dot, scope, today()).filter(pk=pk).exists():
        raise Http404("Không có phiếu khảo sát này trong phạm vi của bạn.")
    try:
        remove_phieu(phieu, by=request.user)
    except Refused as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, f"Đã đưa {phieu.doanh_nghiep.ten} ra khỏi kế hoạch.")
    return redirect("khao_sat_detail", nam=phieu.dot.nam)


@allowed("export_so_lieu")
def khao_sat_export(request: HttpRequest, nam: int) -> FileResponse:
    """Excel of the rows of a round as they are filtered."""
    dot = round_of(nam)
    place, form, rows = page_of(request, dot, "export_so_lieu")
    chosen = form.cleaned_data.get("ket_qua")
    words = [dict(form.fields["ket_qua"].choices)[chosen]] if chosen else []  # type: ignore[attr-defined]
    phieu = list(rows.order_by(*ORDER))
    record(by=request.user, act="export_so_lieu", unit=place.don_vi.ma, loc=words, so_dong=len(phieu))
    managers = quan_ly_on([one.doanh_nghiep_id for one in phieu], today())
    span = f"{format_date(dot.tu_ngay)} đến {format_date(dot.den_ngay)}"
    day = f"Lập ngày {format_date(today())}"
    head = [f"Khảo sát đơn vị, doanh nghiệp năm {nam} ({span})", str(place.don_vi), day, *words]
    file = write_khao_sat(phieu, managers, head)
    return send_download(file, "khao-sat", nam, FILTERED if words else "", place.don_vi.ma, today())

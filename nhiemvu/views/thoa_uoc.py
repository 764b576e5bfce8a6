"""Collective labour agreements: list, Excel, entry, one agreement."""

from functools import partial

from django.db.models import Sum
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cdcs.access import rights_of
from core.access import allowed
from core.dates import format_date
from core.downloads import FILTERED, send_download
from core.paging import count_up_to, paginate
from nhiemvu.actions import edit_thoa_uoc, record_thoa_uoc
from nhiemvu.actions.dong_ghi import CDCS
from nhiemvu.exporters import write_agreements, write_units_without
from nhiemvu.forms import ThoaUocFilter, ThoaUocForm, offered_units
from nhiemvu.forms.loc import CHUA_CO
from nhiemvu.models import ThoaUoc
from nhiemvu.queries import agreement_of, agreements, units_without
from nhiemvu.views.trang import (
    DanhSach,
    cancel_page,
    find_row,
    find_to_edit,
    head_of,
    may_write_under,
    parents_of,
    put_parents,
    read_list,
    row_context,
    units_for_new,
    update_page,
    writing_units,
)
from taikhoan.actions import record
from taikhoan.drafts import draft_place
from taikhoan.once import act_once
from taikhoan.saved_views import views_context

ORDERS = {"het_han": ["-het", "pk"], "tat_ca": ["-tu_ngay", "pk"], CHUA_CO: ["ten_khong_dau", "pk"]}


def filtered(request: HttpRequest, word: str) -> tuple[DanhSach, ThoaUocFilter, str]:
    """The list that the address asks for, its filter, the state."""
    place, form, ids = read_list(request, word, ThoaUocFilter)
    data = form.cleaned_data
    state = data.get("tinh_trang") or ""
    order = ORDERS.get(state, ["het", "pk"])
    if state == CHUA_CO:
        return DanhSach(place, units_without(ids, place.den), order, form.words), form, state
    rows = agreements(ids, place.den, state).select_related("cong_doan")
    for name in ("xep_loai", "loai"):
        if data.get(name):
            rows = rows.filter(**{name: data[name]})
    return DanhSach(place, rows, order, form.words), form, state


@allowed("view_so_lieu")
def thoa_uoc_list(request: HttpRequest) -> HttpResponse:
    """Agreements in force, expiring, ended, or the base units without one."""
    found, form, state = filtered(request, "view_so_lieu")
    of_units = state == CHUA_CO
    page = paginate(found.rows, found.order, request.GET, noun="CĐCS" if of_units else "thỏa ước")
    put_parents(page.rows)
    offered = offered_units(request.user, CDCS, frozenset(unit.pk for unit in page.rows)) if of_units else ()
    clauses = None if of_units else found.rows.aggregate(tong=Sum("so_dieu_khoan"))["tong"] or 0
    context = {
        "place": found.place, "form": form, "page": page, "words": found.words, "of_units": of_units,
        "clauses": clauses, "state": state, "offered": set(offered),
        "may_write": may_write_under(request.user, found.place.don_vi, CDCS),
        "may_export": rights_of(request.user).can_at("export_so_lieu", found.place.don_vi),
        **views_context(request, "thoa_uoc_list", found.place.open_days),
    }  # fmt: skip
    return render(request, "nhiemvu/thoa_uoc_list.html", context)


@allowed("export_so_lieu")
def thoa_uoc_export(request: HttpRequest) -> FileResponse:
    """Excel of the list as it is filtered."""
    found, _, state = filtered(request, "export_so_lieu")
    place, rows = found.place, found.rows.order_by(*found.order)
    record(by=request.user, act="export_so_lieu", unit=place.don_vi.ma, danh_sach="thỏa ước", loc=found.words,
           so_dong=count_up_to(found.rows))  # fmt: skip
    title = "CĐCS chưa có thỏa ước lao động tập thể" if state == CHUA_CO else "Thỏa ước lao động tập thể"
    head = head_of(title, found, f"Ngày {format_date(place.den)}")
    keys = rows.order_by().values_list("pk" if state == CHUA_CO else "cong_doan_id", flat=True)
    parents, listed = parents_of(set(keys)), rows.iterator(chunk_size=2000)
    if state == CHUA_CO:
        file = write_units_without(listed, parents, head)
    else:
        file = write_agreements(listed, parents, head, place.den)
    more = FILTERED if len(found.words) > bool(state) else ""  # the state is named itself
    return send_download(file, "thoa-uoc", state, more, place.don_vi.ma, place.den)


@allowed("view_so_lieu", opens_at=partial(writing_units, kinds=CDCS))
def thoa_uoc_create(request: HttpRequest) -> HttpResponse:
    """A new agreement of a base unit, or of several."""
    place, units = units_for_new(request, CDCS)
    draft = draft_place(request, "thoa_uoc_create")
    form = ThoaUocForm(request.POST or None, units=units, user=request.user, initial=draft.values)
    back = f"{reverse('thoa_uoc_list')}?don_vi={place.don_vi.ma}"
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            rows = record_thoa_uoc(form.units, by=request.user, facts=form.facts)
            return reverse("thoa_uoc_detail", args=[rows[0].pk]) if len(rows) == 1 else back

        message = f"Đã ghi thỏa ước của {len(form.units)} CĐCS."
        if done := act_once(request, form, act, message, lambda: form.warnings, draft):
            return done
    return render(request, "nhiemvu/thoa_uoc_form.html", {"form": form, "place": place, "back": back, "draft": draft})


@allowed("view_so_lieu")
def thoa_uoc_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One agreement: what was signed, until when it holds, who recorded it."""
    row = find_row(request, ThoaUoc, pk)
    context = row_context(request, row)
    now = agreement_of([row.cong_doan_id], context["day"]).get(row.cong_doan_id)
    context |= {"is_valid": row.is_valid_on(context["day"]), "now": now}
    return render(request, "nhiemvu/thoa_uoc.html", context)


@allowed("view_so_lieu")
def thoa_uoc_update(request: HttpRequest, pk: int) -> HttpResponse:
    """Mend an agreement, or end it before its time."""
    return update_page(request, find_to_edit(request, ThoaUoc, pk), ThoaUocForm, edit_thoa_uoc)


@allowed("view_so_lieu")
def thoa_uoc_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel a wrong agreement."""
    return cancel_page(request, find_to_edit(request, ThoaUoc, pk))

"""Dialogues with the employer: list, Excel, entry, one dialogue."""

from functools import partial

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cdcs.access import rights_of
from core.access import allowed
from core.downloads import FILTERED, send_download
from core.paging import count_up_to, paginate
from nhiemvu.actions import edit_doi_thoai, record_doi_thoai
from nhiemvu.actions.dong_ghi import CDCS
from nhiemvu.exporters import write_dialogues
from nhiemvu.forms import DoiThoaiFilter, DoiThoaiForm
from nhiemvu.models import DoiThoai
from nhiemvu.queries import dialogues
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
    window_words,
    writing_units,
)
from taikhoan.actions import record
from taikhoan.drafts import draft_place
from taikhoan.once import act_once
from taikhoan.saved_views import views_context


def filtered(request: HttpRequest, word: str) -> tuple[DanhSach, DoiThoaiFilter]:
    """The list that the address asks for, and its filter."""
    place, form, ids = read_list(request, word, DoiThoaiFilter)
    rows = dialogues(ids, place.tu, place.den).select_related("cong_doan")
    if form.cleaned_data.get("loai"):
        rows = rows.filter(loai=form.cleaned_data["loai"])
    return DanhSach(place, rows, ["-ngay", "pk"], form.words), form


@allowed("view_so_lieu")
def doi_thoai_list(request: HttpRequest) -> HttpResponse:
    """Dialogues that were held in a window."""
    found, form = filtered(request, "view_so_lieu")
    page = paginate(found.rows, found.order, request.GET, noun="cuộc đối thoại")
    put_parents(page.rows)
    context = {
        "place": found.place, "form": form, "page": page, "words": found.words,
        "may_write": may_write_under(request.user, found.place.don_vi, CDCS),
        "may_export": rights_of(request.user).can_at("export_so_lieu", found.place.don_vi),
        **views_context(request, "doi_thoai_list", found.place.open_days),
    }  # fmt: skip
    return render(request, "nhiemvu/doi_thoai_list.html", context)


@allowed("export_so_lieu")
def doi_thoai_export(request: HttpRequest) -> FileResponse:
    """Excel of the list as it is filtered."""
    found, _ = filtered(request, "export_so_lieu")
    code = found.place.don_vi.ma
    record(by=request.user, act="export_so_lieu", unit=code, danh_sach="đối thoại", loc=found.words,
           so_dong=count_up_to(found.rows))  # fmt: skip
    head = head_of("Đối thoại tại nơi làm việc", found, window_words(found.place))
    parents = parents_of(set(found.rows.values_list("cong_doan_id", flat=True)))
    file = write_dialogues(found.rows.order_by(*found.order).iterator(chunk_size=2000), parents, head)
    return send_download(file, "doi-thoai", FILTERED if found.words else "", *found.place.in_names)


@allowed("view_so_lieu", opens_at=partial(writing_units, kinds=CDCS))
def doi_thoai_create(request: HttpRequest) -> HttpResponse:
    """A dialogue that was held."""
    place, units = units_for_new(request, CDCS)
    draft = draft_place(request, "doi_thoai_create")
    form = DoiThoaiForm(request.POST or None, units=units, initial=draft.values)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            row = record_doi_thoai(form.cleaned_data["cong_doan"], by=request.user, facts=form.facts)
            if "them_moi" in request.POST:
                return f"{reverse('doi_thoai_create')}?don_vi={place.don_vi.ma}"
            return reverse("doi_thoai_detail", args=[row.pk])

        if done := act_once(request, form, act, "Đã ghi cuộc đối thoại.", draft=draft):
            return done
    back = f"{reverse('doi_thoai_list')}?don_vi={place.don_vi.ma}"
    return render(request, "nhiemvu/doi_thoai_form.html", {"form": form, "place": place, "back": back, "draft": draft})


@allowed("view_so_lieu")
def doi_thoai_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One dialogue."""
    return render(request, "nhiemvu/doi_thoai.html", row_context(request, find_row(request, DoiThoai, pk)))


@allowed("view_so_lieu")
def doi_thoai_update(request: HttpRequest, pk: int) -> HttpResponse:
    """Mend a dialogue."""
    return update_page(request, find_to_edit(request, DoiThoai, pk), DoiThoaiForm, edit_doi_thoai)


@allowed("view_so_lieu")
def doi_thoai_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel a wrong dialogue."""
    return cancel_page(request, find_to_edit(request, DoiThoai, pk))

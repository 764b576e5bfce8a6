"""Issues raised upward: list, Excel, entry, one issue with its answer."""

from functools import partial

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cdcs.access import rights_of
from core.access import allowed
from core.dates import today
from core.downloads import FILTERED, send_download
from core.forms import OnceForm
from core.paging import count_up_to, paginate
from core.sql import id_in
from nhiemvu.access import answering_units, may_answer
from nhiemvu.actions import answer_kien_nghi, edit_kien_nghi, forward_kien_nghi, raise_kien_nghi
from nhiemvu.actions.kien_nghi import RAISING
from nhiemvu.enums import NoiNhan, TrangThaiKienNghi
from nhiemvu.exporters import write_issues
from nhiemvu.forms import KienNghiFilter, KienNghiForm, TraLoiForm
from nhiemvu.forms.loc import CHO_BAN
from nhiemvu.models import KienNghi
from nhiemvu.queries import issues, waiting_for
from nhiemvu.views.trang import (
    DanhSach,
    address_of,
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


def filtered(request: HttpRequest, word: str) -> tuple[DanhSach, KienNghiFilter]:
    """The list that the address asks for, and its filter; what waits for the reader is shown of every day."""
    place, form, ids = read_list(request, word, KienNghiFilter)
    data = form.cleaned_data
    state = data.get("trang_thai") or ""
    if state == CHO_BAN:
        rows = waiting_for(answering_units(request.user)).filter(id_in("cong_doan_id", ids))
    else:
        rows = issues(ids, place.tu, place.den, state)
    if data.get("linh_vuc"):
        rows = rows.filter(linh_vuc=data["linh_vuc"])
    order = ["ngay", "pk"] if state in ("cho", CHO_BAN) else ["-ngay", "pk"]
    return DanhSach(place, rows.select_related("cong_doan"), order, form.words), form


@allowed("view_so_lieu")
def kien_nghi_list(request: HttpRequest) -> HttpResponse:
    """Issues of a window, with their state; those that wait, the oldest first."""
    found, form = filtered(request, "view_so_lieu")
    page, day = paginate(found.rows, found.order, request.GET, noun="kiến nghị"), today()
    put_parents(page.rows)
    for row in page.rows:
        row.tuoi = (day - row.ngay).days
    context = {
        "place": found.place, "form": form, "page": page, "words": found.words,
        "of_reader": form.cleaned_data.get("trang_thai") == CHO_BAN,
        "may_write": may_write_under(request.user, found.place.don_vi, RAISING),
        "may_export": rights_of(request.user).can_at("export_so_lieu", found.place.don_vi),
        **views_context(request, "kien_nghi_list", found.place.open_days),
    }  # fmt: skip
    return render(request, "nhiemvu/kien_nghi_list.html", context)


@allowed("export_so_lieu")
def kien_nghi_export(request: HttpRequest) -> FileResponse:
    """Excel of the list as it is filtered."""
    found, form = filtered(request, "export_so_lieu")
    code = found.place.don_vi.ma
    record(by=request.user, act="export_so_lieu", unit=code, danh_sach="kiến nghị", loc=found.words,
           so_dong=count_up_to(found.rows))  # fmt: skip
    when = "Mọi ngày" if form.cleaned_data.get("trang_thai") == CHO_BAN else window_words(found.place)
    parents = parents_of(set(found.rows.values_list("cong_doan_id", flat=True)))
    rows = found.rows.order_by(*found.order).iterator(chunk_size=2000)
    file = write_issues(rows, parents, head_of("Kiến nghị với cấp trên", found, when), today())
    return send_download(file, "kien-nghi", FILTERED if found.words else "", *found.place.in_names)


@allowed("view_so_lieu", opens_at=partial(writing_units, kinds=RAISING))
def kien_nghi_create(request: HttpRequest) -> HttpResponse:
    """What a unit asks of the union above it."""
    place, units = units_for_new(request, RAISING)
    draft = draft_place(request, "kien_nghi_create")
    form = KienNghiForm(request.POST or None, units=units, initial=draft.values)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            return address_of(raise_kien_nghi(form.cleaned_data["cong_doan"], by=request.user, facts=form.facts))

        if done := act_once(request, form, act, "Đã ghi kiến nghị.", draft=draft):
            return done
    back = f"{reverse('kien_nghi_list')}?don_vi={place.don_vi.ma}"
    return render(request, "nhiemvu/kien_nghi_form.html", {"form": form, "place": place, "back": back, "draft": draft})


def answer_page(request: HttpRequest, row: KienNghi) -> tuple[HttpResponse | None, OnceForm]:
    """Act on an answer, or on a passing-on, that was sent; the form that was refused else."""
    passes = "chuyen" in request.POST
    sent: OnceForm = (OnceForm if passes else TraLoiForm)(request.POST)
    if not may_answer(request.user, row):
        raise PermissionDenied
    if not sent.is_valid():
        return None, sent

    def act() -> str:
        if passes:
            forward_kien_nghi(row, by=request.user)
        else:
            data = {name: sent.cleaned_data[name] for name in ("tra_loi", "ngay_tra_loi")}
            answer_kien_nghi(row, by=request.user, **data)
        return address_of(row)

    message = "Đã chuyển Liên đoàn Lao động tỉnh." if passes else "Đã ghi trả lời."
    return act_once(request, sent, act, message), sent


@allowed("view_so_lieu")
def kien_nghi_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One issue; who stands at the level that considers it answers here, or passes it on."""
    row, failed = find_row(request, KienNghi, pk), None
    if request.method == "POST":
        done, failed = answer_page(request, row)
        if done:
            return done
        row = find_row(request, KienNghi, pk)
    may = row.is_waiting and not row.is_cancelled and may_answer(request.user, row)
    context = row_context(request, row)
    context["may_edit"] = context["may_edit"] and row.trang_thai == TrangThaiKienNghi.DANG_XEM_XET
    context |= {
        "form": failed if isinstance(failed, TraLoiForm) else TraLoiForm(), "failed": failed, "may_answer": may,
        "may_pass_on": may and row.noi_nhan == NoiNhan.CAP_TREN, "once": OnceForm(), "age": (today() - row.ngay).days,
    }  # fmt: skip
    return render(request, "nhiemvu/kien_nghi.html", context)


@allowed("view_so_lieu")
def kien_nghi_update(request: HttpRequest, pk: int) -> HttpResponse:
    """Mend an issue that nobody has passed on or answered."""
    return update_page(request, find_to_edit(request, KienNghi, pk), KienNghiForm, edit_kien_nghi)


@allowed("view_so_lieu")
def kien_nghi_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel a wrong issue that was not answered."""
    return cancel_page(request, find_to_edit(request, KienNghi, pk))

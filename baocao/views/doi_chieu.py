"""Reconciliation with the national system: upload, columns, units, groups, decisions in bulk (01 R19, B7)."""

from dataclasses import replace

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from baocao.actions.doi_chieu import ask_press, drop_file, press_rows, receive_doi_chieu, start_reading
from cdcs.access import require, rights_of
from cdcs.actions.viec_nen import AT_ONCE, BUSY
from cdcs.models import CongDoan
from cdcs.views.viec_nen import NoiXem, done_text, left_text, press_in_words, show_progress, show_waiting
from core.access import allowed
from core.dates import format_date, today
from core.downloads import send_download
from core.numbers import format_int
from core.paging import paginate
from core.refusal import Refused
from core.sql import id_in
from doanvien.actions.doi_chieu import (
    choose_people,
    delete_doi_chieu,
    finish_doi_chieu,
    settle_units,
)
from doanvien.enums import NhomDoiChieu, QuyetDinhDoiChieu, TrangThaiDoiChieu
from doanvien.exporters import write_doan_vien
from doanvien.forms import DoiChieuForm, ExportForm, GhepCotForm, GhepDonViForm, QuyetDinhForm
from doanvien.models import DoiChieu
from doanvien.queries import so_ton_rieng
from doanvien.queries.doi_chieu import (
    compared_scope,
    count_decisions,
    count_groups,
    foreign_names,
    visible_rows,
)
from doanvien.queries.doi_chieu_trang import LABELS, members_only_here, present_rows
from taikhoan.actions import record
from taikhoan.once import act_once

WORD = "reconcile_he_thong"
N, T = NhomDoiChieu, TrangThaiDoiChieu
OF_THE_FILE = (N.KHOP, N.KHAC, N.CHI_O_KIA, N.KHONG_RO, N.LOI)
UNITS_ASKED = 500  # whose count-only stock is looked up for the tick of ghi danh
PLACES = NoiXem("doi_chieu_detail", "fragment_doi_chieu", "doi_chieu_list", "Các lần đối chiếu")


def visible_doi_chieu(user):
    """Comparisons of units of the user's scope."""
    return (
        rights_of(user)
        .scope(WORD)
        .filter(DoiChieu.objects.select_related("cong_doan", "created_by", "finished_by", "pressed_by"))
    )


def one_of(request: HttpRequest, pk: int) -> DoiChieu:
    return get_object_or_404(visible_doi_chieu(request.user), pk=pk)


@allowed(WORD)
def doi_chieu_list(request: HttpRequest) -> HttpResponse:
    """Upload an export, and the comparisons made so far."""
    form = DoiChieuForm(request.POST or None, request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = receive_doi_chieu(data["cong_doan"], data["tep"], by=request.user)
        except Refused as reason:
            form.add_refusal(reason)
        else:
            return redirect("doi_chieu_detail", pk=made.pk)
    page = paginate(visible_doi_chieu(request.user), ["-pk"], request.GET, noun="lần đối chiếu")
    context = {"form": form, "page": page}
    return render(request, "baocao/doi_chieu_list.html", context, status=422 if form.errors else 200)


@allowed(WORD)
def doi_chieu_update(request: HttpRequest, pk: int) -> HttpResponse:
    """Which heading is which column; then the file is read, compared and deleted."""
    one = one_of(request, pk)
    if one.trang_thai != T.CHO_GHEP:
        return redirect("doi_chieu_detail", pk=pk)
    form = GhepCotForm(request.POST or None, doi_chieu=one)
    if request.method == "POST" and form.is_valid():
        try:
            start_reading(one, form.chosen, by=request.user)
        except Refused as reason:
            form.add_refusal(reason)
        else:
            return redirect("doi_chieu_detail", pk=pk)
    return render(request, "baocao/doi_chieu_cot.html", {"form": form, "one": one}, status=422 if form.errors else 200)


@allowed(WORD)
def ghep_don_vi_update(request: HttpRequest, pk: int) -> HttpResponse:
    """Which unit of ours each foreign name means."""
    one = one_of(request, pk)
    names = foreign_names(one)
    if not names or not one.is_open:
        return redirect("doi_chieu_detail", pk=pk)
    form = GhepDonViForm(request.POST or None, names=names, scope=compared_scope(request.user, one.cong_doan))
    if request.method == "POST" and form.is_valid():
        try:
            gone = settle_units(one, form.chosen, by=request.user)
        except Refused as reason:
            form.add_refusal(reason)
        else:
            outside = f"; {format_int(gone)} dòng ngoài phạm vi được bỏ" if gone else ""
            messages.success(request, f"Đã ghép {len(form.chosen)} tên đơn vị{outside}. Lần sau không phải ghép lại.")
            return redirect("doi_chieu_detail", pk=pk)
    context = {"form": form, "one": one, "left": len(names)}
    return render(request, "baocao/doi_chieu_don_vi.html", context, status=422 if form.errors else 200)


def chosen_group(request: HttpRequest, groups: dict[str, dict[str, int]]) -> str:
    """The group that the address names, else the first with something to decide."""
    wanted = request.GET.get("nhom")
    if wanted in groups:
        return wanted
    return next((group.value for group in N if groups[group]["mo"]), N.KHOP.value)


def rows_of_list(request: HttpRequest, one: DoiChieu, nhom: str):
    """The rows that group, field and state of the address leave."""
    rows = visible_rows(one, request.user).filter(nhom=nhom)
    if (name := request.GET.get("o")) in LABELS:
        rows = rows.filter(con_mo__contains=f",{name},")
    if nhom == N.KHOP:
        return rows
    return rows.exclude(quyet_dinh="") if request.GET.get("viec") == "xong" else rows.filter(quyet_dinh="")


def has_counted(one: DoiChieu) -> bool:
    """Whether a unit of those who stand only over there has members without names."""
    rows = one.cac_dong.filter(nhom=N.CHI_O_KIA, quyet_dinh="").exclude(cong_doan=None).order_by()
    units = list(rows.values_list("cong_doan_id", flat=True).distinct()[:UNITS_ASKED])
    return bool(units) and any(both[1][0] > 0 for both in so_ton_rieng(units, today()).values())


@allowed(WORD)
@never_cache
@require_GET
def doi_chieu_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The groups with their counts, and the rows of one, ours beside theirs."""
    one = one_of(request, pk)
    if one.trang_thai == T.CHO_GHEP:
        return redirect("doi_chieu_update", pk=pk)
    if one.is_waiting:
        return show_waiting(request, one, PLACES, f"{one}: {one.cong_doan.ten}, tệp {one.ten_tep}")
    return page_of(request, one)


@allowed(WORD)
@require_GET
def fragment_doi_chieu(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a long press is."""
    return show_progress(request, one_of(request, pk), PLACES)


def page_of(request: HttpRequest, one: DoiChieu, form: QuyetDinhForm | None = None) -> HttpResponse:
    """The page of a comparison; with the form that came back when a press was not complete."""
    groups = count_groups(one)
    nhom = chosen_group(request, groups)
    rows = rows_of_list(request, one, nhom)
    page = paginate(rows, ("pk",), request.GET, noun="dòng")
    if page.is_first:
        record(by=request.user, act=WORD, obj=one, unit=one.cong_doan.ma, viec="xem", nhom=nhom, dem=page.dem_text)
    deciding = one.is_open and nhom != N.KHOP and request.GET.get("viec") != "xong" and bool(page.rows)
    if form is None and deciding:
        form = QuyetDinhForm(nhom=nhom, has_counted=nhom == N.CHI_O_KIA and has_counted(one))
    scope = compared_scope(request.user, one.cong_doan)
    kept = bool(one.cac_dong.exists()) if one.trang_thai == T.XONG else True
    context = {
        "one": one, "nhom": nhom, "page": page, "rows": present_rows(page.rows, scope),
        "groups": [{"ma": group.value, "ten": group.label, **groups[group]} for group in N],
        "of_file": [(group.label, groups[group]["tong"]) for group in OF_THE_FILE],
        "waiting": sum(count["mo"] for count in groups.values()), "names": foreign_names(one),
        "form": form if deciding else None, "fields": LABELS, "field": request.GET.get("o", ""),
        "field_label": LABELS.get(request.GET.get("o", ""), ""), "total_open": rows.count() if deciding else 0,
        "done": decisions_in_words(one), "press": press_in_words(one, QuyetDinhDoiChieu), "kept": kept,
        "may_full": rights_of(request.user).can_at("export_doan_vien_day_du", one.cong_doan),
        "query": request.GET.urlencode(),
    }  # fmt: skip
    return render(request, "baocao/doi_chieu.html", context, status=422 if form and form.errors else 200)


def decisions_in_words(one: DoiChieu) -> list[dict]:
    return [
        line | {"nhom": N(line["nhom"]).label, "quyet_dinh": QuyetDinhDoiChieu(line["quyet_dinh"]).label}
        for line in count_decisions(one)
    ]


def back_to(request: HttpRequest, one: DoiChieu) -> str:
    """The list the press came from, at its first page."""
    query = request.GET.copy()
    for name in ("truoc", "sau"):
        query.pop(name, None)
    return f"{reverse('doi_chieu_detail', args=[one.pk])}?{query.urlencode()}"


def pressed_rows(request: HttpRequest, one: DoiChieu, nhom: str):
    """The ticked rows, or the whole list as it is filtered."""
    rows = rows_of_list(request, one, nhom)
    if request.POST.get("pham_vi") == "nhom":
        return rows
    keys = [int(text) for text in request.POST.getlist("chon") if text.isascii() and text.isdigit() and len(text) < 18]
    return rows.filter(id_in("pk", keys))


@allowed(WORD)
@require_POST
def doi_chieu_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """One press: a decision about the ticked rows or the whole list."""
    one = one_of(request, pk)
    if busy := refused_while_busy(request, one):
        return busy
    nhom = chosen_group(request, count_groups(one))
    form = QuyetDinhForm(request.POST, nhom=nhom, has_counted=nhom == N.CHI_O_KIA and has_counted(one))
    if not form.is_valid():
        return page_of(request, one, form)

    def act() -> str:
        field = request.GET.get("o", "") if nhom == N.KHAC else ""
        rows = pressed_rows(request, one, nhom)
        decision = replace(form.decision, o=field if field in LABELS else "")
        naming = bool(form.cleaned_data.get("ghi_danh"))
        if rows.count() > AT_ONCE:
            ask_press(one, rows, decision, by=request.user, ghi_danh=naming)
        else:
            tell(request, press_rows(one, rows, decision, by=request.user, ghi_danh=naming).counts())
        return back_to(request, one)

    if done := act_once(request, form, act):
        return done
    for text in form.non_field_errors():  # the comparison is over, or another press was quicker
        messages.error(request, str(text))
    return redirect(back_to(request, one))


def refused_while_busy(request: HttpRequest, one: DoiChieu) -> HttpResponse | None:
    """Send a press back at once while a long one is being written, instead of waiting for the books to be free."""
    if not one.is_waiting:
        return None
    messages.error(request, BUSY)
    return redirect("doi_chieu_detail", pk=one.pk)


def tell(request: HttpRequest, counts: dict) -> None:
    """Say how many rows are done and how many stayed."""
    if text := done_text(counts):
        messages.success(request, text)
    if text := left_text(counts):
        messages.warning(request, text)


@allowed(WORD)
@require_POST
def nguoi_doi_chieu_update(request: HttpRequest, pk: int) -> HttpResponse:
    """Who the unclear rows are, row by row."""
    one = one_of(request, pk)
    if busy := refused_while_busy(request, one):
        return busy
    chosen = {}
    for name in request.POST:
        row, value = name.removeprefix("nguoi_"), request.POST[name]
        if name.startswith("nguoi_") and value.isdecimal() and row.isdecimal() and len(row + value) < 30:
            chosen[int(row)] = int(value)
    try:
        done = choose_people(one, chosen, by=request.user)
    except Refused as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, f"Đã chọn người cho {format_int(done)} dòng.")
    return redirect(back_to(request, one))


@allowed(WORD)
@require_POST
def ket_thuc_doi_chieu_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """End a comparison."""
    one = one_of(request, pk)
    if busy := refused_while_busy(request, one):
        return busy
    try:
        finish_doi_chieu(one, by=request.user)
    except Refused as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, "Đã kết thúc đối chiếu. Dòng và ô của tệp được xóa sau 30 ngày.")
    return redirect("doi_chieu_detail", pk=pk)


@allowed(WORD)
@require_POST
def doi_chieu_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Drop a comparison in which nothing was decided, with its file."""
    one = one_of(request, pk)
    if busy := refused_while_busy(request, one):
        return busy
    try:
        with transaction.atomic():
            drop_file(delete_doi_chieu(one, by=request.user))
    except Refused as reason:
        messages.error(request, str(reason))
        return redirect("doi_chieu_detail", pk=pk)
    messages.success(request, "Đã bỏ lần đối chiếu và xóa tệp.")
    return redirect("doi_chieu_list")


@allowed(WORD)
@require_GET
def doi_chieu_export(request: HttpRequest, pk: int) -> FileResponse:
    """Excel of who stands only here, numbers masked."""
    one = one_of(request, pk)
    require(request.user, "export_doan_vien", one.cong_doan)
    return workbook_of(request, one, "export_doan_vien")


@allowed(WORD)
def doi_chieu_download(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """The same with whole numbers, for entering them over there; with a reason that is written down (08 §8.2)."""
    one = one_of(request, pk)
    require(request.user, "export_doan_vien_day_du", one.cong_doan)
    form = ExportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return workbook_of(request, one, "export_doan_vien_day_du", form.cleaned_data["ly_do"])
    count = only_here(request, one).count()
    return render(request, "baocao/doi_chieu_tai.html", {"form": form, "one": one, "count": count})


def only_here(request: HttpRequest, one: DoiChieu):
    """The members who stand only here and whom the user may still see."""
    if not one.cac_dong.exists() and one.trang_thai == T.XONG:
        raise Http404("Các dòng của lần đối chiếu này đã được xóa sau 30 ngày.")
    rows = visible_rows(one, request.user).filter(nhom=N.CHI_O_DAY).exclude(quyet_dinh=QuyetDinhDoiChieu.GHI_THOI)
    return members_only_here(rows)


def workbook_of(request: HttpRequest, one: DoiChieu, word: str, ly_do: str = "") -> FileResponse:
    """The members who stand only here as a workbook; full numbers only with a reason."""
    members = only_here(request, one)
    why = {"ly_do": ly_do} if ly_do else {}
    record(by=request.user, act=word, obj=one, unit=one.cong_doan.ma, so_dong=members.count(), **why)
    units = {pk: (ma, ten) for pk, ma, ten in CongDoan.objects.values_list("pk", "ma", "ten")}
    head = ["Đoàn viên chỉ có trong sổ, chưa có trong hệ thống", str(one.cong_doan), f"Lập ngày {format_date(today())}"]
    file = write_doan_vien(members, units, head, full=bool(ly_do))
    whose = "doi-chieu", one.pk, one.cong_doan.ma, today()
    return send_download(file, "doan-vien-chi-co-o-day", "day-du" if ly_do else "", *whose)

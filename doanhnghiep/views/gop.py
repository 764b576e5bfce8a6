"""Employers that may be one: side by side, merged reversibly, or said to be two."""

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from cdcs.access import rights_of
from cdcs.forms.tham_so import units_of_reader
from core.access import allowed
from core.dates import format_date, today
from core.downloads import send_download
from core.paging import first_text
from doanhnghiep.actions.gop import mark_khac_nhau, merge_doanh_nghiep, split_doanh_nghiep
from doanhnghiep.exporters.gop import write_trung
from doanhnghiep.forms.gop import GopDoanhNghiepForm, TachDoanhNghiepForm
from doanhnghiep.models import DoanhNghiep, GopDoanhNghiep
from doanhnghiep.queries import lao_dong_on, quan_ly_on, visible_doanh_nghiep
from doanhnghiep.queries.gop import SHOWN, likely_same
from taikhoan.actions import record
from taikhoan.once import act_once


@allowed("decide_tranh_chap")
def doanh_nghiep_trung_list(request: HttpRequest) -> HttpResponse:
    """Pairs that may be one employer."""
    pairs = likely_same(rights_of(request.user).scope("decide_tranh_chap"))
    return render(request, "doanhnghiep/trung.html", {"pairs": pairs, "first": first_text(len(pairs), "cặp", SHOWN)})


@allowed("decide_tranh_chap")
def doanh_nghiep_trung_export(request: HttpRequest) -> FileResponse:
    """Excel of the pairs in the order of the page."""
    pairs = likely_same(rights_of(request.user).scope("decide_tranh_chap"))
    units = units_of_reader(request.user)
    record(by=request.user, act="export_so_lieu", unit=units[0].ma, danh_sach="đơn vị trùng", so_dong=len(pairs))
    head = ["Đơn vị, doanh nghiệp có thể trùng nhau", ", ".join(map(str, units)), f"Lập ngày {format_date(today())}"]
    head += filter(None, [first_text(len(pairs), "cặp", SHOWN)])
    return send_download(write_trung(pairs, head), "don-vi-trung", units[0].ma, today())


def _both(request: HttpRequest, mot: int, hai: int) -> tuple[DoanhNghiep, DoanhNghiep]:
    rows = visible_doanh_nghiep(rights_of(request.user).scope("decide_tranh_chap"), today())
    return get_object_or_404(rows, pk=mot), get_object_or_404(rows, pk=hai)


@allowed("decide_tranh_chap")
def doanh_nghiep_trung_compare(request: HttpRequest, mot: int, hai: int) -> HttpResponse:
    """Two records side by side, with what is to be done about them."""
    one, other = _both(request, mot, hai)
    form = GopDoanhNghiepForm(request.POST or None, mot=one, hai=other)
    if request.method == "POST" and form.is_valid():
        stays, goes = (one, other) if form.cleaned_data["giu"] == one.pk else (other, one)

        def act() -> str:
            merge_doanh_nghiep(stays, goes, by=request.user, ly_do=form.cleaned_data["ly_do"])
            return reverse("doanh_nghiep_detail", args=[stays.pk])

        if done := act_once(request, form, act, f"Đã gộp hai hồ sơ của {stays.ten}. Tách lại được ở trang này."):
            return done
    day = today()
    records, managers = lao_dong_on([mot, hai], day), quan_ly_on([mot, hai], day)
    sides = [
        {"employer": e, "record": records.get(e.pk), "manager": managers.get(e.pk),
         "count": e.lao_dong.count(), "links": e.lien_ket.select_related("cong_doan")}
        for e in (one, other)
    ]  # fmt: skip
    context = {"form": form, "sides": sides, "mot": one, "hai": other}
    return render(request, "doanhnghiep/trung_so_sanh.html", context)


@allowed("decide_tranh_chap")
@require_POST
def doanh_nghiep_trung_confirm(request: HttpRequest, mot: int, hai: int) -> HttpResponse:
    """Two employers after all: the pair is not listed again."""
    mark_khac_nhau(*_both(request, mot, hai), by=request.user)
    messages.success(request, "Đã ghi: hai đơn vị khác nhau. Cặp này không hiện lại.")
    return redirect("doanh_nghiep_trung_list")


@allowed("decide_tranh_chap")
def doanh_nghiep_trung_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a merged record apart again, with a reason."""
    mine = visible_doanh_nghiep(rights_of(request.user).scope("decide_tranh_chap"), today())
    merged = get_object_or_404(
        GopDoanhNghiep.objects.filter(undone_at=None, giu__in=mine.values("pk")).select_related("giu", "bo"), pk=pk
    )
    form = TachDoanhNghiepForm(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            split_doanh_nghiep(merged, by=request.user, ly_do=form.cleaned_data["ly_do"])
            return reverse("doanh_nghiep_trung_compare", args=[merged.giu_id, merged.bo_id])

        if done := act_once(request, form, act, "Đã tách: hai hồ sơ đứng riêng như trước khi gộp."):
            return done
    return render(request, "doanhnghiep/trung_tach.html", {"form": form, "merged": merged})

"""Likely doubles side by side: merged reversibly, or said to be two people [02-2.2a-6]."""

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from cdcs.access import rights_of
from cdcs.forms.tham_so import units_of_reader
from core.access import allowed
from core.dates import format_date, today
from core.downloads import send_download
from core.paging import first_text
from doanvien.actions.doan_vien import view_doan_vien
from doanvien.actions.gop import mark_khong_trung, merge_doan_vien, split_doan_vien
from doanvien.actions.sua_qua_trinh import chain_of
from doanvien.exporters import write_trung_lap
from doanvien.forms import GopForm, TachForm
from doanvien.models import DoanVien, GopDoanVien
from doanvien.queries import gop
from doanvien.queries.gop import TrungLap, likely_doubles
from doanvien.views.doan_vien import member_for, put_units
from taikhoan.actions import record
from taikhoan.once import act_once


@allowed("correct_doan_vien")
def trung_lap_list(request: HttpRequest) -> HttpResponse:
    """Pairs of the user's scope that may be one person."""
    pairs = pairs_of(request)
    record(by=request.user, act="list_doan_vien", tim="trùng", dem=len(pairs))
    return render(request, "doanvien/trung_lap.html", {"pairs": pairs, "first": first_of(pairs)})


def first_of(pairs: list[TrungLap]) -> str:
    return first_text(len(pairs), "cặp", gop.SHOWN_PAIRS)


def pairs_of(request: HttpRequest) -> list[TrungLap]:
    """The pairs, each record with its unit."""
    pairs = likely_doubles(rights_of(request.user).scope("correct_doan_vien"))
    put_units([member for pair in pairs for member in (pair.mot, pair.hai)])
    return pairs


@allowed("correct_doan_vien")
@never_cache
def trung_lap_export(request: HttpRequest) -> FileResponse:
    """Excel of the pairs, numbers masked; it is written down before its first byte [06-6.2-12]."""
    pairs, units = pairs_of(request), units_of_reader(request.user)
    record(by=request.user, act="export_doan_vien", unit=units[0].ma, danh_sach="hồ sơ trùng", so_dong=len(pairs))
    head = ["Hồ sơ đoàn viên có thể trùng nhau", ", ".join(map(str, units)), f"Lập ngày {format_date(today())}"]
    head += filter(None, [first_of(pairs)])
    return send_download(write_trung_lap(pairs, head), "ho-so-trung", units[0].ma, today())


def both(request: HttpRequest, mot: int, hai: int) -> list[DoanVien]:
    """The two records, if the user may correct both."""
    return [member_for(request, "correct_doan_vien", pk) for pk in (mot, hai)]


@allowed("correct_doan_vien")
@never_cache
def trung_lap_compare(request: HttpRequest, mot: int, hai: int) -> HttpResponse:
    """Two records side by side, with what is to be done about them; looking at both is written down."""
    one, other = both(request, mot, hai)
    form = GopForm(request.POST or None, mot=one, hai=other)
    if request.method == "POST" and form.is_valid():
        stays = one if form.cleaned_data["giu"] == one.pk else other
        goes = other if stays is one else one

        def act() -> str:
            merge_doan_vien(stays, goes, by=request.user, ly_do=form.cleaned_data["ly_do"])
            return reverse("doan_vien_detail", args=[stays.pk])

        if done := act_once(request, form, act, f"Đã gộp hai hồ sơ của {stays.ho_ten}. Tách lại được ở trang này."):
            return done
    elif request.method != "POST":
        for member in (one, other):
            view_doan_vien(member, by=request.user)
    sides = [{"member": member, "chain": chain_of(member)} for member in (one, other)]
    return render(request, "doanvien/compare.html", {"form": form, "sides": sides, "mot": one, "hai": other})


@allowed("correct_doan_vien")
@require_POST
def trung_lap_confirm(request: HttpRequest, mot: int, hai: int) -> HttpResponse:
    """Two people after all: the pair is not listed again."""
    one, other = both(request, mot, hai)
    mark_khong_trung(one, other, by=request.user)
    messages.success(request, "Đã ghi: hai người khác nhau. Cặp này không hiện lại.")
    return redirect("trung_lap_list")


@allowed("correct_doan_vien")
def trung_lap_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a merged record apart again, with a reason."""
    merged = get_object_or_404(GopDoanVien.objects.filter(undone_at=None).select_related("giu", "bo"), pk=pk)
    member = member_for(request, "correct_doan_vien", merged.giu_id)
    form = TachForm(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            split_doan_vien(merged, by=request.user, ly_do=form.cleaned_data["ly_do"])
            return reverse("trung_lap_compare", args=[merged.giu_id, merged.bo_id])

        if done := act_once(request, form, act, "Đã tách thành hai hồ sơ như trước khi gộp."):
            return done
    return render(request, "doanvien/tach.html", {"form": form, "member": member, "merged": merged})

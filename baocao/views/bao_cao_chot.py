"""Beside a report: the lists frozen with its figures, and its files."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from baocao.access import reads_files
from baocao.actions.tep import attach_tep, remove_tep
from baocao.exporters.bang import write_danh_sach
from baocao.forms.bao_cao import TepForm
from baocao.models import BanChup
from baocao.queries.bao_cao.ban_chup import read_ban_chup
from baocao.queries.bao_cao.danh_sach_chot import open_frozen
from baocao.queries.bao_cao.trang_chot import SHORT_HASH
from baocao.views.noi_bao_cao import NoiBaoCao, read_noi
from baocao.views.trang import NO_SWITCHER
from core.access import allowed
from core.downloads import send_download
from core.forms import MAX_REASON
from core.refusal import Refused
from core.text import clean_text, file_name
from taikhoan.actions import record
from taikhoan.models import Attachment
from taikhoan.once import act_once
from taikhoan.views.tep import send_attachment


@allowed("view_bao_cao")
def so_bao_cao_list(request: HttpRequest, ma: str) -> HttpResponse:
    """The list behind a frozen figure, as much of it as the reader may know today [02-2.7-2]."""
    noi = read_noi(request, ma)
    snapshot = find_frozen(request, noi)
    listing = open_frozen(
        read_ban_chup(snapshot), request.GET.get("so", ""), request.user, co_so=request.GET.get("co_so", "")
    )  # fmt: skip
    page, rows = listing.page(request.GET)
    return render(request, "baocao/report_list.html", {
        "noi": noi, "snapshot": snapshot, "listing": listing, "figure": listing.question.figure, "page": page,
        "rows": [list(zip(listing.columns, row, strict=True)) for row in rows],
        "back_url": noi.url(lan=snapshot.lan), "may_export": noi.rights.can_at("export_so_lieu", noi.unit),
        **NO_SWITCHER,
    })  # fmt: skip


def find_frozen(request: HttpRequest, noi: NoiBaoCao) -> BanChup:
    """The revision that the address asks for; 404 while the figures are live."""
    snapshot = noi.snapshot(request.GET.get("lan", ""))
    if snapshot is None:
        raise Http404("Báo cáo này chưa nộp: số hiện thời có danh sách ở Bảng điều khiển.")
    return snapshot


@allowed("export_so_lieu")
def so_bao_cao_export(request: HttpRequest, ma: str) -> FileResponse:
    """The same list as Excel, with names only for who may export members; logged before its first byte."""
    noi = read_noi(request, ma, "export_so_lieu")
    snapshot, khoa = find_frozen(request, noi), request.GET.get("so", "")
    co_so = request.GET.get("co_so", "")
    listing = open_frozen(read_ban_chup(snapshot), khoa, request.user, "export_doan_vien", co_so)
    with_names = listing.question.figure.shape == "rows" and noi.rights.can("export_doan_vien")
    part: dict[str, Any] = {"co_so": co_so} if co_so else {}
    with transaction.atomic():
        record(by=request.user, act="export_doan_vien" if with_names else "export_so_lieu", unit=noi.unit.ma, so=khoa,
               ky=noi.ky.ma, lan=snapshot.lan, **part)  # fmt: skip
    source = f"Bản chụp báo cáo {snapshot.ma}, mã băm {snapshot.sha256[:SHORT_HASH]}"
    unit = listing.question.unit
    return send_download(write_danh_sach(listing, source), khoa, unit.ma, noi.ky.ma, "lan", snapshot.lan)


def find_file(noi: NoiBaoCao, pk: int) -> Attachment:
    """A file of this report; 404 for one of another."""
    report = noi.bao_cao
    found = report and Attachment.objects.filter(pk=pk, model=report._meta.label_lower, key=str(report.pk)).first()
    if not found:
        raise Http404("Không có tệp này.")
    return found


@allowed("edit_bao_cao")
@require_POST
def tep_bao_cao_create(request: HttpRequest, ma: str) -> HttpResponse:
    """Attach a file while the report is written."""
    noi = read_noi(request, ma, "edit_bao_cao")
    form = TepForm(request.POST, request.FILES, needs_reason=noi.needs_reason)
    if form.is_valid():
        said = form.cleaned_data

        def act() -> str:
            attach_tep(noi.ky.ma, noi.unit, said["tep"], by=request.user, ly_do_lam_thay=said["ly_do_lam_thay"])
            return f"{noi.url()}#tep"

        if done := act_once(request, form, act, f"Đã đính kèm {file_name(said['tep'].name)}."):
            return done
    for error in [text for texts in form.errors.values() for text in texts]:
        messages.error(request, str(error))
    return redirect(f"{noi.url()}#tep")


@allowed("edit_bao_cao")
@require_POST
def tep_bao_cao_delete(request: HttpRequest, ma: str, tep: int) -> HttpResponse:
    """Take a file away that was not submitted yet."""
    noi = read_noi(request, ma, "edit_bao_cao")
    found = find_file(noi, tep)
    assert noi.bao_cao is not None
    try:
        why = clean_text(request.POST.get("ly_do_lam_thay", ""))[:MAX_REASON]
        remove_tep(noi.bao_cao, found, by=request.user, ly_do_lam_thay=why)
    except Refused as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, f"Đã bỏ tệp {found.ten_tep}.")
    return redirect(f"{noi.url()}#tep")


@allowed("view_tep")
def tep_bao_cao_download(request: HttpRequest, ma: str, tep: int) -> FileResponse:
    """A file of a report, to who reads the report."""
    noi = read_noi(request, ma, "view_tep")
    if not reads_files(request.user, noi.unit):
        raise PermissionDenied
    return send_attachment(find_file(noi, tep))

"""The step "Ghép cột", and the rows that an import added (05 §5.2.7)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baocao.actions.ghep_cot import forget_mapping, headings_of, map_columns, remembered
from baocao.actions.lo_nhap import is_long, read_again, work_on
from baocao.actions.nhap import CHUNG, make_importer
from baocao.forms import MappingForm
from baocao.queries.ma_nhap import codes_of
from baocao.views.nhap_lieu import STEPS, visible_batches
from cdcs.access import rights_of
from cdcs.enums import TrangThaiLo
from cdcs.models import LoNhap
from core.access import allowed
from core.paging import paginate
from core.refusal import Refused
from doanvien.models import BienDong
from doanvien.queries.doan_vien import visible_doan_vien
from taikhoan.actions import record

BEFORE_WRITING = (TrangThaiLo.CHO_GHEP, TrangThaiLo.DA_DOC, TrangThaiLo.HONG)
ONLY_OWN = "Chỉ người tải tệp lên ghép cột được."


def read_anew(request: HttpRequest, batch: LoNhap, **options: Any) -> None:
    """Read the file with the columns as they are mapped now; a long one is the worker's. Says where it is gone."""
    if not read_again(batch, **options):
        messages.error(request, "Không đọc lại được lô này: tải tệp lên lại.")
    elif not is_long(batch):
        work_on(batch)


@allowed("import_doan_vien")
@require_http_methods(["GET", "POST"])
def ghep_cot_update(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which heading of the file is which column; it is remembered for the unit."""
    batch = get_object_or_404(visible_batches(request.user), pk=pk)
    headings = headings_of(batch) if batch.duong_dan else []
    if batch.trang_thai not in BEFORE_WRITING or not headings:
        messages.error(request, "Lô này không còn ghép cột được: tải tệp lên lại nếu cần.")
        return redirect("lo_nhap_list")
    columns = make_importer(batch.loai, by=request.user).columns
    form = MappingForm(
        request.POST or None,
        headings=headings,
        columns=columns,
        shared=batch.tuy_chon.get(CHUNG, {}),
        codes=codes_of(batch.loai, request.user),
    )
    if request.method == "POST" and form.is_valid():
        try:
            if batch.created_by_id != request.user.pk:
                raise Refused(ONLY_OWN)
            map_columns(batch, by=request.user, chosen=form.chosen, shared=form.shared)
        except Refused as reason:
            form.add_refusal(reason)
        else:
            read_anew(request, batch, **{CHUNG: form.shared})
            return redirect("lo_nhap_detail", pk=pk)
    refused = batch.ket_qua.get("chi_tiet_loi", ()) if not batch.tong_dong else ()
    context = {
        "batch": batch, "form": form, "steps": STEPS, "step": 1, "refused": [one["ly_do"] for one in refused],
        "remembered": len(remembered(batch)), "required": [column.label for column in columns if column.required],
    }  # fmt: skip
    return render(request, "baocao/ghep_cot.html", context, status=422 if form.errors else 200)


@allowed("import_doan_vien")
@require_POST
def ghep_cot_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget what was mapped by hand for this kind, and read the file as if it were the first."""
    batch = get_object_or_404(visible_batches(request.user), pk=pk)
    if batch.created_by_id != request.user.pk:
        messages.error(request, ONLY_OWN)
        return redirect("lo_nhap_detail", pk=pk)
    count = forget_mapping(batch, by=request.user)
    messages.success(request, f"Đã quên cách ghép của {count} tiêu đề.")
    if batch.trang_thai in BEFORE_WRITING:
        read_anew(request, batch)
    return redirect("lo_nhap_detail", pk=pk)


@allowed("import_doan_vien")
@require_GET
def dong_nhap_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows of the book that an import wrote, as far as the reader sees their units."""
    batch = get_object_or_404(visible_batches(request.user), pk=pk)
    rights = rights_of(request.user)
    rows = BienDong.objects.filter(lo_nhap=batch, he_so=1).select_related("cong_doan", "doan_vien", "dao_boi")
    if batch.tuy_chon.get("ghi_danh"):
        rows = rows.exclude(doan_vien=None)  # what is left of the counts was written anew, nobody came by it
    page = paginate(rights.scope("list_doan_vien").filter(rows), ["pk"], request.GET, noun="dòng")
    people = [row.doan_vien_id for row in page.rows if row.doan_vien_id]
    seen = visible_doan_vien(rights.scope("view_doan_vien")).filter(pk__in=people)
    if page.is_first:
        record(by=request.user, act="list_doan_vien", obj=batch, dem=page.dem_text)
    context = {"batch": batch, "page": page, "open_ids": set(seen.values_list("pk", flat=True)) if people else set()}
    return render(request, "baocao/dong_nhap.html", context)

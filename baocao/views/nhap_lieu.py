"""The import page: upload, preview, confirm, result, undo, history (05 §5.2.7)."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baocao.actions import confirm_batch, make_importer, read_batch, receive_upload, undo_import, write_batch
from baocao.actions.lo_nhap import bad_rows_path, is_long
from baocao.actions.nhap import WORDS
from baocao.forms import UploadForm
from cdcs.access import require, rights_of
from cdcs.enums import LoaiNhap, TrangThaiLo
from cdcs.models import LoNhap
from core.access import allowed
from core.forms import choice_field
from core.refusal import Refused
from core.sheets.template import write_template
from taikhoan.actions import record

STEPS = ("Chọn tệp", "Xem trước", "Ghi vào sổ", "Kết quả")
STEP_OF = {
    TrangThaiLo.CHO_DOC: 1,
    TrangThaiLo.DA_DOC: 1,
    TrangThaiLo.HONG: 1,
    TrangThaiLo.CHO_GHI: 2,
    TrangThaiLo.DANG_GHI: 2,
    TrangThaiLo.XONG: 3,
    TrangThaiLo.DA_HOAN_TAC: 3,
}
ROWS_NAMED = 8
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def visible_batches(user):
    """Batches of the user, and for the province those of everybody."""
    batches = LoNhap.objects.select_related("created_by", "cong_doan")
    if rights_of(user).scope("undo_import").everything:
        return batches
    return batches.filter(created_by=user)


@allowed("import_doan_vien")
@require_http_methods(["GET", "POST"])
def lo_nhap_list(request: HttpRequest) -> HttpResponse:
    """Upload a file, and the history of what was imported."""
    form = UploadForm(request.POST or None, request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        options = {"ghi_danh": True} if data["ghi_danh"] and data["loai"] == LoaiNhap.DOAN_VIEN else {}
        try:
            batch = receive_upload(data["loai"], data["tep"], by=request.user, options=options)
        except Refused as reason:
            form.add_error(reason.field or None, str(reason))
        else:
            if not is_long(batch):
                read_batch(batch)
            return redirect("lo_nhap_detail", pk=batch.pk)
    return render(request, "baocao/nhap_lieu.html", {
        "form": form,
        "batches": visible_batches(request.user)[:30],
        "kinds": [(kind, LoaiNhap(kind).label) for kind, _ in choice_field(form, "loai").choices],
        "steps": STEPS,
        "may_reconcile": rights_of(request.user).can("reconcile_he_thong"),
    }, status=200 if request.method == "GET" else 422)  # fmt: skip


def grouped(entries: Iterable[dict]) -> list[dict]:
    """One line for the same words about the same value, with the rows they are about."""
    rows: dict[tuple, list[int]] = {}
    for entry in entries:
        rows.setdefault((entry["cot"], entry["gia_tri"], entry["ly_do"]), []).append(entry["dong"])
    return [
        {"cot": cot, "gia_tri": value, "ly_do": reason, "dong": _row_list(numbers)}
        for (cot, value, reason), numbers in rows.items()
    ]


def _row_list(numbers: list[int]) -> str:
    more = len(numbers) - ROWS_NAMED
    named = ", ".join(map(str, numbers[:ROWS_NAMED]))
    return f"{named} và {more} dòng khác" if more > 0 else named


@allowed("import_doan_vien")
@require_GET
def lo_nhap_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Preview of a file, its progress, its result."""
    batch = get_object_or_404(visible_batches(request.user), pk=pk)
    answer = batch.ket_qua
    errors = [error | {"ten": answer.get("ten_dong", {}).get(str(error["dong"]), "")}
              for error in answer.get("chi_tiet_loi", ())]  # fmt: skip
    return render(request, "baocao/lo_nhap.html", {
        "batch": batch,
        "errors": errors,
        "warnings": grouped(answer.get("chi_tiet_canh_bao", ())),
        "differences": answer.get("thay_doi", ()),
        "unknown": answer.get("cot_la", ()),
        "writable": batch.them_moi + batch.cap_nhat,
        "all_or_nothing": batch.loai == LoaiNhap.SAP_XEP and batch.loi > 0,
        "steps": STEPS,
        "step": STEP_OF[TrangThaiLo(batch.trang_thai)],
        "waiting": batch.trang_thai in (TrangThaiLo.CHO_DOC, TrangThaiLo.CHO_GHI, TrangThaiLo.DANG_GHI),
        "has_bad_rows": bool(batch.duong_dan) and bad_rows_path(batch).is_file(),
    })  # fmt: skip


@allowed("import_doan_vien")
@require_POST
def lo_nhap_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Write what the preview showed; the file must still be the one that was read."""
    batch = get_object_or_404(visible_batches(request.user), pk=pk)
    try:
        confirm_batch(
            batch, by=request.user, sha256=request.POST.get("sha256", ""), skip_errors="bo_qua_loi" in request.POST
        )
    except Refused as reason:
        messages.error(request, str(reason))
        return redirect("lo_nhap_detail", pk=pk)
    batch.refresh_from_db()
    if not is_long(batch):
        imported = write_batch(batch)
        if imported is not None and imported.lo_nhap is None and imported.result.loi:
            messages.error(
                request, "Không ghi gì vào sổ: còn dòng lỗi. Sửa rồi tải lên lại, hoặc chọn bỏ qua dòng lỗi."
            )
    return redirect("lo_nhap_detail", pk=pk)


@allowed("undo_import")
@require_POST
def lo_nhap_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a whole batch back."""
    batch = get_object_or_404(visible_batches(request.user), pk=pk)
    try:
        undo_import(batch, by=request.user)
    except Refused as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, f"Đã hoàn tác lô nhập số {batch.pk}: sổ trở lại như trước khi nhập.")
    return redirect("lo_nhap_detail", pk=pk)


@allowed("import_doan_vien")
@require_GET
def lo_nhap_errors(request: HttpRequest, pk: int) -> FileResponse:
    """The bad rows in their own columns with "Lý do", importable after mending."""
    batch = get_object_or_404(visible_batches(request.user), pk=pk)
    path = bad_rows_path(batch) if batch.duong_dan else None
    if path is None or not path.is_file():
        raise Http404("Lô này không có dòng lỗi, hoặc danh sách đã quá 30 ngày.")
    record(by=request.user, act="lo_nhap_errors", obj=batch, loi=batch.loi)
    return FileResponse(
        path.open("rb"), as_attachment=True, filename=f"dong-loi-{batch.loai}-{batch.pk}.xlsx", content_type=XLSX
    )


@allowed("import_doan_vien")
@require_GET
def lo_nhap_template(request: HttpRequest, loai: str) -> FileResponse:
    """The template of a sheet, with drop-downs and a page that guides."""
    if loai not in LoaiNhap.values:
        raise Http404("Không có loại danh sách này.")
    require(request.user, WORDS[LoaiNhap(loai)])
    columns = make_importer(loai, by=request.user).columns
    file = BytesIO()
    write_template(file, loai, f"Mẫu nhập {LoaiNhap(loai).label}", columns, EXAMPLES[loai])
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"mau-nhap-{loai}.xlsx", content_type=XLSX)


EXAMPLES: dict[str, dict[str, Any]] = {
    LoaiNhap.CONG_DOAN: {"ma": "VÍ DỤ", "ten": "CĐCS Công ty A", "loai": "Công đoàn cơ sở", "cap_tren": "YYEN"},
    LoaiNhap.DOANH_NGHIEP: {"ma_so_thue": "VÍ DỤ", "ten": "Công ty A", "loai_hinh": "Công ty TNHH", "quan_ly": "YYEN"},
    LoaiNhap.LAO_DONG: {"ma_so_thue": "VÍ DỤ", "nguon": "BHXH", "tong_lao_dong": 120},
    LoaiNhap.DOAN_VIEN: {"ma_cdcs": "VÍ DỤ", "ho_ten": "Nguyễn Thị A", "gioi_tinh": "Nữ"},
    LoaiNhap.BIEN_DONG: {"loai": "VÍ DỤ", "ma_cdcs": "YYEN-001", "so_luong": 5, "so_nu": 3},
    LoaiNhap.CHI_TIEU: {"nam": "VÍ DỤ", "don_vi": "YYEN", "loai": "Đoàn viên", "so_giao": 600},
    LoaiNhap.SAP_XEP: {"loai": "VÍ DỤ", "don_vi": "YYEN-001", "dich": "YYEN-002", "so_quyet_dinh": "12/QĐ-LĐLĐ"},
}

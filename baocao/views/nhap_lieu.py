"""The import page: upload, preview, confirm, result, undo, history (05 §5.2.7)."""

from collections.abc import Iterable
from io import BytesIO

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baocao.actions import confirm_batch, make_importer, receive_pasted, receive_upload, undo_import
from baocao.actions.lo_nhap import is_long, read_again, work_on
from baocao.actions.nhap import CHUNG, DINH_CHINH, WORDS
from baocao.exporters.mau_nhap import write_mau_nhap
from baocao.forms import HistoryFilter, UploadForm
from baocao.views.dinh_chinh import offer_dinh_chinh
from cdcs.access import require, rights_of
from cdcs.actions.khoa_so import may_propose
from cdcs.actions.noi_luu import bad_rows_path, headings_path
from cdcs.actions.viec_nen import AT_ONCE
from cdcs.enums import LoaiNhap, TrangThaiLo
from cdcs.models import LoNhap
from cdcs.queries.khoa_so import says_closed
from cdcs.views.viec_nen import NoiXem, progress_of, show_progress
from core.access import allowed
from core.calls import keep_call
from core.downloads import send_download
from core.forms import choice_field
from core.importing import row_list
from core.numbers import format_int
from core.paging import paginate
from core.refusal import Refused
from taikhoan.actions import record

STEPS = ("Chọn tệp", "Ghép cột", "Xem trước", "Ghi vào sổ", "Kết quả")
STEP_OF = {
    TrangThaiLo.CHO_DOC: 1,
    TrangThaiLo.DANG_DOC: 1,
    TrangThaiLo.CHO_GHEP: 1,
    TrangThaiLo.DA_DOC: 2,
    TrangThaiLo.HONG: 2,
    TrangThaiLo.CHO_GHI: 3,
    TrangThaiLo.DANG_GHI: 3,
    TrangThaiLo.XONG: 4,
    TrangThaiLo.DA_HOAN_TAC: 4,
}
PLACES = NoiXem("lo_nhap_detail", "fragment_lo_nhap", "lo_nhap_list", "Các lần nhập")
OF_MEMBERS = frozenset({LoaiNhap.DOAN_VIEN, LoaiNhap.BIEN_DONG})


def visible_batches(user):
    """Batches of the user, and for the province those of everybody."""
    batches = LoNhap.objects.select_related("created_by", "cong_doan")
    if rights_of(user).scope("undo_import").everything:
        return batches
    return batches.filter(created_by=user)


def may_read_rows(batch: LoNhap, user) -> bool:
    """Whether every unit whose people the batch names is still the reader's [06-6.2-1]; its counts are shown anyway."""
    scope = rights_of(user).scope("import_doan_vien")
    return all(scope.contains(pk) for pk in batch.ket_qua.get("don_vi", ()))


def receive(form: UploadForm, user) -> LoNhap | None:
    """Open a batch for what was uploaded or pasted; None when it was refused, which the form then says."""
    data = form.cleaned_data
    options = {"ghi_danh": True} if data["ghi_danh"] and data["loai"] == LoaiNhap.DOAN_VIEN else {}
    try:
        if data["tep"]:
            return receive_upload(data["loai"], data["tep"], by=user, options=options)
        return receive_pasted(data["loai"], data["dan"], by=user, options=options)
    except Refused as reason:
        form.add_refusal(reason)
        return None


@allowed("import_doan_vien")
@require_http_methods(["GET", "POST"])
def lo_nhap_list(request: HttpRequest) -> HttpResponse:
    """Upload a file or paste, and the history of what was imported."""
    form = UploadForm(request.POST or None, request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid() and (batch := receive(form, request.user)):
        if not is_long(batch):
            work_on(batch)
        return redirect("lo_nhap_detail", pk=batch.pk)
    history = HistoryFilter(request.GET)
    batches = history.apply(visible_batches(request.user), request.user)
    rights = rights_of(request.user)
    return render(request, "baocao/nhap_lieu.html", {
        "form": form,
        "history": history,
        "page": paginate(batches.defer("gia_tri_cu"), ["-pk"], request.GET, noun="lần nhập"),
        "kinds": [(kind, LoaiNhap(kind).label) for kind, _ in choice_field(form, "loai").choices],
        "steps": STEPS,
        "may_type": rights.can("ket_nap"),
        "may_name": rights.can("ghi_danh"),
        "may_reconcile": rights.can("reconcile_he_thong"),
    }, status=200 if request.method == "GET" else 422)  # fmt: skip


def grouped(entries: Iterable[dict]) -> list[dict]:
    """One line for the same words about the same value, with the rows they are about."""
    rows: dict[tuple, list[int]] = {}
    for entry in entries:
        rows.setdefault((entry["cot"], entry["gia_tri"], entry["ly_do"]), []).append(entry["dong"])
    return [
        {"cot": cot, "gia_tri": value, "ly_do": reason, "dong": row_list(numbers)}
        for (cot, value, reason), numbers in rows.items()
    ]


def words_of(batch: LoNhap) -> dict[str, str]:
    """A batch comes from a file, from a pasted block, from a grid of people or from the month grid: its own words."""
    kind, options = batch.get_loai_display().lower(), batch.tuy_chon
    file = {"title": f"Nhập {kind} từ Excel", "source": f"Tệp {batch.ten_tep}", "sent": "tải lên", "row": "dòng",
            "whole": "tệp", "again": "Nhập tệp khác", "again_url": reverse("lo_nhap_list")}  # fmt: skip
    if options.get("bang_thang"):
        place = batch.cong_doan.ma if batch.cong_doan else ""
        grid = f"{reverse('bang_thang_update')}?don_vi={place}&thang={options['bang_thang']}"
        return file | {"title": batch.ten_tep, "source": str(batch.cong_doan or ""), "sent": "lưu", "row": "ô",
                       "whole": "bảng (ô sửa và ô xóa là cập nhật)", "again": "Mở bảng tháng",
                       "again_url": grid}  # fmt: skip
    if batch.duong_dan:
        return file | ({"source": batch.ten_tep, "sent": "dán"} if options.get("dan") else {})
    again = ("Bổ sung tiếp", "ghi_danh") if options.get("ghi_danh") else ("Kết nạp tiếp", "doan_vien_import")
    return file | {"title": f"Nhập {kind}", "source": batch.ten_tep, "sent": "gửi", "whole": "bảng",
                   "again": again[0], "again_url": reverse(again[1])}  # fmt: skip


def shared_words(batch: LoNhap, user) -> list[str]:
    """What was said once for the whole file, with the names of the columns."""
    said = batch.tuy_chon.get(CHUNG, {})
    columns = make_importer(batch.loai, by=user).columns if said else ()
    return [f"{column.label} {said[column.key]}" for column in columns if column.key in said]


@allowed("import_doan_vien")
@require_GET
def lo_nhap_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Preview of a file, its progress, its result."""
    batch = get_object_or_404(visible_batches(request.user), pk=pk)
    if batch.trang_thai == TrangThaiLo.CHO_GHEP:
        return redirect("ghep_cot_update", pk=pk)
    told = may_read_rows(batch, request.user)
    answer = batch.ket_qua if told else {}
    errors = [error | {"ten": answer.get("ten_dong", {}).get(str(error["dong"]), "")}
              for error in answer.get("chi_tiet_loi", ())]  # fmt: skip
    return render(request, "baocao/lo_nhap.html", {
        **progress_of(batch, PLACES),
        "batch": batch,
        "words": words_of(batch),
        "errors": errors,
        "warnings": grouped(answer.get("chi_tiet_canh_bao", ())),
        "differences": answer.get("thay_doi", ()),
        "unknown": answer.get("cot_la", ()),
        "notes": answer.get("ghi_chu", ()),
        "shared": shared_words(batch, request.user),
        "is_hidden": not told,
        "writable": batch.them_moi + batch.cap_nhat,
        "all_or_nothing": batch.loai == LoaiNhap.SAP_XEP and batch.loi > 0,
        "of_members": batch.loai in OF_MEMBERS,
        "steps": STEPS,
        "step": STEP_OF[TrangThaiLo(batch.trang_thai)],
        "may_correct": told and may_correct(batch, request.user),
        "has_bad_rows": told and bool(batch.duong_dan) and bad_rows_path(batch).is_file(),
        "has_headings": told and bool(batch.duong_dan) and headings_path(batch).is_file(),
    })  # fmt: skip


@allowed("import_doan_vien")
@require_GET
def fragment_lo_nhap(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a long file is."""
    return show_progress(request, get_object_or_404(visible_batches(request.user), pk=pk), PLACES)


@allowed("import_doan_vien")
@require_POST
def lo_nhap_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Read a file once more: its job broke down, or its rows are to go into a closed period."""
    batch = get_object_or_404(visible_batches(request.user), pk=pk)
    options = {DINH_CHINH: True} if may_correct(batch, request.user) and DINH_CHINH in request.POST else {}
    if batch.created_by_id != request.user.pk or not batch.duong_dan or not read_again(batch, **options):
        messages.error(request, "Không đọc lại được lô này: tải tệp lên lại.")
    elif not is_long(batch):
        work_on(batch)
    return redirect("lo_nhap_detail", pk=pk)


@allowed("import_doan_vien")
@require_POST
def lo_nhap_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Write what the preview showed; the file must still be the one that was read."""
    batch = get_object_or_404(visible_batches(request.user), pk=pk)
    if batch.tuy_chon.get(DINH_CHINH):
        return send_correction(request, batch)
    try:
        confirm_batch(
            batch, by=request.user, sha256=request.POST.get("sha256", ""), skip_errors="bo_qua_loi" in request.POST
        )
    except Refused as reason:
        messages.error(request, str(reason))
        return redirect("lo_nhap_detail", pk=pk)
    batch.refresh_from_db()
    if not is_long(batch):
        imported = work_on(batch)
        if imported is not None and imported.lo_nhap is None and imported.plan is not None:
            messages.error(request, "Chưa ghi gì: sổ đã thay đổi từ lúc xem trước. Dưới đây là kết quả đọc lại tệp.")
    return redirect("lo_nhap_detail", pk=pk)


def may_correct(batch: LoNhap, user) -> bool:
    """Whether rows of a closed period stand in the way of the user's file, which may then go as a đính chính."""
    if batch.trang_thai != TrangThaiLo.DA_DOC or not batch.duong_dan or batch.tuy_chon.get(DINH_CHINH):
        return False
    closed = any(says_closed(error["ly_do"]) for error in batch.ket_qua.get("chi_tiet_loi", ()))
    return closed and batch.created_by_id == user.pk and may_propose(user)


def send_correction(request: HttpRequest, batch: LoNhap) -> HttpResponse:
    """The previewed file as the act of a đính chính; it is written within one press, so it may not be a long one."""
    if is_long(batch):
        messages.error(request, f"Đính chính nhận tệp không quá {format_int(AT_ONCE)} dòng: chia tệp rồi tải lên lại.")
        return redirect("lo_nhap_detail", pk=batch.pk)
    skips = "bo_qua_loi" in request.POST
    call = keep_call("write_correction", batch, sha256=request.POST.get("sha256", ""), skip_errors=skips)
    return offer_dinh_chinh(request, call)


@allowed("undo_import")
@require_POST
def lo_nhap_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a whole batch back."""
    batch = get_object_or_404(visible_batches(request.user), pk=pk)
    try:
        undo_import(batch, by=request.user)
    except Refused as reason:
        if reason.call is not None:
            return offer_dinh_chinh(request, reason.call)
        messages.error(request, str(reason))
    else:
        messages.success(request, f"Đã hoàn tác lô nhập số {batch.pk}: sổ trở lại như trước khi nhập.")
    return redirect("lo_nhap_detail", pk=pk)


@allowed("import_doan_vien")
@require_GET
def lo_nhap_errors(request: HttpRequest, pk: int) -> FileResponse:
    """The bad rows in their own columns with "Lý do", importable after mending."""
    batch = get_object_or_404(visible_batches(request.user), pk=pk)
    path = bad_rows_path(batch) if batch.duong_dan and may_read_rows(batch, request.user) else None
    if path is None or not path.is_file():
        raise Http404("Lô này không có dòng lỗi, hoặc danh sách đã quá 30 ngày.")
    record(by=request.user, act="lo_nhap_errors", obj=batch, loi=batch.loi)
    return send_download(path.open("rb"), "dong-loi", batch.loai, "lo", batch.pk)


@allowed("import_doan_vien")
@require_GET
def lo_nhap_template(request: HttpRequest, loai: str) -> FileResponse:
    """The template of a sheet, with drop-downs, the codes of the user's own units and a page that guides."""
    if loai not in LoaiNhap.values:
        raise Http404("Không có loại danh sách này.")
    require(request.user, WORDS[LoaiNhap(loai)])
    columns = make_importer(loai, by=request.user).columns
    file = BytesIO()
    write_mau_nhap(file, loai, columns, user=request.user)
    file.seek(0)
    return send_download(file, "mau-nhap", loai)

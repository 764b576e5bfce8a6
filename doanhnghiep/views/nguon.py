"""A source's list beside our own: upload, columns, piles, decisions in bulk; the order of sources (01 R8)."""

from datetime import date
from itertools import islice
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cdcs.access import rights_of
from cdcs.actions.viec_nen import AT_ONCE, BUSY
from cdcs.enums import NguonSoLieu
from cdcs.models import ChuongTrinh
from cdcs.views.viec_nen import NoiXem, press_in_words, show_progress, show_waiting
from core.access import allowed
from core.dates import format_date
from core.downloads import send_download
from core.numbers import format_int, row_key
from core.paging import paginate
from core.refusal import Refused
from core.sql import id_in
from doanhnghiep.actions.quyet_dinh_nguon import VIEC_CUA_NHOM, ask_nguon, choose_nguon, decide_nguon, finish_nguon
from doanhnghiep.actions.tranh_chap import set_thu_tu_nguon
from doanhnghiep.enums import NhomNguon, QuyetDinhNguon, TrangThaiNguon
from doanhnghiep.exporters.nguon import write_nguon
from doanhnghiep.forms.nguon import CotNguonForm, NguonForm, QuyetNguonForm, ThuTuNguonForm
from doanhnghiep.importers.nguon import LABELS, receive_nguon, start_reading
from doanhnghiep.models import DanhSachNguon, DoanhNghiep, DongNguon, LaoDong
from doanhnghiep.queries.nguon import LAO_DONG, ruling_records, would_rule
from taikhoan.actions import record
from taikhoan.once import act_once

PLACES = NoiXem(
    "danh_sach_nguon_detail", "fragment_danh_sach_nguon", "danh_sach_nguon_list", "Các lần đối chiếu"
)  # fmt: skip
ORDER = ("dong", "pk")
PIECE = 1000  # rows of a workbook that are put side by side at a time


def visible_nguon(user) -> QuerySet[DanhSachNguon]:
    """The lists of the user; for the province those of everybody."""
    rows = DanhSachNguon.objects.select_related("cong_doan", "created_by", "pressed_by")
    return rows if rights_of(user).scope("import_nguon").everything else rows.filter(created_by=user)


@allowed("import_nguon")
def danh_sach_nguon_list(request: HttpRequest) -> HttpResponse:
    """Bring a list in, and what was brought."""
    units = rights_of(request.user).units()
    own = units[0].ma if units else ""
    form = NguonForm(request.POST or None, request.FILES or None, user=request.user, own=own)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = receive_nguon(
                data["cong_doan"], data["tep"], by=request.user, nguon=data["nguon"], ngay_so_lieu=data["ngay_so_lieu"]
            )
        except Refused as reason:
            form.add_refusal(reason)
        else:
            return redirect("danh_sach_nguon_detail", pk=made.pk)
    page = paginate(visible_nguon(request.user), ["-pk"], request.GET, noun="lần đối chiếu")
    status = 422 if request.method == "POST" else 200
    may_order = rights_of(request.user).can("edit_thu_tu_nguon")
    context = {"form": form, "page": page, "order": order_in_words(), "may_order": may_order}
    return render(request, "doanhnghiep/nguon_list.html", context, status=status)


def order_in_words() -> list[str]:
    return [NguonSoLieu(source).label for source in ChuongTrinh.current().thu_tu_nguon]


@allowed("import_nguon")
@require_http_methods(["GET", "POST"])
def danh_sach_nguon_update(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which column each heading is, once."""
    made = get_object_or_404(visible_nguon(request.user), pk=pk)
    if made.is_waiting:
        return redirect("danh_sach_nguon_detail", pk=pk)
    form = CotNguonForm(request.POST or None, made=made)
    if request.method == "POST" and form.is_valid():
        try:
            start_reading(made, form.chosen, by=request.user)
        except Refused as reason:
            form.add_refusal(reason)
        else:
            return redirect("danh_sach_nguon_detail", pk=pk)
    return render(request, "doanhnghiep/nguon_cot.html", {"form": form, "one": made})


def groups_of(made: DanhSachNguon) -> list[dict[str, Any]]:
    """Every group with its rows and those still open."""
    rows = made.cac_dong.order_by().values("nhom").annotate(n=Count("pk"), mo=Count("pk", filter=Q(quyet_dinh="")))
    found: dict[str, tuple[int, int]] = {row["nhom"]: (row["n"], row["mo"]) for row in rows}
    none = (0, 0)
    return [
        {"ma": group.value, "ten": group.label, "tong": found.get(group.value, none)[0],
         "mo": found.get(group.value, none)[1]}
        for group in NhomNguon
    ]  # fmt: skip


def pile_of(request: HttpRequest, made: DanhSachNguon, groups: list[dict]) -> tuple[str, QuerySet[DongNguon]]:
    """The group of the address, else the first with an open row; its open rows, or with `viec=xong` the decided."""
    first = next((one["ma"] for one in groups if one["mo"]), NhomNguon.KHAC.value)
    group = request.GET.get("nhom") or first
    group = group if group in NhomNguon.values else first
    rows = made.cac_dong.filter(nhom=group).select_related("doanh_nghiep")
    return group, rows.exclude(quyet_dinh="") if is_done(request) else rows.filter(quyet_dinh="")


def is_done(request: HttpRequest) -> bool:
    """Whether the decided rows are asked for."""
    return request.GET.get("viec") == "xong"


def side_by_side(made: DanhSachNguon, rows: list[DongNguon]) -> list[DongNguon]:
    """Give every row its cells here and there, and an open one the employers that it may be."""
    ids = {row.doanh_nghiep_id for row in rows if row.doanh_nghiep_id}
    records = ruling_records(ids, made.ngay_so_lieu)
    names = DoanhNghiep.objects.in_bulk({pk for row in rows for pk in row.ung_vien})
    for row in rows:
        row.o = [cell_of(made, row, name, records.get(row.doanh_nghiep_id or 0)) for name in row.cac_o_khac]
        candidates = row.ung_vien if made.is_open and not row.quyet_dinh else []
        row.gan_giong = [names[pk] for pk in candidates if pk in names]
    return rows


def cell_of(made: DanhSachNguon, row: DongNguon, name: str, ruling: LaoDong | None) -> dict[str, str]:
    """A field in which a row differs: what stands here, what the source says."""
    if name != LAO_DONG:
        here, there = shown(name, getattr(row.doanh_nghiep, name)), shown(name, row.gia_tri.get(name))
        return {"ten": LABELS[name], "day": here, "kia": there}
    there = format_int(row.gia_tri.get("tong_lao_dong"))
    if there and not would_rule(made.nguon, made.ngay_so_lieu, ruling):
        there += ", không thành số đang dùng"
    return {"ten": "Lao động", "day": in_use(ruling), "kia": there}


def in_use(ruling: LaoDong | None) -> str:
    """The number in use with its source and day."""
    if ruling is None:
        return ""
    return f"{format_int(ruling.tong_lao_dong)} ({ruling.get_nguon_display()} {format_date(ruling.ngay_so_lieu)})"


def shown(name: str, value: Any) -> str:
    """A value of a field as the page shows it; a row of a file keeps days as JSON does."""
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if value and name.startswith("ngay_"):
        return format_date(date.fromisoformat(value) if isinstance(value, str) else value)
    choices = dict(DoanhNghiep._meta.get_field(name).flatchoices)
    return str(choices.get(value, value) or "")


@allowed("import_nguon")
@require_http_methods(["GET", "POST"])
def danh_sach_nguon_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The piles of one list, and decisions in bulk."""
    made = get_object_or_404(visible_nguon(request.user), pk=pk)
    if made.trang_thai == "cho_ghep":
        return redirect("danh_sach_nguon_update", pk=pk)
    if made.is_waiting:
        return while_waiting(request, made)
    groups = groups_of(made)
    group, queryset = pile_of(request, made, groups)
    decides = made.is_open and VIEC_CUA_NHOM[group]
    form = QuyetNguonForm(request.POST or None, user=request.user, nhom=group) if decides else None
    if request.method == "POST" and form is not None and form.is_valid():
        ticked = [key for text in request.POST.getlist("chon") if (key := row_key(text))]
        whole = form.cleaned_data["pham_vi"] == "nhom"
        rows = queryset if whole else queryset.filter(id_in("pk", ticked))
        if done := act_once(request, form, lambda: press(request, made, rows, form)):
            return done
    page = paginate(queryset, list(ORDER), request.GET, noun="dòng")
    side_by_side(made, page.rows)
    return render(request, "doanhnghiep/nguon.html", {
        "one": made, "groups": groups, "nhom": group, "page": page, "form": form, "tong": made.ket_qua,
        "con_mo": sum(one["mo"] for one in groups if one["ma"] != NhomNguon.GIONG),
        "press": press_in_words(made, QuyetDinhNguon),
    })  # fmt: skip


def while_waiting(request: HttpRequest, made: DanhSachNguon) -> HttpResponse:
    """The page while a long press is being written; another press is sent back to it."""
    if request.method == "POST":
        messages.error(request, BUSY)
        return redirect("danh_sach_nguon_detail", pk=made.pk)
    return show_waiting(request, made, PLACES, f"Đối chiếu {made}: {made.cong_doan.ten}, tệp {made.ten_tep}")


@allowed("import_nguon")
@require_GET
def fragment_danh_sach_nguon(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a long press or the reading of a long list is."""
    return show_progress(request, get_object_or_404(visible_nguon(request.user), pk=pk), PLACES)


@allowed("import_nguon")
def danh_sach_nguon_export(request: HttpRequest, pk: int) -> FileResponse:
    """Excel of one pile as it is filtered."""
    made = get_object_or_404(visible_nguon(request.user).exclude(trang_thai=TrangThaiNguon.CHO_GHEP), pk=pk)
    group, queryset = pile_of(request, made, groups_of(made))
    count, unit = queryset.count(), made.cong_doan
    words = f"Nhóm: {NhomNguon(group).label.lower()}; {'đã quyết' if is_done(request) else 'chưa quyết'}"
    record(by=request.user, act="export_so_lieu", obj=made, unit=unit.ma, loc=[words], so_dong=count)
    head = [f"Đối chiếu {made}", str(unit), f"Tệp {made.ten_tep}", f"{words}; {format_int(count)} dòng"]
    rows = queryset.order_by(*ORDER).iterator(chunk_size=PIECE)
    parts = iter(lambda: list(islice(rows, PIECE)), [])
    file = write_nguon(group, (row for part in parts for row in side_by_side(made, part)), head)
    done = "da-quyet" if is_done(request) else ""
    return send_download(file, "doi-chieu", made.nguon, unit.ma, made.ngay_so_lieu, group, done)


def press(request: HttpRequest, made: DanhSachNguon, rows: QuerySet[DongNguon], form: QuyetNguonForm) -> str:
    """Carry a press out and say what it did in figures; a long one is left to the worker."""
    data = form.cleaned_data
    count = rows.count()
    if not count:
        raise Refused("Chưa chọn dòng nào.")
    wanted = {"by": request.user, "ly_do": data["ly_do"], "quan_ly": data.get("quan_ly")}
    if count > AT_ONCE:
        ask_nguon(made, rows, data["viec"], **wanted)
        return request.get_full_path()
    done = decide_nguon(made, rows, data["viec"], **wanted)
    text = f"{len(done.xong)} dòng đã quyết"
    if done.tu_choi:
        text += f", {len(done.tu_choi)} dòng chưa ghi được (lý do ở từng dòng)"
    if done.lo_nhap:
        text += f"; hoàn tác được ở Nhập liệu, lô số {done.lo_nhap.pk}"
    messages.success(request, f"{text}.")
    return request.get_full_path()


@allowed("import_nguon")
@require_POST
def dong_nguon_update(request: HttpRequest, pk: int) -> HttpResponse:
    """Say by hand who an unsure row is."""
    row = get_object_or_404(DongNguon.objects.filter(danh_sach__in=visible_nguon(request.user))
                            .select_related("danh_sach", "danh_sach__cong_doan"), pk=pk)  # fmt: skip
    chosen = request.POST.get("don_vi", "")
    employer = DoanhNghiep.objects.filter(pk=int(chosen)).first() if chosen.isdecimal() and chosen != "0" else None
    if row.danh_sach.is_waiting:
        return while_waiting(request, row.danh_sach)
    try:
        if chosen != "0" and employer is None:
            raise Refused("Chọn một đơn vị, hoặc “không phải đơn vị nào”.")
        choose_nguon(row, employer, by=request.user)
    except Refused as reason:
        messages.error(request, str(reason))
    return redirect(reverse("danh_sach_nguon_detail", args=[row.danh_sach_id]) + "?nhom=co_the")


@allowed("import_nguon")
@require_POST
def danh_sach_nguon_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """End a comparison."""
    made = get_object_or_404(visible_nguon(request.user), pk=pk)
    if made.is_waiting:
        return while_waiting(request, made)
    try:
        finish_nguon(made, by=request.user)
    except Refused as reason:
        messages.error(request, str(reason))
        return redirect("danh_sach_nguon_detail", pk=pk)
    messages.success(request, "Đã kết thúc đối chiếu; các ô của tệp đã xóa, số đếm và quyết định còn lại.")
    return redirect("danh_sach_nguon_list")


@allowed("edit_thu_tu_nguon")
def thu_tu_nguon_update(request: HttpRequest) -> HttpResponse:
    """The order in which sources win ties of one day."""
    form = ThuTuNguonForm(request.POST or None, thu_tu=ChuongTrinh.current().thu_tu_nguon)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            set_thu_tu_nguon(by=request.user, thu_tu=form.thu_tu)
            return reverse("danh_sach_nguon_list")

        if done := act_once(request, form, act, "Đã lưu thứ tự nguồn; số đang dùng được xác định lại."):
            return done
    return render(request, "doanhnghiep/thu_tu_nguon.html", {"form": form})

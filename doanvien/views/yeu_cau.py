"""Personal data: requests with their clock, the extract of one person, anonymising (07 §7.5)."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from cdcs.access import require, rights_of
from cdcs.forms.tham_so import units_of_reader
from cdcs.models import ChuongTrinh
from core.access import allowed
from core.dates import format_date, today
from core.downloads import send_download
from core.numbers import row_key
from core.paging import count_text, count_up_to, paginate
from doanvien.actions.an_danh import anonymise_doan_vien
from doanvien.actions.doan_vien import unit_of
from doanvien.actions.du_lieu_ca_nhan import answer_yeu_cau, may_answer, record_yeu_cau, set_thoi_han
from doanvien.exporters import write_trich_luc, write_yeu_cau
from doanvien.forms import AnDanhForm, ThoiHanForm, TraLoiForm, YeuCauForm
from doanvien.models import YeuCauDuLieu
from doanvien.queries.du_lieu_ca_nhan import due_for_anonymising, requests_in, trich_luc
from doanvien.views.doan_vien import member_for, put_units, unit_shown
from taikhoan.actions import record
from taikhoan.once import act_once

OPEN, ANSWERED = ("han_tra_loi", "pk"), ("-pk",)  # the order of those that wait, and of the others
AT_ONCE = 200  # names taken away by one confirmation


def visible_yeu_cau(user) -> QuerySet[YeuCauDuLieu]:
    """Requests of people whose record belongs to the user's units."""
    rows = requests_in(rights_of(user).scope("handle_yeu_cau"))
    return rows.select_related("doan_vien", "doan_vien__cong_doan", "created_by", "answered_by")


@allowed("handle_yeu_cau")
def yeu_cau_list(request: HttpRequest) -> HttpResponse:
    """Requests, the open ones by their last day first; for the province the terms and who is due for anonymising."""
    rights, programme = rights_of(request.user), ChuongTrinh.current()
    rows, day = visible_yeu_cau(request.user), today()
    # A cursor of one list is none of the other, which then shows its first page.
    waiting = paginate(rows.filter(answered_at=None), list(OPEN), request.GET, noun="yêu cầu đang xử lý")
    for row in waiting.rows:
        row.con_lai = row.days_left(day)
    page = paginate(rows.exclude(answered_at=None), list(ANSWERED), request.GET, noun="yêu cầu đã trả lời")
    may_set = rights.can("edit_chuong_trinh")
    form = ThoiHanForm(request.POST if may_set and request.method == "POST" else None, programme=programme)
    if request.method == "POST":
        require(request.user, "edit_chuong_trinh")
        if form.is_valid():
            set_thoi_han(by=request.user, **form.cleaned_data)
            messages.success(request, "Đã lưu thời hạn.")
            return redirect("yeu_cau_list")
    due = count_text(count_up_to(due_for_anonymising(day)), "người") if may_set else ""
    context = {"waiting": waiting, "page": page, "form": form if may_set else None, "due": due, "programme": programme}
    return render(request, "doanvien/yeu_cau.html", context)


@allowed("handle_yeu_cau")
@never_cache
def yeu_cau_export(request: HttpRequest) -> FileResponse:
    """Excel of the requests in the order of the page, the open ones first; it names people [06-6.2-12]."""
    rows, units = visible_yeu_cau(request.user), units_of_reader(request.user)
    every = [*rows.filter(answered_at=None).order_by(*OPEN), *rows.exclude(answered_at=None).order_by(*ANSWERED)]
    record(by=request.user, act="handle_yeu_cau", unit=units[0].ma, viec="tải danh sách yêu cầu", so_dong=len(every))
    head = ["Yêu cầu về dữ liệu cá nhân", ", ".join(map(str, units)), f"Lập ngày {format_date(today())}"]
    return send_download(write_yeu_cau(every, head), "yeu-cau-du-lieu-ca-nhan", units[0].ma, today())


@allowed("handle_yeu_cau")
def yeu_cau_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Record what a person asks for."""
    member = member_for(request, "handle_yeu_cau", pk)
    form = YeuCauForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = {name: form.cleaned_data[name] for name in ("loai", "ngay_nhan", "noi_dung")}

        def act() -> str:
            return reverse("yeu_cau_detail", args=[record_yeu_cau(member, by=request.user, **data).pk])

        if done := act_once(request, form, act, "Đã ghi yêu cầu."):
            return done
    context = {"form": form, "member": member, "days": ChuongTrinh.current().so_ngay_tra_loi}
    return render(request, "doanvien/yeu_cau_create.html", context)


@allowed("handle_yeu_cau")
def yeu_cau_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One request: what was asked, until when, the answer; the province answers it here."""
    asked = get_object_or_404(visible_yeu_cau(request.user), pk=pk)
    member = member_for(request, "handle_yeu_cau", asked.doan_vien_id)
    may = may_answer(member, by=request.user)
    form = TraLoiForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = {name: form.cleaned_data[name] for name in ("trang_thai", "tra_loi")}

        def act() -> str:
            answer_yeu_cau(asked, by=request.user, **data)
            return reverse("yeu_cau_detail", args=[pk])

        if done := act_once(request, form, act, "Đã trả lời yêu cầu."):
            return done
    context = {
        "form": form, "asked": asked, "member": member, "unit": unit_shown(member), "may_answer": may,
        "con_lai": asked.days_left(today()),
        "may_anonymise": may and member.cong_doan_id is None and member.an_danh_luc is None,
    }  # fmt: skip
    return render(request, "doanvien/yeu_cau_detail.html", context)


@allowed("handle_yeu_cau")
@never_cache
@require_POST
def yeu_cau_download(request: HttpRequest, pk: int) -> FileResponse:
    """The extract of all that is held about the person who asked; written down before its first byte."""
    asked = get_object_or_404(visible_yeu_cau(request.user), pk=pk)
    member = member_for(request, "handle_yeu_cau", asked.doan_vien_id)
    unit = unit_of(member)
    record(by=request.user, act="handle_yeu_cau", obj=member, unit=unit.ma if unit else "", viec="trích lục",
           ly_do=str(asked))  # fmt: skip
    place, day = str(unit_shown(member)), f"Lập ngày {format_date(today())}"
    head = ["Trích lục dữ liệu cá nhân", place, f"Theo yêu cầu: {asked}", day]
    return send_download(write_trich_luc(trich_luc(member), head), "trich-luc-yeu-cau", pk, today())


@allowed("handle_yeu_cau")
def an_danh_update(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the name of one former member away, for a reason (a request, or the time of keeping)."""
    member = member_for(request, "handle_yeu_cau", pk)
    form = AnDanhForm(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            anonymise_doan_vien(member, by=request.user, ly_do=form.cleaned_data["ly_do"])
            return reverse("yeu_cau_list")

        if done := act_once(request, form, act, "Đã ẩn danh một hồ sơ. Số liệu không đổi."):
            return done
    return render(request, "doanvien/an_danh.html", {"form": form, "members": [member], "one": member})


@allowed("handle_yeu_cau")
def an_danh_list(request: HttpRequest) -> HttpResponse:
    """Former members whose time of keeping has run out, and the button that takes their names away."""
    require(request.user, "edit_chuong_trinh")
    due = due_for_anonymising(today()).order_by("pk")
    form = AnDanhForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        wanted = list(due.filter(pk__lte=row_key(request.POST.get("den_so")) or 0)[:AT_ONCE])

        def act() -> str:
            for member in wanted:
                anonymise_doan_vien(member, by=request.user, ly_do=form.cleaned_data["ly_do"])
            return reverse("an_danh_list")

        if done := act_once(request, form, act, f"Đã ẩn danh {len(wanted)} hồ sơ. Số liệu không đổi."):
            return done
    members = list(due[:AT_ONCE])
    put_units(members)
    context = {"form": form, "members": members, "count": count_text(count_up_to(due), "người"),
               "years": ChuongTrinh.current().so_nam_luu}  # fmt: skip
    return render(request, "doanvien/an_danh.html", context)

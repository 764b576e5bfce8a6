"""Decisions that change the structure: their list, employers that change hands [02-2.1-15], how a unit began."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from cdcs.access import require, rights_of
from cdcs.forms.tham_so import units_of_reader
from cdcs.models import ChuongTrinh, CongDoan
from core.access import allowed
from core.dates import format_date, today
from core.downloads import FILTERED, send_download
from core.forms import OnceForm
from core.numbers import row_key
from core.paging import paginate, paginate_list
from core.sql import id_in
from doanhnghiep.models import DoanhNghiep
from doanhnghiep.queries import quan_ly_on, visible_doanh_nghiep
from doanhnghiep.views.doanh_nghiep import filter_words, filtered
from sapxep.actions import correct_goc_cong_doan, correct_reason
from sapxep.actions.chuyen_quan_ly import (
    ChuyenData,
    chuyen_quan_ly,
    may_propose,
    propose_chuyen_quan_ly,
    refuse_chuyen_quan_ly,
    undo_chuyen_quan_ly,
)
from sapxep.enums import TrangThaiChuyen
from sapxep.exporters import write_don_vi_chuyen, write_quyet_dinh
from sapxep.forms import ChuyenQuanLyForm, GocForm, QuyetDinhFilter, TraLoiForm
from sapxep.models import ChuyenQuanLy
from sapxep.queries import Key, employers_seen, is_within, quyet_dinh, quyet_dinh_keys, waiting_proposals
from taikhoan.actions import record
from taikhoan.once import act_once

ORDER = ("ten_khong_dau", "pk")  # of the employers of a hand-over
OFFERED = 200  # employers that can be ticked; more go by the filter


def read_decisions(request: HttpRequest, word: str) -> tuple[QuyetDinhFilter, list[Key]]:
    """The filter of the address, and the decisions that it leaves of those `word` lets the user see."""
    first, last = ChuongTrinh.current().ngay_bat_dau.year, today().year
    form = QuyetDinhFilter(request.GET, years=list(range(last, first - 1, -1)))
    form.is_valid()
    data = form.cleaned_data
    year = int(data["nam"]) if data.get("nam") else None
    return form, quyet_dinh_keys(rights_of(request.user).scope(word), data.get("loai", ""), year)


@allowed("view_don_vi")
def sap_xep_list(request: HttpRequest) -> HttpResponse:
    """The decisions about units of the reader, latest first."""
    form, keys = read_decisions(request, "view_don_vi")
    page, rights = paginate_list(keys, request.GET, noun="quyết định"), rights_of(request.user)
    return render(request, "sapxep/list.html", {
        "form": form, "page": page, "rows": quyet_dinh(page.rows, rights.scope("view_don_vi")), "words": form.words,
        "proposals": waiting_proposals(rights),
        "may_found": rights.can("link_cdcs"), "may_export": rights.can("export_so_lieu"),
        "may_hand_over": rights.can("chuyen_don_vi_quan_ly") or may_propose(request.user),
    })  # fmt: skip


@allowed("export_so_lieu")
def sap_xep_export(request: HttpRequest) -> FileResponse:
    """Excel of all decisions that the filter leaves."""
    form, keys = read_decisions(request, "export_so_lieu")
    rights = rights_of(request.user)
    units = units_of_reader(request.user)
    record(by=request.user, act="export_so_lieu", unit=units[0].ma, danh_sach="quyết định sắp xếp", loc=form.words,
           so_dong=len(keys))  # fmt: skip
    head = ["Các quyết định sắp xếp, thành lập", ", ".join(map(str, units)), f"Lập ngày {format_date(today())}"]
    rows = quyet_dinh(keys, rights.scope("export_so_lieu"))
    file = write_quyet_dinh(rows, [*head, *form.words])
    return send_download(file, "quyet-dinh", FILTERED if form.words else "", units[0].ma, today())


def wanted(request: HttpRequest, form: ChuyenQuanLyForm, employers) -> list[int]:
    """The employers of the press: the ticked ones of the list, or all of the filter."""
    if form.cleaned_data["pham_vi"] == "loc":
        return list(employers.values_list("pk", flat=True))
    ticked = [pk for text in request.POST.getlist("chon") if (pk := row_key(text))]
    return list(employers.filter(id_in("pk", ticked)).values_list("pk", flat=True))


@allowed("edit_doanh_nghiep")
def chuyen_quan_ly_create(request: HttpRequest) -> HttpResponse:
    """Hand the employers of a filter over: the province at once, a clerk as a proposal."""
    may = rights_of(request.user).can("chuyen_don_vi_quan_ly")
    if not may and not may_propose(request.user):
        raise PermissionDenied
    place, filter_form, employers, order = filtered(request, "edit_doanh_nghiep")
    form = ChuyenQuanLyForm(request.POST or None, user=request.user if may else None)
    if request.method == "POST" and form.is_valid():
        data = form.hand_over(wanted(request, form, employers))

        def act() -> str:
            done = (chuyen_quan_ly if may else propose_chuyen_quan_ly)(data, by=request.user)
            return reverse("chuyen_quan_ly_detail", args=[done.pk])

        word = "Đã chuyển" if may else "Đã gửi đề nghị chuyển"
        if done := act_once(request, form, act, f"{word} quản lý sang {data.dich.ten}."):
            return done
    rows = list(employers.order_by(*order)[: OFFERED + 1])
    managers = quan_ly_on([one.pk for one in rows], today())
    shown: list[tuple[DoanhNghiep, Any]] = [(one, managers.get(one.pk)) for one in rows[:OFFERED]]
    return render(request, "sapxep/chuyen_quan_ly.html", {
        "form": form, "place": place, "rows": shown, "total": employers.count(), "more": len(rows) > OFFERED,
        "words": filter_words(filter_form), "may": may, "ticked": set(request.POST.getlist("chon")),
    })  # fmt: skip


def employers_for(user, act: ChuyenQuanLy) -> set[int]:
    """The employers of a hand-over that the user sees: the province and who asked for it all, others their own."""
    if act.created_by_id == user.pk or may_hand_over(user, act):
        return act.cac_don_vi
    return employers_seen(act, rights_of(user).scope("view_don_vi"))


def may_hand_over(user, act: ChuyenQuanLy) -> bool:
    """Whether the user carries this one out, answers it or takes it back."""
    return is_within(act, rights_of(user).scope("chuyen_don_vi_quan_ly"))


def act_for(request: HttpRequest, pk: int) -> ChuyenQuanLy:
    """The hand-over, if there is something of it that the reader sees."""
    act = get_object_or_404(ChuyenQuanLy.objects.select_related("cong_doan_dich", "created_by", "decided_by"), pk=pk)
    if not employers_for(request.user, act):
        raise Http404
    return act


@allowed("view_don_vi")
def chuyen_quan_ly_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A hand-over or a proposal: which employers, what was answered; the province answers it here."""
    act = act_for(request, pk)
    may = may_hand_over(request.user, act)
    form = TraLoiForm(request.POST or None, initial={"ngay": act.ngay, "so_quyet_dinh": act.so_quyet_dinh})
    if request.method == "POST":
        if not may:
            raise PermissionDenied
        if form.is_valid() and (done := answer(request, act, form)):
            return done
    return page_of_act(request, act, form)


def employers_of(request: HttpRequest, act: ChuyenQuanLy) -> QuerySet[DoanhNghiep]:
    return DoanhNghiep.objects.filter(id_in("pk", employers_for(request.user, act)))


@allowed("view_don_vi")
def chuyen_quan_ly_export(request: HttpRequest, pk: int) -> FileResponse:
    """Excel of the employers of a hand-over that the reader sees: their names, as on the page."""
    act = act_for(request, pk)
    employers = list(employers_of(request, act).order_by(*ORDER))
    end = act.cong_doan_dich
    record(by=request.user, act="export_so_lieu", obj=act, unit=end.ma, so_dong=len(employers))
    words = [act.get_trang_thai_display(), f"hiệu lực {format_date(act.ngay)}"]
    words += [f"quyết định số {act.so_quyet_dinh}"] if act.so_quyet_dinh else []
    head = [f"Chuyển đơn vị, doanh nghiệp sang {end.ten}", "; ".join(words), f"Lập ngày {format_date(today())}"]
    return send_download(write_don_vi_chuyen(employers, head), "chuyen-quan-ly", pk, end.ma, today())


def page_of_act(
    request: HttpRequest, act: ChuyenQuanLy, form: TraLoiForm | None = None, undo: OnceForm | None = None
) -> HttpResponse:
    """The page of a hand-over; `form` or `undo` is what was refused."""
    form = form or TraLoiForm(initial={"ngay": act.ngay, "so_quyet_dinh": act.so_quyet_dinh})
    may = may_hand_over(request.user, act)
    employers = employers_of(request, act)
    page = paginate(employers, list(ORDER), request.GET, noun="đơn vị, doanh nghiệp")
    visible = visible_doanh_nghiep(rights_of(request.user).scope("view_don_vi"), today())
    linked = visible.filter(id_in("pk", [employer.pk for employer in page.rows]))
    return render(request, "sapxep/chuyen_quan_ly_detail.html", {
        "act": act, "form": form, "undo": undo or OnceForm(), "page": page, "total": employers.count(),
        "linked": set(linked.values_list("pk", flat=True)),
        "may": may, "is_own": act.created_by_id == request.user.pk,
        "waits": act.trang_thai == TrangThaiChuyen.DE_NGHI,
        "may_undo": may and act.trang_thai == TrangThaiChuyen.DA_THUC_HIEN,
    })  # fmt: skip


def answer(request: HttpRequest, act: ChuyenQuanLy, form: TraLoiForm) -> HttpResponse | None:
    """Carry a proposal out, or decline it with a reason."""
    data = form.cleaned_data
    declines = "khong_dong_y" in request.POST
    if declines and not data["tra_loi"]:
        form.add_error("tra_loi", "Ghi lý do để đơn vị đề nghị biết.")
        return None

    def do() -> str:
        if declines:
            refuse_chuyen_quan_ly(act, by=request.user, tra_loi=data["tra_loi"])
        else:
            asked = ChuyenData(act.doanh_nghiep, act.cong_doan_dich, data["ngay"], data["so_quyet_dinh"], act.ly_do)
            chuyen_quan_ly(asked, by=request.user, proposal=act)
        return reverse("chuyen_quan_ly_detail", args=[act.pk])

    return act_once(request, form, do, "Đã trả lời đề nghị." if declines else "Đã chuyển quản lý theo đề nghị.")


@allowed("correct_goc_cong_doan")
def correct_goc(request: HttpRequest, pk: int) -> HttpResponse:
    """How a unit began, where it was typed wrong; when somebody else saved first, both texts are shown."""
    unit = get_object_or_404(CongDoan.objects.select_related("cap_tren_dau"), pk=pk)
    require(request.user, "correct_goc_cong_doan", unit)
    initial = {**GocForm.shown(unit), "version": unit.version}
    form = GocForm(request.POST or None, unit=unit, user=request.user, initial=initial)
    conflict = None
    if request.method == "POST" and form.is_valid():
        version, ly_do = form.cleaned_data["version"], form.cleaned_data["ly_do"]

        def act() -> str:
            correct_goc_cong_doan(unit, form.data_of_unit, by=request.user, version=version, ly_do=ly_do)
            return reverse("cong_doan_detail", kwargs={"pk": pk})

        if done := act_once(request, form, act, "Đã sửa thông tin ban đầu."):
            return done
        now = CongDoan.objects.select_related("cap_tren_dau").get(pk=pk)
        if now.version != version:
            conflict = form.conflict_with(GocForm.shown(now), now.version)
    return render(request, "sapxep/goc.html", {
        "form": form, "unit": unit, "conflict": conflict, "reason": correct_reason(unit, by=request.user),
    })  # fmt: skip


@allowed("chuyen_don_vi_quan_ly")
@require_POST
def chuyen_quan_ly_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a hand-over back."""
    act, form = act_for(request, pk), OnceForm(request.POST)
    if not may_hand_over(request.user, act):
        raise PermissionDenied
    form.is_valid()

    def undo() -> str:
        undo_chuyen_quan_ly(act, by=request.user)
        return reverse("chuyen_quan_ly_detail", args=[pk])

    done = act_once(request, form, undo, "Đã hoàn tác: đơn vị quản lý trở lại như trước.")
    return done or page_of_act(request, act, undo=form)

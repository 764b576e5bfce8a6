"""Đính chính of closed periods: asked for by the unit, answered by the reviewer (02 §2.6-6)."""

from typing import cast

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from baocao.actions.dinh_chinh import (
    confirm_dinh_chinh,
    propose_dinh_chinh,
    refuse_dinh_chinh,
    rehearse,
    rows_call,
    withdraw_dinh_chinh,
)
from baocao.enums import TrangThaiDinhChinh
from baocao.exporters.dinh_chinh import write_dinh_chinh
from baocao.forms.dinh_chinh import DinhChinhForm, TimDongForm, TraLoiForm, VanBanForm
from baocao.models import DinhChinh
from baocao.queries.dinh_chinh import rows_found, rows_of, visible_dinh_chinh
from cdcs.access import require, rights_of
from cdcs.actions.khoa_so import PROPOSING
from cdcs.forms.tham_so import first_unit, read_tham_so, units_of_reader
from cdcs.models import CongDoan
from core.access import allowed
from core.calls import say_call
from core.dates import format_date, today
from core.downloads import send_download
from core.forms import OnceForm
from core.numbers import format_int
from core.paging import paginate
from core.refusal import Refused
from taikhoan.actions import delete_draft, record
from taikhoan.drafts import draft_place
from taikhoan.models import User
from taikhoan.once import act_once, open_act, seal_act

ORDER = ("-pk",)  # of the answered ones
WORD = "xac_nhan_dinh_chinh"
SENT = "Đã gửi đính chính; sổ đổi khi Ban Tổ chức - Kiểm tra xác nhận."


@allowed("view_bao_cao")
def dinh_chinh_list(request: HttpRequest) -> HttpResponse:
    """Those that wait first, then the answered ones."""
    waiting, answered = waiting_and_answered(request)
    page = paginate(answered, list(ORDER), request.GET, noun="đính chính")
    context = {"waiting": waiting, "page": page, "may_create": rights_of(request.user).can("edit_bao_cao")}
    return render(request, "baocao/dinh_chinh_list.html", context)


def waiting_and_answered(request: HttpRequest) -> tuple[list[DinhChinh], QuerySet[DinhChinh]]:
    """Those that the reader sees: the waiting ones, the oldest first, and the answered ones."""
    rows = visible_dinh_chinh(rights_of(request.user))
    waits = Q(trang_thai=TrangThaiDinhChinh.CHO)
    return list(rows.filter(waits).order_by("pk")), rows.exclude(waits)


@allowed("view_bao_cao")
def dinh_chinh_export(request: HttpRequest) -> FileResponse:
    """Excel of the đính chính in the order of the page, those that wait first."""
    waiting, answered = waiting_and_answered(request)
    rows, units = [*waiting, *answered.order_by(*ORDER)], units_of_reader(request.user)
    record(by=request.user, act="export_so_lieu", unit=units[0].ma, danh_sach="đính chính", so_dong=len(rows))
    count = f"{format_int(len(waiting))} chờ xác nhận, {format_int(len(rows) - len(waiting))} đã trả lời"
    head = ["Đính chính", ", ".join(map(str, units)), f"Lập ngày {format_date(today())}", count]
    return send_download(write_dinh_chinh(rows, head), "dinh-chinh", units[0].ma, today())


@allowed("edit_bao_cao")
def dinh_chinh_create(request: HttpRequest) -> HttpResponse:
    """Lập đính chính: the document, rows to reverse, count-only rows; nothing is written before it is confirmed."""
    unit = read_tham_so(request, "edit_bao_cao").don_vi
    draft = draft_place(request, "dinh_chinh_create", unit.ma)
    more = "them" in request.POST
    posted = request.POST if request.method == "POST" else None
    kept = dict(posted.items()) if posted is not None else draft.values
    initial = {"ngay": today(), **{key: value for key, value in kept.items() if key != "csrfmiddlewaretoken"}}
    if posted is None and request.GET.get("dao"):
        initial["dao"] = request.GET["dao"][:300]
    rows = DinhChinhForm.rows_in(kept) + more
    form = DinhChinhForm(None if more else posted, initial=initial, user=request.user, unit=unit, rows=rows)
    if posted is not None and not more and form.is_valid():

        def act() -> str:
            data = form.cleaned_data
            made = propose_dinh_chinh(unit, so=data["so"], ngay=data["ngay"], ly_do=data["ly_do"],
                                      viec=rows_call(form.dong), by=request.user)  # fmt: skip
            return reverse("dinh_chinh_detail", args=[made.pk])

        if done := act_once(request, form, act, SENT, draft=draft):
            return done
    context = {"unit": unit, "form": form, "draft": draft, **search_of(request, unit, str(initial.get("dao", "")))}
    return render(request, "baocao/dinh_chinh_create.html", context, status=422 if form.errors else 200)


def search_of(request: HttpRequest, unit: CongDoan, chosen: str) -> dict:
    """The small search of rows by unit and days, each with the address that adds its number."""
    find = TimDongForm(request.GET if "tim" in request.GET else None)
    if not find.is_bound or not find.is_valid():
        return {"find": find, "found": None}
    data = find.cleaned_data
    names = rights_of(request.user).scope("list_doan_vien")
    found = [
        (row, ",".join(filter(None, [chosen, str(row.pk)])), names.contains(row.cong_doan_id))
        for row in rows_found(unit, data["ma"], data["tu"], data["den"])
    ]
    return {"find": find, "found": found}


@allowed("edit_bao_cao")
@require_POST
def dinh_chinh_preview(request: HttpRequest) -> HttpResponse:
    """An act that a closed period refused: what it would write, and the document that asks for it."""
    opened = open_act(request, request.POST.get("viec_da_khoa", ""))
    if opened is None:
        messages.error(request, "Không đọc được việc cần gửi: mở lại trang đó, bấm ghi rồi gửi lại.")
        return redirect("dinh_chinh_list")
    call, draft = opened
    return offer_dinh_chinh(request, call, draft, VanBanForm(request.POST) if "so" in request.POST else None)


def offer_dinh_chinh(
    request: HttpRequest, call: dict, draft: list[str] | None = None, form: VanBanForm | None = None
) -> HttpResponse:
    """The page that sends a refused act as a đính chính, also straight from a view of this room."""
    context = effects(request, call)
    if form is not None and "problem" not in context and form.is_valid():

        def act() -> str:
            facts = {name: form.cleaned_data[name] for name in ("so", "ngay", "ly_do")}
            made = propose_dinh_chinh(context["unit"], viec=call, by=request.user, **facts)
            if draft is not None:
                delete_draft(by=cast(User, request.user), form=draft[0], key=draft[1])
            return reverse("dinh_chinh_detail", args=[made.pk])

        if done := act_once(request, form, act, SENT):
            return done
    form = form or VanBanForm(initial={"ngay": today()})
    context |= {"form": form, "sealed": seal_act(request, call, draft)}
    return render(request, "baocao/dinh_chinh_preview.html", context, status=422 if form.errors else 200)


def effects(request: HttpRequest, call: dict) -> dict:
    """What the act would do: in a line, in rows of the ledger, to whose report; or the rule that it breaks."""
    try:
        found = rehearse(call, by=request.user)
        names = rights_of(request.user).scope("list_doan_vien")
        return {
            "viec": say_call(call), "rows": rows_of(found.dong, names), "unit": unit_for(request, found.don_vi_sua)
        }  # fmt: skip
    except Refused as reason:
        return {"problem": str(reason)}


def unit_for(request: HttpRequest, touched: set[int]) -> CongDoan:
    """In whose name it is asked for: whose report closed the period, where the user may; else the own unit."""
    rights = rights_of(request.user)
    closed = CongDoan.everything.filter(pk__in=touched).order_by("ma")
    own = (unit for unit in rights.units() if rights.can_at("edit_bao_cao", unit))
    may = (unit for unit in closed if any(rights.can_at(word, unit) for word in PROPOSING))
    return next(may, None) or next(own, None) or first_unit(request.user)


def one_of(request: HttpRequest, pk: int) -> DinhChinh:
    return get_object_or_404(visible_dinh_chinh(rights_of(request.user)), pk=pk)


def show(request: HttpRequest, asked: DinhChinh, form: TraLoiForm, status: int = 200) -> HttpResponse:
    """The page of one đính chính, with what the reader may do about it."""
    rights, waits = rights_of(request.user), asked.trang_thai == TrangThaiDinhChinh.CHO
    judge = waits and rights.can_at(WORD, asked.cong_doan)
    context = {
        "asked": asked, "rows": rows_of(asked.dong, rights.scope("list_doan_vien")), "form": form, "waits": waits,
        "may_answer": judge and asked.created_by_id != request.user.pk,
        "is_own": judge and asked.created_by_id == request.user.pk,
        "may_withdraw": waits and may_withdraw(asked, request.user), "undo_form": OnceForm(prefix="rut"),
    }  # fmt: skip
    return render(request, "baocao/dinh_chinh.html", context, status=status)


def may_withdraw(asked: DinhChinh, user) -> bool:
    """Who asked for it, and who writes the reports of its unit."""
    return asked.created_by_id == user.pk or rights_of(user).can_at("edit_bao_cao", asked.cong_doan)


@allowed("view_bao_cao")
def dinh_chinh_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One đính chính: its document, its rows, the answer."""
    return show(request, one_of(request, pk), TraLoiForm())


@allowed(WORD)
@require_POST
def xac_nhan_dinh_chinh(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm, which writes the rows, or refuse with a reason."""
    asked = one_of(request, pk)
    require(request.user, WORD, asked.cong_doan)
    form = TraLoiForm(request.POST)
    if not form.is_valid():
        return show(request, asked, form, 422)
    confirms = form.cleaned_data["viec"] == "xac_nhan"

    def act() -> str:
        if confirms:
            confirm_dinh_chinh(asked, by=request.user)
        else:
            refuse_dinh_chinh(asked, ly_do=form.cleaned_data["ly_do"], by=request.user)
        return reverse("dinh_chinh_list")

    message = "Đã ghi việc của đính chính vào sổ." if confirms else "Đã từ chối đính chính."
    return act_once(request, form, act, message) or show(request, asked, form, 422)


@allowed("edit_bao_cao")
@require_POST
def dinh_chinh_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Rút đính chính that nobody has answered."""
    asked = one_of(request, pk)
    form = OnceForm(request.POST, prefix="rut")
    form.is_valid()

    def act() -> str:
        withdraw_dinh_chinh(asked, by=request.user)
        return reverse("dinh_chinh_list")

    return act_once(request, form, act, "Đã rút đính chính.") or redirect("dinh_chinh_detail", pk=pk)

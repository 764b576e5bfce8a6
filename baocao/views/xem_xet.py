"""The review of one report: read side by side, answer and return at cells, approve, withdraw or reopen."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from baocao.access import sees_unapproved, unapproved_scope
from baocao.actions.bao_cao import answer_cell as write_answer
from baocao.actions.duyet import duyet_bao_cao as approve
from baocao.actions.duyet import reopen_bao_cao as reopen
from baocao.actions.duyet import tra_lai_bao_cao as give_back
from baocao.actions.duyet import withdraw_approval
from baocao.enums import TrangThaiBaoCao
from baocao.forms.duyet import LanForm, MoLaiForm, TraLaiForm
from baocao.forms.tra_loi import TraLoiForm, with_boxes
from baocao.models import BaoCao, NhanXet
from baocao.queries.bao_cao.loi_nhan import anchor_of
from baocao.queries.ky import KyTrenTrang
from baocao.queries.xem_xet import XemXet, load_xem_xet
from baocao.views.trang import NO_SWITCHER, report_at, round_at, sent_report
from cdcs.access import rights_of
from cdcs.forms.tham_so import read_tham_so
from core.access import allowed
from core.dates import today
from taikhoan.actions import delete_draft, save_draft
from taikhoan.drafts import DraftPlace, draft_place
from taikhoan.once import act_once

DAYS_TO_MEND = 5


def page_of(report: BaoCao) -> str:
    """The review page of a report."""
    return f"{reverse('bao_cao_compare', args=[report.ky.ma])}?don_vi={report.cong_doan.ma}"


def grid_of(report: BaoCao) -> str:
    return f"{reverse('duyet_bao_cao_list')}?ky={report.ky.ma}"


def may_decide(request: HttpRequest, report: BaoCao) -> dict[str, bool]:
    """Which acts the page offers; the act itself judges again."""
    rights, unit = rights_of(request.user), report.cong_doan
    waits, own = report.trang_thai == TrangThaiBaoCao.DA_NOP, report.nop_by_id == request.user.pk
    approved = report.la_da_duyet
    reader = rights.can_at("duyet_bao_cao", unit)
    return {
        "may_answer": report.la_dang_sua and reader and rights.can_at("answer_cell", unit),
        "may_return": waits and not own and rights.can_at("tra_lai_bao_cao", unit),
        "may_approve": waits and not own and reader,
        "is_own": waits and own and reader,
        "may_reopen": approved and rights.can_at("reopen_bao_cao", unit) and report.duyet_by_id != request.user.pk,
        "is_approver": approved and rights.can_at("reopen_bao_cao", unit) and report.duyet_by_id == request.user.pk,
    }


@allowed("view_bao_cao", opens_at=lambda request: unapproved_scope(request.user))
def bao_cao_compare(request: HttpRequest, ma: str) -> HttpResponse:
    """Xem xét một báo cáo: figures side by side, with the panel of the reviewer beside them.

    The switcher of the frame leads here for every unit: of one that has sent nothing its own page is opened.
    """
    unit = read_tham_so(request, "view_bao_cao").don_vi
    if not sees_unapproved(request.user, unit):
        raise PermissionDenied  # it shows earlier revisions and what was asked: a department reads the approved report
    report = sent_report(round_at(ma).ma, unit)
    if report is None:
        return redirect(f"{reverse('bao_cao_detail', args=[ma])}?don_vi={unit.ma}")
    return review_page(request, report)


def review_page(request: HttpRequest, report: BaoCao, answers: TraLoiForm | None = None) -> HttpResponse:
    """The page of review; `answers` is a form that was refused, shown with its errors."""
    page, decide = load_xem_xet(report), may_decide(request, report)
    context: dict[str, Any] = {
        "page": page, "report": report, "round": KyTrenTrang(report.ky, today()), **decide,
        "closed": today() >= report.ky.ngay_khoa,
        "grid_url": grid_of(report) if rights_of(request.user).is_province else "",
    }  # fmt: skip
    if decide["may_return"] or decide["may_approve"]:
        context |= return_panel(request, page)
    boxes = None
    if decide["may_answer"]:
        boxes = answers or answer_form(request, report)
        context["draft"] = answer_draft(request, report)
    context |= {"answers": boxes or answers, "cells": with_boxes(page.dong, boxes),
                "points": with_boxes(page.muc, boxes)}  # fmt: skip
    return render(request, "baocao/xem_xet.html", context, status=422 if answers else 200)


def answer_draft(request: HttpRequest, report: BaoCao) -> DraftPlace:
    return draft_place(request, "answer_cell", str(report.pk))


def answer_form(request: HttpRequest, report: BaoCao, data=None) -> TraLoiForm:
    """The boxes at the remarks on the returned revision; none in any other state, where no answer is taken."""
    remarks = NhanXet.objects.filter(bao_cao=report, lan=report.lan) if report.la_dang_sua else []
    needs_reason = rights_of(request.user).needs_reason("answer_cell", report.cong_doan)
    return TraLoiForm(data, remarks=remarks, needs_reason=needs_reason, kept=answer_draft(request, report).values)


def answer_on_review(request: HttpRequest, remark: NhanXet) -> HttpResponse:
    """Send one answer and come back to its cell; what was typed in other boxes stays as the draft."""
    report = remark.bao_cao
    form = answer_form(request, report, request.POST)
    if form.box(remark) is None:
        messages.error(request, "Nhận xét này không còn chờ trả lời.")
        return redirect(page_of(report))
    text = form.judge(remark)

    def act() -> str:
        write_answer(remark, tra_loi=text, by=request.user, ly_do_lam_thay=form.reason)
        place, others = answer_draft(request, report), form.others(remark)
        if others:
            save_draft(by=request.user, form=place.form, key=place.key, content=others)
        else:
            delete_draft(by=request.user, form=place.form, key=place.key)
        return f"{page_of(report)}#{anchor_of(remark.o)}"

    done = act_once(request, form, act, "Đã gửi trả lời.") if text else None
    return done or review_page(request, report, form)


def return_panel(request: HttpRequest, page: XemXet) -> dict[str, Any]:
    """The forms of the panel that returns or approves the report, for the page of review as for the grid."""
    report, draft = page.bao_cao, draft_place(request, "tra_lai_bao_cao", str(page.bao_cao.pk))
    found: dict[str, Any] = {"return_form": return_form(None, page, draft), "draft": draft}
    if may_decide(request, report)["may_approve"]:
        found["approve_form"] = LanForm(initial={"lan": report.lan}, prefix="duyet")
    return found


def return_form(data, page: XemXet, draft: DraftPlace, more: bool = False) -> TraLaiForm:
    """The form of a return: as it was posted, else as it was kept, else empty; `more` adds a row."""
    kept = dict(data.items()) if data is not None else draft.values
    start = {"lan": page.bao_cao.lan, "han_sua": today() + timedelta(days=DAYS_TO_MEND)}
    same = data is not None or kept.get("lan") == str(page.bao_cao.lan)
    initial = start | {key: value for key, value in kept.items() if same and key != "csrfmiddlewaretoken"}
    rows = (TraLaiForm.rows_in(initial) if same else 1) + more
    bound = None if more else data
    return TraLaiForm(bound, initial=initial, choices=page.lua_chon, rows=rows)


@allowed("tra_lai_bao_cao")
def tra_lai_bao_cao(request: HttpRequest, ma: str) -> HttpResponse:
    """Trả lại: the dialog as a page of its own, on phones and without script."""
    report = report_at(request, ma, "tra_lai_bao_cao")
    if not may_decide(request, report)["may_return"]:
        messages.error(request, "Chỉ trả lại được báo cáo đang chờ duyệt mà bạn không tự nộp.")
        return redirect(page_of(report))
    page, draft = load_xem_xet(report), draft_place(request, "tra_lai_bao_cao", str(report.pk))
    more = "them" in request.POST
    form = return_form(request.POST if request.method == "POST" else None, page, draft, more)
    if request.method == "POST" and not more and form.is_valid():

        def act() -> str:
            data = form.cleaned_data
            give_back(report, form.remarks, lan=data["lan"], han_sua=data["han_sua"], by=request.user)
            return grid_of(report)

        message = f"Đã trả lại {report.cong_doan.ten}, {len(form.remarks)} ô cần sửa."
        if done := act_once(request, form, act, message, draft=draft):
            return done
    context = {"page": page, "report": report, "round": KyTrenTrang(report.ky, today()), "form": form, "draft": draft,
               "back_url": page_of(report), **NO_SWITCHER}  # fmt: skip
    return render(request, "baocao/tra_lai.html", context, status=422 if form.errors else 200)


@allowed("duyet_bao_cao")
@require_POST
def duyet_bao_cao(request: HttpRequest, ma: str) -> HttpResponse:
    """Duyệt: the revision that was seen."""
    report = report_at(request, ma, "duyet_bao_cao")
    form = LanForm(request.POST, prefix="duyet")
    if not form.is_valid():
        messages.error(request, "Mở lại trang, xem lần nộp mới nhất rồi quyết định.")
        return redirect(page_of(report))

    def act() -> str:
        approve(report, lan=form.cleaned_data["lan"], by=request.user)
        return grid_of(report)

    if done := act_once(request, form, act, f"Đã duyệt báo cáo của {report.cong_doan.ten}."):
        return done
    for reason in form.non_field_errors():
        messages.error(request, str(reason))
    return redirect(page_of(report))


@allowed("reopen_bao_cao")
def reopen_bao_cao(request: HttpRequest, ma: str) -> HttpResponse:
    """Rút duyệt before the round is closed; Mở lại after it, with the last day for the new revision."""
    report = report_at(request, ma, "reopen_bao_cao")
    if not report.la_da_duyet:
        messages.error(request, "Báo cáo này chưa duyệt, hoặc đã rút duyệt.")
        return redirect(page_of(report))
    closed = today() >= report.ky.ngay_khoa
    initial = {"lan": report.lan, "han_sua": today() + timedelta(days=DAYS_TO_MEND)}
    form = MoLaiForm(request.POST or None, initial=initial, with_day=closed)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            data = form.cleaned_data
            if closed:
                reopen(report, lan=data["lan"], ly_do=data["ly_do"], han_sua=data["han_sua"], by=request.user)
            else:
                withdraw_approval(report, lan=data["lan"], ly_do=data["ly_do"], by=request.user)
            return page_of(report)

        if done := act_once(request, form, act, "Đã mở lại báo cáo." if closed else "Đã rút duyệt."):
            return done
    own = report.duyet_by_id == request.user.pk
    context = {"report": report, "round": KyTrenTrang(report.ky, today()), "form": form, "closed": closed, "own": own,
               "back_url": page_of(report), **NO_SWITCHER}  # fmt: skip
    return render(request, "baocao/mo_lai.html", context, status=422 if form.errors else 200)

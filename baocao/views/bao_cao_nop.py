"""The last look before a report is sent, and the sending (05 §5.2-9; GOV.UK "check answers")."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from baocao.actions.nop import MOVEMENTS, NopData
from baocao.actions.nop import nop_bao_cao as submit
from baocao.forms.bao_cao import NopForm
from baocao.models import BanChup
from baocao.queries.bao_cao.o import CAC_O
from baocao.queries.bao_cao.trang_chot import SHORT_HASH
from baocao.queries.tinh_trang import first_text
from baocao.views.noi_bao_cao import NoiBaoCao, read_noi
from core.access import allowed
from core.dates import VIETNAM, now
from taikhoan.once import act_once
from taikhoan.queries import attachments_of


@allowed("view_bao_cao")
def bao_cao_preview(request: HttpRequest, ma: str) -> HttpResponse:
    """What will be frozen, what blocks, what is explained; nothing is written."""
    noi = read_noi(request, ma)
    if not noi.is_reporter or (noi.bao_cao and noi.bao_cao.da_chot):
        return redirect(noi.url())
    form = NopForm(needs_reason=noi.needs_reason, initial={"version": noi.version})
    return check_page(request, noi, form)


def check_page(request: HttpRequest, noi: NoiBaoCao, form: NopForm) -> HttpResponse:
    page = noi.load()
    members = page.data.blocks["doan_vien"]
    explained = [one for one in page.dong if one.giai_trinh]
    context: dict[str, Any] = {
        "noi": noi, "page": page, "form": form, "round": noi.round, "cells": len(CAC_O),
        "points": len(page.noi_dung.muc), "own_points": sum(one.rieng for one in page.noi_dung.muc),
        "declared": [one for one in page.dong if one.khai is not None],
        "explained": [one for one in explained if one.khai is None and not one.van_de],
        "files": len(attachments_of(noi.bao_cao)) if noi.bao_cao else 0,
        "is_quiet": not any(members[kind] for kind in MOVEMENTS if kind in members),
        "kept": noi.draft(request).saved_at if noi.is_writable else None,
        "may_send": noi.is_writable and noi.rights.can_at("nop_bao_cao", noi.unit),
    }  # fmt: skip
    return render(request, "baocao/report_check.html", context)


@allowed("nop_bao_cao")
@require_POST
def nop_bao_cao(request: HttpRequest, ma: str) -> HttpResponse:
    """Freeze and send the report once; a refusal comes back to the check."""
    luc, noi = now(), read_noi(request, ma, "nop_bao_cao")
    form = NopForm(request.POST, needs_reason=noi.needs_reason)
    if form.is_valid():
        said = form.cleaned_data
        data = NopData(said["version"] or None, said["khong_phat_sinh"], said["ly_do"], said["ly_do_lam_thay"], luc)
        sent: list[BanChup] = []

        def act() -> str:
            sent.append(submit(noi.ky.ma, noi.unit, data, by=request.user))
            return noi.url()

        if done := act_once(request, form, act, warnings=list, draft=noi.draft(request)):
            thank(request, sent)
            return done
    if noi.bao_cao and noi.bao_cao.da_chot:
        return redirect(noi.url())
    return check_page(request, noi, form)


def thank(request: HttpRequest, sent: list[BanChup]) -> None:
    """Say when it was sent, which revision it is, its mark, and whether it came in time."""
    for one in sent:
        at = one.bao_cao.nop_luc.astimezone(VIETNAM)
        first = first_text(one.bao_cao).partition(", ")[2]
        late = f", {first}" if one.lan == 1 else ""
        messages.success(
            request, f"Đã nộp báo cáo lúc {at:%H:%M ngày %d/%m/%Y}{late}. Lần nộp {one.lan}, mã bản chụp "
            f"{one.sha256[:SHORT_HASH]}.")  # fmt: skip

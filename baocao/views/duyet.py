"""The grid of review: units × rounds, approve many, return one beside it, remind (05 §5.2-9, 08 §8.7)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from baocao.actions.duyet import approve_many
from baocao.actions.nhac import remind_bao_cao as remind
from baocao.forms.duyet import DuyetNhieuForm, NhacForm
from baocao.models import BaoCao, KyBaoCao
from baocao.queries.ky import KyTrenTrang, all_rounds, short_label
from baocao.queries.luoi_duyet import TABS, load_luoi
from baocao.queries.nhac import loi_nhac, not_submitted
from baocao.queries.xem_xet import load_xem_xet
from baocao.views.trang import province_of, round_at, round_in
from baocao.views.xem_xet import may_decide, return_panel
from cdcs.access import rights_of
from cdcs.models import CongDoan
from core.access import allowed
from core.dates import today
from core.numbers import format_int
from taikhoan.once import act_once


@allowed("view_bao_cao")
def duyet_bao_cao_list(request: HttpRequest) -> HttpResponse:
    """Duyệt báo cáo: every expected unit in the round and the two before it; `?tra_lai=` opens the panel of one."""
    province, rights, day = province_of(request, "view_bao_cao"), rights_of(request.user), today()
    rounds = all_rounds()
    ky = round_in(request, rounds)
    grid = load_luoi(ky, rounds, day, rights.scope("view_bao_cao"))
    tab = request.GET.get("loc", "")
    tab = tab if tab in TABS else "tat_ca"
    context = {
        "place": province, "round": KyTrenTrang(ky, day), "grid": grid, "tab": tab, "rows": grid.of(tab),
        "ended": grid.ended(tab), "heads": [(one, short_label(one)) for one in grid.cac_ky],
        "tabs": [(key, label, grid.counts[key]) for key, label in TABS.items()],
        "rounds": [KyTrenTrang(one, day) for one in rounds if one.ngay_mo <= day][::-1],
        "may_approve": rights.can_at("duyet_bao_cao", province), "may_remind": rights.can("remind_bao_cao"),
        "may_sum": rights.can_at("tong_hop_bao_cao", province), "may_edit": rights.can("edit_ky_bao_cao"),
        "form": DuyetNhieuForm(), **panel_beside(request, ky),
    }  # fmt: skip
    return render(request, "baocao/duyet_list.html", context)


def panel_beside(request: HttpRequest, ky: KyBaoCao) -> dict[str, Any]:
    """The panel that returns or approves the report of the unit in the address; empty where nothing is decided."""
    reports = BaoCao.objects.select_related("ky", "cong_doan", "nop_by", "duyet_by")
    report = reports.filter(ky__ma=ky.ma, cong_doan__ma=request.GET.get("tra_lai", ""), lan__gte=1).first()
    if report is None or not may_decide(request, report)["may_return"]:
        return {}
    page, query = load_xem_xet(report), request.GET.copy()
    del query["tra_lai"]
    back_url = f"{request.path}?{query.urlencode()}"
    return {"report": report, "page": page, "back_url": back_url, **return_panel(request, page)}


@allowed("duyet_bao_cao")
@require_POST
def duyet_bao_cao_confirm(request: HttpRequest) -> HttpResponse:
    """Approve what was ticked, each by itself; what was refused is told one by one."""
    address = f"{reverse('duyet_bao_cao_list')}?{request.GET.urlencode()}"
    form = DuyetNhieuForm(request.POST)
    if not form.is_valid():
        for sentences in form.errors.values():
            messages.error(request, str(sentences[0]))
        return redirect(address)

    def act() -> str:
        scope = rights_of(request.user).scope("duyet_bao_cao")
        rows = BaoCao.objects.select_related("ky", "cong_doan").filter(pk__in=form.picked)
        chosen = [(one, form.picked[one.pk]) for one in scope.filter(rows).order_by("cong_doan__ten")]
        refused = approve_many(chosen, by=request.user)
        if done := len(chosen) - len(refused):
            messages.success(request, f"Đã duyệt {format_int(done)} báo cáo.")
        for report, why in refused:
            messages.error(request, f"{report.cong_doan.ten}: {why}")
        return address

    return act_once(request, form, act) or redirect(address)


@allowed("remind_bao_cao")
def remind_bao_cao(request: HttpRequest, ma: str) -> HttpResponse:
    """The reminders of who has not submitted, to be copied; the post writes them down and sends what can be sent."""
    province_of(request, "remind_bao_cao")
    ky, day, scope = round_at(ma), today(), rights_of(request.user).scope("remind_bao_cao")
    units = [unit for unit in not_submitted(ky, day) if scope.contains(unit.pk)]
    form = NhacForm(request.POST or None, codes=[unit.ma for unit in units])
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            chosen = list(CongDoan.objects.filter(ma__in=form.cleaned_data["don_vi"]))
            told = remind(ma, chosen, by=request.user)
            messages.success(request, f"Đã nhắc {format_int(len(told))} đơn vị; việc nhắc được ghi vào nhật ký.")
            return f"{reverse('duyet_bao_cao_list')}?ky={ma}&loc=chua_nop"

        if done := act_once(request, form, act):
            return done
    asked = request.GET.getlist("cho")
    texts = [(unit, loi_nhac(ky, unit, day), not asked or unit.ma in asked) for unit in units]
    context = {"round": KyTrenTrang(ky, day), "form": form, "texts": texts,
               "all_texts": "\n\n".join(text for _, text, _ in texts)}  # fmt: skip
    return render(request, "baocao/nhac.html", context, status=422 if form.errors else 200)

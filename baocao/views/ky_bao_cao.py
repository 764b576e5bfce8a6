"""A round as the province manages it: five dates, who reports and why, waivers (02 §2.6-1..9, 13)."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from baocao.actions.ky_bao_cao import end_waiver, open_ky_bao_cao, set_ky_bao_cao, update_don_vi, waive_bao_cao
from baocao.forms.ky_bao_cao import KyBaoCaoForm, MienForm
from baocao.models import DonViBaoCao, KyBaoCao
from baocao.queries.don_vi_bao_cao import changes_of, expected_by_rule
from baocao.queries.ky import KyTrenTrang
from baocao.views.trang import province_of, round_at
from cdcs.access import require, rights_of
from cdcs.models import CongDoan
from core.access import allowed
from core.dates import format_date, today
from core.forms import OnceForm
from core.numbers import format_int
from taikhoan.once import act_once

WORD = "edit_ky_bao_cao"


def page_of(ma: str) -> str:
    return reverse("ky_bao_cao_update", args=[ma])


def units_of(ky: KyBaoCao) -> list[DonViBaoCao]:
    """Who reports in the round and why: the fixed list, before the opening what the rule would fix."""
    if ky.mo_luc is not None:
        return list(ky.don_vi.select_related("cong_doan", "mien_by").order_by("cong_doan__ten"))
    why = f"Công đoàn cấp trên hoạt động ngày chốt {format_date(ky.den_ngay)}"
    return [DonViBaoCao(ky=ky, cong_doan=unit, ly_do=why) for unit in expected_by_rule(ky)]


def save_dates(request: HttpRequest, ma: str, form: KyBaoCaoForm) -> tuple[HttpResponse | None, list | None]:
    """Set the dates that were typed; else what differs from what somebody else saved meanwhile, if that is why."""
    if not form.is_valid():
        return None, None
    version = form.cleaned_data["version"]

    def act() -> str:
        set_ky_bao_cao(ma, form.dates, by=request.user, version=version)
        return page_of(ma)

    if done := act_once(request, form, act, "Đã lưu năm ngày của kỳ."):
        return done, None
    now = round_at(ma)
    return None, form.conflict_with(form.shown(now), now.version) if now.version != version else None


@allowed("view_bao_cao")
def ky_bao_cao_update(request: HttpRequest, ma: str) -> HttpResponse:
    """The dates of a round with what each means, and who reports; dates are set before it opens."""
    province_of(request, "view_bao_cao")
    ky, day = round_at(ma), today()
    may_edit = rights_of(request.user).can(WORD)
    editable = may_edit and ky.mo_luc is None and day < ky.ngay_mo
    form, conflict = KyBaoCaoForm(request.POST or None, ky=ky), None
    if request.method == "POST":
        require(request.user, WORD)
        done, conflict = save_dates(request, ma, form)
        if done:
            return done
    scope = rights_of(request.user).scope("view_bao_cao")
    units = [row for row in units_of(ky) if scope.contains(row.cong_doan_id)]
    sent = set(ky.bao_cao.filter(lan__gte=1).values_list("cong_doan_id", flat=True)) if ky.pk else set()
    rows = [(row, row.is_waived_on(day), row.cong_doan_id in sent) for row in units]
    changes = [one for one in changes_of(ky) if scope.contains(one.unit.pk)]
    context = {
        "round": KyTrenTrang(ky, day), "form": form, "conflict": conflict, "editable": editable,
        "may_edit": may_edit, "rows": rows,
        "listed": sum(row.is_listed(ky.den_ngay) for row in units), "changes": changes, "opened": ky.mo_luc,
        "may_open": may_edit and not ky.mo_luc and day >= ky.ngay_mo, "key_form": OnceForm(),
    }  # fmt: skip
    return render(request, "baocao/ky.html", context, status=422 if form.errors else 200)


def _press(request: HttpRequest, ma: str, act: Callable[[], str]) -> HttpResponse:
    """One press without fields on the page of a round, once; a refusal is told there."""
    form = OnceForm(request.POST)
    form.is_valid()

    def go() -> str:
        messages.success(request, act())
        return page_of(ma)

    done = act_once(request, form, go)
    if done is None:
        messages.error(request, str(form.non_field_errors()[0]))
    return done or redirect(page_of(ma))


@allowed(WORD)
@require_POST
def edit_ky_bao_cao(request: HttpRequest, ma: str) -> HttpResponse:
    """Open the round now, or take later foundings and endings into its list."""
    require(request.user, WORD)
    round_at(ma)
    if request.POST.get("viec") == "mo":

        def act() -> str:
            ky = open_ky_bao_cao(ma, by=request.user)
            return f"Đã mở kỳ, chốt {format_int(ky.don_vi.count())} đơn vị phải báo cáo."
    else:

        def act() -> str:
            return f"Đã cập nhật danh sách: {format_int(update_don_vi(ma, by=request.user))} đơn vị đổi."

    return _press(request, ma, act)


def _unit(request: HttpRequest) -> CongDoan:
    unit = get_object_or_404(CongDoan, ma=request.GET.get("don_vi", ""))
    require(request.user, WORD, unit)
    return unit


@allowed(WORD)
def mien_bao_cao_create(request: HttpRequest, ma: str) -> HttpResponse:
    """Miễn báo cáo: one unit, until a day, with a reason."""
    ky, unit = round_at(ma), _unit(request)
    form = MienForm(request.POST or None, initial={"den_ngay": ky.ngay_khoa})
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            data = form.cleaned_data
            waive_bao_cao(ma, unit, den_ngay=data["den_ngay"], ly_do=data["ly_do"], by=request.user)
            return page_of(ma)

        if done := act_once(request, form, act, f"Đã miễn báo cáo cho {unit.ten}."):
            return done
    context = {"round": KyTrenTrang(ky, today()), "unit": unit, "form": form}
    return render(request, "baocao/mien.html", context, status=422 if form.errors else 200)


@allowed(WORD)
@require_POST
def mien_bao_cao_delete(request: HttpRequest, ma: str) -> HttpResponse:
    """Bỏ miễn: the unit is expected again."""
    unit = _unit(request)

    def act() -> str:
        end_waiver(ma, unit, by=request.user)
        return f"{unit.ten} lại phải báo cáo ở kỳ này."

    return _press(request, ma, act)

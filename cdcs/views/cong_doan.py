"""Founding a unit, editing its facts (08 §8.3)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from cdcs.access import require
from cdcs.actions import edit_thong_tin_cong_doan, thanh_lap
from cdcs.forms.cong_doan import CongDoanCreateForm, CongDoanForm
from cdcs.models import CongDoan
from core.access import allowed
from taikhoan.once import act_once


@allowed("thanh_lap")
def cong_doan_create(request: HttpRequest) -> HttpResponse:
    """A new unit under a parent of the user's scope."""
    code = request.GET.get("cap_tren", "")
    form = CongDoanCreateForm(request.POST or None, user=request.user, initial={"cap_tren": code} if code else {})
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            unit = thanh_lap(form.data_of_unit, by=request.user)
            if "them_moi" in request.POST:
                return f"{reverse('cong_doan_create')}?cap_tren={form.data_of_unit.cap_tren}"
            return reverse("cong_doan_detail", kwargs={"pk": unit.pk})

        if done := act_once(request, form, act, f"Đã ghi thành lập {form.cleaned_data['ten']}."):
            return done
    return render(request, "cdcs/unit_create.html", {"form": form})


@allowed("edit_thong_tin_cong_doan")
def cong_doan_update(request: HttpRequest, pk: int) -> HttpResponse:
    """Facts without history; when somebody else saved first, both texts are shown."""
    unit = get_object_or_404(CongDoan, pk=pk)
    require(request.user, "edit_thong_tin_cong_doan", unit)
    form = CongDoanForm(request.POST or None, initial={**CongDoanForm.shown(unit), "version": unit.version})
    conflict = None
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]

        def act() -> str:
            edit_thong_tin_cong_doan(unit, by=request.user, version=version, **form.facts)
            return reverse("cong_doan_detail", kwargs={"pk": pk})

        if done := act_once(request, form, act, "Đã lưu."):
            return done
        now = CongDoan.objects.get(pk=pk)
        if now.version != version:
            conflict = form.conflict_with(CongDoanForm.shown(now), now.version)
    return render(request, "cdcs/unit_update.html", {"form": form, "unit": unit, "conflict": conflict})

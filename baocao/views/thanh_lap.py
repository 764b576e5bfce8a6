"""Founding a CĐCS or a nghiệp đoàn: fill, preview, write in one act, undo (07 §7.2, 02 §2.6-7)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from baocao.actions.people_grid import PeopleRefused
from baocao.actions.thanh_lap import (
    KetQuaThanhLap,
    ThanhLapData,
    found_union,
    preview_union,
    undo_thanh_lap,
)
from baocao.forms import MAX_ROWS, PeopleGrid
from baocao.forms.thanh_lap import ThanhLapForm, from_employer
from baocao.views.dinh_chinh import offer_dinh_chinh
from baocao.views.people_grid import GridPage
from cdcs.access import require, rights_of
from cdcs.enums import CO_SO
from cdcs.forms.cong_doan import kinds_to_found
from core.access import allowed
from core.refusal import Refused
from doanvien.enums import GioiTinh
from sapxep.enums import HoSoThanhLap
from sapxep.models import ThanhLap
from taikhoan.drafts import draft_place
from taikhoan.once import act_once, refuse

DRAFT = "thanh_lap"


class ThanhLapPage(GridPage):
    """One request of a founding: the form above the grid of the people grid, whose cells and paste it shares."""

    form: ThanhLapForm

    def __init__(self, request: HttpRequest):
        self.request, self.draft, self.naming, self.settled = request, draft_place(request, DRAFT), False, None
        posted = request.POST if request.method == "POST" else None
        initial = self.draft.values or from_employer(request.GET.get("doanh_nghiep", ""), request.user)
        self.form = ThanhLapForm(posted, user=request.user, initial=initial)
        self.grid = PeopleGrid.read(posted if posted is not None else self.draft.values)
        self.checked: int | None = None
        self.found: KetQuaThanhLap | None = None

    @property
    def data(self) -> ThanhLapData:
        """The founding as the action takes it."""
        form = self.form.cleaned_data
        day, decision = form["ngay"], form["so_quyet_dinh"]
        sheet = self.grid.as_sheet(None, day, decision) if self.grid.filled else None
        return ThanhLapData(
            self.form.unit, form["ho_so"], form["nganh_nghe"], form["dia_ban"], form["doanh_nghiep"],
            form["so_luong"] or 0, form["so_nu"] or 0, sheet,
        )  # fmt: skip

    def show(self, plan) -> None:
        """Put what was found at cells and in the summary."""
        for text in self.grid.show(plan):
            self.form.add_error(None, text)

    def check(self) -> None:
        """Say what the founding would do; nothing is written."""
        try:
            self.found = preview_union(self.data, by=self.request.user)
        except PeopleRefused as reason:
            self.show(reason.plan)
        except Refused as reason:
            refuse(self.request, self.form, reason, self.draft)

    def write(self, skip_errors: bool = False) -> HttpResponse | None:
        """Found once; the draft is forgotten with it."""

        def act() -> str:
            try:
                found = self.found = found_union(self.data, by=self.request.user)
            except PeopleRefused as reason:
                self.show(reason.plan)
                raise
            return reverse("cong_doan_detail", args=[found.don_vi.pk])

        return act_once(self.request, self.form, act, warnings=self.said, draft=self.draft)

    def said(self) -> list[str]:
        """What is said after the act: what it did in figures, then what is worth a look."""
        assert self.found is not None
        found = self.found
        text = f"Đã thành lập {found.don_vi.ten} ({found.don_vi.ma}) với {found.doan_vien} đoàn viên."
        messages.success(self.request, text)
        return found.warnings

    def answer(self) -> HttpResponse | None:
        """Do what the pressed button asks for; None when the page is to be shown."""
        act = self.request.POST.get("viec", "kiem_tra")
        if act in ("them", "dan"):
            self.form.errors.clear()  # nothing was sent to be judged yet
            if act == "them":
                self.grid.grow()
            else:
                self.paste()
        elif self.form.is_valid():
            if act == "ghi" and self.request.POST.get("da_kiem", "") == self.seal():
                return self.write()
            self.check()
        return None

    def seal(self) -> str:
        """What the preview was of: another number of people, another unit, and it is shown anew."""
        data = self.form.cleaned_data
        return f"{len(self.grid.filled)}/{data['so_luong'] or 0}/{data['ten']}/{data['ngay']}"

    def context(self) -> dict[str, Any]:
        if not self.grid.rows:
            self.grid.grow()
        return {
            "form": self.form, "grid": self.grid, "draft": self.draft, "found": self.found, "max_rows": MAX_ROWS,
            "problems": self.problems(), "lists": {"gioi_tinh": GioiTinh.labels},
            "seal": self.seal() if self.found else "",
            "submit_key": self.form["submit_key"].value() or self.form.initial["submit_key"],
        }  # fmt: skip


@allowed("thanh_lap")
@require_http_methods(["GET", "POST"])
def thanh_lap(request: HttpRequest) -> HttpResponse:
    """One founding: filled, previewed, written."""
    if not CO_SO & set(kinds_to_found(request.user)):
        raise PermissionDenied  # an officer founds a tổ công đoàn, on its own page
    page = ThanhLapPage(request)
    if request.method == "POST" and (done := page.answer()):
        return done
    return render(request, "baocao/thanh_lap.html", page.context())


@allowed("view_don_vi")
def thanh_lap_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A founding that was carried out: its file, employers, members, and the way back."""
    act = get_object_or_404(ThanhLap.objects.select_related("cong_doan", "created_by", "lo_nhap", "undone_by"), pk=pk)
    require(request.user, "view_don_vi", act.cong_doan)
    papers = [(label, value in act.ho_so) for value, label in HoSoThanhLap.choices]
    may_undo = act.undone_at is None and rights_of(request.user).can_at("undo_sap_xep", act.cong_doan)
    return render(request, "baocao/thanh_lap_detail.html", {"act": act, "papers": papers, "may_undo": may_undo})


@allowed("undo_sap_xep")
@require_POST
def thanh_lap_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a founding back."""
    act = get_object_or_404(ThanhLap.objects.select_related("cong_doan"), pk=pk)
    try:
        undo_thanh_lap(act, by=request.user)
    except Refused as reason:
        if reason.call is not None:
            return offer_dinh_chinh(request, reason.call)
        messages.error(request, str(reason))
        return redirect("thanh_lap_detail", pk=pk)
    messages.success(request, f"Đã hoàn tác thành lập {act.cong_doan.ten}: sổ trở lại như trước.")
    return redirect("sap_xep_list")

"""Accounts of officers of the own CĐCS (08 §8.8 `edit_tai_khoan_cdcs`)."""

from typing import cast

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from cdcs.access import rights_of
from cdcs.actions.tai_khoan import create_can_bo_cdcs, reset_can_bo_cdcs, set_active_can_bo_cdcs
from cdcs.enums import VaiTro
from cdcs.exporters import write_tai_khoan
from cdcs.forms.tai_khoan import CanBoCDCSForm
from cdcs.forms.tham_so import units_of_reader
from cdcs.models import PhanCong
from core.access import allowed
from core.dates import format_date, today
from core.downloads import send_download
from core.paging import paginate
from core.refusal import Refused
from taikhoan.actions import claim_submit_key, record
from taikhoan.models import User

ORDER = ("cong_doan__ma", "pk")


def officers(request: HttpRequest):
    """Officers' posts of today in the user's units, with account and unit."""
    rows = PhanCong.objects.valid_on(today()).filter(vai_tro=VaiTro.CAN_BO_CDCS).select_related("user", "cong_doan")
    return rights_of(request.user).scope("edit_tai_khoan_cdcs").filter(rows)


@allowed("edit_tai_khoan_cdcs")
def tai_khoan_list(request: HttpRequest) -> HttpResponse:
    """Who may sign in for a CĐCS of the user."""
    page = paginate(officers(request), list(ORDER), request.GET, noun="tài khoản")
    return render(request, "cdcs/tai_khoan.html", {"page": page})


@allowed("edit_tai_khoan_cdcs")
@never_cache
def tai_khoan_export(request: HttpRequest) -> FileResponse:
    """Excel of the accounts; it names people [06-6.2-12]."""
    rows, units = list(officers(request).order_by(*ORDER)), units_of_reader(request.user)
    record(by=request.user, act="edit_tai_khoan_cdcs", unit=units[0].ma, viec="tải danh sách", so_dong=len(rows))
    head = ["Tài khoản cán bộ CĐCS", ", ".join(map(str, units)), f"Lập ngày {format_date(today())}"]
    return send_download(write_tai_khoan(rows, head), "tai-khoan-can-bo-cdcs", units[0].ma, today())


@allowed("edit_tai_khoan_cdcs")
@never_cache
def tai_khoan_create(request: HttpRequest) -> HttpResponse:
    """A new officer's account; the one-time password stands on the answer alone, so there is no redirect."""
    form = CanBoCDCSForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            with transaction.atomic():
                key = data["submit_key"]
                if key and not claim_submit_key(by=cast(User, request.user), key=key):
                    raise Refused("Trang này đã gửi rồi. Chưa kịp ghi mật khẩu thì cấp mật khẩu mới ở danh sách.")
                made, password = create_can_bo_cdcs(
                    data["cong_doan"], by=request.user, username=data["username"], ho_ten=data["ho_ten"]
                )
        except Refused as reason:
            form.add_refusal(reason)
        else:
            return render(request, "cdcs/mat_khau.html", {"account": made, "password": password})
    return render(request, "cdcs/tai_khoan_create.html", {"form": form})


def account_for(request: HttpRequest, pk: int) -> User:
    """The account of an officer in the user's units; 404 for every other one."""
    return get_object_or_404(User, pk=pk, pk__in=officers(request).values("user_id"))


@allowed("edit_tai_khoan_cdcs")
@never_cache
@require_POST
def tai_khoan_password(request: HttpRequest, pk: int) -> HttpResponse:
    """A new one-time password, told once."""
    account = account_for(request, pk)
    try:
        password = reset_can_bo_cdcs(account, by=request.user)
    except Refused as reason:
        messages.error(request, str(reason))
        return redirect("tai_khoan_list")
    return render(request, "cdcs/mat_khau.html", {"account": account, "password": password})


@allowed("edit_tai_khoan_cdcs")
@require_POST
def tai_khoan_update(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop an account, or open it again."""
    account, active = account_for(request, pk), "mo" in request.POST
    try:
        set_active_can_bo_cdcs(account, by=request.user, active=active)
    except Refused as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, f"Đã {'mở lại' if active else 'ngừng'} tài khoản {account.username}.")
    return redirect("tai_khoan_list")

"""The second factor: set up with a QR picture, asked for at sign-in [06-6.2-18]."""

import io

import django_otp
import qrcode
import qrcode.image.svg
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django_otp.plugins.otp_totp.models import TOTPDevice

from core.access import allowed
from taikhoan.actions import confirm_second_factor, record
from taikhoan.enums import HanhVi
from taikhoan.forms import CodeForm
from taikhoan.middleware import NEXT, SECOND_FACTOR_DUE


def device_of(user) -> TOTPDevice:
    """The device in use, else the one being set up; a new secret is made once, so that reloading keeps the picture."""
    device = TOTPDevice.objects.filter(user=user).order_by("-confirmed", "-pk").first()
    return device or TOTPDevice.objects.create(user=user, name="điện thoại", confirmed=False)


def qr_svg(text: str) -> SafeString:
    """`text` as an SVG picture to stand in the page: no file, no inline style, so the content policy lets it pass."""
    out = io.BytesIO()
    qrcode.make(text, image_factory=qrcode.image.svg.SvgPathImage, box_size=12).save(out)
    picture = out.getvalue().decode()
    return mark_safe(picture[picture.index("<svg") :])  # noqa: S308 - made here of lines alone  # nosec B308


@allowed("edit_ban_than")
@sensitive_post_parameters("code")
@never_cache
def second_factor(request: HttpRequest) -> HttpResponse:
    """Without a device: set one up. With one, after the password: ask for its code. Verified: say so."""
    device = device_of(request.user)
    done = device.confirmed and request.user.is_verified()
    form = CodeForm(device, request.POST or None)
    if request.method == "POST" and not done:
        if form.is_valid():
            if not device.confirmed:
                confirm_second_factor(by=request.user, device=device)
                messages.success(request, "Đã bật xác thực hai bước.")
            django_otp.login(request, device)
            request.session.pop(SECOND_FACTOR_DUE, None)
            request.session.cycle_key()
            return redirect(request.session.pop(NEXT, "home"))
        record(by=request.user, act=HanhVi.SECOND_FACTOR_FAILED)
    context = {"form": form, "device": device, "done": done}
    if not device.confirmed:
        context |= {"picture": qr_svg(device.config_url), "secret": device.key}
    return render(request, "taikhoan/second_factor.html", context)

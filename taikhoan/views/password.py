"""The own password, also the forced change after a one-time password."""

from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from core.access import allowed
from taikhoan.actions import change_password
from taikhoan.forms import PasswordForm


@allowed("edit_ban_than")
@sensitive_post_parameters()
@never_cache
def password(request: HttpRequest) -> HttpResponse:
    """Change the own password; every other session of the account ends."""
    forced = request.user.doi_mat_khau
    form = PasswordForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        change_password(by=request.user, password=form.cleaned_data["new_password1"])
        auth.update_session_auth_hash(request, request.user)  # type: ignore[arg-type]
        messages.success(request, "Đã đổi mật khẩu. Các phiên đăng nhập khác của bạn đã kết thúc.")
        return redirect("home")
    return render(request, "taikhoan/password.html", {"form": form, "forced": forced})

"""Forms of the accounts room: they only check; the views act."""

import re

from django import forms
from django.contrib.auth.forms import AuthenticationForm, SetPasswordForm
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django_otp.plugins.otp_totp.models import TOTPDevice

from core.forms import HouseForm, LineField


class LoginForm(AuthenticationForm):
    """One answer for an unknown account, a stopped one and a wrong password [06-6.2-18]."""

    error_messages = {
        "invalid_login": "Tên đăng nhập hoặc mật khẩu chưa đúng. Chữ hoa và chữ thường khác nhau.",
        "inactive": "Tên đăng nhập hoặc mật khẩu chưa đúng. Chữ hoa và chữ thường khác nhau.",
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "Tên đăng nhập"
        self.fields["password"].label = "Mật khẩu"
        self.label_suffix = ""


class PasswordForm(SetPasswordForm):
    """The user's own new password; the present one is asked for, and the new one must differ."""

    old_password = forms.CharField(
        label="Mật khẩu hiện tại",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ["old_password", "new_password1", "new_password2"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].label = "Mật khẩu mới"
        self.fields["new_password1"].help_text = "Ít nhất 12 ký tự, không phải mật khẩu thường gặp."
        self.fields["new_password2"].label = "Nhập lại mật khẩu mới"
        self.fields["new_password2"].help_text = ""
        self.label_suffix = ""

    def clean_old_password(self) -> str:
        old = self.cleaned_data["old_password"]
        if not self.user.check_password(old):
            raise ValidationError("Mật khẩu hiện tại chưa đúng. Nhập lại.", code="password_incorrect")
        return old

    def clean(self):
        cleaned = super().clean()
        new = self.cleaned_data.get("new_password1")
        if new and new == self.cleaned_data.get("old_password"):
            self.add_error("new_password1", "Mật khẩu mới phải khác mật khẩu hiện tại.")
        return cleaned


class CodeForm(forms.Form):
    """The six digits that the phone shows."""

    code = forms.CharField(
        label="Mã xác thực (6 chữ số)",
        max_length=10,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True, "class": "form-control"}
        ),
    )

    def __init__(self, device: TOTPDevice, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.device = device
        self.label_suffix = ""

    def clean_code(self) -> str:
        """The device itself slows down guessing and takes no code twice."""
        code = self.cleaned_data["code"].replace(" ", "")
        allowed, _ = self.device.verify_is_allowed()
        if not allowed:
            raise ValidationError("Đã nhập sai nhiều lần. Chờ một lát rồi nhập mã mới.", code="wait")
        if not self.device.verify_token(code):
            raise ValidationError("Mã chưa đúng hoặc đã hết hạn. Nhập mã đang hiện trên điện thoại.", code="wrong")
        return code


class SavedViewForm(HouseForm):
    """The name of a filtered list, and its query string."""

    ten = LineField(label="Tên bộ lọc", max_length=80, error_messages={"required": "Đặt tên cho bộ lọc trước khi lưu."})
    query = forms.CharField(max_length=1000, required=False, widget=forms.HiddenInput)

    def clean_query(self) -> str:
        """Filters alone: the place in the list is not part of a view, and no personal number is kept [06-6.2-13]."""
        kept = QueryDict(self.cleaned_data["query"].lstrip("?"), mutable=True)
        for name in ("truoc", "sau"):
            kept.pop(name, None)
        if any(re.search(r"\d{9}", value) for _, values in kept.lists() for value in values):
            raise ValidationError("Bộ lọc có một số định danh hoặc số điện thoại: bỏ số đó trước khi lưu.")
        return kept.urlencode()

"""Accounts of officers of a CĐCS."""

import re

from django import forms

from cdcs.enums import CO_SO
from cdcs.forms.don_vi import DonViField, don_vi_field, units_to_choose
from core.forms import LineField, OnceForm


class CanBoCDCSForm(OnceForm):
    """Whose account, under which name; an empty name becomes `<code>.cdcs`."""

    cong_doan = DonViField(label="Công đoàn cơ sở")
    ho_ten = LineField(label="Họ và tên cán bộ", max_length=150)
    username = LineField(
        label="Tên đăng nhập",
        required=False,
        max_length=60,
        help_text="Để trống thì lấy mã đơn vị và .cdcs, ví dụ yyen-001.cdcs.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        don_vi_field(self, "cong_doan").offer(units_to_choose(user, "edit_tai_khoan_cdcs", CO_SO))

    def clean_username(self) -> str:
        name = self.cleaned_data["username"].lower()
        if name and not re.fullmatch(r"[a-z0-9][a-z0-9._-]{2,59}", name):
            raise forms.ValidationError("Tên đăng nhập gồm chữ không dấu, số, dấu chấm hoặc gạch, ít nhất 3 ký tự.")
        return name

    def clean(self):
        data = super().clean()
        unit = data.get("cong_doan")
        if unit and not data.get("username") and "username" not in self.errors:
            data["username"] = f"{unit.ma.lower()}.cdcs"
        return data

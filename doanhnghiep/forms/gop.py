"""Forms for two records that may be one employer."""

from django import forms

from core.forms import OnceForm, ReasonField, choice_field
from doanhnghiep.models import DoanhNghiep


class GopDoanhNghiepForm(OnceForm):
    """Which of two records stays, and why they are one employer."""

    giu = forms.TypedChoiceField(
        label="Giữ hồ sơ", coerce=int, widget=forms.RadioSelect,
        error_messages={"required": "Chọn hồ sơ được giữ lại."},
    )  # fmt: skip
    ly_do = ReasonField(label="Lý do gộp")

    def __init__(self, *args, mot: DoanhNghiep, hai: DoanhNghiep, **kwargs):
        super().__init__(*args, **kwargs)
        choice_field(self, "giu").choices = [(mot.pk, "Hồ sơ 1"), (hai.pk, "Hồ sơ 2")]


class TachDoanhNghiepForm(OnceForm):
    """Why a merged record is taken apart again."""

    ly_do = ReasonField(label="Lý do tách")

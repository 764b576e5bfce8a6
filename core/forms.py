"""Fields and forms of every entry page: typed days and numbers, reasons, a key against double submit (05 §5.4)."""

import secrets
from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.http import QueryDict

from core.dates import format_date, parse_date
from core.numbers import format_int, parse_int
from core.text import clean_text
from core.validators import clean_phone

MIN_REASON, MAX_REASON = 10, 500
REQUIRED = {"required": "Ô này phải có. Điền rồi lưu lại."}
# Every other kind of field speaks the same way, not in Django's words ("Trường này là bắt buộc"), which name no act.
forms.Field.default_error_messages["required"] = REQUIRED["required"]
forms.ChoiceField.default_error_messages["required"] = "Chọn một mục rồi lưu lại."
forms.ChoiceField.default_error_messages["invalid_choice"] = "Mục này không còn trong danh sách: chọn lại rồi lưu."
TOO_LONG = {"max_length": "Viết ngắn lại: tối đa %(limit_value)d ký tự, ở đây có %(show_value)d."}


class DayField(forms.DateField):
    """A typed day: 5/3/2025, 05032025, 2025-03-05; the message says how to write it."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "placeholder": "ngày/tháng/năm", "autocomplete": "off"})

    def __init__(self, **kwargs):
        super().__init__(**{"error_messages": REQUIRED, **kwargs})

    def to_python(self, value):
        if value in self.empty_values or (isinstance(value, str) and not value.strip()):
            return None
        try:
            return parse_date(value)
        except ValueError as reason:
            raise forms.ValidationError(str(reason), code="invalid") from reason

    def prepare_value(self, value):
        return value if isinstance(value, str) else format_date(value)


class IntField(forms.IntegerField):
    """A typed whole number: 1250, 1.250, 1 250."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def __init__(self, **kwargs):
        low, high = kwargs.setdefault("min_value", 0), kwargs.setdefault("max_value", 2_000_000_000)
        said = {
            "min_value": f"Số nhỏ nhất ghi được ở đây là {format_int(low)}.",
            "max_value": f"Số lớn nhất ghi được ở đây là {format_int(high)}.",
        }
        super().__init__(**{"error_messages": REQUIRED | said, **kwargs})

    def to_python(self, value):
        if value in self.empty_values or (isinstance(value, str) and not value.strip()):
            return None
        try:
            return parse_int(value)
        except ValueError as reason:
            raise forms.ValidationError(str(reason), code="invalid") from reason

    def prepare_value(self, value):
        return format_int(value) if isinstance(value, int) else value


class LineField(forms.CharField):
    """One line of text, cleaned as every text that comes in [03-3.3-7]."""

    def __init__(self, **kwargs):
        super().__init__(**{"error_messages": REQUIRED | TOO_LONG, **kwargs})

    def to_python(self, value):
        return clean_text(super().to_python(value) or "")


class PhoneField(LineField):
    """A telephone number, typed on the keys of a telephone; what stands already (`stored`) may stay unusual."""

    widget = forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"})
    stored = ""

    def __init__(self, **kwargs):
        super().__init__(**{"label": "Điện thoại", "required": False, "max_length": 20, **kwargs})

    def clean(self, value):
        text = super().clean(value)
        try:
            return text if text in ("", self.stored) else clean_phone(text)
        except ValueError as reason:
            raise forms.ValidationError(str(reason), code="invalid") from reason


class ReasonField(LineField):
    """A typed reason of 10 to 500 characters."""

    widget = forms.Textarea(attrs={"rows": 3, "maxlength": MAX_REASON})

    def __init__(self, **kwargs):
        kwargs.setdefault("label", "Lý do")
        kwargs.setdefault("help_text", f"{MIN_REASON} đến {MAX_REASON} ký tự; được ghi vào nhật ký.")
        super().__init__(**{"max_length": MAX_REASON, **kwargs})

    def clean(self, value):
        text = super().clean(value)
        if text and len(text) < MIN_REASON:
            raise forms.ValidationError(f"Viết rõ hơn: ít nhất {MIN_REASON} ký tự, ở đây có {len(text)}.", code="short")
        return text


def choice_field(form: forms.Form, name: str) -> forms.ChoiceField:
    """The field of this name, whose choices depend on the reader."""
    return cast(forms.ChoiceField, form.fields[name])


def _shown(field: forms.Field, value: Any) -> Any:
    """A value as the field shows it: a choice by its label."""
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        return dict(cast(Any, field.choices)).get(value, value)
    return field.prepare_value(value)


class HouseForm(forms.Form):
    """The base of our forms: no colon behind labels, refusals of an action put at their field.

    `sealed_act` is the refused act where another way is open to it (`taikhoan.once`).
    """

    sealed_act = ""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    def add_refusal(self, reason: Exception) -> None:
        """Put what an action refused at the field it names, or above the form."""
        name = getattr(reason, "field", "")
        self.add_error(name if name in self.fields else None, str(reason))

    def conflict_with(self, current: Mapping[str, Any], version: int) -> list[dict]:
        """Both texts of every field that differs, after somebody else saved; saving again now overwrites knowingly."""
        posted = cast(QueryDict, self.data).copy()
        posted[self.add_prefix("version")] = str(version)
        self.data = posted
        rows = []
        for name, theirs in current.items():
            theirs_text, mine_text = (_shown(self.fields[name], v) for v in (theirs, self.cleaned_data.get(name)))
            if str(mine_text or "") != str(theirs_text or ""):
                rows.append({"label": self.fields[name].label, "mine": mine_text, "theirs": theirs_text})
        return rows


class OnceForm(HouseForm):
    """A form whose post counts once: the key is drawn when the page is made and kept when it comes back wrong."""

    submit_key = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("submit_key", secrets.token_hex(16))
        self.fields["submit_key"].initial = self.initial["submit_key"]

    def conflict_with(self, current: Mapping[str, Any], version: int) -> list[dict]:
        """As of every form; one that was bound to a draft, which has no key, is shown with one."""
        rows = super().conflict_with(current, version)
        if not self.data.get(self.add_prefix("submit_key")):
            cast(QueryDict, self.data)[self.add_prefix("submit_key")] = self.initial["submit_key"]
        return rows

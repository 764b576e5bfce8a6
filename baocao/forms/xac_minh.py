"""The question of the verify page: a hash that stands on paper, or a file."""

from typing import Any

from django import forms

from core.forms import HouseForm, LineField


class XacMinhForm(HouseForm):
    """A typed hash or one of our files; a file wins."""

    ma = LineField(
        label="Mã băm", required=False, max_length=100,
        help_text="In ở chân trang bản Word, trang “Nguồn số liệu” của tệp Excel. Gõ ít nhất 8 ký tự đầu.",
    )  # fmt: skip
    tep = forms.FileField(
        label="Hoặc tệp .xlsx, .docx của báo cáo", required=False, help_text="Tệp chỉ được đọc, không được lưu.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.docx"}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not data.get("ma") and not data.get("tep") and not self.errors:
            self.add_error("ma", "Gõ mã băm, hoặc chọn tệp.")
        return data

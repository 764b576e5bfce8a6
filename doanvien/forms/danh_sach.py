"""Filters and searches of the list of members (05 §5.5)."""

import re

from django import forms

from core.forms import DayField, HouseForm, LineField, ReasonField
from doanvien.enums import GioiTinh
from doanvien.queries.doan_vien import MIN_DIGITS

AGES = {
    "duoi_25": ("Dưới 25", (None, 24)),
    "25_34": ("25 - 34", (25, 34)),
    "35_44": ("35 - 44", (35, 44)),
    "45_54": ("45 - 54", (45, 54)),
    "tu_55": ("Từ 55", (55, None)),
}
STATES = {"": "Đang sinh hoạt", "da_ra": "Đã ra khỏi tổ chức"}
WITH_CCCD = {"": "Có và chưa có", "co": "Có số CCCD", "chua": "Chưa có số CCCD"}
SORTS = {"": "Tên", "moi": "Mới ghi trước"}


class DoanVienFilter(HouseForm):
    """What the address of the list says; a value that cannot be read is left out."""

    q = LineField(label="Tìm theo tên, không cần dấu", required=False, max_length=100)
    gioi_tinh = forms.ChoiceField(label="Giới", required=False, choices=[("", "Nam và nữ"), *GioiTinh.choices])
    tuoi = forms.ChoiceField(
        label="Tuổi", required=False, choices=[("", "Mọi tuổi"), *((k, v[0]) for k, v in AGES.items())]
    )
    trang_thai = forms.ChoiceField(label="Trạng thái", required=False, choices=list(STATES.items()))
    cccd = forms.ChoiceField(label="Số CCCD", required=False, choices=list(WITH_CCCD.items()))
    ket_nap_tu = DayField(label="Kết nạp từ ngày", required=False)
    ket_nap_den = DayField(label="đến ngày", required=False)
    sap_xep = forms.ChoiceField(label="Sắp xếp", required=False, choices=list(SORTS.items()))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="loc_%s", **kwargs)
        self.fields["q"].widget = forms.TextInput(
            attrs={"type": "search", "placeholder": "vd. nguyen thi anh", "autocomplete": "off"}
        )

    def clean_q(self) -> str:
        text = self.cleaned_data["q"]
        if re.search(r"\d", text):
            raise forms.ValidationError("Ô này tìm theo tên. Tìm theo số thì bấm nút “Tìm theo số”.")
        return text


class NumberSearch(HouseForm):
    """A number, or its last four or more digits; it is posted, so that it never stands in an address [06-6.2-13]."""

    q = LineField(
        label="Tìm theo số CCCD, số thẻ, điện thoại",
        max_length=40,
        help_text=f"Cả số, hoặc ít nhất {MIN_DIGITS} chữ số cuối.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="so_%s", **kwargs)

    def clean_q(self) -> str:
        text = re.sub(r"[\s.\-]+", "", self.cleaned_data["q"]).upper()
        if not re.search(r"\d", text):
            return self.cleaned_data["q"]
        if not re.fullmatch(r"[A-Z0-9]+", text) or len(text) < MIN_DIGITS:
            raise forms.ValidationError(f"Gõ ít nhất {MIN_DIGITS} chữ số cuối.")
        return text


class ExportForm(HouseForm):
    """Why a list with whole numbers is taken away."""

    ly_do = ReasonField(label="Lý do tải danh sách có số đầy đủ")

"""Forms of commendation: the rule, and what the proposal says that the product does not know (01 R12)."""

from django import forms

from cdcs.enums import ThuocDo
from cdcs.models import ChuongTrinh
from core.forms import DayField, HouseForm, IntField, LineField, OnceForm, choice_field
from core.text import clean_text

MAX_GROUNDS = 2000


class DieuKienKhenForm(OnceForm):
    """Who is proposed: the reading of members and the two shares."""

    thuoc_do = forms.ChoiceField(label="Cách tính đoàn viên", required=False)
    nguong_doan_vien = IntField(
        label="Đoàn viên: trên (%)", min_value=100, max_value=500,
        help_text="100 là cao hơn chỉ tiêu. Đạt đúng mức này chưa phải là vượt.",
    )  # fmt: skip
    nguong_cdcs = IntField(
        label="CĐCS mới: từ (%)", min_value=1, max_value=500,
        help_text="Chỉ xét nơi được giao chỉ tiêu CĐCS. Đạt đúng mức này là đủ.",
    )  # fmt: skip

    def __init__(self, *args, programme: ChuongTrinh, **kwargs):
        initial = {
            "thuoc_do": programme.khen_thuoc_do, "nguong_doan_vien": programme.khen_nguong_doan_vien,
            "nguong_cdcs": programme.khen_nguong_cdcs,
        }  # fmt: skip
        super().__init__(*args, initial=initial, **kwargs)
        same = f"Như cách tính chỉ tiêu năm ({ThuocDo(programme.thuoc_do_nam).label.lower()})"
        choice_field(self, "thuoc_do").choices = [("", same), *ThuocDo.choices]

    @property
    def rule(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("thuoc_do", "nguong_doan_vien", "nguong_cdcs")}


class ToTrinhForm(HouseForm):
    """What stands in the proposal and in no book; everything may stay empty, to be filled in on paper."""

    so = LineField(label="Số tờ trình", required=False, max_length=20, help_text="Chỉ phần số, vd. 12")
    dia_danh = LineField(label="Địa danh", required=False, max_length=60, help_text="Đứng trước ngày ký, vd. Nam Định")
    ngay = DayField(label="Ngày ký", required=False)
    can_cu = forms.CharField(
        label="Căn cứ khen thưởng", required=False, max_length=MAX_GROUNDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Mỗi dòng một văn bản, vd. quy chế khen thưởng đang dùng. Chương trình và quyết định giao chỉ tiêu "
        "đã có sẵn.",
    )  # fmt: skip
    hinh_thuc = LineField(
        label="Hình thức khen thưởng", required=False, max_length=200, help_text="vd. Bằng khen của Ban Chấp hành"
    )
    nguoi_ky = LineField(label="Người ký", required=False, max_length=100)

    def clean_can_cu(self) -> list[str]:
        """The grounds without the word they begin with and the sign they end with, which the document adds."""
        lines = [clean_text(line).rstrip(" ;.") for line in self.cleaned_data["can_cu"].splitlines()]
        return [line.removeprefix("Căn cứ ").strip() for line in lines if line]

"""What the addresses of the lists say."""

from django import forms

from core.forms import HouseForm
from nhiemvu.enums import LinhVucKienNghi, LoaiDoiThoai, LoaiThoaUoc, XepLoai

CHUA_CO, CHO_BAN = "chua_co", "cho_ban"
TINH_TRANG = [
    ("", "Đang hiệu lực"),
    ("sap_het_60", "Hết hạn trong 60 ngày"),
    ("sap_het_90", "Hết hạn trong 90 ngày"),
    ("het_han", "Đã hết hạn, chưa ký lại"),
    (CHUA_CO, "CĐCS chưa có thỏa ước"),
    ("tat_ca", "Mọi thỏa ước đã ghi"),
]
TRA_LOI = [("", "Tất cả"), ("cho", "Chưa trả lời"), ("da_tra_loi", "Đã trả lời"), (CHO_BAN, "Chờ bạn trả lời")]


class ListFilter(HouseForm):
    """What every list of this room may be narrowed to; `truc_thuoc` leaves the base units directly under the unit."""

    truc_thuoc = forms.BooleanField(label="Chỉ CĐCS trực thuộc", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="loc_%s", **kwargs)
        self.is_valid()

    @property
    def words(self) -> list[str]:
        """The conditions in words."""
        found = []
        for name, field in self.fields.items():
            value = self.cleaned_data.get(name)
            if value is True:
                found.append(str(field.label))
            elif value:
                found.append(f"{field.label}: {dict(getattr(field, 'choices', ())).get(value)}")
        return found

    @property
    def shown(self) -> list[forms.BoundField]:
        """The selects, for the template."""
        return [self[name] for name in self.fields if name != "truc_thuoc"]


class ThoaUocFilter(ListFilter):
    """The list of agreements."""

    tinh_trang = forms.ChoiceField(label="Tình trạng", required=False, choices=TINH_TRANG)
    xep_loai = forms.ChoiceField(label="Xếp loại", required=False, choices=[("", "Mọi loại"), *XepLoai.choices])
    loai = forms.ChoiceField(label="Loại thỏa ước", required=False, choices=[("", "Mọi loại"), *LoaiThoaUoc.choices])

    def clean(self) -> dict:
        """A base unit without an agreement has none of a kind or grade: what stands there narrows nothing."""
        data = super().clean() or self.cleaned_data
        return data | {"xep_loai": "", "loai": ""} if data.get("tinh_trang") == CHUA_CO else data


class DoiThoaiFilter(ListFilter):
    """The list of dialogues."""

    loai = forms.ChoiceField(label="Hình thức", required=False, choices=[("", "Tất cả"), *LoaiDoiThoai.choices])


class KienNghiFilter(ListFilter):
    """The list of issues."""

    trang_thai = forms.ChoiceField(label="Trạng thái", required=False, choices=TRA_LOI)
    linh_vuc = forms.ChoiceField(label="Lĩnh vực", required=False, choices=[("", "Tất cả"), *LinhVucKienNghi.choices])

"""Founding a unit and editing its facts; the action judges, the form only reads (05 §5.4)."""

from typing import cast

from django import forms

from cdcs.access import rights_of
from cdcs.actions import CongDoanData
from cdcs.enums import CAP_TREN, CO_SO, DUOI_CO_SO, LoaiCongDoan
from cdcs.forms.don_vi import DonViField, units_to_choose
from cdcs.models import CongDoan
from core.forms import REQUIRED, DayField, LineField, OnceForm, PhoneField

NOT_BELOW_BASE = CAP_TREN | CO_SO | {LoaiCongDoan.CDCS_THANH_VIEN, LoaiCongDoan.CONG_DOAN_BO_PHAN}
PROVINCE = frozenset({LoaiCongDoan.TONG_LDLD, LoaiCongDoan.LDLD_TINH})
FACTS = ("dia_chi", "dien_thoai", "so_quyet_dinh", "dia_danh", "toan_don_vi", "ten_ngan")  # without history


def kinds_to_found(user) -> list[LoaiCongDoan]:
    """The kinds of units that the user may found (08 §8.3): an officer of a CĐCS tổ công đoàn alone."""
    rights = rights_of(user)
    kinds: set[LoaiCongDoan] = set()
    for grant in rights.grants("thanh_lap"):
        kinds |= {LoaiCongDoan.TO_CONG_DOAN} if grant.cell.note else CO_SO | DUOI_CO_SO
    if rights.can("edit_cong_doan_cap_tren"):
        kinds |= CAP_TREN
        if not CongDoan.objects.exists():
            kinds |= PROVINCE
    return [kind for kind in LoaiCongDoan if kind in kinds]


class CongDoanCreateForm(OnceForm):
    """What the sheet of units asks for at a founding, no more (03 §3.3)."""

    loai = forms.ChoiceField(label="Loại hình", error_messages=REQUIRED)
    cap_tren = DonViField(label="Đơn vị cấp trên", required=False)
    ma = LineField(label="Mã đơn vị", max_length=30, help_text="Chữ và số, không dấu; dùng mãi, không đổi.")
    ten = LineField(label="Tên đơn vị", max_length=250)
    ngay_thanh_lap = DayField(label="Ngày thành lập", help_text="Ngày của quyết định công nhận.")
    so_quyet_dinh = LineField(label="Số quyết định", max_length=100, required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        kinds = kinds_to_found(user)
        loai, cap_tren = cast(forms.ChoiceField, self.fields["loai"]), cast(DonViField, self.fields["cap_tren"])
        loai.choices = [("", "Chọn loại hình"), *((kind.value, kind.label) for kind in kinds)]
        if len(kinds) == 1:
            loai.initial = kinds[0].value
        word = "thanh_lap" if rights_of(user).can("thanh_lap") else "edit_cong_doan_cap_tren"
        cap_tren.offer(units_to_choose(user, word, PROVINCE | NOT_BELOW_BASE))

    @property
    def data_of_unit(self) -> CongDoanData:
        """The founding as the action takes it."""
        data = self.cleaned_data
        return CongDoanData(
            ma=data["ma"],
            ten=data["ten"],
            loai=data["loai"],
            cap_tren=data["cap_tren"].ma if data["cap_tren"] else "",
            ngay_thanh_lap=data["ngay_thanh_lap"],
            so_quyet_dinh=data["so_quyet_dinh"],
        )


class CongDoanForm(OnceForm):
    """Facts without history; name, parent and end change by decisions (08 §8.3)."""

    dia_chi = LineField(label="Địa chỉ", max_length=250, required=False)
    dien_thoai = PhoneField()
    so_quyet_dinh = LineField(label="Số quyết định thành lập", max_length=100, required=False)
    dia_danh = LineField(
        label="Địa danh trên văn bản",
        max_length=100,
        required=False,
        help_text="Ghi trước ngày tháng của báo cáo, ví dụ Ý Yên. Để trống: lấy theo tên đơn vị.",
    )
    toan_don_vi = LineField(
        label="Cách gọi toàn đơn vị",
        max_length=100,
        required=False,
        help_text="Dùng trong câu của báo cáo, ví dụ toàn huyện. Để trống: theo loại hình.",
    )
    ten_ngan = LineField(label="Tên ngắn trong câu", max_length=100, required=False,
                         help_text="Ví dụ LĐLĐ huyện. Để trống: theo loại hình.")  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)

    @staticmethod
    def shown(unit: CongDoan) -> dict[str, str]:
        """The facts of a unit as the form shows them."""
        return {name: getattr(unit, name) for name in FACTS}

    @property
    def facts(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in FACTS}

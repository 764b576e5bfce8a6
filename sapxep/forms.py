"""Forms of reorganisation: handing employers over, answering a proposal, the filter of the decisions."""

from django import forms

from cdcs.enums import QUAN_LY_DOANH_NGHIEP
from cdcs.forms.don_vi import DonViField, don_vi_field
from cdcs.models import CongDoan
from core.forms import DayField, HouseForm, LineField, OnceForm, ReasonField
from sapxep.actions.chuyen_quan_ly import ChuyenData
from sapxep.enums import CHUYEN, THANH_LAP, LoaiSapXep

KINDS = [("", "Mọi loại"), (THANH_LAP, "Thành lập"), *LoaiSapXep.choices, (CHUYEN, "Chuyển đơn vị quản lý")]


class ChuyenQuanLyForm(OnceForm):
    """The hand-over of the employers that are ticked, or of all that the filter names."""

    dich = DonViField(label="Đơn vị nhận quản lý")
    ngay = DayField(label="Ngày hiệu lực")
    so_quyet_dinh = LineField(label="Số quyết định", max_length=100, required=False)
    ly_do = ReasonField()
    pham_vi = forms.ChoiceField(
        label="Chuyển", choices=[("chon", "các đơn vị được chọn"), ("loc", "mọi đơn vị của bộ lọc")], initial="chon",
        widget=forms.RadioSelect,
    )  # fmt: skip

    def __init__(self, *args, asks_number: bool, **kwargs):
        super().__init__(*args, **kwargs)
        # Codes and names of active units are known to everybody: a clerk may name another district [02-2.7-4].
        units = CongDoan.objects.filter(loai__in=QUAN_LY_DOANH_NGHIEP, ngay_ket_thuc=None)
        don_vi_field(self, "dich").offer(units.order_by("ten_khong_dau", "ma"))
        self.fields["so_quyet_dinh"].required = asks_number

    def hand_over(self, employers) -> ChuyenData:
        """The hand-over as the action takes it."""
        data = self.cleaned_data
        return ChuyenData(employers, data["dich"], data["ngay"], data["so_quyet_dinh"], data["ly_do"])


class TraLoiForm(OnceForm):
    """The province's answer to a proposal: carried out with a decision number, or declined with a reason."""

    so_quyet_dinh = LineField(label="Số quyết định", max_length=100, required=False)
    ngay = DayField(label="Ngày hiệu lực")
    tra_loi = ReasonField(label="Lý do không đồng ý", required=False, help_text="Chỉ cần khi không đồng ý.")


class QuyetDinhFilter(HouseForm):
    """What the address of the list of decisions says."""

    loai = forms.ChoiceField(label="Loại quyết định", required=False, choices=KINDS)
    nam = forms.ChoiceField(label="Năm", required=False)

    def __init__(self, *args, years: list[int], **kwargs):
        super().__init__(*args, auto_id="loc_%s", **kwargs)
        self.fields["nam"].choices = [("", "Mọi năm"), *((str(year), str(year)) for year in years)]  # type: ignore[attr-defined]

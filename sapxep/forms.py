"""Forms of reorganisation: handing employers over, answering a proposal, how a unit began, the filter."""

from typing import Any

from django import forms

from cdcs.access import rights_of
from cdcs.enums import CAP_TREN_DUOC_PHEP, QUAN_LY_DOANH_NGHIEP
from cdcs.forms.don_vi import DonViField, don_vi_field, units_to_choose
from cdcs.models import CongDoan
from core.forms import DayField, HouseForm, LineField, OnceForm, ReasonField
from sapxep.actions import GocData
from sapxep.actions.chuyen_quan_ly import ChuyenData
from sapxep.actions.sua_goc import WORD
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

    def __init__(self, *args, user, **kwargs):
        """`user` carries it out, in the own province; who proposes (None) may name any unit.

        Codes and names of active units are known to everybody: a clerk may name another district [02-2.7-4].
        """
        super().__init__(*args, **kwargs)
        units = CongDoan.objects.filter(loai__in=QUAN_LY_DOANH_NGHIEP, ngay_ket_thuc=None)
        if user is not None:
            units = rights_of(user).scope("chuyen_don_vi_quan_ly").filter(units, "pk")
        don_vi_field(self, "dich").offer(units.order_by("ten_khong_dau", "ma"))
        self.fields["so_quyet_dinh"].required = user is not None

    def hand_over(self, employers) -> ChuyenData:
        """The hand-over as the action takes it."""
        data = self.cleaned_data
        return ChuyenData(employers, data["dich"], data["ngay"], data["so_quyet_dinh"], data["ly_do"])


class TraLoiForm(OnceForm):
    """The province's answer to a proposal: carried out with a decision number, or declined with a reason."""

    so_quyet_dinh = LineField(label="Số quyết định", max_length=100, required=False)
    ngay = DayField(label="Ngày hiệu lực")
    tra_loi = ReasonField(label="Lý do không đồng ý", required=False, help_text="Chỉ cần khi không đồng ý.")


class GocForm(OnceForm):
    """How a unit began; what decisions changed since is not asked here."""

    ten = LineField(label="Tên khi thành lập", max_length=250)
    ngay_thanh_lap = DayField(label="Ngày thành lập", help_text="Ngày của quyết định công nhận.")
    cap_tren = DonViField(label="Đơn vị cấp trên khi thành lập")
    ly_do = ReasonField(label="Lý do sửa")
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, unit: CongDoan, user, **kwargs):
        super().__init__(*args, **kwargs)
        field = don_vi_field(self, "cap_tren")
        field.required = unit.cap_tren_dau_id is not None
        offered = units_to_choose(user, WORD, CAP_TREN_DUOC_PHEP[unit.loai], closed=True)
        own = CongDoan.objects.filter(pk=unit.cap_tren_dau_id)  # stays a choice, wherever the reader may act
        field.offer((offered.order_by() | own).exclude(pk=unit.pk).distinct().order_by("ten_khong_dau", "ma"))

    @staticmethod
    def shown(unit: CongDoan) -> dict[str, Any]:
        """The beginning of a unit as the form shows it."""
        above = unit.cap_tren_dau.ma if unit.cap_tren_dau else ""
        return {"ten": unit.ten_dau, "ngay_thanh_lap": unit.ngay_thanh_lap, "cap_tren": above}

    @property
    def data_of_unit(self) -> GocData:
        """The beginning as the action takes it."""
        data = self.cleaned_data
        return GocData(data["ten"], data["ngay_thanh_lap"], data["cap_tren"].ma if data["cap_tren"] else "")


class QuyetDinhFilter(HouseForm):
    """What the address of the list of decisions says."""

    loai = forms.ChoiceField(label="Loại quyết định", required=False, choices=KINDS)
    nam = forms.ChoiceField(label="Năm", required=False)

    def __init__(self, *args, years: list[int], **kwargs):
        super().__init__(*args, auto_id="loc_%s", **kwargs)
        self.fields["nam"].choices = [("", "Mọi năm"), *((str(year), str(year)) for year in years)]  # type: ignore[attr-defined]

    @property
    def words(self) -> list[str]:
        """The conditions in words."""
        chosen = ((field, self.cleaned_data.get(name)) for name, field in self.fields.items())
        return [f"{field.label}: {dict(field.choices)[value]}" for field, value in chosen if value]  # type: ignore[attr-defined]

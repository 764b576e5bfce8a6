"""Entry of agreements, dialogues and issues; the last day of an agreement is typed as it is signed (05 §5.4)."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet

from cdcs.forms.don_vi import DonViField, don_vi_field
from cdcs.models import CongDoan
from core.dates import today
from core.forms import DayField, IntField, LineField, OnceForm, ReasonField
from core.sql import id_in
from nhiemvu.access import edit_scope
from nhiemvu.actions.doi_thoai import FACTS as OF_DIALOGUE
from nhiemvu.actions.kien_nghi import FACTS as OF_ISSUE
from nhiemvu.enums import HinhThucKy, LinhVucKienNghi, LoaiDoiThoai, LoaiThoaUoc, NoiNhan, XepLoai
from nhiemvu.models import ThoaUoc

LONG = forms.Textarea(attrs={"rows": 4, "maxlength": 1000})
USUAL_DAYS = (365, 3 * 366)  # an agreement is concluded for one to three years (Bộ luật Lao động 2019, Điều 78)


class DongGhiForm(OnceForm):
    """A record of a unit: new, with a choice of units, or known, with its version."""

    cong_doan = DonViField(label="Đơn vị")
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    names: tuple[str, ...] = ()

    def __init__(self, *args, units=None, row=None, kept: dict | None = None, **kwargs):
        """`kept` is a draft of a known record; its version is that of its day."""
        if row is not None:
            kwargs["initial"] = self.shown_of(row) | {"version": row.version} | (kept or {})
        super().__init__(*args, **kwargs)
        if row is not None:
            del self.fields["cong_doan"]
        else:
            del self.fields["version"]
            don_vi_field(self, "cong_doan").offer(units)

    @classmethod
    def shown_of(cls, row: Any) -> dict[str, Any]:
        """What the form shows of a record."""
        return {name: getattr(row, name) for name in cls.names}

    @property
    def facts(self) -> dict[str, Any]:
        """The facts by the names of the model's fields."""
        return {name: self.cleaned_data[name] for name in self.names}


class ThoaUocForm(DongGhiForm):
    """An agreement; a known one may be ended before its time."""

    cac_cdcs = LineField(
        label="Mã các CĐCS khác cùng thỏa ước", required=False, max_length=500,
        help_text="Chỉ với thỏa ước nhóm doanh nghiệp, ngành: cách nhau bằng dấu chấm phẩy.",
    )  # fmt: skip
    loai = forms.ChoiceField(label="Loại thỏa ước", choices=LoaiThoaUoc)
    so = LineField(label="Số thỏa ước", required=False, max_length=100)
    ngay_ky = DayField(label="Ngày ký")
    hinh_thuc = forms.ChoiceField(label="Hình thức", choices=HinhThucKy)
    tu_ngay = DayField(label="Hiệu lực từ ngày")
    den_het = DayField(label="Hiệu lực đến hết ngày", help_text="Ngày cuối cùng còn hiệu lực, như ghi trong thỏa ước.")
    diem = forms.DecimalField(
        label="Điểm", required=False, min_value=0, max_value=100, max_digits=4, decimal_places=1, localize=True,
        help_text="Từ 0 đến 100, ví dụ 85,5.",
        widget=forms.TextInput(attrs={"inputmode": "decimal", "data-size": "num"}),
    )  # fmt: skip
    xep_loai = forms.ChoiceField(label="Xếp loại", choices=XepLoai, initial=XepLoai.KHONG)
    so_dieu_khoan = IntField(label="Số điều khoản có lợi hơn luật", max_value=999)
    ngay_cham_dut = DayField(
        label="Chấm dứt trước hạn từ ngày", required=False, help_text="Ngày đầu tiên không còn hiệu lực."
    )
    ly_do_cham_dut = ReasonField(label="Lý do chấm dứt trước hạn", required=False)
    names = ("loai", "so", "ngay_ky", "hinh_thuc", "tu_ngay", "diem", "xep_loai", "so_dieu_khoan", "ngay_cham_dut",
             "ly_do_cham_dut")  # fmt: skip

    def __init__(self, *args, user=None, row=None, **kwargs):
        super().__init__(*args, row=row, **kwargs)
        self.user = user
        extra = ("cac_cdcs",) if row is not None else ("ngay_cham_dut", "ly_do_cham_dut")
        for name in extra:
            del self.fields[name]

    @classmethod
    def shown_of(cls, row: ThoaUoc) -> dict[str, Any]:
        return super().shown_of(row) | {"den_het": row.ngay_cuoi_da_ky}

    def clean_cac_cdcs(self) -> list[CongDoan]:
        codes = [code.strip().upper() for code in self.cleaned_data["cac_cdcs"].split(";") if code.strip()]
        units = edit_scope(self.user).filter(CongDoan.objects.active_on(today()).filter(ma__in=codes), "pk")
        found = {unit.ma.upper(): unit for unit in units}
        if unknown := [code for code in codes if code not in found]:
            raise forms.ValidationError(f"Không có CĐCS mã {', '.join(unknown)} trong phạm vi của bạn.")
        return [found[code] for code in dict.fromkeys(codes)]

    @property
    def units(self) -> list[CongDoan]:
        """Every base unit the agreement holds for, the chosen one first."""
        chosen = self.cleaned_data["cong_doan"]
        return [chosen, *(unit for unit in self.cleaned_data["cac_cdcs"] if unit != chosen)]

    @property
    def facts(self) -> dict[str, Any]:
        known = {name: self.cleaned_data[name] for name in self.names if name in self.fields}
        return known | {"den_ngay": self.cleaned_data["den_het"] + timedelta(days=1)}

    @property
    def warnings(self) -> list[str]:
        """What is unusual and allowed."""
        days = (self.facts["den_ngay"] - self.facts["tu_ngay"]).days
        if USUAL_DAYS[0] <= days <= USUAL_DAYS[1]:
            return []
        return ["Thỏa ước thường có thời hạn từ 1 đến 3 năm; đã ghi như bạn nhập, xem lại ngày hiệu lực."]


class DoiThoaiForm(DongGhiForm):
    """A dialogue that was held."""

    ngay = DayField(label="Ngày đối thoại")
    loai = forms.ChoiceField(label="Hình thức", choices=LoaiDoiThoai)
    thanh_phan = LineField(label="Thành phần", required=False, max_length=500)
    noi_dung = LineField(label="Nội dung", max_length=1000, widget=LONG)
    ket_qua = LineField(label="Kết quả", required=False, max_length=1000, widget=LONG)
    names = OF_DIALOGUE


class KienNghiForm(DongGhiForm):
    """An issue that a unit raises."""

    ngay = DayField(label="Ngày kiến nghị")
    linh_vuc = forms.ChoiceField(label="Lĩnh vực", choices=[("", "Chọn lĩnh vực"), *LinhVucKienNghi.choices])
    noi_dung = LineField(label="Nội dung", max_length=1000, widget=LONG)
    noi_nhan = forms.ChoiceField(label="Gửi đến", choices=NoiNhan)
    names = OF_ISSUE


class TraLoiForm(OnceForm):
    """The answer to an issue."""

    tra_loi = LineField(label="Nội dung trả lời", max_length=1000, widget=LONG)
    ngay_tra_loi = DayField(label="Ngày trả lời")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["ngay_tra_loi"].initial = today()


class HuyForm(OnceForm):
    """Why a wrong record is cancelled."""

    ly_do = ReasonField(label="Lý do hủy")


def offered_units(user, kinds: Collection[str], within: frozenset[int]) -> QuerySet[CongDoan]:
    """Units of these kinds, active today, under the unit of the page, at which the user may write."""
    units = CongDoan.objects.active_on(today()).filter(id_in("pk", within), loai__in=kinds)
    return edit_scope(user).filter(units, "pk").order_by("ten_khong_dau", "ma")

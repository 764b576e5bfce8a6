"""Forms of employers: filter, facts, workers by hand, the link to a CĐCS (03 §3.3 doanh_nghiep, lao_dong)."""

import re
from typing import cast

from django import forms

from cdcs.access import rights_of
from cdcs.enums import CO_SO, QUAN_LY_DOANH_NGHIEP, NguonSoLieu
from cdcs.forms.don_vi import DonViField, don_vi_field, units_to_choose
from cdcs.models import CongDoan
from core.forms import DayField, HouseForm, IntField, LineField, OnceForm, PhoneField, ReasonField, choice_field
from core.validators import check_tax_code
from doanhnghiep.actions import DoanhNghiepData, LaoDongData
from doanhnghiep.actions.doanh_nghiep import FACTS
from doanhnghiep.enums import MST_BAT_BUOC_DUNG, LoaiHinh, QuyMo
from doanhnghiep.models import DoanhNghiep, LaoDong
from doanhnghiep.models.nganh import NGANH

TUY = [("", "Tất cả"), ("co", "Có"), ("khong", "Không")]
CDCS = [("", "Có và chưa có"), ("co", "Đã có CĐCS"), ("chua", "Chưa có CĐCS")]
SIZES = [("", "Mọi quy mô"), ("trong_dien", "Trong diện"), *QuyMo.choices, ("chua_co_so_lieu", "Chưa có số liệu")]
SCOPES = [("", "Trong và ngoài diện"), ("trong", "Trong diện")]
STATES = [("", "Đang hoạt động"), ("ngung", "Đã ngừng")]
BRANCHES = [
    ("", "Mọi ngành"),
    *((code, f"{code}. {name}") for code, (name, _, _) in NGANH.items()),
    ("chua_ro", "Chưa rõ"),
]
SORTS = [("", "Lao động nhiều trước"), ("ten", "Tên")]
OWN = [("", "Mọi đơn vị quản lý"), ("1", "Do đơn vị trực tiếp quản lý")]


class DoanhNghiepFilter(HouseForm):
    """What the address of the list says."""

    q = LineField(label="Tìm tên không cần dấu, mã số thuế", required=False, max_length=100)
    quy_mo = forms.ChoiceField(label="Lao động", required=False, choices=SIZES)
    loai_hinh = forms.ChoiceField(label="Loại hình", required=False, choices=[("", "Mọi loại hình"), *LoaiHinh.choices])
    nganh = forms.ChoiceField(label="Ngành", required=False, choices=BRANCHES)
    cdcs = forms.ChoiceField(label="CĐCS", required=False, choices=CDCS)
    fdi = forms.ChoiceField(label="Vốn nước ngoài", required=False, choices=TUY)
    khu = LineField(label="Khu, cụm công nghiệp", required=False, max_length=150)
    dien = forms.ChoiceField(label="Diện", required=False, choices=SCOPES)  # for a size band that the threshold cuts
    trang_thai = forms.ChoiceField(label="Trạng thái", required=False, choices=STATES)
    rieng = forms.ChoiceField(label="Quản lý", required=False, choices=OWN)  # behind a line of coverage
    sap_xep = forms.ChoiceField(label="Sắp xếp", required=False, choices=SORTS)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="loc_%s", **kwargs)

    def clean_q(self) -> str:
        text = self.cleaned_data["q"]
        if re.fullmatch(r"[\d\s.\-]+", text) and len(re.sub(r"\D", "", text)) == 12:
            raise forms.ValidationError("Mã 12 số của hộ kinh doanh là số định danh, không gõ ở đây. Tìm theo tên.")
        return text


class EmployerFields(forms.Form):
    """Facts of an employer, on the form that creates and on the one that edits."""

    ten = LineField(label="Tên đơn vị", max_length=250)
    loai_hinh = forms.ChoiceField(label="Loại hình", choices=[("", "Chọn loại hình"), *LoaiHinh.choices])
    von_nuoc_ngoai = forms.BooleanField(label="Có vốn nước ngoài", required=False)
    khu_cong_nghiep = LineField(label="Khu, cụm công nghiệp", required=False, max_length=150)
    ma_nganh = LineField(label="Mã ngành (VSIC)", required=False, max_length=10)
    ngay_hoat_dong = DayField(label="Ngày hoạt động", required=False)
    ngay_ngung = DayField(label="Ngày ngừng hoạt động", required=False)
    dia_chi = LineField(label="Địa chỉ", required=False, max_length=250)
    nguoi_lien_he = LineField(label="Người liên hệ", required=False, max_length=150)
    dien_thoai = PhoneField()

    @property
    def facts(self) -> dict:
        """The facts by the names of the model's fields."""
        return {name: self.cleaned_data[name] for name in FACTS}


class DoanhNghiepCreateForm(EmployerFields, OnceForm):
    """What the sheet `doanh_nghiep` asks for."""

    ma_so_thue = LineField(label="Mã số thuế", max_length=20)
    quan_ly = DonViField(label="Đơn vị quản lý")
    cdcs = LineField(
        label="Mã CĐCS", required=False, max_length=200, help_text="Nhiều CĐCS thì cách nhau bằng dấu chấm phẩy."
    )
    field_order = ("ma_so_thue", "ten", "loai_hinh", "von_nuoc_ngoai", "quan_ly")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        don_vi_field(self, "quan_ly").offer(units_to_choose(user, "edit_doanh_nghiep", QUAN_LY_DOANH_NGHIEP))
        self.warnings: list[str] = []

    def clean(self):
        data = super().clean()
        kind = data.get("loai_hinh")
        if data.get("ma_so_thue") and kind:
            try:
                code, fits = check_tax_code(data["ma_so_thue"], is_household=kind == LoaiHinh.HO_KINH_DOANH)
            except ValueError as reason:
                self.add_error("ma_so_thue", str(reason))
                return data
            data["ma_so_thue"] = code
            if not fits and kind in MST_BAT_BUOC_DUNG:
                self.add_error("ma_so_thue", "Mã số thuế sai chữ số kiểm tra. Xem lại trên giấy đăng ký.")
            elif not fits:
                self.warnings.append(f"Mã số thuế {code} sai chữ số kiểm tra; đã ghi, xem lại khi có giấy tờ.")
        return data

    def clean_cdcs(self) -> list[CongDoan]:
        codes = [code.strip().upper() for code in self.cleaned_data["cdcs"].split(";") if code.strip()]
        scope = rights_of(self.user).scope("link_cdcs")
        found = {unit.ma.upper(): unit for unit in scope.filter(CongDoan.objects.filter(ma__in=codes), "pk")}
        if unknown := [code for code in codes if code not in found]:
            raise forms.ValidationError(f"Không có CĐCS mã {', '.join(unknown)} trong phạm vi của bạn.")
        return [found[code] for code in dict.fromkeys(codes)]

    @property
    def employer(self) -> DoanhNghiepData:
        """The employer as the action takes it."""
        data = self.cleaned_data
        return DoanhNghiepData(data["ma_so_thue"], data["quan_ly"], self.facts, data["cdcs"])


class DoanhNghiepForm(EmployerFields, OnceForm):
    """Facts of an employer that stands already; tax code, managing unit and links have acts of their own."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, employer: DoanhNghiep, kept: dict | None = None, **kwargs):
        """`kept` is a draft; its version is that of its day, and a box that is not in it was not ticked."""
        typed = {"von_nuoc_ngoai": False, **kept} if kept else {}
        super().__init__(*args, initial=self.shown(employer) | {"version": employer.version} | typed, **kwargs)
        cast(PhoneField, self.fields["dien_thoai"]).stored = employer.dien_thoai  # sheets bring unusual ones

    @staticmethod
    def shown(employer: DoanhNghiep) -> dict:
        """What the form shows of an employer."""
        return {name: getattr(employer, name) for name in FACTS}


class LaoDongForm(OnceForm):
    """What the sheet `lao_dong` asks for; `version` is filled when a record is edited."""

    ngay_so_lieu = DayField(label="Ngày số liệu")
    nguon = forms.ChoiceField(label="Nguồn", choices=[("", "Chọn nguồn"), *NguonSoLieu.choices])
    tong_lao_dong = IntField(label="Tổng số lao động")
    lao_dong_nu = IntField(label="Lao động nữ", required=False)
    so_dong_bhxh = IntField(label="Số đóng BHXH", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, employer: DoanhNghiep, officer: bool = False, record: LaoDong | None = None, **kwargs):
        if record is not None:
            kwargs["initial"] = self.shown(record) | {"version": record.version}
        super().__init__(*args, **kwargs)
        self.employer_row, self.record = employer, record
        if officer:
            choice_field(self, "nguon").choices = [(NguonSoLieu.CDCS_BAO_CAO.value, NguonSoLieu.CDCS_BAO_CAO.label)]
        if record is not None:
            for name in ("ngay_so_lieu", "nguon"):
                self.fields[name].disabled = True

    @staticmethod
    def shown(record: LaoDong) -> dict:
        """What the form shows of a record."""
        names = ("ngay_so_lieu", "nguon", "tong_lao_dong", "lao_dong_nu", "so_dong_bhxh")
        return {name: getattr(record, name) for name in names}

    def clean(self):
        data = super().clean()
        total, women = data.get("tong_lao_dong"), data.get("lao_dong_nu")
        if total is not None and women is not None and women > total:
            self.add_error("lao_dong_nu", "Lao động nữ lớn hơn tổng số lao động.")
        return data

    @property
    def workers(self) -> LaoDongData:
        """The record as the action takes it."""
        names = ("ngay_so_lieu", "nguon", "tong_lao_dong", "lao_dong_nu", "so_dong_bhxh")
        return LaoDongData(self.employer_row, **{name: self.cleaned_data[name] for name in names})


class LinkForm(OnceForm):
    """The CĐCS that covers an employer."""

    cdcs = DonViField(label="Công đoàn cơ sở")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        don_vi_field(self, "cdcs").offer(units_to_choose(user, "link_cdcs", CO_SO))


class UnlinkForm(OnceForm):
    """Why a link was wrong."""

    ly_do = ReasonField(label="Lý do bỏ liên kết")

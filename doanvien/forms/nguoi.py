"""The facts of a person: taking in, mending, looking at one number; they read what was typed, the actions judge it."""

import re
from datetime import date

from django import forms

from cdcs.access import rights_of
from cdcs.enums import CO_DOAN_VIEN
from cdcs.forms.don_vi import DonViField, don_vi_field, units_to_choose
from core.dates import parse_date, today
from core.forms import DayField, HouseForm, LineField, OnceForm, PhoneField, ReasonField, choice_field
from core.text import mask
from core.validators import check_cccd, check_name, clean_card
from doanvien.actions.doan_vien import DoanVienData, KnownPerson, may_open
from doanvien.enums import GioiTinh, HinhThucVao
from doanvien.models import DoanVien
from doanvien.queries.doan_vien import NUMBERS, last_admission

# A browser that keeps what was typed would offer one member's facts while another is taken in.
UNKEPT = forms.TextInput(attrs={"autocomplete": "off"})


class PersonFields(forms.Form):
    """The facts of a person, on the form that takes in and on the one that mends."""

    ho_ten = LineField(label="Họ và tên", max_length=150, widget=UNKEPT)
    ngay_sinh = LineField(
        label="Ngày sinh",
        max_length=20,
        help_text="Chỉ biết năm sinh thì gõ năm, ví dụ 1985.",
        widget=forms.TextInput(attrs={"data-size": "date", "autocomplete": "off", "placeholder": "ngày/tháng/năm"}),
    )
    so_cccd = LineField(
        label="Số CCCD",
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    so_the = LineField(label="Số thẻ đoàn viên", required=False, max_length=20, widget=UNKEPT)
    dien_thoai = PhoneField()
    nghe_nghiep = LineField(label="Nghề nghiệp", required=False, max_length=150)

    def clean_ho_ten(self) -> str:
        return _cleaned(self.cleaned_data["ho_ten"], check_name)

    def clean_ngay_sinh(self) -> str:
        text = self.cleaned_data["ngay_sinh"]
        self.cleaned_data["birth"] = read_birth(text)
        return text

    def clean_so_cccd(self) -> str:
        return _cleaned(self.cleaned_data["so_cccd"], lambda text: check_cccd(text)[0])

    def clean_so_the(self) -> str:
        return clean_card(self.cleaned_data["so_the"])

    @property
    def facts(self) -> dict:
        """The facts by the names of the model's fields."""
        day, year = self.cleaned_data["birth"]
        names = ("ho_ten", "so_cccd", "so_the", "dien_thoai", "nghe_nghiep")
        return {name: self.cleaned_data[name] for name in names} | {"ngay_sinh": day, "nam_sinh": year}


def _cleaned(text: str, clean) -> str:
    try:
        return clean(text) if text else ""
    except ValueError as reason:
        raise forms.ValidationError(str(reason)) from reason


def read_birth(text: str) -> tuple[date | None, int]:
    """The day (None when only the year is known) and year of birth; ValidationError for what a member cannot be."""
    try:
        day = None if re.fullmatch(r"\d{4}", text) else parse_date(text)
    except ValueError as reason:
        raise forms.ValidationError(str(reason)) from reason
    year = day.year if day else int(text)
    if not 1900 <= year <= today().year - 14:
        raise forms.ValidationError(f"Năm sinh {year} không hợp lý. Kiểm tra lại.")
    return day, year


class KetNapForm(PersonFields, OnceForm):
    """What the sheet `doan_vien` asks for (03 §3.3)."""

    cong_doan = DonViField(label="Công đoàn cơ sở")
    gioi_tinh = forms.ChoiceField(
        label="Giới tính",
        choices=GioiTinh.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn Nam hoặc Nữ."},
    )
    ngay_ket_nap = DayField(label="Ngày kết nạp")
    so_quyet_dinh = LineField(label="Số quyết định", required=False, max_length=100)
    ngay_vao_don_vi = DayField(label="Ngày vào đơn vị", required=False)
    hinh_thuc = forms.ChoiceField(label="Hình thức vào", required=False)
    field_order = ("cong_doan", "ho_ten", "ngay_sinh", "gioi_tinh", "so_cccd", "so_the", "dien_thoai", "nghe_nghiep",
                   "ngay_ket_nap", "so_quyet_dinh", "hinh_thuc", "ngay_vao_don_vi")  # fmt: skip

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        don_vi_field(self, "cong_doan").offer(units_to_choose(user, "ket_nap", CO_DOAN_VIEN))
        may_return = rights_of(user).can("ket_nap_lai")
        kinds = [k for k in HinhThucVao if may_return or k in (HinhThucVao.KET_NAP, HinhThucVao.DAU_KY)]
        choice_field(self, "hinh_thuc").choices = [("", "Theo ngày kết nạp"), *((k.value, k.label) for k in kinds)]
        self.user, self.known = user, None

    def add_refusal(self, reason: Exception) -> None:
        """Beside the sentence, keep the record that bears the number already, where the user may open it."""
        super().add_refusal(reason)
        if isinstance(reason, KnownPerson) and may_open(reason.doan_vien, by=self.user):
            self.known = reason.doan_vien

    @property
    def person(self) -> DoanVienData:
        """The person as the action takes it."""
        names = ("cong_doan", "gioi_tinh", "ngay_ket_nap", "so_quyet_dinh", "ngay_vao_don_vi", "hinh_thuc")
        return DoanVienData(**self.facts, **{name: self.cleaned_data[name] for name in names})


class DoanVienForm(PersonFields, OnceForm):
    """The facts of a member that never touch the ledger."""

    ngay_ket_nap = DayField(label="Ngày kết nạp", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, member: DoanVien, kept: dict | None = None, **kwargs):
        """`kept` is a draft; its version is that of its day, so that saving over somebody else's work shows both."""
        super().__init__(*args, initial=self.shown(member) | {"version": member.version} | (kept or {}), **kwargs)
        self.member = member
        if "ngay_ket_nap" not in self.initial:
            del self.fields["ngay_ket_nap"]
        for name in NUMBERS:
            if number := getattr(member, name):
                self.fields[name].help_text = f"Đang ghi {mask(number)}. Để trống là giữ nguyên."

    @staticmethod
    def shown(member: DoanVien) -> dict:
        """What the form shows: numbers are typed anew or left, looking at them is another act [06-6.2-13].

        The admission day only where the ledger does not tell it.
        """
        birth = f"{member.ngay_sinh:%d/%m/%Y}" if member.ngay_sinh else str(member.nam_sinh)
        found = {"ho_ten": member.ho_ten, "ngay_sinh": birth, "nghe_nghiep": member.nghe_nghiep}
        return found if last_admission(member) is None else found | {"ngay_ket_nap": member.ngay_ket_nap}

    def clean_ngay_sinh(self) -> str:
        """A birth that stands already may stay: a sheet warns of an age that no member has, and brings it."""
        if self.cleaned_data["ngay_sinh"] != self.shown(self.member)["ngay_sinh"]:
            return super().clean_ngay_sinh()
        self.cleaned_data["birth"] = self.member.ngay_sinh, self.member.nam_sinh
        return self.cleaned_data["ngay_sinh"]

    @property
    def facts(self) -> dict:
        """The facts to change; a number that was left empty stays."""
        found = {name: value for name, value in super().facts.items() if value or name not in NUMBERS}
        return found | {name: self.cleaned_data[name] for name in ("ngay_ket_nap",) if name in self.fields}


class RevealForm(HouseForm):
    """Which number, and why."""

    truong = forms.ChoiceField(label="Xem số", choices=[])
    ly_do = ReasonField(label="Lý do xem")

    def __init__(self, *args, member: DoanVien, **kwargs):
        super().__init__(*args, **kwargs)
        names = {"so_cccd": "Số CCCD", "so_the": "Số thẻ đoàn viên", "dien_thoai": "Điện thoại"}
        self.offered = [(name, label) for name, label in names.items() if getattr(member, name)]
        choice_field(self, "truong").choices = self.offered

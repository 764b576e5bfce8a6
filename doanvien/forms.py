"""Forms of members and of the ledger: they read what was typed, the actions judge it (05 §5.4)."""

import re
from datetime import date

from django import forms

from cdcs.access import rights_of
from cdcs.enums import CO_DOAN_VIEN
from cdcs.forms.don_vi import DonViField, don_vi_field, units_to_choose
from cdcs.models import CongDoan
from core.dates import parse_date, today
from core.forms import DayField, HouseForm, IntField, LineField, OnceForm, ReasonField, choice_field
from core.text import mask
from core.validators import check_cccd, clean_phone
from doanvien.actions.bien_dong import BienDongData
from doanvien.actions.doan_vien import DoanVienData, KnownPerson, may_open
from doanvien.enums import CAN_LY_DO, LOAI_GIAM, GioiTinh, HinhThucVao, LoaiBienDong
from doanvien.models import DoanVien
from doanvien.queries.doan_vien import MIN_DIGITS, NUMBERS

L = LoaiBienDong
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
# What a person may be written out by; a reorganisation writes its own rows.
LOAI_RA = tuple(kind for kind in LOAI_GIAM if kind not in (L.SAP_XEP_DI, L.CHUYEN_DI, L.GIAM_SAP_XEP))
LOAI_TRO_LAI: tuple[LoaiBienDong, ...] = (L.KET_NAP_LAI, L.CHUYEN_DEN_NGOAI_TINH)
LOAI_SO_LUONG = tuple(kind for kind in L if kind not in (L.CHUYEN_DEN, L.SAP_XEP_DEN, L.SAP_XEP_DI))
CHUYEN_TRONG_TINH = "Chuyển trong tỉnh"


def labels(kinds) -> list[tuple[str, str]]:
    """Choices of kinds of movement; the pair of a transfer by the name people use."""
    return [("", "Chọn loại"), *((k.value, CHUYEN_TRONG_TINH if k == L.CHUYEN_DI else k.label) for k in kinds)]


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


class PersonFields(forms.Form):
    """The facts of a person, on the form that takes in and on the one that mends."""

    ho_ten = LineField(label="Họ và tên", max_length=150)
    ngay_sinh = LineField(
        label="Ngày sinh",
        max_length=20,
        help_text="Chỉ biết năm sinh thì gõ năm, ví dụ 1985.",
        widget=forms.TextInput(attrs={"data-size": "date", "autocomplete": "off", "placeholder": "ngày/tháng/năm"}),
    )
    so_cccd = LineField(label="Số CCCD", required=False, max_length=20)
    so_the = LineField(label="Số thẻ đoàn viên", required=False, max_length=20)
    dien_thoai = LineField(label="Điện thoại", required=False, max_length=20)
    nghe_nghiep = LineField(label="Nghề nghiệp", required=False, max_length=150)

    def clean_ngay_sinh(self) -> str:
        text = self.cleaned_data["ngay_sinh"]
        self.cleaned_data["birth"] = read_birth(text)
        return text

    def clean_so_cccd(self) -> str:
        return _cleaned(self.cleaned_data["so_cccd"], lambda text: check_cccd(text)[0])

    def clean_dien_thoai(self) -> str:
        return _cleaned(self.cleaned_data["dien_thoai"], clean_phone)

    def clean_so_the(self) -> str:
        return re.sub(r"\s+", "", self.cleaned_data["so_the"]).upper()

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


class DoanVienForm(PersonFields, HouseForm):
    """The facts of a member that never touch the ledger."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, member: DoanVien, **kwargs):
        super().__init__(*args, initial=self.shown(member) | {"version": member.version}, **kwargs)
        for name in NUMBERS:
            if number := getattr(member, name):
                self.fields[name].help_text = f"Đang ghi {mask(number)}. Để trống là giữ nguyên."

    @staticmethod
    def shown(member: DoanVien) -> dict:
        """What the form shows: numbers are typed anew or left, looking at them is another act [06-6.2-13]."""
        birth = f"{member.ngay_sinh:%d/%m/%Y}" if member.ngay_sinh else str(member.nam_sinh)
        return {"ho_ten": member.ho_ten, "ngay_sinh": birth, "nghe_nghiep": member.nghe_nghiep}

    @property
    def facts(self) -> dict:
        """The facts to change; a number that was left empty stays."""
        return {name: value for name, value in super().facts.items() if value or name not in NUMBERS}


class RevealForm(HouseForm):
    """Which number, and why."""

    truong = forms.ChoiceField(label="Xem số", choices=[])
    ly_do = ReasonField(label="Lý do xem")

    def __init__(self, *args, member: DoanVien, **kwargs):
        super().__init__(*args, **kwargs)
        names = {"so_cccd": "Số CCCD", "so_the": "Số thẻ đoàn viên", "dien_thoai": "Điện thoại"}
        self.offered = [(name, label) for name, label in names.items() if getattr(member, name)]
        choice_field(self, "truong").choices = self.offered


class MovementFields(OnceForm):
    """Day, decision and note of any movement."""

    loai = forms.ChoiceField(label="Loại biến động", error_messages={"required": "Chọn loại biến động."})
    ngay = DayField(label="Ngày hiệu lực")
    so_quyet_dinh = LineField(label="Số quyết định", required=False, max_length=100)
    ghi_chu = LineField(
        label="Ghi chú",
        required=False,
        max_length=500,
        help_text="Điều chỉnh và Giảm khác: ghi lý do, 10 đến 500 ký tự.",
    )

    def clean(self):
        data = super().clean()
        kind, note = data.get("loai"), data.get("ghi_chu", "")
        if kind in CAN_LY_DO and len(note) < 10:
            self.add_error("ghi_chu", f"{L(kind).label} cần lý do, ít nhất 10 ký tự.")
        without_end = not data.get("cong_doan_den") and "cong_doan_den" not in self.errors
        if kind == L.CHUYEN_DI and "cong_doan_den" in self.fields and without_end:
            self.add_error("cong_doan_den", "Chuyển trong tỉnh cần chọn đơn vị đến.")
        return data


class MemberMovementForm(MovementFields):
    """A movement of one member: leaving or moving for who stands in a unit, coming back for who left."""

    cong_doan_den = DonViField(label="Đơn vị đến (khi chuyển trong tỉnh)", required=False, empty_label="Không chuyển")
    cong_doan = DonViField(label="Công đoàn cơ sở")
    field_order = ("loai", "cong_doan_den", "cong_doan", "ngay", "so_quyet_dinh", "ghi_chu")

    def __init__(self, *args, user, member: DoanVien, unit: CongDoan, **kwargs):
        super().__init__(*args, **kwargs)
        rights = rights_of(user)
        if member.cong_doan_id:
            del self.fields["cong_doan"]
            may_expel = rights.can_at("record_so_luong", unit)
            kinds: list[LoaiBienDong] = [k for k in LOAI_RA if may_expel or k != L.KHAI_TRU]
            if rights.can_at("propose_chuyen", unit):
                units = units_to_choose(user, "answer_phieu_chuyen", CO_DOAN_VIEN).exclude(pk=unit.pk)
                don_vi_field(self, "cong_doan_den").offer(units)
                self.fields["cong_doan_den"].initial = None
                kinds = [L.CHUYEN_DI, *kinds]
            else:
                del self.fields["cong_doan_den"]
        else:
            del self.fields["cong_doan_den"]
            don_vi_field(self, "cong_doan").offer(units_to_choose(user, "ket_nap_lai", CO_DOAN_VIEN))
            kinds = list(LOAI_TRO_LAI)
        choice_field(self, "loai").choices = labels(kinds)
        self.member, self.unit = member, unit

    @property
    def movement(self) -> BienDongData:
        """The movement as the action takes it."""
        data = self.cleaned_data
        return BienDongData(
            loai=data["loai"],
            ngay=data["ngay"],
            cong_doan=data.get("cong_doan") or self.unit,
            cong_doan_den=data.get("cong_doan_den") if data["loai"] == L.CHUYEN_DI else None,
            doan_vien=self.member,
            so_quyet_dinh=data["so_quyet_dinh"],
            ghi_chu=data["ghi_chu"],
        )


class CountForm(MovementFields):
    """A count-only movement: a quantity and of them women, without names."""

    cong_doan = DonViField(label="Công đoàn cơ sở")
    cong_doan_den = DonViField(label="Đơn vị đến (khi chuyển trong tỉnh)", required=False, empty_label="Không chuyển")
    so_luong = IntField(label="Số lượng", min_value=1)
    so_nu = IntField(label="Trong đó nữ", required=False)
    field_order = ("cong_doan", "loai", "cong_doan_den", "ngay", "so_luong", "so_nu", "so_quyet_dinh", "ghi_chu")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        choice_field(self, "loai").choices = labels(LOAI_SO_LUONG)
        don_vi_field(self, "cong_doan").offer(units_to_choose(user, "record_so_luong", CO_DOAN_VIEN, closed=True))
        don_vi_field(self, "cong_doan_den").offer(units_to_choose(user, "answer_phieu_chuyen", CO_DOAN_VIEN))
        self.fields["cong_doan_den"].initial = None

    def clean(self):
        data = super().clean()
        if (data.get("so_nu") or 0) > (data.get("so_luong") or 0) and "so_luong" in data:
            self.add_error("so_nu", "Số nữ lớn hơn số lượng.")
        return data

    @property
    def movement(self) -> BienDongData:
        """The movement as the action takes it."""
        names = ("loai", "ngay", "cong_doan", "so_luong", "so_quyet_dinh", "ghi_chu")
        data = {name: self.cleaned_data[name] for name in names}
        end = self.cleaned_data.get("cong_doan_den") if data["loai"] == L.CHUYEN_DI else None
        return BienDongData(**data, cong_doan_den=end, so_nu=self.cleaned_data.get("so_nu") or 0)


class UndoForm(OnceForm):
    """Why a row is taken back."""

    ly_do = ReasonField(label="Lý do ghi đảo")

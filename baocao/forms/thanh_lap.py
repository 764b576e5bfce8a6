"""The form of a founding: the unit, its file, employers, members by name or by number (07 §7.2)."""

from django import forms

from baocao.forms.people_grid import PasteField
from cdcs.access import rights_of
from cdcs.actions import CongDoanData
from cdcs.enums import CO_SO, QUAN_LY_DOANH_NGHIEP, LoaiCongDoan
from cdcs.forms.don_vi import DonViField, don_vi_field, units_to_choose
from core.dates import today
from core.forms import REQUIRED, DayField, IntField, LineField, OnceForm
from doanhnghiep.models import DoanhNghiep
from doanhnghiep.queries import quan_ly_on, visible_doanh_nghiep
from sapxep.enums import HoSoThanhLap

KINDS = [(kind.value, kind.label) for kind in LoaiCongDoan if kind in CO_SO]


class ThanhLapForm(OnceForm):
    """What one founding asks for; the members stand in the grid below."""

    loai = forms.ChoiceField(label="Loại hình", choices=KINDS, initial=LoaiCongDoan.CDCS, error_messages=REQUIRED)
    cap_tren = DonViField(label="Đơn vị cấp trên")
    ten = LineField(label="Tên đơn vị", max_length=250)
    ma = LineField(label="Mã đơn vị", max_length=30, required=False, help_text="Để trống thì lấy số tiếp theo.")
    so_quyet_dinh = LineField(label="Số quyết định công nhận", max_length=100)
    ngay = DayField(label="Ngày quyết định", help_text="Ngày thành lập là ngày của quyết định.")
    doanh_nghiep = LineField(
        label="Mã số thuế đơn vị, doanh nghiệp", required=False, max_length=400,
        help_text="Nhiều đơn vị thì cách nhau bằng dấu chấm phẩy. Nghiệp đoàn thì để trống.",
    )  # fmt: skip
    nganh_nghe = LineField(label="Ngành nghề (nghiệp đoàn)", max_length=150, required=False)
    dia_ban = LineField(label="Địa bàn (nghiệp đoàn)", max_length=150, required=False)
    ho_so = forms.MultipleChoiceField(
        label="Hồ sơ đã có", required=False, choices=HoSoThanhLap.choices, widget=forms.CheckboxSelectMultiple
    )
    so_luong = IntField(label="Số đoàn viên chưa có danh sách", required=False, max_value=100_000)
    so_nu = IntField(label="Trong đó nữ", required=False, max_value=100_000)
    dan = PasteField()

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        don_vi_field(self, "cap_tren").offer(units_to_choose(user, "thanh_lap", QUAN_LY_DOANH_NGHIEP))

    def clean_doanh_nghiep(self) -> list[DoanhNghiep]:
        codes = [code.strip() for code in self.cleaned_data["doanh_nghiep"].split(";") if code.strip()]
        visible = visible_doanh_nghiep(rights_of(self.user).scope("link_cdcs"), today())
        found = {one.ma_so_thue: one for one in visible.filter(ma_so_thue__in=codes)}
        if unknown := [code for code in codes if code not in found]:
            raise forms.ValidationError(
                f"Không có đơn vị mã số thuế {', '.join(unknown)} trong phạm vi của bạn: sửa mã hoặc thêm đơn vị."
            )
        return [found[code] for code in dict.fromkeys(codes)]

    def clean(self):
        data = super().clean()
        if (data.get("so_nu") or 0) > (data.get("so_luong") or 0):
            self.add_error("so_nu", "Số nữ lớn hơn số đoàn viên chưa có danh sách.")
        return data

    @property
    def unit(self) -> CongDoanData:
        """The unit as the action takes it."""
        data = self.cleaned_data
        return CongDoanData(
            ma=data["ma"], ten=data["ten"], loai=data["loai"], cap_tren=data["cap_tren"].ma,
            ngay_thanh_lap=data["ngay"], so_quyet_dinh=data["so_quyet_dinh"],
        )  # fmt: skip


def from_employer(key: str, user) -> dict:
    """What a founding at the employer of this key begins with: name, manager, code; empty for one that is not seen."""
    employers = visible_doanh_nghiep(rights_of(user).scope("link_cdcs"), today())
    employer = employers.filter(pk=int(key)).first() if key.isascii() and key.isdigit() and len(key) < 10 else None
    if employer is None:
        return {}
    manager = quan_ly_on([employer.pk], today())[employer.pk]
    return {"doanh_nghiep": employer.ma_so_thue, "ten": f"CĐCS {employer.ten}", "cap_tren": manager.ma}

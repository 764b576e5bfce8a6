"""Movements and reversals: they read what was typed, the actions judge it (05 §5.4)."""

from django import forms

from cdcs.access import rights_of
from cdcs.enums import CO_DOAN_VIEN
from cdcs.forms.don_vi import DonViField, don_vi_field, units_to_choose
from cdcs.models import CongDoan
from core.forms import DayField, IntField, LineField, OnceForm, ReasonField, choice_field
from doanvien.actions.bien_dong import BienDongData
from doanvien.enums import CAN_LY_DO, LOAI_GIAM, LoaiBienDong
from doanvien.forms.noi_den import DestinationForm
from doanvien.models import DoanVien

L = LoaiBienDong
# What a person may be written out by; a reorganisation writes its own rows.
LOAI_RA = tuple(kind for kind in LOAI_GIAM if kind not in (L.SAP_XEP_DI, L.CHUYEN_DI, L.GIAM_SAP_XEP))
LOAI_TRO_LAI: tuple[LoaiBienDong, ...] = (L.KET_NAP_LAI, L.CHUYEN_DEN_NGOAI_TINH)
LOAI_SO_LUONG = tuple(kind for kind in L if kind not in (L.CHUYEN_DEN, L.SAP_XEP_DEN, L.SAP_XEP_DI))
CHUYEN_TRONG_TINH = "Chuyển trong tỉnh"


def labels(kinds) -> list[tuple[str, str]]:
    """Choices of kinds of movement; the pair of a transfer by the name people use."""
    return [("", "Chọn loại"), *((k.value, CHUYEN_TRONG_TINH if k == L.CHUYEN_DI else k.label) for k in kinds)]


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
        if kind in CAN_LY_DO and len(note) < 10 and "ghi_chu" not in self.errors:
            self.add_error("ghi_chu", f"{L(kind).label} cần lý do, ít nhất 10 ký tự.")
        without_end = not data.get("cong_doan_den") and "cong_doan_den" not in self.errors
        if kind == L.CHUYEN_DI and "cong_doan_den" in self.fields and without_end:
            self.add_error("cong_doan_den", "Chuyển trong tỉnh cần chọn đơn vị đến.")
        return data


class MemberMovementForm(DestinationForm, MovementFields):
    """A movement of one member: leaving or moving for who stands in a unit, coming back for who left."""

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
                self.offer_destinations(user)
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


class CountForm(DestinationForm, MovementFields):
    """A count-only movement: a quantity and of them women, without names."""

    cong_doan = DonViField(label="Công đoàn cơ sở")
    so_luong = IntField(label="Số lượng", min_value=1)
    so_nu = IntField(label="Trong đó nữ", required=False)
    field_order = ("cong_doan", "loai", "cong_doan_den", "ngay", "so_luong", "so_nu", "so_quyet_dinh", "ghi_chu")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        choice_field(self, "loai").choices = labels(LOAI_SO_LUONG)
        don_vi_field(self, "cong_doan").offer(units_to_choose(user, "record_so_luong", CO_DOAN_VIEN, closed=True))
        self.offer_destinations(user)

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

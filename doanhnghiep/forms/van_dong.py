"""Forms of organising work: the filter of the worklist, plan, stage, contact, weights (01 R4)."""

from django import forms

from cdcs.access import rights_of
from cdcs.models import CongDoan, PhanCong, co_cau
from core.dates import format_date, today
from core.forms import DayField, HouseForm, IntField, LineField, OnceForm, ReasonField, choice_field
from core.sql import id_in
from doanhnghiep.actions.van_dong import TiepXucData
from doanhnghiep.enums import GiaiDoan, HinhThucTiepXuc, LyDoChuaCo
from doanhnghiep.models import VanDong
from doanhnghiep.queries.van_dong import NHAN
from taikhoan.models import User

STEP = "Việc tiếp theo"


def officers_of(unit: CongDoan, user) -> list[User]:
    """Who may be in charge at an employer of this unit: accounts of the unit and of those above it, and the user."""
    chain = co_cau(today()).chain(unit.pk)
    held = PhanCong.objects.valid_on(today()).filter(id_in("cong_doan_id", chain))
    users = User.objects.filter(pk__in=held.values("user_id"), is_active=True) | User.objects.filter(pk=user.pk)
    return [one for one in users.distinct().order_by("ho_ten", "pk") if rights_of(one).can_at("edit_van_dong", unit)]


class VanDongFilter(HouseForm):
    """What the address of the worklist says."""

    giai_doan = forms.ChoiceField(label="Giai đoạn", required=False, choices=[("", "Mọi giai đoạn"), *GiaiDoan.choices])
    ly_do = forms.ChoiceField(
        label="Lý do chưa thành lập", required=False, choices=[("", "Mọi lý do"), *LyDoChuaCo.choices]
    )
    phu_trach = forms.ChoiceField(label="Cán bộ phụ trách", required=False)
    han = forms.ChoiceField(
        label="Việc tiếp theo", required=False,
        choices=[("", "Mọi ngày"), ("qua", "Đến hạn, quá hạn"), ("tuan", "Trong 7 ngày"), ("chua", "Chưa đặt ngày")],
    )  # fmt: skip
    khu = forms.ChoiceField(label="Khu, cụm", required=False, choices=[("", "Mọi nơi"), ("co", "Trong KCN, CCN")])
    fdi = forms.ChoiceField(label="Vốn nước ngoài", required=False, choices=[("", "Tất cả"), ("co", "Có")])

    def __init__(self, *args, officers: list[tuple[int, str]], **kwargs):
        super().__init__(*args, auto_id="loc_%s", **kwargs)
        named = [(str(pk), name) for pk, name in officers]
        choice_field(self, "phu_trach").choices = [("", "Tất cả"), ("chua", "Chưa giao"), *named]


class PhuongAnForm(OnceForm):
    """The plan of one employer; `version` 0 while nothing is written."""

    phu_trach = forms.ModelChoiceField(
        User.objects.none(), label="Cán bộ phụ trách", required=False, empty_label="Chưa giao",
        error_messages={"invalid_choice": "Người này không làm vận động ở đơn vị quản lý: chọn trong danh sách."},
    )  # fmt: skip
    phuong_an = LineField(
        label="Phương án", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 4, "maxlength": 1000})
    )
    ly_do = forms.ChoiceField(
        label="Lý do chưa thành lập", required=False, choices=[("", "Chưa ghi"), *LyDoChuaCo.choices]
    )
    du_kien = DayField(label="Dự kiến thành lập", required=False)
    buoc_tiep = LineField(label=STEP, required=False, max_length=300)
    ngay_buoc_tiep = DayField(
        label="Ngày làm việc tiếp theo", required=False, help_text="Đến ngày này việc hiện ở trang Việc cần làm."
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, officers: list[User], **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["phu_trach"]
        field.queryset = User.objects.filter(pk__in=[one.pk for one in officers]).order_by("ho_ten", "pk")  # type: ignore[attr-defined]
        field.label_from_instance = lambda one: one.ho_ten or one.username  # type: ignore[attr-defined]

    @staticmethod
    def shown(work: VanDong | None) -> dict:
        """What the form shows of the work, or of none yet."""
        names = ("phu_trach", "phuong_an", "ly_do", "du_kien", "buoc_tiep", "ngay_buoc_tiep")
        return {name: getattr(work, name) if work else None for name in names}

    @property
    def facts(self) -> dict:
        return {name: self.cleaned_data[name] for name in self.shown(None)}


class GiaiDoanForm(OnceForm):
    """Another stage, with its day and, where it goes back or stops, a reason."""

    giai_doan = forms.ChoiceField(label="Chuyển sang giai đoạn", choices=[("", "Chọn giai đoạn"), *GiaiDoan.choices])
    ngay = DayField(label="Ngày")
    ly_do = ReasonField(required=False, help_text="Cần khi lùi giai đoạn, tạm dừng hoặc bị từ chối: ít nhất 10 ký tự.")

    def __init__(self, *args, work: VanDong | None = None, **kwargs):
        kwargs.setdefault("initial", {"ngay": format_date(today())})
        super().__init__(*args, **kwargs)
        now = work.giai_doan if work else GiaiDoan.CHUA_TIEP_CAN
        choice_field(self, "giai_doan").choices = [
            ("", "Chọn giai đoạn"),
            *(one for one in GiaiDoan.choices if one[0] != now),
        ]


class TiepXucForm(OnceForm):
    """A contact and what is to be done next."""

    ngay = DayField(label="Ngày tiếp xúc")
    hinh_thuc = forms.ChoiceField(label="Hình thức", choices=[("", "Chọn hình thức"), *HinhThucTiepXuc.choices])
    nguoi_gap = LineField(label="Người gặp", required=False, max_length=150)
    noi_dung = LineField(
        label="Nội dung, kết quả", max_length=1000, widget=forms.Textarea(attrs={"rows": 3, "maxlength": 1000})
    )
    buoc_tiep = LineField(label=STEP, required=False, max_length=300)
    ngay_buoc_tiep = DayField(label="Ngày làm việc tiếp theo", required=False)

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("initial", {"ngay": format_date(today())})
        super().__init__(*args, **kwargs)

    @property
    def contact(self) -> TiepXucData:
        names = ("ngay", "hinh_thuc", "nguoi_gap", "noi_dung", "buoc_tiep", "ngay_buoc_tiep")
        return TiepXucData(**{name: self.cleaned_data[name] for name in names})


class TrongSoForm(OnceForm):
    """The weights of the worklist."""

    quy_mo = IntField(label=NHAN["quy_mo"], max_value=100)
    fdi = IntField(label=NHAN["fdi"], max_value=100)
    nam = IntField(label=NHAN["nam"], max_value=100)
    khu = IntField(label=NHAN["khu"], max_value=100)

    @property
    def weights(self) -> dict[str, int]:
        return {name: self.cleaned_data[name] for name in NHAN}

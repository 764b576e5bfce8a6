"""Requests about personal data, and the terms that the province sets (07 §7.5)."""

from django import forms

from cdcs.models import ChuongTrinh
from core.dates import today
from core.forms import DayField, HouseForm, IntField, OnceForm, ReasonField
from doanvien.enums import LoaiYeuCau, TrangThaiYeuCau


class YeuCauForm(OnceForm):
    """What the person asked for."""

    loai = forms.ChoiceField(label="Người này yêu cầu", choices=LoaiYeuCau)
    ngay_nhan = DayField(label="Ngày nhận")
    noi_dung = ReasonField(label="Nội dung", help_text="10 đến 500 ký tự: yêu cầu gì, nhận bằng cách nào.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["ngay_nhan"].initial = today()


class TraLoiForm(OnceForm):
    """How the request was met."""

    trang_thai = forms.ChoiceField(
        label="Kết quả",
        choices=[choice for choice in TrangThaiYeuCau.choices if choice[0] != TrangThaiYeuCau.DANG_XU_LY],
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn kết quả."},
    )
    tra_loi = ReasonField(label="Trả lời", help_text="10 đến 500 ký tự: đã làm gì, hoặc vì sao từ chối.")


class AnDanhForm(OnceForm):
    """Why names are taken away for good."""

    ly_do = ReasonField(label="Lý do ẩn danh")
    chac_chan = forms.BooleanField(
        label="Tôi hiểu: họ tên, ngày sinh và các số không lấy lại được; số liệu không đổi.",
        error_messages={"required": "Đánh dấu ô này để xác nhận."},
    )


class ThoiHanForm(HouseForm):
    """How long a name is kept, and until when a request is answered."""

    so_nam_luu = IntField(label="Số năm lưu tên sau khi ra", min_value=1, max_value=50)
    so_ngay_tra_loi = IntField(label="Số ngày trả lời yêu cầu", min_value=1, max_value=90)

    def __init__(self, *args, programme: ChuongTrinh, **kwargs):
        names = ("so_nam_luu", "so_ngay_tra_loi")
        super().__init__(*args, initial={name: getattr(programme, name) for name in names}, **kwargs)

"""Forms of a round: its five dates, a waiver with reason and last day (02 §2.6-1, 13)."""

from typing import Any

from django import forms

from baocao.actions.ky_bao_cao import KyData
from baocao.models import KyBaoCao
from core.forms import DayField, OnceForm, ReasonField


class KyBaoCaoForm(OnceForm):
    """The five dates, each with what it means; editable before the round opens [02-2.6-2]."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    ngay_mo = DayField(
        label="Mở", help_text="Từ ngày này đơn vị nhập báo cáo; danh sách đơn vị phải báo cáo được chốt."
    )
    tu_ngay = DayField(label="Số liệu từ ngày", help_text="Ngày đầu của biến động được tính.")
    den_ngay = DayField(label="Ngày chốt", help_text="Ngày cuối của biến động, và ngày của mọi số cuối kỳ.")
    han_nop = DayField(
        label="Nộp trước ngày", help_text="Nộp trước 00:00 ngày này là đúng hạn; chính ngày này đã chậm 1 ngày."
    )
    ngay_khoa = DayField(
        label="Khóa", help_text="Từ ngày này sổ của đơn vị đã được duyệt chỉ sửa được bằng đính chính."
    )

    def __init__(self, *args, ky: KyBaoCao, **kwargs):
        super().__init__(*args, initial=self.shown(ky) | {"version": ky.version}, **kwargs)

    @staticmethod
    def shown(ky: KyBaoCao) -> dict[str, Any]:
        """What the form shows of a round."""
        return {name: getattr(ky, name) for name in KyData.__annotations__}

    @property
    def dates(self) -> KyData:
        return KyData(**{name: self.cleaned_data[name] for name in KyData.__annotations__})


class MienForm(OnceForm):
    """Miễn báo cáo of one unit in one round."""

    den_ngay = DayField(label="Miễn đến hết ngày", help_text="Sau ngày này đơn vị lại phải báo cáo.")
    ly_do = ReasonField()

"""The form that chooses what becomes of the quotas of a closed unit."""

from django import forms

from chitieu.actions import DeLaiData
from chitieu.enums import CachDeLai
from chitieu.queries.de_lai import DeLai
from core.forms import REQUIRED, DayField, LineField, OnceForm, choice_field

KHONG_KE_TUC = "Không chuyển cho đơn vị nào: hết hiệu lực cùng đơn vị"


class DeLaiForm(OnceForm):
    """The way, and the decision that says so."""

    cach = forms.ChoiceField(label="Cách xử lý", widget=forms.RadioSelect, error_messages=REQUIRED)
    so_quyet_dinh = LineField(label="Số quyết định", max_length=100)
    ngay = DayField(label="Ngày quyết định")
    nguoi_ky = LineField(label="Người ký", required=False, max_length=150)

    def __init__(self, *args, left: DeLai, **kwargs):
        super().__init__(*args, **kwargs)
        ways = CachDeLai.choices
        if left.ke_tuc is None:
            ways = [(CachDeLai.GIU_NGUYEN, KHONG_KE_TUC), (CachDeLai.PHAN_BO_LAI, CachDeLai.PHAN_BO_LAI.label)]
        choice_field(self, "cach").choices = ways

    @property
    def choice(self) -> DeLaiData:
        names = ("cach", "so_quyet_dinh", "ngay", "nguoi_ky")
        return DeLaiData(**{name: self.cleaned_data[name] for name in names})

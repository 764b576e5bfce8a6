"""The form of a proposal of quotas: the way, among whom, how many."""

from django import forms

from baocao.enums import CachChia
from baocao.queries.de_xuat import CACH_CUA, DeXuat
from cdcs.models import CongDoan
from chitieu.forms.bang_giao import BangGiao
from chitieu.forms.giao import fill_draft
from chitieu.forms.noi_chi_tieu import NoiChiTieu
from core.forms import HouseForm, IntField, choice_field

CAP_TREN, CO_SO, TAT_CA = "cap_tren", "co_so", "tat_ca"


class DeXuatForm(HouseForm):
    """How to share the unit's quota of one kind out; sent by GET, it writes nothing."""

    cach = forms.ChoiceField(label="Cách chia", widget=forms.RadioSelect)
    cho = forms.ChoiceField(label="Chia cho", required=False)
    tong = IntField(label="Tổng số để chia", min_value=1)

    def __init__(self, *args, bang: BangGiao, noi: NoiChiTieu, loai: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.bang, self.loai = bang, loai
        ways = [way for way in CACH_CUA[loai] if way != CachChia.NAM_TRUOC or noi.nam_truoc]
        choice_field(self, "cach").choices = [(way.value, way.label) for way in ways]
        self.fields["cach"].initial = CachChia.DEU
        own = bang.hieu_luc[bang.rieng.pk][loai]
        self.fields["tong"].initial = own.so_giao if own else None
        if any(unit.la_co_so for unit in self.given) and not all(unit.la_co_so for unit in self.given):
            choice_field(self, "cho").choices = [
                (CAP_TREN, "Công đoàn cấp trên trực tiếp cơ sở"), (CO_SO, "CĐCS trực thuộc"), (TAT_CA, "Tất cả"),
            ]  # fmt: skip
        else:
            del self.fields["cho"]

    @property
    def given(self) -> list[CongDoan]:
        """The units that the user may give a quota to, the unit itself left out."""
        return [unit for unit in self.bang.editable if unit.pk != self.bang.rieng.pk]

    @property
    def units(self) -> list[CongDoan]:
        """Among whom to share."""
        whom = self.cleaned_data.get("cho", TAT_CA) or CAP_TREN
        return [unit for unit in self.given if whom == TAT_CA or unit.la_co_so == (whom == CO_SO)]

    def draft_content(self, found: DeXuat, kept: dict[str, list[str]]) -> dict:
        """The draft of the grid with the parts in it."""
        return fill_draft(self.bang, kept, self.loai, found.numbers)

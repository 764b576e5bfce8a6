"""Choosing a union unit in a form: by name, only where the user may act (06 §6.2 #1, demand 5)."""

from collections.abc import Collection
from typing import cast

from django import forms
from django.db.models import Q, QuerySet

from cdcs.access import rights_of
from cdcs.models import ChuongTrinh, CongDoan
from core.dates import today

SEARCH_FROM = 15  # 05 §5.4: native select under 15 options


def units_to_choose(user, word: str, kinds: Collection[str], *, closed: bool = False) -> QuerySet[CongDoan]:
    """The units of these kinds at which the user may do `word`: active today, `closed` ones of the programme too."""
    start = ChuongTrinh.current().ngay_bat_dau if closed else today()
    units = CongDoan.objects.filter(Q(ngay_ket_thuc=None) | Q(ngay_ket_thuc__gt=start), loai__in=kinds)
    return rights_of(user).scope(word).filter(units, "pk").order_by("ten_khong_dau", "ma")


def own_base(user) -> str:
    """The code of the one base unit whose officer the user is, which a form offers first; "" for everybody else."""
    rights = rights_of(user)
    own = [unit for unit in rights.units() if unit.is_active_on(rights.day)]
    return own[0].ma if len(own) == 1 and own[0].la_co_so else ""


def don_vi_field(form: forms.Form, name: str) -> "DonViField":
    """The field of this name, whose units depend on the reader."""
    return cast(DonViField, form.fields[name])


class DonViField(forms.ModelChoiceField):
    """A select of units, posted by code; a search box of `select.js` where there are many."""

    def __init__(self, queryset=None, **kwargs):
        kwargs.setdefault("empty_label", "Chọn đơn vị")
        messages = {
            "required": "Chọn đơn vị.",
            "invalid_choice": "Không có đơn vị này trong phạm vi của bạn. Chọn trong danh sách.",
        }
        super().__init__(
            CongDoan.objects.none() if queryset is None else queryset,
            **{"to_field_name": "ma", "error_messages": messages, **kwargs},
        )

    def label_from_instance(self, obj: CongDoan) -> str:
        ended = ", đã kết thúc" if obj.ngay_ket_thuc and obj.ngay_ket_thuc <= today() else ""
        return f"{obj.ten} ({obj.ma}{ended})"

    def offer(self, queryset: QuerySet[CongDoan]) -> None:
        """Offer these units; one alone is chosen beforehand."""
        self.queryset = queryset
        several = list(queryset[: SEARCH_FROM + 1])
        if len(several) == 1:
            self.initial = several[0].ma
        if len(several) > SEARCH_FROM:
            self.widget.attrs["data-search"] = "Gõ tên hoặc mã đơn vị"

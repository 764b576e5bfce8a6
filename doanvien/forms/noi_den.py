"""The destination of a transfer: any active unit, by code or by a few letters of its name [02-2.7-4].

A select of all units of a province would be three thousand options, so the unit is typed. A code is taken as it is; a
name shows what matches, and one of these is chosen. With script the matches appear while typing, without it after the
first try.
"""

from dataclasses import dataclass

from django import forms
from django.urls import reverse

from cdcs.access import rights_of
from cdcs.enums import CO_DOAN_VIEN
from cdcs.models import CongDoan
from cdcs.queries.tim_don_vi import units_like
from core.forms import LineField
from doanvien.enums import LoaiBienDong

SHOWN = 12


@dataclass(frozen=True)
class NoiDen:
    """A unit that matches, and whether a transfer there takes a slip (else the user may write the pair at once)."""

    unit: CongDoan
    by_slip: bool
    is_chosen: bool = False


def destinations(text: str, *, user, chosen: str = "") -> list[NoiDen]:
    """The units that match, one more than are shown; the one with this code, or the only one, is chosen beforehand."""
    found = list(units_like(text, CO_DOAN_VIEN)[: SHOWN + 1])
    scope = rights_of(user).scope("answer_phieu_chuyen")
    chosen = next((u.ma for u in found if u.ma.upper() == text.upper()), chosen)
    return [NoiDen(u, not scope.contains(u.pk), u.ma == chosen or len(found) == 1) for u in found]


class DestinationField(LineField):
    """One line of text whose matches are loaded while typing."""

    def __init__(self, **kwargs):
        super().__init__(
            label="Đơn vị đến (khi chuyển trong tỉnh)",
            required=False,
            max_length=250,
            help_text="Gõ mã đơn vị, hoặc vài chữ của tên (không cần dấu). Đơn vị ngoài phạm vi của bạn: lập phiếu "
            "chuyển, bên nhận tiếp nhận thì hai bên mới đổi số.",
            **kwargs,
        )

    def widget_attrs(self, widget: forms.Widget) -> dict:
        return super().widget_attrs(widget) | {"autocomplete": "off"}


class DestinationForm(forms.Form):
    """A form with a destination; `found` are the matches to choose from, shown under the field."""

    cong_doan_den = DestinationField()

    def offer_destinations(self, user) -> None:
        """Let the field ask for matches while its user types."""
        self.user, self.found = user, list[NoiDen]()
        self.fields["cong_doan_den"].widget.attrs |= {
            "hx-get": reverse("fragment_cong_doan_den"),
            "hx-trigger": "input changed delay:300ms",
            "hx-target": "#cong_doan_den_found",
            "hx-sync": "this:replace",
        }

    @property
    def shown(self) -> list[NoiDen]:
        """The matches that are shown."""
        return self.found[:SHOWN]

    def clean_cong_doan_den(self) -> CongDoan | None:
        text = self.cleaned_data["cong_doan_den"]
        if not text or self.cleaned_data.get("loai") != LoaiBienDong.CHUYEN_DI:
            return None
        chosen = self.data.get("cong_doan_chon", "")
        found = destinations(text, user=self.user, chosen=chosen)
        by_code = {one.unit.ma.upper(): one.unit for one in found}
        unit = by_code.get(text.upper()) or by_code.get(chosen.upper())
        if unit is not None:
            self.found = [NoiDen(one.unit, one.by_slip, True) for one in found if one.unit == unit]
            return unit
        self.found = found
        if not found:
            raise forms.ValidationError(f"Không có đơn vị nào khớp “{text}”: kiểm tra lại mã, hoặc gõ ít chữ hơn.")
        how_many = f"Có {len(found)}" if len(found) <= SHOWN else f"Hơn {SHOWN}"
        more = "" if len(found) <= SHOWN else "gõ thêm chữ, hoặc "
        raise forms.ValidationError(f"{how_many} đơn vị khớp: {more}chọn một đơn vị dưới ô này rồi ghi lại.")

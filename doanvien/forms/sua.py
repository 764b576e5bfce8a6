"""Forms that correct what touches the ledger, and that judge likely doubles (02 §2.2a-5, 6)."""

from django import forms

from cdcs.access import rights_of
from cdcs.enums import CO_DOAN_VIEN
from cdcs.models import CongDoan
from core.forms import DayField, LineField, OnceForm, ReasonField, choice_field
from doanvien.actions.sua_qua_trinh import Chang, SuaChang
from doanvien.enums import GioiTinh
from doanvien.models import DoanVien


class SuaQuaTrinhForm(OnceForm):
    """Sex, and for every movement its day and its units by code."""

    gioi_tinh = forms.ChoiceField(label="Giới tính", choices=GioiTinh.choices, widget=forms.RadioSelect)
    ly_do = ReasonField(label="Lý do sửa")
    chang = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, user, member: DoanVien, chain: list[Chang], kept: dict, **kwargs):
        """`kept` is a draft: of a chain that was written anew since, its days and its sex would undo that, so only the
        reason is left of it."""
        stands = self.numbers_of(chain)
        typed = kept if kept.get("chang") == stands else {"ly_do": kept.get("ly_do", "")}
        super().__init__(*args, initial={"gioi_tinh": member.gioi_tinh} | typed | {"chang": stands}, **kwargs)
        self.chain, self.scope = chain, rights_of(user).scope("correct_doan_vien")
        for one in chain:
            if not one.may_change:
                continue
            row = one.rows[0]
            name = f"dòng {row.get_loai_display()}"
            self.fields[f"ngay_{one.pk}"] = DayField(label=f"Ngày, {name}", initial=row.ngay)
            self.fields[f"don_vi_{one.pk}"] = LineField(
                label=f"Mã đơn vị, {name}", initial=row.cong_doan.ma, max_length=30
            )
            if one.den is not None:
                self.fields[f"den_{one.pk}"] = LineField(
                    label=f"Mã đơn vị đến, {name}", initial=one.den.ma, max_length=30
                )

    @staticmethod
    def numbers_of(chain: list[Chang]) -> str:
        """Which rows a chain consists of: after a correction they are others."""
        return "-".join(str(one.pk) for one in chain)

    def lines(self) -> list[dict]:
        """Every movement with its fields, for the table of the page."""
        return [
            {
                "one": one,
                "ngay": self[f"ngay_{one.pk}"] if one.may_change else None,
                "don_vi": self[f"don_vi_{one.pk}"] if one.may_change else None,
                "den": self[f"den_{one.pk}"] if one.may_change and one.den is not None else None,
            }
            for one in self.chain
        ]

    def clean(self):
        data = super().clean()
        names = [name for name in self.fields if name.startswith(("don_vi_", "den_"))]
        codes = {data[name] for name in names if data.get(name)}
        units = {unit.ma: unit for unit in CongDoan.objects.filter(ma__in=codes, loai__in=CO_DOAN_VIEN)}
        for name in names:
            code = data.get(name, "")
            unit = units.get(code)
            is_new = code != self.fields[name].initial  # what stands may lie outside: the action says who corrects it
            if code and is_new and (unit is None or not self.scope.contains(unit.pk)):
                self.add_error(name, f"Không có CĐCS mã {code} trong phạm vi của bạn: sửa mã.")
            data[name] = unit
        return data

    @property
    def sua(self) -> dict[int, SuaChang]:
        """What every movement should say."""
        data = self.cleaned_data
        return {
            one.pk: SuaChang(data[f"ngay_{one.pk}"], data[f"don_vi_{one.pk}"], data.get(f"den_{one.pk}"))
            for one in self.chain
            if one.may_change
        }

    def add_refusal(self, reason: Exception) -> None:
        """The action names a movement by its number: its day is where the error stands."""
        name = f"ngay_{getattr(reason, 'field', '')}"
        self.add_error(name if name in self.fields else None, str(reason))


class GopForm(OnceForm):
    """Which of two records stays, and why they are one person."""

    giu = forms.TypedChoiceField(
        label="Giữ hồ sơ",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn hồ sơ được giữ lại."},
    )
    ly_do = ReasonField(label="Lý do gộp")

    def __init__(self, *args, mot: DoanVien, hai: DoanVien, **kwargs):
        super().__init__(*args, **kwargs)
        choice_field(self, "giu").choices = [(mot.pk, "Hồ sơ 1"), (hai.pk, "Hồ sơ 2")]
        self.fields["giu"].initial = mot.pk if mot.cong_doan_id or not hai.cong_doan_id else hai.pk


class TachForm(OnceForm):
    """Why a merged record is taken apart again."""

    ly_do = ReasonField(label="Lý do tách")

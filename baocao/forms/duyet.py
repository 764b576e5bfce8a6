"""Forms of the review: approve many, remind, return with remarks at cells, withdraw or reopen (08 §8.7)."""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django import forms

from core.forms import DayField, OnceForm, ReasonField

PICKED = re.compile(r"(\d{1,18}):(\d{1,9})", re.ASCII)
ROWS_AT_MOST = 30
CELL, REMARK = "o_", "noi_dung_"


class PickedField(forms.MultipleChoiceField):
    """Ticked reports as "number:revision seen"; a report that changed meanwhile is refused by the act, not here."""

    def valid_value(self, value: Any) -> bool:
        return bool(PICKED.fullmatch(str(value)))


class DuyetNhieuForm(OnceForm):
    """The reports ticked on the grid, each with the revision that was seen."""

    chon = PickedField(label="Báo cáo", error_messages={"required": "Chưa chọn báo cáo nào để duyệt."})

    @property
    def picked(self) -> dict[int, int]:
        """{report: revision seen}."""
        return dict(map(int, value.split(":")) for value in self.cleaned_data["chon"])  # type: ignore[arg-type]


class LanForm(OnceForm):
    """An act on the revision that was seen."""

    lan = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class NhacForm(OnceForm):
    """Which units are reminded now."""

    don_vi = forms.MultipleChoiceField(label="Đơn vị", error_messages={"required": "Chọn ít nhất một đơn vị."})

    def __init__(self, *args, codes: Collection[str], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["don_vi"].choices = [(code, code) for code in codes]  # type: ignore[attr-defined]


class MoLaiForm(LanForm):
    """ "Rút duyệt" or, once the round is closed, "Mở lại" with the last day for the new revision."""

    ly_do = ReasonField()
    han_sua = DayField(label="Nộp lại trước hết ngày")

    def __init__(self, *args, with_day: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not with_day:
            del self.fields["han_sua"]


class TraLaiForm(LanForm):
    """Remarks at cells, as many rows as were asked for, and the last day for mending them.

    "Thêm ô khác" sends the form with one row more; nothing is judged then, so what was typed stays as it is.
    """

    han_sua = DayField(label="Nộp lại trước hết ngày", help_text="Ngày cuối để đơn vị sửa và nộp lại.")

    def __init__(self, *args, choices: Iterable[tuple], rows: int = 1, **kwargs):
        super().__init__(*args, **kwargs)
        self.cells = [("", "Chọn ô…"), *choices]
        self.numbers = range(1, min(max(rows, 1), ROWS_AT_MOST) + 1)
        for number in self.numbers:
            self.fields[f"{CELL}{number}"] = forms.ChoiceField(
                label="Ô cần sửa",
                choices=self.cells,
                required=number == 1,
                error_messages={"required": "Chọn ô cần sửa."},
            )
            self.fields[f"{REMARK}{number}"] = ReasonField(
                label="Nói rõ cần sửa gì", required=number == 1, help_text="Đơn vị trả lời ngay tại ô này."
            )

    @staticmethod
    def rows_in(data: Mapping[str, Any]) -> int:
        """How many rows a sent form or a draft has."""
        numbers = [int(name[len(CELL) :]) for name in data if re.fullmatch(rf"{CELL}\d{{1,2}}", name, re.ASCII)]
        return max(numbers, default=1)

    @property
    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The pairs of a cell and its remark."""
        return [(self[f"{CELL}{number}"], self[f"{REMARK}{number}"]) for number in self.numbers]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        seen: set[str] = set()
        for number in self.numbers:
            cell, remark = data.get(f"{CELL}{number}"), data.get(f"{REMARK}{number}")
            if remark and not cell and f"{CELL}{number}" not in self.errors:
                self.add_error(f"{CELL}{number}", "Chọn ô mà nhận xét này nói đến.")
            if cell and not remark and f"{REMARK}{number}" not in self.errors:
                self.add_error(f"{REMARK}{number}", "Nói rõ cần sửa gì ở ô này.")
            if cell and cell in seen:
                self.add_error(f"{CELL}{number}", "Ô này đã chọn ở trên: gộp hai nhận xét làm một.")
            seen.add(cell or "")
        return data

    @property
    def remarks(self) -> dict[str, str]:
        """{cell: what is asked}."""
        data = self.cleaned_data
        pairs = ((data.get(f"{CELL}{number}"), data.get(f"{REMARK}{number}")) for number in self.numbers)
        return {cell: remark for cell, remark in pairs if cell and remark}

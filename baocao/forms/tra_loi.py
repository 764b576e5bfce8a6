"""Answers at the cells of a returned report, typed on the page of its review (08 §8.7, `answer_cell`)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from baocao.forms.bao_cao import reason_of_another
from baocao.models import NhanXet
from baocao.queries.bao_cao.loi_nhan import LoiNhan
from core.forms import MAX_REASON, LineField, OnceForm

FIELD = "tl_"
WHY = "ly_do_lam_thay"


@dataclass(frozen=True)
class LoiNhanXet:
    """A remark on the page of review with the box of its answer; None where nothing is answered any more."""

    one: LoiNhan
    o: forms.BoundField | None


class TraLoiForm(OnceForm):
    """Every answer that may still be given there. One is sent at a time, so that each is a row of the log of its own.

    `xem_xet` tells the view of `answer_cell` that it was not typed on the unit's form, where all is sent at once.
    """

    xem_xet = forms.CharField(widget=forms.HiddenInput, initial="1", required=False)

    def __init__(self, data=None, *, remarks: Iterable[NhanXet], needs_reason: bool, kept: Mapping[str, Any]):
        self.stored = {f"{FIELD}{one.pk}": one.tra_loi for one in remarks}
        super().__init__(data, initial=self.stored | {key: kept[key] for key in (*self.stored, WHY) if key in kept})
        for name in self.stored:
            box = forms.Textarea(attrs={"rows": 2, "class": "form-control"})
            self.fields[name] = LineField(label="Trả lời", required=False, max_length=MAX_REASON, widget=box)
        self.needs_reason = needs_reason
        if needs_reason:
            self.fields[WHY] = reason_of_another(True)

    @property
    def chua_tra_loi(self) -> bool:
        """Does a remark still wait for its first answer?"""
        return "" in self.stored.values()

    def box(self, remark: NhanXet) -> forms.BoundField | None:
        """The box of one remark."""
        name = f"{FIELD}{remark.pk}"
        return self[name] if name in self.stored else None

    def judge(self, remark: NhanXet) -> str:
        """The answer to this remark, "" where it is refused; the other boxes are judged when they are sent."""
        name = f"{FIELD}{remark.pk}"
        self.is_valid()
        for other in set(self.errors) - {name, WHY}:
            del self.errors[other]
        if name not in self.errors and not self.cleaned_data.get(name):
            self.add_error(name, "Viết câu trả lời rồi gửi.")
        return "" if self.errors else self.cleaned_data[name]

    @property
    def reason(self) -> str:
        return self.cleaned_data.get(WHY, "")

    def others(self, remark: NhanXet) -> dict[str, list[str]]:
        """What was typed in the other boxes and differs from what is stored: it goes on as a draft."""
        typed = {name: self.data.get(name, "") for name in self.stored if name != f"{FIELD}{remark.pk}"}
        return {name: [text] for name, text in typed.items() if text != self.stored[name]}


def with_boxes(rows: Iterable[Any], form: TraLoiForm | None) -> list[tuple[Any, list[LoiNhanXet]]]:
    """The cells or points of the page, each with its remarks and their boxes."""
    return [(row, [LoiNhanXet(one, form.box(one.nhan_xet) if form else None) for one in row.loi_nhan]) for row in rows]

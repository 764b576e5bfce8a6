"""The forms of a report: what the unit says at cells, answers, texts of the narrative; the last check; files."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.http import QueryDict

from baocao.actions.bao_cao import OData
from baocao.models import NhanXet
from baocao.queries.bao_cao.dong_o import DongO
from baocao.queries.bao_cao.loi_nhan import LoiNhan
from baocao.queries.bao_cao.noi_dung import MucSoan, mark_of
from baocao.queries.bao_cao.trang_nhap import TrangNhap
from core.forms import MAX_REASON, HouseForm, IntField, LineField, OnceForm, ReasonField

MAX_TEXT = 10_000
LINE_LENGTH = 110
LAM_THAY = "Làm thay đơn vị"
VI_SAO_LAM_THAY = "Vì sao bạn làm thay đơn vị: 10 đến 500 ký tự, được ghi vào nhật ký."


def reason_of_another(required: bool) -> ReasonField:
    """The reason of an administrator who writes for the unit."""
    return ReasonField(label=LAM_THAY, required=required, help_text=VI_SAO_LAM_THAY)


@dataclass(frozen=True)
class LoiNhanNhap:
    """A remark with the box of its answer; `o` is None where nothing can be answered any more."""

    one: LoiNhan
    o: forms.BoundField | None


@dataclass(frozen=True)
class DongNhap:
    """A row of the page with its boxes; without a form (who only reads) both are None."""

    row: DongO
    khai: forms.BoundField | None
    giai_trinh: forms.BoundField | None
    loi_nhan: list[LoiNhanNhap]

    @property
    def is_open(self) -> bool:
        """Is there anything below the row: a question, what was typed, an error?"""
        if self.row.is_talk:
            return True
        boxes = [box for box in (self.khai, self.giai_trinh) if box is not None]
        return any(box.value() not in (None, "") or box.errors for box in boxes)


@dataclass(frozen=True)
class MucNhap:
    """A point of the narrative with its box and the remarks at it."""

    muc: MucSoan
    o: forms.BoundField | None
    loi_nhan: list[LoiNhanNhap]


class BaoCaoForm(HouseForm):
    """Everything a unit types into its report. `kept` is a draft; `goc` marks the texts that the page was made with.

    A point whose text is the one the page came with was not touched: it keeps following the figures.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    goc = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data=None, *, page: TrangNhap, needs_reason: bool, kept: Mapping[str, Any] | None = None):
        self.page, kept = page, dict(kept or {})
        self.stored_version = page.data.bao_cao.version if page.data.bao_cao else 0
        self.muc = page.noi_dung.muc
        self.cho = [one.nhan_xet for row in page.dong for one in row.cho]
        self.cho += [one.nhan_xet for _, found in page.muc for one in found if one.cho]
        was = _read(kept.get("goc"))
        now = {one.ma: mark_of(one.text) for one in self.muc}
        for ma in now:  # an untouched point of a draft follows what stands there today
            if mark_of(str(kept.get(f"muc_{ma}", ""))) == was.get(ma):
                kept.pop(f"muc_{ma}", None)
        marks = json.dumps(now)
        initial = self.current | kept | {"version": self.stored_version, "goc": marks}
        super().__init__(data, initial=initial)
        self.fields["ly_do_lam_thay"] = reason_of_another(needs_reason)
        self._add_cells()
        self._add_texts()

    def _add_cells(self) -> None:
        for row in self.page.dong:
            cell = row.o
            if cell.khai_duoc:
                box = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "placeholder": "—",
                                             "aria-label": f"Đơn vị khai, ô {cell.tt}", "data-khai": f"gt-{cell.tt}",
                                             "data-so": str(row.so)})  # fmt: skip
                self.fields[f"khai_{cell.tt}"] = IntField(label=f"Ô {cell.tt}, đơn vị khai", required=False, widget=box)
            self.fields[f"gt_{cell.tt}"] = ReasonField(
                label=f"Ô {cell.tt}, giải trình", required=False, help_text="", widget=_area(2)
            )

    def _add_texts(self) -> None:
        for remark in self.cho:
            self.fields[f"tl_{remark.pk}"] = LineField(
                label="Trả lời cho ô này", required=False, max_length=MAX_REASON, widget=_area(2)
            )
        for one in self.muc:
            self.fields[f"muc_{one.ma}"] = forms.CharField(
                label=one.nhan, required=False, max_length=MAX_TEXT, widget=_area(_height(one.text))
            )

    @property
    def current(self) -> dict[str, Any]:
        """What is stored, by field."""
        cells = {f"khai_{row.o.tt}": row.khai for row in self.page.dong if row.o.khai_duoc}
        return (
            cells
            | {f"gt_{row.o.tt}": row.giai_trinh for row in self.page.dong}
            | {f"tl_{one.pk}": one.tra_loi for one in self.cho}
            | {f"muc_{one.ma}": one.text for one in self.muc}
        )

    @property
    def is_overtaken(self) -> bool:
        """Did somebody save since the page was made?"""
        return self.cleaned_data.get("version") != self.stored_version

    def conflict(self) -> list[dict]:
        """Both texts where they differ; points that were not touched show what stands there now."""
        touched = self._touched()
        data = cast(QueryDict, self.data).copy()
        for one in self.muc:
            if one.ma not in touched:
                data[f"muc_{one.ma}"] = one.text
                self.cleaned_data[f"muc_{one.ma}"] = one.text
        data["goc"] = json.dumps({one.ma: mark_of(one.text) for one in self.muc if one.ma not in touched})
        self.data = data
        return self.conflict_with(self.current, self.stored_version)

    def _touched(self) -> set[str]:
        was = _read(self.cleaned_data.get("goc"))
        texts = {one.ma: self.cleaned_data.get(f"muc_{one.ma}") or "" for one in self.muc}
        return {ma for ma, text in texts.items() if f"muc_{ma}" in self.data and mark_of(text) != was.get(ma)}

    @property
    def cells(self) -> dict[str, OData]:
        """{cell: what the unit says} of the cells that changed."""
        found = {}
        for row in self.page.dong:
            tt = row.o.tt
            number, text = self.cleaned_data.get(f"khai_{tt}"), self.cleaned_data.get(f"gt_{tt}") or ""
            number = None if number == row.so else number  # the same as in the book is nothing of its own
            if (number, text) != (row.khai, row.giai_trinh):
                found[row.o.ma] = OData(number, text)
        return found

    @property
    def texts(self) -> dict[str, str]:
        """{point: the unit's own text} of the points that changed; empty goes back to the drafted sentences."""
        found, touched, given_back = {}, self._touched(), self.data.get("lay_lai", "")
        for one in self.muc:
            text = (self.cleaned_data.get(f"muc_{one.ma}") or "").strip()
            if one.ma == given_back or mark_of(text) == mark_of(one.text_soan):
                text = ""
            if one.ma == given_back or (one.ma in touched and (text or one.rieng)):
                found[one.ma] = text
        return found

    @property
    def answers(self) -> list[tuple[NhanXet, str]]:
        """Answers that were typed anew."""
        typed = [(one, self.cleaned_data.get(f"tl_{one.pk}") or "") for one in self.cho]
        return [(one, text) for one, text in typed if text and text != one.tra_loi]


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "class": "form-control"})


def _height(text: str) -> int:
    """Rows that show a text at the width of the page, within reason."""
    return min(max(sum(1 + len(line) // LINE_LENGTH for line in text.splitlines()), 2), 14)


def _read(text: Any) -> dict[str, str]:
    try:
        found = json.loads(text or "{}")
    except (TypeError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _box(form: BaoCaoForm | None, name: str) -> forms.BoundField | None:
    return form[name] if form is not None and name in form.fields else None


def _remarks(form: BaoCaoForm | None, found) -> list[LoiNhanNhap]:
    return [LoiNhanNhap(one, _box(form, f"tl_{one.nhan_xet.pk}")) for one in found]


def parts_of(page, form: BaoCaoForm | None = None) -> list[tuple[str, list[DongNhap]]]:
    """The rows of a report under their headings, with boxes where the reader may type."""
    return [
        (part, [DongNhap(row, _box(form, f"khai_{row.o.tt}"), _box(form, f"gt_{row.o.tt}"),
                         _remarks(form, row.loi_nhan)) for row in rows])
        for part, rows in page.phan
    ]  # fmt: skip


def points_of(page, form: BaoCaoForm | None = None) -> list[tuple[str, list[MucNhap]]]:
    """The points of the narrative under the headings of their sections."""
    sections: dict[str, list[MucNhap]] = {}
    for one, found in page.muc:
        box = _box(form, f"muc_{one.ma}")
        sections.setdefault(one.phan, []).append(MucNhap(one, box, _remarks(form, found)))
    return list(sections.items())


class NopForm(OnceForm):
    """The last look before a report is sent."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    khong_phat_sinh = forms.BooleanField(label="Kỳ này đơn vị không phát sinh biến động đoàn viên", required=False)
    ly_do = ReasonField(label="Lý do không phát sinh", required=False)

    def __init__(self, data=None, *, needs_reason: bool, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["ly_do_lam_thay"] = reason_of_another(needs_reason)


class TepForm(OnceForm):
    """A file that belongs to a report."""

    tep = forms.FileField(label="Tệp kèm báo cáo", help_text="PDF, JPG, PNG, DOCX hoặc XLSX, đến 10 MB.")

    def __init__(self, data=None, files=None, *, needs_reason: bool):
        super().__init__(data, files)
        self.fields["ly_do_lam_thay"] = reason_of_another(needs_reason)

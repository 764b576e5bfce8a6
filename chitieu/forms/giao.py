"""The form of a quota decision: number, day, reason, file, and a grid of units × kinds (05 §5.2-8)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from cdcs.models import CongDoan
from chitieu.actions import ChiTieuData, LinesChanged
from chitieu.forms.bang_giao import SHORT, BangGiao, ChanBang, canh_bao, make_foot, tom_tat
from chitieu.models import ChiTieu
from chitieu.queries import quotas_in_force
from core.dates import today
from core.forms import DayField, IntField, LineField, OnceForm, ReasonField
from core.numbers import format_int, parse_int

HEAD = ("so_quyet_dinh", "ngay", "nguoi_ky", "ly_do")
Goc = dict[tuple[int, str], int | None]


def read_goc(text: str) -> Goc:
    """What a page was made from: its numbers in force. A cell that is not among them had none.

    So a number that somebody else gave there is a conflict, never overwritten unseen.
    """
    try:
        return {(int(pk), str(kind)): int(number) for pk, kind, number in json.loads(text or "[]")}
    except (ValueError, TypeError):
        return {}


def write_goc(goc: Mapping[tuple[int, str], int | None]) -> str:
    """The same for the hidden field."""
    return json.dumps([[pk, str(kind), number] for (pk, kind), number in goc.items() if number is not None])


def fill_draft(bang: BangGiao, kept: Mapping[str, list[str]], kind: str, numbers: Mapping[int, int]) -> dict:
    """A draft with these numbers of units in it; what was typed elsewhere (`kept`) stays as it was made."""
    goc = read_goc((kept.get("goc") or [""])[0])
    content = dict(kept)
    for unit in bang.editable:
        if unit.pk in numbers:
            ruling = bang.hieu_luc[unit.pk][kind]
            goc[unit.pk, kind] = ruling.so_giao if ruling else None
            content[cell_name(unit, kind)] = [format_int(numbers[unit.pk])]
    return content | {"goc": [write_goc(goc)]}


def cell_name(unit: CongDoan, kind: str) -> str:
    return f"o{unit.pk}_{kind}"


@dataclass
class OChiTieu:
    """A cell: what is in force (`now`), the text shown, what it means (None: nothing, or not to be read).

    `khac`: somebody else changed what is in force since the page or draft was made, and the user typed another number.
    """

    unit: CongDoan
    loai: str
    line: ChiTieu | None
    now: int | None
    text: str
    gia_tri: int | None
    is_mine: bool = False
    khac: bool = False

    @property
    def ten(self) -> str:
        return cell_name(self.unit, self.loai)

    @property
    def nhan(self) -> str:
        return f"{self.unit.ten}, {SHORT[self.loai]}"

    @property
    def doi(self) -> bool:
        """Does the cell differ from what is in force?"""
        return self.is_mine and self.gia_tri != self.now

    @property
    def loi_khac(self) -> str:
        now = "không còn chỉ tiêu" if self.now is None else f"đang hiệu lực là {format_int(self.now)}"
        by = f" theo quyết định {self.line.quyet_dinh}" if self.line and self.line.so_giao == self.now else ""
        return f"Từ lúc bạn mở trang, người khác đã đổi ô này: {now}{by}; bạn gõ {self.text or 'để trống'}."


class GiaoChiTieuForm(OnceForm):
    """One decision. `texts` are the posted fields or those of a draft; an absent cell is untouched.

    A cell is the user's own when its text differs from what the page was made from (`goc`); every other cell shows what
    is in force now. An own cell that differs from what is in force becomes a line.
    """

    so_quyet_dinh = LineField(label="Số quyết định", max_length=100)
    ngay = DayField(label="Ngày quyết định")
    nguoi_ky = LineField(label="Người ký", required=False, max_length=150)
    ly_do = ReasonField(label="Lý do điều chỉnh", required=False, help_text="Khi đổi số đang hiệu lực: từ 10 ký tự.")
    tep = forms.FileField(label="Tệp quyết định", required=False, help_text="PDF, JPG, PNG, DOCX hoặc XLSX, đến 10 MB.")

    def __init__(self, data=None, files=None, *, bang: BangGiao, texts: Mapping[str, Any]):
        self.bang = bang
        goc = read_goc(str(texts.get("goc", "")))
        self.o = [self._cell(unit, kind, goc, texts) for unit in bang.editable for kind in SHORT]
        if data is not None:
            data = data.copy()
            for cell in self.o:
                data[cell.ten] = cell.text
        kept = {name: texts.get(name, "") for name in HEAD} | {cell.ten: cell.text for cell in self.o}
        super().__init__(data, files, initial=kept)
        self.fields["so_quyet_dinh"].widget.attrs["placeholder"] = "vd. 57/QĐ-LĐLĐ"
        for cell in self.o:
            self.fields[cell.ten] = self._field(cell)

    def _cell(self, unit: CongDoan, kind: str, goc: Goc, texts: Mapping[str, Any]) -> OChiTieu:
        line = self.bang.hieu_luc[unit.pk][kind]
        now = line.so_giao if line else None
        cell = OChiTieu(unit, kind, line, now, format_int(now), now)
        typed = texts.get(cell.ten)
        if typed is None:
            return cell
        text, was = str(typed).strip(), goc.get((unit.pk, kind))
        try:
            value = parse_int(text) if text else None
        except ValueError:
            return OChiTieu(unit, kind, line, now, text, None, is_mine=True, khac=now != was)
        if value == was:
            return cell
        return OChiTieu(unit, kind, line, now, text, value, is_mine=True, khac=now not in (was, value))

    def _field(self, cell: OChiTieu) -> IntField:
        attrs = {"aria-label": cell.nhan, "autocomplete": "off", "data-goc": format_int(cell.now),
                 "data-loai": str(cell.loai), "inputmode": "numeric", "placeholder": "—"}  # fmt: skip
        if cell.unit.pk == self.bang.rieng.pk:
            attrs["data-rieng"] = ""
        elif cell.unit.la_co_so:
            attrs["data-co-so"] = ""
        return IntField(label=cell.nhan, required=False, widget=forms.TextInput(attrs=attrs))

    @property
    def rows(self) -> list[dict]:
        """The units with their three cells."""
        width, found = len(SHORT), []
        for start in range(0, len(self.o), width):
            cells = self.o[start : start + width]
            found.append({
                "unit": cells[0].unit, "cells": [(cell, self[cell.ten]) for cell in cells],
                "is_bad": self.is_bound and any(cell.ten in self.errors for cell in cells),
            })  # fmt: skip
        return found

    def clean(self):
        super().clean()
        for cell in self.o:
            if cell.khac:
                self.add_error(cell.ten, f"{cell.loi_khac} Sửa lại ô này, hoặc ban hành lần nữa để ghi số của bạn.")
            elif cell.is_mine and not cell.text and cell.now is not None:
                self.add_error(cell.ten, "Ô này đang có chỉ tiêu: gõ 0 nếu không giao nữa, không để trống.")
        if self.is_amendment and not self.cleaned_data.get("ly_do") and "ly_do" not in self.errors:
            self.add_error("ly_do", "Quyết định này đổi số đang hiệu lực: ghi lý do điều chỉnh, từ 10 ký tự.")
        return self.cleaned_data

    def add_refusal(self, reason: Exception) -> None:
        """What somebody else gave meanwhile stands beside what was typed; every other refusal at its field."""
        if not isinstance(reason, LinesChanged):
            super().add_refusal(reason)
            return
        for cell in self.o:
            key = cell.unit.pk, cell.loai
            if key in reason.cells:
                cell.now, cell.khac = reason.cells[key], True
                self.fields[cell.ten].widget.attrs["data-goc"] = format_int(cell.now)
                self.add_error(cell.ten, f"{cell.loi_khac} Sửa lại ô này, hoặc ban hành lần nữa để ghi số của bạn.")

    @property
    def mine(self) -> list[OChiTieu]:
        """The cells that differ from what is in force."""
        return [cell for cell in self.o if cell.is_mine and cell.gia_tri is not None and cell.gia_tri != cell.now]

    @property
    def is_amendment(self) -> bool:
        return any(cell.now is not None for cell in self.mine)

    @property
    def conflicts(self) -> list[OChiTieu]:
        return [cell for cell in self.o if cell.khac]

    @property
    def lines(self) -> list[ChiTieuData]:
        return [ChiTieuData(cell.unit, str(cell.loai), cell.gia_tri or 0) for cell in self.mine]

    @property
    def goc(self) -> Goc:
        """What this page is made from."""
        return {(cell.unit.pk, str(cell.loai)): cell.now for cell in self.o}

    @property
    def goc_text(self) -> str:
        return write_goc(self.goc)

    @property
    def foot(self) -> list[ChanBang]:
        return make_foot(self.bang, {(cell.unit.pk, cell.loai): cell.gia_tri for cell in self.o})

    @property
    def tom_tat(self) -> str:
        kinds = {cell.loai for cell in self.mine}
        return tom_tat(len({cell.unit.pk for cell in self.mine} - {self.bang.rieng.pk}), kinds, self.foot)

    def canh_bao(self) -> list[str]:
        """What was given too much, and lines that a later decision already replaces; asked once they are written."""
        number, day, found = self.cleaned_data["so_quyet_dinh"], self.cleaned_data["ngay"], []
        replaced = {cell.unit.pk: cell.line.nam for cell in self.mine if cell.line}
        now = quotas_in_force(replaced, next(iter(replaced.values())), today()) if replaced else {}
        ruling = {line.quyet_dinh for cell in self.mine if cell.line and (line := now[cell.unit.pk][cell.loai])}
        for one in sorted(ruling, key=lambda one: (one.ngay, one.pk)):
            if one.so_quyet_dinh != number:
                when = "cùng ngày, ghi sau" if one.ngay == day else "đề ngày sau"
                found.append(f"Quyết định {one} {when}: số của quyết định đó vẫn đang hiệu lực.")
        return canh_bao(self.bang.rieng.ten, self.foot) + found

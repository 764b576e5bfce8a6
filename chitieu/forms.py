"""The form of a quota decision: number, day, and a grid of units × kinds (05 §5.2-8)."""

from collections.abc import Sequence

from django import forms

from cdcs.models import CongDoan
from chitieu.actions import ChiTieuData
from chitieu.enums import LoaiChiTieu
from chitieu.models import ChiTieu
from core.forms import DayField, IntField, LineField, OnceForm

NHIEM_KY = "nhiem_ky"
SHORT = {LoaiChiTieu.DOAN_VIEN: "đoàn viên", LoaiChiTieu.CDCS: "CĐCS", LoaiChiTieu.NGHIEP_DOAN: "nghiệp đoàn"}


def read_year(text: str, years: range, default: int) -> int | None:
    """The year of an address: one of the programme, None for the term; what cannot be read is the default."""
    if text == NHIEM_KY:
        return None
    return int(text) if text.isascii() and text.isdigit() and int(text) in years else default


class GiaoChiTieuForm(OnceForm):
    """One decision. A cell that is left as it is keeps the line in force; a changed one becomes a line."""

    so_quyet_dinh = LineField(label="Số quyết định", max_length=100)
    ngay = DayField(label="Ngày quyết định")
    nguoi_ky = LineField(label="Người ký", required=False, max_length=150)

    def __init__(self, *args, units: Sequence[CongDoan], in_force: dict[int, dict[str, ChiTieu | None]], **kwargs):
        super().__init__(*args, **kwargs)
        self.units = list(units)
        self.now = {(u.pk, k): line.so_giao if (line := in_force[u.pk][k]) else None for u in units for k in SHORT}
        for unit in self.units:
            for kind, word in SHORT.items():
                attrs = {"inputmode": "numeric", "autocomplete": "off", "placeholder": "—",
                         "aria-label": f"{unit.ten}, {word}"}  # fmt: skip
                self.fields[self.cell(unit, kind)] = IntField(
                    label=f"{unit.ten}, {word}",
                    required=False,
                    initial=self.now[unit.pk, kind],
                    widget=forms.TextInput(attrs=attrs),
                )

    @staticmethod
    def cell(unit: CongDoan, kind: str) -> str:
        return f"o{unit.pk}_{kind}"

    @property
    def rows(self) -> list[dict]:
        """The grid: each unit with its three cells."""
        names = {unit: [self.cell(unit, kind) for kind in SHORT] for unit in self.units}
        bad = set(self.errors)
        return [
            {"unit": unit, "cells": [self[name] for name in cells], "is_bad": bool(bad.intersection(cells))}
            for unit, cells in names.items()
        ]

    def clean(self):
        super().clean()
        data = self.cleaned_data
        for unit in self.units:
            for kind in SHORT:
                name = self.cell(unit, kind)
                if name in data and data[name] is None and self.now[unit.pk, kind] is not None:
                    self.add_error(name, "Ô này đang có chỉ tiêu: gõ 0 nếu không giao nữa, không để trống.")
        return data

    @property
    def lines(self) -> list[ChiTieuData]:
        """The lines that differ from what is in force."""
        found = []
        for unit in self.units:
            for kind in SHORT:
                number = self.cleaned_data.get(self.cell(unit, kind))
                if number is not None and number != self.now[unit.pk, kind]:
                    found.append(ChiTieuData(unit, kind.value, number))
        return found

"""The grid in which many people are typed or pasted at once: cells as typed, a sheet made of them, errors per cell.

The rules are those of the sheet `doan_vien`: the grid becomes such a sheet and its importer judges it (03 §3.3).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms

from baocao.forms.pasted import COLUMNS, MAX_ROWS, PARTS, TOO_LONG, Cells, pasted_rows, within_bounds
from cdcs.enums import CO_DOAN_VIEN
from cdcs.forms.don_vi import DonViField, don_vi_field, units_to_choose
from cdcs.models import CongDoan
from core.dates import format_date, today
from core.forms import DayField, LineField, OnceForm
from core.importing import Column, ImportPlan, RowError
from core.sheets.reader import Sheet, SheetError, read_pasted
from core.text import clean_text, heading_key
from doanvien.importers.cot import DOAN_VIEN

EMPTY_ROWS = 10
HIDDEN_AT_FIRST = ("ngay_vao_don_vi", "hinh_thuc")
BY_KEY = {column.key: column for column in DOAN_VIEN}
KEY_OF = {column.label: column.key for column in DOAN_VIEN}
# Which keys a phone shows; words need none.
NUMERIC = ("ngay_sinh", "so_cccd", "ngay_ket_nap", "ngay_vao_don_vi")
KEYBOARDS = {"dien_thoai": "tel"} | dict.fromkeys(NUMERIC, "numeric")
STATES = {"them_moi": "mới", "cap_nhat": "sửa thông tin", "khong_doi": "đã có trong sổ"}


class PasteField(forms.CharField):
    """A pasted list on its way into the grid; what stands here still when the grid is judged would be lost."""

    def __init__(self):
        attrs = {"rows": 5, "autocomplete": "off", "spellcheck": "false"}
        super().__init__(label="Dán danh sách", required=False, strip=False, widget=forms.Textarea(attrs=attrs))

    def clean(self, value):
        if super().clean(value).strip():
            raise forms.ValidationError("Danh sách ở ô này chưa vào bảng: bấm Đưa vào bảng, hoặc xóa đi.")
        return ""


class PeopleGridForm(OnceForm):
    """What holds for all rows: the unit, a day and a decision where a row has none of its own."""

    cong_doan = DonViField(label="Công đoàn cơ sở")
    ngay_chung = DayField(label="Ngày kết nạp, cho dòng để trống", required=False)
    quyet_dinh_chung = LineField(label="Số quyết định, cho dòng để trống", required=False, max_length=100)
    dan = PasteField()

    def __init__(self, *args, user, word: str, unit: CongDoan | None = None, **kwargs):
        """`word` is the act that the rows are; a `unit` is settled by the page and not asked for."""
        super().__init__(*args, **kwargs)
        if unit is not None:
            del self.fields["cong_doan"]
        else:
            don_vi_field(self, "cong_doan").offer(units_to_choose(user, word, CO_DOAN_VIEN))

    def clean_ngay_chung(self) -> date | None:
        day = self.cleaned_data["ngay_chung"]
        if day and day > today():
            raise forms.ValidationError(f"Ngày {format_date(day)} ở sau hôm nay.")
        return day


@dataclass
class GridRow:
    """One row of the grid: what was typed, what is wrong at which cell, what is worth a look, what it would do."""

    number: int
    typed: Cells
    errors: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    state: str = ""

    @property
    def is_empty(self) -> bool:
        return not any(self.typed.values())

    @property
    def is_bad(self) -> bool:
        return bool(self.errors or self.notes)

    @property
    def said(self) -> list[str]:
        """All sentences about the row, errors first."""
        return [*(f"{BY_KEY[key].label}: {text}" for key, text in self.errors.items()), *self.notes, *self.warnings]


class PeopleGrid:
    """The rows of one page; `shows_more` also the columns that are hidden at first."""

    def __init__(self, rows: Iterable[Cells] = (), shows_more: bool = False):
        kept = list(rows)[:MAX_ROWS]
        self.rows = [GridRow(number, cells) for number, cells in enumerate(kept, 1)]
        self.shows_more = shows_more
        self.plan: ImportPlan | None = None
        self.warnings: list[str] = []  # what is said of most rows, once

    @classmethod
    def read(cls, posted: Mapping[str, Any]) -> "PeopleGrid":
        """The grid of a posted form or of a draft: one list of texts for a column, one text for a row."""
        columns = {column.key: _texts(posted, f"o_{column.key}") for column in COLUMNS}
        count = min(max(map(len, columns.values())), MAX_ROWS)
        rows = [
            {key: clean_text(texts[place])[:300] if place < len(texts) else "" for key, texts in columns.items()}
            for place in range(count)
        ]
        return cls(rows, bool(_texts(posted, "them_cot")))

    @property
    def filled(self) -> list[GridRow]:
        return [row for row in self.rows if not row.is_empty]

    @property
    def bad(self) -> list[GridRow]:
        return [row for row in self.rows if row.is_bad]

    @property
    def columns(self) -> list[Column]:
        """The columns that are shown."""
        return [column for column in COLUMNS if self.shows_more or column.key not in HIDDEN_AT_FIRST]

    @property
    def heads(self) -> list[dict[str, Any]]:
        """The columns as the page heads them, with the wordings by which a pasted line is told to be headings."""
        parts = {"ho_ten": PARTS}
        return [
            {"key": column.key, "label": column.label, "required": column.required,
             "names": " ".join(sorted({heading_key(name) for name in (column.label, *column.synonyms,
                                                                      *parts.get(column.key, ()))}))}
            for column in self.columns
        ]  # fmt: skip

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The rows as the page shows them: each with its cells in the order of the columns."""
        keys = [column.key for column in self.columns]
        return [
            {"row": row, "cells": [{"key": key, "label": BY_KEY[key].label, "value": row.typed.get(key, ""),
                                    "error": row.errors.get(key, ""), "keyboard": KEYBOARDS.get(key, "")}
                                   for key in keys]}
            for row in self.rows
        ]  # fmt: skip

    def grow(self, count: int = EMPTY_ROWS) -> None:
        """Add empty rows, up to what a page can hold."""
        for number in range(len(self.rows) + 1, min(len(self.rows) + count, MAX_ROWS) + 1):
            self.rows.append(GridRow(number, {}))

    def paste(self, text: str) -> tuple[int, list[str]]:
        """Put a pasted block into the rows that are empty, new ones where needed; return how many people came.

        Its columns are told by a heading row, else they are in the order of the grid; what is to be told of the block
        is returned too. Raises: SheetError for a block that cannot be read or does not fit.
        """
        cells, told = pasted_rows(within_bounds(read_pasted(text)), [column.key for column in self.columns])
        kept = [row.typed for row in self.filled]
        if len(kept) + len(cells) > MAX_ROWS:
            raise SheetError("qua_dai", TOO_LONG)
        needs_more = any(row.get(key) for row in cells for key in HIDDEN_AT_FIRST)
        self.__init__([*kept, *cells], self.shows_more or needs_more)  # type: ignore[misc]
        return len(cells), told

    def as_sheet(self, unit: CongDoan | None, day: date | None, decision: str) -> Sheet:
        """The grid as a sheet `doan_vien` of this unit (None: not founded yet); an empty row stays empty."""
        code = unit.ma if unit else ""
        defaults = {"ma_cdcs": code, "ngay_ket_nap": format_date(day) if day else "", "so_quyet_dinh": decision}
        keys = [column.key for column in DOAN_VIEN]
        rows: list[Sequence[Any]] = [tuple(column.label for column in DOAN_VIEN)]
        for row in self.rows:
            rows.append(() if row.is_empty else tuple(row.typed.get(key) or defaults.get(key, "") for key in keys))
        return Sheet("", rows, first_row_number=0)

    def show(self, plan: ImportPlan) -> list[str]:
        """Put what the importer found at its cells; return what it says of the unit, which has no cell."""
        self.plan = plan
        rows = {row.number: row for row in self.rows}
        of_unit: dict[str, int] = {}
        for judged in plan.rows:
            row = rows[judged.dong]
            row.state = STATES.get(plan.states.get(judged.dong, ""), "") if not judged.errors else "lỗi"
            row.warnings = [_sentence(warning) for warning in judged.warnings]
            for error in judged.errors:
                self._put(row, error, of_unit)
        said_of_all = [text for text, count in of_unit.items() if count == len(plan.rows)]
        judged_rows = [rows[judged.dong] for judged in plan.rows]
        counts = Counter(text for row in judged_rows for text in set(row.warnings))
        shared = {text for text, count in counts.items() if count > 1 and count * 2 >= len(judged_rows)}
        self.warnings = sorted(f"{counts[text]} dòng: {text}" for text in shared)
        for row in judged_rows:
            row.notes = [text for text in row.notes if text not in said_of_all] or row.notes[:1]
            row.warnings = [text for text in row.warnings if text not in shared]
        if any(key in row.errors for row in self.rows for key in HIDDEN_AT_FIRST):
            self.shows_more = True
        return said_of_all

    def _put(self, row: GridRow, error: RowError, of_unit: dict[str, int]) -> None:
        key = KEY_OF.get(error.cot, "")
        if key and key != "ma_cdcs":
            row.errors.setdefault(key, error.ly_do)
            return
        row.notes.append(error.ly_do)
        of_unit[error.ly_do] = of_unit.get(error.ly_do, 0) + 1

    def content(self, rows: Iterable[GridRow]) -> dict[str, list[str]]:
        """The cells of these rows as a draft keeps them."""
        shown = list(rows)
        kept = {f"o_{column.key}": [row.typed.get(column.key, "") for row in shown] for column in COLUMNS}
        return kept | ({"them_cot": ["1"]} if self.shows_more else {})


def _texts(posted: Mapping[str, Any], name: str) -> list[str]:
    """All texts of one field, from a posted form (`getlist`) or from a draft."""
    getlist = getattr(posted, "getlist", None)
    if getlist is not None:
        return getlist(name)
    value = posted.get(name, [])
    return value if isinstance(value, list) else [value]


def _sentence(entry: RowError) -> str:
    return f"{entry.cot}: {entry.ly_do}" if entry.cot and entry.cot != BY_KEY["ma_cdcs"].label else entry.ly_do

"""Forms of the survey: the round, the plan, the filter of its rows, one row of the grid (01 R7)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django import forms

from cdcs.models import CongDoan
from core.dates import format_date
from core.forms import DayField, HouseForm, IntField, OnceForm
from core.numbers import format_int, row_key
from core.sql import id_in
from core.text import clean_text, heading_key
from doanhnghiep.actions.khao_sat import FACTS, TraLoi
from doanhnghiep.enums import KetQuaKhaoSat, LyDoChuaCo, NhomKhaoSat
from doanhnghiep.models import PhieuKhaoSat
from taikhoan.models import Draft
from taikhoan.queries import draft_values

# The cells of a row, in the order in which a block is pasted: name, heading, whether the answer is a number.
CELLS = (
    ("ngay", "Ngày khảo sát"), ("tong_lao_dong", "Lao động"), ("lao_dong_nu", "Nữ"), ("so_dong_bhxh", "Đóng BHXH"),
    ("trang_thai", "Kết quả"), ("ly_do", "Lý do chưa có CĐCS"), ("ghi_chu", "Ghi chú"),
)  # fmt: skip
# The key of a draft of the grid, as `PhieuFilter.draft_key` writes it.
DRAFT_KEY = re.compile(
    r"(?P<unit>\d+)-(?P<nam>\d{4})-(?P<ket_qua>[a-z_]*)-(?P<quan_ly>\d*)-(?:(?P<way>truoc|sau)(?P<row>\d+))?", re.ASCII
)
CHOICES: dict[str, list[tuple[str, str]]] = {
    "trang_thai": [one for one in KetQuaKhaoSat.choices if one[0] != KetQuaKhaoSat.CHUA],
    "ly_do": list(LyDoChuaCo.choices),
}


class DotForm(OnceForm):
    """A round of a year."""

    nam = IntField(label="Năm", min_value=2023, max_value=2100)
    tu_ngay = DayField(label="Từ ngày")
    den_ngay = DayField(label="Đến hết ngày")


class KeHoachForm(OnceForm):
    """Which employers of a unit a round takes in."""

    nhom = forms.MultipleChoiceField(
        label="Đưa vào kế hoạch", choices=NhomKhaoSat.choices, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Chọn ít nhất một nhóm."},
    )  # fmt: skip


class PhieuFilter(HouseForm):
    """What the address of the rows says."""

    ket_qua = forms.ChoiceField(
        label="Kết quả", required=False,
        choices=[("", "Tất cả"), *KetQuaKhaoSat.choices],
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="loc_%s", **kwargs)

    @property
    def manager(self) -> int | None:
        """The key of the managing unit whose line of the progress the rows are."""
        return row_key(self.data.get("quan_ly"))

    def draft_key(self, unit: CongDoan, nam: int) -> str:
        """The key of the draft of this page of the grid: what its address says, for rows leave it as they are saved."""
        cursor = next((f"{way}{row}" for way in ("truoc", "sau") if (row := row_key(self.data.get(way)))), "")
        return f"{unit.pk}-{nam}-{self.cleaned_data.get('ket_qua') or ''}-{self.manager or ''}-{cursor}"


@dataclass
class OPhieu:
    """One row of the grid: an employer's answer as it stands, as it was typed, and what is wrong at which cell."""

    phieu: PhieuKhaoSat
    typed: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    version: int = 0
    is_saved: bool = False
    so_da_quyet: int | None = None  # another number that a dispute decided on the day of the answer set

    @property
    def stored(self) -> dict[str, str]:
        """The cells of what is stored."""
        phieu = self.phieu
        reason = phieu.get_ly_do_display() if phieu.ly_do else ""
        numbers = {name: format_int(value) if (value := getattr(phieu, name)) is not None else ""
                   for name in ("tong_lao_dong", "lao_dong_nu", "so_dong_bhxh")}  # fmt: skip
        result = phieu.get_trang_thai_display() if phieu.is_answered else ""
        return {"ngay": format_date(phieu.ngay), **numbers, "trang_thai": result, "ly_do": reason,
                "ghi_chu": phieu.ghi_chu}  # fmt: skip

    @property
    def is_changed(self) -> bool:
        """Does what was typed say something else than what is stored, however it is written?"""
        if not self.typed or self.typed == self.stored:
            return False
        try:
            made = replace(self, errors={}).answer()
        except ValueError:
            return True
        return any(getattr(made, name) != getattr(self.phieu, name) for name in FACTS)

    @property
    def cells(self) -> list[dict[str, str]]:
        """The cells as the page shows them: what was typed, else what is stored."""
        stored = self.stored
        return [
            {"name": f"o_{self.phieu.pk}_{name}", "key": name, "label": label, "error": self.errors.get(name, ""),
             "goc": stored[name], "value": self.typed.get(name, stored[name])}
            for name, label in CELLS
        ]  # fmt: skip

    def read(self, posted: Mapping[str, Any]) -> "OPhieu":
        """Take the cells of this row out of a post or a draft."""
        pk = self.phieu.pk
        self.typed = {name: clean_text(str(posted.get(f"o_{pk}_{name}") or ""))[:300] for name, _ in CELLS}
        version = str(posted.get(f"v_{pk}") or "")
        self.version = int(version) if version.isdecimal() else 0
        return self

    def answer(self) -> TraLoi:
        """The row as the action takes it. Raises: ValueError after the bad cells were put into `errors`."""
        made = TraLoi(ghi_chu=self.typed["ghi_chu"])
        made.ngay = self._clean("ngay", DayField(required=False))
        for name in ("tong_lao_dong", "lao_dong_nu", "so_dong_bhxh"):
            setattr(made, name, self._clean(name, IntField(required=False, max_value=1_000_000)))
        made.ly_do = self._choice("ly_do", "")
        default = KetQuaKhaoSat.DA_KHAO_SAT if made.tong_lao_dong is not None else KetQuaKhaoSat.CHUA
        made.trang_thai = self._choice("trang_thai", default)
        if self.errors:
            raise ValueError("cells")
        return made

    def _clean(self, name: str, how: forms.Field):
        try:
            return how.clean(self.typed[name])
        except forms.ValidationError as error:
            self.errors[name] = " ".join(error.messages)
            return None

    def _choice(self, name: str, default: str) -> str:
        text = self.typed[name]
        if not text:
            return default
        wanted = heading_key(text)
        found = next((value for value, label in CHOICES[name] if heading_key(label) == wanted), None)
        if found is None:
            options = "; ".join(label for _, label in CHOICES[name])
            self.errors[name] = f"“{text}” không có trong danh sách: {options}."
            return default
        return found


def rows_of(phieu: Iterable[PhieuKhaoSat], posted: Mapping[str, Any] | None = None) -> list[OPhieu]:
    """The rows of a page; with a post (or a draft) those it names bear what was typed."""
    rows = [OPhieu(one, version=one.version) for one in phieu]
    given = posted or {}
    for row in rows:
        if f"v_{row.phieu.pk}" in given:
            row.read(given)
    return rows


def keys_in(content: Iterable[str]) -> list[int]:
    """The sheets whose rows a post or a draft holds; each row brings its version."""
    return [pk for name in content if name.startswith("v_") and (pk := row_key(name[2:]))]


def _saved_since(phieu: PhieuKhaoSat, draft: Draft) -> bool:
    return phieu.updated_by_id == draft.user_id and phieu.updated_at is not None and phieu.updated_at >= draft.saved_at


def rows_with_draft(phieu: Iterable[PhieuKhaoSat], draft: Draft | None) -> list[OPhieu]:
    """The rows of a page with what its draft holds of them.

    Rows are saved one by one while the draft is of the whole page: what says no more than is stored, and what its user
    saved after it was kept, is no draft any more. What somebody else saved in between comes back, to be seen.
    """
    rows = rows_of(phieu, draft_values(draft))
    for row in rows:
        if not row.is_changed or (draft and _saved_since(row.phieu, draft)):
            row.typed, row.version = {}, row.phieu.version
    return rows


def unsaved_drafts(drafts: Iterable[Draft]) -> set[int]:
    """Which drafts of pages of the grid hold a row that their user has not saved since; one query."""
    rows_in = {draft: keys_in(draft.content) for draft in drafts}
    keys = {pk for found in rows_in.values() for pk in found}
    phieu = PhieuKhaoSat.objects.filter(id_in("pk", keys)).in_bulk() if keys else {}
    return {
        draft.pk
        for draft, found in rows_in.items()
        if any(row.is_changed for row in rows_with_draft([phieu[pk] for pk in found if pk in phieu], draft))
    }

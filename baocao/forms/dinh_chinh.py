"""Forms of a đính chính: its document, rows to be reversed by number, count-only rows; the answer (02 §2.6-6)."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms

from cdcs.enums import CO_DOAN_VIEN
from cdcs.forms.don_vi import DonViField, units_to_choose
from cdcs.models import CongDoan, co_cau
from core.dates import today
from core.forms import REQUIRED, DayField, IntField, LineField, OnceForm, ReasonField
from core.sql import id_in
from doanvien.enums import LoaiBienDong as L
from doanvien.forms.bien_dong import LOAI_SO_LUONG, labels

ROWS_AT_MOST = 20
KINDS = tuple(kind for kind in LOAI_SO_LUONG if kind not in (L.CHUYEN_DI, L.DAU_KY))
NEEDED = {"loai": "Chọn loại biến động.", "cong_doan": "Chọn đơn vị.", "ngay": "Ghi ngày của dòng.",
          "so_luong": "Ghi số lượng."}  # fmt: skip


class VanBanForm(OnceForm):
    """The document of a đính chính."""

    so = LineField(label="Số đính chính", max_length=100, help_text="Số văn bản của đơn vị, vd. 01/ĐC-LĐLĐ.")
    ngay = DayField(label="Ngày đính chính")
    ly_do = ReasonField()


class DinhChinhForm(VanBanForm):
    """The document and its rows: numbers of rows to reverse, and as many count-only rows as were asked for."""

    dao = LineField(
        label="Ghi đảo các dòng số", required=False, max_length=300,
        help_text="Số dòng trong sổ, cách nhau dấu phẩy; tìm số dòng ở dưới trang. Để trống nếu chỉ ghi thêm.",
    )  # fmt: skip

    def __init__(self, *args, user, unit: CongDoan, rows: int = 1, **kwargs):
        super().__init__(*args, **kwargs)
        self.numbers = range(1, min(max(rows, 1), ROWS_AT_MOST) + 1)
        under = id_in("pk", co_cau(today()).under(unit.pk))
        units = units_to_choose(user, "record_so_luong", CO_DOAN_VIEN, closed=True).filter(under)
        for number in self.numbers:
            for name, field in self._fields().items():
                self.fields[f"{name}_{number}"] = field
            self.fields[f"cong_doan_{number}"].offer(units)  # type: ignore[attr-defined]

    @staticmethod
    def _fields() -> dict[str, forms.Field]:
        return {
            "cong_doan": DonViField(label="Đơn vị", required=False),
            "loai": forms.ChoiceField(label="Loại", choices=[("", "Chọn loại"), *labels(KINDS)], required=False),
            "ngay": DayField(label="Ngày", required=False),
            "so_luong": IntField(label="Số lượng", min_value=1, required=False),
            "so_nu": IntField(label="Trong đó nữ", required=False),
            "so_quyet_dinh": LineField(label="Số quyết định", required=False, max_length=100),
            "ghi_chu": LineField(label="Ghi chú", required=False, max_length=500),
        }

    @staticmethod
    def rows_in(data: Mapping[str, Any]) -> int:
        """How many count-only rows a sent form or a draft has."""
        return max((int(name[5:]) for name in data if re.fullmatch(r"loai_\d{1,2}", name, re.ASCII)), default=1)

    @property
    def rows(self) -> list[dict[str, forms.BoundField]]:
        """The fields of each count-only row."""
        return [{name: self[f"{name}_{number}"] for name in self._fields()} for number in self.numbers]

    def clean_dao(self) -> list[int]:
        text = self.cleaned_data["dao"]
        numbers = [part.strip().replace(".", "") for part in re.split(r"[,;]", text) if part.strip()]
        if wrong := [part for part in numbers if not re.fullmatch(r"\d{1,18}", part, re.ASCII)]:
            raise forms.ValidationError(f"“{wrong[0]}” không phải số dòng. Viết các số cách nhau dấu phẩy.")
        return list(dict.fromkeys(map(int, numbers)))

    def _row(self, number: int) -> dict[str, Any]:
        return {name: self.cleaned_data.get(f"{name}_{number}") for name in self._fields()}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        filled = False
        for number in self.numbers:
            row = self._row(number)
            if not any(row[name] for name in row if name != "cong_doan") and not self._errors_in(number):
                continue
            filled = True
            for name, sentence in NEEDED.items():
                if not row[name] and f"{name}_{number}" not in self.errors:
                    self.add_error(f"{name}_{number}", sentence)
        if not filled and not data.get("dao") and "dao" not in self.errors:
            self.add_error("dao", "Đính chính phải có ít nhất một dòng: ghi đảo một dòng, hoặc ghi thêm ở dưới.")
        return data

    def _errors_in(self, number: int) -> bool:
        return any(f"{name}_{number}" in self.errors for name in self._fields())

    @property
    def dong(self) -> list[dict[str, Any]]:
        """The rows as `DinhChinh.dong` keeps them."""
        found: list[dict[str, Any]] = [{"dao": pk} for pk in self.cleaned_data["dao"]]
        for number in self.numbers:
            row = self._row(number)
            if row["loai"]:
                found.append({
                    "loai": row["loai"], "ngay": row["ngay"].isoformat(), "cong_doan": row["cong_doan"].pk,
                    "so_luong": row["so_luong"], "so_nu": row["so_nu"] or 0,
                    "so_quyet_dinh": row["so_quyet_dinh"], "ghi_chu": row["ghi_chu"],
                })  # fmt: skip
        return found


class TraLoiForm(OnceForm):
    """The answer to a đính chính: confirmed, or refused with a reason."""

    viec = forms.ChoiceField(choices=[("xac_nhan", "Xác nhận"), ("tu_choi", "Từ chối")], error_messages=REQUIRED)
    ly_do = ReasonField(label="Lý do từ chối", required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("viec") == "tu_choi" and not data.get("ly_do") and "ly_do" not in self.errors:
            self.add_error("ly_do", "Nói rõ vì sao từ chối.")
        return data


class TimDongForm(forms.Form):
    """Which rows of the books one looks for."""

    ma = LineField(label="Mã đơn vị", required=False, max_length=30)
    tu = DayField(label="Từ ngày", required=False)
    den = DayField(label="Đến ngày", required=False)

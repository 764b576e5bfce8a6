"""Forms of the import page (05 §5.2.7)."""

from collections.abc import Mapping, Sequence
from typing import cast

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict

from baocao.actions.lo_nhap import JOBS
from baocao.actions.nhap import may_upload
from baocao.queries.xem_truoc import batches_to_confirm
from cdcs.enums import LoaiNhap, TrangThaiLo
from cdcs.models import LoNhap
from core.forms import DayField, HouseForm, LineField, choice_field
from core.importing import Column, FileHeading, fault_of

RUNNING, YOURS = "dang_lam", "cho_ban"
SHOWN_STATES = {
    TrangThaiLo.CHO_GHEP: "Chờ ghép cột",
    TrangThaiLo.DA_DOC: "Chờ xác nhận",
    TrangThaiLo.XONG: "Đã ghi",
    TrangThaiLo.HONG: "Không đọc được",
    TrangThaiLo.DA_HOAN_TAC: "Đã hoàn tác",
}


class UploadForm(HouseForm):
    """Which sheet, and the file or what was copied out of one."""

    loai = forms.ChoiceField(label="Loại danh sách")
    tep = forms.FileField(label="Tệp Excel", required=False, error_messages={"empty": "Tệp này rỗng: chọn tệp khác."})
    dan = forms.CharField(
        label="Dán từ Excel",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false"}),
    )
    ghi_danh = forms.BooleanField(
        label="Bổ sung danh sách: những người này đã được tính trong số lượng của đơn vị", required=False
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        kinds = [kind for kind in LoaiNhap if may_upload(user, kind)]
        choice_field(self, "loai").choices = [(kind.value, kind.label) for kind in kinds]
        if LoaiNhap.DOAN_VIEN in kinds:
            self.fields["loai"].initial = LoaiNhap.DOAN_VIEN  # what a clerk brings most often
        self.fields["tep"].widget.attrs["accept"] = ".xlsx,.xls,.ods,.csv"
        if self.is_bound and "dan" in self.data:
            posted = cast(QueryDict, self.data).copy()
            posted["dan"] = posted["dan"].replace("\0", "")  # Django would refuse it in words of its own
            self.data = posted

    def clean(self):
        data = super().clean()
        if "tep" in self.errors:
            return data
        pasted = (data.get("dan") or "").strip()
        if not data.get("tep") and not pasted:
            self.add_error("tep", "Chọn một tệp, hoặc dán các ô chép từ Excel, rồi bấm Tải lên.")
        elif data.get("tep") and pasted:
            self.add_error("dan", "Có cả tệp và dữ liệu dán: bỏ một trong hai rồi tải lên.")
        return data


def shared_field(column: Column, before: str) -> forms.Field:
    """The field for what a column holds in all rows of a file; codes of units are offered while typing."""
    if column.choices:
        return forms.ChoiceField(
            label=column.label,
            required=False,
            initial=before,
            choices=[("", "Theo từng dòng"), *((label, label) for label in column.offered)],
            error_messages={"invalid_choice": "Không có mục này: chọn trong danh sách."},
        )
    field = LineField(label=column.label, required=False, initial=before, max_length=column.max_length)
    field.widget.attrs["autocomplete"] = "off"
    if column.kind == "date":
        field.widget.attrs |= DayField.widget.attrs
    if column.kind == "code":
        field.widget.attrs["list"] = f"ma-{column.key}"
    return field


class MappingForm(HouseForm):
    """For every heading of a file the column it is, or that it is left out; and what is said once for all its rows.

    `shared` is what was said before, `codes` the units that a column offers; both by the key of the column.
    """

    def __init__(
        self,
        *args,
        headings: Sequence[FileHeading],
        columns: Sequence[Column],
        shared: Mapping[str, str],
        codes: Mapping[str, Sequence[tuple[str, str]]],
        **kwargs,
    ):
        super().__init__(*args, **kwargs)
        self.headings = headings
        self.once = [column for column in columns if column.is_shared]
        self.codes = {key: codes[key] for key in (column.key for column in self.once) if key in codes}
        for column in self.once:
            self.fields[f"chung_{column.key}"] = shared_field(column, shared.get(column.key, ""))
        choices = [("", "Bỏ qua"), *((c.key, f"{c.label} *" if c.required else c.label) for c in columns)]
        for place, heading in enumerate(headings):
            self.fields[f"cot_{place}"] = forms.ChoiceField(
                label=f"Cột cho “{heading.text}”",
                required=False,
                choices=choices,
                initial=heading.column or "",
                error_messages={"invalid_choice": "Không có cột này: chọn trong danh sách."},
            )

    def rows(self):
        """Each heading with its field."""
        return [(heading, self[f"cot_{place}"]) for place, heading in enumerate(self.headings)]

    def shared_fields(self):
        """The fields of what is said once."""
        return [self[f"chung_{column.key}"] for column in self.once]

    def clean(self):
        data = super().clean()
        for column in self.once:
            text = data.get(f"chung_{column.key}")
            if text and (fault := fault_of(column, text)):
                self.add_error(f"chung_{column.key}", fault)
        return data

    @property
    def shared(self) -> dict[str, str]:
        """Key of a column → what is said once for all rows."""
        said = {column.key: self.cleaned_data[f"chung_{column.key}"] for column in self.once}
        return {key: text for key, text in said.items() if text}

    @property
    def chosen(self) -> dict[str, str]:
        """Heading → key of the column, "" to leave it out."""
        return {heading.text: self.cleaned_data[f"cot_{place}"] for place, heading in enumerate(self.headings)}


class HistoryFilter(HouseForm):
    """Which of the batches are shown."""

    loai = forms.ChoiceField(label="Loại", required=False, choices=[("", "Mọi loại"), *LoaiNhap.choices])
    trang_thai = forms.ChoiceField(
        label="Trạng thái",
        required=False,
        choices=[
            ("", "Mọi trạng thái"),
            (RUNNING, "Đang đọc, đang ghi"),
            (YOURS, "Chờ bạn xác nhận"),
            *SHOWN_STATES.items(),
        ],
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="loc_%s", **kwargs)

    def apply(self, batches: QuerySet[LoNhap], user) -> QuerySet[LoNhap]:
        """The batches that the filter leaves to `user`; what cannot be read is left out."""
        self.is_valid()
        kind, state = self.cleaned_data.get("loai"), self.cleaned_data.get("trang_thai")
        if kind:
            batches = batches.filter(loai=kind)
        if state == YOURS:
            batches = batches.filter(pk__in=batches_to_confirm(user).values("pk"))
        elif state:
            batches = batches.filter(trang_thai__in=[*JOBS, *JOBS.values()] if state == RUNNING else [state])
        return batches

    @property
    def words(self) -> list[str]:
        """The conditions in words, after `apply`."""
        chosen = ((field, self.cleaned_data.get(name)) for name, field in self.fields.items())
        return [f"{field.label}: {dict(field.choices)[value]}" for field, value in chosen if value]  # type: ignore[attr-defined]

"""Headings mapped by hand: shown with first values, remembered for the unit and the kind, forgotten on demand."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django.db import transaction

from baocao.actions.nhap import CHUNG, WORDS, make_importer
from cdcs.actions.noi_luu import headings_path, write_private
from cdcs.enums import LoaiNhap
from cdcs.models import ColumnMapping, LoNhap
from core.importing import FileHeading
from core.refusal import Refused
from core.text import heading_key
from taikhoan.actions import record


def remembered(batch: LoNhap) -> dict[str, str]:
    """Heading → key of the column ("" to leave it out) as the unit of this batch settled it for this kind."""
    rows = ColumnMapping.objects.filter(cong_doan=batch.cong_doan, loai=batch.loai).order_by("pk")
    return dict(rows.values_list("tieu_de", "cot"))


def keep_headings(batch: LoNhap, headings: Sequence[FileHeading]) -> None:
    """Keep what the step "Ghép cột" shows beside the upload, not in a table [06-6.2-23]."""
    text = json.dumps([asdict(heading) for heading in headings], ensure_ascii=False)
    write_private(headings_path(batch), text)


def headings_of(batch: LoNhap) -> list[FileHeading]:
    """The headings found in the file; empty when none were, or the file is gone."""
    try:
        rows = json.loads(headings_path(batch).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return [FileHeading(row["text"], row["column"], tuple(row["samples"])) for row in rows]


@transaction.atomic
def map_columns(batch: LoNhap, *, by, chosen: Mapping[str, str], shared: Mapping[str, str]) -> None:
    """Remember which heading of the file is which column; what the kind finds by itself needs no memory.

    `chosen` maps headings of this file to keys of columns, "" to leave them out; `shared` holds what is said once for
    the whole file, by the key of its column, and is this file's alone. Raises: Refused for a heading or a column that
    is not there, for a column chosen twice, for a required column left without a heading and a shared value.
    """
    importer = make_importer(batch.loai, by=by)
    columns = {column.key: column for column in importer.columns}
    headings = {heading.text: heading for heading in headings_of(batch)}
    if not set(chosen) <= set(headings) or not set(chosen.values()) <= {*columns, ""}:
        raise Refused("Có tiêu đề hoặc cột không có trong tệp này: mở lại trang rồi chọn trong danh sách.")
    used = [key for key in chosen.values() if key]
    doubled = next((key for key in used if used.count(key) > 1), None)
    if doubled:
        raise Refused(f"Hai tiêu đề cùng ghép vào cột “{columns[doubled].label}”: để một tiêu đề là Bỏ qua.")
    missing = [column for column in importer.columns if column.required and column.key not in {*used, *shared}]
    if missing:
        named, once = ", ".join(column.label for column in missing), any(column.is_shared for column in missing)
        how = "ghi chung cho cả tệp, hoặc thêm vào tệp" if once else "hoặc thêm vào tệp"
        raise Refused(f"Chưa ghép cột bắt buộc: {named}. Chọn tiêu đề của cột đó, {how}.")
    changed = {text: key for text, key in chosen.items() if headings[text].column != key}
    _forget(batch, {heading_key(text) for text in changed})
    ColumnMapping.objects.bulk_create(
        ColumnMapping(cong_doan=batch.cong_doan, loai=batch.loai, tieu_de=text, cot=key)
        for text, key in changed.items()
    )
    said: dict[str, Any] = {CHUNG: dict(shared)} if shared else {}
    record(by=by, act=WORDS[LoaiNhap(batch.loai)], obj=batch, ghep_cot=changed, **said)


def _forget(batch: LoNhap, keys: set[str]) -> None:
    rows = ColumnMapping.objects.filter(cong_doan=batch.cong_doan, loai=batch.loai)
    old = [pk for pk, text in rows.values_list("pk", "tieu_de") if heading_key(text) in keys]
    ColumnMapping.objects.filter(pk__in=old).delete()


@transaction.atomic
def forget_mapping(batch: LoNhap, *, by) -> int:
    """Forget everything that the unit of this batch settled for its kind; return how many headings."""
    count, _ = ColumnMapping.objects.filter(cong_doan=batch.cong_doan, loai=batch.loai).delete()
    record(by=by, act=WORDS[LoaiNhap(batch.loai)], obj=batch, quen_ghep_cot=count)
    return count

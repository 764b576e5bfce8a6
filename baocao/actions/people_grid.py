"""Judging and writing the rows of a grid of people: the import of a sheet `doan_vien`, without a file."""

import hashlib
import json

from baocao.actions.lo_nhap import keep_answer
from baocao.actions.nhap import Imported, import_file
from cdcs.actions import correctable
from cdcs.enums import LoaiNhap
from cdcs.models import CongDoan
from core.dates import today
from core.importing import ImportPlan
from core.numbers import format_int
from core.refusal import Refused
from core.sheets.reader import Sheet
from doanvien.queries import so_ton

NAME = "Bảng kết nạp nhiều người"
NAME_OF_NAMING = "Bảng bổ sung danh sách"


class PeopleRefused(Refused):
    """Rows of people were refused and nothing was written; `plan` says which and why (None: no row at all)."""

    def __init__(self, message: str, plan: ImportPlan | None):
        super().__init__(message)
        self.plan = plan


def judge_people(sheet: Sheet, *, by, naming: bool) -> Imported:
    """What the sheet's importer says of the rows; nothing is written."""
    return import_file(LoaiNhap.DOAN_VIEN, sheet, by=by, dry_run=True, options=_options(naming))


def _say(sheet: Sheet, unit: CongDoan, naming: bool, **_) -> str:
    name = NAME_OF_NAMING if naming else NAME
    return f"{name}, {unit.ten}: {sum(1 for row in sheet.rows[1:] if row)} dòng"


@correctable(_say, Sheet)
def write_people(sheet: Sheet, *, by, unit: CongDoan, naming: bool, skip_errors: bool) -> tuple[Imported, str]:
    """Write the rows as one batch, all or (with `skip_errors`) the good ones; return it and what it did in figures.

    Raises: PeopleRefused when nothing was written.
    """
    cells = json.dumps(sheet.rows, ensure_ascii=False).encode()
    name, digest = NAME_OF_NAMING if naming else NAME, hashlib.sha256(cells).hexdigest()
    before = so_ton([unit.pk], today())[unit.pk]
    imported = import_file(
        LoaiNhap.DOAN_VIEN, sheet, by=by, ten_tep=name, sha256=digest, skip_errors=skip_errors, options=_options(naming)
    )
    plan, batch = imported.plan, imported.lo_nhap
    if plan is None or batch is None:
        raise PeopleRefused(_why(imported), plan)
    keep_answer(batch, imported)
    batch.ket_qua["so_doan_vien"] = None
    batch.save(update_fields=["ket_qua"])
    now = so_ton([unit.pk], today())[unit.pk]
    if naming:
        named, of = f"{format_int(before[2])} → {format_int(now[2])}", format_int(now[0])
        return imported, f"có danh sách: {named} / {of}"
    return imported, f"số đoàn viên: {format_int(before[0])} → {format_int(now[0])}"


def _why(imported: Imported) -> str:
    if imported.refusal is not None:
        return "Chưa có dòng nào trong bảng: gõ hoặc dán danh sách rồi ghi."
    if imported.result.loi:
        return f"Chưa ghi gì vào sổ: còn {imported.result.loi} dòng lỗi, sửa các ô được đánh dấu."
    return "Mọi người trong bảng đã có trong sổ với đúng thông tin này: không cần ghi gì."


def _options(naming: bool) -> dict[str, bool]:
    return {"luoi": True, "ghi_danh": True} if naming else {"luoi": True}

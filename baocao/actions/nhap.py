"""Importing a sheet: read, judge, write, in one place for the command and the page (03 §3.2, §3.3)."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from cdcs.access import rights_of
from cdcs.actions.viec_nen import require_lease
from cdcs.enums import LoaiNhap, TrangThaiLo
from cdcs.importers import CongDoanImporter
from cdcs.models import CongDoan, LoNhap
from cdcs.queries.khoa_so import periods_open, says_closed
from chitieu.importers import ChiTieuImporter
from core.dates import format_date
from core.importing import SILENT, ImportPlan, ImportResult, Progress, parse_rows
from core.importing.progress import DOC, GHI, KIEM_TRA
from core.sheets.reader import Sheet, SheetError, read_sheet
from core.sql import one_writer
from doanhnghiep.importers import DoanhNghiepImporter, LaoDongImporter
from doanvien.access import may_bring_sheets
from doanvien.enums import LOAI_TANG
from doanvien.importers import BienDongImporter, DoanVienImporter
from doanvien.models import BienDong
from sapxep.importers import SapXepImporter
from sapxep.models import SapXep

IMPORTERS = {
    LoaiNhap.CONG_DOAN: CongDoanImporter,
    LoaiNhap.DOANH_NGHIEP: DoanhNghiepImporter,
    LoaiNhap.LAO_DONG: LaoDongImporter,
    LoaiNhap.DOAN_VIEN: DoanVienImporter,
    LoaiNhap.BIEN_DONG: BienDongImporter,
    LoaiNhap.CHI_TIEU: ChiTieuImporter,
    LoaiNhap.SAP_XEP: SapXepImporter,
}
# Options of a batch: it goes into a closed period, by way of a đính chính; values for its whole file, by column.
DINH_CHINH, CHUNG = "dinh_chinh", "chung"
WORDS = {
    LoaiNhap.CONG_DOAN: "import_don_vi",
    LoaiNhap.DOANH_NGHIEP: "import_don_vi",
    LoaiNhap.LAO_DONG: "import_don_vi",
    LoaiNhap.DOAN_VIEN: "import_doan_vien",
    LoaiNhap.BIEN_DONG: "import_doan_vien",
    LoaiNhap.CHI_TIEU: "import_chi_tieu_sap_xep",
    LoaiNhap.SAP_XEP: "import_chi_tieu_sap_xep",
}


@dataclass
class Imported:
    """What an import came to: the answer, judged rows (or why the file was refused), the batch if written."""

    result: ImportResult
    plan: ImportPlan | None = None
    lo_nhap: LoNhap | None = None
    refusal: SheetError | None = None


def may_upload(user, kind: str) -> bool:
    """May the user bring this sheet as a file or a pasted block? An officer of a CĐCS may not (08 §8.5)."""
    word = WORDS[LoaiNhap(kind)]
    return may_bring_sheets(user) if word == "import_doan_vien" else rights_of(user).can(word)


def rows_after_closing(unit: CongDoan, day: date) -> str | None:
    """Say why a unit may not end on `day`: rows that would then lie after its end [02-2.1-6]."""
    late = BienDong.objects.living().filter(cong_doan=unit, ngay__gte=day)
    row = next((r for r in late.order_by("ngay") if r.ngay > day or r.loai in LOAI_TANG), None)
    if row is None:
        decisions = SapXep.objects.filter(Q(cong_doan=unit) | Q(cong_doan_dich=unit), ngay__gte=day, undone_at=None)
        found = decisions.order_by("ngay").first()
        return (
            f"{unit.ma} có quyết định {found.so_quyet_dinh} ngày {format_date(found.ngay)} sau ngày đó."
            if found
            else None
        )
    return f"{unit.ma} đã có biến động ngày {format_date(row.ngay)}: ghi đảo dòng đó trước, hoặc sửa ngày kết thúc."


def make_importer(kind: str, *, by, options: Mapping[str, Any] | None = None):
    """Return the importer of a kind; `options`: `ghi_danh` as in the command, `luoi` for rows typed into a grid."""
    options = options or {}
    if kind == LoaiNhap.CONG_DOAN:
        return CongDoanImporter(by=by, closing_guard=rows_after_closing)
    if kind == LoaiNhap.DOAN_VIEN:
        return DoanVienImporter(by=by, ghi_danh=bool(options.get("ghi_danh")), pasted=bool(options.get("luoi")))
    return IMPORTERS[LoaiNhap(kind)](by=by)


def only_closed(plan: ImportPlan) -> bool:
    """Whether closed periods alone stand in the way of the bad rows: then a đính chính can bring them in."""
    errors = [error for row in plan.rows for error in row.errors]
    return bool(errors) and all(says_closed(error.ly_do) for error in errors)


def first_unit_of(user) -> CongDoan | None:
    units = rights_of(user).units()
    return units[0] if units else None


def import_file(
    kind: str,
    source,
    *,
    by,
    ten_tep: str = "",
    sha256: str = "",
    dry_run: bool = False,
    skip_errors: bool = False,
    options: Mapping[str, Any] | None = None,
    overrides: Mapping[str, str] | None = None,
    lo_nhap: LoNhap | None = None,
    progress: Progress = SILENT,
    look: Callable[[Sheet], None] | None = None,
) -> Imported:
    """Import one file (a path, bytes or a `Sheet` read before) in one transaction.

    Default: any bad row and nothing is written. `skip_errors` writes the good rows; decisions of `sap_xep` are all or
    nothing [03-3.3-30]. A row outside the rights of `by` is a row error (08 §8.1), also where every row is. `look` is
    shown the sheet as read. Raises: LeaseLost when `lo_nhap` is no longer this worker's.
    """
    importer = make_importer(kind, by=by, options=options)
    progress.phase(DOC)
    try:
        sheet = source if isinstance(source, Sheet) else read_sheet(source, kind, progress.step)
        if look:
            look(sheet)
        parsed = parse_rows(sheet, importer.columns, overrides, (options or {}).get(CHUNG))
    except SheetError as error:
        return Imported(ImportResult.refused(kind, error), refusal=error)
    del sheet
    parsed.progress = progress
    progress.phase(KIEM_TRA, len(parsed.rows))
    with transaction.atomic(), _closings(dry_run, options):
        one_writer()
        plan = importer.plan(parsed)
        if lo_nhap is not None:
            require_lease(lo_nhap)
        bad = any(row.errors for row in plan.rows)
        blocked = bad and (not skip_errors or getattr(importer, "all_or_nothing", False))
        if dry_run or blocked or not (plan.new() or plan.changed()):
            return Imported(plan.result(), plan)
        progress.phase(GHI, len(plan.new()) + len(plan.changed()))
        batch = lo_nhap or LoNhap(loai=kind, created_by=by, cong_doan=first_unit_of(by))
        batch.ten_tep, batch.sha256, batch.tuy_chon = ten_tep[:250], sha256, dict(options or {})
        batch.save()
        importer.write(plan, batch)
        result = plan.result(batch.pk)
        _finish(batch, result)
    return Imported(result, plan, batch)


def _closings(dry_run: bool, options: Mapping[str, Any] | None) -> AbstractContextManager:
    """What is to be sent as a đính chính is judged as of an open period, and written by its confirmation alone."""
    return periods_open() if dry_run and options and options.get(DINH_CHINH) else nullcontext()


def _finish(batch: LoNhap, result: ImportResult) -> None:
    batch.trang_thai, batch.finished_at = TrangThaiLo.XONG, timezone.now()
    batch.tong_dong, batch.them_moi, batch.cap_nhat = result.tong_dong, result.them_moi, result.cap_nhat
    batch.khong_doi, batch.loi, batch.canh_bao = result.khong_doi, result.loi, result.canh_bao
    batch.lease_until = None
    batch.save()

"""The life of a file: received or pasted, read, mapped, confirmed, written (04 §4.6, work in the background)."""

import csv
import io
import logging
import secrets
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from baocao.actions.ghep_cot import keep_headings, remembered
from baocao.actions.nhap import WORDS, Imported, first_unit_of, import_file, make_importer, may_upload
from baocao.queries.xem_truoc import differences, name_of, stock_effect, units_read
from cdcs.access import require
from cdcs.actions import correctable
from cdcs.actions.noi_luu import (
    bad_rows_path,
    folder,
    headings_path,
    keep_upload,
    path_of,
    progress_path,
    write_private,
)
from cdcs.actions.tien_do import FileProgress
from cdcs.actions.viec_nen import AT_ONCE, LeaseLost, claim
from cdcs.enums import LoaiNhap, TrangThaiLo
from cdcs.models import JOBS, LoNhap
from core.importing import MENDED_BY_MAPPING, describe_headings, file_sha256, write_bad_rows
from core.refusal import Refused
from core.sheets.delimiter import delimiter_of
from core.sheets.reader import Sheet, SheetError, read_pasted
from core.text import file_name
from taikhoan.actions import record

logger = logging.getLogger(__name__)
READ_AT_ONCE = 400_000  # bytes; a file of this size has more rows than that
PASTED = "Danh sách dán từ Excel"
S = TrangThaiLo


def receive_upload(kind: str, upload, *, by, options: dict) -> LoNhap:
    """Keep an uploaded file under a random name and open its batch.

    Raises: Refused for a file that is too large or of a kind that is not read; PermissionDenied without the right.
    """
    _require_upload(kind, by)
    path = keep_upload(upload)
    return _open_batch(kind, path, file_name(upload.name), by=by, options=options)


def receive_pasted(kind: str, text: str, *, by, options: dict) -> LoNhap:
    """Keep a block pasted from a spreadsheet as a file, so that everything after is the way of an upload.

    Raises: Refused when nothing or too much was pasted; PermissionDenied without the right.
    """
    _require_upload(kind, by)
    try:
        sheet = read_pasted(text)
    except SheetError as error:
        raise Refused(error.ly_do, "dan") from error
    path = folder() / f"{secrets.token_hex(16)}.csv"
    write_private(path, as_csv(sheet))
    return _open_batch(kind, path, PASTED, by=by, options=options | {"dan": True})


def as_csv(sheet: Sheet) -> str:
    """The cells as text that the reader takes apart again: with a separator that it tells from the beginning."""
    written = ""
    for separator in ("\t", ",", ";"):
        file = io.StringIO(newline="")
        csv.writer(file, delimiter=separator, quoting=csv.QUOTE_ALL).writerows(sheet.rows)
        written = file.getvalue()
        if delimiter_of(written) == separator:
            return written
    return written


def _require_upload(kind: str, by) -> None:
    require(by, WORDS[LoaiNhap(kind)])
    if not may_upload(by, kind):
        raise PermissionDenied


def _open_batch(kind: str, path: Path, name: str, *, by, options: dict) -> LoNhap:
    batch = LoNhap.objects.create(
        loai=kind, ten_tep=name[:250], duong_dan=path.name, sha256=file_sha256(path), tuy_chon=options, created_by=by,
        cong_doan=first_unit_of(by),
    )  # fmt: skip
    record(by=by, act=WORDS[LoaiNhap(kind)], obj=batch, ten_tep=batch.ten_tep, sha256=batch.sha256)
    return batch


def is_long(batch: LoNhap) -> bool:
    """Whether reading and writing this file is the worker's; told by its size before it was read."""
    if batch.trang_thai == S.CHO_DOC:
        return path_of(batch).stat().st_size > READ_AT_ONCE
    return batch.tong_dong > AT_ONCE


def read_batch(batch: LoNhap) -> LoNhap:
    """Judge the file without writing anything; keep the answer and the list of bad rows for the preview.

    Where headings are unknown, or a required column is missing, the batch waits for its columns to be mapped by hand.
    """
    if not claim(batch, S.CHO_DOC):
        return batch
    overrides = remembered(batch)
    columns = make_importer(batch.loai, by=batch.created_by, options=batch.tuy_chon).columns
    asked: list[bool] = []

    def look(sheet: Sheet) -> None:
        headings = describe_headings(sheet, columns, overrides)
        asked.extend(heading.is_asked for heading in headings)
        keep_headings(batch, headings)

    with FileProgress(progress_path(batch)) as progress:
        imported = import_file(
            batch.loai, path_of(batch), by=batch.created_by, dry_run=True, options=batch.tuy_chon, overrides=overrides,
            progress=progress, look=look,
        )  # fmt: skip
    batch.tuy_chon = batch.tuy_chon | {"ghep": overrides}
    keep_answer(batch, imported)
    mendable = bool(asked) and imported.refusal is not None and imported.refusal.ma in MENDED_BY_MAPPING
    if mendable or (imported.plan is not None and any(asked)):
        batch.trang_thai = S.CHO_GHEP
    else:
        batch.trang_thai = S.DA_DOC if imported.plan else S.HONG
    batch.lease_until = None
    batch.save()
    return batch


def read_again(batch: LoNhap, **options: Any) -> bool:
    """Let a file be read anew, with further options: its columns were mapped, its job broke down, or its rows are to
    go into a closed period. False when it is past that, or the file is gone by age.
    """
    if not path_of(batch).is_file():
        return False
    before = (S.CHO_GHEP, S.DA_DOC, S.HONG)
    done = LoNhap.objects.filter(pk=batch.pk, trang_thai__in=before).update(
        trang_thai=S.CHO_DOC, lease_until=None, tuy_chon=batch.tuy_chon | options
    )
    batch.refresh_from_db()
    return bool(done)


def keep_answer(batch: LoNhap, imported: Imported) -> None:
    """Keep with the batch what its page shows: counts, entries, differences, what becomes of the stock.

    Whose people it named before it goes on to name: read once more by who has lost a unit, it lists none of that unit.
    """
    result, plan = imported.result, imported.plan
    named = batch.ket_qua.get("don_vi", ())
    batch.ket_qua = result.as_json()
    batch.ket_qua["chi_tiet_canh_bao"] = [one for one in batch.ket_qua["chi_tiet_canh_bao"] if one["dong"] is not None]
    for key in ("chi_tiet_loi", "chi_tiet_canh_bao"):
        batch.ket_qua[key] = batch.ket_qua[key][:500]
    left_out = [*plan.parsed.unknown_headings, *plan.parsed.mapping.ignored_headings] if plan else []
    batch.ket_qua["cot_la"] = [plan.say(heading) for heading in left_out] if plan else []
    batch.ket_qua["ghi_chu"] = plan.notes() if plan else []
    read = units_read(plan, batch.created_by) if plan and plan.of_people else ()
    batch.ket_qua["don_vi"] = sorted({*named, *read})
    batch.ket_qua["thay_doi"] = differences(plan) if plan else []
    batch.ket_qua["so_doan_vien"] = stock_effect(plan, batch) if plan else None
    shown_rows = {error["dong"] for error in batch.ket_qua["chi_tiet_loi"]}
    batch.ket_qua["ten_dong"] = (
        {str(row.dong): plan.say(name_of(row)) for row in plan.rows if row.dong in shown_rows} if plan else {}
    )
    batch.tong_dong, batch.loi, batch.canh_bao = result.tong_dong, result.loi, result.canh_bao
    batch.them_moi, batch.cap_nhat, batch.khong_doi = result.them_moi, result.cap_nhat, result.khong_doi
    if plan and plan.errors_by_row() and batch.duong_dan:
        write_bad_rows(bad_rows_path(batch), plan.parsed, plan.errors_by_row(), only_mapped=True)
        bad_rows_path(batch).chmod(0o600)
    elif batch.duong_dan:  # mapped otherwise no row is bad any more
        transaction.on_commit(lambda: bad_rows_path(batch).unlink(missing_ok=True))


def confirm_batch(batch: LoNhap, *, by, sha256: str, skip_errors: bool) -> None:
    """Accept the preview: the very file that was read is to be written.

    Raises: Refused when the file is another one by now, or the batch was confirmed already.
    """
    if batch.created_by_id != by.pk:
        raise Refused("Chỉ người tải tệp lên xác nhận được.")
    if sha256 != batch.sha256 or not path_of(batch).is_file() or file_sha256(path_of(batch)) != batch.sha256:
        raise Refused("Tệp đã thay đổi sau khi xem trước: tải lên lại.")
    options = batch.tuy_chon | {"bo_qua_loi": skip_errors}
    done = LoNhap.objects.filter(pk=batch.pk, trang_thai=S.DA_DOC).update(trang_thai=S.CHO_GHI, tuy_chon=options)
    if not done:
        raise Refused("Lô này đã được xác nhận hoặc chưa đọc xong.")


def write_batch(batch: LoNhap) -> Imported | None:
    """Write a confirmed batch in one transaction, as it was mapped in the preview; None when it is somebody else's.

    A job whose lease ran out starts again: nothing of the first try was written (04 §4.6).
    """
    if not claim(batch, S.CHO_GHI):
        return None
    try:
        with FileProgress(progress_path(batch)) as progress:
            imported = import_file(
                batch.loai, path_of(batch), by=batch.created_by, ten_tep=batch.ten_tep, sha256=batch.sha256,
                skip_errors=bool(batch.tuy_chon.get("bo_qua_loi")), options=batch.tuy_chon, lo_nhap=batch,
                overrides=batch.tuy_chon.get("ghep"), progress=progress,
            )  # fmt: skip
    except LeaseLost:
        return None
    batch.refresh_from_db()
    if imported.lo_nhap is None:  # nothing was written: the books have changed since the preview, which says so now
        batch.trang_thai = S.DA_DOC if imported.plan else S.HONG
    keep_answer(batch, imported)
    batch.lease_until = None
    batch.save()
    # Only once it is written for good: a đính chính writes a batch on trial and takes it back.
    transaction.on_commit(lambda: headings_path(batch).unlink(missing_ok=True))
    return imported


def _say(batch: LoNhap, **_) -> str:
    new, changed = batch.them_moi, batch.cap_nhat
    kind = batch.get_loai_display().lower()
    return f"Lô nhập số {batch.pk} ({kind}, {batch.ten_tep}): {new} dòng mới, {changed} dòng cập nhật"


@correctable(_say)
def write_correction(batch: LoNhap, *, by, sha256: str, skip_errors: bool) -> Imported:
    """Confirm a batch and write it at once: how a file comes into a closed period [02-2.6-6].

    Raises: Refused when the file is another one by now, or nothing of it can be written.
    """
    confirm_batch(batch, by=by, sha256=sha256, skip_errors=skip_errors)
    batch.refresh_from_db()
    imported = write_batch(batch)
    if imported is None or imported.lo_nhap is None:
        first = imported.result.chi_tiet_loi[0] if imported is not None and imported.result.chi_tiet_loi else None
        why = f" Dòng {first.dong}: {first.ly_do}" if first else ""
        raise Refused(f"Lô nhập số {batch.pk} không ghi được như lúc xem trước.{why}")
    return imported


def work_on(batch: LoNhap) -> Imported | None:
    """Do the job of a batch that waits or was left behind; one that breaks down says so and stops nobody else."""
    try:
        if batch.trang_thai in (S.CHO_DOC, S.DANG_DOC):
            read_batch(batch)
            return None
        return write_batch(batch)
    except Exception:
        # The cause stands in the log of the server; nothing was written, the page offers another try.
        logger.exception("Lô nhập %s hỏng", batch.pk)
        running = LoNhap.objects.filter(pk=batch.pk, trang_thai__in=JOBS.values())
        # What was to be kept may be what could not be: it goes on from what the batch held before.
        for held in running.values_list("ket_qua", flat=True):
            running.update(trang_thai=S.HONG, lease_until=None, ket_qua=held | {"dung_giua_chung": True})
        return None

"""The life of an uploaded file: received, read, confirmed, written (04 §4.6, work in the background)."""

import secrets
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from baocao.actions.nhap import WORDS, Imported, first_unit_of, import_file
from cdcs.access import require
from cdcs.enums import LoaiNhap, TrangThaiLo
from cdcs.models import LoNhap
from core.importing import ImportPlan, ParsedRow, file_sha256, shown, write_bad_rows
from core.refusal import Refused
from taikhoan.actions import record

AT_ONCE = 2_000  # rows read and written inside the request; longer files are the worker's
READ_AT_ONCE = 400_000  # bytes; a file of this size has more rows than that
LEASE = timedelta(seconds=60)
KEEP = timedelta(days=30)
SHOWN_DIFFERENCES = 200
SUFFIXES = {".xlsx", ".xls", ".ods", ".csv"}
MAX_BYTES = 20 * 1024 * 1024


def folder() -> Path:
    """Where uploads lie; never served but by the scoped door."""
    path = Path(settings.MEDIA_ROOT) / "nhap-lieu"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def receive_upload(kind: str, upload, *, by, options: dict) -> LoNhap:
    """Keep an uploaded file under a random name and open its batch.

    Raises: Refused for a file that is too large or of a kind that is not read; PermissionDenied without the right.
    """
    require(by, WORDS[LoaiNhap(kind)])
    suffix = Path(upload.name).suffix.lower()
    if suffix not in SUFFIXES:
        raise Refused("Chỉ đọc tệp .xlsx, .xls, .ods hoặc .csv. Lưu tệp sang một trong các dạng đó rồi tải lại.", "tep")
    if upload.size > MAX_BYTES:
        raise Refused("Tệp lớn hơn 20 MB: chia thành nhiều tệp rồi tải lại.", "tep")
    path = folder() / f"{secrets.token_hex(16)}{suffix}"
    with path.open("xb") as file:
        for chunk in upload.chunks():
            file.write(chunk)
    batch = LoNhap.objects.create(
        loai=kind, ten_tep=Path(upload.name).name[:250], duong_dan=path.name, sha256=file_sha256(path),
        tuy_chon=options, created_by=by, cong_doan=first_unit_of(by),
    )  # fmt: skip
    record(by=by, act=WORDS[LoaiNhap(kind)], obj=batch, ten_tep=batch.ten_tep, sha256=batch.sha256)
    return batch


def is_long(batch: LoNhap) -> bool:
    """Whether reading and writing this file is the worker's; told by its size before it was read."""
    if batch.trang_thai == TrangThaiLo.CHO_DOC:
        return path_of(batch).stat().st_size > READ_AT_ONCE
    return batch.tong_dong > AT_ONCE


def delete_old_files() -> int:
    """Delete uploads and lists of bad rows 30 days after the end [06-6.2-23]; return how many files went."""
    limit = (timezone.now() - KEEP).timestamp()
    old = [path for path in folder().iterdir() if path.stat().st_mtime < limit]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def path_of(batch: LoNhap) -> Path:
    return folder() / batch.duong_dan


def bad_rows_path(batch: LoNhap) -> Path:
    return folder() / f"{Path(batch.duong_dan).stem}-loi.xlsx"


def read_batch(batch: LoNhap) -> LoNhap:
    """Judge the file without writing anything; keep the answer and the list of bad rows for the preview."""
    imported = import_file(batch.loai, path_of(batch), by=batch.created_by, dry_run=True, options=batch.tuy_chon)
    _keep_answer(batch, imported)
    batch.trang_thai = TrangThaiLo.DA_DOC if imported.plan else TrangThaiLo.HONG
    batch.save()
    return batch


def _keep_answer(batch: LoNhap, imported: Imported) -> None:
    result, plan = imported.result, imported.plan
    batch.ket_qua = result.as_json()
    batch.ket_qua["chi_tiet_canh_bao"] = [one for one in batch.ket_qua["chi_tiet_canh_bao"] if one["dong"] is not None]
    for key in ("chi_tiet_loi", "chi_tiet_canh_bao"):
        batch.ket_qua[key] = batch.ket_qua[key][:500]
    batch.ket_qua["cot_la"] = list(plan.parsed.unknown_headings) if plan else []
    batch.ket_qua["thay_doi"] = _differences(plan) if plan else []
    shown_rows = {error["dong"] for error in batch.ket_qua["chi_tiet_loi"]}
    batch.ket_qua["ten_dong"] = (
        {str(row.dong): _name_of(row) for row in plan.rows if row.dong in shown_rows} if plan else {}
    )
    batch.tong_dong, batch.loi, batch.canh_bao = result.tong_dong, result.loi, result.canh_bao
    batch.them_moi, batch.cap_nhat, batch.khong_doi = result.them_moi, result.cap_nhat, result.khong_doi
    if plan and plan.errors_by_row():
        write_bad_rows(bad_rows_path(batch), plan.parsed, plan.errors_by_row(), only_mapped=True)
        bad_rows_path(batch).chmod(0o600)


def _name_of(row: ParsedRow) -> str:
    """What a person calls the row: a name, else its code."""
    names = (row.values.get(key) for key in ("ho_ten", "ten", "ma_cdcs", "don_vi", "ma_so_thue"))
    return next((str(name) for name in names if name), "")


def _differences(plan: ImportPlan) -> list[dict]:
    """The first changes of known rows, old beside new, numbers of persons masked."""
    found: list[dict] = []
    for row in plan.changed():
        target = plan.data[row.dong]
        target = target[-1] if isinstance(target, tuple) else target
        for key, value in plan.changes[row.dong].items():
            column = plan.columns.get(key)
            if column is None or len(found) == SHOWN_DIFFERENCES:
                continue
            found.append({"dong": row.dong, "ten": _name_of(row), "cot": column.label,
                          "cu": shown(getattr(target, key, ""), column), "moi": _shown_new(value, column)})  # fmt: skip
    return found


def _shown_new(value, column) -> str:
    return "; ".join(unit.ma for unit in value) if isinstance(value, list) else shown(value, column)


def confirm_batch(batch: LoNhap, *, by, sha256: str, skip_errors: bool) -> None:
    """Accept the preview: the very file that was read is to be written.

    Raises: Refused when the file is another one by now, or the batch was confirmed already.
    """
    if batch.created_by_id != by.pk:
        raise Refused("Chỉ người tải tệp lên xác nhận được.")
    if sha256 != batch.sha256 or file_sha256(path_of(batch)) != batch.sha256:
        raise Refused("Tệp đã thay đổi sau khi xem trước: tải lên lại.")
    options = batch.tuy_chon | {"bo_qua_loi": skip_errors}
    done = LoNhap.objects.filter(pk=batch.pk, trang_thai=TrangThaiLo.DA_DOC).update(
        trang_thai=TrangThaiLo.CHO_GHI, tuy_chon=options
    )
    if not done:
        raise Refused("Lô này đã được xác nhận hoặc chưa đọc xong.")


def write_batch(batch: LoNhap) -> Imported | None:
    """Write a confirmed batch in one transaction; None when somebody else has taken it.

    A job whose lease ran out starts again: nothing of the first try was written (04 §4.6).
    """
    now = timezone.now()
    free = LoNhap.objects.filter(pk=batch.pk, trang_thai=TrangThaiLo.CHO_GHI)
    left = LoNhap.objects.filter(pk=batch.pk, trang_thai=TrangThaiLo.DANG_GHI, lease_until__lt=now)
    change = {"trang_thai": TrangThaiLo.DANG_GHI, "lease_until": now + LEASE}
    if not (free.update(**change) or left.update(**change)):
        return None
    batch.refresh_from_db()
    imported = import_file(
        batch.loai, path_of(batch), by=batch.created_by, ten_tep=batch.ten_tep, sha256=batch.sha256,
        skip_errors=bool(batch.tuy_chon.get("bo_qua_loi")), options=batch.tuy_chon, lo_nhap=batch,
    )  # fmt: skip
    batch.refresh_from_db()
    if imported.lo_nhap is None:
        # Nothing was written: all rows known already, or the books have changed since the preview.
        batch.trang_thai = TrangThaiLo.DA_DOC if imported.result.loi else TrangThaiLo.XONG
    _keep_answer(batch, imported)
    batch.lease_until = None
    batch.save()
    return imported

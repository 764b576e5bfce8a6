"""Where uploads lie and what lies beside them; never served but by the scoped door, kept 30 days [06-6.2-23]."""

import os
import secrets
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from cdcs.models import LoNhap, ViecNen
from core.refusal import Refused

SUFFIXES = {".xlsx", ".xls", ".ods", ".csv"}
MAX_BYTES = 20 * 1024 * 1024

# What a preview tells of people: rows by name, cells that differ, what is wrong in a cell.
TELLING = ("chi_tiet_loi", "chi_tiet_canh_bao", "thay_doi", "ten_dong")


def folder() -> Path:
    """The folder of all uploads."""
    path = Path(settings.MEDIA_ROOT) / "nhap-lieu"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def keep_upload(upload) -> Path:
    """Keep an uploaded workbook under a random name that only the server may read.

    Raises: Refused for a file that is too large or of a kind that is not read.
    """
    suffix = Path(upload.name).suffix.lower()
    if suffix not in SUFFIXES:
        raise Refused("Chỉ đọc tệp .xlsx, .xls, .ods hoặc .csv. Lưu tệp sang một trong các dạng đó rồi tải lại.", "tep")
    if upload.size > MAX_BYTES:
        raise Refused("Tệp lớn hơn 20 MB: chia thành nhiều tệp rồi tải lại.", "tep")
    path = folder() / f"{secrets.token_hex(16)}{suffix}"
    with path.open("xb") as file:
        for chunk in upload.chunks():
            file.write(chunk)
    path.chmod(0o600)
    return path


def path_of(batch: LoNhap) -> Path:
    """The file itself."""
    return folder() / batch.duong_dan


def bad_rows_path(batch: LoNhap) -> Path:
    """The list of its bad rows."""
    return folder() / f"{Path(batch.duong_dan).stem}-loi.xlsx"


def headings_path(batch: LoNhap) -> Path:
    """Its headings with first values, for the step "Ghép cột"."""
    return folder() / f"{Path(batch.duong_dan).stem}-cot.json"


def progress_path(job: ViecNen) -> Path:
    """How far a job is."""
    return folder() / f"{job._meta.model_name}-{job.pk}.tien-do"


def write_private(path: Path, text: str) -> None:
    """Write a file that only the server may read."""
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8", newline="") as file:
        file.write(text)


def delete_old_files() -> int:
    """Delete uploads and what lies beside them 30 days after the end; return how many files went."""
    limit = (timezone.now() - LoNhap.KEEP).timestamp()
    old = [path for path in folder().iterdir() if path.stat().st_mtime < limit]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def forget_old_answers() -> int:
    """Take names and cells out of the previews of batches whose files are gone by age; counts stay."""
    old = LoNhap.objects.filter(created_at__lt=timezone.now() - LoNhap.KEEP).exclude(ket_qua={})
    count = 0
    for batch in old.only("pk", "ket_qua").iterator():
        count += _forget_answer(batch)
    return count


def _forget_answer(batch: LoNhap) -> bool:
    kept = {key: value for key, value in batch.ket_qua.items() if key not in TELLING}
    if kept == batch.ket_qua:
        return False
    LoNhap.objects.filter(pk=batch.pk).update(ket_qua=kept)
    return True


def forget_batch(batch: LoNhap) -> None:
    """Keep of a written batch no more than its counts: its files go once the transaction stands (07 §7.5)."""
    _forget_answer(batch)
    if batch.duong_dan:
        for path in (path_of(batch), bad_rows_path(batch), headings_path(batch)):
            transaction.on_commit(partial(path.unlink, missing_ok=True))

"""Work in the background: what is asked of the worker, who has taken it, how a press is carried out (04 §4.6)."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.http import Http404
from django.utils import timezone

from cdcs.actions.noi_luu import progress_path
from cdcs.actions.tien_do import FileProgress, is_beating
from cdcs.models import JOBS, CoLanBam, ViecNen
from core.importing import Progress
from core.refusal import Refused
from core.sql import one_writer
from taikhoan.actions import request_address

logger = logging.getLogger(__name__)
AT_ONCE = 2_000  # rows read and written inside the request; what is longer is the worker's
LEASE = timedelta(seconds=60)
BUSY = "Lượt bấm trước của lần đối chiếu này đang được làm ở nền: đợi xong rồi bấm tiếp."
NO_RIGHT = "Người bấm không còn quyền với đơn vị của lần đối chiếu này."
BROKEN = "Việc này dừng giữa chừng vì lỗi của máy; bấm lại, nếu vẫn dừng thì báo người quản trị."


class LeaseLost(Exception):
    """Another worker has taken the job over in the meantime; this one must not write it."""


def claim(job: ViecNen, waiting: str) -> bool:
    """Take the job, so that no two workers do it; a job whose worker gave no sign for 60 seconds is free again."""
    now, rows = timezone.now(), type(job)._default_manager.filter(pk=job.pk)
    lease, working = now + LEASE, JOBS[waiting]
    taken = rows.filter(trang_thai=waiting).update(trang_thai=working, lease_until=lease)
    if not taken and not is_beating(progress_path(job), now):
        taken = rows.filter(trang_thai=working, lease_until__lt=now).update(lease_until=lease)
    if taken:
        job.refresh_from_db()
    return bool(taken)


def require_lease(job: ViecNen) -> None:
    """Let nobody write a job whose lease another worker holds by now; the state of ours is in `job`.

    Raises: LeaseLost.
    """
    if not _ours(job).exists():
        raise LeaseLost


def _ours(job: ViecNen):
    rows = type(job)._default_manager
    return rows.filter(pk=job.pk, trang_thai=job.trang_thai, lease_until=job.lease_until)


def free_job(model: type[ViecNen]) -> Any:
    """The oldest row that waits for a worker, or whose worker has died."""
    now = timezone.now()
    left = Q(trang_thai__in=JOBS.values(), lease_until__lt=now)
    rows = model._default_manager.filter(Q(trang_thai__in=JOBS) | left).order_by("pk")
    return next((one for one in rows if one.trang_thai in JOBS or not is_beating(progress_path(one), now)), None)


def ask(job: CoLanBam, waiting: str, viec: str, yeu_cau: dict, *, by, so_dong: int = 0) -> None:
    """Put a press down for the worker: what, by whom, when, and as plain JSON what its action needs.

    Raises: Refused while another press waits or is being written, or when the comparison is over.
    """
    asked = {"viec": viec, "so_dong": so_dong, "yeu_cau": yeu_cau, "dia_chi": request_address.get()}
    done = type(job)._default_manager.filter(pk=job.pk, trang_thai=job.BEFORE[waiting]).update(
        trang_thai=waiting, lan_bam=asked, pressed_by=by, pressed_at=timezone.now(), lease_until=None
    )  # fmt: skip
    job.refresh_from_db()
    if not done:
        raise Refused(BUSY if job.is_waiting else "Lần đối chiếu này đã kết thúc hoặc đã đọc: tải lại trang.")


def carry_out(job: CoLanBam, waiting: str, act: Callable[[Any, dict, Progress], dict]) -> None:
    """Do a press that waits or was left behind, in one transaction, through the action that a short press goes through.

    The comparison goes back to the state the press was made in first, so that the action finds it as it expects; to
    everybody else it is being written until all of it stands. Killed in the middle, nothing of it was written and the
    press starts again. What it came to, or why it came to nothing, is kept with the comparison.
    """
    if not claim(job, waiting):
        return
    asked = dict(job.lan_bam)
    yeu_cau = asked.pop("yeu_cau")
    address = request_address.set(asked.pop("dia_chi"))  # the log names the machine on which it was pressed
    try:
        with FileProgress(progress_path(job)) as progress, transaction.atomic():
            one_writer()  # first, as every action does: who waited for the row while holding it would wait forever
            _give_back(job, waiting, asked)
            done = act(type(job)._default_manager.get(pk=job.pk), yeu_cau, progress)
            type(job)._default_manager.filter(pk=job.pk).update(lan_bam=asked | done)
    except LeaseLost:
        return
    except Refused as reason:
        _fail(job, waiting, asked, str(reason))
    except (PermissionDenied, Http404):
        _fail(job, waiting, asked, NO_RIGHT)
    except Exception:
        logger.exception("%s: lượt bấm hỏng", job)  # the cause stands in the log of the server
        _fail(job, waiting, asked, BROKEN)
    finally:
        request_address.reset(address)


def _give_back(job: CoLanBam, waiting: str, lan_bam: dict) -> None:
    if not _ours(job).update(trang_thai=job.BEFORE[waiting], lan_bam=lan_bam, lease_until=None):
        raise LeaseLost


def _fail(job: CoLanBam, waiting: str, asked: dict, why: str) -> None:
    try:
        _give_back(job, waiting, asked | {"vi_sao": why})
    except LeaseLost:
        return

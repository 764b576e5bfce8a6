"""Files of a report: added and taken away while it is written; what was submitted once stays (02 §2.6-14)."""

from django.db import transaction

from baocao.actions.bao_cao import check_reason, hold, open_bao_cao
from baocao.models import BaoCao
from cdcs.models import CongDoan
from core.refusal import Refused
from taikhoan.actions import record, save_attachment
from taikhoan.models import Attachment


@transaction.atomic
def attach_tep(ma: str, unit: CongDoan, upload, *, by, ly_do_lam_thay: str = "") -> Attachment:
    """Keep a file at the report of a unit; the report is opened by it if it is new.

    Raises: Refused for a wrong kind or size, or when the report is frozen; PermissionDenied or Http404.
    """
    check_reason("edit_bao_cao", unit, ly_do_lam_thay, by=by)
    bao_cao = open_bao_cao(ma, unit, by=by)
    hold(bao_cao)
    made = save_attachment(upload, by=by, obj=bao_cao, unit=unit.ma)
    record(by=by, act="edit_bao_cao", obj=bao_cao, unit=unit.ma, ky=ma, viec="đính kèm tệp", ten_tep=made.ten_tep,
           sha256=made.sha256, ly_do=ly_do_lam_thay)  # fmt: skip
    return made


@transaction.atomic
def remove_tep(bao_cao: BaoCao, attachment: Attachment, *, by, ly_do_lam_thay: str = "") -> None:
    """Take a file away that was added since the last submission.

    Raises: Refused when the report is frozen, or the file belongs to a submitted revision.
    """
    unit = bao_cao.cong_doan
    check_reason("edit_bao_cao", unit, ly_do_lam_thay, by=by)
    hold(bao_cao)
    if bao_cao.nop_luc and attachment.created_at <= bao_cao.nop_luc:
        raise Refused("Tệp này đã nộp kèm báo cáo lần trước nên được giữ lại. Tệp mới thì đính kèm thêm.", "tep")
    name, digest, path = attachment.ten_tep, attachment.sha256, attachment.file.name or ""
    storage = attachment.file.storage
    attachment.delete()
    transaction.on_commit(lambda: storage.delete(path))
    record(by=by, act="edit_bao_cao", obj=bao_cao, unit=unit.ma, ky=bao_cao.ky.ma, viec="bỏ tệp", ten_tep=name,
           sha256=digest, ly_do=ly_do_lam_thay)  # fmt: skip

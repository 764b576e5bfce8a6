"""Recording dialogues at the workplace (01 R18)."""

from typing import Any

from django.db import transaction

from cdcs.models import CongDoan
from nhiemvu.access import require_edit
from nhiemvu.actions.dong_ghi import CDCS, check_day, check_kind, log, save_changes
from nhiemvu.models import DoiThoai

FACTS = ("ngay", "loai", "thanh_phan", "noi_dung", "ket_qua")


@transaction.atomic
def record_doi_thoai(unit: CongDoan, *, by, facts: dict[str, Any]) -> DoiThoai:
    """Record a dialogue that was held.

    Raises: Refused for a unit without an employer or a day that cannot be; PermissionDenied or Http404 outside the
    user's rights.
    """
    require_edit(by, unit)
    check_kind(unit, CDCS, "đối thoại với người sử dụng lao động")
    check_day(unit, facts["ngay"], "ngay")
    row = DoiThoai.objects.create(cong_doan=unit, created_by=by, **facts)
    log(row, by, "ghi", ngay=str(row.ngay))
    return row


@transaction.atomic
def edit_doi_thoai(row: DoiThoai, *, by, version: int, facts: dict[str, Any]) -> DoiThoai:
    """Mend a dialogue.

    Raises: Refused for a day that cannot be, or at `version` when somebody else saved in between; PermissionDenied or
    Http404 outside the user's rights.
    """
    require_edit(by, row.cong_doan)
    check_day(row.cong_doan, facts["ngay"], "ngay")
    return save_changes(row, by=by, version=version, facts=facts)

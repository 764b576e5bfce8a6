"""Recording collective labour agreements (07 §7.2)."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from cdcs.models import CongDoan
from core.dates import format_date, today
from core.refusal import Refused
from core.sql import one_writer
from nhiemvu.access import require_edit
from nhiemvu.actions.dong_ghi import CDCS, check_kind, log, save_changes
from nhiemvu.enums import LoaiThoaUoc
from nhiemvu.models import ThoaUoc

FACTS = ("loai", "so", "ngay_ky", "hinh_thuc", "tu_ngay", "den_ngay", "diem", "xep_loai", "so_dieu_khoan",
         "ngay_cham_dut", "ly_do_cham_dut")  # fmt: skip


def _check(unit: CongDoan, facts: dict[str, Any], besides: int | None = None) -> None:
    """What may be said of an agreement of this unit; `besides` is the record itself when it is edited."""
    check_kind(unit, CDCS, "thỏa ước lao động tập thể")
    start, end, ended = facts["tu_ngay"], facts["den_ngay"], facts.get("ngay_cham_dut")
    if facts["ngay_ky"] > today():
        raise Refused(f"Ngày {format_date(facts['ngay_ky'])} ở sau hôm nay: ghi khi đã ký.", "ngay_ky")
    if end <= start:
        raise Refused("Ngày cuối còn hiệu lực ở trước ngày bắt đầu.", "den_het")
    if unit.ngay_ket_thuc is not None and unit.ngay_ket_thuc <= start:
        raise Refused(f"{unit.ma} đã kết thúc ngày {format_date(unit.ngay_ket_thuc)}.", "tu_ngay")
    if ended is not None and not start < ended < end:
        raise Refused("Ngày chấm dứt phải ở sau ngày bắt đầu và không sau ngày cuối đã ký.", "ngay_cham_dut")
    if (ended is None) != (not facts.get("ly_do_cham_dut")):
        raise Refused("Chấm dứt trước hạn cần cả ngày và lý do.", "ly_do_cham_dut" if ended else "ngay_cham_dut")
    same = ThoaUoc.objects.filter(cong_doan=unit, loai=facts["loai"], tu_ngay=start).exclude(pk=besides)
    if same.exists():
        raise Refused(
            f"{unit.ma} đã có {LoaiThoaUoc(facts['loai']).label} hiệu lực từ {format_date(start)}: mở ra để sửa.",
            "tu_ngay",
        )


@transaction.atomic
def record_thoa_uoc(units: Sequence[CongDoan], *, by, facts: dict[str, Any]) -> list[ThoaUoc]:
    """Record an agreement at every base unit it holds for: one, or several of a group or a trade.

    Raises: Refused for facts that cannot be; PermissionDenied or Http404 outside the user's rights.
    """
    one_writer()  # so that no second one of the same day comes in between
    found = []
    if len(units) > 1 and facts["loai"] == LoaiThoaUoc.DOANH_NGHIEP:
        raise Refused("Thỏa ước doanh nghiệp là của một CĐCS: chọn nhóm doanh nghiệp hoặc ngành.", "loai")
    for unit in units:
        require_edit(by, unit)
        _check(unit, facts)
        row = ThoaUoc.objects.create(cong_doan=unit, created_by=by, **facts)
        log(row, by, "ghi", tu_ngay=str(row.tu_ngay), den_het=str(row.ngay_cuoi))
        found.append(row)
    return found


@transaction.atomic
def edit_thoa_uoc(row: ThoaUoc, *, by, version: int, facts: dict[str, Any]) -> ThoaUoc:
    """Mend an agreement, or end it before its time.

    Raises: Refused for facts that cannot be, or at `version` when somebody else saved in between; PermissionDenied or
    Http404 outside the user's rights.
    """
    require_edit(by, row.cong_doan)
    one_writer()
    _check(row.cong_doan, facts, besides=row.pk)
    return save_changes(row, by=by, version=version, facts=facts)

"""What all records of this room share: saving by version, cancelling with a reason, one line of the log each."""

from collections.abc import Collection
from datetime import date
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from cdcs.enums import LoaiCongDoan
from cdcs.models import CongDoan
from core.dates import format_date, today
from core.refusal import Refused
from nhiemvu.access import require_edit
from nhiemvu.models import DoiThoai, KienNghi, ThoaUoc
from taikhoan.actions import record

WORD = "edit_nhiem_vu"
CDCS = frozenset({LoaiCongDoan.CDCS})  # who has an employer to agree and to speak with; a nghiệp đoàn has none
Row = TypeVar("Row", ThoaUoc, DoiThoai, KienNghi)


def check_kind(unit: CongDoan, kinds: Collection[str], what: str) -> None:
    """Raises: Refused for a unit that has no such records."""
    if unit.loai not in kinds:
        raise Refused(f"{unit.ma} là {unit.get_loai_display()}, không có {what}.", "cong_doan")


def check_day(unit: CongDoan, day: date, field: str) -> None:
    """Raises: Refused for a day to come, and for one on which the unit did not stand."""
    if day > today():
        raise Refused(f"Ngày {format_date(day)} ở sau hôm nay: ghi khi đã diễn ra.", field)
    if day < unit.ngay_thanh_lap:
        raise Refused(f"{unit.ma} thành lập ngày {format_date(unit.ngay_thanh_lap)}, sau ngày này.", field)
    if unit.ngay_ket_thuc is not None and unit.ngay_ket_thuc <= day:
        raise Refused(f"{unit.ma} đã kết thúc ngày {format_date(unit.ngay_ket_thuc)}.", field)


def log(row: ThoaUoc | DoiThoai | KienNghi, by, viec: str, **more: Any) -> None:
    """One line of the log about a record."""
    record(by=by, act=WORD, obj=row, unit=row.cong_doan.ma, viec=viec, **more)


def save_changes(row: Row, *, by, version: int, facts: dict[str, Any], **still: Any) -> Row:
    """Write the facts over the version that was read; `still` is what must hold of the row at that moment.

    Raises: Refused at `version` when somebody else changed or cancelled the row in between.
    """
    before = {name: getattr(row, name) for name in facts}
    found = type(row).everything.filter(pk=row.pk, version=version, huy_luc=None, **still)
    if not found.update(version=F("version") + 1, **facts):
        raise Refused("Người khác vừa sửa hoặc hủy mục này. Tải lại trang để xem bản mới rồi sửa tiếp.", "version")
    log(row, by, "sửa", sua=sorted(name for name, value in facts.items() if value != before[name]))
    return type(row).everything.get(pk=row.pk)


@transaction.atomic
def cancel(row: ThoaUoc | DoiThoai | KienNghi, *, by, ly_do: str) -> None:
    """Take a wrong record out of every list and figure, with a reason; it stays and shows who cancelled it.

    Raises: Refused for one that was cancelled, and for an issue that was answered; PermissionDenied or Http404 outside
    the user's rights.
    """
    require_edit(by, row.cong_doan)
    standing = type(row).everything.filter(pk=row.pk, huy_luc=None)
    if isinstance(row, KienNghi):
        standing = KienNghi.everything.waiting().filter(pk=row.pk, huy_luc=None)
    if not standing.update(huy_luc=timezone.now(), huy_by=by, ly_do_huy=ly_do, version=F("version") + 1):
        raise Refused("Mục này đã được hủy hoặc đã có trả lời nên không hủy được nữa.")
    log(row, by, "hủy", ly_do=ly_do)

"""Issues raised upward: recorded, passed on to the province, answered once (01 R18)."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.http import Http404
from django.utils import timezone

from cdcs.access import rights_of
from cdcs.enums import CAP_TREN, CO_SO, LoaiCongDoan
from cdcs.models import CongDoan, co_cau
from core.dates import format_date, today
from core.refusal import Refused
from nhiemvu.access import may_answer, require_edit
from nhiemvu.actions.dong_ghi import check_day, check_kind, log, save_changes
from nhiemvu.enums import NoiNhan, TrangThaiKienNghi
from nhiemvu.models import KienNghi

RAISING = CO_SO | CAP_TREN
FACTS = ("ngay", "linh_vuc", "noi_dung", "noi_nhan")
DANG_XEM_XET, DA_CHUYEN = TrangThaiKienNghi.DANG_XEM_XET, TrangThaiKienNghi.DA_CHUYEN


def _to_level(unit: CongDoan, facts: dict[str, Any]) -> dict[str, Any]:
    """The superior of a unit directly under the province is the province."""
    tree = co_cau(today())
    parent = tree.cap_tren.get(unit.pk)
    is_province = parent is not None and tree.don_vi[parent].loai == LoaiCongDoan.LDLD_TINH
    return facts | {"noi_nhan": NoiNhan.TINH} if is_province else facts


@transaction.atomic
def raise_kien_nghi(unit: CongDoan, *, by, facts: dict[str, Any]) -> KienNghi:
    """Record what a unit asks of the union above it.

    Raises: Refused for a unit that has none above it or a day that cannot be; PermissionDenied or Http404 outside the
    user's rights.
    """
    require_edit(by, unit)
    check_kind(unit, RAISING, "kiến nghị với cấp trên")
    check_day(unit, facts["ngay"], "ngay")
    row = KienNghi.objects.create(cong_doan=unit, created_by=by, **_to_level(unit, facts))
    log(row, by, "ghi", noi_nhan=row.noi_nhan)
    return row


@transaction.atomic
def edit_kien_nghi(row: KienNghi, *, by, version: int, facts: dict[str, Any]) -> KienNghi:
    """Mend an issue that nobody has passed on or answered yet.

    Raises: Refused when somebody has, for a day that cannot be, or at `version` when somebody else saved in between;
    PermissionDenied or Http404 outside the user's rights.
    """
    require_edit(by, row.cong_doan)
    if row.trang_thai != DANG_XEM_XET:
        raise Refused("Kiến nghị đã được chuyển hoặc trả lời: không sửa nội dung nữa.")
    check_day(row.cong_doan, facts["ngay"], "ngay")
    return save_changes(
        row, by=by, version=version, facts=_to_level(row.cong_doan, facts), trang_thai=DANG_XEM_XET
    )  # fmt: skip


def _require_answer(row: KienNghi, by) -> None:
    """Raises: PermissionDenied for who does not stand at the level that considers, Http404 where nothing is seen."""
    if may_answer(by, row):
        return
    if rights_of(by).sees(row.cong_doan_id):
        raise PermissionDenied
    raise Http404


@transaction.atomic
def answer_kien_nghi(row: KienNghi, *, by, tra_loi: str, ngay_tra_loi: date) -> None:
    """Answer an issue, once, at the level that considers it.

    Raises: Refused when it was answered or cancelled, or for a day before the issue or after today; PermissionDenied or
    Http404 outside the user's rights.
    """
    _require_answer(row, by)
    if not row.ngay <= ngay_tra_loi <= today():
        raise Refused(f"Ngày trả lời từ {format_date(row.ngay)} đến hôm nay.", "ngay_tra_loi")
    done = KienNghi.objects.waiting().filter(pk=row.pk, noi_nhan=row.noi_nhan).update(
        trang_thai=TrangThaiKienNghi.DA_TRA_LOI, tra_loi=tra_loi, ngay_tra_loi=ngay_tra_loi, tra_loi_by=by,
        version=F("version") + 1,
    )  # fmt: skip
    if not done:
        raise Refused("Kiến nghị này vừa được trả lời, chuyển hoặc hủy. Tải lại trang để xem.")
    log(row, by, "trả lời", ngay=str(ngay_tra_loi))


@transaction.atomic
def forward_kien_nghi(row: KienNghi, *, by) -> None:
    """Pass an issue on from the direct superior to the province, which answers it.

    Raises: Refused when the province has it already, or it was answered or cancelled; PermissionDenied or Http404
    outside the user's rights.
    """
    _require_answer(row, by)
    done = KienNghi.objects.filter(pk=row.pk, trang_thai=DANG_XEM_XET, noi_nhan=NoiNhan.CAP_TREN).update(
        trang_thai=DA_CHUYEN, noi_nhan=NoiNhan.TINH, chuyen_luc=timezone.now(), chuyen_by=by, version=F("version") + 1
    )
    if not done:
        raise Refused("Kiến nghị này đã ở Liên đoàn Lao động tỉnh, hoặc vừa được trả lời hay hủy.")
    log(row, by, "chuyển cấp trên")

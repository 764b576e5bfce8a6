"""Requests about personal data and their clock (07 §7.5)."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from cdcs.access import require, rights_of
from cdcs.models import ChuongTrinh
from core.dates import format_date, today
from core.refusal import Refused
from doanvien.actions.doan_vien import unit_of
from doanvien.enums import TrangThaiYeuCau
from doanvien.models import DoanVien, YeuCauDuLieu
from taikhoan.actions import record


def may_answer(member: DoanVien, *, by) -> bool:
    """Only the province answers and anonymises; a clerk records what was asked (08 §8.5)."""
    rights, unit = rights_of(by), unit_of(member)
    return rights.at_province("handle_yeu_cau") and rights.scope("handle_yeu_cau").contains(unit.pk if unit else None)


@transaction.atomic
def record_yeu_cau(member: DoanVien, *, by, loai: str, ngay_nhan: date, noi_dung: str) -> YeuCauDuLieu:
    """Record a person's request; its clock runs from the day it came in.

    Raises: Refused for a day after today; PermissionDenied or Http404 outside the user's rights.
    """
    unit = unit_of(member)
    require(by, "handle_yeu_cau", unit)
    if ngay_nhan > today():
        raise Refused(f"Ngày {format_date(ngay_nhan)} ở sau hôm nay.", "ngay_nhan")
    days = ChuongTrinh.current().so_ngay_tra_loi
    asked = YeuCauDuLieu.objects.create(
        doan_vien=member, loai=loai, ngay_nhan=ngay_nhan, han_tra_loi=ngay_nhan + timedelta(days=days),
        noi_dung=noi_dung, created_by=by,
    )  # fmt: skip
    record(by=by, act="handle_yeu_cau", obj=member, unit=unit.ma if unit else "", viec="ghi yêu cầu", loai=loai)
    return asked


@transaction.atomic
def answer_yeu_cau(asked: YeuCauDuLieu, *, by, trang_thai: str, tra_loi: str) -> None:
    """Close a request with its answer, once.

    Raises: Refused when it was answered already or by who may only record; PermissionDenied or Http404 outside the
    user's rights.
    """
    unit = unit_of(asked.doan_vien)
    require(by, "handle_yeu_cau", unit)
    if not may_answer(asked.doan_vien, by=by):
        raise Refused("Yêu cầu do Liên đoàn Lao động tỉnh trả lời; đơn vị ghi nhận và chuyển lên.")
    done = YeuCauDuLieu.objects.filter(pk=asked.pk, trang_thai=TrangThaiYeuCau.DANG_XU_LY).update(
        trang_thai=trang_thai, tra_loi=tra_loi, answered_by=by, answered_at=timezone.now()
    )
    if not done:
        raise Refused("Yêu cầu này đã được trả lời.")
    record(
        by=by, act="handle_yeu_cau", obj=asked.doan_vien, unit=unit.ma if unit else "", viec="trả lời yêu cầu",
        ket_qua=trang_thai, tra_loi=tra_loi,
    )  # fmt: skip


@transaction.atomic
def set_thoi_han(*, by, so_nam_luu: int, so_ngay_tra_loi: int) -> None:
    """Set how many years a name is kept and in how many days a request is answered; open requests keep their day."""
    require(by, "edit_chuong_trinh")
    ChuongTrinh.objects.update(so_nam_luu=so_nam_luu, so_ngay_tra_loi=so_ngay_tra_loi)
    record(by=by, act="edit_chuong_trinh", so_nam_luu=so_nam_luu, so_ngay_tra_loi=so_ngay_tra_loi)

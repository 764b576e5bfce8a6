"""Requests about personal data, and taking the name away from who left long ago (07 §7.5): every count stays."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from cdcs.access import require, rights_of
from cdcs.models import ChuongTrinh, LoNhap
from core.dates import format_date, today
from core.refusal import Refused
from core.sql import id_in, one_writer
from core.text import fold, name_sort_key
from doanvien.actions.doan_vien import unit_of
from doanvien.enums import TrangThaiYeuCau
from doanvien.models import DoanVien, GopDoanVien, YeuCauDuLieu
from doanvien.queries.gop import family
from taikhoan.actions import record

WITHOUT_NAME = "(đã ẩn danh)"


def may_answer(member: DoanVien, *, by) -> bool:
    """Only the province answers and anonymises; a clerk records what was asked (08 §8.5)."""
    scope = rights_of(by).scope("handle_yeu_cau")
    unit = unit_of(member)
    return rights_of(by).is_province and scope.contains(unit.pk if unit else None)


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
def anonymise_doan_vien(member: DoanVien, *, by, ly_do: str) -> None:
    """Take name, birth date, numbers, phone and occupation away for good; sex, birth year, unit and days stay.

    The ledger names the record by its number alone, so no figure moves. Doubled records of the person go with it.
    Raises: Refused for who is still a member or was anonymised before; PermissionDenied outside the user's rights.
    """
    one_writer()
    member = DoanVien.everything.get(pk=member.pk)
    unit = unit_of(member)
    require(by, "handle_yeu_cau", unit)
    if not may_answer(member, by=by):
        raise Refused("Chỉ Liên đoàn Lao động tỉnh ẩn danh được.")
    if member.cong_doan_id is not None:
        raise Refused("Người này đang sinh hoạt: chỉ ẩn danh đoàn viên đã ra khỏi tổ chức.")
    ids = set(family([member.pk]))
    done = DoanVien.everything.filter(id_in("pk", ids), an_danh_luc=None).update(
        ho_ten=WITHOUT_NAME, ten_khong_dau=fold(WITHOUT_NAME), khoa_ten=name_sort_key(WITHOUT_NAME), ngay_sinh=None,
        so_cccd="", so_the="", dien_thoai="", nghe_nghiep="", an_danh_luc=timezone.now(), version=F("version") + 1,
    )  # fmt: skip
    if not done:
        raise Refused("Hồ sơ này đã được ẩn danh.")
    GopDoanVien.objects.filter(id_in("giu_id", ids)).update(gia_tri_cu={"cu": {}, "moi": {}, "theo": []})
    _forget_earlier_values(ids)
    record(by=by, act="handle_yeu_cau", obj=member, unit=unit.ma if unit else "", viec="ẩn danh", ly_do=ly_do)


def _forget_earlier_values(ids: set[int]) -> None:
    """What an import changed in these records is kept for its undo; a name taken away must not come back by it."""
    for batch in LoNhap.objects.filter(loai="doan_vien").exclude(gia_tri_cu=[]):
        kept = [step for step in batch.gia_tri_cu if step["pk"] not in ids]
        if len(kept) != len(batch.gia_tri_cu):
            LoNhap.objects.filter(pk=batch.pk).update(gia_tri_cu=kept)


@transaction.atomic
def set_thoi_han(*, by, so_nam_luu: int, so_ngay_tra_loi: int) -> None:
    """Set how many years a name is kept and in how many days a request is answered; open requests keep their day."""
    require(by, "edit_chuong_trinh")
    ChuongTrinh.objects.update(so_nam_luu=so_nam_luu, so_ngay_tra_loi=so_ngay_tra_loi)
    record(by=by, act="edit_chuong_trinh", so_nam_luu=so_nam_luu, so_ngay_tra_loi=so_ngay_tra_loi)

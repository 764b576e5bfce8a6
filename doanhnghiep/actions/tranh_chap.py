"""Disputes about the figures in use, and the order of sources (01 R8, 02 §2.4-2, §2.4-3)."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from cdcs.access import require, rights_of
from cdcs.enums import NguonSoLieu
from cdcs.models import ChuongTrinh
from core.dates import format_date, today
from core.refusal import Refused
from core.sql import one_writer
from doanhnghiep.actions.doanh_nghiep import DoanhNghiepData, check_doanh_nghiep
from doanhnghiep.actions.lao_dong import LaoDongData, rank_lao_dong, write_lao_dong
from doanhnghiep.enums import LoaiTranhChap, TrangThaiTranhChap
from doanhnghiep.models import DoanhNghiep, LaoDong, PhieuKhaoSat, TranhChap
from doanhnghiep.queries import quan_ly_on
from taikhoan.actions import record

L, T = LoaiTranhChap, TrangThaiTranhChap


@dataclass
class TranhChapData:
    """A dispute as the form gives it."""

    loai: str
    ly_do: str
    so_lao_dong: int | None = None
    ngay_ngung: date | None = None


@transaction.atomic
def raise_tranh_chap(employer: DoanhNghiep, data: TranhChapData, *, by) -> TranhChap:
    """Say that the figures in use are wrong; nothing changes until the province decides.

    Raises: Refused for what is missing, a day after today, or a dispute that waits already; PermissionDenied or
    Http404 outside the user's rights.
    """
    manager = quan_ly_on([employer.pk], today())[employer.pk]
    require(by, "raise_tranh_chap", manager)
    if data.loai == L.LAO_DONG and data.so_lao_dong is None:
        raise Refused("Ghi số lao động thực tế.", "so_lao_dong")
    if data.loai == L.DA_NGUNG and data.ngay_ngung is None:
        raise Refused("Ghi ngày ngừng hoạt động.", "ngay_ngung")
    if data.ngay_ngung is not None and data.ngay_ngung > today():
        raise Refused(f"Ngày {format_date(data.ngay_ngung)} ở sau hôm nay.", "ngay_ngung")
    one_writer()
    if TranhChap.objects.filter(doanh_nghiep=employer, trang_thai=T.CHO_QUYET).exists():
        raise Refused("Đơn vị này đang có một tranh chấp chờ quyết.")
    made = TranhChap.objects.create(
        doanh_nghiep=employer, loai=data.loai, ly_do=data.ly_do, created_by=by,
        so_lao_dong=data.so_lao_dong if data.loai == L.LAO_DONG else None,
        ngay_ngung=data.ngay_ngung if data.loai == L.DA_NGUNG else None,
    )  # fmt: skip
    record(by=by, act="raise_tranh_chap", obj=employer, unit=manager.ma, loai=data.loai, ly_do=data.ly_do)
    return made


@transaction.atomic
def decide_tranh_chap(dispute: TranhChap, *, by, chap_nhan: bool, tra_loi: str) -> TranhChap:
    """Decide a dispute, once: an accepted number is a record of source Khảo sát of today, an end closes the employer.

    Raises: Refused for one's own dispute, one that was decided, or an end that cannot be; PermissionDenied for who may
    not decide.
    """
    require(by, "decide_tranh_chap")
    if dispute.created_by_id == by.pk:
        raise Refused("Không tự quyết tranh chấp do chính mình nêu: người khác của tỉnh quyết.")
    one_writer()
    state = T.CHAP_NHAN if chap_nhan else T.KHONG_CHAP_NHAN
    facts = {"trang_thai": state, "tra_loi": tra_loi, "ngay_quyet": today(), "decided_by": by,
             "decided_at": timezone.now()}  # fmt: skip
    if not TranhChap.objects.filter(pk=dispute.pk, trang_thai=T.CHO_QUYET).update(**facts):
        raise Refused("Tranh chấp này đã được quyết.")
    if chap_nhan:
        _carry_out(dispute, by)
    manager = quan_ly_on([dispute.doanh_nghiep_id], today())[dispute.doanh_nghiep_id]
    record(by=by, act="decide_tranh_chap", obj=dispute.doanh_nghiep, unit=manager.ma, ket_qua=state, tra_loi=tra_loi)
    return TranhChap.objects.get(pk=dispute.pk)


def _carry_out(dispute: TranhChap, by) -> None:
    employer, day = dispute.doanh_nghiep, today()
    if dispute.loai == L.LAO_DONG and dispute.so_lao_dong is not None:
        write_lao_dong([LaoDongData(employer, day, NguonSoLieu.KHAO_SAT, dispute.so_lao_dong)], by=by)
        made = LaoDong.objects.get(doanh_nghiep=employer, ngay_so_lieu=day, nguon=NguonSoLieu.KHAO_SAT)
        TranhChap.objects.filter(pk=dispute.pk).update(lao_dong=made)
        PhieuKhaoSat.objects.filter(lao_dong=made).update(lao_dong=None)  # an answer of that day takes it back no more
    elif dispute.loai == L.DA_NGUNG:
        days = {"ngay_hoat_dong": employer.ngay_hoat_dong, "ngay_ngung": dispute.ngay_ngung}
        check_doanh_nghiep(DoanhNghiepData(employer.ma_so_thue, quan_ly_on([employer.pk], day)[employer.pk], days))
        DoanhNghiep.objects.filter(pk=employer.pk).update(ngay_ngung=dispute.ngay_ngung, version=employer.version + 1)


@transaction.atomic
def set_thu_tu_nguon(*, by, thu_tu: list[str]) -> None:
    """Set the order in which sources win ties of one day, and settle anew which records are in use [02-2.4-2].

    Raises: Refused for an order that does not name every source once; PermissionDenied without the right.
    """
    require(by, "edit_thu_tu_nguon")
    if sorted(thu_tu) != sorted(NguonSoLieu.values):
        raise Refused("Mỗi nguồn phải có đúng một thứ tự.")
    one_writer()
    ChuongTrinh.objects.update(thu_tu_nguon=thu_tu)
    rank_lao_dong()
    record(by=by, act="edit_thu_tu_nguon", thu_tu=thu_tu)


def may_decide(dispute: TranhChap, *, by) -> bool:
    """Whether the user may decide this one: the province, never who raised it."""
    return dispute.is_waiting and rights_of(by).can("decide_tranh_chap") and dispute.created_by_id != by.pk

"""Opening and editing a round, who reports in it, who is waived (02 §2.6-1..9, 13)."""

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import F

from baocao.models import DonViBaoCao, KyBaoCao
from baocao.queries.don_vi_bao_cao import changes_of, expected_by_rule
from baocao.queries.ky import round_of
from cdcs.access import require
from cdcs.models import ChuongTrinh, CongDoan
from core.dates import format_date, now, today
from core.refusal import Refused
from core.sql import one_writer
from taikhoan.actions import record


@dataclass(frozen=True)
class KyData:
    """The five dates of a round."""

    ngay_mo: date
    tu_ngay: date
    den_ngay: date
    han_nop: date
    ngay_khoa: date


def stored_round(ma: str) -> KyBaoCao:
    """The stored round of a code; a standard one is stored with its own dates [02-2.6-2].

    Raises: Refused for a code that is no round. Call it inside the transaction of an act, never to read.
    """
    ky = round_of(ma)
    if ky is None:
        raise Refused(f"Không có kỳ báo cáo {ma}.")
    if ky.pk is None:
        try:
            with transaction.atomic():
                ky.save()
        except IntegrityError:  # somebody stored it just now
            ky = KyBaoCao.objects.get(ma=ma)
    return ky


@transaction.atomic
def set_ky_bao_cao(ma: str, data: KyData, *, by, version: int | None = None) -> KyBaoCao:
    """Set the five dates of a round that is not open yet [02-2.6-2]; `version` is the one the page showed.

    Raises: Refused for dates out of order, when the round has opened, or at `version` when somebody else saved in
    between; PermissionDenied without the right.
    """
    require(by, "edit_ky_bao_cao")
    one_writer()
    ky = stored_round(ma)
    if ky.mo_luc is not None or ky.ngay_mo <= today():
        raise Refused(f"Kỳ đã mở ngày {format_date(ky.ngay_mo)}: năm ngày của kỳ không sửa được nữa.", "ngay_mo")
    if version is not None and ky.version != version:
        raise Refused("Người khác vừa sửa năm ngày của kỳ này. Xem bản mới rồi sửa tiếp.", "version")
    _check_dates(data)
    before = [format_date(getattr(ky, name)) for name in KyData.__annotations__]
    for name in KyData.__annotations__:
        setattr(ky, name, getattr(data, name))
    ky.version += 1
    ky.save()
    after = [format_date(getattr(ky, name)) for name in KyData.__annotations__]
    record(by=by, act="edit_ky_bao_cao", obj=ky, viec="đặt năm ngày của kỳ", truoc=before, sau=after)
    return ky


def _check_dates(data: KyData) -> None:
    first = ChuongTrinh.current().ngay_bat_dau
    if data.tu_ngay < first:  # [02-2.3-2]
        raise Refused(f"Số liệu của chương trình bắt đầu từ ngày {format_date(first)}.", "tu_ngay")
    if data.tu_ngay > data.den_ngay:
        raise Refused("Ngày chốt phải từ ngày bắt đầu số liệu trở đi.", "den_ngay")
    if data.ngay_mo >= data.han_nop:
        raise Refused("Hạn nộp phải sau ngày mở.", "han_nop")
    if data.han_nop >= data.ngay_khoa:
        raise Refused("Ngày khóa phải sau hạn nộp.", "ngay_khoa")
    if data.den_ngay >= data.ngay_khoa:
        raise Refused("Ngày khóa phải sau ngày chốt.", "ngay_khoa")


@transaction.atomic
def open_ky_bao_cao(ma: str, *, by) -> KyBaoCao:
    """Open a round by hand: fix who reports in it [02-2.6-8]. A second call changes nothing.

    Raises: Refused before its opening day; PermissionDenied without the right.
    """
    require(by, "edit_ky_bao_cao")
    return fix_don_vi(stored_round(ma), by=by)


def fix_don_vi(ky: KyBaoCao, *, by) -> KyBaoCao:
    """Fix the list of who reports, at the opening or at the first act of any unit in the round, whichever is first.

    Raises: Refused before the opening day.
    """
    if ky.mo_luc is not None:
        return ky
    if today() < ky.ngay_mo:
        raise Refused(f"Kỳ mở từ ngày {format_date(ky.ngay_mo)}: chưa nhập báo cáo được.")
    one_writer()
    if not KyBaoCao.objects.filter(pk=ky.pk, mo_luc=None).update(mo_luc=now(), version=F("version") + 1):
        ky.refresh_from_db()
        return ky
    expected = expected_by_rule(ky)
    DonViBaoCao.objects.bulk_create(
        DonViBaoCao(ky=ky, cong_doan=unit, ly_do=f"Công đoàn cấp trên hoạt động ngày chốt {format_date(ky.den_ngay)}")
        for unit in expected
    )
    ky.refresh_from_db()
    record(by=by, act="edit_ky_bao_cao", obj=ky, viec="mở kỳ, chốt danh sách đơn vị báo cáo",
           don_vi=[unit.ma for unit in expected])  # fmt: skip
    return ky


@transaction.atomic
def update_don_vi(ma: str, *, by) -> int:
    """Take later foundings and endings into the list, each with its reason; returns how many changed [02-2.6-8]."""
    require(by, "edit_ky_bao_cao")
    ky = fix_don_vi(stored_round(ma), by=by)
    changes = changes_of(ky)
    for change in changes:
        if change.them:
            DonViBaoCao.objects.update_or_create(
                ky=ky, cong_doan=change.unit, defaults={"ly_do": change.ly_do, "bo_luc": None, "ly_do_bo": ""}
            )
        else:
            DonViBaoCao.objects.filter(ky=ky, cong_doan=change.unit).update(bo_luc=now(), ly_do_bo=change.ly_do)
        record(by=by, act="edit_ky_bao_cao", obj=ky, unit=change.unit.ma, viec="đổi danh sách đơn vị báo cáo",
               them=change.them, ly_do=change.ly_do)  # fmt: skip
    return len(changes)


@transaction.atomic
def waive_bao_cao(ma: str, unit: CongDoan, *, den_ngay: date, ly_do: str, by) -> None:
    """Free a unit of reporting in this round until the end of a day, with a reason [02-2.6-13].

    Raises: Refused when the unit is not on the list, has submitted, or the day is over.
    """
    require(by, "edit_ky_bao_cao", unit)
    ky = fix_don_vi(stored_round(ma), by=by)
    if den_ngay < today():
        raise Refused("Ngày cuối của việc miễn phải từ hôm nay trở đi.", "den_ngay")
    if ky.bao_cao.filter(cong_doan=unit, lan__gte=1).exists():
        raise Refused("Đơn vị đã nộp báo cáo của kỳ này, không miễn nữa.")
    found = DonViBaoCao.objects.filter(ky=ky, cong_doan=unit, bo_luc=None)
    if not found.update(mien_den=den_ngay, ly_do_mien=ly_do, mien_by=by):
        raise Refused("Đơn vị này không nằm trong danh sách phải báo cáo của kỳ.")
    record(by=by, act="edit_ky_bao_cao", obj=ky, unit=unit.ma, viec="miễn báo cáo", den_ngay=format_date(den_ngay),
           ly_do=ly_do)  # fmt: skip


@transaction.atomic
def end_waiver(ma: str, unit: CongDoan, *, by) -> None:
    """Take a waiver back: the unit is expected again."""
    require(by, "edit_ky_bao_cao", unit)
    ky = stored_round(ma)
    if (
        not DonViBaoCao.objects.filter(ky=ky, cong_doan=unit)
        .exclude(mien_den=None)
        .update(mien_den=None, ly_do_mien="", mien_by=None)
    ):
        raise Refused("Đơn vị này không được miễn báo cáo ở kỳ này.")
    record(by=by, act="edit_ky_bao_cao", obj=ky, unit=unit.ma, viec="bỏ miễn báo cáo")

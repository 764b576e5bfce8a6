"""Accounts of officers of a CĐCS, made by the clerk above them: one-time password, stop, open again (04 §4.6a)."""

from datetime import date

from django.db import transaction
from django.db.models import Q

from cdcs.access import require, rights_of
from cdcs.enums import CO_SO, VaiTro
from cdcs.models import CongDoan, PhanCong
from core.dates import today
from core.refusal import Refused
from core.sql import one_writer
from taikhoan.actions import create_user, record, reset_password, set_active
from taikhoan.models import User

WORD = "edit_tai_khoan_cdcs"


def units_of_officer(user: User, day: date) -> list[CongDoan]:
    """The units at which the account is an officer on `day`; empty for an account that has another role anywhere.

    A role to come is another role too: who gives the password now would know it when the role begins.
    """
    rows = PhanCong.objects.filter(Q(den_ngay=None) | Q(den_ngay__gt=day), user=user).select_related("cong_doan")
    if user.is_superuser or any(row.vai_tro != VaiTro.CAN_BO_CDCS for row in rows):
        return []
    return [row.cong_doan for row in rows if row.tu_ngay <= day]


def _require_officer(user: User, *, by) -> None:
    """The account must be an officer's, and each of its units the user's.

    Raises: Refused for an account of another kind, or of a unit outside the user's rights besides; PermissionDenied or
    Http404 where all its units are.
    """
    units = units_of_officer(user, today())
    if not units:
        raise Refused("Tài khoản này không phải của cán bộ CĐCS: nhờ quản trị của tỉnh.")
    outside = [unit for unit in units if not rights_of(by).can_at(WORD, unit)]
    if outside and len(outside) < len(units):  # the list of the user's own units shows the account
        raise Refused("Tài khoản này còn của CĐCS ngoài phạm vi của bạn: nhờ quản trị của tỉnh.")
    for unit in outside:
        require(by, WORD, unit)


@transaction.atomic
def create_can_bo_cdcs(unit: CongDoan, *, by, username: str, ho_ten: str) -> tuple[User, str]:
    """Create the account of an officer of `unit`; return it and the one-time password, which is told once.

    Raises: Refused for a unit that is no base unit or a name that is taken; PermissionDenied or Http404 outside the
    user's rights.
    """
    require(by, WORD, unit)
    if unit.loai not in CO_SO:
        kind = unit.get_loai_display()
        raise Refused(f"{unit.ma} là {kind}: tài khoản này chỉ cấp cho CĐCS, nghiệp đoàn.", "cong_doan")
    one_writer()
    if User.objects.filter(username__iexact=username).exists():
        raise Refused("Đã có tài khoản tên này: chọn tên khác.", "username")
    user, password = create_user(by=by, username=username, ho_ten=ho_ten)
    PhanCong.objects.create(user=user, cong_doan=unit, vai_tro=VaiTro.CAN_BO_CDCS, tu_ngay=today())
    record(by=by, act=WORD, obj=user, unit=unit.ma, viec="tạo")
    return user, password


@transaction.atomic
def reset_can_bo_cdcs(user: User, *, by) -> str:
    """Give the officer a new one-time password; return it, it is told once."""
    _require_officer(user, by=by)
    password = reset_password(by=by, user=user)
    record(by=by, act=WORD, obj=user, viec="mật khẩu mới")
    return password


@transaction.atomic
def set_active_can_bo_cdcs(user: User, *, by, active: bool) -> None:
    """Stop the officer's account, or open it again."""
    _require_officer(user, by=by)
    set_active(by=by, user=user, active=active)
    record(by=by, act=WORD, obj=user, viec="mở" if active else "ngừng")

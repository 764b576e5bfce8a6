"""Giving and ending roles (08 §8.1)."""

from datetime import date

from django.db import transaction

from cdcs.enums import VaiTro
from cdcs.models import CongDoan, PhanCong
from core.refusal import Refused
from taikhoan.actions import record

_LEVEL = {
    VaiTro.CAN_BO: "la_cap_tren",
    VaiTro.XEM: "la_cap_tren",
    VaiTro.CAN_BO_CDCS: "la_co_so",
}


@transaction.atomic
def assign_role(user, cong_doan: CongDoan, vai_tro: str, *, by, tu_ngay: date, linh_vuc: str = "") -> PhanCong:
    """Give a role at a unit from a day on.

    Raises: Refused when the role does not belong to a unit of that level.
    """
    if vai_tro in _LEVEL and not getattr(cong_doan, _LEVEL[vai_tro]):
        raise Refused(f"Vai trò {VaiTro(vai_tro).label} không đặt tại {cong_doan}.", "vai_tro")
    assignment = PhanCong.objects.create(
        user=user, cong_doan=cong_doan, vai_tro=vai_tro, linh_vuc=linh_vuc, tu_ngay=tu_ngay
    )
    record(by=by, act="edit_tai_khoan", obj=user, unit=cong_doan.ma, vai_tro=vai_tro)
    return assignment


@transaction.atomic
def end_role(assignment: PhanCong, *, by, den_ngay: date) -> None:
    """End a role: it no longer holds on `den_ngay`."""
    PhanCong.objects.filter(pk=assignment.pk).update(den_ngay=den_ngay)
    record(by=by, act="edit_tai_khoan", obj=assignment.user, unit=assignment.cong_doan.ma, den_ngay=str(den_ngay))

"""The rule of commendation, which the province sets (01 R12)."""

from django.db import transaction

from cdcs.access import require
from cdcs.models import ChuongTrinh
from taikhoan.actions import record


@transaction.atomic
def set_dieu_kien_khen(*, by, thuoc_do: str, nguong_doan_vien: int, nguong_cdcs: int) -> None:
    """Set the reading of members ("" for that of the year's quota) and the shares of members and CĐCS, in percent.

    Raises: PermissionDenied without the right.
    """
    require(by, "edit_chuong_trinh")
    ChuongTrinh.objects.update(
        khen_thuoc_do=thuoc_do, khen_nguong_doan_vien=nguong_doan_vien, khen_nguong_cdcs=nguong_cdcs
    )
    record(by=by, act="edit_chuong_trinh", viec="điều kiện khen thưởng", thuoc_do=thuoc_do or "như chỉ tiêu năm",
           nguong_doan_vien=nguong_doan_vien, nguong_cdcs=nguong_cdcs)  # fmt: skip

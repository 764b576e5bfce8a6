"""Forms of union units and of officers' accounts."""

from cdcs.views.cong_doan import cong_doan_create, cong_doan_update
from cdcs.views.tai_khoan import (
    tai_khoan_create,
    tai_khoan_export,
    tai_khoan_list,
    tai_khoan_password,
    tai_khoan_update,
)

__all__ = [
    "cong_doan_create",
    "cong_doan_update",
    "tai_khoan_create",
    "tai_khoan_export",
    "tai_khoan_list",
    "tai_khoan_password",
    "tai_khoan_update",
]

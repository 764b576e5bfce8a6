from .cong_doan import (
    cap_duoi_truc_tiep,
    co_so_cua,
    names_on,
    so_don_vi,
    thanh_lap_theo_thang,
    truc_thuoc,
    truc_thuoc_on,
)
from .khoa_so import PeriodLocks
from .ma_gan import NearestUnit

__all__ = [
    "NearestUnit",
    "PeriodLocks",
    "cap_duoi_truc_tiep",
    "co_so_cua",
    "names_on",
    "so_don_vi",
    "thanh_lap_theo_thang",
    "truc_thuoc",
    "truc_thuoc_on",
]

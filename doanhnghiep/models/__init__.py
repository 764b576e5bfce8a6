from .doanh_nghiep import DoanhNghiep, DoanhNghiepQuerySet, LienKetCDCS, QuanLyDoanhNghiep
from .lao_dong import LaoDong
from .van_dong import BuocVanDong, LanTiepXuc, VanDong

__all__ = [
    "BuocVanDong",
    "DoanhNghiep",
    "DoanhNghiepQuerySet",
    "LanTiepXuc",
    "LaoDong",
    "LienKetCDCS",
    "QuanLyDoanhNghiep",
    "VanDong",
]

from .doanh_nghiep import DoanhNghiep, DoanhNghiepQuerySet, LienKetCDCS, QuanLyDoanhNghiep
from .khao_sat import DotKhaoSat, PhieuKhaoSat
from .lao_dong import LaoDong
from .van_dong import BuocVanDong, LanTiepXuc, VanDong

__all__ = [
    "BuocVanDong",
    "DoanhNghiep",
    "DoanhNghiepQuerySet",
    "DotKhaoSat",
    "LanTiepXuc",
    "LaoDong",
    "LienKetCDCS",
    "PhieuKhaoSat",
    "QuanLyDoanhNghiep",
    "VanDong",
]

from .doanh_nghiep import DoanhNghiep, DoanhNghiepQuerySet, LienKetCDCS, QuanLyDoanhNghiep
from .gop import DoanhNghiepKhacNhau, GopDoanhNghiep
from .khao_sat import DotKhaoSat, PhieuKhaoSat
from .lao_dong import LaoDong
from .nguon import DanhSachNguon, DongNguon, TranhChap
from .van_dong import BuocVanDong, LanTiepXuc, VanDong

__all__ = [
    "BuocVanDong",
    "DanhSachNguon",
    "DoanhNghiep",
    "DoanhNghiepKhacNhau",
    "DoanhNghiepQuerySet",
    "DongNguon",
    "DotKhaoSat",
    "GopDoanhNghiep",
    "LanTiepXuc",
    "LaoDong",
    "LienKetCDCS",
    "PhieuKhaoSat",
    "QuanLyDoanhNghiep",
    "TranhChap",
    "VanDong",
]

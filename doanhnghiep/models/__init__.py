from .doanh_nghiep import DoanhNghiep, DoanhNghiepQuerySet, LienKetCDCS, QuanLyDoanhNghiep
from .lao_dong import LaoDong

__all__ = ["DoanhNghiep", "DoanhNghiepQuerySet", "LaoDong", "LienKetCDCS", "QuanLyDoanhNghiep"]

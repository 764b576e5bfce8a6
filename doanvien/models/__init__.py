from .bien_dong import BienDong, GhiDanh, SoDem, SoDemCap
from .doan_vien import DoanVien
from .gop import GopDoanVien, KhongTrung

__all__ = ["BienDong", "DoanVien", "GhiDanh", "GopDoanVien", "KhongTrung", "SoDem", "SoDemCap"]

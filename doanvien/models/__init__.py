from .bien_dong import BienDong, GhiDanh, SoDem, SoDemCap
from .doan_vien import DoanVien
from .phieu_chuyen import PhieuChuyen

__all__ = ["BienDong", "DoanVien", "GhiDanh", "PhieuChuyen", "SoDem", "SoDemCap"]

from .bien_dong import BienDong, GhiDanh, SoDem, SoDemCap
from .doan_vien import DoanVien

__all__ = ["BienDong", "DoanVien", "GhiDanh", "SoDem", "SoDemCap"]

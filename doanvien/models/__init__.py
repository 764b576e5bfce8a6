from .bien_dong import BienDong, SoDem, SoDemCap
from .doan_vien import DoanVien

__all__ = ["BienDong", "DoanVien", "SoDem", "SoDemCap"]

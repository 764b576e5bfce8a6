from .bien_dong import BienDongImporter
from .doan_vien import DoanVienImporter

__all__ = ["BienDongImporter", "DoanVienImporter"]

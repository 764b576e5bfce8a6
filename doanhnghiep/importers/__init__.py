from .doanh_nghiep import DoanhNghiepImporter
from .lao_dong import LaoDongImporter

__all__ = ["DoanhNghiepImporter", "LaoDongImporter"]

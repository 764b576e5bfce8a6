"""The list behind every figure: complete in rows and total, whoever reads it (02 §2.7)."""

from .chi_so import CHI_SO, ChiSo, list_query
from .khung import Cell, Column, DanhSach
from .mo import open_danh_sach
from .noi import cau_noi_url, figure_url

__all__ = ["CHI_SO", "Cell", "ChiSo", "Column", "DanhSach", "cau_noi_url", "figure_url", "list_query", "open_danh_sach"]

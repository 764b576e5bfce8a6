from .luy_ke import luy_ke, luy_ke_co_cau
from .so_lieu import DONG, dong_giua, dong_rieng, so_doan_vien, so_ton, so_ton_rieng, ton, totals_of
from .theo_thang import dong_theo_thang

__all__ = [
    "DONG",
    "dong_giua",
    "dong_rieng",
    "dong_theo_thang",
    "luy_ke",
    "luy_ke_co_cau",
    "so_doan_vien",
    "so_ton",
    "so_ton_rieng",
    "ton",
    "totals_of",
]

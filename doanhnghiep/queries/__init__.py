from .bao_phu import KHOA, bao_phu, employers_in_scope
from .doanh_nghiep import lao_dong_on, quan_ly_on, so_lao_dong_on, visible_doanh_nghiep

__all__ = [
    "KHOA", "bao_phu", "employers_in_scope", "lao_dong_on", "quan_ly_on", "so_lao_dong_on", "visible_doanh_nghiep",
]  # fmt: skip

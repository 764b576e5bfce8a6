from .bao_phu import bao_phu_detail, bao_phu_list, qua_nguong_list
from .doanh_nghiep import (
    doanh_nghiep_create,
    doanh_nghiep_export,
    doanh_nghiep_list,
    doanh_nghiep_update,
    lao_dong_create,
    lao_dong_update,
    link_cdcs,
)

__all__ = [
    "bao_phu_detail",
    "bao_phu_list",
    "doanh_nghiep_create",
    "doanh_nghiep_export",
    "doanh_nghiep_list",
    "doanh_nghiep_update",
    "lao_dong_create",
    "lao_dong_update",
    "link_cdcs",
    "qua_nguong_list",
]

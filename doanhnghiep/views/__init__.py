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
    "doanh_nghiep_create",
    "doanh_nghiep_export",
    "doanh_nghiep_list",
    "doanh_nghiep_update",
    "lao_dong_create",
    "lao_dong_update",
    "link_cdcs",
]

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
from .khao_sat import (
    fragment_phieu_khao_sat,
    khao_sat_detail,
    khao_sat_export,
    khao_sat_list,
    phieu_khao_sat_delete,
    phieu_khao_sat_update,
)
from .phan_loai import phan_loai_export, phan_loai_list
from .van_dong import (
    bang_van_dong_list,
    giai_doan_update,
    tiep_xuc_create,
    tong_hop_van_dong_list,
    uu_tien_update,
    van_dong_export,
    van_dong_list,
    van_dong_update,
)

__all__ = [
    "bang_van_dong_list",
    "bao_phu_detail",
    "bao_phu_list",
    "doanh_nghiep_create",
    "doanh_nghiep_export",
    "doanh_nghiep_list",
    "doanh_nghiep_update",
    "fragment_phieu_khao_sat",
    "giai_doan_update",
    "khao_sat_detail",
    "khao_sat_export",
    "khao_sat_list",
    "lao_dong_create",
    "lao_dong_update",
    "link_cdcs",
    "phan_loai_export",
    "phan_loai_list",
    "phieu_khao_sat_delete",
    "phieu_khao_sat_update",
    "qua_nguong_list",
    "tiep_xuc_create",
    "tong_hop_van_dong_list",
    "uu_tien_update",
    "van_dong_export",
    "van_dong_list",
    "van_dong_update",
]

from .doanh_nghiep import (
    DoanhNghiepData,
    create_doanh_nghiep,
    edit_doanh_nghiep,
    link_cdcs,
    record_doanh_nghiep,
    unlink_cdcs,
)
from .lao_dong import LaoDongData, rank_lao_dong, record_lao_dong, write_lao_dong
from .quan_ly import move_quan_ly, replace_lien_ket

__all__ = [
    "DoanhNghiepData",
    "LaoDongData",
    "create_doanh_nghiep",
    "edit_doanh_nghiep",
    "link_cdcs",
    "move_quan_ly",
    "rank_lao_dong",
    "record_doanh_nghiep",
    "record_lao_dong",
    "replace_lien_ket",
    "unlink_cdcs",
    "write_lao_dong",
]

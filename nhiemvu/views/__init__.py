"""Pages of the programme's measures, and of the whole employer."""

from nhiemvu.views.doanh_nghiep import doanh_nghiep_detail
from nhiemvu.views.doi_thoai import (
    doi_thoai_create,
    doi_thoai_delete,
    doi_thoai_detail,
    doi_thoai_export,
    doi_thoai_list,
    doi_thoai_update,
)
from nhiemvu.views.kien_nghi import (
    kien_nghi_create,
    kien_nghi_delete,
    kien_nghi_detail,
    kien_nghi_export,
    kien_nghi_list,
    kien_nghi_update,
)
from nhiemvu.views.thoa_uoc import (
    thoa_uoc_create,
    thoa_uoc_delete,
    thoa_uoc_detail,
    thoa_uoc_export,
    thoa_uoc_list,
    thoa_uoc_update,
)
from nhiemvu.views.tong_hop import nhiem_vu_list

__all__ = [
    "doanh_nghiep_detail",
    "doi_thoai_create",
    "doi_thoai_delete",
    "doi_thoai_detail",
    "doi_thoai_export",
    "doi_thoai_list",
    "doi_thoai_update",
    "kien_nghi_create",
    "kien_nghi_delete",
    "kien_nghi_detail",
    "kien_nghi_export",
    "kien_nghi_list",
    "kien_nghi_update",
    "nhiem_vu_list",
    "thoa_uoc_create",
    "thoa_uoc_delete",
    "thoa_uoc_detail",
    "thoa_uoc_export",
    "thoa_uoc_list",
    "thoa_uoc_update",
]

"""Pages of members and of the ledger."""

from doanvien.views.bang_thang import bang_thang_update
from doanvien.views.bien_dong import bien_dong_create, bien_dong_export, bien_dong_list, bien_dong_undo
from doanvien.views.doan_vien import (
    doan_vien_detail,
    doan_vien_export,
    doan_vien_export_confirm,
    doan_vien_list,
    doan_vien_reveal,
    doan_vien_search,
)
from doanvien.views.doan_vien_forms import (
    doan_vien_bien_dong_create,
    doan_vien_create,
    doan_vien_update,
    qua_trinh_update,
)
from doanvien.views.mat_do import mat_do_export, mat_do_list
from doanvien.views.phieu_chuyen import (
    answer_phieu_chuyen,
    fragment_cong_doan_den,
    phieu_chuyen_confirm,
    phieu_chuyen_detail,
    phieu_chuyen_export,
    phieu_chuyen_list,
    phieu_chuyen_undo,
)
from doanvien.views.trung_lap import (
    trung_lap_compare,
    trung_lap_confirm,
    trung_lap_export,
    trung_lap_list,
    trung_lap_undo,
)
from doanvien.views.yeu_cau import (
    an_danh_list,
    an_danh_update,
    yeu_cau_create,
    yeu_cau_detail,
    yeu_cau_download,
    yeu_cau_export,
    yeu_cau_list,
)

__all__ = [
    "an_danh_list",
    "an_danh_update",
    "answer_phieu_chuyen",
    "bang_thang_update",
    "bien_dong_create",
    "bien_dong_export",
    "bien_dong_list",
    "bien_dong_undo",
    "doan_vien_bien_dong_create",
    "doan_vien_create",
    "doan_vien_detail",
    "doan_vien_export",
    "doan_vien_export_confirm",
    "doan_vien_list",
    "doan_vien_reveal",
    "doan_vien_search",
    "doan_vien_update",
    "fragment_cong_doan_den",
    "mat_do_export",
    "mat_do_list",
    "phieu_chuyen_confirm",
    "phieu_chuyen_detail",
    "phieu_chuyen_export",
    "phieu_chuyen_list",
    "phieu_chuyen_undo",
    "qua_trinh_update",
    "trung_lap_compare",
    "trung_lap_confirm",
    "trung_lap_export",
    "trung_lap_list",
    "trung_lap_undo",
    "yeu_cau_create",
    "yeu_cau_detail",
    "yeu_cau_download",
    "yeu_cau_export",
    "yeu_cau_list",
]

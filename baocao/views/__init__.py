"""Pages of reporting, of the dashboard and of whole units, and the home."""

from baocao.views.bang_dieu_khien import dashboard, dashboard_export
from baocao.views.bao_cao import bao_cao_detail, bao_cao_download, bao_cao_export, bao_cao_list
from baocao.views.bao_cao_chot import (
    so_bao_cao_export,
    so_bao_cao_list,
    tep_bao_cao_create,
    tep_bao_cao_delete,
    tep_bao_cao_download,
)
from baocao.views.bao_cao_nhap import answer_cell, bao_cao_update
from baocao.views.bao_cao_nop import bao_cao_preview, nop_bao_cao
from baocao.views.cau_noi import cau_noi_detail, cau_noi_export
from baocao.views.chi_tieu import chi_tieu_create, chi_tieu_export, de_xuat_chi_tieu_preview
from baocao.views.cong_doan import cong_doan_detail, cong_doan_export, cong_doan_list
from baocao.views.dinh_chinh import (
    dinh_chinh_create,
    dinh_chinh_detail,
    dinh_chinh_export,
    dinh_chinh_list,
    dinh_chinh_preview,
    dinh_chinh_undo,
    xac_nhan_dinh_chinh,
)
from baocao.views.doi_chieu import (
    doi_chieu_confirm,
    doi_chieu_delete,
    doi_chieu_detail,
    doi_chieu_download,
    doi_chieu_export,
    doi_chieu_list,
    doi_chieu_update,
    fragment_doi_chieu,
    ghep_don_vi_update,
    ket_thuc_doi_chieu_confirm,
    nguoi_doi_chieu_update,
)
from baocao.views.duyet import duyet_bao_cao_confirm, duyet_bao_cao_list, remind_bao_cao
from baocao.views.ghep_cot import dong_nhap_list, ghep_cot_delete, ghep_cot_update
from baocao.views.home import home
from baocao.views.khen_thuong import (
    khen_thuong_download,
    khen_thuong_export,
    khen_thuong_list,
    khen_thuong_settings,
)
from baocao.views.ky_bao_cao import edit_ky_bao_cao, ky_bao_cao_update, mien_bao_cao_create, mien_bao_cao_delete
from baocao.views.lich_su_nhap import lo_nhap_export
from baocao.views.mau_word import mau_word_delete, mau_word_download, mau_word_list
from baocao.views.nhap_lieu import (
    fragment_lo_nhap,
    lo_nhap_confirm,
    lo_nhap_detail,
    lo_nhap_errors,
    lo_nhap_list,
    lo_nhap_preview,
    lo_nhap_template,
    lo_nhap_undo,
)
from baocao.views.people_grid import doan_vien_import, ghi_danh
from baocao.views.so_lieu import so_lieu_export, so_lieu_list
from baocao.views.thanh_lap import thanh_lap, thanh_lap_detail, thanh_lap_undo
from baocao.views.tien_do import tien_do, tien_do_export
from baocao.views.tim_kiem import search
from baocao.views.tong_hop import (
    dung_han_export,
    dung_han_list,
    so_tong_hop_export,
    so_tong_hop_list,
    tong_hop_bao_cao,
    tong_hop_export,
)
from baocao.views.xac_minh import ban_chup_compare
from baocao.views.xem_xet import bao_cao_compare, duyet_bao_cao, reopen_bao_cao, tra_lai_bao_cao

__all__ = [
    "answer_cell",
    "ban_chup_compare",
    "bao_cao_compare",
    "bao_cao_detail",
    "bao_cao_download",
    "bao_cao_export",
    "bao_cao_list",
    "bao_cao_preview",
    "bao_cao_update",
    "cau_noi_detail",
    "cau_noi_export",
    "chi_tieu_create",
    "chi_tieu_export",
    "cong_doan_detail",
    "cong_doan_export",
    "cong_doan_list",
    "dashboard",
    "dashboard_export",
    "de_xuat_chi_tieu_preview",
    "dinh_chinh_create",
    "dinh_chinh_detail",
    "dinh_chinh_export",
    "dinh_chinh_list",
    "dinh_chinh_preview",
    "dinh_chinh_undo",
    "doan_vien_import",
    "doi_chieu_confirm",
    "doi_chieu_delete",
    "doi_chieu_detail",
    "doi_chieu_download",
    "doi_chieu_export",
    "doi_chieu_list",
    "doi_chieu_update",
    "dong_nhap_list",
    "dung_han_export",
    "dung_han_list",
    "duyet_bao_cao",
    "duyet_bao_cao_confirm",
    "duyet_bao_cao_list",
    "edit_ky_bao_cao",
    "fragment_doi_chieu",
    "fragment_lo_nhap",
    "ghep_cot_delete",
    "ghep_cot_update",
    "ghep_don_vi_update",
    "ghi_danh",
    "home",
    "ket_thuc_doi_chieu_confirm",
    "khen_thuong_download",
    "khen_thuong_export",
    "khen_thuong_list",
    "khen_thuong_settings",
    "ky_bao_cao_update",
    "lo_nhap_confirm",
    "lo_nhap_detail",
    "lo_nhap_errors",
    "lo_nhap_export",
    "lo_nhap_list",
    "lo_nhap_preview",
    "lo_nhap_template",
    "lo_nhap_undo",
    "mau_word_delete",
    "mau_word_download",
    "mau_word_list",
    "mien_bao_cao_create",
    "mien_bao_cao_delete",
    "nguoi_doi_chieu_update",
    "nop_bao_cao",
    "remind_bao_cao",
    "reopen_bao_cao",
    "search",
    "so_bao_cao_export",
    "so_bao_cao_list",
    "so_lieu_export",
    "so_lieu_list",
    "so_tong_hop_export",
    "so_tong_hop_list",
    "tep_bao_cao_create",
    "tep_bao_cao_delete",
    "tep_bao_cao_download",
    "thanh_lap",
    "thanh_lap_detail",
    "thanh_lap_undo",
    "tien_do",
    "tien_do_export",
    "tong_hop_bao_cao",
    "tong_hop_export",
    "tra_lai_bao_cao",
    "xac_nhan_dinh_chinh",
]

"""Pages of reporting, of the dashboard and of whole units, and the home."""

from baocao.views.bang_dieu_khien import dashboard, dashboard_export
from baocao.views.bao_cao import bao_cao_detail, bao_cao_export, bao_cao_list
from baocao.views.cong_doan import cong_doan_detail, cong_doan_list
from baocao.views.ghep_cot import dong_nhap_list, ghep_cot_delete, ghep_cot_update
from baocao.views.home import home
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
from baocao.views.tim_kiem import search

__all__ = [
    "bao_cao_detail",
    "bao_cao_export",
    "bao_cao_list",
    "cong_doan_detail",
    "cong_doan_list",
    "dashboard",
    "dashboard_export",
    "doan_vien_import",
    "dong_nhap_list",
    "fragment_lo_nhap",
    "ghep_cot_delete",
    "ghep_cot_update",
    "ghi_danh",
    "home",
    "lo_nhap_confirm",
    "lo_nhap_detail",
    "lo_nhap_errors",
    "lo_nhap_list",
    "lo_nhap_preview",
    "lo_nhap_template",
    "lo_nhap_undo",
    "search",
    "so_lieu_export",
    "so_lieu_list",
]

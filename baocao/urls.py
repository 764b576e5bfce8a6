"""Addresses of the home, the dashboard, whole units and reporting (04 §4.1)."""

from django.urls import path

from baocao import views

urlpatterns = [
    path("", views.home, name="home"),
    path("bang-dieu-khien/", views.dashboard, name="dashboard"),
    path("bang-dieu-khien/tai-ve/", views.dashboard_export, name="dashboard_export"),
    path("bang-dieu-khien/danh-sach/", views.so_lieu_list, name="so_lieu_list"),
    path("bang-dieu-khien/danh-sach/tai-ve/", views.so_lieu_export, name="so_lieu_export"),
    path("cong-doan/", views.cong_doan_list, name="cong_doan_list"),
    path("cong-doan/<int:pk>/", views.cong_doan_detail, name="cong_doan_detail"),
    path("tim-kiem/", views.search, name="search"),
    path("nhap-lieu/", views.lo_nhap_list, name="lo_nhap_list"),
    path("nhap-lieu/mau/<str:loai>/", views.lo_nhap_template, name="lo_nhap_template"),
    path("nhap-lieu/<int:pk>/", views.lo_nhap_detail, name="lo_nhap_detail"),
    path("nhap-lieu/<int:pk>/tien-do/", views.fragment_lo_nhap, name="fragment_lo_nhap"),
    path("nhap-lieu/<int:pk>/doc-lai/", views.lo_nhap_preview, name="lo_nhap_preview"),
    path("nhap-lieu/<int:pk>/ghep-cot/", views.ghep_cot_update, name="ghep_cot_update"),
    path("nhap-lieu/<int:pk>/quen-ghep-cot/", views.ghep_cot_delete, name="ghep_cot_delete"),
    path("nhap-lieu/<int:pk>/dong-da-ghi/", views.dong_nhap_list, name="dong_nhap_list"),
    path("doan-vien/them-nhieu/", views.doan_vien_import, name="doan_vien_import"),
    path("doan-vien/ghi-danh/", views.ghi_danh, name="ghi_danh"),
    path("nhap-lieu/<int:pk>/ghi/", views.lo_nhap_confirm, name="lo_nhap_confirm"),
    path("nhap-lieu/<int:pk>/dong-loi/", views.lo_nhap_errors, name="lo_nhap_errors"),
    path("nhap-lieu/<int:pk>/hoan-tac/", views.lo_nhap_undo, name="lo_nhap_undo"),
    path("nhap-lieu/doi-chieu/", views.doi_chieu_list, name="doi_chieu_list"),
    path("nhap-lieu/doi-chieu/<int:pk>/", views.doi_chieu_detail, name="doi_chieu_detail"),
    path("nhap-lieu/doi-chieu/<int:pk>/cot/", views.doi_chieu_update, name="doi_chieu_update"),
    path("nhap-lieu/doi-chieu/<int:pk>/don-vi/", views.ghep_don_vi_update, name="ghep_don_vi_update"),
    path("nhap-lieu/doi-chieu/<int:pk>/quyet-dinh/", views.doi_chieu_confirm, name="doi_chieu_confirm"),
    path("nhap-lieu/doi-chieu/<int:pk>/chon-nguoi/", views.nguoi_doi_chieu_update, name="nguoi_doi_chieu_update"),
    path("nhap-lieu/doi-chieu/<int:pk>/ket-thuc/", views.ket_thuc_doi_chieu_confirm, name="ket_thuc_doi_chieu_confirm"),
    path("nhap-lieu/doi-chieu/<int:pk>/bo/", views.doi_chieu_delete, name="doi_chieu_delete"),
    path("nhap-lieu/doi-chieu/<int:pk>/chi-co-o-day/", views.doi_chieu_export, name="doi_chieu_export"),
    path("nhap-lieu/doi-chieu/<int:pk>/chi-co-o-day/day-du/", views.doi_chieu_download, name="doi_chieu_download"),
    path("bao-cao/", views.bao_cao_list, name="bao_cao_list"),
    path("bao-cao/<str:ma>/", views.bao_cao_detail, name="bao_cao_detail"),
    path("bao-cao/<str:ma>/tai-ve/", views.bao_cao_export, name="bao_cao_export"),
]

"""Addresses of members and of the ledger (04 §4.1)."""

from django.urls import path

from doanvien import views

urlpatterns = [
    path("doan-vien/", views.doan_vien_list, name="doan_vien_list"),
    path("doan-vien/tim/", views.doan_vien_search, name="doan_vien_search"),
    path("doan-vien/tai-ve/", views.doan_vien_export, name="doan_vien_export"),
    path("doan-vien/tai-ve/day-du/", views.doan_vien_export_confirm, name="doan_vien_export_confirm"),
    path("doan-vien/them/", views.doan_vien_create, name="doan_vien_create"),
    path("doan-vien/chuyen/", views.phieu_chuyen_list, name="phieu_chuyen_list"),
    path("doan-vien/chuyen/tai-ve/", views.phieu_chuyen_export, name="phieu_chuyen_export"),
    path("doan-vien/chuyen/tiep-nhan/", views.phieu_chuyen_confirm, name="phieu_chuyen_confirm"),
    path("doan-vien/chuyen/don-vi-den/", views.fragment_cong_doan_den, name="fragment_cong_doan_den"),
    path("doan-vien/chuyen/<int:pk>/", views.phieu_chuyen_detail, name="phieu_chuyen_detail"),
    path("doan-vien/chuyen/<int:pk>/tra-loi/", views.answer_phieu_chuyen, name="answer_phieu_chuyen"),
    path("doan-vien/chuyen/<int:pk>/rut/", views.phieu_chuyen_undo, name="phieu_chuyen_undo"),
    path("doan-vien/<int:pk>/", views.doan_vien_detail, name="doan_vien_detail"),
    path("doan-vien/<int:pk>/sua/", views.doan_vien_update, name="doan_vien_update"),
    path("doan-vien/<int:pk>/xem-so/", views.doan_vien_reveal, name="doan_vien_reveal"),
    path("doan-vien/<int:pk>/bien-dong/", views.doan_vien_bien_dong_create, name="doan_vien_bien_dong_create"),
    path("doan-vien/<int:pk>/sua-qua-trinh/", views.qua_trinh_update, name="qua_trinh_update"),
    path("doan-vien/trung-lap/", views.trung_lap_list, name="trung_lap_list"),
    path("doan-vien/trung-lap/tai-ve/", views.trung_lap_export, name="trung_lap_export"),
    path("doan-vien/trung-lap/<int:mot>/<int:hai>/", views.trung_lap_compare, name="trung_lap_compare"),
    path("doan-vien/trung-lap/<int:mot>/<int:hai>/khac/", views.trung_lap_confirm, name="trung_lap_confirm"),
    path("doan-vien/trung-lap/<int:pk>/tach/", views.trung_lap_undo, name="trung_lap_undo"),
    path("doan-vien/yeu-cau/", views.yeu_cau_list, name="yeu_cau_list"),
    path("doan-vien/yeu-cau/tai-ve/", views.yeu_cau_export, name="yeu_cau_export"),
    path("doan-vien/yeu-cau/<int:pk>/", views.yeu_cau_detail, name="yeu_cau_detail"),
    path("doan-vien/yeu-cau/<int:pk>/trich-luc/", views.yeu_cau_download, name="yeu_cau_download"),
    path("doan-vien/<int:pk>/yeu-cau/them/", views.yeu_cau_create, name="yeu_cau_create"),
    path("doan-vien/an-danh/", views.an_danh_list, name="an_danh_list"),
    path("doan-vien/<int:pk>/an-danh/", views.an_danh_update, name="an_danh_update"),
    path("doan-vien/mat-do/", views.mat_do_list, name="mat_do_list"),
    path("doan-vien/mat-do/tai-ve/", views.mat_do_export, name="mat_do_export"),
    path("bien-dong/", views.bien_dong_list, name="bien_dong_list"),
    path("bien-dong/tai-ve/", views.bien_dong_export, name="bien_dong_export"),
    path("bien-dong/thang/", views.bang_thang_update, name="bang_thang_update"),
    path("bien-dong/them/", views.bien_dong_create, name="bien_dong_create"),
    path("bien-dong/<int:pk>/dao/", views.bien_dong_undo, name="bien_dong_undo"),
]

"""Addresses of lists and forms of employers (04 §4.1); the whole employer lives further right."""

from django.urls import path

from doanhnghiep import views

urlpatterns = [
    path("doanh-nghiep/", views.doanh_nghiep_list, name="doanh_nghiep_list"),
    path("doanh-nghiep/bao-phu/", views.bao_phu_detail, name="bao_phu_detail"),
    path("doanh-nghiep/bao-phu/danh-sach/", views.bao_phu_list, name="bao_phu_list"),
    path("doanh-nghiep/qua-nguong/", views.qua_nguong_list, name="qua_nguong_list"),
    path("doanh-nghiep/van-dong/", views.van_dong_list, name="van_dong_list"),
    path("doanh-nghiep/van-dong/tai-ve/", views.van_dong_export, name="van_dong_export"),
    path("doanh-nghiep/van-dong/bang/", views.bang_van_dong_list, name="bang_van_dong_list"),
    path("doanh-nghiep/van-dong/tong-hop/", views.tong_hop_van_dong_list, name="tong_hop_van_dong_list"),
    path("doanh-nghiep/van-dong/uu-tien/", views.uu_tien_update, name="uu_tien_update"),
    path("doanh-nghiep/<int:pk>/van-dong/", views.van_dong_update, name="van_dong_update"),
    path("doanh-nghiep/<int:pk>/van-dong/giai-doan/", views.giai_doan_update, name="giai_doan_update"),
    path("doanh-nghiep/<int:pk>/van-dong/tiep-xuc/", views.tiep_xuc_create, name="tiep_xuc_create"),
    path("doanh-nghiep/phan-loai/", views.phan_loai_list, name="phan_loai_list"),
    path("doanh-nghiep/phan-loai/tai-ve/", views.phan_loai_export, name="phan_loai_export"),
    path("doanh-nghiep/khao-sat/", views.khao_sat_list, name="khao_sat_list"),
    path("doanh-nghiep/khao-sat/<int:nam>/", views.khao_sat_detail, name="khao_sat_detail"),
    path("doanh-nghiep/khao-sat/<int:nam>/nhap/", views.phieu_khao_sat_update, name="phieu_khao_sat_update"),
    path("doanh-nghiep/khao-sat/<int:nam>/tai-ve/", views.khao_sat_export, name="khao_sat_export"),
    path("doanh-nghiep/khao-sat/phieu/<int:pk>/", views.fragment_phieu_khao_sat, name="fragment_phieu_khao_sat"),
    path("doanh-nghiep/khao-sat/phieu/<int:pk>/bo/", views.phieu_khao_sat_delete, name="phieu_khao_sat_delete"),
    path("doanh-nghiep/tai-ve/", views.doanh_nghiep_export, name="doanh_nghiep_export"),
    path("doanh-nghiep/them/", views.doanh_nghiep_create, name="doanh_nghiep_create"),
    path("doanh-nghiep/<int:pk>/sua/", views.doanh_nghiep_update, name="doanh_nghiep_update"),
    path("doanh-nghiep/<int:pk>/lao-dong/", views.lao_dong_create, name="lao_dong_create"),
    path("doanh-nghiep/<int:pk>/lao-dong/<int:record_pk>/", views.lao_dong_update, name="lao_dong_update"),
    path("doanh-nghiep/<int:pk>/cdcs/", views.link_cdcs, name="link_cdcs"),
]

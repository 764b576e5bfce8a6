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
    path("doanh-nghiep/nguon/", views.danh_sach_nguon_list, name="danh_sach_nguon_list"),
    path("doanh-nghiep/nguon/thu-tu/", views.thu_tu_nguon_update, name="thu_tu_nguon_update"),
    path("doanh-nghiep/nguon/<int:pk>/", views.danh_sach_nguon_detail, name="danh_sach_nguon_detail"),
    path("doanh-nghiep/nguon/<int:pk>/tien-do/", views.fragment_danh_sach_nguon, name="fragment_danh_sach_nguon"),
    path("doanh-nghiep/nguon/<int:pk>/tai-ve/", views.danh_sach_nguon_export, name="danh_sach_nguon_export"),
    path("doanh-nghiep/nguon/<int:pk>/cot/", views.danh_sach_nguon_update, name="danh_sach_nguon_update"),
    path("doanh-nghiep/nguon/<int:pk>/ket-thuc/", views.danh_sach_nguon_confirm, name="danh_sach_nguon_confirm"),
    path("doanh-nghiep/nguon/dong/<int:pk>/", views.dong_nguon_update, name="dong_nguon_update"),
    path("doanh-nghiep/trung/", views.doanh_nghiep_trung_list, name="doanh_nghiep_trung_list"),
    path(
        "doanh-nghiep/trung/<int:mot>/<int:hai>/", views.doanh_nghiep_trung_compare, name="doanh_nghiep_trung_compare"
    ),
    path(
        "doanh-nghiep/trung/<int:mot>/<int:hai>/khac-nhau/",
        views.doanh_nghiep_trung_confirm,
        name="doanh_nghiep_trung_confirm",
    ),
    path("doanh-nghiep/trung/<int:pk>/tach/", views.doanh_nghiep_trung_undo, name="doanh_nghiep_trung_undo"),
    path("doanh-nghiep/tranh-chap/", views.tranh_chap_list, name="tranh_chap_list"),
    path("doanh-nghiep/tranh-chap/tai-ve/", views.tranh_chap_export, name="tranh_chap_export"),
    path("doanh-nghiep/tranh-chap/<int:pk>/", views.tranh_chap_detail, name="tranh_chap_detail"),
    path("doanh-nghiep/tranh-chap/<int:pk>/quyet/", views.tranh_chap_confirm, name="tranh_chap_confirm"),
    path("doanh-nghiep/tranh-chap/<int:pk>/tep/<int:tep>/", views.tranh_chap_download, name="tranh_chap_download"),
    path("doanh-nghiep/<int:pk>/tranh-chap/", views.tranh_chap_create, name="tranh_chap_create"),
    path("doanh-nghiep/tai-ve/", views.doanh_nghiep_export, name="doanh_nghiep_export"),
    path("doanh-nghiep/them/", views.doanh_nghiep_create, name="doanh_nghiep_create"),
    path("doanh-nghiep/<int:pk>/sua/", views.doanh_nghiep_update, name="doanh_nghiep_update"),
    path("doanh-nghiep/<int:pk>/lao-dong/", views.lao_dong_create, name="lao_dong_create"),
    path("doanh-nghiep/<int:pk>/lao-dong/<int:record_pk>/", views.lao_dong_update, name="lao_dong_update"),
    path("doanh-nghiep/<int:pk>/cdcs/", views.link_cdcs, name="link_cdcs"),
    path("doanh-nghiep/<int:pk>/cdcs/<int:lien_ket_pk>/bo/", views.lien_ket_undo, name="lien_ket_undo"),
]

"""Addresses of the programme's measures, and of the whole employer (04 §4.1)."""

from django.urls import path

from nhiemvu import views

urlpatterns = [
    path("doanh-nghiep/<int:pk>/", views.doanh_nghiep_detail, name="doanh_nghiep_detail"),
    path("nhiem-vu/", views.nhiem_vu_list, name="nhiem_vu_list"),
    path("nhiem-vu/thoa-uoc/", views.thoa_uoc_list, name="thoa_uoc_list"),
    path("nhiem-vu/thoa-uoc/tai-ve/", views.thoa_uoc_export, name="thoa_uoc_export"),
    path("nhiem-vu/thoa-uoc/them/", views.thoa_uoc_create, name="thoa_uoc_create"),
    path("nhiem-vu/thoa-uoc/<int:pk>/", views.thoa_uoc_detail, name="thoa_uoc_detail"),
    path("nhiem-vu/thoa-uoc/<int:pk>/sua/", views.thoa_uoc_update, name="thoa_uoc_update"),
    path("nhiem-vu/thoa-uoc/<int:pk>/huy/", views.thoa_uoc_delete, name="thoa_uoc_delete"),
    path("nhiem-vu/doi-thoai/", views.doi_thoai_list, name="doi_thoai_list"),
    path("nhiem-vu/doi-thoai/tai-ve/", views.doi_thoai_export, name="doi_thoai_export"),
    path("nhiem-vu/doi-thoai/them/", views.doi_thoai_create, name="doi_thoai_create"),
    path("nhiem-vu/doi-thoai/<int:pk>/", views.doi_thoai_detail, name="doi_thoai_detail"),
    path("nhiem-vu/doi-thoai/<int:pk>/sua/", views.doi_thoai_update, name="doi_thoai_update"),
    path("nhiem-vu/doi-thoai/<int:pk>/huy/", views.doi_thoai_delete, name="doi_thoai_delete"),
    path("nhiem-vu/kien-nghi/", views.kien_nghi_list, name="kien_nghi_list"),
    path("nhiem-vu/kien-nghi/tai-ve/", views.kien_nghi_export, name="kien_nghi_export"),
    path("nhiem-vu/kien-nghi/them/", views.kien_nghi_create, name="kien_nghi_create"),
    path("nhiem-vu/kien-nghi/<int:pk>/", views.kien_nghi_detail, name="kien_nghi_detail"),
    path("nhiem-vu/kien-nghi/<int:pk>/sua/", views.kien_nghi_update, name="kien_nghi_update"),
    path("nhiem-vu/kien-nghi/<int:pk>/huy/", views.kien_nghi_delete, name="kien_nghi_delete"),
]

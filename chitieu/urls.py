"""Addresses of quotas (04 §4.1); the grid stands in `baocao`, which has the figures beside it."""

from django.urls import path

from chitieu import views

urlpatterns = [
    path("chi-tieu/", views.chi_tieu_list, name="chi_tieu_list"),
    path("chi-tieu/lich-su/", views.chi_tieu_history, name="chi_tieu_history"),
    path("chi-tieu/quyet-dinh/<int:pk>/", views.quyet_dinh_chi_tieu_detail, name="quyet_dinh_chi_tieu_detail"),
    path(
        "chi-tieu/quyet-dinh/<int:pk>/tep/<int:tep>/",
        views.quyet_dinh_chi_tieu_download,
        name="quyet_dinh_chi_tieu_download",
    ),
    path("chi-tieu/don-vi-ket-thuc/<int:pk>/", views.chi_tieu_de_lai_confirm, name="chi_tieu_de_lai_confirm"),
]

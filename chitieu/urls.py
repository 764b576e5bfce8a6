"""Addresses of quotas (04 §4.1)."""

from django.urls import path

from chitieu import views

urlpatterns = [
    path("chi-tieu/", views.chi_tieu_list, name="chi_tieu_list"),
    path("chi-tieu/giao/", views.chi_tieu_create, name="chi_tieu_create"),
]

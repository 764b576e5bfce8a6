"""Addresses of reorganisation (04 §4.1); foundings, whose members come in by a sheet, live further right."""

from django.urls import path

from sapxep import views

urlpatterns = [
    path("cong-doan/<int:pk>/sua-goc/", views.correct_goc, name="correct_goc_cong_doan"),
    path("sap-xep/", views.sap_xep_list, name="sap_xep_list"),
    path("sap-xep/tai-ve/", views.sap_xep_export, name="sap_xep_export"),
    path("sap-xep/chuyen-quan-ly/", views.chuyen_quan_ly_create, name="chuyen_quan_ly_create"),
    path("sap-xep/chuyen-quan-ly/<int:pk>/", views.chuyen_quan_ly_detail, name="chuyen_quan_ly_detail"),
    path("sap-xep/chuyen-quan-ly/<int:pk>/tai-ve/", views.chuyen_quan_ly_export, name="chuyen_quan_ly_export"),
    path("sap-xep/chuyen-quan-ly/<int:pk>/hoan-tac/", views.chuyen_quan_ly_undo, name="chuyen_quan_ly_undo"),
]

"""Addresses of the forms of units and of officers' accounts (04 §4.1); tree and whole unit live further right."""

from django.urls import path

from cdcs import views

urlpatterns = [
    path("cong-doan/them/", views.cong_doan_create, name="cong_doan_create"),
    path("cong-doan/<int:pk>/sua/", views.cong_doan_update, name="cong_doan_update"),
    path("tai-khoan/", views.tai_khoan_list, name="tai_khoan_list"),
    path("tai-khoan/tai-ve/", views.tai_khoan_export, name="tai_khoan_export"),
    path("tai-khoan/them/", views.tai_khoan_create, name="tai_khoan_create"),
    path("tai-khoan/<int:pk>/mat-khau/", views.tai_khoan_password, name="tai_khoan_password"),
    path("tai-khoan/<int:pk>/", views.tai_khoan_update, name="tai_khoan_update"),
]

"""Addresses of the accounts room (04 §4.1)."""

from django.urls import path

from taikhoan import views

urlpatterns = [
    path("dang-nhap/", views.login, name="login"),
    path("dang-nhap/ma-xac-thuc/", views.second_factor, name="second_factor"),
    path("dang-xuat/", views.logout, name="logout"),
    path("doi-mat-khau/", views.password, name="password"),
]

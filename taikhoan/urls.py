"""Addresses of the accounts room (04 §4.1)."""

from django.urls import path

from taikhoan import views

urlpatterns = [
    path("dang-nhap/", views.login, name="login"),
    path("dang-nhap/ma-xac-thuc/", views.second_factor, name="second_factor"),
    path("dang-xuat/", views.logout, name="logout"),
    path("doi-mat-khau/", views.password, name="password"),
    path("ban-nhap/<slug:form>/", views.draft, name="draft"),
    path("ban-nhap/<slug:form>/<slug:key>/", views.draft, name="draft"),
    path("bo-ban-nhap/<slug:form>/", views.draft_delete, name="draft_delete"),
    path("bo-ban-nhap/<slug:form>/<slug:key>/", views.draft_delete, name="draft_delete"),
    path("bo-loc/<slug:page>/them/", views.saved_view_create, name="saved_view_create"),
    path("bo-loc/<int:pk>/xoa/", views.saved_view_delete, name="saved_view_delete"),
]

"""Addresses of the forms of units (04 §4.1); the tree and the whole unit live further right."""

from django.urls import path

from cdcs import views

urlpatterns = [
    path("cong-doan/them/", views.cong_doan_create, name="cong_doan_create"),
    path("cong-doan/<int:pk>/sua/", views.cong_doan_update, name="cong_doan_update"),
]

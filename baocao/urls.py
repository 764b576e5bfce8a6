"""Addresses of the home and of reporting (04 §4.1)."""

from django.urls import path

from baocao import views

urlpatterns = [
    path("", views.home, name="home"),
]

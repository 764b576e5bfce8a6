"""Addresses of the programme's measures, and of the whole employer (04 §4.1)."""

from django.urls import path

from nhiemvu import views

urlpatterns = [
    path("doanh-nghiep/<int:pk>/", views.doanh_nghiep_detail, name="doanh_nghiep_detail"),
]

"""Kinds of reorganisation decisions (02 §2.1)."""

from django.db import models


class LoaiSapXep(models.TextChoices):
    """What a decision does to a unit."""

    CHUYEN_CAP_TREN = "chuyen_cap_tren", "Chuyển cấp trên"
    SAP_NHAP = "sap_nhap", "Sáp nhập"
    GIAI_THE = "giai_the", "Giải thể"
    DOI_TEN = "doi_ten", "Đổi tên"

"""Kinds of reporting rounds (02 §2.6)."""

from django.db import models


class LoaiKy(models.TextChoices):
    """Which horizon a round reports on (R14)."""

    SAU_THANG = "sau_thang", "6 tháng"
    NAM = "nam", "Năm"
    NUA_NHIEM_KY = "nua_nhiem_ky", "Nửa nhiệm kỳ"
    NHIEM_KY = "nhiem_ky", "Nhiệm kỳ"

"""Kinds of reporting rounds (02 §2.6), ways of a proposal of quotas."""

from django.db import models


class LoaiKy(models.TextChoices):
    """Which horizon a round reports on (R14)."""

    SAU_THANG = "sau_thang", "6 tháng"
    NAM = "nam", "Năm"
    NUA_NHIEM_KY = "nua_nhiem_ky", "Nửa nhiệm kỳ"
    NHIEM_KY = "nhiem_ky", "Nhiệm kỳ"


class CachChia(models.TextChoices):
    """How a proposal shares a quota out (R13)."""

    DEU = "deu", "Chia đều"
    LAO_DONG = "lao_dong", "Theo lao động chưa là đoàn viên"
    NAM_TRUOC = "nam_truoc", "Theo kết quả năm trước"

"""Kinds of quotas (02 §2.5)."""

from django.db import models


class LoaiChiTieu(models.TextChoices):
    """What a quota counts."""

    DOAN_VIEN = "doan_vien", "Đoàn viên"
    CDCS = "cdcs", "CĐCS"
    NGHIEP_DOAN = "nghiep_doan", "Nghiệp đoàn cơ sở"

"""Kinds of quotas (02 §2.5)."""

from django.db import models


class LoaiChiTieu(models.TextChoices):
    """What a quota counts."""

    DOAN_VIEN = "doan_vien", "Đoàn viên"
    CDCS = "cdcs", "CĐCS"
    NGHIEP_DOAN = "nghiep_doan", "Nghiệp đoàn cơ sở"


class CachDeLai(models.TextChoices):
    """What becomes of the quotas of a unit that a reorganisation closed."""

    CONG_VAO = "cong_vao", "Cộng vào đơn vị kế tục"
    GIU_NGUYEN = "giu_nguyen", "Giữ nguyên chỉ tiêu của đơn vị kế tục"
    PHAN_BO_LAI = "phan_bo_lai", "Phân bổ lại bằng quyết định mới"

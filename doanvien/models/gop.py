"""Doubled records of one person: merged by a pointer, split again by taking it away [02-2.2a-6]."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from doanvien.models.doan_vien import DoanVien


class GopDoanVien(models.Model):
    """One merging: which record stays, which points to it, and what the one that stays took over from the other."""

    giu = models.ForeignKey(DoanVien, models.PROTECT, related_name="+", verbose_name="hồ sơ giữ lại")
    bo = models.ForeignKey(DoanVien, models.PROTECT, related_name="+", verbose_name="hồ sơ gộp vào")
    ly_do = models.CharField("lý do", max_length=500)
    gia_tri_cu = models.JSONField("giá trị trước khi gộp", default=dict, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người gộp")
    created_at = models.DateTimeField("lúc gộp", auto_now_add=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người tách"
    )
    undone_at = models.DateTimeField("lúc tách", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "gộp đoàn viên"
        constraints = [
            models.CheckConstraint(name="gop_hai_ho_so", condition=~Q(giu=F("bo"))),
            models.UniqueConstraint(name="gop_mot_lan", fields=["bo"], condition=Q(undone_at=None)),
        ]

    def __str__(self):
        return f"{self.bo_id} → {self.giu_id}"


class KhongTrung(models.Model):
    """Two records that look like one person and are two: somebody has looked, so that they are not listed again."""

    mot = models.ForeignKey(DoanVien, models.PROTECT, related_name="+", verbose_name="hồ sơ thứ nhất")
    hai = models.ForeignKey(DoanVien, models.PROTECT, related_name="+", verbose_name="hồ sơ thứ hai")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người xem")
    created_at = models.DateTimeField("lúc xem", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "cặp không trùng"
        constraints = [
            models.CheckConstraint(name="khong_trung_thu_tu", condition=Q(mot__lt=F("hai"))),
            models.UniqueConstraint(name="khong_trung_mot_lan", fields=["mot", "hai"]),
        ]

    def __str__(self):
        return f"{self.mot_id} ≠ {self.hai_id}"

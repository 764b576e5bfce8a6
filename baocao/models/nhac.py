"""Reminders that were given, so that the same one is never given twice (03 §3.2, `remind_bao_cao`)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from baocao.models.ky import KyBaoCao
from cdcs.models import CongDoan


class LanNhac(models.Model):
    """One reminder of a unit that has not submitted; `moc` is the day against the last on-time one, None by hand."""

    ky = models.ForeignKey(KyBaoCao, models.PROTECT, related_name="+", verbose_name="kỳ báo cáo")
    cong_doan = models.ForeignKey(CongDoan, models.PROTECT, related_name="+", verbose_name="đơn vị")
    moc = models.SmallIntegerField("mốc nhắc", null=True, blank=True)
    so_thu = models.PositiveIntegerField("số thư đã gửi", default=0)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người nhắc"
    )
    created_at = models.DateTimeField("lúc nhắc", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "lần nhắc"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                name="lan_nhac_mot_moc", fields=["ky", "cong_doan", "moc"], condition=Q(moc__isnull=False)
            )
        ]

    def __str__(self):
        return f"{self.ky_id} · {self.cong_doan_id}"

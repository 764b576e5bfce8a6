"""Reporting rounds with their five dates (02 §2.6)."""

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q

from baocao.enums import LoaiKy


class KyBaoCao(models.Model):
    """A round: opens, data from, data to, due, locks. A standard code takes its dates when first stored [02-2.6-2]."""

    ma = models.CharField("mã kỳ", max_length=20, unique=True)
    loai = models.CharField("loại kỳ", max_length=15, choices=LoaiKy)
    ngay_mo = models.DateField("ngày mở")
    tu_ngay = models.DateField("số liệu từ ngày")
    den_ngay = models.DateField("ngày chốt")
    han_nop = models.DateField("nộp trước ngày")
    ngay_khoa = models.DateField("ngày khóa")

    class Meta:
        verbose_name = verbose_name_plural = "kỳ báo cáo"
        ordering = ["den_ngay", "ma"]
        constraints = [
            models.CheckConstraint(name="ky_bao_cao_so_lieu", condition=Q(tu_ngay__lte=F("den_ngay"))),
            models.CheckConstraint(
                name="ky_bao_cao_thu_tu", condition=Q(ngay_mo__lt=F("han_nop"), han_nop__lt=F("ngay_khoa"))
            ),
        ]

    def __str__(self):
        return self.ma

    @property
    def ngay_cuoi(self) -> date:
        """The last day that is still on time [02-2.6-3]."""
        return self.han_nop - timedelta(days=1)

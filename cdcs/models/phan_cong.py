"""Where a role becomes a scope: user × unit × role, dated (08 §8.1)."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cdcs.enums import LinhVuc, VaiTro
from cdcs.models.cong_doan import CongDoan


class PhanCongQuerySet(models.QuerySet):
    def valid_on(self, day: date):
        """Assignments in force on `day`."""
        return self.filter(Q(den_ngay=None) | Q(den_ngay__gt=day), tu_ngay__lte=day)


class PhanCong(models.Model):
    """A user's role at a unit, from a day to a day."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người dùng")
    cong_doan = models.ForeignKey(CongDoan, models.PROTECT, related_name="+", verbose_name="đơn vị")
    vai_tro = models.CharField("vai trò", max_length=20, choices=VaiTro)
    linh_vuc = models.CharField("lĩnh vực", max_length=30, choices=LinhVuc, blank=True)
    tu_ngay = models.DateField("từ ngày")
    den_ngay = models.DateField("đến trước ngày", null=True, blank=True)

    objects = PhanCongQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "phân công"
        constraints = [
            models.CheckConstraint(name="phan_cong_ngay", condition=Q(den_ngay=None) | Q(den_ngay__gt=F("tu_ngay"))),
            models.UniqueConstraint(name="phan_cong_mot_lan", fields=["user", "cong_doan", "vai_tro", "tu_ngay"]),
        ]

    def __str__(self):
        return f"{self.user} · {self.get_vai_tro_display()} · {self.cong_doan}"

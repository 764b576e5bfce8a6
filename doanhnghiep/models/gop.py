"""Doubled records of one employer: one hides behind the other, and stands again when they are split."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from doanhnghiep.models.doanh_nghiep import DoanhNghiep


class GopDoanhNghiep(models.Model):
    """One merging: which record stays, which hides, and the rows that moved to the one that stays."""

    giu = models.ForeignKey(DoanhNghiep, models.PROTECT, related_name="+", verbose_name="hồ sơ giữ lại")
    bo = models.ForeignKey(DoanhNghiep, models.PROTECT, related_name="+", verbose_name="hồ sơ gộp vào")
    ly_do = models.CharField("lý do", max_length=500)
    da_chuyen = models.JSONField("các dòng đã chuyển", default=dict, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người gộp")
    created_at = models.DateTimeField("lúc gộp", auto_now_add=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người tách"
    )
    undone_at = models.DateTimeField("lúc tách", null=True, blank=True)
    ly_do_tach = models.CharField("lý do tách", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "gộp đơn vị, doanh nghiệp"
        constraints = [
            models.CheckConstraint(name="gop_hai_doanh_nghiep", condition=~Q(giu=F("bo"))),
            models.UniqueConstraint(name="gop_doanh_nghiep_mot_lan", fields=["bo"], condition=Q(undone_at=None)),
        ]

    def __str__(self):
        return f"{self.bo_id} → {self.giu_id}"


class DoanhNghiepKhacNhau(models.Model):
    """Two records that look like one employer and are two: somebody has looked, so that they are not listed again."""

    mot = models.ForeignKey(DoanhNghiep, models.PROTECT, related_name="+", verbose_name="hồ sơ thứ nhất")
    hai = models.ForeignKey(DoanhNghiep, models.PROTECT, related_name="+", verbose_name="hồ sơ thứ hai")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người xem")
    created_at = models.DateTimeField("lúc xem", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "cặp đơn vị khác nhau"
        constraints = [
            models.CheckConstraint(name="doanh_nghiep_khac_nhau_thu_tu", condition=Q(mot__lt=F("hai"))),
            models.UniqueConstraint(name="doanh_nghiep_khac_nhau_mot_lan", fields=["mot", "hai"]),
        ]

    def __str__(self):
        return f"{self.mot_id} ≠ {self.hai_id}"

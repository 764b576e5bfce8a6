"""Workers of employers by source and day (02 §2.4)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cdcs.enums import NguonSoLieu
from cdcs.models import LoNhap
from doanhnghiep.models.doanh_nghiep import DoanhNghiep


class LaoDong(models.Model):
    """Workers of an employer as one source counted them on one day.

    `den_ngay` is derived: the record rules on [ngay_so_lieu, den_ngay), until a later one, or never (den_ngay =
    ngay_so_lieu) where another source won the tie of its day [02-2.4-2]. Kept by `doanhnghiep.actions`.
    """

    doanh_nghiep = models.ForeignKey(
        DoanhNghiep, models.PROTECT, related_name="lao_dong", verbose_name="đơn vị, doanh nghiệp"
    )
    ngay_so_lieu = models.DateField("ngày số liệu")
    nguon = models.CharField("nguồn", max_length=20, choices=NguonSoLieu)
    tong_lao_dong = models.PositiveIntegerField("tổng số lao động")
    lao_dong_nu = models.PositiveIntegerField("lao động nữ", null=True, blank=True)
    so_dong_bhxh = models.PositiveIntegerField("số đóng BHXH", null=True, blank=True)
    den_ngay = models.DateField("đang dùng đến trước ngày", editable=False)
    lo_nhap = models.ForeignKey(LoNhap, models.PROTECT, null=True, related_name="+", verbose_name="lô nhập")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người ghi"
    )
    created_at = models.DateTimeField("lúc ghi", auto_now_add=True)
    version = models.PositiveIntegerField("phiên bản", default=1, editable=False)

    may_edit: bool  # whether the reader may mend it; put on by the page of the employer

    class Meta:
        verbose_name = verbose_name_plural = "số liệu lao động"
        ordering = ["-ngay_so_lieu"]
        indexes = [models.Index(fields=["doanh_nghiep", "ngay_so_lieu", "den_ngay"], name="lao_dong_dang_dung")]
        constraints = [
            models.UniqueConstraint(name="lao_dong_mot_lan", fields=["doanh_nghiep", "ngay_so_lieu", "nguon"]),
            models.CheckConstraint(
                name="lao_dong_nu_khong_qua_tong",
                condition=Q(lao_dong_nu=None) | Q(lao_dong_nu__lte=F("tong_lao_dong")),
            ),
            models.CheckConstraint(name="lao_dong_den_ngay", condition=Q(den_ngay__gte=F("ngay_so_lieu"))),
        ]

    def __str__(self):
        return f"{self.doanh_nghiep_id} · {self.ngay_so_lieu:%d/%m/%Y} · {self.tong_lao_dong}"

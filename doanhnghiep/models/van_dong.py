"""Organising work at an employer until a CĐCS stands: plan, stage, contacts, next step (01 R4; 07 §7.2)."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from doanhnghiep.enums import GIAI_DOAN_NGAN, GiaiDoan, HinhThucTiepXuc, LyDoChuaCo
from doanhnghiep.models.doanh_nghiep import DoanhNghiep


class VanDong(models.Model):
    """The organising work at one employer; what happened stands in its steps and contacts, which are only added to."""

    doanh_nghiep = models.OneToOneField(
        DoanhNghiep, models.PROTECT, related_name="van_dong", verbose_name="đơn vị, doanh nghiệp"
    )
    phuong_an = models.CharField("phương án vận động", max_length=1000, blank=True)
    phu_trach = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="cán bộ phụ trách",
    )
    giai_doan = models.CharField("giai đoạn", max_length=20, choices=GiaiDoan, default=GiaiDoan.CHUA_TIEP_CAN)
    tu_ngay = models.DateField("ở giai đoạn này từ ngày", null=True, blank=True)
    ly_do = models.CharField("lý do chưa thành lập", max_length=30, choices=LyDoChuaCo, blank=True)
    du_kien = models.DateField("dự kiến thành lập", null=True, blank=True)
    buoc_tiep = models.CharField("việc tiếp theo", max_length=300, blank=True)
    ngay_buoc_tiep = models.DateField("ngày làm việc tiếp theo", null=True, blank=True)
    version = models.PositiveIntegerField("phiên bản", default=1, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người lập")
    created_at = models.DateTimeField("lúc lập", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "vận động thành lập CĐCS"
        indexes = [models.Index(fields=["ngay_buoc_tiep"], name="van_dong_buoc_tiep")]
        constraints = [
            models.CheckConstraint(name="van_dong_giai_doan", condition=Q(giai_doan__in=GiaiDoan.values)),
            models.CheckConstraint(name="van_dong_ly_do", condition=Q(ly_do__in=["", *LyDoChuaCo.values])),
            models.CheckConstraint(name="van_dong_viec_co_ngay", condition=Q(ngay_buoc_tiep=None) | ~Q(buoc_tiep="")),
        ]

    def __str__(self):
        return f"Vận động {self.doanh_nghiep_id}"

    @property
    def giai_doan_ngan(self) -> str:
        """The stage in its short form."""
        return GIAI_DOAN_NGAN[GiaiDoan(self.giai_doan)]

    def is_due(self, day: date) -> bool:
        """Whether the day of the next step has come."""
        return self.ngay_buoc_tiep is not None and self.ngay_buoc_tiep <= day


class BuocVanDong(models.Model):
    """A change of the stage, with its day; never changed."""

    van_dong = models.ForeignKey(VanDong, models.PROTECT, related_name="cac_buoc", verbose_name="vận động")
    tu = models.CharField("từ giai đoạn", max_length=20, choices=GiaiDoan)
    den = models.CharField("đến giai đoạn", max_length=20, choices=GiaiDoan)
    ngay = models.DateField("ngày")
    ly_do = models.CharField("lý do", max_length=500, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi")
    created_at = models.DateTimeField("lúc ghi", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "bước vận động"
        ordering = ["ngay", "pk"]
        constraints = [models.CheckConstraint(name="buoc_van_dong_doi", condition=~Q(tu=F("den")))]

    def __str__(self):
        return f"{self.get_tu_display()} → {self.get_den_display()}"


class LanTiepXuc(models.Model):
    """A contact with the employer or its workers; never changed."""

    van_dong = models.ForeignKey(VanDong, models.PROTECT, related_name="cac_lan", verbose_name="vận động")
    ngay = models.DateField("ngày tiếp xúc")
    hinh_thuc = models.CharField("hình thức", max_length=20, choices=HinhThucTiepXuc)
    nguoi_gap = models.CharField("người gặp", max_length=150, blank=True)
    noi_dung = models.CharField("nội dung, kết quả", max_length=1000)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi")
    created_at = models.DateTimeField("lúc ghi", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "lần tiếp xúc"
        ordering = ["-ngay", "-pk"]
        constraints = [
            models.CheckConstraint(name="tiep_xuc_hinh_thuc", condition=Q(hinh_thuc__in=HinhThucTiepXuc.values))
        ]

    def __str__(self):
        return f"{self.get_hinh_thuc_display()} {self.ngay:%d/%m/%Y}"

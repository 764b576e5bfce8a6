"""Requests of a person about the data that is held of him or her, with their clock (07 §7.5, Luật 91/2025/QH15)."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from doanvien.enums import LoaiYeuCau, TrangThaiYeuCau
from doanvien.models.doan_vien import DoanVien


class YeuCauDuLieu(models.Model):
    """What a person asked for, until when it is answered, and what the answer was."""

    doan_vien = models.ForeignKey(DoanVien, models.PROTECT, related_name="+", verbose_name="đoàn viên")
    loai = models.CharField("loại yêu cầu", max_length=12, choices=LoaiYeuCau)
    ngay_nhan = models.DateField("ngày nhận")
    han_tra_loi = models.DateField("hạn trả lời", help_text="ngày cuối còn đúng hạn")
    noi_dung = models.CharField("nội dung yêu cầu", max_length=500)
    trang_thai = models.CharField(
        "trạng thái", max_length=12, choices=TrangThaiYeuCau, default=TrangThaiYeuCau.DANG_XU_LY
    )
    tra_loi = models.CharField("trả lời", max_length=500, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi")
    created_at = models.DateTimeField("lúc ghi", auto_now_add=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người trả lời"
    )
    answered_at = models.DateTimeField("lúc trả lời", null=True, blank=True)

    con_lai: int  # days left, put on by the pages

    class Meta:
        verbose_name = verbose_name_plural = "yêu cầu về dữ liệu cá nhân"
        indexes = [models.Index(fields=["trang_thai", "han_tra_loi", "id"], name="yeu_cau_han")]
        constraints = [
            models.CheckConstraint(name="yeu_cau_han_sau_nhan", condition=Q(han_tra_loi__gte=F("ngay_nhan"))),
            models.CheckConstraint(
                name="yeu_cau_da_tra_loi",
                condition=Q(trang_thai=TrangThaiYeuCau.DANG_XU_LY, answered_at=None)
                | (~Q(trang_thai=TrangThaiYeuCau.DANG_XU_LY) & Q(answered_at__isnull=False)),
            ),
        ]

    def __str__(self):
        return f"{self.get_loai_display()}, nhận ngày {self.ngay_nhan:%d/%m/%Y}"

    @property
    def is_open(self) -> bool:
        return self.trang_thai == TrangThaiYeuCau.DANG_XU_LY

    def days_left(self, day: date) -> int:
        """Days to the last one on time, that day and `day` counted; 0 or less when it has passed."""
        return (self.han_tra_loi - day).days + 1

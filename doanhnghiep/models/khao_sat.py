"""The yearly survey of employers: its round, who is planned, what was answered (01 R7)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from doanhnghiep.enums import KetQuaKhaoSat, LyDoChuaCo
from doanhnghiep.models.doanh_nghiep import DoanhNghiep
from doanhnghiep.models.lao_dong import LaoDong


class DotKhaoSat(models.Model):
    """The survey of one year, opened and closed by the province."""

    nam = models.PositiveSmallIntegerField("năm", unique=True)
    tu_ngay = models.DateField("từ ngày")
    den_ngay = models.DateField("đến hết ngày")
    da_dong = models.BooleanField("đã đóng", default=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người mở")
    created_at = models.DateTimeField("lúc mở", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "đợt khảo sát"
        ordering = ["-nam"]
        constraints = [models.CheckConstraint(name="dot_khao_sat_ngay", condition=Q(den_ngay__gte=F("tu_ngay")))]

    def __str__(self):
        return f"Khảo sát {self.nam}"


class PhieuKhaoSat(models.Model):
    """An employer of a round; an answer with workers writes a record of source Khảo sát, kept in `lao_dong`."""

    dot = models.ForeignKey(DotKhaoSat, models.PROTECT, related_name="cac_phieu", verbose_name="đợt khảo sát")
    doanh_nghiep = models.ForeignKey(
        DoanhNghiep, models.PROTECT, related_name="khao_sat", verbose_name="đơn vị, doanh nghiệp"
    )
    trang_thai = models.CharField("kết quả", max_length=20, choices=KetQuaKhaoSat, default=KetQuaKhaoSat.CHUA)
    ngay = models.DateField("ngày khảo sát", null=True, blank=True)
    tong_lao_dong = models.PositiveIntegerField("tổng số lao động", null=True, blank=True)
    lao_dong_nu = models.PositiveIntegerField("lao động nữ", null=True, blank=True)
    so_dong_bhxh = models.PositiveIntegerField("số đóng BHXH", null=True, blank=True)
    ly_do = models.CharField("lý do chưa có CĐCS", max_length=30, choices=LyDoChuaCo, blank=True)
    ghi_chu = models.CharField("ghi chú", max_length=300, blank=True)
    lao_dong = models.ForeignKey(
        LaoDong, models.SET_NULL, null=True, related_name="+", editable=False, verbose_name="số liệu đã ghi"
    )
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người trả lời"
    )
    updated_at = models.DateTimeField("lúc trả lời", null=True)
    version = models.PositiveIntegerField("phiên bản", default=1, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "phiếu khảo sát"
        indexes = [models.Index(fields=["dot", "trang_thai"], name="phieu_khao_sat_trang_thai")]
        constraints = [
            models.UniqueConstraint(name="phieu_khao_sat_mot_lan", fields=["dot", "doanh_nghiep"]),
            models.CheckConstraint(name="phieu_khao_sat_ket_qua", condition=Q(trang_thai__in=KetQuaKhaoSat.values)),
            models.CheckConstraint(
                name="phieu_khao_sat_co_so",
                condition=~Q(trang_thai="da_khao_sat") | Q(ngay__isnull=False, tong_lao_dong__isnull=False),
            ),
            models.CheckConstraint(
                name="phieu_khao_sat_nu",
                condition=Q(lao_dong_nu=None) | Q(tong_lao_dong=None) | Q(lao_dong_nu__lte=F("tong_lao_dong")),
            ),
        ]

    def __str__(self):
        return f"{self.dot_id} · {self.doanh_nghiep_id}"

    @property
    def is_answered(self) -> bool:
        return self.trang_thai != KetQuaKhaoSat.CHUA

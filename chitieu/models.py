"""Quota decisions and their lines (02 §2.5)."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q

from cdcs.models import CongDoan, LoNhap
from chitieu.enums import CachDeLai, LoaiChiTieu
from sapxep.models import SapXep


class QuyetDinhChiTieu(models.Model):
    """A decision that assigns or amends quotas; a draft is never in force [02-2.5-2].

    Two unions may each have a "05/QĐ-LĐLĐ" of one day: the number is one's own. A sheet does not say whose it is.
    """

    noi_ban_hanh = models.ForeignKey(
        CongDoan, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="nơi ban hành"
    )
    so_quyet_dinh = models.CharField("số quyết định", max_length=100)
    ngay = models.DateField("ngày quyết định")
    nguoi_ky = models.CharField("người ký", max_length=150, blank=True)
    ly_do = models.CharField("lý do", max_length=500, blank=True)
    la_du_thao = models.BooleanField("dự thảo", default=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi")
    created_at = models.DateTimeField("lúc ghi", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "quyết định chỉ tiêu"
        ordering = ["-ngay", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="quyet_dinh_chi_tieu_cua_mot_noi", fields=["so_quyet_dinh", "ngay", "noi_ban_hanh"]
            ),
            models.UniqueConstraint(
                name="quyet_dinh_chi_tieu_mot",
                fields=["so_quyet_dinh", "ngay"],
                condition=Q(noi_ban_hanh=None),
            ),
        ]

    def __str__(self):
        return f"{self.so_quyet_dinh} ngày {self.ngay:%d/%m/%Y}"


class ChiTieuQuerySet(models.QuerySet):
    """Filters one chains."""

    def issued_by(self, day: date):
        """The lines of decisions dated on or before `day`, drafts never, in order of force: the last one rules."""
        lines = self.filter(quyet_dinh__la_du_thao=False, quyet_dinh__ngay__lte=day).select_related(
            "quyet_dinh__created_by"
        )
        return lines.order_by("quyet_dinh__ngay", "quyet_dinh__pk", "pk")


class ChiTieu(models.Model):
    """One line: a unit's number of one kind for a union year, or for the term where `nam` is empty [02-2.5-2]."""

    quyet_dinh = models.ForeignKey(QuyetDinhChiTieu, models.PROTECT, related_name="chi_tieu", verbose_name="quyết định")
    nam = models.PositiveSmallIntegerField("năm", null=True, blank=True, help_text="để trống: cả nhiệm kỳ")
    cong_doan = models.ForeignKey(CongDoan, models.PROTECT, related_name="+", verbose_name="đơn vị")
    loai = models.CharField("chỉ tiêu", max_length=15, choices=LoaiChiTieu)
    so_giao = models.PositiveIntegerField("số giao")
    lo_nhap = models.ForeignKey(LoNhap, models.PROTECT, null=True, related_name="+", verbose_name="lô nhập")

    objects = ChiTieuQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "chỉ tiêu"
        indexes = [models.Index(fields=["cong_doan", "nam", "loai"], name="chi_tieu_don_vi")]
        constraints = [
            models.UniqueConstraint(
                name="chi_tieu_mot_lan",
                fields=["quyet_dinh", "nam", "cong_doan", "loai"],
            ),
            models.UniqueConstraint(
                name="chi_tieu_nhiem_ky_mot_lan",
                fields=["quyet_dinh", "cong_doan", "loai"],
                condition=Q(nam=None),
            ),
        ]

    def __str__(self):
        return f"{self.cong_doan_id} {self.loai} {self.nam or 'nhiệm kỳ'}: {self.so_giao}"


class ChiTieuDeLai(models.Model):
    """What was decided about the quotas of a unit that a reorganisation closed: once, by a decision [02-2.3-17]."""

    sap_xep = models.OneToOneField(SapXep, models.PROTECT, related_name="+", verbose_name="quyết định sắp xếp")
    cach = models.CharField("cách xử lý", max_length=20, choices=CachDeLai)
    ke_tuc = models.ForeignKey(
        CongDoan, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="đơn vị kế tục"
    )
    so_quyet_dinh = models.CharField("số quyết định", max_length=100)
    ngay = models.DateField("ngày quyết định")
    so_de_lai = models.JSONField("chỉ tiêu để lại", default=list, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi")
    created_at = models.DateTimeField("lúc ghi", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "chỉ tiêu của đơn vị đã kết thúc"
        ordering = ["pk"]
        constraints = [models.CheckConstraint(name="chi_tieu_de_lai_cach", condition=Q(cach__in=CachDeLai.values))]

    def __str__(self):
        return f"{self.get_cach_display()} · {self.so_quyet_dinh} ngày {self.ngay:%d/%m/%Y}"

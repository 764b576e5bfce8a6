"""Reorganisation decisions: one dated act each, with what an undo has to put back (02 §2.1)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cdcs.models import CongDoan, LoNhap
from sapxep.enums import LoaiSapXep


class SapXep(models.Model):
    """One decision on one unit on day `ngay`. Undone decisions stay, marked."""

    loai = models.CharField("loại sắp xếp", max_length=20, choices=LoaiSapXep)
    ngay = models.DateField("ngày hiệu lực")
    cong_doan = models.ForeignKey(CongDoan, models.PROTECT, related_name="sap_xep", verbose_name="đơn vị")
    cong_doan_dich = models.ForeignKey(
        CongDoan, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="đơn vị đích"
    )
    ten_moi = models.CharField("tên mới", max_length=250, blank=True)
    so_quyet_dinh = models.CharField("số quyết định", max_length=100)
    ly_do = models.CharField("lý do", max_length=500, blank=True)
    ma_nhom = models.BigIntegerField("mã lần ghi", editable=False)
    thay_doi = models.JSONField("thay đổi đã làm", default=list, editable=False)
    lo_nhap = models.ForeignKey(LoNhap, models.PROTECT, null=True, related_name="+", verbose_name="lô nhập")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi")
    created_at = models.DateTimeField("lúc ghi", auto_now_add=True)
    undone_at = models.DateTimeField("lúc hoàn tác", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "quyết định sắp xếp"
        ordering = ["ngay", "pk"]
        constraints = [
            models.CheckConstraint(
                name="sap_xep_co_dich",
                condition=Q(loai__in=["chuyen_cap_tren", "sap_nhap"], cong_doan_dich__isnull=False)
                | Q(loai="giai_the", cong_doan_dich=None)
                | (Q(loai="doi_ten", cong_doan_dich=None) & ~Q(ten_moi="")),
            ),
        ]

    def __str__(self):
        return f"{self.get_loai_display()} {self.cong_doan_id} · {self.ngay:%d/%m/%Y}"

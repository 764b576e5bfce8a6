"""A đính chính: an act in a closed period, asked for by the clerk and done when the reviewer confirms [02-2.6-6]."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from baocao.enums import TrangThaiDinhChinh
from cdcs.models import CongDoan


class DinhChinhQuerySet(models.QuerySet):
    """Filters one chains."""

    def waiting(self):
        return self.filter(trang_thai=TrangThaiDinhChinh.CHO)


class DinhChinh(models.Model):
    """A dated document that corrects a closed period by one act of the product.

    `hanh_vi` is the call of that act (`core.calls`) while it waits; it may name a person, so an answer empties it.
    `viec` says it in a line. `dong` are the rows of the ledger that it writes: {"loai", "ngay", "cong_doan",
    "so_luong", "so_nu", "doan_vien", "so_quyet_dinh", "ghi_chu"} or {"dao": number of the row it reverses}; of many
    rows their sums, with "so_dong". Of members only the number, and while it waits the name of who is no record yet.
    `don_vi_sua` are the units whose closed reports it touches: their next reports list it.
    """

    cong_doan = models.ForeignKey(CongDoan, models.PROTECT, related_name="+", verbose_name="đơn vị")
    so = models.CharField("số đính chính", max_length=100)
    ngay = models.DateField("ngày đính chính")
    ly_do = models.CharField("lý do", max_length=500)
    viec = models.CharField("việc", max_length=600)
    hanh_vi = models.JSONField("hành vi", default=dict, blank=True)
    dong = models.JSONField("các dòng")
    don_vi_sua = models.ManyToManyField(CongDoan, related_name="+", verbose_name="đơn vị có kỳ được sửa")
    trang_thai = models.CharField(
        "trạng thái", max_length=15, choices=TrangThaiDinhChinh, default=TrangThaiDinhChinh.CHO
    )
    ma_nhom = models.BigIntegerField("mã lần ghi", null=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người lập")
    created_at = models.DateTimeField("lúc lập", auto_now_add=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người xác nhận"
    )
    answered_at = models.DateTimeField("lúc xác nhận", null=True, blank=True)
    ly_do_tu_choi = models.CharField("lý do từ chối", max_length=500, blank=True)

    objects = DinhChinhQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "đính chính"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(name="dinh_chinh_so", fields=["cong_doan", "so"]),
            models.CheckConstraint(name="dinh_chinh_trang_thai", condition=Q(trang_thai__in=TrangThaiDinhChinh.values)),
        ]

    def __str__(self):
        return f"{self.so} ngày {self.ngay:%d/%m/%Y}"

"""Dialogues with the employer at the workplace (01 R18)."""

from django.db import models
from django.db.models import Q

from nhiemvu.enums import LoaiDoiThoai
from nhiemvu.models.dong_ghi import ActiveManager, DongGhi


class DoiThoai(DongGhi):
    """One dialogue that was held at a base unit."""

    ngay = models.DateField("ngày đối thoại")
    loai = models.CharField("hình thức", max_length=10, choices=LoaiDoiThoai, default=LoaiDoiThoai.DINH_KY)
    thanh_phan = models.CharField("thành phần", max_length=500, blank=True)
    noi_dung = models.CharField("nội dung", max_length=1000)
    ket_qua = models.CharField("kết quả", max_length=1000, blank=True)

    noun = "doi_thoai"  # of its addresses
    cap_tren_ten: str  # put on by the pages

    objects = ActiveManager()
    everything = models.Manager()

    class Meta(DongGhi.Meta):
        verbose_name = verbose_name_plural = "đối thoại tại nơi làm việc"
        indexes = [models.Index(fields=["cong_doan", "ngay"], name="doi_thoai_ngay")]
        constraints = [
            *DongGhi.Meta.constraints,
            models.CheckConstraint(name="doi_thoai_loai", condition=Q(loai__in=LoaiDoiThoai.values)),
            models.CheckConstraint(name="doi_thoai_noi_dung", condition=~Q(noi_dung="")),
        ]

    def __str__(self):
        return f"Đối thoại {self.get_loai_display().lower()} ngày {self.ngay:%d/%m/%Y}"

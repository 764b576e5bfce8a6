"""Batches of imports, remembered column mappings, and closed periods (04 §4.1)."""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cdcs.enums import LOAI_GHEP_COT, LoaiNhap, TrangThaiLo
from cdcs.models.cong_doan import CongDoan
from cdcs.models.viec_nen import ViecNen


class LoNhap(ViecNen):
    """One import: the file's hash, the counts that must add up, and what an undo has to put back [02-2.2a-2]."""

    KEEP = timedelta(days=30)  # the file, its bad rows and what the preview told of people [06-6.2-23]

    loai = models.CharField("loại", max_length=20, choices=LoaiNhap)
    trang_thai = models.CharField("trạng thái", max_length=20, choices=TrangThaiLo, default=TrangThaiLo.CHO_DOC)
    ten_tep = models.CharField("tên tệp", max_length=250, blank=True)
    duong_dan = models.CharField("tệp đã tải lên", max_length=250, blank=True, editable=False)
    sha256 = models.CharField("mã băm của tệp", max_length=64, blank=True)
    tuy_chon = models.JSONField("tùy chọn", default=dict, blank=True)
    ket_qua = models.JSONField("kết quả", default=dict, blank=True)
    tong_dong = models.PositiveIntegerField("tổng số dòng", default=0)
    them_moi = models.PositiveIntegerField("thêm mới", default=0)
    cap_nhat = models.PositiveIntegerField("cập nhật", default=0)
    khong_doi = models.PositiveIntegerField("không đổi", default=0)
    loi = models.PositiveIntegerField("lỗi", default=0)
    canh_bao = models.PositiveIntegerField("cảnh báo", default=0)
    gia_tri_cu = models.JSONField("giá trị trước khi nhập", default=list, blank=True, editable=False)
    cong_doan = models.ForeignKey(
        CongDoan, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="đơn vị nhập"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người nhập"
    )
    created_at = models.DateTimeField("lúc tạo", auto_now_add=True)
    finished_at = models.DateTimeField("lúc xong", null=True, blank=True)
    undone_at = models.DateTimeField("lúc hoàn tác", null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người hoàn tác"
    )

    class Meta:
        verbose_name = verbose_name_plural = "lô nhập"
        ordering = ["-pk"]

    def __str__(self):
        return f"Lô nhập {self.pk} ({self.get_loai_display()})"


class ColumnMapping(models.Model):
    """A heading that a unit's own sheets use for a column of ours, mapped by hand once."""

    cong_doan = models.ForeignKey(CongDoan, models.PROTECT, null=True, related_name="+", verbose_name="đơn vị")
    loai = models.CharField("loại", max_length=20, choices=LOAI_GHEP_COT)
    tieu_de = models.CharField("tiêu đề trong tệp", max_length=250)
    cot = models.CharField("cột", max_length=50)

    class Meta:
        verbose_name = verbose_name_plural = "ghép cột"
        constraints = [models.UniqueConstraint(name="column_mapping_mot_lan", fields=["cong_doan", "loai", "tieu_de"])]

    def __str__(self):
        return f"{self.tieu_de} → {self.cot}"


class KhoaSoQuerySet(models.QuerySet):
    def in_force(self, day: date):
        """Closings that hold on `day`; no job is needed to begin one."""
        return self.filter(hieu_luc_tu__lte=day)


class KhoaSo(models.Model):
    """The day up to which a round closes the books of a unit, its report being approved [02-2.6-6].

    Written only by `baocao`; it holds from the day the round locks on, and whoever records asks `PeriodLocks`.
    """

    cong_doan = models.ForeignKey(CongDoan, models.PROTECT, related_name="+", verbose_name="đơn vị")
    ma_ky = models.CharField("mã kỳ báo cáo", max_length=30)
    khoa_den_ngay = models.DateField("khóa đến hết ngày")
    hieu_luc_tu = models.DateField("có hiệu lực từ ngày")

    objects = KhoaSoQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "khóa sổ"
        constraints = [
            models.UniqueConstraint(name="khoa_so_mot_lan_mot_ky", fields=["cong_doan", "ma_ky"]),
            models.CheckConstraint(name="khoa_so_ngay", condition=Q(khoa_den_ngay__lt=F("hieu_luc_tu"))),
        ]

    def __str__(self):
        return f"{self.cong_doan_id} · {self.ma_ky} · {self.khoa_den_ngay:%d/%m/%Y}"

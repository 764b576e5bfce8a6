"""Employers, their managing unit and CĐCS over time (02 §2.4)."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from cdcs.models import CongDoan, LoNhap
from cdcs.models.cong_doan import MAX_DAY
from core.text import fold
from doanhnghiep.enums import LoaiHinh

if TYPE_CHECKING:
    from doanhnghiep.models.van_dong import VanDong


class DoanhNghiepQuerySet(models.QuerySet):
    """Filters one chains; hidden employers (of an undone import) never pass."""

    def operating_on(self, day: date):
        """Employers operating on `day` [02-2.4-1]."""
        return self.filter(
            Q(ngay_hoat_dong=None) | Q(ngay_hoat_dong__lte=day), Q(ngay_ngung=None) | Q(ngay_ngung__gt=day)
        )


class VisibleManager(models.Manager.from_queryset(DoanhNghiepQuerySet)):
    def get_queryset(self):
        return super().get_queryset().filter(is_hidden=False)


class DoanhNghiep(models.Model):
    """Any employer ("đơn vị, doanh nghiệp"): company, co-operative, school, office."""

    ma_so_thue = models.CharField("mã số thuế", max_length=14, unique=True)
    ten = models.CharField("tên đơn vị", max_length=250)
    ten_khong_dau = models.CharField("tên không dấu", max_length=250, db_index=True, editable=False)
    loai_hinh = models.CharField("loại hình", max_length=30, choices=LoaiHinh)
    von_nuoc_ngoai = models.BooleanField("vốn nước ngoài", default=False)
    khu_cong_nghiep = models.CharField("khu, cụm công nghiệp", max_length=150, blank=True)
    ma_nganh = models.CharField("mã ngành (VSIC)", max_length=10, blank=True)
    ngay_hoat_dong = models.DateField("ngày hoạt động", null=True, blank=True)
    ngay_ngung = models.DateField("ngày ngừng hoạt động", null=True, blank=True)
    dia_chi = models.CharField("địa chỉ", max_length=250, blank=True)
    nguoi_lien_he = models.CharField("người liên hệ", max_length=150, blank=True)
    dien_thoai = models.CharField("điện thoại", max_length=20, blank=True)
    quan_ly_dau = models.ForeignKey(
        CongDoan, models.PROTECT, related_name="+", verbose_name="đơn vị quản lý ban đầu", null=True, editable=False
    )
    lo_nhap = models.ForeignKey(LoNhap, models.PROTECT, null=True, related_name="+", verbose_name="lô nhập")
    is_hidden = models.BooleanField("ẩn do hoàn tác", default=False, editable=False)
    version = models.PositiveIntegerField("phiên bản", default=1, editable=False)

    # Put on by the worklist of organising: the work, whether its next step is due, points, why, manager.
    viec: "VanDong | None"
    den_han: bool
    diem_tron: int
    vi_sao: str
    giai_doan_ngan: str
    don_vi_quan_ly: CongDoan | None
    may_edit: bool  # whether the reader does this work

    la_can_bo_cdcs: bool  # whether its reader writes for the CĐCS that covers it; put on by the pages of entry

    objects = VisibleManager()
    everything = DoanhNghiepQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "đơn vị, doanh nghiệp"
        base_manager_name = "everything"
        ordering = ["ma_so_thue"]
        constraints = [
            models.CheckConstraint(
                name="doanh_nghiep_ngung_sau_hoat_dong",
                condition=Q(ngay_ngung=None) | Q(ngay_hoat_dong=None) | Q(ngay_ngung__gt=F("ngay_hoat_dong")),
            ),
        ]

    def __str__(self):
        return f"{self.ten} ({self.ma_so_thue})"

    def save(self, *args, **kwargs):
        self.ten_khong_dau = fold(self.ten)[:250]
        super().save(*args, **kwargs)

    def is_operating_on(self, day: date) -> bool:
        """Whether the employer operates on `day` [02-2.4-1]."""
        return (self.ngay_hoat_dong is None or self.ngay_hoat_dong <= day) and (
            self.ngay_ngung is None or day < self.ngay_ngung
        )


class QuanLyDoanhNghiep(models.Model):
    """The managing unit of an employer, dated; the first one holds from the beginning (`tu_ngay` = MIN_DAY)."""

    doanh_nghiep = models.ForeignKey(
        DoanhNghiep, models.PROTECT, related_name="quan_ly", verbose_name="đơn vị, doanh nghiệp"
    )
    cong_doan = models.ForeignKey(CongDoan, models.PROTECT, related_name="+", verbose_name="đơn vị quản lý")
    tu_ngay = models.DateField("từ ngày")
    den_ngay = models.DateField("đến trước ngày")
    so_quyet_dinh = models.CharField("số quyết định", max_length=100, blank=True)
    ly_do = models.CharField("lý do", max_length=500, blank=True)

    thoi_gian: str  # the interval in words, put on by the page of the employer

    class Meta:
        verbose_name = verbose_name_plural = "đơn vị quản lý doanh nghiệp"
        ordering = ["tu_ngay"]
        indexes = [models.Index(fields=["cong_doan", "tu_ngay", "den_ngay"], name="quan_ly_cong_doan")]
        constraints = [
            models.UniqueConstraint(name="quan_ly_mot_dau", fields=["doanh_nghiep", "tu_ngay"]),
            models.CheckConstraint(name="quan_ly_ngay", condition=Q(den_ngay__gt=F("tu_ngay"))),
        ]

    def __str__(self):
        return f"{self.doanh_nghiep_id} ← {self.cong_doan_id}"


class LienKetCDCS(models.Model):
    """A dated link between an employer and the unit that covers it [02-2.4-6]."""

    doanh_nghiep = models.ForeignKey(
        DoanhNghiep, models.PROTECT, related_name="lien_ket", verbose_name="đơn vị, doanh nghiệp"
    )
    cong_doan = models.ForeignKey(CongDoan, models.PROTECT, related_name="+", verbose_name="CĐCS")
    tu_ngay = models.DateField("từ ngày")
    den_ngay = models.DateField("đến trước ngày")
    is_given = models.BooleanField("ghi trên phiếu", default=True, editable=False)
    lo_nhap = models.ForeignKey(LoNhap, models.PROTECT, null=True, related_name="+", verbose_name="lô nhập")

    # Put on by the page of the employer: the interval in words, whether it holds today, members of the CĐCS.
    thoi_gian: str
    is_now: bool
    doan_vien: int | None
    may_undo: bool

    class Meta:
        verbose_name = verbose_name_plural = "liên kết với CĐCS"
        ordering = ["tu_ngay"]
        indexes = [models.Index(fields=["doanh_nghiep", "tu_ngay", "den_ngay"], name="lien_ket_ngay")]
        constraints = [
            models.UniqueConstraint(name="lien_ket_mot_dau", fields=["doanh_nghiep", "cong_doan", "tu_ngay"]),
            models.CheckConstraint(name="lien_ket_den_sau_tu", condition=Q(den_ngay__gt=F("tu_ngay"))),
        ]

    def __str__(self):
        return f"{self.doanh_nghiep_id} ↔ {self.cong_doan_id}"

    @property
    def stands_as_given(self) -> bool:
        """Is it as somebody gave it: neither brought nor ended by a decision about the unit?"""
        return self.is_given and self.den_ngay == MAX_DAY

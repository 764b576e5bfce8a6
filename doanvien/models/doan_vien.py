"""Members: facts of a person; where and since when they are members is told by the ledger alone (02 §2.2)."""

from django.db import models
from django.db.models import Q

from cdcs.models import CongDoan, LoNhap
from core.text import fold, name_sort_key
from doanvien.enums import GioiTinh


class VisibleManager(models.Manager):
    def get_queryset(self):
        return super().get_queryset().filter(is_hidden=False)


class DoanVien(models.Model):
    """A union member, present or former. `cong_doan` is where the member stands today, empty after leaving.

    What the ledger says is kept here too, for lists: `cong_doan`, `don_vi_cuoi`, `ngay_roi` (`so_cai.place_members`).
    """

    ho_ten = models.CharField("họ và tên", max_length=150)
    ten_khong_dau = models.CharField("họ tên không dấu", max_length=150, editable=False)
    khoa_ten = models.CharField("khóa sắp xếp tên", max_length=400, editable=False)
    ngay_sinh = models.DateField("ngày sinh", null=True, blank=True, help_text="để trống khi chỉ biết năm sinh")
    nam_sinh = models.PositiveSmallIntegerField("năm sinh")
    gioi_tinh = models.CharField("giới tính", max_length=3, choices=GioiTinh)
    so_cccd = models.CharField("số CCCD", max_length=20, blank=True)
    so_the = models.CharField("số thẻ đoàn viên", max_length=20, blank=True)
    dien_thoai = models.CharField("điện thoại", max_length=20, blank=True)
    nghe_nghiep = models.CharField("nghề nghiệp", max_length=150, blank=True)
    ngay_ket_nap = models.DateField("ngày kết nạp", null=True, blank=True)
    ngay_vao_don_vi = models.DateField("ngày vào đơn vị", null=True, blank=True)
    cong_doan = models.ForeignKey(
        CongDoan, models.PROTECT, null=True, blank=True, db_index=False, related_name="+",
        verbose_name="đơn vị hiện nay",
    )  # fmt: skip
    # Of who has left: the unit of the last row, which may take the person back, and its day. Kept at the ledger's door.
    don_vi_cuoi = models.ForeignKey(
        CongDoan, models.PROTECT, null=True, blank=True, db_index=False, related_name="+", editable=False,
        verbose_name="đơn vị cuối",
    )  # fmt: skip
    ngay_roi = models.DateField("ngày rời", null=True, blank=True, editable=False)
    gop_vao = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, db_index=False, related_name="+", verbose_name="gộp vào"
    )
    lo_nhap = models.ForeignKey(LoNhap, models.PROTECT, null=True, related_name="+", verbose_name="lô nhập")
    an_danh_luc = models.DateTimeField("lúc ẩn danh", null=True, blank=True, editable=False)
    is_hidden = models.BooleanField("ẩn do hoàn tác", default=False, editable=False)
    version = models.PositiveIntegerField("phiên bản", default=1, editable=False)
    created_at = models.DateTimeField("lúc tạo", auto_now_add=True)

    don_vi_hien_thi: CongDoan | None  # the unit of today, else the one left last; put on by the pages
    may_open: bool  # the reader opens the page of the member; put on by the lists
    cho_tiep_nhan: bool  # a transfer slip of the member waits; put on by the lists

    objects = VisibleManager()
    everything = models.Manager()

    class Meta:
        verbose_name = verbose_name_plural = "đoàn viên"
        base_manager_name = "everything"
        indexes = [
            models.Index(fields=["khoa_ten", "id"], name="doan_vien_ten"),
            models.Index(fields=["cong_doan", "khoa_ten", "id"], name="doan_vien_don_vi"),
            models.Index(fields=["dien_thoai"], name="doan_vien_dien_thoai"),
            models.Index(fields=["ten_khong_dau"], name="doan_vien_khong_dau"),
            models.Index(fields=["don_vi_cuoi"], name="doan_vien_cuoi", condition=Q(don_vi_cuoi__isnull=False)),
            models.Index(fields=["gop_vao"], name="doan_vien_gop", condition=Q(gop_vao__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(
                name="doan_vien_mot_cccd",
                fields=["so_cccd"],
                condition=Q(gop_vao=None, is_hidden=False) & ~Q(so_cccd=""),
            ),
            models.UniqueConstraint(
                name="doan_vien_mot_the",
                fields=["so_the"],
                condition=Q(gop_vao=None, is_hidden=False) & ~Q(so_the=""),
            ),
            models.CheckConstraint(name="doan_vien_gioi_tinh", condition=Q(gioi_tinh__in=GioiTinh.values)),
        ]

    def __str__(self):
        return self.ho_ten

    def save(self, *args, **kwargs):
        self.fill_search_keys()
        super().save(*args, **kwargs)

    def fill_search_keys(self) -> None:
        """Fill the stored search and sort columns from the name; bulk writers call it themselves."""
        self.ten_khong_dau = fold(self.ho_ten)[:150]
        self.khoa_ten = name_sort_key(self.ho_ten)[:400]

    @property
    def log_label(self) -> str:
        """What the log calls a member: never the name, so that anonymising leaves the log as it is [02-2.6-15]."""
        return f"Đoàn viên số {self.pk}"

    @property
    def la_nu(self) -> bool:
        return self.gioi_tinh == GioiTinh.NU

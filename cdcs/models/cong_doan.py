"""Union units of every level in one table, their dated parents and names, and the closure of the tree (02 §2.1)."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from cdcs.enums import CAP_TREN, CO_DOAN_VIEN, CO_SO, LoaiCongDoan
from cdcs.models import cach_goi
from core.text import fold

MIN_DAY = date(1, 1, 1)
MAX_DAY = date(9999, 12, 31)


class CongDoanQuerySet(models.QuerySet):
    """Filters one chains; hidden units (of an undone import) never pass."""

    def active_on(self, day: date):
        """Units active on `day` [02-2.1-1]."""
        return self.filter(Q(ngay_ket_thuc=None) | Q(ngay_ket_thuc__gt=day), ngay_thanh_lap__lte=day)

    def co_so(self):
        """CĐCS and nghiệp đoàn."""
        return self.filter(loai__in=CO_SO)

    def cap_tren(self):
        """Superior units, the province not among them."""
        return self.filter(loai__in=CAP_TREN)


class VisibleManager(models.Manager.from_queryset(CongDoanQuerySet)):
    def get_queryset(self):
        return super().get_queryset().filter(is_hidden=False)


class CongDoan(models.Model):
    """A union unit of any level. Closed units are never deleted [02-2.1-1]."""

    ma = models.CharField("mã đơn vị", max_length=30, unique=True)
    ten = models.CharField("tên đơn vị", max_length=250, help_text="tên hiện nay; tên theo ngày ở TenCongDoan")
    ten_dau = models.CharField("tên khi thành lập", max_length=250)
    ten_khong_dau = models.CharField("tên không dấu", max_length=250, db_index=True, editable=False)
    loai = models.CharField("loại hình", max_length=20, choices=LoaiCongDoan)
    cap_tren_dau = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="cấp trên khi thành lập"
    )
    ngay_thanh_lap = models.DateField("ngày thành lập")
    so_quyet_dinh = models.CharField("số quyết định", max_length=100, blank=True)
    ngay_ket_thuc = models.DateField("ngày kết thúc", null=True, blank=True)
    so_quyet_dinh_ket_thuc = models.CharField("số quyết định kết thúc", max_length=100, blank=True)
    ly_do_ket_thuc = models.CharField("lý do kết thúc", max_length=500, blank=True)
    ket_thuc_theo_sap_xep = models.BooleanField("kết thúc theo quyết định sắp xếp", default=False, editable=False)
    ke_tuc = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="đơn vị kế tục"
    )
    dia_chi = models.CharField("địa chỉ", max_length=250, blank=True)
    dien_thoai = models.CharField("điện thoại", max_length=20, blank=True)
    dia_danh = models.CharField("địa danh trên văn bản", max_length=100, blank=True)
    toan_don_vi = models.CharField("cách gọi toàn đơn vị", max_length=100, blank=True)
    ten_ngan = models.CharField("tên ngắn trong câu", max_length=100, blank=True)
    lo_nhap = models.ForeignKey("cdcs.LoNhap", models.PROTECT, null=True, related_name="+", verbose_name="lô nhập")
    is_hidden = models.BooleanField("ẩn do hoàn tác", default=False, editable=False)
    version = models.PositiveIntegerField("phiên bản", default=1, editable=False)

    objects = VisibleManager()
    everything = CongDoanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "công đoàn"
        ordering = ["ma"]
        base_manager_name = "everything"
        constraints = [
            models.CheckConstraint(
                name="cong_doan_ket_thuc_sau_thanh_lap",
                condition=Q(ngay_ket_thuc=None) | Q(ngay_ket_thuc__gt=F("ngay_thanh_lap")),
            ),
            models.CheckConstraint(
                name="cong_doan_ke_tuc_khi_ket_thuc", condition=Q(ke_tuc=None) | Q(ngay_ket_thuc__isnull=False)
            ),
            models.CheckConstraint(name="cong_doan_khong_ke_tuc_chinh_minh", condition=~Q(ke_tuc=F("id"))),
            models.CheckConstraint(name="cong_doan_loai", condition=Q(loai__in=LoaiCongDoan.values)),
        ]

    def __str__(self):
        return f"{self.ten} ({self.ma})"

    def save(self, *args, **kwargs):
        self.ten_khong_dau = fold(self.ten)[:250]
        super().save(*args, **kwargs)

    @property
    def la_co_so(self) -> bool:
        """CĐCS or nghiệp đoàn."""
        return self.loai in CO_SO

    @property
    def la_cap_tren(self) -> bool:
        return self.loai in CAP_TREN

    @property
    def la_tinh(self) -> bool:
        return self.loai == LoaiCongDoan.LDLD_TINH

    @property
    def co_doan_vien(self) -> bool:
        """Whether members may stand in this unit itself."""
        return self.loai in CO_DOAN_VIEN

    @property
    def goi_toan_don_vi(self) -> str:
        """How a sentence of a document names the whole unit: as set, else by its kind."""
        return self.toan_don_vi or cach_goi.toan_don_vi(self.loai, self.ten)

    @property
    def goi_ngan(self) -> str:
        """How a sentence names the unit a second time: as set, else by its kind."""
        return self.ten_ngan or cach_goi.ten_ngan(self.loai, self.ten)

    @property
    def goi_dia_danh(self) -> str:
        """The place of the unit's documents: as set, else out of its name; nothing where neither says it."""
        return self.dia_danh or cach_goi.dia_danh(self.ten)

    def is_active_on(self, day: date) -> bool:
        """Whether the unit is active on `day` [02-2.1-1]."""
        return self.ngay_thanh_lap <= day and (self.ngay_ket_thuc is None or day < self.ngay_ket_thuc)


class DatedLink(models.Model):
    """A fact of a unit that holds on half-open days [tu_ngay, den_ngay)."""

    tu_ngay = models.DateField("từ ngày")
    den_ngay = models.DateField("đến trước ngày", null=True, blank=True)

    class Meta:
        abstract = True


class TrucThuoc(DatedLink):
    """The dated parent of a unit [02-2.1-2]."""

    cong_doan = models.ForeignKey(CongDoan, models.PROTECT, related_name="truc_thuoc", verbose_name="đơn vị")
    cap_tren = models.ForeignKey(CongDoan, models.PROTECT, related_name="+", verbose_name="đơn vị cấp trên")

    class Meta:
        verbose_name = verbose_name_plural = "trực thuộc"
        ordering = ["tu_ngay"]
        constraints = [
            models.CheckConstraint(name="truc_thuoc_ngay", condition=Q(den_ngay=None) | Q(den_ngay__gt=F("tu_ngay"))),
            models.CheckConstraint(name="truc_thuoc_khac_minh", condition=~Q(cong_doan=F("cap_tren"))),
            models.UniqueConstraint(name="truc_thuoc_mot_dau", fields=["cong_doan", "tu_ngay"]),
            models.UniqueConstraint(name="truc_thuoc_mot_hien_hanh", fields=["cong_doan"], condition=Q(den_ngay=None)),
        ]

    def __str__(self):
        return f"{self.cong_doan_id} → {self.cap_tren_id}"


class TenCongDoan(DatedLink):
    """The dated name of a unit [02-2.1-2]."""

    cong_doan = models.ForeignKey(CongDoan, models.PROTECT, related_name="ten_theo_ngay", verbose_name="đơn vị")
    ten = models.CharField("tên", max_length=250)

    class Meta:
        verbose_name = verbose_name_plural = "tên công đoàn"
        ordering = ["tu_ngay"]
        constraints = [
            models.CheckConstraint(name="ten_ngay", condition=Q(den_ngay=None) | Q(den_ngay__gt=F("tu_ngay"))),
            models.UniqueConstraint(name="ten_mot_dau", fields=["cong_doan", "tu_ngay"]),
            models.UniqueConstraint(name="ten_mot_hien_hanh", fields=["cong_doan"], condition=Q(den_ngay=None)),
        ]

    def __str__(self):
        return self.ten


class CayCongDoan(models.Model):
    """Closure of the dated tree: `cap_tren` ∈ anc(`cap_duoi`, D) for every D with tu_ngay <= D < den_ngay.

    Kept by `cdcs.actions`, with intervals as long as they can be, so that an edge of an interval is the day on which a
    unit came under or left an ancestor. Open ends are MIN_DAY and MAX_DAY: every roll-up is one join without NULLs.
    """

    cap_tren = models.ForeignKey(CongDoan, models.PROTECT, related_name="+", verbose_name="cấp trên")
    cap_duoi = models.ForeignKey(CongDoan, models.PROTECT, related_name="+", verbose_name="cấp dưới")
    tu_ngay = models.DateField("từ ngày")
    den_ngay = models.DateField("đến trước ngày")

    class Meta:
        verbose_name = verbose_name_plural = "cây công đoàn"
        indexes = [models.Index(fields=["cap_duoi", "tu_ngay", "den_ngay", "cap_tren"], name="cay_duoi")]
        constraints = [
            models.UniqueConstraint(fields=["cap_tren", "cap_duoi", "tu_ngay"], name="cay_mot_dau"),
            models.CheckConstraint(name="cay_ngay", condition=Q(den_ngay__gt=F("tu_ngay"))),
        ]

    def __str__(self):
        return f"{self.cap_tren_id} ⊇ {self.cap_duoi_id}"

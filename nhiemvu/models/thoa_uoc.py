"""Collective labour agreements of base units, on half-open days (07 §7.2, HD 90/HD-TLĐ 2023)."""

from datetime import date, timedelta
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce

from nhiemvu.enums import HinhThucKy, LoaiThoaUoc, XepLoai
from nhiemvu.models.dong_ghi import ActiveManager, DongGhi


class ThoaUocQuerySet(models.QuerySet):
    """Filters one chains; `het` is the first day on which an agreement holds no more."""

    def with_end(self):
        return self.annotate(het=Coalesce("ngay_cham_dut", "den_ngay"))

    def valid_on(self, day: date):
        """Agreements that hold on `day`; one base unit may have several."""
        return self.with_end().filter(tu_ngay__lte=day, het__gt=day)

    def in_force(self, day: date):
        """The one agreement of every base unit on `day`: of those that hold the one that took effect last."""
        later = ThoaUoc.objects.valid_on(day).filter(
            Q(tu_ngay__gt=OuterRef("tu_ngay")) | Q(tu_ngay=OuterRef("tu_ngay"), pk__gt=OuterRef("pk")),
            cong_doan=OuterRef("cong_doan"),
        )
        return self.valid_on(day).filter(~Exists(later))

    def ended(self, day: date):
        """The last agreement of every base unit that has none in force on `day` any more."""
        begun = ThoaUoc.objects.with_end().filter(cong_doan=OuterRef("cong_doan"), tu_ngay__lte=day)
        later = begun.filter(Q(het__gt=OuterRef("het")) | Q(het=OuterRef("het"), pk__gt=OuterRef("pk")))
        return self.with_end().filter(het__lte=day).filter(~Exists(later))

    def expiring(self, day: date, days: int):
        """Agreements in force whose last day comes within `days` and that nothing follows without a gap."""
        follows = ThoaUoc.objects.with_end().filter(
            cong_doan=OuterRef("cong_doan"), tu_ngay__lte=OuterRef("het"), het__gt=OuterRef("het")
        )
        return self.in_force(day).filter(~Exists(follows), het__lte=day + timedelta(days=days + 1))


class ThoaUoc(DongGhi):
    """One agreement as it holds at one base unit; one of a group or trade is a record at each of its base units."""

    loai = models.CharField("loại thỏa ước", max_length=15, choices=LoaiThoaUoc, default=LoaiThoaUoc.DOANH_NGHIEP)
    so = models.CharField("số thỏa ước", max_length=100, blank=True)
    ngay_ky = models.DateField("ngày ký")
    hinh_thuc = models.CharField("hình thức", max_length=10, choices=HinhThucKy, default=HinhThucKy.KY_MOI)
    tu_ngay = models.DateField("hiệu lực từ ngày")
    den_ngay = models.DateField("hết hiệu lực từ ngày", help_text="ngày đầu tiên không còn hiệu lực")
    diem = models.DecimalField(
        "điểm", max_digits=4, decimal_places=1, null=True, blank=True,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
    )  # fmt: skip
    xep_loai = models.CharField("xếp loại", max_length=5, choices=XepLoai, default=XepLoai.KHONG)
    so_dieu_khoan = models.PositiveSmallIntegerField("số điều khoản có lợi hơn luật", default=0)
    ngay_cham_dut = models.DateField("chấm dứt trước hạn từ ngày", null=True, blank=True)
    ly_do_cham_dut = models.CharField("lý do chấm dứt trước hạn", max_length=500, blank=True)

    het: date  # put on by `with_end`
    noun = "thoa_uoc"  # of its addresses
    cap_tren_ten: str  # put on by the pages

    objects = ActiveManager.from_queryset(ThoaUocQuerySet)()
    everything = ThoaUocQuerySet.as_manager()

    class Meta(DongGhi.Meta):
        verbose_name = verbose_name_plural = "thỏa ước lao động tập thể"
        indexes = [models.Index(fields=["cong_doan", "tu_ngay", "den_ngay"], name="thoa_uoc_hieu_luc")]
        constraints = [
            *DongGhi.Meta.constraints,
            models.CheckConstraint(name="thoa_uoc_ngay", condition=Q(den_ngay__gt=F("tu_ngay"))),
            models.CheckConstraint(
                name="thoa_uoc_diem", condition=Q(diem=None) | Q(diem__gte=Decimal(0), diem__lte=Decimal(100))
            ),
            models.CheckConstraint(
                name="thoa_uoc_cham_dut",
                condition=Q(ngay_cham_dut=None, ly_do_cham_dut="")
                | (
                    Q(ngay_cham_dut__isnull=False, ngay_cham_dut__gt=F("tu_ngay"), ngay_cham_dut__lt=F("den_ngay"))
                    & ~Q(ly_do_cham_dut="")
                ),
            ),
            models.CheckConstraint(name="thoa_uoc_loai", condition=Q(loai__in=LoaiThoaUoc.values)),
            models.CheckConstraint(name="thoa_uoc_hinh_thuc", condition=Q(hinh_thuc__in=HinhThucKy.values)),
            models.CheckConstraint(name="thoa_uoc_xep_loai", condition=Q(xep_loai__in=XepLoai.values)),
            models.UniqueConstraint(
                name="thoa_uoc_mot_dau", fields=["cong_doan", "loai", "tu_ngay"], condition=Q(huy_luc=None)
            ),
        ]

    def __str__(self):
        number = f" số {self.so}" if self.so else ""
        return f"{self.get_loai_display()}{number}, ký ngày {self.ngay_ky:%d/%m/%Y}"

    @property
    def ngay_het(self) -> date:
        """The first day on which it holds no more."""
        return self.ngay_cham_dut or self.den_ngay

    @property
    def ngay_cuoi(self) -> date:
        """The last day on which it holds, as agreements say it: "đến hết ngày"."""
        return self.ngay_het - timedelta(days=1)

    @property
    def ngay_cuoi_da_ky(self) -> date:
        """The last day that was signed."""
        return self.den_ngay - timedelta(days=1)

    @property
    def xep_loai_trong_cau(self) -> str:
        """The grade inside a sentence: "loại B"."""
        label = self.get_xep_loai_display()
        return label[:1].lower() + label[1:]

    def is_valid_on(self, day: date) -> bool:
        return self.tu_ngay <= day < self.ngay_het

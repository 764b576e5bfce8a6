"""Issues that a unit raises to the union above it, with their answer (01 R18)."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from nhiemvu.enums import LinhVucKienNghi, NoiNhan, TrangThaiKienNghi
from nhiemvu.models.dong_ghi import ActiveManager, DongGhi

DA_CHUYEN, DA_TRA_LOI = TrangThaiKienNghi.DA_CHUYEN, TrangThaiKienNghi.DA_TRA_LOI


class KienNghiQuerySet(models.QuerySet):
    """Filters one chains."""

    def waiting(self):
        """Issues without an answer, those that were passed on too."""
        return self.exclude(trang_thai=DA_TRA_LOI)

    def answered_by(self, day: date):
        """Issues that had their answer at the end of `day`."""
        return self.filter(trang_thai=DA_TRA_LOI, ngay_tra_loi__lte=day)

    def waiting_on(self, day: date):
        """Issues that had no answer yet at the end of `day`."""
        return self.exclude(trang_thai=DA_TRA_LOI, ngay_tra_loi__lte=day)


class KienNghi(DongGhi):
    """One issue: what, to which level, what became of it."""

    ngay = models.DateField("ngày kiến nghị")
    linh_vuc = models.CharField("lĩnh vực", max_length=15, choices=LinhVucKienNghi)
    noi_dung = models.CharField("nội dung", max_length=1000)
    noi_nhan = models.CharField("gửi đến", max_length=10, choices=NoiNhan, default=NoiNhan.CAP_TREN)
    trang_thai = models.CharField(
        "trạng thái", max_length=15, choices=TrangThaiKienNghi, default=TrangThaiKienNghi.DANG_XEM_XET
    )
    chuyen_luc = models.DateTimeField("lúc chuyển cấp trên", null=True, editable=False)
    chuyen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="người chuyển",
    )
    tra_loi = models.CharField("trả lời", max_length=1000, blank=True)
    ngay_tra_loi = models.DateField("ngày trả lời", null=True, blank=True)
    tra_loi_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+",
        verbose_name="người trả lời",
    )  # fmt: skip

    noun = "kien_nghi"  # of its addresses
    cap_tren_ten: str  # put on by the pages
    tuoi: int  # days without an answer

    objects = ActiveManager.from_queryset(KienNghiQuerySet)()
    everything = KienNghiQuerySet.as_manager()

    class Meta(DongGhi.Meta):
        verbose_name = verbose_name_plural = "kiến nghị với cấp trên"
        indexes = [
            models.Index(fields=["cong_doan", "ngay"], name="kien_nghi_ngay"),
            models.Index(fields=["trang_thai", "ngay", "id"], name="kien_nghi_cho"),
        ]
        constraints = [
            *DongGhi.Meta.constraints,
            models.CheckConstraint(name="kien_nghi_linh_vuc", condition=Q(linh_vuc__in=LinhVucKienNghi.values)),
            models.CheckConstraint(name="kien_nghi_noi_nhan", condition=Q(noi_nhan__in=NoiNhan.values)),
            models.CheckConstraint(name="kien_nghi_trang_thai", condition=Q(trang_thai__in=TrangThaiKienNghi.values)),
            models.CheckConstraint(name="kien_nghi_noi_dung", condition=~Q(noi_dung="")),
            models.CheckConstraint(
                name="kien_nghi_tra_loi",
                condition=(Q(trang_thai=DA_TRA_LOI, ngay_tra_loi__isnull=False, ngay_tra_loi__gte=F("ngay"))
                           & Q(tra_loi_by__isnull=False) & ~Q(tra_loi=""))
                | (~Q(trang_thai=DA_TRA_LOI) & Q(ngay_tra_loi=None, tra_loi_by=None, tra_loi="")),
            ),
            models.CheckConstraint(
                name="kien_nghi_chuyen",
                condition=Q(chuyen_luc=None, chuyen_by=None) & ~Q(trang_thai=DA_CHUYEN)
                | Q(chuyen_luc__isnull=False, chuyen_by__isnull=False, noi_nhan=NoiNhan.TINH),
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"Kiến nghị ngày {self.ngay:%d/%m/%Y}: {self.get_linh_vuc_display()}"

    @property
    def is_waiting(self) -> bool:
        return self.trang_thai != DA_TRA_LOI

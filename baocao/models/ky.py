"""Reporting rounds with their five dates, and who reports in them (02 §2.6)."""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from baocao.enums import LoaiKy
from cdcs.models import CongDoan


class KyBaoCao(models.Model):
    """A round: opens, data from, data to, due, locks. A standard code takes its dates when first stored [02-2.6-2].

    `mo_luc` is the instant at which the list of who reports was fixed; from then on the dates stand.
    """

    ma = models.CharField("mã kỳ", max_length=20, unique=True)
    loai = models.CharField("loại kỳ", max_length=15, choices=LoaiKy)
    ngay_mo = models.DateField("ngày mở")
    tu_ngay = models.DateField("số liệu từ ngày")
    den_ngay = models.DateField("ngày chốt")
    han_nop = models.DateField("nộp trước ngày")
    ngay_khoa = models.DateField("ngày khóa")
    mo_luc = models.DateTimeField("lúc mở", null=True, blank=True, editable=False)
    version = models.PositiveIntegerField("phiên bản", default=1, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "kỳ báo cáo"
        ordering = ["den_ngay", "ma"]
        constraints = [
            models.CheckConstraint(name="ky_bao_cao_so_lieu", condition=Q(tu_ngay__lte=F("den_ngay"))),
            models.CheckConstraint(
                name="ky_bao_cao_thu_tu", condition=Q(ngay_mo__lt=F("han_nop"), han_nop__lt=F("ngay_khoa"))
            ),
        ]

    def __str__(self):
        return self.ma

    @property
    def ngay_cuoi(self) -> date:
        """The last day that is still on time [02-2.6-3]."""
        return self.han_nop - timedelta(days=1)


class DonViBaoCaoQuerySet(models.QuerySet):
    """Filters one chains."""

    def expected_on(self, day: date):
        """Who has to report, as of `day`: on the list, not taken off it, not waived, not ended by the cut-off day."""
        stands = Q(cong_doan__ngay_ket_thuc=None) | Q(cong_doan__ngay_ket_thuc__gt=F("ky__den_ngay"))
        return self.filter(stands, bo_luc=None).filter(Q(mien_den=None) | Q(mien_den__lt=day))


class DonViBaoCao(models.Model):
    """A unit that has to report in a round, and why; a later change is said with its reason [02-2.6-8].

    `mien_den` is the last day of a waiver ("miễn báo cáo"): until then the unit is not expected [02-2.6-13].
    """

    ky = models.ForeignKey(KyBaoCao, models.PROTECT, related_name="don_vi", verbose_name="kỳ báo cáo")
    cong_doan = models.ForeignKey(CongDoan, models.PROTECT, related_name="+", verbose_name="đơn vị")
    ly_do = models.CharField("vì sao phải báo cáo", max_length=200)
    bo_luc = models.DateTimeField("lúc đưa khỏi danh sách", null=True, blank=True)
    ly_do_bo = models.CharField("lý do đưa khỏi danh sách", max_length=200, blank=True)
    mien_den = models.DateField("miễn báo cáo đến hết ngày", null=True, blank=True)
    ly_do_mien = models.CharField("lý do miễn", max_length=500, blank=True)
    mien_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người cho miễn"
    )
    created_at = models.DateTimeField("lúc ghi", auto_now_add=True)

    objects = DonViBaoCaoQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "đơn vị phải báo cáo"
        ordering = ["cong_doan__ma"]
        constraints = [models.UniqueConstraint(name="don_vi_bao_cao_mot", fields=["ky", "cong_doan"])]

    def __str__(self):
        return f"{self.ky_id} · {self.cong_doan_id}"

    def is_listed(self, cut_off: date) -> bool:
        """Is the unit still asked for a report? One that ended by the cut-off day sends none, listed or not."""
        return self.bo_luc is None and self.cong_doan.is_active_on(cut_off)

    def is_waived_on(self, day: date) -> bool:
        """Is the unit free of reporting on `day`?"""
        return self.mien_den is not None and day <= self.mien_den

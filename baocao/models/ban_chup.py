"""Appended to only, on both databases: the sealed snapshot of each submission, and every step of a report."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from baocao.enums import BuocCuaBaoCao
from baocao.models.bao_cao import BaoCao


class BanChup(models.Model):
    """What a unit submitted: canonical JSON with its SHA-256 and the seal of that hash [02-2.6-14].

    It holds figures, names of units and employers, and of members only the numbers of ledger rows [02-2.6-15].
    `so_dong_cuoi` is the last row of the ledger at that moment: what has a higher number came later [02-2.6-16].
    """

    bao_cao = models.ForeignKey(BaoCao, models.PROTECT, related_name="ban_chup", verbose_name="báo cáo")
    lan = models.PositiveIntegerField("lần nộp")
    noi_dung = models.TextField("nội dung")
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    hmac = models.CharField("niêm phong", max_length=64)
    so_dong_cuoi = models.BigIntegerField("dòng sổ cuối cùng")
    phien_ban = models.CharField("phiên bản phần mềm", max_length=40)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người nộp")
    created_at = models.DateTimeField("lúc chụp")

    class Meta:
        verbose_name = verbose_name_plural = "bản chụp"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(name="ban_chup_mot_lan", fields=["bao_cao", "lan"])]

    def __str__(self):
        return f"{self.pk}, lần {self.lan}"

    @property
    def ma(self) -> str:
        """The number that documents carry: round, unit, revision."""
        return f"{self.bao_cao.ky.ma}/{self.bao_cao.cong_doan.ma}/{self.lan}"


class BuocBaoCao(models.Model):
    """One step of a report: who did what when, and why. `thu_tu` is the version of the report that the step made."""

    bao_cao = models.ForeignKey(BaoCao, models.PROTECT, related_name="buoc", verbose_name="báo cáo")
    thu_tu = models.PositiveIntegerField("thứ tự")
    buoc = models.CharField("việc", max_length=15, choices=BuocCuaBaoCao)
    lan = models.PositiveIntegerField("lần nộp")
    ly_do = models.CharField("lý do", max_length=500, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người làm")
    created_at = models.DateTimeField("lúc làm")

    class Meta:
        verbose_name = verbose_name_plural = "bước của báo cáo"
        ordering = ["bao_cao", "thu_tu"]
        constraints = [
            models.UniqueConstraint(name="buoc_bao_cao_mot", fields=["bao_cao", "thu_tu"]),
            models.UniqueConstraint(
                name="buoc_bao_cao_nop_mot", fields=["bao_cao", "lan", "buoc"], condition=Q(buoc=BuocCuaBaoCao.NOP)
            ),
            models.CheckConstraint(name="buoc_bao_cao_viec", condition=Q(buoc__in=BuocCuaBaoCao.values)),
        ]

    def __str__(self):
        return f"{self.get_buoc_display()} lần {self.lan}"

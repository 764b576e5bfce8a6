"""The report of a unit: its state, what the unit says at the cells, its texts, remarks and answers (02 §2.6)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from baocao.enums import TrangThaiBaoCao
from baocao.models.ky import KyBaoCao
from cdcs.models import CongDoan


class BaoCaoQuerySet(models.QuerySet):
    """Filters one chains."""

    def writable(self):
        """Reports whose figures are live: the unit may type, nothing of the newest revision stands [02-2.6-10]."""
        return self.filter(trang_thai__in=[TrangThaiBaoCao.DANG_NHAP, TrangThaiBaoCao.TRA_LAI])

    def approved(self):
        return self.filter(trang_thai=TrangThaiBaoCao.DA_DUYET)


class BaoCao(models.Model):
    """The report of one unit for one round; before the first row the state is "chưa bắt đầu" [02-2.6-10].

    `lan` counts submissions; each has its snapshot. Lateness belongs to the first submission and is decided there
    [02-2.6-3]. Every change of state raises `version`, by one conditional UPDATE.
    """

    ky = models.ForeignKey(KyBaoCao, models.PROTECT, related_name="bao_cao", verbose_name="kỳ báo cáo")
    cong_doan = models.ForeignKey(CongDoan, models.PROTECT, related_name="+", verbose_name="đơn vị")
    trang_thai = models.CharField(
        "trạng thái", max_length=15, choices=TrangThaiBaoCao, default=TrangThaiBaoCao.DANG_NHAP
    )
    lan = models.PositiveIntegerField("lần nộp", default=0)
    khong_phat_sinh = models.BooleanField("không phát sinh", default=False)
    ly_do_khong_phat_sinh = models.CharField("lý do không phát sinh", max_length=500, blank=True)
    nop_dau_luc = models.DateTimeField("lúc nộp lần đầu", null=True, blank=True)
    so_ngay_cham = models.PositiveIntegerField("số ngày chậm", null=True, blank=True)
    nop_luc = models.DateTimeField("lúc nộp lần gần nhất", null=True, blank=True)
    nop_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người nộp"
    )
    han_sua = models.DateField("nộp lại trước hết ngày", null=True, blank=True)
    duyet_luc = models.DateTimeField("lúc duyệt", null=True, blank=True)
    duyet_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người duyệt"
    )
    created_at = models.DateTimeField("lúc bắt đầu", auto_now_add=True)
    version = models.PositiveIntegerField("phiên bản", default=1, editable=False)

    objects = BaoCaoQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "báo cáo"
        ordering = ["ky", "cong_doan__ma"]
        constraints = [
            models.UniqueConstraint(name="bao_cao_mot", fields=["ky", "cong_doan"]),
            models.CheckConstraint(name="bao_cao_trang_thai", condition=Q(trang_thai__in=TrangThaiBaoCao.values)),
            models.CheckConstraint(
                name="bao_cao_nop_co_lan", condition=Q(trang_thai=TrangThaiBaoCao.DANG_NHAP) | Q(lan__gte=1)
            ),
            models.CheckConstraint(
                name="bao_cao_duyet_co_nguoi",
                condition=~Q(trang_thai=TrangThaiBaoCao.DA_DUYET) | Q(duyet_by__isnull=False, duyet_luc__isnull=False),
            ),
        ]

    def __str__(self):
        return f"Báo cáo {self.ky.ma} của {self.cong_doan.ten}"

    @property
    def la_dang_sua(self) -> bool:
        """Are the figures live, to be written by the unit?"""
        return self.trang_thai in {TrangThaiBaoCao.DANG_NHAP, TrangThaiBaoCao.TRA_LAI}

    @property
    def da_chot(self) -> bool:
        """Is the newest revision frozen, so that every page reads its snapshot alone [02-2.6-14]?"""
        return not self.la_dang_sua

    @property
    def la_da_duyet(self) -> bool:
        return self.trang_thai == TrangThaiBaoCao.DA_DUYET


class OBaoCao(models.Model):
    """What the unit says at one cell: a figure of its own, and why it differs or what explains a warning [02-2.6-20].

    `o` is the key of the cell (`baocao.queries.bao_cao.o`).
    """

    bao_cao = models.ForeignKey(BaoCao, models.PROTECT, related_name="o", verbose_name="báo cáo")
    o = models.CharField("ô", max_length=60)
    so_khai = models.BigIntegerField("đơn vị khai", null=True, blank=True)
    giai_trinh = models.CharField("giải trình", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "ô báo cáo"
        constraints = [models.UniqueConstraint(name="o_bao_cao_mot", fields=["bao_cao", "o"])]

    def __str__(self):
        return self.o


class MucBaoCao(models.Model):
    """The unit's own text of one point of the narrative; a point without a row keeps its drafted sentences."""

    bao_cao = models.ForeignKey(BaoCao, models.PROTECT, related_name="muc", verbose_name="báo cáo")
    muc = models.CharField("mục", max_length=20)
    van_ban = models.TextField("nội dung", max_length=10_000)

    class Meta:
        verbose_name = verbose_name_plural = "mục báo cáo"
        constraints = [models.UniqueConstraint(name="muc_bao_cao_mot", fields=["bao_cao", "muc"])]

    def __str__(self):
        return self.muc


class NhanXet(models.Model):
    """A remark of the reviewer at one cell of a returned revision, and the unit's answer there (01 B5)."""

    bao_cao = models.ForeignKey(BaoCao, models.PROTECT, related_name="nhan_xet", verbose_name="báo cáo")
    lan = models.PositiveIntegerField("lần nộp")
    o = models.CharField("ô", max_length=60)
    noi_dung = models.CharField("nhận xét", max_length=500)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người nhận xét"
    )
    created_at = models.DateTimeField("lúc nhận xét", auto_now_add=True)
    tra_loi = models.CharField("trả lời", max_length=500, blank=True)
    tra_loi_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người trả lời"
    )
    tra_loi_luc = models.DateTimeField("lúc trả lời", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "nhận xét"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(name="nhan_xet_mot_o_mot_lan", fields=["bao_cao", "lan", "o"])]

    def __str__(self):
        return f"{self.o}: {self.noi_dung}"

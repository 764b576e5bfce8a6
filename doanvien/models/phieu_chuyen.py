"""Transfer slips between two clerks: the origin proposes, the destination answers (02 §2.2, 9 to 13)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cdcs.access import Scope
from cdcs.models import CongDoan
from core.sql import id_in
from doanvien.enums import TrangThaiPhieu
from doanvien.models.doan_vien import DoanVien

CHO_NHAN, DA_NHAN = TrangThaiPhieu.CHO_NHAN, TrangThaiPhieu.DA_NHAN


class PhieuChuyenQuerySet(models.QuerySet):
    """Filters one chains."""

    def waiting(self):
        """Slips that nobody has answered or withdrawn yet."""
        return self.filter(trang_thai=CHO_NHAN)

    def arriving_in(self, scope: Scope):
        """Slips whose destination lies in the scope."""
        return scope.filter(self, "cong_doan_den_id")

    def leaving(self, scope: Scope):
        """Slips whose origin lies in the scope."""
        return scope.filter(self, "cong_doan_di_id")

    def touching(self, scope: Scope):
        """Slips with one of their two units in the scope."""
        if scope.everything:
            return self
        return self.filter(id_in("cong_doan_di_id", scope.ids) | id_in("cong_doan_den_id", scope.ids))


class PhieuChuyen(models.Model):
    """One proposed transfer: of a member, or of a quantity where there are no names yet.

    The slip keeps no name: who reads it joins the person as recorded today. The pair of the ledger is written by the
    acceptance alone, under the act's number `ma_nhom`; until then the members count at the origin [02-2.2-10].
    """

    cong_doan_di = models.ForeignKey(CongDoan, models.PROTECT, related_name="+", verbose_name="đơn vị đi")
    cong_doan_den = models.ForeignKey(CongDoan, models.PROTECT, related_name="+", verbose_name="đơn vị đến")
    doan_vien = models.ForeignKey(
        DoanVien, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="đoàn viên"
    )
    so_luong = models.PositiveIntegerField("số lượng", default=1)
    so_nu = models.PositiveIntegerField("trong đó nữ", default=0)
    ngay = models.DateField("ngày hiệu lực")
    so_quyet_dinh = models.CharField("số quyết định", max_length=100, blank=True)
    ghi_chu = models.CharField("ghi chú", max_length=500, blank=True)
    trang_thai = models.CharField("trạng thái", max_length=10, choices=TrangThaiPhieu, default=CHO_NHAN)
    ly_do = models.CharField("lý do từ chối hoặc rút", max_length=500, blank=True)
    ma_nhom = models.BigIntegerField("mã lần ghi", null=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người lập")
    created_at = models.DateTimeField("lúc lập", auto_now_add=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người trả lời hoặc rút"
    )
    answered_at = models.DateTimeField("lúc trả lời hoặc rút", null=True)

    # What this reader may see and do; put on by the pages (02 §2.7).
    tuoi: int  # days it has been waiting
    may_answer: bool
    may_accept: bool  # and its day has come
    may_withdraw: bool
    show_card: bool
    so_the: str  # the card number: whole for the two clerks of the slip, masked for who only reads it
    link_name: bool

    objects = PhieuChuyenQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "phiếu chuyển"
        indexes = [
            models.Index(fields=["cong_doan_den", "trang_thai", "id"], name="phieu_chuyen_den"),
            models.Index(fields=["cong_doan_di", "trang_thai", "id"], name="phieu_chuyen_di"),
        ]
        constraints = [
            models.CheckConstraint(name="phieu_chuyen_hai_don_vi", condition=~Q(cong_doan_di=F("cong_doan_den"))),
            models.CheckConstraint(name="phieu_chuyen_so_luong", condition=Q(so_luong__gte=1)),
            models.CheckConstraint(name="phieu_chuyen_so_nu", condition=Q(so_nu__lte=F("so_luong"))),
            models.CheckConstraint(name="phieu_chuyen_mot_nguoi", condition=Q(doan_vien=None) | Q(so_luong=1)),
            models.CheckConstraint(name="phieu_chuyen_trang_thai", condition=Q(trang_thai__in=TrangThaiPhieu.values)),
            models.CheckConstraint(
                name="phieu_chuyen_tra_loi",
                condition=Q(trang_thai=CHO_NHAN, answered_at=None, answered_by=None)
                | (~Q(trang_thai=CHO_NHAN) & Q(answered_at__isnull=False, answered_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="phieu_chuyen_ma_nhom",
                condition=Q(trang_thai=DA_NHAN, ma_nhom__isnull=False) | (~Q(trang_thai=DA_NHAN) & Q(ma_nhom=None)),
            ),
            models.UniqueConstraint(
                name="phieu_chuyen_mot_phieu_cho", fields=["doan_vien"], condition=Q(trang_thai=CHO_NHAN)
            ),
        ]

    def __str__(self):
        return f"Phiếu chuyển số {self.pk}"

    @property
    def is_waiting(self) -> bool:
        return self.trang_thai == CHO_NHAN

    @property
    def person(self) -> DoanVien | None:
        """The member as recorded today; of a doubled record the one that stays [02-2.2a-6]."""
        member = self.doan_vien
        return member.gop_vao or member if member else None

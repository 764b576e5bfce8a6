"""The append-only ledger and its counters (02 §2.2, 04 §4.6)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cdcs.models import CongDoan, LoNhap
from doanvien.enums import DAU, LOAI_CAP, LoaiBienDong
from doanvien.models.doan_vien import DoanVien


class BienDongQuerySet(models.QuerySet):
    def living(self):
        """Rows that count: neither a reversal nor reversed [02-2.2-5]."""
        return self.filter(dao_cua=None, dao_boi=None)


class BienDong(models.Model):
    """One movement of members in one unit on one day. Never updated, never deleted: a trigger holds it."""

    # Foreign keys without an index of their own are the first column of another one, or have a partial one below: every
    # index is paid for by each row of an import.
    cong_doan = models.ForeignKey(CongDoan, models.PROTECT, db_index=False, related_name="+", verbose_name="đơn vị")
    loai = models.CharField("loại biến động", max_length=25, choices=LoaiBienDong)
    ngay = models.DateField("ngày hiệu lực")
    so_luong = models.PositiveIntegerField("số lượng")
    so_nu = models.PositiveIntegerField("trong đó nữ", default=0)
    doan_vien = models.ForeignKey(
        DoanVien, models.PROTECT, null=True, blank=True, related_name="bien_dong", verbose_name="đoàn viên"
    )
    cong_doan_doi_ung = models.ForeignKey(
        CongDoan, models.PROTECT, null=True, blank=True, db_index=False, related_name="+",
        verbose_name="đơn vị đối ứng",
    )  # fmt: skip
    ma_cap = models.BigIntegerField("mã cặp", null=True, editable=False)
    ma_nhom = models.BigIntegerField("mã lần ghi", db_index=True, editable=False)
    he_so = models.SmallIntegerField("hệ số", default=1, editable=False)
    dao_cua = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="dao_boi", verbose_name="ghi đảo của dòng"
    )
    so_quyet_dinh = models.CharField("số quyết định", max_length=100, blank=True)
    ghi_chu = models.CharField("ghi chú", max_length=500, blank=True)
    lo_nhap = models.ForeignKey(LoNhap, models.PROTECT, null=True, related_name="+", verbose_name="lô nhập")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, db_index=False, related_name="+", verbose_name="người ghi"
    )
    created_at = models.DateTimeField("lúc ghi")

    objects = BienDongQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "biến động đoàn viên"
        indexes = [
            models.Index(fields=["cong_doan", "ngay", "id"], name="bien_dong_so"),
            models.Index(fields=["ngay", "id"], name="bien_dong_ngay"),
            # Almost every row has no reversal: over all NULLs the statistics call the unique index useless.
            models.Index(fields=["dao_cua"], name="bien_dong_dao", condition=Q(dao_cua__isnull=False)),
            models.Index(fields=["ma_cap"], name="bien_dong_cap", condition=Q(ma_cap__isnull=False)),
            models.Index(
                fields=["cong_doan_doi_ung"], name="bien_dong_doi_ung", condition=Q(cong_doan_doi_ung__isnull=False)
            ),
        ]
        constraints = [
            models.CheckConstraint(name="bien_dong_so_luong", condition=Q(so_luong__gte=1)),
            models.CheckConstraint(name="bien_dong_so_nu", condition=Q(so_nu__lte=F("so_luong"))),
            models.CheckConstraint(name="bien_dong_mot_nguoi", condition=Q(doan_vien=None) | Q(so_luong=1)),
            models.CheckConstraint(name="bien_dong_loai", condition=Q(loai__in=LoaiBienDong.values)),
            models.CheckConstraint(
                name="bien_dong_cap_du",
                condition=Q(loai__in=LOAI_CAP, cong_doan_doi_ung__isnull=False, ma_cap__isnull=False)
                | (~Q(loai__in=LOAI_CAP) & Q(cong_doan_doi_ung=None, ma_cap=None)),
            ),
            models.CheckConstraint(
                name="bien_dong_doi_ung_khac",
                condition=Q(cong_doan_doi_ung=None) | ~Q(cong_doan_doi_ung=F("cong_doan")),
            ),
            models.CheckConstraint(
                name="bien_dong_he_so", condition=Q(he_so=1, dao_cua=None) | Q(he_so=-1, dao_cua__isnull=False)
            ),
        ]

    def __str__(self):
        return f"{self.get_loai_display()} {self.so_luong} · {self.ngay:%d/%m/%Y}"

    @property
    def so_nam(self) -> int:
        """Men among them."""
        return self.so_luong - self.so_nu

    @property
    def dau(self) -> int:
        """+1 or −1: the effect on the stock, a reversal turned round."""
        return DAU[self.loai] * self.he_so


class SoDem(models.Model):
    """Counters of the ledger (04 §4.6). One row per unit, day, kind, and whether it counts the unit's own rows alone.

    `ngay` is the first day of the month for movements and the very day of the move for `cay_den` and `cay_di`, what
    came or left with a unit that changed its place. `rieng` rows count the unit's own rows, moved by no tree.
    """

    cong_doan = models.ForeignKey(CongDoan, models.PROTECT, db_index=False, related_name="+", verbose_name="đơn vị")
    rieng = models.BooleanField("riêng đơn vị")
    ngay = models.DateField("ngày")
    loai = models.CharField("loại", max_length=25)
    so_luong = models.BigIntegerField("số lượng")
    so_nu = models.BigIntegerField("trong đó nữ")
    co_danh_sach = models.BigIntegerField("có danh sách")

    class Meta:
        verbose_name = verbose_name_plural = "số đếm"
        constraints = [
            models.UniqueConstraint(name="so_dem_khoa", fields=["cong_doan", "rieng", "loai", "ngay"]),
        ]

    def __str__(self):
        return f"{self.cong_doan_id} {self.loai} {self.ngay}: {self.so_luong}"


class SoDemCap(models.Model):
    """Paired movements by unit, other unit and month, so that a structure can leave out the pairs inside it."""

    cong_doan = models.ForeignKey(CongDoan, models.PROTECT, db_index=False, related_name="+", verbose_name="đơn vị")
    doi_ung = models.ForeignKey(CongDoan, models.PROTECT, related_name="+", verbose_name="đơn vị đối ứng")
    ngay = models.DateField("tháng")
    loai = models.CharField("loại", max_length=25)
    so_luong = models.BigIntegerField("số lượng")
    so_nu = models.BigIntegerField("trong đó nữ")
    co_danh_sach = models.BigIntegerField("có danh sách")

    class Meta:
        verbose_name = verbose_name_plural = "số đếm theo cặp"
        constraints = [
            models.UniqueConstraint(name="so_dem_cap_khoa", fields=["cong_doan", "doi_ung", "loai", "ngay"]),
        ]

    def __str__(self):
        return f"{self.cong_doan_id} ↔ {self.doi_ung_id} {self.loai} {self.ngay}: {self.so_luong}"


class GhiDanh(models.Model):
    """A person named out of a unit's count-only stock: what the list stated and the row that was written for it.

    The row takes kind and day of the count-only row it replaces [02-2.2a-3]; a second import recognises the person by
    what the sheet stated [03-3.3-31].
    """

    doan_vien = models.ForeignKey(DoanVien, models.PROTECT, related_name="ghi_danh", verbose_name="đoàn viên")
    cong_doan = models.ForeignKey(CongDoan, models.PROTECT, related_name="+", verbose_name="đơn vị")
    loai_khai = models.CharField("loại đã khai", max_length=25, choices=LoaiBienDong)
    ngay_khai = models.DateField("ngày đã khai")
    ma_nhom = models.BigIntegerField("mã lần ghi", editable=False)
    lo_nhap = models.ForeignKey(LoNhap, models.PROTECT, null=True, related_name="+", verbose_name="lô nhập")

    class Meta:
        verbose_name = verbose_name_plural = "bổ sung danh sách"

    def __str__(self):
        return f"{self.doan_vien_id} · {self.cong_doan_id}"

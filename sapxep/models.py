"""Reorganisation decisions: one dated act each, with what an undo has to put back (02 §2.1)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cdcs.models import CongDoan, LoNhap
from sapxep.enums import LoaiSapXep, TrangThaiChuyen


class SapXep(models.Model):
    """One decision on one unit on day `ngay`. Undone decisions stay, marked."""

    loai = models.CharField("loại sắp xếp", max_length=20, choices=LoaiSapXep)
    ngay = models.DateField("ngày hiệu lực")
    cong_doan = models.ForeignKey(CongDoan, models.PROTECT, related_name="sap_xep", verbose_name="đơn vị")
    cong_doan_dich = models.ForeignKey(
        CongDoan, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="đơn vị đích"
    )
    ten_moi = models.CharField("tên mới", max_length=250, blank=True)
    so_quyet_dinh = models.CharField("số quyết định", max_length=100)
    ly_do = models.CharField("lý do", max_length=500, blank=True)
    ma_nhom = models.BigIntegerField("mã lần ghi", editable=False)
    thay_doi = models.JSONField("thay đổi đã làm", default=list, editable=False)
    lo_nhap = models.ForeignKey(LoNhap, models.PROTECT, null=True, related_name="+", verbose_name="lô nhập")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi")
    created_at = models.DateTimeField("lúc ghi", auto_now_add=True)
    undone_at = models.DateTimeField("lúc hoàn tác", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "quyết định sắp xếp"
        ordering = ["ngay", "pk"]
        constraints = [
            models.CheckConstraint(
                name="sap_xep_co_dich",
                condition=Q(loai__in=["chuyen_cap_tren", "sap_nhap"], cong_doan_dich__isnull=False)
                | Q(loai="giai_the", cong_doan_dich=None)
                | (Q(loai="doi_ten", cong_doan_dich=None) & ~Q(ten_moi="")),
            ),
        ]

    def __str__(self):
        return f"{self.get_loai_display()} {self.cong_doan_id} · {self.ngay:%d/%m/%Y}"


class ThanhLap(models.Model):
    """A founding carried out as one act: the unit, its file, employers and first members, and what an undo takes back.

    `lien_ket` are the employers that were linked, `lo_nhap` the batch of named members, `ma_nhom` the count-only row.
    """

    cong_doan = models.ForeignKey(CongDoan, models.PROTECT, related_name="+", verbose_name="đơn vị")
    ngay = models.DateField("ngày quyết định")
    so_quyet_dinh = models.CharField("số quyết định", max_length=100)
    ho_so = models.JSONField("hồ sơ đã có", default=list)
    nganh_nghe = models.CharField("ngành nghề", max_length=150, blank=True)
    dia_ban = models.CharField("địa bàn", max_length=150, blank=True)
    lien_ket = models.JSONField("đơn vị, doanh nghiệp liên kết", default=list, editable=False)
    lo_nhap = models.ForeignKey(LoNhap, models.PROTECT, null=True, related_name="+", verbose_name="lô nhập")
    ma_nhom = models.BigIntegerField("mã lần ghi số lượng", null=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi")
    created_at = models.DateTimeField("lúc ghi", auto_now_add=True)
    undone_at = models.DateTimeField("lúc hoàn tác", null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người hoàn tác"
    )

    class Meta:
        verbose_name = verbose_name_plural = "quyết định thành lập"
        ordering = ["ngay", "pk"]

    def __str__(self):
        return f"Thành lập {self.cong_doan_id} · {self.ngay:%d/%m/%Y}"


class ChuyenQuanLy(models.Model):
    """Employers that change hands by one dated decision [02-2.1-15], or a clerk's proposal of it.

    `doanh_nghiep` are the employers asked for, `truoc` the intervals of those that moved as they were.
    """

    trang_thai = models.CharField("trạng thái", max_length=20, choices=TrangThaiChuyen, default=TrangThaiChuyen.DE_NGHI)
    ngay = models.DateField("ngày hiệu lực")
    cong_doan_dich = models.ForeignKey(CongDoan, models.PROTECT, related_name="+", verbose_name="đơn vị nhận quản lý")
    so_quyet_dinh = models.CharField("số quyết định", max_length=100, blank=True)
    ly_do = models.CharField("lý do", max_length=500)
    doanh_nghiep = models.JSONField("đơn vị, doanh nghiệp", default=list, editable=False)
    truoc = models.JSONField("quản lý trước đó", default=list, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi")
    created_at = models.DateTimeField("lúc ghi", auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người quyết"
    )
    decided_at = models.DateTimeField("lúc quyết", null=True, blank=True)
    tra_loi = models.CharField("trả lời", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "chuyển đơn vị quản lý"
        ordering = ["ngay", "pk"]
        constraints = [
            models.CheckConstraint(
                name="chuyen_quan_ly_trang_thai", condition=Q(trang_thai__in=TrangThaiChuyen.values)
            ),
            models.CheckConstraint(
                name="chuyen_quan_ly_co_quyet_dinh",
                condition=~Q(trang_thai__in=["da_thuc_hien", "da_hoan_tac"]) | ~Q(so_quyet_dinh=""),
            ),
        ]

    def __str__(self):
        return f"Chuyển quản lý sang {self.cong_doan_dich_id} · {self.ngay:%d/%m/%Y}"

    @property
    def da_chuyen(self) -> set[int]:
        """The employers that moved; empty while it is a proposal."""
        return {row["doanh_nghiep_id"] for row in self.truoc}

    @property
    def cac_don_vi(self) -> set[int]:
        """The employers that moved, or are asked for."""
        return self.da_chuyen or set(self.doanh_nghiep)

    @property
    def noi_giao(self) -> dict[int, int]:
        """The unit that each employer which moved left by the decision."""
        day = self.ngay.isoformat()
        held = (row for row in self.truoc if row["tu_ngay"] <= day < row["den_ngay"])
        return {row["doanh_nghiep_id"]: row["cong_doan_id"] for row in held}

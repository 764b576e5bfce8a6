"""Reconciliation with the national system: one upload, its rows, and how that system names our units (01 R19, B7)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cdcs.models import CoLanBam, CongDoan, LoNhap
from doanvien.enums import NhomDoiChieu, QuyetDinhDoiChieu, TrangThaiDoiChieu
from doanvien.models.doan_vien import DoanVien


class DoiChieu(CoLanBam):
    """One export of the national system beside our book, for the members under `cong_doan`.

    `tieu_de` holds the headings with the chosen column of each, `ket_qua` the counts that must add up. The uploaded
    file lives only until its columns are mapped: columns that are not mapped are never stored [06-6.2-23].
    """

    cong_doan = models.ForeignKey(CongDoan, models.PROTECT, related_name="+", verbose_name="đơn vị đối chiếu")
    trang_thai = models.CharField(
        "trạng thái", max_length=20, choices=TrangThaiDoiChieu, default=TrangThaiDoiChieu.CHO_GHEP
    )
    ten_tep = models.CharField("tên tệp", max_length=250)
    duong_dan = models.CharField("tệp chờ ghép cột", max_length=250, blank=True, editable=False)
    sha256 = models.CharField("mã băm của tệp", max_length=64)
    tieu_de = models.JSONField("tiêu đề và cột", default=list, editable=False)
    ket_qua = models.JSONField("kết quả", default=dict, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người đối chiếu"
    )
    created_at = models.DateTimeField("lúc tải lên", auto_now_add=True)
    finished_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người kết thúc"
    )
    finished_at = models.DateTimeField("lúc kết thúc", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "đối chiếu"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="doi_chieu_trang_thai", condition=Q(trang_thai__in=TrangThaiDoiChieu.values))
        ]

    def __str__(self):
        return f"Đối chiếu số {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether decisions may be made."""
        return self.trang_thai == TrangThaiDoiChieu.DANG_XU_LY

    @property
    def so_dong_tep(self) -> int:
        """Data rows of the file."""
        return self.ket_qua.get("tong_dong", 0)

    @property
    def ngoai_pham_vi(self) -> int:
        """Rows of units outside the scope: counted, nothing about them is stored."""
        return self.ket_qua.get("ngoai_pham_vi", 0)


class DongDoiChieu(models.Model):
    """One person of the comparison: a row of the file, or a member who is in no row (`dong` empty).

    `gia_tri` holds the mapped cells alone, and nothing for who agrees in everything. `khac` names the differing fields
    between commas (",ho_ten,don_vi,"), `con_mo` those still undecided.
    """

    doi_chieu = models.ForeignKey(DoiChieu, models.CASCADE, related_name="cac_dong", verbose_name="đối chiếu")
    dong = models.PositiveIntegerField("dòng trong tệp", null=True)
    nhom = models.CharField("nhóm", max_length=20, choices=NhomDoiChieu)
    gia_tri = models.JSONField("ô đã ghép", default=dict)
    doan_vien = models.ForeignKey(
        DoanVien, models.PROTECT, null=True, related_name="+", verbose_name="đoàn viên trong sổ"
    )
    cong_doan = models.ForeignKey(CongDoan, models.PROTECT, null=True, related_name="+", verbose_name="đơn vị")
    don_vi_la = models.CharField("tên đơn vị chưa ghép", max_length=250, blank=True)
    khac = models.CharField("ô khác nhau", max_length=200, blank=True)
    con_mo = models.CharField("ô chưa quyết", max_length=200, blank=True)
    ung_vien = models.JSONField("những người có thể là dòng này", default=list)
    ghi_chu = models.CharField("vì sao", max_length=500, blank=True)
    tu_choi = models.CharField("lý do chưa ghi được", max_length=500, blank=True)
    quyet_dinh = models.CharField("quyết định", max_length=20, choices=QuyetDinhDoiChieu, blank=True)
    ly_do = models.CharField("lý do", max_length=500, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người quyết"
    )
    decided_at = models.DateTimeField("lúc quyết", null=True)
    ma_nhom = models.BigIntegerField("mã nhóm dòng sổ", null=True)
    lo_nhap = models.ForeignKey(LoNhap, models.PROTECT, null=True, related_name="+", verbose_name="lô nhập")

    class Meta:
        verbose_name = verbose_name_plural = "dòng đối chiếu"
        indexes = [models.Index(fields=["doi_chieu", "nhom", "quyet_dinh", "id"], name="dong_doi_chieu_nhom")]
        constraints = [
            models.CheckConstraint(name="dong_doi_chieu_cac_nhom", condition=Q(nhom__in=NhomDoiChieu.values)),
            models.CheckConstraint(
                name="dong_doi_chieu_quyet", condition=Q(quyet_dinh__in=["", *QuyetDinhDoiChieu.values])
            ),
            models.UniqueConstraint(
                name="dong_doi_chieu_mot_nguoi",
                fields=["doi_chieu", "doan_vien"],
                condition=Q(doan_vien__isnull=False),
            ),
            models.UniqueConstraint(
                name="dong_doi_chieu_mot_dong", fields=["doi_chieu", "dong"], condition=Q(dong__isnull=False)
            ),
        ]

    def __str__(self):
        return f"Dòng {self.dong or '—'} ({self.get_nhom_display()})"

    @property
    def cac_o_mo(self) -> list[str]:
        """The differing fields that wait for a decision."""
        return [name for name in self.con_mo.split(",") if name]


class GhepDonVi(models.Model):
    """How the national system names a unit of ours, settled by hand once; without `don_vi`: not a unit of the scope."""

    cong_doan = models.ForeignKey(CongDoan, models.PROTECT, null=True, related_name="+", verbose_name="đơn vị ghép")
    ten_ngoai = models.CharField("tên trong hệ thống", max_length=250)
    don_vi = models.ForeignKey(CongDoan, models.PROTECT, null=True, related_name="+", verbose_name="đơn vị trong sổ")

    class Meta:
        verbose_name = verbose_name_plural = "ghép đơn vị"
        constraints = [models.UniqueConstraint(name="ghep_don_vi_mot_lan", fields=["cong_doan", "ten_ngoai"])]

    def __str__(self):
        return f"{self.ten_ngoai} → {self.don_vi_id or 'ngoài phạm vi'}"

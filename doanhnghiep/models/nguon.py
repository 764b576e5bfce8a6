"""The lists of the six sources beside our own, and disputes about the figures in use (01 R8, 02 §2.4-3)."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q

from cdcs.enums import NguonSoLieu
from cdcs.models import CoLanBam, CongDoan, LoNhap
from doanhnghiep.enums import LoaiTranhChap, NhomNguon, QuyetDinhNguon, TrangThaiNguon, TrangThaiTranhChap
from doanhnghiep.models.doanh_nghiep import DoanhNghiep
from doanhnghiep.models.lao_dong import LaoDong


class DanhSachNguon(CoLanBam):
    """One list of a source as of a day; the file lives only until its columns are mapped and read."""

    nguon = models.CharField("nguồn", max_length=20, choices=NguonSoLieu)
    ngay_so_lieu = models.DateField("ngày số liệu")
    cong_doan = models.ForeignKey(CongDoan, models.PROTECT, related_name="+", verbose_name="đơn vị đối chiếu")
    trang_thai = models.CharField("trạng thái", max_length=20, choices=TrangThaiNguon, default=TrangThaiNguon.CHO_GHEP)
    ten_tep = models.CharField("tên tệp", max_length=250)
    duong_dan = models.CharField("tệp chờ ghép cột", max_length=250, blank=True, editable=False)
    sha256 = models.CharField("mã băm của tệp", max_length=64)
    tieu_de = models.JSONField("tiêu đề và cột", default=list, editable=False)
    ket_qua = models.JSONField("kết quả", default=dict, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người tải")
    created_at = models.DateTimeField("lúc tải lên", auto_now_add=True)
    finished_at = models.DateTimeField("lúc kết thúc", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "danh sách của nguồn"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="danh_sach_nguon_trang_thai", condition=Q(trang_thai__in=TrangThaiNguon.values))
        ]

    def __str__(self):
        return f"{self.get_nguon_display()}, {self.ngay_so_lieu:%d/%m/%Y}"

    @property
    def is_open(self) -> bool:
        return self.trang_thai == TrangThaiNguon.DANG_XU_LY


class DongNguon(models.Model):
    """One row of such a list; who agrees in everything keeps no cell [06-6.2-23]."""

    danh_sach = models.ForeignKey(DanhSachNguon, models.CASCADE, related_name="cac_dong", verbose_name="danh sách")
    dong = models.PositiveIntegerField("dòng trong tệp")
    nhom = models.CharField("nhóm", max_length=20, choices=NhomNguon)
    gia_tri = models.JSONField("ô đã ghép", default=dict)
    doanh_nghiep = models.ForeignKey(
        DoanhNghiep, models.PROTECT, null=True, related_name="+", verbose_name="đơn vị trong danh sách"
    )
    do_tin = models.PositiveSmallIntegerField("độ tin của việc ghép, %", default=100)
    khac = models.CharField("ô khác nhau", max_length=200, blank=True)
    ung_vien = models.JSONField("những đơn vị có thể là dòng này", default=list)
    ghi_chu = models.CharField("vì sao", max_length=500, blank=True)
    quyet_dinh = models.CharField("quyết định", max_length=20, choices=QuyetDinhNguon, blank=True)
    ly_do = models.CharField("lý do", max_length=500, blank=True)
    lo_nhap = models.ForeignKey(LoNhap, models.PROTECT, null=True, related_name="+", verbose_name="lô nhập")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người quyết"
    )
    decided_at = models.DateTimeField("lúc quyết", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "dòng của nguồn"
        indexes = [models.Index(fields=["danh_sach", "nhom", "quyet_dinh", "id"], name="dong_nguon_nhom")]
        constraints = [
            models.CheckConstraint(name="dong_nguon_cac_nhom", condition=Q(nhom__in=NhomNguon.values)),
            models.UniqueConstraint(
                name="dong_nguon_mot_don_vi", fields=["danh_sach", "doanh_nghiep"],
                condition=Q(doanh_nghiep__isnull=False),
            ),
        ]  # fmt: skip

    # Put on by the page: the cells side by side, the employers that an unsure row may be.
    o: list[dict[str, str]]
    gan_giong: list[DoanhNghiep]

    def __str__(self):
        return f"dòng {self.dong}"

    @property
    def cac_o_khac(self) -> list[str]:
        return [name for name in self.khac.split(",") if name]

    @property
    def ten(self) -> str:
        """Whom the row means: our employer where it is known, else the name that the file gives."""
        return self.doanh_nghiep.ten if self.doanh_nghiep else self.gia_tri.get("ten") or "(trống)"

    @property
    def note(self) -> str:
        """What was decided and why; while nothing is, why the row stands in its group."""
        if self.quyet_dinh:
            why = f": {self.ly_do}" if self.ly_do else ""
            return f"{self.get_quyet_dinh_display()}{why}" + (f" (lô {self.lo_nhap_id})" if self.lo_nhap_id else "")
        by_name = f"Ghép theo tên, độ tin {self.do_tin}%." if self.doanh_nghiep_id and self.do_tin < 100 else ""
        return " ".join(filter(None, [self.ghi_chu, by_name]))


class TranhChap(models.Model):
    """A dispute about an employer: raised with a reason and evidence, decided by the province, visible for good."""

    doanh_nghiep = models.ForeignKey(
        DoanhNghiep, models.PROTECT, related_name="tranh_chap", verbose_name="đơn vị, doanh nghiệp"
    )
    loai = models.CharField("nội dung", max_length=20, choices=LoaiTranhChap)
    so_lao_dong = models.PositiveIntegerField("số lao động thực tế", null=True, blank=True)
    ngay_ngung = models.DateField("ngày ngừng hoạt động", null=True, blank=True)
    ly_do = models.CharField("lý do", max_length=500)
    trang_thai = models.CharField(
        "trạng thái", max_length=20, choices=TrangThaiTranhChap, default=TrangThaiTranhChap.CHO_QUYET
    )
    ngay_quyet = models.DateField("ngày quyết", null=True, blank=True)
    tra_loi = models.CharField("lý do của quyết định", max_length=500, blank=True)
    lao_dong = models.ForeignKey(
        LaoDong, models.SET_NULL, null=True, related_name="+", editable=False, verbose_name="số liệu đã ghi"
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người nêu")
    created_at = models.DateTimeField("lúc nêu", auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người quyết"
    )
    decided_at = models.DateTimeField("lúc quyết", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "tranh chấp số liệu"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                name="tranh_chap_mot_cho_quyet", fields=["doanh_nghiep"], condition=Q(trang_thai="cho_quyet")
            ),
            models.CheckConstraint(
                name="tranh_chap_co_so",
                condition=~Q(loai="lao_dong") | Q(so_lao_dong__isnull=False),
            ),
            models.CheckConstraint(
                name="tranh_chap_co_ngay", condition=~Q(loai="da_ngung") | Q(ngay_ngung__isnull=False)
            ),
        ]

    def __str__(self):
        return f"{self.get_loai_display()} · {self.doanh_nghiep_id}"

    @property
    def is_waiting(self) -> bool:
        return self.trang_thai == TrangThaiTranhChap.CHO_QUYET

    def is_replaced(self, ruling: LaoDong | None, day: date) -> bool:
        """Whether a later record of any source has taken the place of the decided number [02-2.4-3]."""
        return (
            self.trang_thai == TrangThaiTranhChap.CHAP_NHAN
            and self.loai == LoaiTranhChap.LAO_DONG
            and ruling is not None
            and self.ngay_quyet is not None
            and ruling.ngay_so_lieu > self.ngay_quyet
        )

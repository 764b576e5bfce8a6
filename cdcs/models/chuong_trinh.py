"""The programme: its days, its threshold and its official readings (02 §2.5)."""

from datetime import date, timedelta

from django.db import models

from cdcs.enums import NguonSoLieu, ThuocDo


def default_thu_tu_nguon() -> list[str]:
    """Return the order in which sources win ties of one day [02-2.4-2]."""
    return list(NguonSoLieu.values)


def default_trong_so() -> dict[str, int]:
    """Return the weights of the worklist of employers: large, foreign, long in operation, in a zone (CTr II.2.1)."""
    return {"quy_mo": 40, "fdi": 25, "nam": 20, "khu": 15}


class ChuongTrinh(models.Model):
    """The one programme of the database; created by a migration, edited by the province [02-2.5-1]."""

    ten = models.CharField("tên chương trình", max_length=250)
    ngay_bat_dau = models.DateField("ngày đầu", default=date(2023, 12, 1))
    ngay_ket_thuc = models.DateField("ngày cuối", default=date(2028, 11, 30))
    nguong_lao_dong = models.PositiveIntegerField("ngưỡng lao động", default=20)
    thu_tu_nguon = models.JSONField("thứ tự nguồn số liệu", default=default_thu_tu_nguon)
    thuoc_do_nam = models.CharField(
        "cách tính chỉ tiêu đoàn viên năm", max_length=30, choices=ThuocDo, default=ThuocDo.KET_NAP
    )
    thuoc_do_nhiem_ky = models.CharField(
        "cách tính chỉ tiêu đoàn viên nhiệm kỳ", max_length=30, choices=ThuocDo, default=ThuocDo.THUC_TANG
    )
    so_nam_luu = models.PositiveSmallIntegerField("số năm lưu tên đoàn viên đã ra", default=5)
    so_ngay_tra_loi = models.PositiveSmallIntegerField("số ngày trả lời yêu cầu về dữ liệu cá nhân", default=10)
    trong_so_uu_tien = models.JSONField("trọng số ưu tiên vận động", default=default_trong_so)
    so_toi_thieu_cdcs = models.PositiveSmallIntegerField("số đoàn viên tối thiểu khi lập CĐCS", default=5)
    so_toi_thieu_nghiep_doan = models.PositiveSmallIntegerField("số đoàn viên tối thiểu khi lập nghiệp đoàn", default=5)
    khen_thuoc_do = models.CharField(
        "cách tính đoàn viên khi xét khen thưởng", max_length=30, choices=ThuocDo, blank=True
    )
    khen_nguong_doan_vien = models.PositiveSmallIntegerField("mức đoàn viên phải vượt để khen thưởng (%)", default=100)
    khen_nguong_cdcs = models.PositiveSmallIntegerField("mức CĐCS phải đạt để khen thưởng (%)", default=100)
    phien_ban_cay = models.BigIntegerField("phiên bản cây đơn vị", default=0, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "chương trình"
        constraints = [
            models.CheckConstraint(
                name="chuong_trinh_ngay", condition=models.Q(ngay_bat_dau__lt=models.F("ngay_ket_thuc"))
            ),
        ]

    def __str__(self):
        return self.ten

    @property
    def ngay_dau_ky(self) -> date:
        """The eve of the first day, on which every opening stock is dated [02-2.2-4]."""
        return self.ngay_bat_dau - timedelta(days=1)

    @property
    def thuoc_do_khen(self) -> str:
        """The reading of members that decides over commendation: that of the year's quota where no other was set."""
        return self.khen_thuoc_do or self.thuoc_do_nam

    def rank_of(self, nguon: str) -> int:
        """Rank of a source, 0 wins; a source that the setting forgot comes last."""
        return self.thu_tu_nguon.index(nguon) if nguon in self.thu_tu_nguon else len(self.thu_tu_nguon)

    @classmethod
    def current(cls) -> "ChuongTrinh":
        """Return the programme of this database; it exists right after `migrate`.

        A page asks a dozen times, and to put the same sentence together anew takes longer than to read the row.
        """
        return cls.objects.raw("SELECT * FROM cdcs_chuongtrinh ORDER BY id LIMIT 1")[0]

"""Agreements, dialogues and issues of the demo province, written in bulk beside the imported books."""

import random
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from cdcs.enums import CAP_TREN, LoaiCongDoan
from cdcs.models import CongDoan, co_cau
from core.dates import today
from nhiemvu.enums import HinhThucKy, LinhVucKienNghi, LoaiDoiThoai, LoaiThoaUoc, NoiNhan, TrangThaiKienNghi, XepLoai
from nhiemvu.models import DoiThoai, KienNghi, ThoaUoc

HAVE = 0.55
YEARS = (1, 2, 2, 3, 3)
GRADES = ((XepLoai.A, 12), (XepLoai.B, 38), (XepLoai.C, 30), (XepLoai.D, 8), (XepLoai.KHONG, 12))
POINTS = {XepLoai.A: (85, 98), XepLoai.B: (70, 84), XepLoai.C: (50, 69), XepLoai.D: (35, 49)}
TALKS = ("Tiền lương tối thiểu vùng và thang bảng lương năm tới", "Chất lượng bữa ăn ca và nước uống",
         "Kế hoạch thưởng Tết Nguyên đán và lịch nghỉ Tết", "Bố trí ca làm, giờ làm thêm và nghỉ giữa ca",
         "Trang bị bảo hộ lao động, quạt mát ở xưởng", "Hỗ trợ tiền xăng xe, nhà ở cho người ở xa")  # fmt: skip
RESULTS = ("Hai bên thống nhất, ghi biên bản và niêm yết", "Nâng suất ăn ca thêm 3.000 đồng từ tháng sau",
           "Người sử dụng lao động trả lời trong 15 ngày", "")  # fmt: skip
ISSUES = (
    (LinhVucKienNghi.TIEN_LUONG, "Đề nghị cấp trên hỗ trợ thương lượng điều chỉnh đơn giá tiền công"),
    (LinhVucKienNghi.BAO_HIEM, "Doanh nghiệp chậm đóng bảo hiểm xã hội hai tháng, đề nghị làm việc với cơ quan BHXH"),
    (LinhVucKienNghi.AN_TOAN, "Đề nghị phối hợp kiểm tra môi trường lao động ở xưởng dệt"),
    (LinhVucKienNghi.PHUC_LOI, "Đề nghị xem xét nhà trẻ cho con công nhân khu công nghiệp"),
    (LinhVucKienNghi.CONG_DOAN, "Đề nghị tập huấn kỹ năng thương lượng cho ban chấp hành mới"),
)


class NhiemVu:
    """Invents from a source of chance of its own, so that the books stay as they are without it."""

    def __init__(self, seed: int, den: date, by):
        self.rng = random.Random(f"{seed}/{den.isoformat()}/nhiem-vu")  # noqa: S311 - invented data  # nosec B311
        self.den, self.by = den, by

    def write(self) -> int:
        """Write all; return how many records there are."""
        units = list(CongDoan.objects.active_on(self.den).filter(loai=LoaiCongDoan.CDCS).order_by("ma"))
        agreements = [row for unit in units if self.rng.random() < HAVE for row in self._agreements(unit)]
        dialogues = [self._dialogue(unit) for unit in units for _ in range(self.rng.choice((0, 0, 1, 1, 2)))]
        issues = [self._issue(unit) for unit in units if self.rng.random() < 0.04]
        ThoaUoc.objects.bulk_create(agreements, batch_size=500)
        DoiThoai.objects.bulk_create(dialogues, batch_size=500)
        KienNghi.objects.bulk_create(issues, batch_size=500)
        return len(agreements) + len(dialogues) + len(issues)

    def _agreements(self, unit: CongDoan) -> list[ThoaUoc]:
        """The agreement in force; of one in three the one before it too; of some, only one that has ended."""
        days = 365 * self.rng.choice(YEARS)
        left = self.rng.randrange(1, 85) if self.rng.random() < 0.08 else self.rng.randrange(90, days)
        if self.rng.random() < 0.07:
            left = -self.rng.randrange(1, 300)
        end = self.den + timedelta(days=left)
        start = max(end - timedelta(days=days), unit.ngay_thanh_lap)
        if start >= min(end, self.den):
            return []
        rows = [self._agreement(unit, start, end)]
        before = start - timedelta(days=730)
        if before > unit.ngay_thanh_lap and self.rng.random() < 0.33:
            rows.append(self._agreement(unit, before, start))
        return rows

    def _agreement(self, unit: CongDoan, start: date, end: date) -> ThoaUoc:
        rng = self.rng
        grade = rng.choices([grade for grade, _ in GRADES], [share for _, share in GRADES])[0]
        points = Decimal(rng.randrange(POINTS[grade][0] * 2, POINTS[grade][1] * 2)) / 2 if grade in POINTS else None
        return ThoaUoc(
            cong_doan=unit, loai=LoaiThoaUoc.DOANH_NGHIEP, so=f"{rng.randrange(1, 60):02d}/TULĐTT", tu_ngay=start,
            ngay_ky=start - timedelta(days=rng.randrange(0, 20)), den_ngay=end, diem=points, xep_loai=grade,
            hinh_thuc=HinhThucKy.SUA_DOI if rng.random() < 0.25 else HinhThucKy.KY_MOI,
            so_dieu_khoan=rng.randrange(2, 16), created_by=self.by,
        )  # fmt: skip

    def _day(self, unit: CongDoan, days: int) -> date:
        return max(self.den - timedelta(days=self.rng.randrange(days)), unit.ngay_thanh_lap)

    def _dialogue(self, unit: CongDoan) -> DoiThoai:
        kind = self.rng.choices(list(LoaiDoiThoai), (80, 14, 6))[0]
        return DoiThoai(
            cong_doan=unit, ngay=self._day(unit, 420), loai=kind, noi_dung=self.rng.choice(TALKS),
            thanh_phan="Ban chấp hành CĐCS, tổ đối thoại và người sử dụng lao động", ket_qua=self.rng.choice(RESULTS),
            created_by=self.by,
        )  # fmt: skip

    def _issue(self, unit: CongDoan) -> KienNghi:
        rng, day = self.rng, self._day(unit, 150)
        field, text = rng.choice(ISSUES)
        tree = co_cau(today())
        parent = tree.cap_tren.get(unit.pk)
        below = parent is not None and tree.don_vi[parent].loai in CAP_TREN
        row = KienNghi(cong_doan=unit, ngay=day, linh_vuc=field, noi_dung=text, created_by=self.by,
                       noi_nhan=NoiNhan.CAP_TREN if below else NoiNhan.TINH)  # fmt: skip
        chance = rng.random()
        if chance < 0.5:
            row.trang_thai, row.tra_loi_by = TrangThaiKienNghi.DA_TRA_LOI, self.by
            row.ngay_tra_loi = min(day + timedelta(days=rng.randrange(3, 30)), self.den)
            row.tra_loi = "Đã làm việc với doanh nghiệp và thống nhất hướng giải quyết, gửi kèm biên bản."
        elif chance < 0.65 and below:
            row.trang_thai, row.noi_nhan, row.chuyen_by = TrangThaiKienNghi.DA_CHUYEN, NoiNhan.TINH, self.by
            row.chuyen_luc = timezone.make_aware(datetime.combine(min(day + timedelta(days=5), self.den), time(9)))
        return row

"""Rounds, states of reports and their steps (02 §2.6), ways of a proposal of quotas."""

from django.db import models


class LoaiKy(models.TextChoices):
    """Which horizon a round reports on (R14)."""

    SAU_THANG = "sau_thang", "6 tháng"
    NAM = "nam", "Năm"
    NUA_NHIEM_KY = "nua_nhiem_ky", "Nửa nhiệm kỳ"
    NHIEM_KY = "nhiem_ky", "Nhiệm kỳ"


class CachChia(models.TextChoices):
    """How a proposal shares a quota out (R13)."""

    DEU = "deu", "Chia đều"
    LAO_DONG = "lao_dong", "Theo lao động chưa là đoàn viên"
    CHUA_CO = "chua_co", "Theo đơn vị, doanh nghiệp chưa có CĐCS"
    NAM_TRUOC = "nam_truoc", "Theo kết quả năm trước"


class TrangThaiBaoCao(models.TextChoices):
    """The states of a report that are stored; "chưa bắt đầu" is none, "quá hạn" is computed [02-2.6-10]."""

    DANG_NHAP = "dang_nhap", "Đang nhập"
    DA_NOP = "da_nop", "Đã nộp"
    TRA_LAI = "tra_lai", "Trả lại"
    DA_DUYET = "da_duyet", "Đã duyệt"


class BuocCuaBaoCao(models.TextChoices):
    """What is done with a report."""

    NOP = "nop", "Nộp"
    TRA_LAI = "tra_lai", "Trả lại"
    DUYET = "duyet", "Duyệt"
    RUT_DUYET = "rut_duyet", "Rút duyệt"
    MO_LAI = "mo_lai", "Mở lại"


class TrangThaiDinhChinh(models.TextChoices):
    """The life of a đính chính."""

    CHO = "cho", "Chờ xác nhận"
    DA_XAC_NHAN = "da_xac_nhan", "Đã xác nhận"
    TU_CHOI = "tu_choi", "Từ chối"
    DA_RUT = "da_rut", "Đã rút"


class LoaiMau(models.TextChoices):
    """Documents that have a Word template."""

    BAO_CAO = "bao_cao", "Báo cáo"
    TO_TRINH = "to_trinh", "Tờ trình khen thưởng"

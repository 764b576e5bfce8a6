"""Closed lists of agreements, dialogues and issues (01 R16, R18; 07 §7.2)."""

from django.db import models


class LoaiThoaUoc(models.TextChoices):
    """For whom an agreement was concluded."""

    DOANH_NGHIEP = "doanh_nghiep", "TULĐTT doanh nghiệp"
    NHOM = "nhom", "TULĐTT nhóm doanh nghiệp"
    NGANH = "nganh", "TULĐTT ngành"


class HinhThucKy(models.TextChoices):
    """Whether an agreement is a new one or amends the one before."""

    KY_MOI = "ky_moi", "Ký mới"
    SUA_DOI = "sua_doi", "Sửa đổi, bổ sung"


class XepLoai(models.TextChoices):
    """The grade an agreement was given."""

    A = "a", "Loại A"
    B = "b", "Loại B"
    C = "c", "Loại C"
    D = "d", "Loại D"
    KHONG = "khong", "Không xếp loại"


class LoaiDoiThoai(models.TextChoices):
    """Why a dialogue at the workplace was held."""

    DINH_KY = "dinh_ky", "Định kỳ"
    YEU_CAU = "yeu_cau", "Khi có yêu cầu"
    VU_VIEC = "vu_viec", "Khi có vụ việc"


class LinhVucKienNghi(models.TextChoices):
    """What an issue is about."""

    TIEN_LUONG = "tien_luong", "Tiền lương, thu nhập"
    BAO_HIEM = "bao_hiem", "Bảo hiểm xã hội, y tế, thất nghiệp"
    THOI_GIO = "thoi_gio", "Thời giờ làm việc, nghỉ ngơi"
    AN_TOAN = "an_toan", "An toàn, vệ sinh lao động"
    PHUC_LOI = "phuc_loi", "Phúc lợi, bữa ăn ca, nhà ở"
    CONG_DOAN = "cong_doan", "Tổ chức và hoạt động công đoàn"
    KHAC = "khac", "Nội dung khác"


class NoiNhan(models.TextChoices):
    """Which level considers an issue."""

    CAP_TREN = "cap_tren", "Công đoàn cấp trên trực tiếp"
    TINH = "tinh", "Liên đoàn Lao động tỉnh"


class TrangThaiKienNghi(models.TextChoices):
    """The life of an issue; one that was passed on waits for the answer of the province."""

    DANG_XEM_XET = "dang_xem_xet", "Đang xem xét"
    DA_CHUYEN = "da_chuyen", "Đã chuyển Liên đoàn Lao động tỉnh"
    DA_TRA_LOI = "da_tra_loi", "Đã trả lời"

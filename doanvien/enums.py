"""Kinds of movements and their signs (02 §2.2)."""

from django.db import models


class LoaiBienDong(models.TextChoices):
    """Every kind of row in the ledger, in the order of the bridge [02-2.3-6]."""

    DAU_KY = "dau_ky", "Số đầu kỳ"
    KET_NAP = "ket_nap", "Kết nạp mới"
    KET_NAP_LAI = "ket_nap_lai", "Kết nạp lại"
    CHUYEN_DEN_NGOAI_TINH = "chuyen_den_ngoai_tinh", "Chuyển đến từ ngoài tỉnh"
    CHUYEN_DEN = "chuyen_den", "Chuyển đến"
    SAP_XEP_DEN = "sap_xep_den", "Sắp xếp đến"
    DIEU_CHINH_TANG = "dieu_chinh_tang", "Điều chỉnh tăng"
    CHUYEN_DI_NGOAI_TINH = "chuyen_di_ngoai_tinh", "Chuyển đi ngoài tỉnh"
    CHUYEN_DI = "chuyen_di", "Chuyển đi"
    NGHI_HUU = "nghi_huu", "Nghỉ hưu"
    CHAM_DUT_HDLD = "cham_dut_hdld", "Chấm dứt hợp đồng lao động"
    TU_NGUYEN_RA = "tu_nguyen_ra", "Tự nguyện ra khỏi tổ chức"
    KHAI_TRU = "khai_tru", "Khai trừ"
    TU_TRAN = "tu_tran", "Từ trần"
    SAP_XEP_DI = "sap_xep_di", "Sắp xếp đi"
    GIAM_SAP_XEP = "giam_sap_xep", "Giảm do sắp xếp, giải thể"
    GIAM_KHAC = "giam_khac", "Giảm khác"
    DIEU_CHINH_GIAM = "dieu_chinh_giam", "Điều chỉnh giảm"


L = LoaiBienDong
LOAI_TANG = (
    L.DAU_KY,
    L.KET_NAP,
    L.KET_NAP_LAI,
    L.CHUYEN_DEN_NGOAI_TINH,
    L.CHUYEN_DEN,
    L.SAP_XEP_DEN,
    L.DIEU_CHINH_TANG,
)
LOAI_GIAM = tuple(kind for kind in LoaiBienDong if kind not in LOAI_TANG)
LOAI_CAP = frozenset({L.CHUYEN_DEN, L.CHUYEN_DI, L.SAP_XEP_DEN, L.SAP_XEP_DI})
DAU = {kind: 1 if kind in LOAI_TANG else -1 for kind in LoaiBienDong}
# `giam` of the bridge leaves out what a reorganisation moves and what a review corrects [02-2.3-7].
LOAI_GIAM_THUC = tuple(kind for kind in LOAI_GIAM if kind not in (L.SAP_XEP_DI, L.DIEU_CHINH_GIAM))
# Kinds for which a missing decision number is a warning [02-2.2-7], and kinds whose reason is required (02 §2.2).
CAN_SO_QUYET_DINH = frozenset({L.KET_NAP, L.KET_NAP_LAI, L.KHAI_TRU, L.DIEU_CHINH_TANG, L.DIEU_CHINH_GIAM})
CAN_LY_DO = frozenset({L.DIEU_CHINH_TANG, L.DIEU_CHINH_GIAM, L.GIAM_KHAC})
# The kinds of the month grid, which are entered without names (05 §5.2-6): no pair, nothing of a reorganisation or of
# the eve. In the order of its columns; the first ones are always shown.
BANG_THANG_MAC_DINH = (L.KET_NAP, L.CHUYEN_DEN_NGOAI_TINH, L.CHAM_DUT_HDLD, L.NGHI_HUU, L.TU_NGUYEN_RA)
LOAI_BANG_THANG = (
    *(L.KET_NAP, L.CHUYEN_DEN_NGOAI_TINH, L.KET_NAP_LAI, L.DIEU_CHINH_TANG),
    *(L.CHAM_DUT_HDLD, L.NGHI_HUU, L.TU_NGUYEN_RA, L.CHUYEN_DI_NGOAI_TINH, L.TU_TRAN, L.KHAI_TRU),
    *(L.GIAM_KHAC, L.DIEU_CHINH_GIAM),
)
# Heads of narrow columns.
NHAN_NGAN = {
    L.CHUYEN_DEN_NGOAI_TINH: "Chuyển đến ngoài tỉnh",
    L.CHAM_DUT_HDLD: "Chấm dứt HĐLĐ",
    L.TU_NGUYEN_RA: "Tự nguyện ra",
}
# Counters of the tree itself: what came with or left with a unit that moved; only in "lúc đó" (04 §4.6).
CAY_DEN, CAY_DI = "cay_den", "cay_di"


class GioiTinh(models.TextChoices):
    """Sex as the member list asks for it."""

    NAM = "nam", "Nam"
    NU = "nu", "Nữ"


class HinhThucVao(models.TextChoices):
    """How a member of the sheet came into the unit [03-3.3-21]."""

    KET_NAP = "ket_nap", "Kết nạp mới"
    DAU_KY = "dau_ky", "Số đầu kỳ"
    KET_NAP_LAI = "ket_nap_lai", "Kết nạp lại"
    CHUYEN_DEN_NGOAI_TINH = "chuyen_den_ngoai_tinh", "Chuyển đến từ ngoài tỉnh"


class LoaiYeuCau(models.TextChoices):
    """The rights of a person over personal data (Luật 91/2025/QH15)."""

    BIET = "biet", "Được biết"
    TRUY_CAP = "truy_cap", "Xem dữ liệu"
    DINH_CHINH = "dinh_chinh", "Sửa dữ liệu"
    SAO_CHEP = "sao_chep", "Nhận bản sao"
    XOA = "xoa", "Xóa dữ liệu"
    HAN_CHE = "han_che", "Hạn chế xử lý"
    PHAN_DOI = "phan_doi", "Phản đối xử lý"


class TrangThaiYeuCau(models.TextChoices):
    """The life of a request about personal data."""

    DANG_XU_LY = "dang_xu_ly", "Đang xử lý"
    DA_XONG = "da_xong", "Đã giải quyết"
    TU_CHOI = "tu_choi", "Từ chối"


class TrangThaiPhieu(models.TextChoices):
    """The life of a transfer slip [02-2.2-9]: it waits, then exactly one of the other three."""

    CHO_NHAN = "cho_nhan", "Chờ nhận"
    DA_NHAN = "da_nhan", "Đã nhận"
    TU_CHOI = "tu_choi", "Từ chối"
    DA_RUT = "da_rut", "Đã rút"


class TrangThaiDoiChieu(models.TextChoices):
    """The life of a reconciliation with the national system."""

    CHO_GHEP = "cho_ghep", "Chờ ghép cột"
    CHO_DOC = "cho_doc", "Chờ đọc"
    DANG_DOC = "dang_doc", "Đang đọc"
    DANG_XU_LY = "dang_xu_ly", "Đang xử lý"
    CHO_GHI = "cho_ghi", "Chờ ghi"
    DANG_GHI = "dang_ghi", "Đang ghi"
    XONG = "xong", "Đã kết thúc"


class NhomDoiChieu(models.TextChoices):
    """What a reconciliation found about a person: in both books, in one of them, or not told apart."""

    KHAC = "khac", "Khác nhau"
    CHI_O_KIA = "chi_o_kia", "Chỉ có ở kia"
    CHI_O_DAY = "chi_o_day", "Chỉ có ở đây"
    KHONG_RO = "khong_ro", "Chưa rõ"
    LOI = "loi", "Không đọc được"
    KHOP = "khop", "Khớp"


class QuyetDinhDoiChieu(models.TextChoices):
    """What was decided about a difference."""

    LAY_HE_THONG = "lay_he_thong", "Lấy theo hệ thống"
    CHUYEN = "chuyen", "Chuyển đơn vị theo hệ thống"
    GHI_THOI = "ghi_thoi", "Ghi thôi trong sổ"
    THEM = "them", "Thêm vào sổ"
    GIU = "giu", "Giữ như trong sổ"
    BO_QUA = "bo_qua", "Để lại"

"""Closed lists of the union units, roles, sources and imports (02 §2.1, §2.4; 08 §8.1; 03 §3.2)."""

from django.db import models


class LoaiCongDoan(models.TextChoices):
    """Every level of the union; the level decides which unit may hang under which [02-2.1-3]."""

    TONG_LDLD = "tong_ldld", "Tổng LĐLĐ Việt Nam"
    LDLD_TINH = "ldld_tinh", "LĐLĐ tỉnh"
    LDLD_HUYEN = "ldld_huyen", "LĐLĐ huyện, thành phố"
    CONG_DOAN_NGANH = "cong_doan_nganh", "Công đoàn ngành"
    CONG_DOAN_KCN = "cong_doan_kcn", "Công đoàn các KCN"
    CONG_DOAN_XA = "cong_doan_xa", "Công đoàn xã, phường"
    CDCS = "cdcs", "Công đoàn cơ sở"
    NGHIEP_DOAN = "nghiep_doan", "Nghiệp đoàn cơ sở"
    CDCS_THANH_VIEN = "cdcs_thanh_vien", "Công đoàn cơ sở thành viên"
    CONG_DOAN_BO_PHAN = "cong_doan_bo_phan", "Công đoàn bộ phận"
    TO_CONG_DOAN = "to_cong_doan", "Tổ công đoàn"


CAP_TREN = frozenset(
    {
        LoaiCongDoan.LDLD_HUYEN,
        LoaiCongDoan.CONG_DOAN_NGANH,
        LoaiCongDoan.CONG_DOAN_KCN,
        LoaiCongDoan.CONG_DOAN_XA,
    }
)
CO_SO = frozenset({LoaiCongDoan.CDCS, LoaiCongDoan.NGHIEP_DOAN})
DUOI_CO_SO = frozenset({LoaiCongDoan.CDCS_THANH_VIEN, LoaiCongDoan.CONG_DOAN_BO_PHAN, LoaiCongDoan.TO_CONG_DOAN})
CO_DOAN_VIEN = CO_SO | DUOI_CO_SO
QUAN_LY_DOANH_NGHIEP = CAP_TREN | {LoaiCongDoan.LDLD_TINH}

_TREN_CO_SO = frozenset({LoaiCongDoan.LDLD_TINH}) | CAP_TREN
# Which kind may stand under which [02-2.1-3].
CAP_TREN_DUOC_PHEP = {
    LoaiCongDoan.TONG_LDLD: frozenset(),
    LoaiCongDoan.LDLD_TINH: frozenset({LoaiCongDoan.TONG_LDLD}),
    **dict.fromkeys(CAP_TREN, frozenset({LoaiCongDoan.LDLD_TINH})),
    **dict.fromkeys(CO_SO, _TREN_CO_SO),
    LoaiCongDoan.CDCS_THANH_VIEN: frozenset({LoaiCongDoan.CDCS}),
    LoaiCongDoan.CONG_DOAN_BO_PHAN: CO_SO | {LoaiCongDoan.CDCS_THANH_VIEN},
    LoaiCongDoan.TO_CONG_DOAN: CO_SO | {LoaiCongDoan.CDCS_THANH_VIEN, LoaiCongDoan.CONG_DOAN_BO_PHAN},
}


class VaiTro(models.TextChoices):
    """Roles of 08 §8.1."""

    QUAN_TRI = "quan_tri", "Quản trị"
    TO_CHUC_KIEM_TRA = "to_chuc_kiem_tra", "Ban Tổ chức - Kiểm tra"
    LANH_DAO = "lanh_dao", "Lãnh đạo"
    BAN_CHUYEN_DE = "ban_chuyen_de", "Ban khác của tỉnh"
    CAN_BO = "can_bo", "Cán bộ công đoàn cấp trên"
    XEM = "xem", "Người xem của công đoàn cấp trên"
    CAN_BO_CDCS = "can_bo_cdcs", "Cán bộ CĐCS"


class LinhVuc(models.TextChoices):
    """The field of another department of the province (08 §8.1)."""

    CHINH_SACH_PHAP_LUAT = "chinh_sach_phap_luat", "Chính sách - Pháp luật"
    TUYEN_GIAO_NU_CONG = "tuyen_giao_nu_cong", "Tuyên giáo - Nữ công"
    TAI_CHINH = "tai_chinh", "Tài chính"
    VAN_PHONG = "van_phong", "Văn phòng"


class NguonSoLieu(models.TextChoices):
    """Where a record of workers comes from; the order in which they win ties of one day is a setting [02-2.4-2]."""

    KHAO_SAT = "khao_sat", "Khảo sát"
    CDCS_BAO_CAO = "cdcs_bao_cao", "CĐCS báo cáo"
    BHXH = "bhxh", "BHXH"
    BQL_KCN = "bql_kcn", "BQL các KCN"
    THUE = "thue", "Thuế"
    LDTBXH = "ldtbxh", "Lao động - TBXH"
    KHDT = "khdt", "Kế hoạch và Đầu tư"


class ThuocDo(models.TextChoices):
    """Which reading of members is the official one of a target [02-2.5-5, 02-2.5-7]."""

    KET_NAP = "ket_nap", "Kết nạp mới"
    THUC_TANG = "thuc_tang", "Thực tăng"
    THUC_TANG_TRU_SAP_XEP = "thuc_tang_tru_sap_xep", "Thực tăng trừ sắp xếp"


class LoaiNhap(models.TextChoices):
    """The seven sheets that may be imported (03 §3.3)."""

    CONG_DOAN = "cong_doan", "Công đoàn"
    DOANH_NGHIEP = "doanh_nghiep", "Đơn vị, doanh nghiệp"
    LAO_DONG = "lao_dong", "Lao động"
    DOAN_VIEN = "doan_vien", "Đoàn viên"
    BIEN_DONG = "bien_dong", "Biến động"
    CHI_TIEU = "chi_tieu", "Chỉ tiêu"
    SAP_XEP = "sap_xep", "Sắp xếp"


# Headings are remembered for the sheets and for the export of the national system, which is no sheet of ours.
DOI_CHIEU = "doi_chieu"
LOAI_GHEP_COT = (
    *LoaiNhap.choices,
    (DOI_CHIEU, "Đối chiếu với hệ thống quản lý đoàn viên"),
    *((f"nguon_{value}", f"Danh sách của nguồn {label}") for value, label in NguonSoLieu.choices),
)


class TrangThaiLo(models.TextChoices):
    """The life of an import batch (04 §4.6, work in the background)."""

    CHO_DOC = "cho_doc", "Chờ đọc"
    DANG_DOC = "dang_doc", "Đang đọc"
    CHO_GHEP = "cho_ghep", "Chờ ghép cột"
    DA_DOC = "da_doc", "Đã đọc"
    CHO_GHI = "cho_ghi", "Chờ ghi"
    DANG_GHI = "dang_ghi", "Đang ghi"
    XONG = "xong", "Xong"
    HONG = "hong", "Hỏng"
    DA_HOAN_TAC = "da_hoan_tac", "Đã hoàn tác"

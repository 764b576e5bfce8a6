"""Closed lists of employers (03 §3.3, doanh_nghiep)."""

from django.db import models


class LoaiHinh(models.TextChoices):
    """What an employer is; FDI and KCN/CCN are attributes of their own (02 §2.4)."""

    DNNN = "dnnn", "Doanh nghiệp nhà nước"
    CO_PHAN = "co_phan", "Công ty cổ phần"
    TNHH = "tnhh", "Công ty TNHH"
    DNTN = "dntn", "Doanh nghiệp tư nhân"
    HTX = "htx", "Hợp tác xã"
    SU_NGHIEP_CONG_LAP = "su_nghiep_cong_lap", "Đơn vị sự nghiệp công lập"
    SU_NGHIEP_NGOAI_CONG_LAP = "su_nghiep_ngoai_cong_lap", "Đơn vị sự nghiệp ngoài công lập"
    CO_QUAN = "co_quan", "Cơ quan, tổ chức"
    HO_KINH_DOANH = "ho_kinh_doanh", "Hộ kinh doanh"
    KHAC = "khac", "Khác"


# A failed check digit of the tax code is an error for companies, a warning for the others [03-3.3-20].
MST_BAT_BUOC_DUNG = frozenset({LoaiHinh.DNNN, LoaiHinh.CO_PHAN, LoaiHinh.TNHH, LoaiHinh.DNTN, LoaiHinh.HTX})


class QuyMo(models.TextChoices):
    """Size bands used in practice (07 §7.2)."""

    TU_1000 = "tu_1000", "Từ 1.000"
    TU_500 = "tu_500", "500 - 999"
    TU_200 = "tu_200", "200 - 499"
    TU_100 = "tu_100", "100 - 199"
    TU_50 = "tu_50", "50 - 99"
    TU_20 = "tu_20", "20 - 49"
    TU_10 = "tu_10", "10 - 19"
    DUOI_10 = "duoi_10", "Dưới 10"


QUY_MO_TU = {
    QuyMo.TU_1000: 1000,
    QuyMo.TU_500: 500,
    QuyMo.TU_200: 200,
    QuyMo.TU_100: 100,
    QuyMo.TU_50: 50,
    QuyMo.TU_20: 20,
    QuyMo.TU_10: 10,
    QuyMo.DUOI_10: 0,
}


class BuocBaoPhu(models.TextChoices):
    """Why an employer entered or left the scope between two days, and what became of its CĐCS."""

    MOI_HOAT_DONG = "moi_hoat_dong", "Mới hoạt động"
    CHUYEN_DEN = "chuyen_den", "Nhận quản lý từ đơn vị khác"
    CO_SO_LIEU = "co_so_lieu", "Lần đầu có số liệu lao động"
    TANG_LAO_DONG = "tang_lao_dong", "Tăng lao động, vào diện"
    NGUON_VAO = "nguon_vao", "Vào diện do nguồn số liệu khác"
    NGUNG_HOAT_DONG = "ngung_hoat_dong", "Ngừng hoạt động"
    CHUYEN_DI = "chuyen_di", "Chuyển đơn vị khác quản lý"
    GIAM_LAO_DONG = "giam_lao_dong", "Giảm lao động, ra khỏi diện"
    NGUON_RA = "nguon_ra", "Ra khỏi diện do nguồn số liệu khác"
    THEM_CDCS = "them_cdcs", "Có thêm CĐCS"
    MAT_CDCS = "mat_cdcs", "Không còn CĐCS"
    VAO_DA_CO = "vao_da_co", "Vào diện, đã có CĐCS"
    RA_DA_CO = "ra_da_co", "Ra khỏi diện, đang có CĐCS"


VAO_DIEN = (BuocBaoPhu.MOI_HOAT_DONG, BuocBaoPhu.CHUYEN_DEN, BuocBaoPhu.CO_SO_LIEU, BuocBaoPhu.TANG_LAO_DONG,
            BuocBaoPhu.NGUON_VAO)  # fmt: skip
RA_DIEN = (BuocBaoPhu.NGUNG_HOAT_DONG, BuocBaoPhu.CHUYEN_DI, BuocBaoPhu.GIAM_LAO_DONG, BuocBaoPhu.NGUON_RA)


class GiaiDoan(models.TextChoices):
    """Stages of organising an employer without a CĐCS (07 §7.2), in their order; the last two leave the order."""

    CHUA_TIEP_CAN = "chua_tiep_can", "Chưa tiếp cận"
    DA_KHAO_SAT = "da_khao_sat", "Đã khảo sát"
    DA_TIEP_XUC = "da_tiep_xuc", "Đã tiếp xúc người sử dụng lao động"
    DANG_VAN_DONG = "dang_van_dong", "Đang vận động người lao động"
    CO_BAN_VAN_DONG = "co_ban_van_dong", "Có ban vận động"
    DA_GUI_HO_SO = "da_gui_ho_so", "Đã gửi hồ sơ"
    DA_THANH_LAP = "da_thanh_lap", "Đã thành lập"
    TAM_DUNG = "tam_dung", "Tạm dừng"
    TU_CHOI = "tu_choi", "Từ chối"


# Short forms in narrow places (05 §5.1).
GIAI_DOAN_NGAN = dict(GiaiDoan.choices) | {
    GiaiDoan.DA_TIEP_XUC: "Đã tiếp xúc NSDLĐ",
    GiaiDoan.DANG_VAN_DONG: "Đang vận động NLĐ",
}
NGOAI_THU_TU = frozenset({GiaiDoan.TAM_DUNG, GiaiDoan.TU_CHOI})
THU_TU = {stage: place for place, stage in enumerate(GiaiDoan) if stage not in NGOAI_THU_TU}


class LyDoChuaCo(models.TextChoices):
    """Why an employer has no CĐCS yet (07 §7.2)."""

    NSDLD_NE_TRANH = "nsdld_ne_tranh", "Người sử dụng lao động né tránh, không hợp tác"
    NLD_CHUA_CO_NHU_CAU = "nld_chua_co_nhu_cau", "Người lao động chưa có nhu cầu"
    THOI_VU = "thoi_vu", "Lao động biến động, thời vụ"
    MOI_HOAT_DONG = "moi_hoat_dong", "Mới hoạt động"
    KHO_KHAN = "kho_khan", "Khó khăn, sắp giải thể"
    DUOI_NGUONG = "duoi_nguong", "Lao động thực tế dưới ngưỡng"
    THEO_CONG_TY_ME = "theo_cong_ty_me", "Chi nhánh theo công ty mẹ"
    KHONG_LIEN_HE_DUOC = "khong_lien_he_duoc", "Không liên hệ được"
    KHAC = "khac", "Khác"


class KetQuaKhaoSat(models.TextChoices):
    """What came of surveying an employer."""

    CHUA = "chua", "Chưa khảo sát"
    DA_KHAO_SAT = "da_khao_sat", "Đã khảo sát"
    KHONG_LIEN_HE_DUOC = "khong_lien_he_duoc", "Không liên hệ được"
    DA_NGUNG = "da_ngung", "Đã ngừng hoạt động"


class NhomKhaoSat(models.TextChoices):
    """Groups of employers that a plan takes in at once."""

    TRONG_DIEN = "trong_dien", "Đơn vị trong diện"
    CHUA_CO_SO_LIEU = "chua_co_so_lieu", "Đơn vị chưa có số liệu lao động"
    SAP_VAO_DIEN = "sap_vao_dien", "Đơn vị từ nửa ngưỡng đến dưới ngưỡng"
    TRONG_KHU = "trong_khu", "Đơn vị trong khu, cụm công nghiệp"


class TrangThaiNguon(models.TextChoices):
    """The life of one source's list."""

    CHO_GHEP = "cho_ghep", "Chờ ghép cột"
    CHO_DOC = "cho_doc", "Chờ đọc"
    DANG_DOC = "dang_doc", "Đang đọc"
    DANG_XU_LY = "dang_xu_ly", "Đang đối chiếu"
    CHO_GHI = "cho_ghi", "Chờ ghi"
    DANG_GHI = "dang_ghi", "Đang ghi"
    XONG = "xong", "Đã kết thúc"


class NhomNguon(models.TextChoices):
    """What a row of a source's list came to."""

    KHAC = "khac", "Đã biết, khác"
    MOI = "moi", "Chưa có ở đây"
    CO_THE = "co_the", "Có thể là"
    GIONG = "giong", "Đã biết, giống"
    LOI = "loi", "Không đọc được"


class QuyetDinhNguon(models.TextChoices):
    """What was decided about a row."""

    GHI_LAO_DONG = "ghi_lao_dong", "Ghi số lao động của nguồn này"
    CAP_NHAT = "cap_nhat", "Cập nhật thông tin theo nguồn này"
    THEM_MOI = "them_moi", "Thêm vào danh sách"
    BO_QUA = "bo_qua", "Bỏ qua"


class LoaiTranhChap(models.TextChoices):
    """What a dispute says against the figures in use."""

    LAO_DONG = "lao_dong", "Số lao động thực tế khác"
    DA_NGUNG = "da_ngung", "Đã ngừng hoạt động"
    KHAC = "khac", "Việc khác"


class TrangThaiTranhChap(models.TextChoices):
    """The life of a dispute."""

    CHO_QUYET = "cho_quyet", "Chờ quyết"
    CHAP_NHAN = "chap_nhan", "Chấp nhận"
    KHONG_CHAP_NHAN = "khong_chap_nhan", "Không chấp nhận"


class HinhThucTiepXuc(models.TextChoices):
    """How an officer got in touch with an employer or its workers."""

    GAP = "gap", "Gặp trực tiếp"
    DIEN_THOAI = "dien_thoai", "Điện thoại"
    VAN_BAN = "van_ban", "Văn bản"
    HOP = "hop", "Họp, tuyên truyền"

"""Columns of the sheets `doan_vien` and `bien_dong` (03 §3.3)."""

from cdcs.importers import SO_QUYET_DINH
from core.importing import Column
from doanvien.enums import LOAI_CAP, GioiTinh, HinhThucVao, LoaiBienDong

CHUYEN_TRONG_TINH = "chuyen_trong_tinh"
SO_GIAY_TO = (
    "CCCD", "CMND", "CCCD/CMND", "CMND/CCCD", "Số CCCD/CMND", "Số CMND/CCCD", "Số định danh", "Số định danh cá nhân",
    "Số CMND", "Căn cước", "Số căn cước", "Căn cước công dân", "Số căn cước công dân",
)  # fmt: skip

DOAN_VIEN = (
    Column(
        "ma_cdcs",
        "Mã CĐCS",
        required=True,
        kind="code",
        synonyms=("Mã đơn vị", "CĐCS", "Mã công đoàn", "Mã công đoàn cơ sở", "Đơn vị"),
        is_shared=True,
    ),
    Column(
        "ho_ten",
        "Họ và tên",
        required=True,
        kind="name",
        synonyms=("Họ tên", "Tên đoàn viên", "Họ và tên đoàn viên"),
        max_length=150,
    ),
    Column(
        "ngay_sinh",
        "Ngày sinh",
        required=True,
        kind="date_or_year",
        synonyms=("Năm sinh", "Ngày tháng năm sinh", "Sinh ngày", "Ngày, tháng, năm sinh"),
        split_by="gioi_tinh",
    ),
    Column(
        "gioi_tinh",
        "Giới tính",
        required=True,
        kind="choice",
        choices=tuple(GioiTinh.choices),
        synonyms=("Nam/Nữ", "Giới", "Phái"),
        split_by="gioi_tinh",
    ),
    Column(
        "so_cccd",
        "Số CCCD",
        kind="identity",
        synonyms=SO_GIAY_TO,
    ),
    Column(
        "so_the",
        "Số thẻ đoàn viên",
        kind="card",
        synonyms=("Số thẻ", "Thẻ đoàn viên", "Mã thẻ", "Mã đoàn viên", "Số thẻ công đoàn", "Số thẻ ĐV"),
        max_length=20,
    ),
    Column("dien_thoai", "Điện thoại", kind="phone", synonyms=("SĐT", "Số điện thoại", "ĐT", "Số ĐT", "Di động")),
    Column(
        "nghe_nghiep", "Nghề nghiệp", synonyms=("Công việc", "Nghề", "Chức danh", "Vị trí việc làm"), max_length=150
    ),
    Column(
        "ngay_ket_nap",
        "Ngày kết nạp",
        required=True,
        kind="date",
        synonyms=(
            "Kết nạp",
            "Ngày vào công đoàn",
            "Ngày vào đoàn",
            "Ngày KN",
            "Ngày kết nạp đoàn viên",
            "Ngày gia nhập công đoàn",
        ),
        is_shared=True,
    ),
    Column(
        "so_quyet_dinh",
        "Số quyết định",
        synonyms=(*SO_QUYET_DINH, "Số quyết định kết nạp"),
        max_length=100,
        is_shared=True,
    ),
    Column(
        "ngay_vao_don_vi", "Ngày vào đơn vị", kind="date", synonyms=("Vào đơn vị", "Ngày về đơn vị", "Ngày vào CĐCS")
    ),
    Column(
        "hinh_thuc",
        "Hình thức vào",
        kind="choice",
        choices=tuple(HinhThucVao.choices),
        synonyms=("Hình thức", "Loại vào"),
    ),
)

BIEN_DONG = (
    Column(
        "loai",
        "Loại biến động",
        required=True,
        kind="choice",
        choices=(*LoaiBienDong.choices, (CHUYEN_TRONG_TINH, "Chuyển trong tỉnh")),
        refused=frozenset(LOAI_CAP),
        synonyms=("Loại", "Biến động", "Hình thức biến động", "Nội dung"),
        is_shared=True,
    ),
    Column(
        "ngay",
        "Ngày hiệu lực",
        required=True,
        kind="date",
        synonyms=("Ngày", "Ngày biến động", "Từ ngày"),
        is_shared=True,
    ),
    Column(
        "ma_cdcs",
        "Mã CĐCS",
        required=True,
        kind="code",
        synonyms=("Mã đơn vị", "CĐCS", "Mã công đoàn", "Mã công đoàn cơ sở", "Đơn vị", "Mã CĐCS đi"),
        is_shared=True,
    ),
    Column(
        "ma_cdcs_den",
        "Mã CĐCS đến",
        kind="code",
        synonyms=("CĐCS đến", "Đơn vị đến", "Mã đơn vị đến", "Nơi đến"),
    ),
    Column(
        "so_cccd",
        "Số CCCD",
        kind="identity",
        synonyms=SO_GIAY_TO,
    ),
    Column("so_the", "Số thẻ đoàn viên", kind="card", synonyms=("Số thẻ", "Thẻ đoàn viên", "Mã thẻ"), max_length=20),
    Column("ho_ten", "Họ và tên", synonyms=("Họ tên", "Tên đoàn viên"), max_length=150),
    Column("so_luong", "Số lượng", kind="int", synonyms=("Số người", "SL", "Số đoàn viên")),
    Column("so_nu", "Trong đó nữ", kind="int", synonyms=("Nữ", "Số nữ", "Số lượng nữ")),
    Column("so_quyet_dinh", "Số quyết định", synonyms=SO_QUYET_DINH, max_length=100, is_shared=True),
    Column("ghi_chu", "Ghi chú", synonyms=("Lý do", "Diễn giải"), max_length=500),
)
OUTSIDE = "Ngoài phạm vi đơn vị của bạn."
NO_DECISION = "Chưa ghi; bổ sung khi có quyết định."

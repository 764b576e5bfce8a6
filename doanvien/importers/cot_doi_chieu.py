"""Columns of a member export of the national system, under the names it may give them."""

from core.importing import Column
from doanvien.enums import GioiTinh

DOI_CHIEU = (
    Column(
        "ho_ten",
        "Họ và tên",
        required=True,
        synonyms=("Họ tên", "Tên đoàn viên", "Họ và tên đoàn viên", "Họ tên đoàn viên", "Họ và tên khai sinh"),
        max_length=150,
    ),
    Column(
        "ngay_sinh",
        "Ngày sinh",
        kind="date_or_year",
        synonyms=("Ngày tháng năm sinh", "Ngày, tháng, năm sinh", "Sinh ngày", "Ngày sinh đoàn viên"),
    ),
    Column("nam_sinh", "Năm sinh", kind="date_or_year"),
    Column(
        "gioi_tinh",
        "Giới tính",
        kind="choice",
        choices=tuple(GioiTinh.choices),
        synonyms=("Giới", "Nam/Nữ", "Phái"),
    ),
    Column(
        "so_cccd",
        "Số CCCD",
        kind="identity",
        synonyms=(
            "CCCD", "Số CCCD/CMND", "CCCD/CMND", "CMND/CCCD", "Số CMND/CCCD", "Số định danh", "Số định danh cá nhân",
            "CMND", "Số CMND", "Căn cước", "Số căn cước", "Số căn cước công dân", "Số giấy tờ", "CMTND/CCCD",
        ),
    ),
    Column(
        "so_the",
        "Số thẻ đoàn viên",
        kind="card",
        synonyms=("Mã số đoàn viên", "Mã đoàn viên", "Số thẻ", "Thẻ đoàn viên", "Mã thẻ", "Mã thẻ đoàn viên", "MSĐV"),
        max_length=20,
    ),
    Column(
        "ma_don_vi",
        "Mã đơn vị",
        kind="code",
        synonyms=("Mã CĐCS", "Mã công đoàn", "Mã công đoàn cơ sở", "Mã tổ chức công đoàn"),
        max_length=30,
    ),
    Column(
        "don_vi",
        "Đơn vị",
        synonyms=(
            "Tên đơn vị", "CĐCS", "Tên CĐCS", "Công đoàn cơ sở", "Tên công đoàn cơ sở", "Công đoàn", "Tên công đoàn",
            "Đơn vị công đoàn", "Tổ chức công đoàn", "Đơn vị sinh hoạt", "Nơi sinh hoạt",
        ),
    ),
    Column(
        "ngay_ket_nap",
        "Ngày kết nạp",
        kind="date",
        synonyms=("Ngày vào công đoàn", "Ngày vào đoàn", "Ngày gia nhập", "Ngày gia nhập công đoàn", "Ngày vào CĐ"),
    ),
    Column(
        "dien_thoai",
        "Điện thoại",
        kind="phone",
        synonyms=("Số điện thoại", "SĐT", "Di động", "ĐT", "Điện thoại di động"),
    ),
    Column(
        "trang_thai",
        "Trạng thái",
        synonyms=("Tình trạng", "Trạng thái sinh hoạt", "Tình trạng sinh hoạt", "Trạng thái đoàn viên"),
        max_length=100,
    ),
)  # fmt: skip

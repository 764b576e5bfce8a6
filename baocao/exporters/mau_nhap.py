"""The template of every sheet: what its example row and its guide say (03 §3.3, `core.sheets.template`)."""

from collections.abc import Sequence
from typing import Any, BinaryIO

from baocao.queries.ma_nhap import codes_of
from cdcs.enums import LoaiNhap
from cdcs.models import ChuongTrinh
from core.dates import format_date
from core.importing import Column
from core.sheets.template import write_template

MA_CDCS = "Đúng mã đơn vị trong hệ thống."
EMPTY = "Để trống nếu chưa có."
NAMED = "Có số CCCD hoặc số thẻ: dòng của một người đã có trong sổ. Không có: dòng số lượng."
EXAMPLES: dict[str, dict[str, Any]] = {
    LoaiNhap.CONG_DOAN: {
        "ten": "CĐCS Công ty A", "loai": "Công đoàn cơ sở", "cap_tren": "YYEN", "ngay_thanh_lap": "05/03/2025",
        "so_quyet_dinh": "12/QĐ-LĐLĐ",
    },
    LoaiNhap.DOANH_NGHIEP: {
        "ten": "Công ty A", "loai_hinh": "Công ty TNHH", "von_nuoc_ngoai": "Không", "quan_ly": "YYEN",
        "ma_nganh": "1410", "ngay_hoat_dong": "01/06/2020", "cdcs": "YYEN-0187", "dien_thoai": "0912000000",
    },
    LoaiNhap.LAO_DONG: {
        "ngay_so_lieu": "31/03/2025", "nguon": "BHXH", "tong_lao_dong": 120, "lao_dong_nu": 80, "so_dong_bhxh": 115,
    },
    LoaiNhap.DOAN_VIEN: {
        "ho_ten": "Nguyễn Thị Mẫu", "ngay_sinh": "05/03/1985", "gioi_tinh": "Nữ", "so_cccd": "036185000000",
        "dien_thoai": "0912000000", "nghe_nghiep": "Công nhân may", "ngay_ket_nap": "04/12/2024",
        "so_quyet_dinh": "155/QĐ-LĐLĐ", "ngay_vao_don_vi": "10/06/2023", "hinh_thuc": "Kết nạp mới",
    },
    LoaiNhap.BIEN_DONG: {
        "ngay": "05/03/2025", "ma_cdcs": "YYEN-0187", "so_luong": 5, "so_nu": 3, "so_quyet_dinh": "156/QĐ-LĐLĐ",
    },
    LoaiNhap.CHI_TIEU: {
        "don_vi": "YYEN", "loai": "Đoàn viên", "so_giao": 600, "so_quyet_dinh": "20/QĐ-LĐLĐ", "ngay": "15/12/2024",
    },
    LoaiNhap.SAP_XEP: {
        "ngay": "01/03/2025", "don_vi": "YYEN-0187", "dich": "YYEN-0188", "so_quyet_dinh": "12/QĐ-LĐLĐ",
    },
}  # fmt: skip


# How the columns are filled whose heading and form do not say it; {ngay} is the first day of the programme.
NOTES: dict[str, dict[str, str]] = {
    LoaiNhap.CONG_DOAN: {
        "ma": "Mã riêng của đơn vị, không đổi về sau.",
        "ten": "Tên khi thành lập; tên về sau ghi bằng phiếu sắp xếp (Đổi tên).",
        "cap_tren": "Mã cấp trên khi thành lập; chỉ đơn vị cao nhất để trống.",
        "ngay_thanh_lap": "Ngày của quyết định công nhận, ngày/tháng/năm.",
        "ngay_ket_thuc": "Chỉ ghi khi đơn vị đã kết thúc hoạt động.",
    },
    LoaiNhap.DOANH_NGHIEP: {
        "quan_ly": "Mã công đoàn cấp trên (hoặc tỉnh) quản lý đơn vị từ đầu.",
        "ma_nganh": "Mã ngành kinh tế, ví dụ 1410.",
        "cdcs": "Mã CĐCS của đơn vị; nhiều CĐCS thì cách nhau bằng dấu ;",
    },
    LoaiNhap.LAO_DONG: {
        "ngay_so_lieu": "Ngày mà số lao động được tính đến, ngày/tháng/năm.",
        "lao_dong_nu": "Số nguyên, không lớn hơn tổng số lao động.",
    },
    LoaiNhap.DOAN_VIEN: {
        "ma_cdcs": MA_CDCS,
        "ho_ten": "Viết đủ họ, đệm, tên, có dấu (Unicode).",
        "so_cccd": f"12 chữ số, giữ số 0 ở đầu (CMND cũ: 9 chữ số; hoặc số hộ chiếu). {EMPTY}",
        "so_the": f"Ghi đúng như trên thẻ, không trùng trong toàn hệ thống. {EMPTY}",
        "nghe_nghiep": "Ghi ngắn gọn nghề, việc đang làm.",
        "ngay_ket_nap": "Ngày ghi trong quyết định công nhận hoặc kết nạp. Trước ngày {ngay}: tính vào số "
        "đầu kỳ; từ ngày đó trở đi: tính kết nạp mới (trừ khi ghi khác ở cột Hình thức vào).",
        "so_quyet_dinh": "Số quyết định công nhận hoặc kết nạp đoàn viên.",
        "ngay_vao_don_vi": "Ngày bắt đầu làm việc tại đơn vị. Bắt buộc khi chuyển đến từ ngoài tỉnh.",
        "hinh_thuc": "Chọn: Kết nạp mới, Số đầu kỳ, Kết nạp lại, Chuyển đến từ ngoài tỉnh. Để trống thì hệ thống "
        "xác định theo ngày kết nạp; chuyển đến từ ngoài tỉnh tính theo Ngày vào đơn vị.",
    },
    LoaiNhap.BIEN_DONG: {
        "ma_cdcs": MA_CDCS,
        "ma_cdcs_den": "Chỉ ghi với Chuyển trong tỉnh: mã đơn vị nhận.",
        "so_cccd": NAMED,
        "so_the": NAMED,
        "ho_ten": "Chỉ để đối chiếu với tên trong sổ.",
        "so_luong": "Số người, bắt buộc với dòng số lượng; dòng của một người để trống.",
        "so_nu": "Số nữ trong số lượng; dòng của một người để trống.",
        "ghi_chu": "Lý do; bắt buộc với Điều chỉnh tăng, Điều chỉnh giảm, Giảm khác.",
    },
    LoaiNhap.CHI_TIEU: {
        "nam": "Năm (từ 01/12 năm trước đến 30/11), ví dụ 2025, hoặc Nhiệm kỳ.",
        "don_vi": MA_CDCS,
        "so_quyet_dinh": "Điều chỉnh số đã giao thì ghi số của quyết định mới.",
    },
    LoaiNhap.SAP_XEP: {
        "don_vi": MA_CDCS,
        "dich": "Chỉ ghi với Chuyển cấp trên (mã cấp trên mới) và Sáp nhập (mã đơn vị nhận).",
        "ten_moi": "Chỉ ghi với Đổi tên.",
    },
}


def write_mau_nhap(file: BinaryIO, kind: str, columns: Sequence[Column], *, user) -> None:
    """Write the template of a kind of sheet, with the codes of the units of who downloads it."""
    first_day = format_date(ChuongTrinh.current().ngay_bat_dau)
    notes = {key: note.format(ngay=first_day) for key, note in NOTES[kind].items()}
    title = f"Mẫu nhập {LoaiNhap(kind).label}"
    write_template(file, kind, title, columns, EXAMPLES[kind], notes, codes_of(kind, user))

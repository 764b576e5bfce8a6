"""The cells of a report: their keys, their order on the page, where each is read from the blocks of 03 §3.4.

The key of a cell is that of the list behind it (`sau_so.chi_so`), so that a figure opens its list from the report too.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

DONG, TON, TY_LE = "dong", "ton", "ty_le"  # a flow of the window, a stock of its last day, a percentage
DOAN_VIEN = "I. Đoàn viên"
DON_VI = "II. Công đoàn cơ sở, nghiệp đoàn, độ bao phủ"
NHIEM_VU = "III. Thỏa ước, đối thoại"
So = int | Decimal | None


@dataclass(frozen=True)
class O:  # noqa: E742 - "ô" is the word of the form
    """One cell: its key, number on the page, name, unit of counting, part, and whether it is a flow or a stock."""

    ma: str
    tt: str
    ten: str
    don_vi_tinh: str
    phan: str
    kieu: str = DONG

    @property
    def la_con(self) -> bool:
        """Does it stand under another cell ("1a")?"""
        return self.tt[-1:].isalpha()

    @property
    def khai_duoc(self) -> bool:
        """May the unit declare a number of its own? A percentage follows from its two numbers."""
        return self.kieu != TY_LE


def _members() -> list[O]:
    rows = [
        ("1", "ket_nap", "Kết nạp mới"),
        ("1a", "ket_nap_tai_cdcs_moi", "tại công đoàn cơ sở mới"),
        ("1b", "ket_nap_tai_cdcs_da_co", "tại công đoàn cơ sở đã có"),
        ("2", "ket_nap_lai", "Kết nạp lại"),
        ("3", "chuyen_den_ngoai_tinh", "Chuyển đến từ ngoài tỉnh"),
        ("4", "chuyen_den", "Chuyển đến từ đơn vị khác trong tỉnh"),
        ("5", "sap_xep_den", "Đến do sắp xếp tổ chức"),
        ("6", "dieu_chinh_tang", "Điều chỉnh tăng sau rà soát"),
        ("7", "giam", "Đoàn viên giảm"),
        ("7a", "chuyen_di_ngoai_tinh", "chuyển đi ngoài tỉnh"),
        ("7b", "chuyen_di", "chuyển đi đơn vị khác trong tỉnh"),
        ("7c", "nghi_huu", "nghỉ hưu"),
        ("7d", "cham_dut_hdld", "chấm dứt hợp đồng lao động"),
        ("7e", "tu_nguyen_ra", "tự nguyện ra khỏi tổ chức"),
        ("7g", "khai_tru", "khai trừ"),
        ("7h", "tu_tran", "từ trần"),
        ("7i", "giam_sap_xep", "giảm do sắp xếp, giải thể"),
        ("7k", "giam_khac", "giảm khác"),
        ("8", "sap_xep_di", "Đi do sắp xếp tổ chức"),
        ("9", "dieu_chinh_giam", "Điều chỉnh giảm sau rà soát"),
    ]
    stocks = [
        ("10", "cuoi_ky", "Đoàn viên cuối kỳ"),
        ("10a", "nu_cuoi_ky", "trong đó nữ"),
        ("10b", "co_danh_sach_cuoi_ky", "có danh sách"),
    ]
    cells = [O(f"doan_vien.{key}", tt, ten, "người", DOAN_VIEN) for tt, key, ten in rows]
    return cells + [O(f"doan_vien.{key}", tt, ten, "người", DOAN_VIEN, TON) for tt, key, ten in stocks]


CAC_O: tuple[O, ...] = (
    *_members(),
    O("cdcs.thanh_lap", "11", "Công đoàn cơ sở thành lập mới", "CĐCS", DON_VI),
    O("cdcs.ket_thuc", "12", "Công đoàn cơ sở kết thúc hoạt động", "CĐCS", DON_VI),
    O("cdcs.cuoi_ky", "13", "Công đoàn cơ sở cuối kỳ", "CĐCS", DON_VI, TON),
    O("nghiep_doan.thanh_lap", "14", "Nghiệp đoàn cơ sở thành lập mới", "nghiệp đoàn", DON_VI),
    O("nghiep_doan.cuoi_ky", "15", "Nghiệp đoàn cơ sở cuối kỳ", "nghiệp đoàn", DON_VI, TON),
    O("bao_phu.trong_dien", "16", "Đơn vị, doanh nghiệp trong diện", "đơn vị", DON_VI, TON),
    O("bao_phu.co_cdcs", "17", "Trong đó đã có CĐCS", "đơn vị", DON_VI, TON),
    O("bao_phu.ty_le", "18", "Độ bao phủ", "%", DON_VI, TY_LE),
    O("bao_phu.chua_co_so_lieu", "19", "Đơn vị chưa có số liệu lao động", "đơn vị", DON_VI, TON),
    O("nhiem_vu.thoa_uoc", "20", "Thỏa ước lao động tập thể đang hiệu lực", "bản", NHIEM_VU, TON),
    O("nhiem_vu.doi_thoai", "21", "Cuộc đối thoại tại nơi làm việc", "cuộc", NHIEM_VU),
    O("nhiem_vu.kien_nghi", "22", "Kiến nghị của CĐCS với cấp trên", "kiến nghị", NHIEM_VU),
)
O_THEO_MA: dict[str, O] = {cell.ma: cell for cell in CAC_O}


def so_o(blocks: Mapping[str, Any]) -> dict[str, So]:
    """{cell: its figure} from the blocks of one unit; a block that was not read gives None."""
    values: dict[str, So] = {}
    for cell in CAC_O:
        block, _, key = cell.ma.partition(".")
        values[cell.ma] = blocks[block][key] if block in blocks else None
    return values

"""Excel of the lists of this room: the rows and columns of the screen (05 §5.5)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import IO

from cdcs.models import CongDoan
from core.sheets.table import write_table
from core.sheets.writer import SheetColumn
from nhiemvu.models import DoiThoai, KienNghi, ThoaUoc

UNIT = (SheetColumn("TT", 6, plain=True), SheetColumn("Mã CĐCS", 17), SheetColumn("Đơn vị", 30),
        SheetColumn("Cấp trên", 22))  # fmt: skip
AGREEMENT = (
    *UNIT, SheetColumn("Loại thỏa ước", 16), SheetColumn("Số", 13), SheetColumn("Ngày ký", 11),
    SheetColumn("Hình thức", 13), SheetColumn("Hiệu lực từ", 11), SheetColumn("Đến hết ngày", 11),
    SheetColumn("Điểm", 7), SheetColumn("Xếp loại", 10), SheetColumn("Điều khoản có lợi hơn luật", 11),
    SheetColumn("Tình trạng", 13),
)  # fmt: skip
WITHOUT = (*UNIT, SheetColumn("Thỏa ước gần nhất hết hiệu lực từ", 20))
DIALOGUE = (*UNIT, SheetColumn("Ngày", 11), SheetColumn("Hình thức", 12), SheetColumn("Thành phần", 26),
            SheetColumn("Nội dung", 34), SheetColumn("Kết quả", 34))  # fmt: skip
ISSUE = (
    *UNIT, SheetColumn("Ngày", 11), SheetColumn("Lĩnh vực", 17), SheetColumn("Nội dung", 36),
    SheetColumn("Nơi xem xét", 17), SheetColumn("Trạng thái", 13), SheetColumn("Ngày trả lời", 11),
    SheetColumn("Trả lời", 32), SheetColumn("Đã chờ (ngày)", 8),
)  # fmt: skip
Parents = Mapping[int, str]


def _unit(number: int, unit: CongDoan, parents: Parents) -> tuple:
    return number, unit.ma, unit.ten, parents.get(unit.pk, "")


def _state(row: ThoaUoc, day: date) -> str:
    """How an agreement stands on a day, in the words of the page."""
    if row.tu_ngay > day:
        return "Chưa đến ngày"
    if row.is_valid_on(day):
        return "Còn hiệu lực"
    return "Đã chấm dứt" if row.ngay_cham_dut else "Đã hết hạn"


def write_agreements(rows: Iterable[ThoaUoc], parents: Parents, head: Sequence[str], day: date) -> IO[bytes]:
    """Write agreements, as they stand on `day`, to a temporary file, rewound."""
    cells = (
        (*_unit(n, r.cong_doan, parents), r.get_loai_display(), r.so, r.ngay_ky, r.get_hinh_thuc_display(), r.tu_ngay,
         r.ngay_cuoi, r.diem, r.get_xep_loai_display(), r.so_dieu_khoan, _state(r, day))
        for n, r in enumerate(rows, 1)
    )  # fmt: skip
    return write_table("Thỏa ước lao động tập thể", AGREEMENT, cells, head)


def write_units_without(rows: Iterable[CongDoan], parents: Parents, head: Sequence[str]) -> IO[bytes]:
    """Write the base units without an agreement to a temporary file, rewound."""
    cells = ((*_unit(n, unit, parents), getattr(unit, "het_gan_nhat", None)) for n, unit in enumerate(rows, 1))
    return write_table("CĐCS chưa có thỏa ước", WITHOUT, cells, head)


def write_dialogues(rows: Iterable[DoiThoai], parents: Parents, head: Sequence[str]) -> IO[bytes]:
    """Write dialogues to a temporary file, rewound."""
    cells = (
        (*_unit(n, r.cong_doan, parents), r.ngay, r.get_loai_display(), r.thanh_phan, r.noi_dung, r.ket_qua)
        for n, r in enumerate(rows, 1)
    )
    return write_table("Đối thoại tại nơi làm việc", DIALOGUE, cells, head)


def write_issues(rows: Iterable[KienNghi], parents: Parents, head: Sequence[str], day: date) -> IO[bytes]:
    """Write issues, with how long each has waited by `day`, to a temporary file, rewound."""
    cells = (
        (*_unit(n, r.cong_doan, parents), r.ngay, r.get_linh_vuc_display(), r.noi_dung, r.get_noi_nhan_display(),
         r.get_trang_thai_display(), r.ngay_tra_loi, r.tra_loi, (day - r.ngay).days if r.is_waiting else None)
        for n, r in enumerate(rows, 1)
    )  # fmt: skip
    return write_table("Kiến nghị với cấp trên", ISSUE, cells, head)

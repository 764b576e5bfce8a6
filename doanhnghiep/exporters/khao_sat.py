"""Excel of a survey round and of a classification (05 §5.5)."""

from collections.abc import Iterable, Sequence
from typing import IO

from cdcs.models import CongDoan
from core.sheets.table import write_table
from core.sheets.writer import SheetColumn
from doanhnghiep.models import PhieuKhaoSat
from doanhnghiep.queries.phan_loai import Loai

COLUMNS = (
    SheetColumn("TT", 6, plain=True),
    SheetColumn("Mã số thuế", 17),
    SheetColumn("Tên đơn vị", 36),
    SheetColumn("Đơn vị quản lý", 26),
    SheetColumn("Kết quả", 14),
    SheetColumn("Ngày khảo sát", 12),
    SheetColumn("Lao động", 9),
    SheetColumn("Lao động nữ", 9),
    SheetColumn("Số đóng BHXH", 9),
    SheetColumn("Lý do chưa có CĐCS", 24),
    SheetColumn("Ghi chú", 26),
)
CLASSES = (
    SheetColumn("TT", 6, plain=True),
    SheetColumn("Nhóm", 44),
    SheetColumn("Số đơn vị", 12),
    SheetColumn("Lao động", 12),
    SheetColumn("Trong diện", 12),
    SheetColumn("Đã có CĐCS", 12),
    SheetColumn("Chưa có CĐCS", 12),
    SheetColumn("Tỷ lệ %", 10),
)


def write_khao_sat(rows: Iterable[PhieuKhaoSat], managers: dict[int, CongDoan], head_lines: Sequence[str]) -> IO[bytes]:
    """The answers of a round, rewound; `managers` by employer."""
    lines = (
        (number, one.doanh_nghiep.ma_so_thue, one.doanh_nghiep.ten,
         managers[one.doanh_nghiep_id].ten if one.doanh_nghiep_id in managers else "", one.get_trang_thai_display(),
         one.ngay, one.tong_lao_dong, one.lao_dong_nu, one.so_dong_bhxh, one.get_ly_do_display(), one.ghi_chu)
        for number, one in enumerate(rows, 1)
    )  # fmt: skip
    return write_table("Khảo sát", COLUMNS, lines, head_lines)


def write_phan_loai(lines: Iterable[Loai], head_lines: Sequence[str]) -> IO[bytes]:
    """A classification with its total, rewound."""
    lines = list(lines)
    rows: list[tuple] = [
        (number, one.ten, one.so_don_vi, one.lao_dong, one.trong_dien, one.co_cdcs, one.chua_co, one.ty_le)
        for number, one in enumerate(lines, 1)
    ]
    total = Loai("Tổng cộng", "", (), *(sum(getattr(one, name) for one in lines)
                                        for name in ("so_don_vi", "lao_dong", "trong_dien", "co_cdcs")))  # fmt: skip
    last = ("", total.ten, total.so_don_vi, total.lao_dong, total.trong_dien, total.co_cdcs, total.chua_co,
            total.ty_le)  # fmt: skip
    return write_table("Phân loại", CLASSES, rows, head_lines, [last])

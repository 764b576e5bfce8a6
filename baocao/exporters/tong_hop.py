"""Excel of the consolidation and of the timeliness pages, as they are seen (05 §5.5)."""

from typing import IO, Any

from baocao.queries.dung_han import DungHan
from baocao.queries.ky import round_label
from baocao.queries.trang_tong_hop import COLUMNS, DongBang, TrangTongHop
from core.dates import format_date
from core.sheets.table import write_table
from core.sheets.writer import SheetColumn

UNIT = (
    SheetColumn("Xếp hạng", 7, plain=True),
    SheetColumn("Mã đơn vị", 13),
    SheetColumn("Đơn vị", 32),
    SheetColumn("Nguồn số", 14),
)
LAST = (
    SheetColumn("Trong diện", 8),
    SheetColumn("Đã có CĐCS", 8),
    SheetColumn("Độ bao phủ %", 8),
    SheetColumn("Chỉ tiêu", 8),
    SheetColumn("Tỷ lệ %", 8),
)
PARTS = ("theo báo cáo", "hiện thời", "chênh lệch")


def write_tong_hop(page: TrangTongHop) -> IO[bytes]:
    """The table of units in both readings with the difference, in the order of the page."""
    figures = [SheetColumn(f"{word}, {part}", 9) for _, word in COLUMNS for part in PARTS]
    head = [
        f"Tổng hợp toàn tỉnh: {round_label(page.whole.ky)}",
        f"{page.whole.province.ten} ({page.whole.province.ma})",
        f"Xếp hạng, độ bao phủ, tỷ lệ: {page.dang_xem}. Đã duyệt {page.so_duyet}/{len(page.can_nop)} báo cáo",
        page.cau_dung_han,
        f"Lập ngày {format_date(page.day)}",
    ]
    rows = [_line(one) for one in page.dong]
    return write_table("Tổng hợp toàn tỉnh", [*UNIT, *figures, *LAST], rows, head, [_line(page.tong)])


def _line(one: DongBang) -> list[Any]:
    source = "" if one.o is None or one.la_co_so else "Số hiện thời" if one.sao else "Báo cáo đã duyệt"
    figures = [value for so in one.so for value in (so.duyet, so.hien_thoi, so.chenh)]
    coverage = one.bao_phu
    return [
        one.hang, one.ma, one.ten, source, *figures, coverage["trong_dien"], coverage["co_cdcs"], coverage["ty_le"],
        one.giao, one.ty_le,
    ]  # fmt: skip


def write_dung_han(page: DungHan) -> IO[bytes]:
    """Rounds × days late, returns and corrections of every unit, with their sums."""
    columns = [SheetColumn("Mã đơn vị", 13), SheetColumn("Đơn vị", 38)]
    for ky in page.heads:
        columns += [SheetColumn(f"{ky}: ngày chậm", 10), SheetColumn(f"{ky}: lần trả lại", 10),
                    SheetColumn(f"{ky}: dòng sau nộp", 10)]  # fmt: skip
    columns += [SheetColumn(word, 11) for word in
                ("Kỳ đúng hạn", "Kỳ chậm", "Kỳ chưa nộp", "Tổng ngày chậm", "Lần trả lại", "Dòng sau nộp")]  # fmt: skip
    rows = [
        [one.unit.ma, one.unit.ten,
         *(value for cell in one.o for value in ((cell.cham, cell.tra_lai, cell.so_dong) if cell else (None,) * 3)),
         one.dung_han, one.ky_cham, one.chua_nop, one.ngay_cham, one.tra_lai, one.so_dong]
        for one in page.dong
    ]  # fmt: skip
    head = ["Đúng hạn, chậm hạn báo cáo trong nhiệm kỳ", page.province.ten,
            "Ngày chậm tính theo lần nộp đầu; trả lại không xóa ngày nộp lần đầu. Ô trống: chưa nộp, hoặc không phải "
            "báo cáo", f"Lập ngày {format_date(page.day)}"]  # fmt: skip
    return write_table("Đúng hạn", columns, rows, head)

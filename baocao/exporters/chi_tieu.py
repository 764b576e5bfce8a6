"""Excel of the quotas in force, with the columns of the grid (05 §5.5)."""

from typing import IO, Any

from baocao.exporters.bang import structure_text
from baocao.queries.bang_chi_tieu import BangChiTieu, BenCanh
from chitieu.enums import LoaiChiTieu
from chitieu.queries import HieuLuc, add_up, left_of
from core.dates import format_date, today
from core.sheets.table import write_table
from core.sheets.writer import SheetColumn


def columns_of(page: BangChiTieu) -> list[SheetColumn]:
    before = page.noi.nam_truoc
    past = [f"Năm {before}, đạt", f"Năm {before}, giao", f"Tỷ lệ {before} %"] if before else []
    change = [f"So với {before} %"] if before else []
    done = [f"Đạt đến {format_date(page.day)} %"] if page.day else []
    kinds = [kind.label for kind in LoaiChiTieu]
    head = [SheetColumn("TT", 6, plain=True), SheetColumn("Mã đơn vị", 16), SheetColumn("Đơn vị", 38)]
    return [*head, *(SheetColumn(label, 12) for label in [*past, *kinds, *change, *done])]


def write_chi_tieu(page: BangChiTieu, in_force: HieuLuc) -> IO[bytes]:
    """The units in the order of the page, below them their sum, the unit's own number, what is not given out yet."""
    noi = page.noi
    head = [
        f"Chỉ tiêu {noi.ten_nam}",
        f"{noi.don_vi.ten} ({noi.don_vi.ma})",
        f"Theo các quyết định đến ngày {format_date(noi.day)}. {structure_text(noi.place.co_cau)}. Số hiện thời",
        f"Lập ngày {format_date(today())}",
    ]
    rows = []
    for unit in noi.units:
        rows.append([len(rows) + 1, unit.ma, unit.ten, *_line(page, page.beside[unit.pk], numbers(in_force[unit.pk]))])
    own = numbers(in_force[noi.don_vi.pk])
    own_line = ["", noi.don_vi.ma, f"{noi.don_vi.ten} được giao", *_line(page, page.own, own)]
    if not noi.units:
        return write_table("Chỉ tiêu", columns_of(page), [own_line], head)
    given = [add_up([in_force[unit.pk] for unit in noi.units], kind) for kind in LoaiChiTieu]
    left = _line(page, BenCanh(), [left_of(target, spread) for target, spread in zip(own, given, strict=True)])
    totals = [["", "", "Cộng các đơn vị", *_line(page, page.total, given)], own_line, ["", "", "Còn chưa giao", *left]]
    return write_table("Chỉ tiêu", columns_of(page), rows, head, totals)


def numbers(lines: dict) -> list[int | None]:
    return [line.so_giao if (line := lines[kind]) else None for kind in LoaiChiTieu]


def _line(page: BangChiTieu, beside: BenCanh, kinds: list[int | None]) -> list[Any]:
    has_before = page.noi.nam_truoc is not None
    past = [beside.truoc_dat, beside.truoc_giao, beside.truoc_ty_le] if has_before else []
    change = [beside.so_voi_truoc(kinds[0])] if has_before else []
    return [*past, *kinds, *change, *([beside.dat_ty_le] if page.day else [])]

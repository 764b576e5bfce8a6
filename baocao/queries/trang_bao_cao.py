"""The tables of a report on screen: those of the workbook, every figure with the list behind it (05 §5.2-9)."""

from collections.abc import Sequence
from dataclasses import dataclass

from baocao.models import KyBaoCao
from baocao.queries.bang import CHU, CO_GACH, GACH, MA, NGAY, TT, TY_LE, Bang, BaoCaoData, Cot, GiaTri
from baocao.queries.bieu_so import BAO_PHU, BIEN_DONG, COT_PL7
from baocao.queries.cau_noi_gon import bridge_items
from baocao.queries.sau_so import figure_url
from baocao.queries.sau_so.khung import Cell
from cdcs.access import Rights
from cdcs.models import CongDoan
from core.templatetags.formats import format_percent
from doanvien.queries import so_doan_vien

SHOWN = 10
CARDS = {"TT": "card-hide", "Nội dung": "card-head", "Đơn vị tính": "card-hide quiet", "Ghi chú": "wide-cell"}
NAME = "Đơn vị"  # a name never breaks: the table scrolls inside itself
TEXT = frozenset({TT, MA, CHU, NGAY})
# Heading of a column → key of the list behind its figures, by sheet.
PL1 = {
    "Kết nạp tại CĐCS mới": "doan_vien.ket_nap_tai_cdcs_moi",
    "Kết nạp tại CĐCS đã có": "doan_vien.ket_nap_tai_cdcs_da_co",
    "Tổng kết nạp mới": "doan_vien.ket_nap",
    "CĐCS thành lập mới": "cdcs.thanh_lap",
    "Nghiệp đoàn thành lập mới": "nghiep_doan.thanh_lap",
    "Đoàn viên giảm": "doan_vien.giam",
    "Thực tăng": "doan_vien.thuc_tang",
    "Đoàn viên cuối kỳ": "doan_vien.cuoi_ky",
}
PL6 = {heading: f"doan_vien.{key}" for heading, key in BIEN_DONG}
PL7 = {cot.ten: f"bao_phu.{key}" for cot, key in zip(COT_PL7[3:], BAO_PHU, strict=True)}
KEYS = {"PL1 Kết quả": PL1, "PL6 Biến động": PL6, "PL7 Bao phủ": PL7}


@dataclass(frozen=True)
class TableOnScreen:
    """One table of the report: heading, columns, the rows that fit the page, the row of the sum."""

    id: str
    title: str
    label: str
    columns: Sequence[tuple[str, bool]]
    rows: list[list[tuple[str, str, Cell]]]
    total: list[tuple[str, str, Cell]] | None
    notes: Sequence[str]
    more: int = 0
    is_cards: bool = False
    bold: frozenset[int] = frozenset()


@dataclass(frozen=True)
class BaoCaoPage:
    """A live report as the page shows it."""

    ky: KyBaoCao
    unit: CongDoan
    data: BaoCaoData
    rights: Rights

    def url(self, unit: CongDoan, khoa: str) -> str:
        return figure_url(self.rights, unit, khoa, self.ky.tu_ngay, self.ky.den_ngay)

    @property
    def bridge(self) -> list[tuple]:
        start, end = self.ky.tu_ngay, self.ky.den_ngay
        figures = so_doan_vien([self.unit.pk], start, end)[self.unit.pk]
        return bridge_items(figures, lambda khoa: self.url(self.unit, khoa))

    @property
    def tables(self) -> list[TableOnScreen]:
        """All tables in the order of the sheets; long lists of units and employers are cut, the workbook has all."""
        codes = {row[1] for table in self.data.bang if table.trang in KEYS for row in table.dong}
        units = {unit.ma: unit for unit in CongDoan.everything.filter(ma__in=codes)}
        return [self._table(number, table, units) for number, table in enumerate(self.data.bang)]

    def _table(self, number: int, table: Bang, units: dict[str, CongDoan]) -> TableOnScreen:
        keys = KEYS.get(table.trang)
        rows = table.dong if keys is not None or number == 0 else table.dong[:SHOWN]
        cells = [self._row(table, row, units.get(str(row[1])) if keys else None) for row in rows]
        return TableOnScreen(
            id=f"bang-{number}",
            title=table.trang if number == 0 else table.trang.partition(" ")[2],
            label=table.nhan.capitalize(),
            columns=[(cot.ten, cot.loai not in TEXT) for cot in table.cot],
            rows=cells,
            total=self._row(table, table.tong, self.unit) if table.tong else None,
            notes=table.ghi_chu,
            more=len(table.dong) - len(rows),
            is_cards=number == 0,
            bold=table.dam if number == 0 else frozenset(),
        )

    def _row(self, table: Bang, row: Sequence[GiaTri], unit: CongDoan | None) -> list[tuple[str, str, Cell]]:
        """The cells of a row, each with the class and the heading of its column."""
        keys = KEYS.get(table.trang, {})
        cells = []
        for cot, value in zip(table.cot, row, strict=True):
            url = self.url(unit, keys[cot.ten]) if unit is not None and cot.ten in keys and value else ""
            if value in (None, "") and cot.loai not in CO_GACH and not keys:
                cells.append(("card-hide", cot.ten, Cell(" ")))  # nothing to say: no line of a card
                continue
            css = "num" if cot.loai not in TEXT else "name" if cot.ten == NAME and keys else CARDS.get(cot.ten, "")
            cells.append((css, cot.ten, Cell(_shown(cot, value), url)))
        return cells


def _shown(cot: Cot, value: GiaTri) -> GiaTri:
    """The value as a cell of the page: percentages with their sign, nothing as the sheet shows it."""
    if value is None or value == "":
        return GACH if cot.loai in CO_GACH else " "
    if cot.loai == TY_LE:
        return format_percent(value)
    return str(value) if cot.loai == TT else value

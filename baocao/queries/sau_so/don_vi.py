"""The units behind a count of CĐCS or nghiệp đoàn."""

from datetime import date

from baocao.queries.sau_so.khung import Cell, Column, ListInMemory, Question, Row
from baocao.queries.sau_so.noi import unit_url
from cdcs.access import rights_of
from cdcs.models import CayCongDoan, CongDoan
from cdcs.queries import names_on
from cdcs.queries.cong_doan import dieu_kien, dieu_kien_co_cau
from core.dates import format_date
from core.sql import id_in
from core.text import vi_sort_key

COLUMNS = (
    Column("Đơn vị", width=41),
    Column("Mã đơn vị", width=17),
    Column("Ngày"),
    Column("Số quyết định", width=18),
)
DAY_OF = {"thanh_lap": "ngay_thanh_lap", "ket_thuc": "ngay_ket_thuc"}


def units_list(asked: Question, total: int) -> ListInMemory:
    """Each unit once for each time that it counts; the day is that of the founding, the ending or the move."""
    found = _in_structure(asked) if asked.structure else _then(asked)
    ids = {pk for pk, _ in found}
    units = CongDoan.everything.filter(id_in("pk", ids)).in_bulk()
    names = names_on(ids, asked.end)
    rows = [_row(asked, units[pk], names[pk], moved) for pk, moved in found]
    rows.sort(key=lambda row: (vi_sort_key(row[0].value), row[1].value))
    day = {"thanh_lap": "Ngày thành lập", "ket_thuc": "Ngày kết thúc"}.get(asked.figure.key)
    moved = "Ngày sắp xếp" if asked.figure.key.startswith("sap_xep") else "Ngày thành lập"
    columns = (*COLUMNS[:2], Column(day or moved), *COLUMNS[3:])
    return ListInMemory(asked, columns, total, rows)


def _then(asked: Question) -> list[tuple[int, date | None]]:
    key = asked.figure.key
    rows = CayCongDoan.objects.filter(
        dieu_kien(asked.start, asked.end)[key],
        cap_tren=asked.unit,
        cap_duoi__loai=asked.figure.block,
        cap_duoi__is_hidden=False,
    )
    edge = {"sap_xep_den": "tu_ngay", "sap_xep_di": "den_ngay"}.get(key)
    return [(pk, day if edge else None) for pk, day in rows.values_list("cap_duoi_id", edge or "tu_ngay")]


def _in_structure(asked: Question) -> list[tuple[int, date | None]]:
    tree = asked.structure
    assert tree is not None
    inside = (pk for pk in tree.under(asked.unit.pk) if tree.don_vi[pk].loai == asked.figure.block)
    key = asked.figure.key
    return [(pk, None) for pk in inside if dieu_kien_co_cau(tree.don_vi[pk], asked.start, asked.end).get(key)]


def _row(asked: Question, unit: CongDoan, name: str, moved: date | None) -> Row:
    ended = asked.figure.key == "ket_thuc"
    day = moved or getattr(unit, DAY_OF.get(asked.figure.key, "ngay_thanh_lap"))
    note = "" if ended or not unit.ngay_ket_thuc else f"kết thúc {format_date(unit.ngay_ket_thuc)}"
    decision = unit.so_quyet_dinh_ket_thuc if ended else unit.so_quyet_dinh
    return [
        Cell(name, unit_url(rights_of(asked.user), unit.pk), note),
        Cell(unit.ma),
        Cell(day),
        Cell("" if moved else decision),
    ]

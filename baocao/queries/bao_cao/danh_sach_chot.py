"""The list behind a frozen figure: read from the snapshot; names are joined only where the reader may see them today.

Rows of the ledger are never changed or deleted, so their numbers find them again [02-2.6-15].
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from baocao.queries.bao_cao.ban_chup import BanChupData
from baocao.queries.bao_cao.o import O_THEO_MA
from baocao.queries.sau_so import CHI_SO, Cell, ChiSo, Column
from baocao.queries.sau_so.chi_so import combined
from baocao.queries.sau_so.doan_vien import NEW_OR_OLD, Moved, NamesOf, RowsList, by_base_list, kinds_in
from baocao.queries.sau_so.khung import ListInMemory, Question, Row, tax_cell
from baocao.queries.sau_so.noi import unit_url
from cdcs.access import rights_of
from cdcs.models import CayCongDoan, CongDoan
from cdcs.queries import names_on
from core.sql import id_in
from doanvien.enums import LOAI_CAP
from doanvien.models import BienDong

UNIT, CODE = Column("Đơn vị", width=44), Column("Mã đơn vị", width=14)
PART_OF_STOCK = {"nu_cuoi_ky": 3, "co_danh_sach_cuoi_ky": 4}
REST = "Phần của tỉnh: trực tiếp quản lý, hoặc chuyển giữa các đơn vị bù trừ nhau"
NO_SUCH = "Không có danh sách của số liệu này trong bản chụp."


class FrozenRows(RowsList):
    """Rows of the ledger by their numbers, and the units that moved whole, as the snapshot kept them."""

    def __init__(self, asked: Question, total: int, rows: QuerySet[BienDong], moved: list[Moved], names_of: NamesOf):
        self.question, self.total, self.kept, self.moved, self.names_of = asked, total, rows, moved, names_of
        self.note = "Những dòng đầu là đơn vị chuyển đến, chuyển đi cùng số đoàn viên của mình." if moved else ""

    @property
    def rows(self) -> QuerySet[BienDong]:
        return self.kept.select_related("doan_vien", "doan_vien__gop_vao")


@dataclass(frozen=True)
class SoChot:
    """Which frozen figure is asked."""

    data: BanChupData
    figure: ChiSo
    user: Any
    names_word: str = "list_doan_vien"
    co_so: CongDoan | None = None  # the base unit whose part of the report is asked, which sends none itself

    @property
    def asked(self) -> Question:
        snapshot = self.data.ban_chup
        ky, unit = snapshot.bao_cao.ky, self.co_so or snapshot.bao_cao.cong_doan
        return Question(self.figure, unit, ky.tu_ngay, ky.den_ngay, None, self.user, self.names_word)

    @property
    def blocks(self) -> Mapping[str, Any]:
        """The frozen figures of the unit that is asked."""
        if self.co_so is None:
            return self.data.so_lieu
        return next(one for one in self.data.noi_dung["truc_thuoc"] if one["ma"] == self.co_so.ma)

    def under(self, day: Any) -> QuerySet[CayCongDoan]:
        """What stood under the base unit on a day, which may be a column."""
        return CayCongDoan.objects.filter(cap_tren=self.co_so, tu_ngay__lte=day, den_ngay__gt=day)

    @property
    def lists(self) -> Mapping[str, Any]:
        return self.data.noi_dung["danh_sach"]


def figure_of(khoa: str) -> ChiSo:
    """What a key of the address means; Http404 for one without a list."""
    if khoa in CHI_SO:
        return CHI_SO[khoa]
    cell = O_THEO_MA.get(khoa)
    if cell is None or not khoa.startswith("nhiem_vu."):
        raise Http404(NO_SUCH)
    return ChiSo(khoa, cell.ten, cell.don_vi_tinh, "measures")


def open_frozen(
    data: BanChupData, khoa: str, user, names_word: str = "list_doan_vien", co_so: str = ""
) -> FrozenRows | ListInMemory:
    """The list behind a figure of a snapshot, names for who has `names_word`; Http404 where it keeps none.

    `co_so` is the code of a base unit whose part of it is asked.
    """
    figure = figure_of(khoa)
    one = SoChot(data, figure, user, names_word, _base_unit(data, figure, co_so) if co_so else None)
    if not one.lists:
        return _by_unit(one)
    makers: dict[str, Callable[[SoChot], FrozenRows | ListInMemory]] = {
        "rows": _rows, "kinds": _kinds, "stock": _stock, "units": _units, "employers": _employers,
        "measures": _measures,
    }  # fmt: skip
    make = makers.get(one.figure.shape)
    if make is None:
        raise Http404(NO_SUCH)
    return make(one)


def _base_unit(data: BanChupData, figure: ChiSo, ma: str) -> CongDoan:
    """The base unit whose part of a figure is asked; Http404 where the report does not tell it, before a name is shown.

    No part has a list of what moves between units, nor of admissions by the age of the unit.
    """
    is_told = data.noi_dung["danh_sach"] and any(one["ma"] == ma for one in data.noi_dung["truc_thuoc"])
    if not is_told or figure.block != "doan_vien" or figure.key in NEW_OR_OLD or LOAI_CAP & {*figure.loai}:
        raise Http404(NO_SUCH)
    return get_object_or_404(CongDoan.everything, ma=ma)


def _total(one: SoChot) -> int:
    block = one.blocks[one.figure.block]
    return combined(block, one.figure) if one.figure.block == "doan_vien" else block[one.figure.key]


def value_in(block: Mapping[str, Any], figure: ChiSo) -> int | None:
    """The figure in a block; None where the figure was not read for that unit."""
    if figure.block == "doan_vien":
        return combined(block["doan_vien"], figure)
    return block.get(figure.block, {}).get(figure.key)


def _by_unit(one: SoChot) -> ListInMemory:
    """A figure of a province: what each unit reported; each leads to the list in its own report."""
    ky, asked = one.data.ban_chup.bao_cao.ky.ma, one.figure.khoa
    total = value_in(one.data.so_lieu, one.figure)
    if total is None:
        raise Http404(NO_SUCH)
    rows, rest = [], total
    for unit in one.data.noi_dung["truc_thuoc"]:
        value = value_in(unit, one.figure)
        if value:
            revision = f"&lan={unit['lan']}" if unit.get("lan") else ""  # the first snapshots did not keep it
            query = f"don_vi={unit['ma']}{revision}&so={asked}"
            url = f"{reverse('so_bao_cao_list', args=[ky])}?{query}" if unit["theo_bao_cao"] else ""
            source = "Báo cáo đã duyệt" if unit["theo_bao_cao"] else "Số hiện thời"
            rows.append([Cell(unit["ten"]), Cell(unit["ma"]), Cell(value, url), Cell(source)])
            rest -= value
    if rest:
        rows.append([Cell(REST), Cell(""), Cell(rest), Cell("")])
    columns = (UNIT, CODE, Column("Số", num=True), Column("Nguồn", width=22))
    return ListInMemory(one.asked, columns, total, rows)


def _rows(one: SoChot) -> FrozenRows | ListInMemory:
    """The rows of a flow; by base unit for readers without the right to names [02-2.7-2]."""
    rows = _kept_rows(one) if one.co_so is None else _rows_of_base(one)
    make = FrozenRows if rights_of(one.user).can(one.names_word) else by_base_list
    return make(one.asked, _total(one), rows, _moved(one), _names_of(one))


def _kept_rows(one: SoChot) -> QuerySet[BienDong]:
    key, kept = one.figure.key, one.lists
    ids = [pk for kind in one.figure.loai for pk in kept["dong"].get(kind, ())]
    if key in NEW_OR_OLD:
        new = set(kept["dong_cdcs_moi"])
        ids = [pk for pk in ids if (pk in new) == NEW_OR_OLD[key]]
    return BienDong.objects.filter(id_in("pk", ids))


def _rows_of_base(one: SoChot) -> QuerySet[BienDong]:
    """The living rows of a base unit at the moment of the snapshot, also those of its time under another superior."""
    last, asked = one.data.ban_chup.so_dong_cuoi, one.asked
    units = CayCongDoan.objects.filter(cap_tren=one.co_so).values("cap_duoi")  # ever: few, so that the index finds them
    rows = BienDong.objects.filter(
        cong_doan__in=units, loai__in=one.figure.loai, ngay__range=(asked.start, asked.end), pk__lte=last, dao_cua=None
    )
    living = rows.filter(Q(dao_boi=None) | Q(dao_boi__gt=last))
    return living.filter(Exists(one.under(OuterRef("ngay")).filter(cap_duoi=OuterRef("cong_doan"))))


def _kinds(one: SoChot) -> ListInMemory:
    """A net change by kind; of a base unit those of both sides of a move have no list, which the report adds up."""
    snapshot = one.data.ban_chup
    place = {"don_vi": snapshot.bao_cao.cong_doan.ma, "lan": snapshot.lan}
    place |= {"co_so": one.co_so.ma} if one.co_so else {}

    def url_of(kind: str) -> str:
        return "" if one.co_so and kind in LOAI_CAP else f"?{urlencode({**place, 'so': f'doan_vien.{kind}'})}"

    return kinds_in(one.asked, _total(one), one.blocks["doan_vien"], url_of)


def _moved(one: SoChot) -> list[Moved]:
    """The units that came or left with their stock, of the kinds of the figure."""
    found = [row for row in one.lists["chuyen_ca"] if row[1] in one.figure.loai]
    by_code = dict(CongDoan.everything.filter(ma__in={row[2] for row in found}).values_list("ma", "pk"))
    return [(date.fromisoformat(day), kind, by_code[ma], count, women) for day, kind, ma, _, count, women in found]


def _names_of(one: SoChot) -> NamesOf:
    """Units by the names that the snapshot kept: a later change of name is none of the report."""
    kept = {ma: ten for _, _, ma, ten, *_ in one.lists["chuyen_ca"]} | one.lists.get("ten_don_vi", {})

    def names(ids: Collection[int]) -> Mapping[int, str]:
        codes = dict(CongDoan.everything.filter(id_in("pk", ids)).values_list("pk", "ma"))
        then = names_on(ids, one.asked.end)  # the first snapshots did not keep all of them
        return {pk: kept.get(codes[pk], then[pk]) for pk in ids}

    return names


def _links(one: SoChot, codes) -> Mapping[str, str]:
    """{code: the page of the unit}, for units that the reader sees today."""
    rights = rights_of(one.user)
    return {ma: unit_url(rights, pk) for ma, pk in CongDoan.everything.filter(ma__in=codes).values_list("ma", "pk")}


def _named(one: SoChot, rows: list[list]) -> Iterator[tuple[list, Row]]:
    """Rows that begin with code and name of a unit, with the cells for these two."""
    links = _links(one, {row[0] for row in rows})
    for row in rows:
        yield row, [Cell(row[1], links.get(row[0], "")), Cell(row[0])]


def _stock(one: SoChot) -> ListInMemory:
    key = one.figure.key
    rows = one.lists["ton_dau" if key == "dau_ky" else "ton"]
    if one.co_so is not None:
        inside = set(one.under(one.asked.stock_day).values_list("cap_duoi__ma", flat=True))
        rows = [row for row in rows if row[0] in inside]
    values = {row[0]: row[2] - row[4] if key == "chua_co_danh_sach" else row[PART_OF_STOCK.get(key, 2)] for row in rows}
    cells = [[*head, Cell(values[row[0]])] for row, head in _named(one, rows) if values[row[0]]]
    total = _total(one)
    if one.co_so is not None and sum(values.values()) != total:  # under another superior that day: kept as one number
        cells = [[*head, Cell(total)] for _, head in _named(one, [[one.co_so.ma, one.blocks["ten"]]])]
    return ListInMemory(one.asked, (UNIT, CODE, Column("Số đoàn viên", num=True)), total, cells)


def _units(one: SoChot) -> ListInMemory:
    rows = one.lists["don_vi"][one.figure.block].get(one.figure.key)
    if rows is None:
        raise Http404(NO_SUCH)
    return ListInMemory(one.asked, (UNIT, CODE), _total(one), [head for _, head in _named(one, rows)])


KEEP = {
    "trong_dien": lambda has, foreign: True,
    "co_cdcs": lambda has, foreign: has,
    "chua_co_cdcs": lambda has, foreign: not has,
    "fdi_trong_dien": lambda has, foreign: foreign,
    "fdi_co_cdcs": lambda has, foreign: has and foreign,
}


def _employers(one: SoChot) -> ListInMemory:
    key = one.figure.key
    columns = (Column("Đơn vị, doanh nghiệp", width=44), Column("Mã số thuế"), Column("Lao động", num=True),
               Column("Công đoàn"))  # fmt: skip
    if key == "chua_co_so_lieu":
        rows = [[Cell(ten), tax_cell(mst or "")] for mst, ten in one.lists["doanh_nghiep_chua_co_so"]]
        return ListInMemory(one.asked, columns[:2], _total(one), rows)
    if key not in KEEP:
        raise Http404(NO_SUCH)
    kept = [row for row in one.lists["doanh_nghiep"] if KEEP[key](row[3], row[4])]
    rows = [
        [Cell(ten), tax_cell(mst or ""), Cell(workers), Cell("Có CĐCS" if has else "Chưa có CĐCS")]
        for mst, ten, workers, has, _ in kept
    ]
    return ListInMemory(one.asked, columns, len(rows) if key == "chua_co_cdcs" else _total(one), rows)


def _measures(one: SoChot) -> ListInMemory:
    rows = one.lists["nhiem_vu"][one.figure.key]
    cells = [[*head, Cell(date.fromisoformat(row[2]))] for row, head in _named(one, rows)]
    word = "Hiệu lực từ ngày" if one.figure.key == "thoa_uoc" else "Ngày"
    return ListInMemory(one.asked, (UNIT, CODE, Column(word)), one.data.so_lieu["nhiem_vu"][one.figure.key], cells)

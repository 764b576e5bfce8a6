"""The lists behind figures of members: rows of the ledger, stocks by base unit, kinds of a net change."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import partial

from django.db.models import Exists, OuterRef, QuerySet, Sum

from baocao.queries.sau_so.chi_so import DO_SAP_XEP, list_query
from baocao.queries.sau_so.khung import Cell, Column, ListInMemory, Question, Row
from baocao.queries.sau_so.noi import page_url, unit_url
from cdcs.access import rights_of
from cdcs.enums import CO_DOAN_VIEN, CO_SO
from cdcs.models import CayCongDoan, CongDoan
from cdcs.queries import co_so_cua, names_on
from core.numbers import format_int
from core.paging import Page, paginate
from core.sql import id_in
from doanvien.enums import DAU, LoaiBienDong
from doanvien.models import BienDong
from doanvien.queries import DONG, so_doan_vien, so_ton, so_ton_rieng
from doanvien.queries.doan_vien import visible_doan_vien
from doanvien.queries.luy_ke import add
from doanvien.queries.so_bien_dong import SoBienDong

L = LoaiBienDong
MOVED = {L.SAP_XEP_DEN: "tu_ngay", L.SAP_XEP_DI: "den_ngay"}
NEW_OR_OLD = {"ket_nap_tai_cdcs_moi": True, "ket_nap_tai_cdcs_da_co": False}
NAMELESS = "Mới có số lượng"
NamesOf = Callable[[Collection[int]], Mapping[int, str]]  # the names of units by their keys
Moved = tuple[date, str, int, int, int]  # a unit that came or left: day, kind, unit, members, of them women


def ledger_rows(asked: Question) -> QuerySet[BienDong]:
    """The living rows behind a flow; what moved with its unit is no row of the ledger (`moved_units`)."""
    book = SoBienDong(asked.unit, asked.start, asked.end, structure=asked.structure)
    rows = book.rows.filter(loai__in=asked.figure.loai, dao_cua=None, dao_boi=None)  # reversed pairs vanish
    is_new = NEW_OR_OLD.get(asked.figure.key)
    if is_new is None:
        return rows
    day = OuterRef("ngay")
    base = CayCongDoan.objects.filter(
        cap_duoi_id=OuterRef("cong_doan_id"), tu_ngay__lte=day, den_ngay__gt=day, cap_tren__loai__in=CO_SO,
        cap_tren__ngay_thanh_lap__range=(asked.start, asked.end), cap_tren__is_hidden=False,
    )  # fmt: skip
    return rows.filter(Exists(base) if is_new else ~Exists(base))


def moved_units(asked: Question) -> list[Moved]:
    """Units that came or left with their stock, only in "lúc đó"."""
    if asked.structure is not None:
        return []
    found = []
    for kind, edge in MOVED.items():
        if kind not in asked.figure.loai:
            continue
        edges: dict[date, set[int]] = defaultdict(set)
        rows = CayCongDoan.objects.filter(
            cap_tren=asked.unit, cap_duoi__loai__in=CO_DOAN_VIEN, **{f"{edge}__range": (asked.start, asked.end)}
        )
        for unit, day in rows.values_list("cap_duoi_id", edge):
            edges[day].add(unit)
        for day, units in sorted(edges.items()):
            for unit, (named, counted) in so_ton_rieng(units, day - timedelta(days=1)).items():
                if named[0] + counted[0]:
                    found.append((day, kind.value, unit, named[0] + counted[0], named[1] + counted[1]))
    return found


class RowsList:
    """Rows of the ledger in order of day, names and women as far as the reader may see them [02-2.7-2]."""

    columns = (
        Column("Ngày", width=12),
        Column("Loại biến động", width=22),
        Column("Đoàn viên", width=26),
        Column("Năm sinh", width=8, plain=True),
        Column("Đơn vị", width=40),
        Column("Số lượng", num=True, width=10),
        Column("Trong đó nữ", num=True, width=10),
        Column("Số quyết định", width=18),
    )

    def __init__(self, asked: Question, total: int):
        self.question, self.total = asked, total
        self.names_of: NamesOf = partial(names_on, day=asked.end)
        self.moved = moved_units(asked)
        self.note = "Những dòng đầu là đơn vị chuyển đến, chuyển đi cùng số đoàn viên của mình." if self.moved else ""

    @property
    def rows(self) -> QuerySet[BienDong]:
        return ledger_rows(self.question).select_related("doan_vien", "doan_vien__gop_vao")

    def page(self, params: Mapping[str, str]) -> tuple[Page, list[Row]]:
        page = paginate(self.rows, ("ngay", "pk"), params)
        moved = self._moved_rows() if page.is_first else []
        if moved:
            page.dem_text = f"{format_int(len(moved))} đơn vị chuyển cả, {page.dem_text}"
        return page, [*moved, *self._cells(page.rows)]

    def all_rows(self) -> Iterator[Row]:
        yield from self._moved_rows()
        batch = []
        for row in self.rows.order_by("ngay", "pk").iterator(chunk_size=2000):
            batch.append(row)
            if len(batch) == 2000:
                yield from self._cells(batch)
                batch = []
        yield from self._cells(batch)

    def _moved_rows(self) -> list[Row]:
        rights, ids = rights_of(self.question.user), {unit for _, _, unit, *_ in self.moved}
        names, sign, own = self.names_of(ids), self.question.figure.sign, rights.scope("view_so_lieu")
        return [
            [Cell(day), Cell(L(kind).label), Cell("Cả đơn vị"), Cell(None), Cell(names[unit], unit_url(rights, unit)),
             Cell(sign(kind) * count), Cell(sign(kind) * women if own.contains(unit) else None), Cell("")]
            for day, kind, unit, count, women in self.moved
        ]  # fmt: skip

    def _cells(self, rows: list[BienDong]) -> list[Row]:
        rights, sign = rights_of(self.question.user), self.question.figure.sign
        names, pages = rights.scope(self.question.names_word), rights.scope("view_doan_vien")
        own = rights.scope("view_so_lieu")
        units = self.names_of({row.cong_doan_id for row in rows})
        people = {person.pk for row in rows if (person := _person(row))}
        opened = set(visible_doan_vien(pages).filter(id_in("pk", people)).values_list("pk", flat=True))
        cells = []
        for row in rows:
            person, shown = _person(row), names.contains(row.cong_doan_id)
            link = page_url("doan_vien_detail", person.pk) if person and shown and person.pk in opened else ""
            name = person.ho_ten if person and shown else "" if person else NAMELESS
            cells.append(
                [Cell(row.ngay), Cell(row.get_loai_display()), Cell(name, link),
                 Cell(person.nam_sinh if person and shown else None, is_year=True),
                 Cell(units[row.cong_doan_id], unit_url(rights, row.cong_doan_id)),
                 Cell(sign(row.loai) * row.so_luong),
                 Cell(sign(row.loai) * row.so_nu if own.contains(row.cong_doan_id) else None),
                 Cell(row.so_quyet_dinh)]
            )  # fmt: skip
        return cells


def _person(row: BienDong):
    """The member of a row; a doubled record leads to the one that stays [02-2.2a-6]."""
    return (row.doan_vien.gop_vao or row.doan_vien) if row.doan_vien else None


def rows_list(asked: Question, total: int) -> RowsList:
    return RowsList(asked, total)


UNIT_COLUMNS = (
    Column("Đơn vị", width=41),
    Column("Mã đơn vị", width=17),
    Column("Loại hình", width=22),
    Column("Số đoàn viên", num=True, width=14),
)


def by_unit_list(asked: Question, total: int) -> ListInMemory:
    """The flow by base unit, for readers without the right to names [02-2.7-2]."""
    return by_base_list(asked, total, ledger_rows(asked), moved_units(asked), partial(names_on, day=asked.end))


def by_base_list(
    asked: Question, total: int, rows: QuerySet[BienDong], moved: Iterable[Moved], names_of: NamesOf
) -> ListInMemory:
    """These rows and units that moved whole, added up by base unit."""
    sums: dict[int, int] = defaultdict(int)
    for unit, kind, count in rows.values_list("cong_doan_id", "loai").annotate(n=Sum("so_luong")).order_by():
        sums[unit] += asked.figure.sign(kind) * count
    for _, kind, unit, count, _ in moved:
        sums[unit] += asked.figure.sign(kind) * count
    base = co_so_cua(sums.keys(), asked.end)
    by_base: dict[int, int] = defaultdict(int)
    for unit, count in sums.items():
        by_base[base.get(unit, unit)] += count
    shown = _unit_rows(asked, by_base, names_of)
    return ListInMemory(asked, UNIT_COLUMNS, total, shown, "Cộng theo công đoàn cơ sở.")


def stock_list(asked: Question, total: int) -> ListInMemory:
    """A stock by base unit, each with what stands under it; inside a base unit by its own units."""
    day, part = asked.stock_day, {"nu_cuoi_ky": 1, "co_danh_sach_cuoi_ky": 2}.get(asked.figure.key, 0)
    under = _under(asked, day)
    if asked.unit.co_doan_vien:
        stocks = {pk: add(*parts) for pk, parts in so_ton_rieng(under, day).items()}
    else:
        stocks = so_ton(_top_bases(asked, under), day, asked.structure)
    missing = asked.figure.key == "chua_co_danh_sach"
    values = {pk: stock[0] - stock[2] if missing else stock[part] for pk, stock in stocks.items()}
    return ListInMemory(asked, UNIT_COLUMNS, total, _unit_rows(asked, values, partial(names_on, day=asked.end)))


def _under(asked: Question, day: date) -> set[int]:
    if asked.structure is not None:
        return set(asked.structure.under(asked.unit.pk))
    rows = CayCongDoan.objects.filter(cap_tren=asked.unit, tu_ngay__lte=day, den_ngay__gt=day)
    return set(rows.values_list("cap_duoi_id", flat=True))


def _top_bases(asked: Question, under: set[int]) -> list[int]:
    """Base units under the unit that stand under no other base unit (a closed one stands under its successor)."""
    bases = set(CongDoan.everything.filter(id_in("pk", under), loai__in=CO_SO).values_list("pk", flat=True))
    if asked.structure is None:
        return sorted(bases)
    return [pk for pk in sorted(bases) if not bases & set(asked.structure.chain(pk)[1:])]


def _unit_rows(asked: Question, values: Mapping[int, int], names_of: NamesOf) -> list[Row]:
    shown = {pk: value for pk, value in values.items() if value}
    rights, names = rights_of(asked.user), names_of(shown.keys())
    units = CongDoan.everything.filter(id_in("pk", shown.keys())).in_bulk()
    rows = [
        [Cell(names[pk], unit_url(rights, pk)), Cell(units[pk].ma), Cell(units[pk].get_loai_display()), Cell(value)]
        for pk, value in shown.items()
    ]
    return sorted(rows, key=lambda row: (-row[3].value, row[1].value))


def kind_list(asked: Question, total: int) -> ListInMemory:
    """A net change by kind of movement, each with its own list; the sum of the rows is the figure."""
    bridge = so_doan_vien([asked.unit.pk], asked.start, asked.end, asked.structure)[asked.unit.pk]

    def url_of(kind: str) -> str:
        return f"?{list_query(asked.unit.ma, asked.start, asked.end, asked.structure, f'doan_vien.{kind}')}"

    return kinds_in(asked, total, bridge, url_of)


def kinds_in(asked: Question, total: int, bridge: Mapping[str, int], url_of: Callable[[str], str]) -> ListInMemory:
    """The kinds of a bridge that make a net change."""
    columns = (Column("Loại biến động", width=36), Column("Số đoàn viên", num=True, width=14))
    left_out = DO_SAP_XEP if asked.figure.key == "thuc_tang_tru_sap_xep" else ()
    rows = [
        [Cell(L(kind).label, url_of(kind)), Cell(DAU[kind] * bridge[kind])]
        for kind in DONG
        if bridge[kind] and kind not in left_out
    ]
    return ListInMemory(asked, columns, total, rows, "Tăng là số dương, giảm là số âm.")

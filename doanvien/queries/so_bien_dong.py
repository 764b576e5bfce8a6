"""The ledger of a unit as an account book: opening, rows, running stock, closing (05 §5.2-6).

The rows are exactly those that make the figures of the bridge: pairs inside the unit are left out, and what came or
left with a unit that changed its place stands as a row of its own, so that every page adds up.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from itertools import groupby

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Sum, Value, When

from cdcs.models import CayCongDoan, CoCau, CongDoan
from core.paging import Page, paginate
from core.sql import id_in
from doanvien.enums import CAY_DEN, CAY_DI, LOAI_CAP, LOAI_TANG, LoaiBienDong
from doanvien.models import BienDong, SoDem
from doanvien.queries.so_lieu import so_doan_vien, so_ton, so_ton_rieng

ORDER = ("ngay", "pk")
EFFECT = Case(When(loai__in=LOAI_TANG, then=Value(1)), default=Value(-1)) * F("he_so") * F("so_luong")
CAY_LABEL = {CAY_DEN: "Đơn vị được sắp xếp đến", CAY_DI: "Đơn vị được sắp xếp đi"}


@dataclass
class Line:
    """A line of the book: a row of the ledger, or (without `row`) members who came or left with their unit."""

    ngay: date
    tang: int | None
    giam: int | None
    con: int
    row: BienDong | None = None
    label: str = ""
    is_void: bool = False
    # What the reader may see of the person and do with the row; the page says so.
    in_scope: bool = False
    show_name: bool = False
    link_name: bool = False
    unnamed: bool = False
    may_name: bool = False
    person: int | None = None  # the record that stays, where the row names a doubled one
    may_undo: bool = False


@dataclass
class Month:
    """The lines of one month, under one heading."""

    ngay: date
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True)
class SoBienDong:
    """The book of `unit` for [tu, den]: its own rows alone (`rieng`), or with everything under it.

    `loai` keeps one kind alone: then there is no running stock, and the total is the flow of that kind. `co_ten` keeps
    of one kind in the unit's own rows those with names. `ca_noi_bo` (with a paired kind, in "lúc đó") keeps the pairs
    inside the unit too and leaves out units that moved whole: the list behind Σ đi = Σ đến.
    """

    unit: CongDoan
    tu: date
    den: date
    rieng: bool = False
    structure: CoCau | None = None
    loai: str = ""
    co_ten: bool = False
    ca_noi_bo: bool = False

    @property
    def eve(self) -> date:
        return self.tu - timedelta(days=1)

    def stock(self, day: date) -> int:
        """Members at the end of `day`."""
        return self.stock_parts(day)[0]

    def stock_parts(self, day: date) -> tuple[int, int, int]:
        """Members at the end of `day`, of them women, of them named."""
        if self.rieng:
            named, counted = so_ton_rieng([self.unit.pk], day)[self.unit.pk]
            return named[0] + counted[0], named[1] + counted[1], named[0]
        return so_ton([self.unit.pk], day, self.structure)[self.unit.pk]

    @cached_property
    def rows(self) -> QuerySet[BienDong]:
        """Every row of the ledger behind the figures of the unit in the window [02-2.3-3]."""
        rows = BienDong.objects.filter(ngay__range=(self.tu, self.den))
        if self.loai:
            rows = rows.filter(loai=self.loai)
        if self.co_ten:
            rows = rows.exclude(doan_vien=None)
        if self.rieng:
            return rows.filter(cong_doan=self.unit)
        if self.structure is not None:
            under = self.structure.under(self.unit.pk)
            inside = Q(loai__in=LOAI_CAP) & id_in("cong_doan_doi_ung_id", under)
            return rows.filter(id_in("cong_doan_id", under)).exclude(inside)
        tree = CayCongDoan.objects.filter(
            cap_tren=self.unit, tu_ngay__lte=OuterRef("ngay"), den_ngay__gt=OuterRef("ngay")
        )
        rows = rows.filter(Exists(tree.filter(cap_duoi_id=OuterRef("cong_doan_id"))))
        if self.ca_noi_bo:
            return rows
        return rows.filter(
            Q(cong_doan_doi_ung=None) | ~Exists(tree.filter(cap_duoi_id=OuterRef("cong_doan_doi_ung_id")))
        )

    @cached_property
    def moves(self) -> list[tuple[date, str, int]]:
        """What came or left with units that changed their place: (day, kind, quantity), only in "lúc đó"."""
        wanted = {
            "": (CAY_DEN, CAY_DI),
            LoaiBienDong.SAP_XEP_DEN: (CAY_DEN,),
            LoaiBienDong.SAP_XEP_DI: (CAY_DI,),
        }.get(self.loai, ())
        if self.rieng or self.ca_noi_bo or self.structure is not None or not wanted:
            return []
        rows = SoDem.objects.filter(
            cong_doan=self.unit, rieng=False, loai__in=wanted, ngay__range=(self.tu, self.den)
        ).exclude(so_luong=0)
        return list(rows.order_by("ngay", "loai").values_list("ngay", "loai", "so_luong"))

    @cached_property
    def totals(self) -> tuple[int, int]:
        """(increases, decreases) of the window; reversed rows and their reversals count nothing."""
        if self.rieng or self.ca_noi_bo:
            sums = self.rows.aggregate(
                tang=Sum(F("he_so") * F("so_luong"), filter=Q(loai__in=LOAI_TANG), default=0),
                giam=Sum(F("he_so") * F("so_luong"), filter=~Q(loai__in=LOAI_TANG), default=0),
            )
            return sums["tang"], sums["giam"]
        bridge = so_doan_vien([self.unit.pk], self.tu, self.den, self.structure)[self.unit.pk]
        up = [kind for kind in LOAI_TANG if kind != LoaiBienDong.DAU_KY and self.loai in ("", kind)]
        down = [kind for kind in LoaiBienDong if kind not in LOAI_TANG and self.loai in ("", kind)]
        return sum(bridge[kind] for kind in up), sum(bridge[kind] for kind in down)

    def page(self, params: Mapping[str, str]) -> tuple[Page, list[Month]]:
        """One page of the book, month by month, each line with the stock after it."""
        page = paginate(self._rows_with_parts, ORDER, params)
        lines = self._lines(page.rows, *self._before(page), to_the_end=page.is_last)
        months = groupby(lines, key=lambda line: line.ngay.replace(day=1))
        return page, [Month(first, list(group)) for first, group in months]

    def every_line(self) -> Iterator[Line]:
        """The whole book, line by line."""
        rows = self._rows_with_parts.order_by(*ORDER).iterator(chunk_size=2000)
        return self._lines(rows, 0 if self.loai else self.stock(self.eve), list(self.moves), to_the_end=True)

    @property
    def _rows_with_parts(self) -> QuerySet[BienDong]:
        return self.rows.select_related(
            "cong_doan", "cong_doan_doi_ung", "doan_vien", "created_by", "dao_cua", "dao_boi", "dao_boi__created_by"
        )

    def _lines(self, rows: Iterable[BienDong], stock: int, moves: list, *, to_the_end: bool) -> Iterator[Line]:
        """The lines of these rows, with what came or left with its unit in its place, each with the stock after it."""
        for row in rows:
            while moves and moves[0][0] <= row.ngay:
                yield (move := self._move_line(moves.pop(0), stock))
                stock = move.con
            effect = row.dau * row.so_luong
            stock += effect
            up, down = (row.so_luong, None) if effect > 0 else (None, row.so_luong)
            yield Line(row.ngay, up, down, stock, row, row.get_loai_display(), hasattr(row, "dao_boi"))
        for left in moves if to_the_end else ():
            yield (move := self._move_line(left, stock))
            stock = move.con

    @staticmethod
    def _move_line(move: tuple[date, str, int], stock: int) -> Line:
        day, kind, quantity = move
        up = (quantity > 0) == (kind == CAY_DEN)
        size = abs(quantity)
        con = stock + size if up else stock - size
        return Line(day, size if up else None, None if up else size, con, label=CAY_LABEL[kind])

    def _before(self, page: Page) -> tuple[int, list]:
        """The stock just before the first line of the page, and the moves of units that stand from there on."""
        if self.loai:
            return 0, self._moves_after(page)
        if page.truoc is None or not page.rows:
            return self.stock(self.eve), list(self.moves)
        first = page.rows[0]
        earlier = self.rows.filter(ngay=first.ngay, pk__lt=first.pk).aggregate(n=Sum(EFFECT))["n"]
        if earlier is None and self.moves:
            # The first row of its day: moves since the row before it stand on this page.
            before = self.rows.filter(ngay__lt=first.ngay).order_by("-ngay").values_list("ngay", flat=True).first()
            day = before or self.eve
            return self.stock(day), [move for move in self.moves if move[0] > day]
        start = self.stock(first.ngay - timedelta(days=1)) + (earlier or 0)
        same_day = [(q if kind == CAY_DEN else -q) for day, kind, q in self.moves if day == first.ngay]
        return start + (sum(same_day) if earlier is not None else 0), [m for m in self.moves if m[0] > first.ngay]

    def _moves_after(self, page: Page) -> list:
        if page.truoc is None or not page.rows:
            return list(self.moves)
        return [move for move in self.moves if move[0] > page.rows[0].ngay]

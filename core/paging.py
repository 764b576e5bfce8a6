"""Keyset paging: the same work for page 900 as for page 1, and no COUNT over 1.001 rows (05 §5.5, 06 §6.1).

The cursor in the address is the key of a row, nothing else: the values it stands for are read from the row itself,
inside the reader's own list. So no name gets into an address, and a key that is not in the list opens the first page.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from core.numbers import format_int, row_key

PAGE_SIZE = 50
COUNT_LIMIT = 1000


@dataclass
class Page:
    """One page of a list: its rows, the cursors of its neighbours (None at an end), the count in words."""

    rows: list = field(default_factory=list)
    truoc: int | None = None
    sau: int | None = None
    dem_text: str = ""
    is_first: bool = True

    @property
    def is_last(self) -> bool:
        return self.sau is None


def count_up_to(queryset: QuerySet, limit: int = COUNT_LIMIT) -> int:
    """The number of rows, or `limit` + 1 when there are more: the database stops counting there."""
    return queryset.order_by().values("pk")[: limit + 1].count()


def count_text(count: int, noun: str = "dòng", limit: int = COUNT_LIMIT) -> str:
    """ "412 đoàn viên", "hơn 1.000 đoàn viên"."""
    return f"hơn {format_int(limit)} {noun}" if count > limit else f"{format_int(count)} {noun}"


def first_text(count: int, noun: str, limit: int) -> str:
    """What is said of a list that is worked off and holds so many at most; empty where it holds them all."""
    return f"{format_int(limit)} {noun} đầu; xử lý xong, nếu còn thì các {noun} sau hiện ra" if count >= limit else ""


def _split(order: Sequence[str]) -> list[tuple[str, bool]]:
    return [(name.removeprefix("-"), name.startswith("-")) for name in order]


def after(order: Sequence[str], values: Sequence[Any], *, backwards: bool = False) -> Q:
    """The rows that come after (or, `backwards`, before) the row with these values in this order.

    The order ends with the key and has no NULL in it. The first condition alone lets an index begin at the place.
    """
    parts = _split(order)
    first, is_descending = parts[0]
    condition = Q(**{f"{first}__{'lte' if is_descending != backwards else 'gte'}": values[0]})
    steps, equal = Q(), Q()
    for (name, descending), value in zip(parts, values, strict=True):
        steps |= equal & Q(**{f"{name}__{'lt' if descending != backwards else 'gt'}": value})
        equal &= Q(**{name: value})
    return condition & steps


def _turned(order: Sequence[str]) -> list[str]:
    return [name[1:] if name.startswith("-") else f"-{name}" for name in order]


def _place(queryset: QuerySet, order: Sequence[str], text: str | None) -> tuple | None:
    """The values of the row that a cursor names, or None when it names no row of this list."""
    if not text or not text.isascii() or not text.isdigit() or len(text) > 18:
        return None
    names = [name for name, _ in _split(order)]
    return queryset.filter(pk=int(text)).order_by().values_list(*names).first()


def paginate(
    queryset: QuerySet,
    order: Sequence[str],
    params: Mapping[str, str],
    *,
    size: int | None = None,
    total: int | None = None,
    noun: str = "dòng",
) -> Page:
    """The page that `truoc` / `sau` of the address name; the first one for a cursor that is none.

    `order` are field names without NULLs ("-" for descending), the last one unique ("pk"). `total` is the number of
    rows where the caller knows it (from the counters); else rows are counted up to 1.000. `size` is 50 if not given.
    """
    size = size or PAGE_SIZE
    backwards = bool(params.get("truoc"))
    place = _place(queryset, order, params.get("truoc") or params.get("sau"))
    rows: list = []
    if place is not None and backwards:
        rows = list(queryset.filter(after(order, place, backwards=True)).order_by(*_turned(order))[: size + 1])
        if len(rows) <= size:  # the beginning is reached: a whole first page reads better than a torn one
            place = None
    if place is None:
        backwards = False
        rows = list(queryset.order_by(*order)[: size + 1])
    elif not backwards:
        rows = list(queryset.filter(after(order, place)).order_by(*order)[: size + 1])
    more = len(rows) > size
    rows = rows[:size][::-1] if backwards else rows[:size]
    page = Page(rows=rows, is_first=place is None)
    if rows:
        page.truoc = rows[0].pk if (backwards and more) or (place is not None and not backwards) else None
        page.sau = rows[-1].pk if backwards or more else None
    if total is not None:
        page.dem_text = f"{format_int(total)} {noun}"
    else:
        page.dem_text = count_text(len(rows) if page.is_first and not more else count_up_to(queryset), noun)
    return page


def paginate_list(rows: Sequence, params: Mapping[str, str], *, noun: str = "dòng") -> Page:
    """The page of a list that is in memory, of at most some thousand rows; its cursors are places in the list."""
    start = row_key(params.get("sau")) or max((row_key(params.get("truoc")) or 0) - PAGE_SIZE, 0)
    start = start if start < len(rows) else 0
    after = start + PAGE_SIZE
    return Page(
        rows=list(rows[start:after]),
        truoc=start or None,
        sau=after if after < len(rows) else None,
        dem_text=f"{format_int(len(rows))} {noun}",
        is_first=start == 0,
    )

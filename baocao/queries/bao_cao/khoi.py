"""The blocks of 03 §3.4 that a report is made of, those of the measures that the product has among them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from baocao.queries.so_lieu import so_lieu
from cdcs.models import CongDoan
from nhiemvu.queries import TongHop
from nhiemvu.queries import tong_hop as nhiem_vu_cua

Khoi = dict[str, Any]


def blocks_of(unit: CongDoan, start: date, end: date) -> Khoi:
    """The blocks of one unit for the window [start, end], "lúc đó"; `nhiem_vu` reads R16 and R18."""
    return blocks_with(unit, [], start, end)[0]


def blocks_with(unit: CongDoan, below: Sequence[CongDoan], start: date, end: date) -> tuple[Khoi, dict[int, Khoi]]:
    """The same, and those of units directly below it; measures are told of superior units alone, who report them."""
    figures = so_lieu([unit, *below], start, end)
    rows, total = nhiem_vu_cua(unit, start, end)
    measures = {row.don_vi.pk: row for row in rows if not row.truc_thuoc}
    found = {one.pk: figures[one.pk] for one in below}
    for one in (one for one in below if one.la_cap_tren):
        found[one.pk] = {**figures[one.pk], "nhiem_vu": _measures(measures.get(one.pk, TongHop(one)))}
    return {**figures[unit.pk], "nhiem_vu": _measures(total)}, found


def _measures(one: TongHop) -> dict[str, int]:
    return {"thoa_uoc": one.co, "doi_thoai": one.doi_thoai, "kien_nghi": one.kien_nghi}

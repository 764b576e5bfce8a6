"""The blocks of 03 §3.4 that a report is made of, those of the measures that the product has among them."""

from datetime import date
from typing import Any

from baocao.queries.so_lieu import so_lieu
from cdcs.models import CongDoan
from nhiemvu.queries import tong_hop as nhiem_vu_cua


def blocks_of(unit: CongDoan, start: date, end: date) -> dict[str, Any]:
    """The blocks of one unit for the window [start, end], "lúc đó"; `nhiem_vu` reads R16 and R18."""
    _, measures = nhiem_vu_cua(unit, start, end)
    return {
        **so_lieu([unit], start, end)[unit.pk],
        "nhiem_vu": {"thoa_uoc": measures.co, "doi_thoai": measures.doi_thoai, "kien_nghi": measures.kien_nghi},
    }

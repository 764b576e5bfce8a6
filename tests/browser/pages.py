"""Every page of the demo that is reached by GET, from the table of addresses that the access test uses."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from tests.browser.product import Product
from tests.expectations import VISITS

# Units of the cast in the words of the demo: what stands in the questions of `tests/expectations.py`.
CODES = {"TPND": "YYEN"}
ERROR_PAGES = ("/khong-co-trang-nay/", "/doan-vien/999999999/")


@dataclass(frozen=True)
class Thing:
    """A row of the demo, of which an address needs the number."""

    pk: int


@dataclass
class Demo:
    """The demo in the shape of `tests.cast.World`: what the arguments of an address are taken from."""

    units: dict[str, Thing] = field(default_factory=dict)
    objects: dict[str, Thing] = field(default_factory=dict)


BASE = "SELECT id FROM cdcs_congdoan WHERE loai = 'cdcs' AND ngay_ket_thuc IS NULL AND ma LIKE ? ORDER BY ma"
QUESTIONS: dict[str, tuple[str, str]] = {
    "cdcs_a": (BASE, "YYEN-%"),
    "cdcs_b": (BASE, "TPND-%"),
    "cdcs_tinh": ("SELECT id FROM cdcs_congdoan WHERE ma = ?", "ND-001"),
    "to_a": ("SELECT id FROM cdcs_congdoan WHERE loai = 'cong_doan_bo_phan' AND ma LIKE ? ORDER BY ma", "YYEN-%"),
    "member_a": (
        "SELECT m.id FROM doanvien_doanvien m JOIN cdcs_congdoan c ON c.id = m.cong_doan_id WHERE c.ma LIKE ?", "YYEN-%"
    ),
    "row_a": (
        "SELECT b.id FROM doanvien_biendong b JOIN cdcs_congdoan c ON c.id = b.cong_doan_id "
        "WHERE c.ma LIKE ? AND b.doan_vien_id IS NULL AND b.loai = 'ket_nap'", "YYEN-%"
    ),
    "employer_a": (
        "SELECT q.doanh_nghiep_id FROM doanhnghiep_quanlydoanhnghiep q JOIN cdcs_congdoan c ON c.id = q.cong_doan_id "
        "JOIN doanhnghiep_laodong l ON l.doanh_nghiep_id = q.doanh_nghiep_id "
        "JOIN doanhnghiep_lienketcdcs k ON k.doanh_nghiep_id = q.doanh_nghiep_id WHERE c.ma = ? ORDER BY 1", "YYEN"
    ),
    **{
        name: (
            f"SELECT r.id FROM nhiemvu_{table} r JOIN cdcs_congdoan c ON c.id = r.cong_doan_id "
            "WHERE c.ma LIKE ? ORDER BY 1", "YYEN-%"
        )
        for name, table in (("agreement_a", "thoauoc"), ("dialogue_a", "doithoai"))
    },
}  # fmt: skip


def demo_of(product: Product, batches: dict[str, int]) -> Demo:
    """Units and objects by the names of the cast."""
    found = {name: Thing(product.one(sql, like)) for name, (sql, like) in QUESTIONS.items()}
    units = {name: found[name] for name in ("cdcs_a", "cdcs_b", "cdcs_tinh", "to_a")}
    for name, code in (("tinh", "ND"), ("a", "YYEN"), ("b", "TPND"), ("a_moved", "MLOC")):
        units[name] = Thing(product.one("SELECT id FROM cdcs_congdoan WHERE ma = ?", code))
    employer = found["employer_a"].pk
    for name, table in (("workers_a", "laodong"), ("link_a", "lienketcdcs")):
        sql = f"SELECT id FROM doanhnghiep_{table} WHERE doanh_nghiep_id = ? ORDER BY id"
        found[name] = Thing(product.one(sql, employer))
    return Demo(units, found | {name: Thing(pk) for name, pk in batches.items()})


def addresses(product: Product, batches: dict[str, int]) -> Iterator[str]:
    """All addresses that answer to GET, each once, with those that have no page of their own."""
    demo = demo_of(product, batches)
    base = product.one("SELECT ma FROM cdcs_congdoan WHERE id = ?", demo.units["cdcs_a"].pk)
    seen = set(ERROR_PAGES)
    yield from ERROR_PAGES
    for name, visits in VISITS.items():
        for visit in visits:
            if visit.method != "get" or name == "healthz" or name.startswith("fragment_"):  # parts of a page are none
                continue
            kwargs: Callable[[Any], dict] = visit.kwargs
            query = visit.query.replace("A001", base)
            for code, ours in CODES.items():
                query = query.replace(code, ours)
            address = reverse(name, kwargs=kwargs(demo)) + query
            if address not in seen:
                seen.add(address)
                yield address

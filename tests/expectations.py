"""What every address answers to every member of the cast; an address that is not here fails `test_access`.

A new address needs one line in `VISITS`: its name and how to call it. The answer follows from the word of its view and
the table of rights (08); `answers` writes down the exceptions by hand.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from cdcs.access import ACTS
from core.access import PUBLIC, SIGNED_IN
from tests.cast import Person, World
from tests.rooms import put_batches

SEEING = ("view_don_vi", "view_so_lieu", "list_doan_vien", "view_bao_cao")
CLOSED_MAY = {"view_so_lieu", "view_don_vi", "view_bao_cao"}


@dataclass(frozen=True)
class Visit:
    """One call of one address.

    `kwargs`: arguments of the address, from the world (`lambda world: {"pk": world.objects["x"].pk}`).
    `at`: the name of the unit whose rights decide over the object; None when the page has no object.
    `ok`: the status for those who may (302 where the view redirects, 405 never).
    `word`: the word that decides over the object, where it is not the one of the view.
    `answers`: statuses by member of the cast that do not follow from the table, each with its reason beside it.
    """

    kwargs: Callable[[World], dict] = lambda world: {}
    at: str | None = None
    method: str = "get"
    query: str = ""
    data: Callable[[World], dict[str, Any]] = lambda world: {}
    ok: int = 200
    word: str | None = None
    answers: dict[str, int] = field(default_factory=dict)


VISITS: dict[str, list[Visit]] = {
    "healthz": [Visit()],
    "home": [Visit()],
    # whoever is signed in goes on to the home
    "login": [Visit(ok=302, answers={"nobody": 200})],
    "logout": [Visit(method="post", ok=302)],
    "password": [Visit()],
    "second_factor": [Visit()],
}


def reaches(person: Person, word: str, at: str | None, world: World) -> bool:
    """Does the person's cell of `word` reach the unit (anywhere, for None)? Read from the letters, not by the judge."""
    if person.role is None:
        return False
    cell = ACTS[word].cells[person.role].text
    if word == "view_admin":
        return person.name == "superuser"
    if person.unit == "a_moved" and word not in CLOSED_MAY:
        return False
    if found := re.match(r"(Chính sách - Pháp luật|Tài chính): ", cell):
        if found.group(1) != "Tài chính":  # the department of the cast
            return False
        cell = cell[found.end() :]
    if cell.startswith(("—", "proposes")):
        return False
    return at is None or _covers(cell, person, at, world)


def _covers(cell: str, person: Person, at: str, world: World) -> bool:
    if cell.startswith(("own unit", "the province's own")):
        return at == person.unit
    if cell.startswith("own acts"):
        return False
    if cell[0] in "TFy":
        return True
    if cell[0] == "P":
        return "cdcs_tinh" in world.chain(at)
    if person.unit == "a_moved":
        return at == "a_moved"
    # what stands under a closed unit's successor includes the closed unit
    return person.unit in world.chain(at) or (person.unit == "a" and at == "a_moved")


def expected(person: Person, visit: Visit, view_word: str, world: World) -> int:
    """The status that `person` gets."""
    if person.name in visit.answers:
        return visit.answers[person.name]
    if view_word == PUBLIC:
        return visit.ok
    if person.user is None:
        return 302
    if view_word in {SIGNED_IN, "edit_ban_than"}:
        return visit.ok
    if not reaches(person, view_word, None, world):
        return 403
    if visit.at is None or reaches(person, visit.word or view_word, visit.at, world):
        return visit.ok
    return 403 if any(reaches(person, word, visit.at, world) for word in SEEING) else 404


# ---- members, ledger, employers, quotas (doanvien, doanhnghiep, chitieu) ----
def key_of(name: str) -> Callable[[World], dict]:
    """The argument `pk` of an object of the world."""
    return lambda world: {"pk": world.objects[name].pk}


REVEAL = {"truong": "so_cccd", "ly_do": "Đối chiếu hồ sơ của đoàn viên"}
VISITS |= {
    "doan_vien_list": [Visit(), Visit(query="?don_vi=A001", at="cdcs_a")],
    "doan_vien_search": [Visit(), Visit(method="post", data=lambda world: {"q": "4127"})],
    "doan_vien_export": [Visit(), Visit(query="?don_vi=A001", at="cdcs_a")],
    "doan_vien_create": [Visit()],
    "doan_vien_detail": [Visit(key_of("member_a"), at="cdcs_a")],
    "doan_vien_update": [Visit(key_of("member_a"), at="cdcs_a")],
    "doan_vien_reveal": [Visit(key_of("member_a"), at="cdcs_a", method="post", data=lambda world: REVEAL)],
    "doan_vien_bien_dong_create": [Visit(key_of("member_a"), at="cdcs_a", word="record_giam")],
    "bien_dong_list": [Visit(), Visit(query="?don_vi=A001&pham_vi=rieng", at="cdcs_a")],
    "bien_dong_create": [Visit()],
    "bien_dong_undo": [Visit(key_of("row_a"), at="cdcs_a")],
    "doanh_nghiep_list": [Visit(), Visit(query="?don_vi=TPND", at="a")],
    "doanh_nghiep_export": [Visit(), Visit(query="?don_vi=TPND", at="a")],
    # an employer is seen from its managing unit, and from the CĐCS that covers it, which stands under that unit
    "doanh_nghiep_detail": [Visit(key_of("employer_a"), at="cdcs_a")],
    "doanh_nghiep_create": [Visit()],
    "doanh_nghiep_update": [Visit(key_of("employer_a"), at="cdcs_a")],
    "lao_dong_create": [Visit(key_of("employer_a"), at="cdcs_a")],
    "lao_dong_update": [
        Visit(lambda w: {"pk": w.objects["employer_a"].pk, "record_pk": w.objects["workers_a"].pk}, at="cdcs_a")
    ],
    "link_cdcs": [Visit(key_of("employer_a"), at="cdcs_a")],
    "chi_tieu_list": [Visit(), Visit(query="?don_vi=TPND&nam=2025", at="a")],
    "chi_tieu_create": [Visit()],
}


# ---- dashboard, lists behind figures, whole units, reports (baocao), forms of units (cdcs) ----
def unit_key(name: str) -> Callable[[World], dict]:
    """The argument `pk` of a unit of the world."""
    return lambda world: {"pk": world.units[name].pk}


def of_round(ma: str) -> Callable[[World], dict]:
    return lambda world: {"ma": ma}


A_LIST = "?don_vi=TPND&tu=2024-12-01&den=2025-05-31&so=doan_vien.ket_nap"
VISITS |= {
    "dashboard": [Visit(), Visit(query="?don_vi=TPND", at="a"), Visit(query="?don_vi=MLOC", at="a_moved")],
    "dashboard_export": [Visit(query="?don_vi=TPND", at="a")],
    "so_lieu_list": [Visit(query=A_LIST, at="a"), Visit(query="?don_vi=A001&so=doan_vien.cuoi_ky", at="cdcs_a")],
    "so_lieu_export": [Visit(query=A_LIST, at="a")],
    "cong_doan_list": [Visit(), Visit(query="?don_vi=TPND", at="a")],
    "cong_doan_detail": [Visit(unit_key(name), at=name) for name in ("a", "cdcs_a", "to_a", "a_moved", "cdcs_tinh")],
    "cong_doan_create": [Visit()],
    "cong_doan_update": [Visit(unit_key("a"), at="a"), Visit(unit_key("cdcs_a"), at="cdcs_a")],
    "bao_cao_list": [Visit(), Visit(query="?don_vi=TPND", at="a")],
    "bao_cao_detail": [Visit(of_round("6T-2025"), query="?don_vi=TPND", at="a")],
    "bao_cao_export": [Visit(of_round("6T-2025"), query="?don_vi=TPND", at="a")],
}


VISITS |= {"search": [Visit(), Visit(method="post", data=lambda world: {"q": "may"})]}


# ---- imports (baocao): a batch is its author's, and the administrator's ----
def batch(name: str) -> Callable[[World], dict]:
    """The argument `pk` of an import of clerk A."""

    def kwargs(world: World) -> dict:
        put_batches(world)
        return {"pk": world.objects[name].pk}

    return kwargs


NOT_MINE = {"reviewer": 404, "officer_a": 404, "clerk_b": 404}
VISITS |= {
    "lo_nhap_list": [Visit()],
    "lo_nhap_template": [
        Visit(lambda world: {"loai": "doan_vien"}),
        # the page is open to whoever imports anything; this sheet is not the officer's
        Visit(lambda world: {"loai": "lao_dong"}, answers={"officer_a": 403}),
    ],
    "lo_nhap_detail": [
        Visit(batch("batch_waiting"), answers=NOT_MINE),
        Visit(batch("batch_written"), answers=NOT_MINE),
    ],
    "lo_nhap_errors": [Visit(batch("batch_waiting"), answers=NOT_MINE)],
    # only who uploaded the file may confirm it: others are sent back with a message
    "lo_nhap_confirm": [Visit(batch("batch_waiting"), method="post", ok=302, answers=NOT_MINE)],
    "lo_nhap_undo": [Visit(batch("batch_written"), method="post", ok=302, answers=NOT_MINE)],
}

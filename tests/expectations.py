"""What every address answers to every member of the cast; an address that is not here fails `test_access`.

A new address needs one line in a file of `tests/visits/`: its name and how to call it. The answer follows from the word
of its view and the table of rights (08); `answers` writes down the exceptions by hand.
"""

import re
from importlib import import_module
from pkgutil import iter_modules

from cdcs.access import ACTS
from core.access import PUBLIC, SIGNED_IN
from tests import visits
from tests.cast import Person, World
from tests.visits.visit import Visit

SEEING = ("view_don_vi", "view_so_lieu", "list_doan_vien", "view_bao_cao")
CLOSED_MAY = {"view_so_lieu", "view_don_vi", "view_bao_cao"}
VISITS: dict[str, list[Visit]] = {}
for module in iter_modules(visits.__path__):
    VISITS |= getattr(import_module(f"tests.visits.{module.name}"), "VISITS", {})


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

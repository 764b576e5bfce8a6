"""One call of one address, and how an object of the world becomes the argument of an address."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.cast import World


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


def key_of(name: str) -> Callable[[World], dict]:
    """The argument `pk` of an object of the world."""
    return lambda world: {"pk": world.objects[name].pk}


def unit_key(name: str) -> Callable[[World], dict]:
    """The argument `pk` of a unit of the world."""
    return lambda world: {"pk": world.units[name].pk}


def of_round(ma: str) -> Callable[[World], dict]:
    """The argument `ma` of a round."""
    return lambda world: {"ma": ma}

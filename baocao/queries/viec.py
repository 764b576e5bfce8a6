"""One task of the home, and the words for its names and its day (05 §5.2-1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.numbers import format_int

NAMED = 3
NEAR_DAYS = 7


@dataclass(frozen=True)
class Task:
    """One thing to do: what, where, until when, how far it is."""

    title: str
    text: str
    url: str
    due: date
    left: str
    css: str
    state: str
    word: str

    @property
    def is_late(self) -> bool:
        return self.css == "late"

    @property
    def is_near(self) -> bool:
        return self.css in ("warn", "late")


def some(names: Sequence[str], noun: str) -> str:
    """The first names of a list, and how many more there are."""
    shown = ", ".join(names[:NAMED])
    return f"{shown} và {format_int(len(names) - NAMED)} {noun} khác" if len(names) > NAMED else shown


def css(due: date, day: date) -> str:
    left = (due - day).days
    if left < 0:
        return "late"
    return "warn" if left < NEAR_DAYS else ""


def left_text(due: date, day: date) -> str:
    left = (due - day).days
    if left == 0:
        return "hôm nay là ngày cuối"
    return f"còn {left + 1} ngày" if left > 0 else f"quá hạn {-left} ngày"

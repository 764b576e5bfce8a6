"""The mark `@allowed("word")`: every view names the act that it performs.

The word is only written down here; whether the signed-in user may do it, and where, is judged in `cdcs`, where roles
become scopes (08 §8.1). A view without a word stops the start of the server (06 §6.2 #1, demand 3).
"""

from collections.abc import Callable, Collection
from typing import Any, TypeVar

PUBLIC = "public"
SIGNED_IN = "signed_in"
OUTSIDE_THE_TABLE = frozenset({PUBLIC, SIGNED_IN})

View = TypeVar("View", bound=Callable[..., Any])


def allowed(word: str, opens_at: Callable[[Any], Collection[int]] | None = None) -> Callable[[View], View]:
    """Mark a view function with the word of its act; decorators that use `functools.wraps` keep the mark.

    `opens_at` tells to which units of the scope of its word the page is limited for a user.
    """

    def mark(view: View) -> View:
        view.allowed_word = word  # type: ignore[attr-defined]
        view.opens_at = opens_at  # type: ignore[attr-defined]
        return view

    return mark


def word_of(view: Callable[..., Any]) -> str | None:
    """The word a view was marked with, or None."""
    return getattr(view, "allowed_word", None)


def units_opened(view: Callable[..., Any], user) -> Collection[int] | None:
    """The units to which the page is limited for the user; None for all in the scope of its word."""
    judge = getattr(view, "opens_at", None)
    return judge(user) if judge else None

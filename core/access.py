"""The mark `@allowed("word")`: every view names the act that it performs.

The word is only written down here; whether the signed-in user may do it, and where, is judged in `cdcs`, where roles
become scopes (08 §8.1). A view without a word stops the start of the server (06 §6.2 #1, demand 3).
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest

PUBLIC = "public"
SIGNED_IN = "signed_in"
OUTSIDE_THE_TABLE = frozenset({PUBLIC, SIGNED_IN})

View = TypeVar("View", bound=Callable[..., Any])


def allowed(word: str, opens_at: Callable[[HttpRequest], Any] | None = None) -> Callable[[View], View]:
    """Mark a view function with the word of its act; decorators that use `functools.wraps` keep the mark.

    `opens_at` tells to which units (a scope) of those of its word the page of a request is limited.
    """

    def mark(view: View) -> View:
        view.allowed_word = word  # type: ignore[attr-defined]
        view.opens_at = opens_at  # type: ignore[attr-defined]
        return view

    return mark


def word_of(view: Callable[..., Any]) -> str | None:
    """The word a view was marked with, or None."""
    return getattr(view, "allowed_word", None)


def units_opened(view: Callable[..., Any], request: HttpRequest) -> Any:
    """The scope to which the page is limited besides that of its word; None where it is not."""
    judge = getattr(view, "opens_at", None)
    return judge(request) if judge else None

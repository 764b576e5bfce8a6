"""The check that stops the start: every address of ours leads to a view with a word of the table (06 §6.2 #1)."""

from collections.abc import Iterator

from django.core.checks import CheckMessage, Error, register
from django.urls import URLPattern, URLResolver, get_resolver

from cdcs.access import ACTS
from core.access import OUTSIDE_THE_TABLE, word_of

TAG = "access"


def our_patterns(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address of our apps with its pattern; Django's admin judges by itself and is left out."""
    for entry in (resolver or get_resolver()).url_patterns:
        address = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield address, entry
        elif entry.app_name != "admin":
            yield from our_patterns(entry, address)


def faults() -> Iterator[str]:
    """One sentence for each address whose view has no word, or one that the table does not know."""
    for address, pattern in our_patterns():
        word = word_of(pattern.callback)
        if word is None:
            yield f"/{address}: the view has no @allowed word"
        elif word not in ACTS and word not in OUTSIDE_THE_TABLE:
            yield f"/{address}: {word!r} is not in the table of rights"


@register(TAG)
def check_words(app_configs=None, **kwargs) -> list[CheckMessage]:
    return [Error(fault, id="cdcs.E001") for fault in faults()]

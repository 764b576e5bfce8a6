"""Pieces of pages that are kept while nothing they show has changed."""

import hashlib
from collections.abc import Callable, Hashable

from django.core.cache import caches
from django.utils.safestring import SafeString

PAGES = "pages"  # the cache of settings.CACHES; every process has its own
SECONDS = 300


def kept_piece(key: tuple[Hashable, ...], make: Callable[[], SafeString]) -> SafeString:
    """The piece of HTML under `key`, made anew where it is not kept.

    The key must hold everything the piece depends on: whose rights, the address, the day, and a mark of the data that
    was read before (`taikhoan.queries.data_mark`), so that what is written meanwhile makes another key.
    """
    name = hashlib.sha256(repr(key).encode()).hexdigest()
    found = caches[PAGES].get(name)
    if found is None:
        found = str(make())
        caches[PAGES].set(name, found, SECONDS)
    return SafeString(found)

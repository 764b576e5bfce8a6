"""Turning the pages of a list as a reader does, by the links of its pager."""

import re
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any

from django.test import Client
from django.urls import reverse


def link(page, rel: str) -> str:
    """Where "Trang sau" (`next`) or "Trang trước" (`prev`) leads; nothing at an end."""
    found = re.search(rf'rel="{rel}" href="([^"]*)"', page.content.decode())
    return unescape(found.group(1)) if found else ""


def turn(client: Client, name: str, query: str, rel: str = "next") -> Iterator[Any]:
    """Every page of a list from the one of this query on."""
    while query:
        page = client.get(reverse(name) + query)
        assert page.status_code == 200
        yield page
        query = link(page, rel)


def there_and_back(client: Client, name: str, query: str, rows_of: Callable[[Any], list]) -> list[list]:
    """The rows of every page forwards, which are the same from the last page back to the first."""
    pages = list(turn(client, name, query))
    there = [rows_of(page) for page in pages]
    back = [rows_of(page) for page in turn(client, name, link(pages[-1], "prev"), "prev")]
    assert [there[-1], *back][::-1] == there
    return there

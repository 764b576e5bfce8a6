"""Looking at every page that a user may open: axe in light and dark, wide and on a phone (05 §5.7, 06 §6.2 #19)."""

import json
from collections.abc import Iterator

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Error, Page

from tests.browser.conftest import PHONE, WIDE
from tests.browser.pages import ERROR_PAGES, addresses
from tests.browser.product import Product

ALL_RULES = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}, "preload": False}
# what a theme can change
COLOURS = {"resultTypes": ["violations"], "runOnly": ["color-contrast", "link-in-text-block"], "preload": False}
# The rows of a table come from one line of a template: the first four stand for all.
KEEP_FOUR_ROWS = "document.querySelectorAll('tbody > tr:nth-child(n+5)').forEach((row) => row.remove())"


def pages_of(page: Page, found: Iterator[str]) -> Iterator[str]:
    """The addresses that show this user a page (no download, no refusal), opened one after the other."""
    shown = set()
    for address in found:
        try:
            answer = page.goto(address)
        except Error as download:
            assert "Download is starting" in str(download)
            continue
        is_page = answer is not None and answer.headers.get("content-type", "").startswith("text/html")
        place = page.url.partition("/dang-nhap/?next=")[0]  # strangers are led there from everywhere: once is enough
        if is_page and place not in shown and (answer.status == 200 or address in ERROR_PAGES):
            shown.add(place)
            yield address


def violations(page: Page, options: dict) -> list[str]:
    """What axe finds, one line each: the rule and the first places."""
    found = page.evaluate(f"axe.run({json.dumps(options)}).then((results) => results.violations)")
    return [f"{one['id']}: {[node['target'] for node in one['nodes']][:3]}" for one in found]


def faults(page: Page) -> Iterator[str]:
    """Everything wrong with the page that is open, in both widths and both themes."""
    page.set_viewport_size(PHONE)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if wide > 0:
        yield f"{wide} px too wide for a phone"
    page.evaluate(KEEP_FOUR_ROWS)
    page.evaluate(AXE_SCRIPT)
    for size in (PHONE, WIDE):
        page.set_viewport_size(size)
        for scheme, options in (("light", ALL_RULES), ("dark", COLOURS)):
            page.emulate_media(color_scheme=scheme)
            for line in violations(page, options):
                yield f"{size['width']} {scheme} {line}"
    for report in page.evaluate("window.cspReports"):
        yield f"content policy: {report}"


def look_at_every_page(page: Page, product: Product, batches: dict[str, int]) -> tuple[list[str], int]:
    """What is wrong on the pages of the user who is signed in there, and how many pages were looked at."""
    wrong, seen = [], 0
    for address in pages_of(page, addresses(product, batches)):
        seen += 1
        wrong += [f"{address} {line}" for line in faults(page)]
    return wrong, seen

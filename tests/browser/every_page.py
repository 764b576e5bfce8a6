"""Looking at every page that a user may open: axe in light and dark, wide and on a phone (05 §5.7, 06 §6.2 #19)."""

import json
from collections import defaultdict
from collections.abc import Iterator

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Error, Page

from tests.browser.colours import judge_colours
from tests.browser.conftest import PHONE, WIDE
from tests.browser.pages import ERROR_PAGES, addresses
from tests.browser.product import Product

# but for the contrast of texts, which `colours` judges
RULES = {
    "resultTypes": ["violations"], "preload": False,
    "rules": {"target-size": {"enabled": True}, "color-contrast": {"enabled": False}},
}  # fmt: skip
LIGHT, DARK = "light", "dark"
WAYS = ((PHONE, LIGHT), (PHONE, DARK), (WIDE, DARK), (WIDE, LIGHT))
Known = defaultdict[tuple[int, str], list[str]]  # looks of texts by width and theme
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
        if is_page and page.url not in shown and (answer.status == 200 or address in ERROR_PAGES):
            shown.add(page.url)
            yield address


def open_to_strangers(page: Page, found: Iterator[str]) -> Iterator[str]:
    """The addresses that do not lead a stranger to the sign-in page, and the first that does: asked without a page."""
    led = False
    for address in found:
        answer = page.request.get(address, max_redirects=0)
        leads = answer.headers.get("location", "").startswith("/dang-nhap/")
        if not (leads and led):
            yield address
        led = led or leads


def told(violations: list[dict]) -> list[str]:
    """What axe found, one line each: the rule and the first places."""
    return [f"{one['id']}: {[node['target'] for node in one['nodes']][:3]}" for one in violations]


def faults(page: Page, known: Known | None = None) -> Iterator[str]:
    """Everything wrong with the page that is open, in both widths and both themes.

    A theme changes nothing but colours; no look of a text that is known already is judged again.
    """
    known = Known(list) if known is None else known
    page.set_viewport_size(PHONE)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if wide > 0:
        yield f"{wide} px too wide for a phone"
    page.evaluate(KEEP_FOUR_ROWS)
    page.evaluate(AXE_SCRIPT)
    for size, scheme in WAYS:
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        found = judge_colours(page, known[size["width"], scheme])
        if scheme == LIGHT:
            found += page.evaluate(f"axe.run({json.dumps(RULES)}).then((results) => results.violations)")
        for line in told(found):
            yield f"{size['width']} {scheme} {line}"
    for report in page.evaluate("window.cspReports"):
        yield f"content policy: {report}"


def look_at_every_page(page: Page, product: Product, batches: dict[str, int]) -> tuple[list[str], int]:
    """What is wrong on the pages of the user who is signed in there, and how many pages were looked at."""
    wrong, seen, known = [], 0, Known(list)
    found = addresses(product, batches)
    if not page.context.cookies():
        found = open_to_strangers(page, found)
    for address in pages_of(page, found):
        seen += 1
        wrong += [f"{address} {line}" for line in faults(page, known)]
    return wrong, seen

"""Every page, for the reviewer and a clerk, light and dark, wide and on a phone (05 §5.7, 06 §6.2 #19)."""

import json
from collections.abc import Iterator

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Error, Page

from tests.browser.conftest import CLERK, PHONE, REVIEWER, WIDE
from tests.browser.pages import ERROR_PAGES, addresses
from tests.browser.slips import base_of, member_of, propose
from tests.sheets import write_sheet

ALL_RULES = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}, "preload": False}
# what a theme can change
COLOURS = {"resultTypes": ["violations"], "runOnly": ["color-contrast", "link-in-text-block"], "preload": False}
# The rows of a table come from one line of a template: the first four stand for all.
KEEP_FOUR_ROWS = "document.querySelectorAll('tbody > tr:nth-child(n+5)').forEach((row) => row.remove())"
MARK = "Ngọc"


@pytest.fixture(scope="module")
def batches(product, browser, session_of, tmp_path_factory) -> dict[str, int]:
    """One import of the clerk that waits with a mistake in it, and one that was written."""
    unit = product.one("SELECT ma FROM cdcs_congdoan WHERE ma LIKE 'YYEN-%' AND loai = 'cdcs' ORDER BY ma")
    people = [[unit, f"Lê Thị {MARK} {letter}", "08/03/1991", "Nữ", "", "", "05/03/2026", ""] for letter in "ABC"]
    context = browser.new_context(base_url=product.url, storage_state=session_of(CLERK))
    page, found = context.new_page(), {}
    for name, rows in (("batch_written", people), ("batch_waiting", [*people, ["KHONG-CO", *people[0][1:]]])):
        path = write_sheet(tmp_path_factory.mktemp(name) / "doan-vien.xlsx", "doan_vien", rows)
        page.goto("/nhap-lieu/")
        page.get_by_label("Loại danh sách").select_option("doan_vien")
        page.locator("input[type=file]").set_input_files(path)
        page.get_by_role("button", name="Tải lên và xem trước").click()
        page.wait_for_url("**/nhap-lieu/*/")
        if name == "batch_written":
            page.get_by_role("button", name="Ghi 3 dòng vào sổ").click()
            page.get_by_role("heading", name="Đã ghi 3 dòng").wait_for()
        found[name] = int(page.url.rstrip("/").rpartition("/")[2])
    found["slip_a"] = propose(page, member_of(product), base_of(product, "TPND"))
    context.close()
    return found


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


@pytest.mark.parametrize("username", [REVIEWER, CLERK, ""])
def test_every_page_is_without_fault(open_page, product, batches, username):
    page = open_page(username)
    wrong, seen = [], 0
    for address in pages_of(page, addresses(product, batches)):
        seen += 1
        wrong += [f"{address} {line}" for line in faults(page)]
    assert wrong == [], "\n".join(wrong)
    assert seen >= (25 if username else 1)

"""Five questions that people bring to the targets, answered by clicking (issue 5, "It must show")."""

import math
import re
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import REVIEWER
from tests.browser.test_figures import number

LEADER = "tinh.lanhdao"
CLERK = "kcn.canbo"  # of a unit that no other test lets reach its quota
DAY = "2026-05-19"
DASHBOARD, PROGRESS = f"/bang-dieu-khien/?den={DAY}", f"/chi-tieu/tien-do/?den={DAY}"
ROWS = "section[aria-labelledby={}] tbody tr"


def cells(page: Page, table: str, label: str) -> list[str]:
    """What every row of a table of cards shows under a label."""
    return page.locator(f"{ROWS.format(table)} td[data-label='{label}']").all_inner_texts()


def percent(text: str) -> Decimal:
    found = re.search(r"(\d[\d.]*,\d)%", text)
    return Decimal(found.group(1).replace(".", "").replace(",", ".")) if found else Decimal("1000000")


def names(page: Page, table: str) -> list[str]:
    return [text.split("\n")[0] for text in page.locator(f"{ROWS.format(table)} th").all_inner_texts()]


def test_which_three_units_are_furthest_behind_and_why(open_page):
    page = open_page(LEADER)
    page.goto(DASHBOARD)
    shares = [percent(text) for text in cells(page, "don-vi", "Dự kiến")]
    assert shares == sorted(shares)
    worst = names(page, "don-vi")[:3]
    page.get_by_role("link", name="Tiến độ từng đơn vị").click()
    assert names(page, "bang")[:3] == worst
    with page.expect_navigation():
        page.get_by_role("link", name=worst[0], exact=True).click()
    said = page.locator("p.pace").inner_text()
    assert said.startswith(worst[0])
    needed, now = (number(re.search(rf"{word} ([\d.]+)/tháng", said).group(1)) for word in ("cần", "đang đạt"))
    assert now < needed  # that is why


def test_how_much_of_the_loss_is_reorganisation(open_page):
    page = open_page(REVIEWER)
    page.goto("/bang-dieu-khien/cau-noi/?don_vi=MLOC&tu=2024-06-01&den=2024-12-31")
    line = page.get_by_text("Thực tăng", exact=False).locator("xpath=ancestor-or-self::p").first
    net, without = (number(text) for text in line.locator("a.fig").all_inner_texts())
    assert net < without  # Mỹ Lộc was merged on 1 September 2024: what it lost, it lost to its successor
    link = page.locator("a.fig[href*='sap_xep_di']").first
    moved = number(link.inner_text())
    with page.expect_navigation():
        link.click()
    assert Decimal(page.locator("[data-total]").get_attribute("data-total")) == abs(moved) == without - net


def test_what_a_unit_must_do_per_month(open_page):
    page = open_page(CLERK)
    page.goto(PROGRESS)
    said = page.locator("p.pace").inner_text()
    done, quota = (number(text) for text in re.search(r"đạt ([\d.]+)\D*?/([\d.]+)", said).groups())
    left = re.search(r"trong ([\d,]+) tháng còn lại", said).group(1).replace(",", ".")
    needed = number(re.search(r"cần ([\d.]+)/tháng", said).group(1))
    assert needed == math.ceil((quota - done) / Decimal(left))


@pytest.mark.parametrize("address", [PROGRESS, DASHBOARD])
def test_the_table_is_printed_for_the_meeting(open_page, address):
    page = open_page(REVIEWER)
    page.goto(address)
    expect(page.get_by_role("button", name="In")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation").first).to_be_hidden()
    expect(page.get_by_role("button", name="In")).to_be_hidden()
    expect(page.locator("table thead").first).to_be_visible()
    wide = page.locator("table").last.evaluate("table => table.scrollWidth - table.parentElement.clientWidth")
    assert wide <= 1
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


def test_who_is_above_quota(open_page):
    page = open_page(REVIEWER)
    page.goto(PROGRESS)
    over = {name for name, text in zip(names(page, "bang"), cells(page, "bang", "Vượt, thiếu"), strict=True)
            if text.startswith("+")}  # fmt: skip
    page.goto(f"/chi-tieu/khen-thuong/?den={DAY}")
    said = {}
    for table in ("n1", "gan"):
        said |= dict(zip(names(page, table), map(percent, cells(page, table, "Tỷ lệ")), strict=True))
    assert over == {name for name, share in said.items() if share > 100} != set()

"""Nothing is cut at 320 px (1280 px at 400 %), nor by figures of seven digits or long names (05 §5.7, WCAG 1.4.10)."""

import pytest

from tests.browser.conftest import CLERK, REVIEWER, WIDE

NARROW = {"width": 320, "height": 640}
WIDER_THAN = """all => all.filter((one) => one.scrollWidth > one.clientWidth + 1)
  .map((one) => one.textContent.trim().slice(0, 40))"""
OUT_OF_REACH = """all => all.filter((one) => one.scrollWidth > one.clientWidth + 1
  && !["auto", "scroll"].includes(getComputedStyle(one).overflowX)).map((one) => one.textContent.trim().slice(0, 40))"""
GROW = "all => all.forEach((one) => { one.textContent = '1.728.035' })"


@pytest.mark.parametrize(
    ("username", "address", "figures"),
    [
        (REVIEWER, "/doanh-nghiep/bao-phu/", "td .fig"),
        (CLERK, "/bien-dong/", ".cash"),
        (REVIEWER, "/nhiem-vu/thoa-uoc/{agreement}/", ".fig"),
    ],
)
def test_nothing_is_cut_on_the_narrowest_screen(open_page, product, username, address, figures):
    agreement = product.one("SELECT id FROM nhiemvu_thoauoc ORDER BY id DESC")
    page = open_page(username, size=NARROW)
    page.goto(address.format(agreement=agreement))
    page.locator(figures).evaluate_all(GROW)
    assert page.locator("html, main .sheet").evaluate_all(WIDER_THAN) == []


@pytest.mark.parametrize("width", [768, 1024])
def test_between_phone_and_wide_screen_every_column_can_be_reached(open_page, width):
    """A laptop that shows everything a quarter larger, a tablet."""
    page = open_page(REVIEWER, size={"width": width, "height": 700})
    for address in ("/", "/bang-dieu-khien/?so=da_duyet", "/chi-tieu/tien-do/", "/nhiem-vu/thoa-uoc/"):
        page.goto(address)
        found = page.locator("html, main .sheet:not(.sheet-flush)").evaluate_all(WIDER_THAN)
        assert (address, found, page.locator("main .sheet-flush").evaluate_all(OUT_OF_REACH)) == (address, [], [])


def test_a_long_name_cuts_no_figure(open_page):
    """A union of an industry, written out."""
    page = open_page(REVIEWER, size=WIDE)
    page.goto("/chi-tieu/tien-do/")
    name = "Công đoàn ngành Nông nghiệp và Phát triển nông thôn tỉnh Nam Định"
    page.locator("tbody .name a, tbody .name:not(:has(a))").evaluate_all(
        "(all, name) => all.forEach((one) => { one.textContent = name })", name
    )
    assert page.locator("html, main .sheet").evaluate_all(WIDER_THAN) == []

"""What an office prints: nothing cut at the right edge, no text cut in its box (05 §5.6)."""

from playwright.sync_api import Page

from tests.browser.conftest import CLERK

# widths between the margins of A4 (static/css/app.css), in px
PORTRAIT, LANDSCAPE = 623, 1009
WIDE_PAGE = "document.body.classList.contains('page-wide')"
BEYOND = """width => [...document.querySelectorAll("main *")]
  .filter((one) => one.getBoundingClientRect().right > width + 1)
  .map((one) => one.textContent.trim().slice(0, 40))"""
SQUEEZED = "all => all.filter((one) => one.clientWidth < 200).map((one) => one.textContent.trim())"
CUT = "box => box.scrollHeight - box.clientHeight"


def put_on_paper(page: Page) -> int:
    """Look at the page as it is printed; the width of its paper."""
    width = LANDSCAPE if page.evaluate(WIDE_PAGE) else PORTRAIT
    page.emulate_media(media="print")
    page.set_viewport_size({"width": width, "height": 700})
    return width


def test_tasks_are_printed_whole(open_page):
    page = open_page(CLERK)
    page.goto("/")
    width = put_on_paper(page)
    assert page.evaluate(BEYOND, width) == []
    assert page.locator(".tasks > li > :first-child").evaluate_all(SQUEEZED) == []


def test_an_explanation_is_printed_whole(open_page):
    page = open_page(CLERK)
    page.goto("/bao-cao/NAM-2025/?don_vi=YYEN")
    reason = page.locator("textarea[name^=giai_trinh], .talk:visible textarea").first
    reason.fill("Đơn vị đã rà soát từng công đoàn cơ sở, đối chiếu với danh sách đóng đoàn phí. " * 6)
    put_on_paper(page)
    assert reason.evaluate(CUT) <= 1
    assert page.locator("input[type=file]").is_hidden()

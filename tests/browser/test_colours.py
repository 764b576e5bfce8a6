"""What the walk of all pages asks axe of colours: every look of a text once, in each theme, on each ground."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from tests.browser.colours import judge_colours
from tests.browser.conftest import WIDE
from tests.browser.every_page import faults

FRAME = """<!doctype html><html lang="vi"><title>Thử</title><style>
body { color: #222; background: #fff } p { margin: 1rem } .pale { color: #bbb } .grey { background: #999; color: #777 }
@media (prefers-color-scheme: dark) { .same { background: #444 } } .over { position: absolute; top: 0; left: 0 }
</style><main><h1>Trang thử</h1>%s</main>"""


@pytest.fixture
def show(browser):
    """A function that opens a page of such a body in one window, with axe in it."""
    page = browser.new_page(viewport=WIDE, color_scheme="light")

    def put(body: str):
        page.set_content(FRAME % body)
        page.evaluate("window.cspReports = []")
        page.evaluate(AXE_SCRIPT)
        return page

    yield put
    page.close()


def rules(found: list[dict]) -> list[str]:
    return [one["id"] for one in found]


@pytest.mark.parametrize(
    "body",
    ["<p class='pale'>Chữ nhạt</p>", "<p class='grey'>Chữ xám</p>", "<p style='opacity: .3'>Chữ mờ</p>",
     "<p style='color: #767676'><b style='background: #ddd'>Chữ đậm</b></p>",
     "<p>Đọc kỹ <a href='#' style='color: #333; text-decoration: none'>điều</a> này trước</p>"],
)  # fmt: skip
def test_a_look_that_cannot_be_read_is_found_after_looks_that_can(show, body):
    known: list[str] = []
    plain = "<p>Chữ thường</p><p style='color: #767676'><b>Đậm</b></p><nav><a href='#' style='color: #333'>Về</a></nav>"
    assert judge_colours(show(plain), known) == []
    assert known
    assert len(rules(judge_colours(show(plain + body), known))) == 1


def test_what_was_passed_is_not_asked_again(show):
    known: list[str] = []
    judge_colours(show("<p>Chữ thường</p>"), known)
    page = show("<p>Chữ khác, cùng dáng</p>")
    page.evaluate("void (axe.run = () => { throw new Error('asked') })")
    assert judge_colours(page, known) == []


def test_what_failed_is_found_on_every_page(show):
    known: list[str] = []
    for text in ("Một", "Hai"):
        assert rules(judge_colours(show(f"<p class='pale'>Chữ nhạt {text}</p>"), known)) == ["color-contrast"]


def test_a_text_over_something_else_is_always_asked(show):
    known: list[str] = []
    one = "<div class='over'>Chữ đè</div>"
    assert judge_colours(show(one), known) == []
    under = "<div style='position: absolute; inset: 0; background: #333; height: 3rem'></div>"
    assert rules(judge_colours(show(under + one), known)) == ["color-contrast"]


def test_each_theme_and_width_is_looked_at(show):
    found = list(faults(show("<p class='same'>Chữ chìm khi tối</p>")))
    assert [line.partition(":")[0] for line in found] == ["390 dark color-contrast", "1366 dark color-contrast"]

"""Nothing of a card or a cell is cut at the edge of a phone (05 §5.5: cards on phones)."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import CLERK, PHONE, REVIEWER

RIGHT_EDGE = "element => Math.round(element.getBoundingClientRect().right)"
CUT = "cell => cell.scrollWidth - cell.clientWidth"


def test_the_longest_state_stays_inside_its_card(open_page):
    clerk = open_page(CLERK)
    clerk.goto("/nhiem-vu/kien-nghi/them/")
    unit = clerk.locator("select[name=cong_doan]")
    unit.evaluate("select => { select.selectedIndex = 1 }")
    clerk.locator("[name=ngay]").fill("02/03/2026")
    clerk.locator("[name=linh_vuc]").select_option("khac")
    clerk.locator("[name=noi_dung]").fill("Đề nghị mở lớp mầm non ở khu nhà trọ công nhân")
    clerk.locator("[name=noi_nhan]").select_option("cap_tren")
    clerk.get_by_role("button", name="Lưu", exact=True).click()
    clerk.get_by_role("button", name="Chuyển Liên đoàn Lao động tỉnh").click()
    page = open_page(REVIEWER, size=PHONE)
    page.goto("/nhiem-vu/kien-nghi/?tu=2026-03-02&den=2026-03-02")
    state = page.locator("td .state", has_text="Đã chuyển Liên đoàn Lao động tỉnh")
    expect(state).to_have_count(1)
    assert state.evaluate(RIGHT_EDGE) <= PHONE["width"]


def test_a_day_of_the_survey_is_read_whole(open_page, product):
    page = open_page(CLERK, size=PHONE)
    page.goto("/doanh-nghiep/khao-sat/2026/nhap/?don_vi=YYEN")
    day = page.locator("td.cell-ngay input").first
    day.fill("24/04/2026")
    assert day.evaluate(CUT) == 0


OFFICER = "yyen-001.cdcs"
HIDDEN = """() => {
  const at = document.activeElement, box = at.getBoundingClientRect();
  const found = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  const own = [at, ...(at.labels || [])];
  return own.some((one) => one.contains(found)) ? "" : at.name || at.textContent.trim();
}"""
TO_TAB = "main :is(a[href], button, input:not([type=hidden]), select, textarea, summary):visible"
LEAVING = "document.querySelector('main').contains(document.activeElement)"


def hidden_in_focus(page: Page, back: bool = False) -> list[str]:
    """Tab through the page, down or up: what has the focus and lies under something else."""
    found, all_of_it = [], page.locator(TO_TAB)
    (all_of_it.last if back else all_of_it.first).focus()
    while page.evaluate(LEAVING):
        found += filter(None, [page.evaluate(HIDDEN)])
        page.keyboard.press("Shift+Tab" if back else "Tab")
    return found


@pytest.mark.parametrize("address", ["/doan-vien/them/", "/doan-vien/them-nhieu/"])
def test_what_has_the_focus_is_seen(open_page, address):
    """Neither the bar below nor the column of names that stays lies over it."""
    page = open_page(OFFICER, size=PHONE)
    page.goto(address)
    assert hidden_in_focus(page) == []


def test_a_head_that_stays_lies_over_nothing_in_focus(open_page):
    """Going up a long table: the first row comes out from under its head."""
    page = open_page(REVIEWER, size={"width": 1366, "height": 600})
    page.goto("/bao-cao/duyet/")
    assert hidden_in_focus(page, back=True) == []


def test_the_chosen_tab_is_in_sight_and_the_one_in_focus(open_page):
    page = open_page(OFFICER, size=PHONE)
    page.goto("/doan-vien/?trang_thai=da_ra")
    chosen, row = page.locator(".views [aria-current]"), page.locator(".views a")
    assert chosen.inner_text() == "Đã ra khỏi tổ chức"
    assert chosen.evaluate(RIGHT_EDGE) <= PHONE["width"]
    page.goto("/doan-vien/")
    row.nth(row.count() - 2).focus()
    page.keyboard.press("Tab")
    expect(row.last).to_be_focused()
    assert row.last.evaluate(RIGHT_EDGE) <= PHONE["width"]


def test_three_rooms_fill_the_bar_of_an_officer(open_page):
    page = open_page(OFFICER, size=PHONE)
    page.goto("/")
    assert page.locator(".bottombar > a").last.evaluate(RIGHT_EDGE) == PHONE["width"]


def test_a_menu_opens_inside_the_page(open_page):
    page = open_page(REVIEWER, size=PHONE)
    page.goto("/bao-cao/duyet/")
    page.get_by_text("Kỳ khác").click()
    menu = page.locator("details[open] .drop-menu")
    assert menu.evaluate("menu => menu.getBoundingClientRect().left") >= 0
    assert menu.evaluate(RIGHT_EDGE) <= PHONE["width"]


# What is pressed and stands in no sentence; the boxes that a label belongs to are as large as it.
PRESSED = """a.btn, button:not(.visually-hidden), summary, select, .brand, .card-head a, .cellstate, .form-check label,
  .tick, .views a, td.cell input"""
SMALL = """all => all.filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 43.9)
  .map((one) => one.textContent.trim() || one.name || one.className)"""


@pytest.mark.parametrize(
    ("name", "address"),
    [
        (OFFICER, "/doan-vien/"),
        (OFFICER, "/doan-vien/them/"),
        (OFFICER, "/doan-vien/them-nhieu/"),
        (OFFICER, "/doan-vien/ghi-danh/?don_vi=YYEN-001"),
        (CLERK, "/bien-dong/thang/?don_vi=YYEN"),
        (REVIEWER, "/bao-cao/duyet/"),
    ],
)
def test_what_is_pressed_is_as_large_as_a_finger(open_page, name, address):
    page = open_page(name, size=PHONE)
    page.goto(address)
    assert page.locator(PRESSED).count() > 0
    assert page.locator(PRESSED).evaluate_all(SMALL) == []


@pytest.mark.parametrize(
    ("address", "label"),
    [("/doan-vien/them-nhieu/", "Ngày kết nạp, cho dòng để trống"), ("/doan-vien/them/", "Ngày kết nạp")],
)
def test_how_a_day_is_written_is_read_whole(open_page, address, label):
    """Also in the box that a refused form comes back with."""
    page = open_page(OFFICER, size=PHONE)
    page.goto(address)
    page.locator("main form[data-main] button.btn-primary").click()
    page.wait_for_load_state()
    day = page.get_by_label(label)
    day.fill(day.get_attribute("placeholder"))
    assert day.evaluate(CUT) == 0


def test_filters_wait_behind_one_button_and_go_with_what_is_sought(open_page):
    """On a phone the list comes first; a wide screen shows every filter at once."""
    page = open_page(CLERK, size=PHONE)
    page.goto("/doanh-nghiep/")
    cdcs, found = page.get_by_label("CĐCS", exact=True), page.locator("td[data-label='CĐCS']")
    expect(cdcs).to_be_hidden()
    page.get_by_text("Bộ lọc khác").click()
    cdcs.select_option("chua")
    page.get_by_role("button", name="Lọc").click()
    expect(page.get_by_role("link", name="Xóa bộ lọc")).to_be_visible()
    expect(found).to_have_text(["Chưa có"] * found.count())
    expect(cdcs).to_be_hidden()
    page.set_viewport_size({"width": 1366, "height": 900})
    expect(cdcs).to_have_value("chua")
    expect(cdcs).to_be_visible()
    expect(page.get_by_text("Bộ lọc khác")).to_be_hidden()

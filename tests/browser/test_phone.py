"""Nothing of a card or a cell is cut at the edge of a phone (05 §5.5: cards on phones)."""

from playwright.sync_api import expect

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

"""The survey of forty employers by keyboard alone: planned, typed row by row, one mistake mended (01 R2)."""

import pytest
from playwright.sync_api import expect

from tests.browser.employers import CLERK, DISTRICT, codes_of, put_employers, put_workers

SERIES, MANY = "0711", 40
ROUND = f"/doanh-nghiep/khao-sat/2026/?don_vi={DISTRICT}"
GRID = f"/doanh-nghiep/khao-sat/2026/nhap/?don_vi={DISTRICT}&ket_qua=chua"
RULING = (
    "SELECT count(*), sum(l.tong_lao_dong) FROM doanhnghiep_laodong l JOIN doanhnghiep_doanhnghiep d "
    "ON d.id = l.doanh_nghiep_id WHERE d.ma_so_thue LIKE ? AND l.nguon = 'khao_sat' AND l.ngay_so_lieu = '2026-06-15'"
)
SAVED = "SELECT tong_lao_dong FROM doanhnghiep_phieukhaosat WHERE id IN (?, ?) ORDER BY tong_lao_dong"
ROWS = """() => Array.from(
  document.querySelectorAll("[data-survey] .cell-ngay input"), (one) => Number(one.name.split("_")[1]))"""
COUNT_ROWS = """() => {
  let now = 0;
  window.rowsUnderWay = [];
  addEventListener("htmx:beforeSend", () => rowsUnderWay.push((now += 1)));
  addEventListener("htmx:afterRequest", () => (now -= 1));
}"""
CELL = "() => document.activeElement.name"


@pytest.fixture(scope="module")
def forty(product, browser, session_of, tmp_path_factory) -> None:
    folder = tmp_path_factory.mktemp("survey")
    context = browser.new_context(base_url=product.url, storage_state=session_of(CLERK))
    page = context.new_page()
    codes = codes_of(MANY, SERIES)
    rows = [(code, f"Công ty TNHH Aa Khảo Sát {number:02d}", "") for number, code in enumerate(codes)]
    put_employers(page, folder, rows)
    put_workers(page, folder, [(code, 25) for code in codes], "31/01/2026")
    context.close()


def keys_of(product) -> list[int]:
    """The cards of the forty in the order of the page."""
    found = product.ask(
        "SELECT p.id FROM doanhnghiep_phieukhaosat p JOIN doanhnghiep_dotkhaosat k ON k.id = p.dot_id "
        "JOIN doanhnghiep_doanhnghiep d ON d.id = p.doanh_nghiep_id WHERE k.nam = 2026 AND d.ma_so_thue LIKE ? "
        "ORDER BY d.ten_khong_dau, p.id", f"{SERIES}%",
    )  # fmt: skip
    return [pk for (pk,) in found]


def fill(page, day: str, number: int) -> None:
    """One row by keyboard, from its day to the next row."""
    page.keyboard.type(day)
    page.keyboard.press("Tab")
    page.keyboard.type(str(number))
    for _ in range(6):  # women, insured, result, reason, note, next row
        page.keyboard.press("Tab")


def plan(page) -> None:
    """Everybody in the district who has twenty workers or more, into the round."""
    page.goto(ROUND)
    page.get_by_label("trong diện").check()
    page.get_by_role("button", name="Đưa vào kế hoạch").click()
    expect(page.get_by_text("đơn vị vào kế hoạch khảo sát 2026")).to_be_visible()


def test_forty_employers_by_keyboard(open_page, product, forty):
    page = open_page(CLERK)
    plan(page)
    keys = keys_of(product)
    assert len(keys) == MANY
    page.goto(GRID)
    page.evaluate(COUNT_ROWS)
    page.locator(f"[name=o_{keys[0]}_ngay]").focus()
    for number, key in enumerate(keys):
        assert page.evaluate(CELL) == f"o_{key}_ngay", number
        fill(page, "15062026" if number != 7 else "31022026", 30 + number)
    expect(page.locator("tr.is-bad")).to_have_count(1)
    expect(page.locator(f"#tt-{keys[-1]}")).to_contain_text("Đã lưu")  # rows are saved in turn: the last is the last
    assert page.evaluate("rowsUnderWay") == [1] * MANY
    assert product.ask(RULING, f"{SERIES}%") == [(MANY - 1, sum(range(30, 70)) - 37)]
    page.locator(f"[name=o_{keys[7]}_ngay]").focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("15062026")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # down, so the row is left
    expect(page.locator("tr.is-bad")).to_have_count(0)
    expect(page.locator(f"#tt-{keys[7]}")).to_contain_text("Đã lưu")
    assert product.ask(RULING, f"{SERIES}%") == [(MANY, sum(range(30, 70)))]
    page.goto(GRID)
    expect(page.locator(f"[name=o_{keys[0]}_ngay]")).to_have_count(0)


def leave_row(page, key: int, number: int) -> None:
    page.locator(f"[name=o_{key}_ngay]").fill("15/06/2026")
    page.locator(f"[name=o_{key}_tong_lao_dong]").fill(str(number))
    page.locator(f"[name=o_{key}_ghi_chu]").focus()
    page.keyboard.press("Tab")
    expect(page.locator(f"#tt-{key}")).to_contain_text("Chưa lưu")


def test_a_row_that_is_refused_says_why(open_page, session_of, forty):
    """A right that was lost and a page older than the sign-in were told as a session that had ended."""
    page = open_page(CLERK)
    plan(page)
    page.goto(GRID)
    (first, second), note = page.evaluate(ROWS)[:2], page.locator("[data-htmx-error]")
    own = next(one for one in page.context.cookies() if one["name"] == "sessionid")
    reader = next(one for one in session_of("yyen.xem")["cookies"] if one["name"] == "sessionid")
    page.context.add_cookies([reader])
    leave_row(page, first, 131)
    expect(note).to_contain_text(": tài khoản không có quyền (hoặc không còn quyền) làm việc này, chưa ghi gì vào sổ.")
    page.context.add_cookies([own])
    page.context.clear_cookies(name="csrftoken")
    leave_row(page, second, 132)
    expect(note).to_contain_text(": trang mở từ trước lần đăng nhập này, chưa ghi gì vào sổ.")
    expect(page.locator("[data-draft-state]")).to_contain_text("Đã lưu nháp")
    page.reload()
    expect(page.locator(f"[name=o_{first}_tong_lao_dong]")).to_have_value("131")
    expect(page.locator(f"[name=o_{second}_tong_lao_dong]")).to_have_value("132")
    page.get_by_role("button", name="Bỏ bản nháp").click()


def test_rows_left_after_the_session_ended_are_told_and_kept(open_page, product, forty):
    """No answer saved them: each says so, the page stays open, and they stand in it after the next sign-in."""
    page = open_page(CLERK)
    plan(page)
    page.goto(GRID)
    first, second = page.evaluate(ROWS)[:2]
    page.context.clear_cookies(name="sessionid")
    for key, number in ((first, 131), (second, 132)):
        leave_row(page, key, number)
    expect(page.get_by_text("phiên làm việc đã hết. Những gì đã gõ được giữ")).to_be_visible()
    expect(page.locator("[data-draft-state]")).to_contain_text("Những gì gõ vẫn được giữ thành bản nháp")
    page.reload()
    page.get_by_label("Tên đăng nhập").fill(CLERK)
    page.get_by_label("Mật khẩu").fill("Demo@2028-cdcs")
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.locator(f"[name=o_{second}_tong_lao_dong]")).to_have_value("132")
    page.get_by_role("button", name="Lưu các dòng của trang").click()
    expect(page.get_by_text("Đã lưu 2 dòng.")).to_be_visible()
    assert product.ask(SAVED, first, second) == [(131,), (132,)]

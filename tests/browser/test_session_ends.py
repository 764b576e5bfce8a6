"""The session ends while somebody types: nothing typed is lost, nothing is done twice, the user is told (05 §5.4)."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import CLERK, sign_in
from tests.browser.test_ket_nap_many import COUNT, block, put_in


def end_session(page: Page) -> None:
    page.context.clear_cookies(name="sessionid")


def type_thirty(page: Page, unit: str, mark: str, script: bool) -> None:
    page.goto(f"/doan-vien/them-nhieu/?don_vi={unit}")
    put_in(page, block(mark), script)
    page.get_by_label("Ngày kết nạp, cho dòng để trống").fill("05032026")
    expect(page.locator("#o-30-ho_ten")).to_have_value(f"Đỗ Thị {mark} 30")


def test_thirty_people_typed_when_the_session_has_ended(open_page, script, product, base_unit):
    mark = "Hết" if script else "Phiên"
    page = open_page(CLERK, script=script)
    type_thirty(page, base_unit, mark, script)
    end_session(page)
    page.get_by_label("Số quyết định, cho dòng để trống").fill("15/QĐ-CĐCS")
    if script:
        expect(page.locator("[data-draft-state]")).to_contain_text("Phiên làm việc đã hết")
    page.get_by_role("button", name="Kiểm tra", exact=True).click()
    expect(page.get_by_text("đã được giữ thành bản nháp")).to_be_visible()
    page.get_by_label("Tên đăng nhập").fill(CLERK)
    page.get_by_label("Mật khẩu").fill("Demo@2028-cdcs")
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.locator("#o-30-ho_ten")).to_have_value(f"Đỗ Thị {mark} 30")
    expect(page.get_by_label("Số quyết định, cho dòng để trống")).to_have_value("15/QĐ-CĐCS")
    assert product.one(COUNT, f"Đỗ Thị {mark} %") == 0
    page.get_by_role("button", name="Kiểm tra", exact=True).click()
    expect(page.get_by_role("link", name="Dòng 5, Ngày sinh")).to_be_visible()
    page.get_by_role("button", name="Bỏ bản nháp").click()


def test_a_block_with_headings_pasted_when_the_session_has_ended(open_page, base_unit):
    """The server reads it, so it is sent: what came too late stands in its field after the next sign-in."""
    page = open_page(CLERK)
    page.goto(f"/doan-vien/them-nhieu/?don_vi={base_unit}")
    page.locator("#o-1-ho_ten").fill("Người gõ trước")
    end_session(page)
    pasted = "Họ đệm\tTên\tNăm sinh\tGiới tính\nLê Thị\tHuệ\t1990\tNữ\n"
    put_in(page, pasted, script=True)
    expect(page.get_by_text("đã được giữ thành bản nháp")).to_be_visible()
    page.get_by_label("Tên đăng nhập").fill(CLERK)
    page.get_by_label("Mật khẩu").fill("Demo@2028-cdcs")
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_label("Dán danh sách", exact=True)).to_have_value(pasted)
    page.get_by_role("button", name="Đưa vào bảng").click()
    expect(page.locator("#o-1-ho_ten")).to_have_value("Người gõ trước")
    expect(page.locator("#o-2-ho_ten")).to_have_value("Lê Thị Huệ")
    page.get_by_role("button", name="Bỏ bản nháp").click()


def test_signed_in_again_in_another_tab(open_page, product, base_unit):
    page = open_page(CLERK)
    type_thirty(page, base_unit, "Thẻ", script=True)
    end_session(page)
    other = page.context.new_page()
    sign_in(other, CLERK)
    expect(other.get_by_role("heading", level=1)).to_have_text("Việc cần làm")
    page.get_by_label("Số quyết định, cho dòng để trống").fill("16/QĐ-CĐCS")
    expect(page.locator("[data-draft-state]")).to_contain_text("Đã lưu nháp")
    page.get_by_role("button", name="Kiểm tra", exact=True).click()
    expect(page.get_by_text("Trang mở từ trước lần đăng nhập này, chưa ghi gì vào sổ.")).to_be_visible()
    expect(page.get_by_label("Số quyết định, cho dòng để trống")).to_have_value("16/QĐ-CĐCS")
    expect(page.locator("#o-30-ho_ten")).to_have_value("Đỗ Thị Thẻ 30")
    assert product.one(COUNT, "Đỗ Thị Thẻ %") == 0
    page.get_by_role("button", name="Bỏ bản nháp").click()

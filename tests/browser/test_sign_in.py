"""Signing in and out (06 §6.2 #18)."""

from playwright.sync_api import expect

from tests.browser.conftest import CLERK, sign_in


def test_sign_in_and_out(open_page, script):
    page = open_page(script=script)
    page.goto("/doan-vien/")
    expect(page).to_have_url("/dang-nhap/?next=/doan-vien/")
    page.get_by_label("Tên đăng nhập").fill(CLERK)
    page.get_by_label("Mật khẩu").fill("Demo@2028-cdcs")
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page).to_have_url("/doan-vien/")
    page.get_by_role("link", name="Việc cần làm").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Việc cần làm")
    expect(page.get_by_text("DỮ LIỆU MẪU")).to_be_visible()
    page.locator("summary[aria-label^='Tài khoản']").click()
    page.get_by_role("button", name="Đăng xuất").click()
    expect(page).to_have_url("/dang-nhap/")
    page.goto("/")
    expect(page).to_have_url("/dang-nhap/?next=/")


def test_wrong_password_says_nothing_about_the_account(open_page, script):
    page = open_page(script=script)
    answers = []
    for username in (CLERK, "khong.co.ai"):
        sign_in(page, username, "Sai-mat-khau-2028")
        expect(page).to_have_url("/dang-nhap/")
        alert = page.get_by_role("alert")
        expect(alert).to_contain_text("Chưa đăng nhập được")
        answers.append(alert.inner_text())
        assert page.get_by_label("Mật khẩu").input_value() == ""
    assert answers[0] == answers[1]

"""Founding a CĐCS at an employer with twenty-five pasted members, looked at before it is written, taken back."""

from playwright.sync_api import Page, expect

from tests.browser.employers import CLERK, codes_of, put_employers, put_workers
from tests.browser.product import Product
from tests.browser.test_ket_nap_many import put_in

NAME = "CĐCS Công ty TNHH Thành Lập"
MEMBERS = "SELECT count(*) FROM doanvien_doanvien WHERE is_hidden = 0 AND ho_ten LIKE 'Vũ Thị Sáng Lập %'"


def block() -> str:
    lines = ["Họ và tên\tNgày sinh\tGiới tính"]
    lines += [f"Vũ Thị Sáng Lập {n}\t{'31/02/1990' if n == 9 else '1990'}\tNữ" for n in range(1, 26)]
    return "\n".join(lines) + "\n"


def test_founding_with_twenty_five_members(open_page, script, product, tmp_path):
    code = codes_of(2, "0712")[script]
    page = open_page(CLERK)
    put_employers(page, tmp_path, [(code, "Công ty TNHH Thành Lập", "")])
    put_workers(page, tmp_path, [(code, 60)], "31/01/2026")
    key = product.one("SELECT id FROM doanhnghiep_doanhnghiep WHERE ma_so_thue = ?", code)
    found_there(open_page(CLERK, script=script), product, key, script)
    take_back(open_page("tinh.quantri", script=script), product)


def found_there(page: Page, product: Product, key: int, script: bool) -> None:
    """From the employer's page: pasted, one mistake mended, looked at, written."""
    page.goto(f"/doanh-nghiep/{key}/")
    with page.expect_navigation():  # to its end: a paste before the script of the grid stands goes nowhere
        page.get_by_role("link", name="Lập CĐCS tại đây").click()
    expect(page.get_by_label("Tên đơn vị")).to_have_value(NAME)
    put_in(page, block(), script)
    page.get_by_label("Số quyết định công nhận").fill("21/QĐ-CĐ")
    page.get_by_label("Ngày quyết định").fill("05/03/2026")
    page.get_by_role("button", name="Xem trước").last.click()
    expect(page.get_by_role("link", name="Dòng 9, Ngày sinh")).to_be_visible()
    assert product.one(MEMBERS) == 0

    page.get_by_label("Ngày sinh, dòng 9", exact=True).fill("28/2/1990")
    page.get_by_role("button", name="Xem trước").last.click()
    page.get_by_role("button", name="Ghi thành lập với 25 đoàn viên").click()
    expect(page.get_by_text("với 25 đoàn viên")).to_be_visible()
    assert product.one(MEMBERS) == 25
    page.goto(f"/doanh-nghiep/{key}/")
    expect(page.get_by_role("link", name="Lập CĐCS tại đây")).to_have_count(0)
    expect(page.locator("section", has_text="Công đoàn cơ sở").get_by_text("25").first).to_be_visible()


def take_back(page: Page, product: Product) -> None:
    act = product.one("SELECT max(id) FROM sapxep_thanhlap")
    page.goto(f"/sap-xep/thanh-lap/{act}/")
    page.get_by_role("button", name="Hoàn tác").click()
    expect(page.get_by_text("Đã hoàn tác thành lập")).to_be_visible()
    assert product.one(MEMBERS) == 0

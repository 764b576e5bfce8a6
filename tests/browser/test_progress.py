"""A long file is the worker's: the page waits, is left, is come back to, and goes on by itself (05 §5.4)."""

from playwright.sync_api import expect

from tests.browser.conftest import CLERK
from tests.sheets import write_sheet

ROWS = 2_100
BASE = "SELECT ma FROM cdcs_congdoan WHERE ma LIKE 'YYEN-%' AND loai = 'cdcs' AND ngay_ket_thuc IS NULL ORDER BY ma"
COUNT = "SELECT count(*) FROM doanvien_doanvien WHERE is_hidden = 0 AND ho_ten LIKE ?"


def test_a_long_file_goes_on_by_itself(open_page, script, product, tmp_path):
    unit, mark = product.one(BASE), "Dài" if script else "Lâu"
    people = [[unit, f"Hồ Thị {mark} {n}", 1990, "Nữ", "", "", "05/03/2026", "15/QĐ"] for n in range(ROWS)]
    page = open_page(CLERK, script=script)
    page.goto("/nhap-lieu/")
    page.get_by_label("Loại danh sách").select_option("doan_vien")
    path = write_sheet(tmp_path / "dai.xlsx", "doan_vien", people)
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_role("button", name="Tải lên và xem trước").click()
    page.get_by_role("button", name="Ghi 2.100 dòng vào sổ").click()
    expect(page.get_by_role("heading", name="Đang chờ tới lượt ghi")).to_be_visible()
    address = page.url
    if script:  # the piece is exchanged every two seconds: who stands on its link is not thrown to the top of the page
        link = page.get_by_role("link", name="Các lần nhập")
        link.focus()
        for _ in range(2):  # by the second answer the first has been put in
            page.wait_for_event("response", lambda answer: "tien-do" in answer.url)
        expect(link).to_be_focused()
    page.goto("/doan-vien/")
    page.goto(address)
    expect(page.get_by_role("heading", name="Đang chờ tới lượt ghi")).to_be_visible()

    assert product.worker().wait() == 0
    expect(page.get_by_role("heading", name="Đã ghi 2.100 dòng")).to_be_visible()
    assert product.one(COUNT, f"Hồ Thị {mark} %") == ROWS
    page.get_by_text("Hoàn tác lần nhập này").click()
    page.get_by_role("button", name="Hoàn tác 2.100 dòng").click()
    expect(page.get_by_role("heading", name="Đã hoàn tác")).to_be_visible()

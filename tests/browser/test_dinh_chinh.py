"""A clerk finds the period closed while typing, sends the very act as a đính chính, the reviewer confirms it."""

from playwright.sync_api import expect

from tests.browser.conftest import PHONE, REVIEWER, WIDE
from tests.browser.every_page import faults
from tests.browser.slips import type_person
from tests.browser.test_duyet import beside

# units whose closed period no other test meets
CLERK_OF = {True: ("CDCT", "cdct.canbo"), False: ("CDYT", "cdyt.canbo")}
FIND = "SELECT count(*) FROM doanvien_doanvien WHERE ho_ten = ?"


def test_an_admission_of_a_closed_month_is_typed_once(open_page, script, product):
    (unit, account), size = CLERK_OF[script], WIDE if script else PHONE
    beside(product, "close", "6T-2025", unit)
    page, name = open_page(account, script=script, size=size), f"Lã Thị Muộn {unit}"
    type_person(page, product, unit, name, "05/03/2025")
    expect(page.get_by_role("alert")).to_contain_text("đã khóa đến hết 31/05/2025")
    page.get_by_role("button", name="Gửi việc này làm đính chính").click()
    expect(page.get_by_role("table")).to_contain_text(f"{name} (1991)")
    if script:  # an address that is only posted to, so no walk of all pages meets it
        assert list(faults(page)) == []
    page.get_by_role("button", name="Gửi đính chính").click()
    expect(page.get_by_label("Số đính chính")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Số đính chính").fill("01/ĐC-LĐLĐ")
    page.get_by_label("Lý do").fill("Quyết định kết nạp nhận muộn, nay bổ sung")
    page.get_by_role("button", name="Gửi đính chính").click()
    expect(page.get_by_text("Đã gửi đính chính")).to_be_visible()
    assert product.one(FIND, name) == 0

    reviewer = open_page(REVIEWER, script=script, size=size)
    reviewer.goto(page.url)
    expect(reviewer.get_by_role("table")).to_contain_text(name)
    reviewer.get_by_role("button", name="Xác nhận, ghi vào sổ").click()
    expect(reviewer.get_by_text("Đã ghi việc của đính chính vào sổ.")).to_be_visible()
    assert product.one(FIND, name) == 1

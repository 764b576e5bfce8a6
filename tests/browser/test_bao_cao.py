"""The clerk's whole way with a report: open, explain, change words, check, send, read what was frozen."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import CLERK, PHONE, WIDE
from tests.browser.test_figures import number, total

WHY = "Đã đối chiếu với các CĐCS, số trong sổ đúng."
SENT = (
    "SELECT b.sha256 FROM baocao_banchup b JOIN baocao_baocao r ON r.id = b.bao_cao_id "
    "JOIN baocao_kybaocao k ON k.id = r.ky_id WHERE k.ma = ?"
)


def explain(page: Page) -> int:
    """One sentence in every open box; returns how many there were."""
    boxes = page.locator("textarea[name^=gt_]:visible")
    for place in range(boxes.count()):
        boxes.nth(place).fill(WHY)
    return boxes.count()


def test_from_the_first_look_to_the_frozen_page(open_page, script, product):
    page, ky = open_page(CLERK, script=script), "NAM-2026" if script else "6T-2026"
    page.goto(f"/bao-cao/{ky}/?don_vi=YYEN")
    page.get_by_label("Đơn vị khai, ô 3", exact=True).fill("12")
    if script:
        expect(page.locator("#id_gt_3")).to_be_visible()
        expect(page.locator("[data-draft-state]")).to_contain_text("Đã lưu nháp lúc")
    else:  # the box for the reason stands there after a save
        page.get_by_role("button", name="Lưu", exact=True).first.click()
        expect(page.get_by_text("Đã lưu báo cáo.")).to_be_visible()
    assert explain(page)
    page.locator("textarea[name='muc_II.5']").fill("Đã mở 12 lớp tập huấn cho 340 cán bộ CĐCS.")
    page.get_by_role("button", name="Lưu và kiểm tra lần cuối").click()
    expect(page.get_by_role("heading", name="Kiểm tra trước khi nộp")).to_be_visible()
    page.get_by_role("button", name=re.compile("Nộp báo cáo: 35 số liệu")).click()
    expect(page.get_by_text("Đã nộp báo cáo lúc")).to_contain_text(product.one(SENT, ky)[:12])
    expect(page.get_by_text("Đã mở 12 lớp tập huấn cho 340 cán bộ CĐCS.")).to_be_visible()
    figure = page.locator("#o-1 a.fig")
    admitted = number(figure.inner_text())
    figure.click()
    assert total(page) == admitted


def test_ctrl_s_saves_and_the_phone_shows_the_same(open_page):
    page = open_page(CLERK, size=PHONE)
    page.goto("/bao-cao/NAM-2025/?don_vi=YYEN")
    page.locator("textarea[name='muc_II.7']").fill("Đã kiểm tra 4 CĐCS.")
    page.keyboard.press("Control+s")
    expect(page.get_by_text("Đã lưu báo cáo.")).to_be_visible()
    expect(page.locator("textarea[name='muc_II.7']")).to_have_value("Đã kiểm tra 4 CĐCS.")
    for size in (PHONE, WIDE):
        page.set_viewport_size(size)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name=re.compile("Lấy lại câu tự viết")).click()
    expect(page.get_by_text("Đã lưu báo cáo.")).to_be_visible()
    expect(page.locator("textarea[name='muc_II.7']")).not_to_have_value("Đã kiểm tra 4 CĐCS.")

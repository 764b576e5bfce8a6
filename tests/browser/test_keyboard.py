"""A person is admitted with the keyboard alone, and one always sees where one is (05 §5.7)."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import CLERK, REVIEWER

STEPS = 60
FOCUS = """() => {
  const one = document.activeElement, style = getComputedStyle(one);
  const box = getComputedStyle(one.closest(".ts-control") || one);
  const shown = (css) => (css.outlineStyle !== "none" && parseFloat(css.outlineWidth) > 0) || css.boxShadow !== "none";
  return {id: one.id, name: one.name || "", text: one.innerText || "", seen: shown(style) || shown(box)};
}"""


def tab_to(page: Page, wanted: str) -> None:
    """Press Tab until the control with this id or these words has the focus; on the way the focus is always seen."""
    for _ in range(STEPS):
        page.keyboard.press("Tab")
        here = page.evaluate(FOCUS)
        assert here["seen"], f"the focus cannot be seen at {here}"
        if here["id"].removesuffix("-ts-control") == wanted or here["text"].strip() == wanted:
            return
    raise AssertionError(f"Tab does not reach {wanted}")


def test_skip_link_leads_past_the_menu(open_page):
    page = open_page(CLERK)
    page.goto("/doan-vien/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Đến nội dung chính")).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, "Kết nạp")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kết nạp đoàn viên")


@pytest.mark.parametrize("save", ["Enter", "Control+s"])
def test_a_person_is_admitted_by_keyboard(open_page, product, save):
    name = f"Phạm Thị Bàn Phím {'Một' if save == 'Enter' else 'Hai'}"
    unit = product.one("SELECT ma FROM cdcs_congdoan WHERE ma LIKE 'YYEN-%' AND loai = 'cdcs' ORDER BY ma")
    page = open_page(CLERK)
    page.goto(f"/doan-vien/them/?don_vi={unit}")

    # first without a name: the summary takes the focus and its link leads to the field
    tab_to(page, "id_ho_ten")
    page.keyboard.press("Enter")
    summary = page.locator(".note-bad[role=alert]")
    expect(summary).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    page.locator("body").press("Home")
    fields = {"id_ho_ten": name, "id_ngay_sinh": "08031991", "id_ngay_ket_nap": "5/3/2026", "id_so_quyet_dinh": "15/QĐ"}
    page.goto(f"/doan-vien/them/?don_vi={unit}")
    for control, text in fields.items():
        if control == "id_ngay_ket_nap":
            choose_sex(page)
        tab_to(page, control)
        page.keyboard.type(text)
    if save == "Enter":
        tab_to(page, "Kết nạp")
    page.keyboard.press(save)
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    expect(page.get_by_text("05/03/2026").first).to_be_visible()
    assert product.one("SELECT count(*) FROM doanvien_doanvien WHERE ho_ten = ?", name) == 1


def choose_sex(page: Page) -> None:
    """Nữ, in a native select or in radio buttons."""
    for _ in range(STEPS):
        page.keyboard.press("Tab")
        here = page.evaluate(FOCUS)
        if here["name"] == "gioi_tinh":
            if page.evaluate("document.activeElement.tagName") == "SELECT":
                page.keyboard.type("Nữ")
            else:
                page.keyboard.press("ArrowDown")
                page.keyboard.press("ArrowUp")
                if page.evaluate("document.activeElement.value") != "nu":
                    page.keyboard.press("ArrowDown")
            return
    raise AssertionError("Tab does not reach gioi_tinh")


def test_a_menu_closes_when_the_focus_goes_on(open_page):
    page = open_page(REVIEWER)
    page.goto("/")
    switcher = page.locator(".topbar details.drop").first
    switcher.locator("summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(switcher.locator("a").first).to_be_focused()
    page.get_by_role("searchbox").focus()
    expect(switcher.locator("a").first).to_be_hidden()


def test_enter_takes_what_was_typed_last(open_page):
    """Whoever types fast presses Enter before a list that waits has followed."""
    page = open_page(REVIEWER)
    page.goto("/doan-vien/")
    page.locator("#loc_don_vi-ts-control").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.type("giao thuy")
    page.keyboard.press("Enter")
    assert page.locator("#loc_don_vi").input_value() == "GTHUY"

"""A month of count-only entries for more than forty units by keyboard alone, pasted, mended; and without script."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from core.numbers import format_int
from tests.browser.product import Product
from tests.browser.test_keyboard import tab_to
from tests.sheets import write_sheet

CLERK = "vban.canbo"
UNITS = [f"VBAN-L{number:02d}" for number in range(1, 41)]
MONTH = "/bien-dong/thang/?don_vi=VBAN&thang="
HERE = "() => document.activeElement.id"


def send(page: Page, kind: str, path: Path, rows: int) -> None:
    page.goto("/nhap-lieu/")
    page.get_by_label("Loại danh sách").select_option(kind)
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_role("button", name="Tải lên và xem trước").click()
    shown = format_int(rows)
    page.get_by_role("button", name=f"Ghi {shown} dòng vào sổ").click()
    page.get_by_role("heading", name=f"Đã ghi {shown} dòng").wait_for()


@pytest.fixture(scope="module")
def forty(product: Product, browser, session_of, tmp_path_factory) -> list[str]:
    """Forty more CĐCS of the clerk with an opening stock of 50 each, through the import page."""
    folder = tmp_path_factory.mktemp("forty")
    units = [[code, f"CĐCS Bảng tháng {code[-2:]}", "Công đoàn cơ sở", "VBAN", "01/01/2010"] for code in UNITS]
    stocks = [["Số đầu kỳ", "30/11/2023", code, "", "", 50, 20] for code in UNITS]
    context = browser.new_context(base_url=product.url, storage_state=session_of(CLERK))
    page = context.new_page()
    send(page, "cong_doan", write_sheet(folder / "cong-doan.xlsx", "cong_doan", units), len(units))
    send(page, "bien_dong", write_sheet(folder / "dau-ky.xlsx", "bien_dong", stocks), len(stocks))
    context.close()
    return UNITS


def keys(product: Product) -> list[int]:
    """The forty units in the order of the page, which is that of their names."""
    return [
        pk for (pk,) in product.ask("SELECT id FROM cdcs_congdoan WHERE ma LIKE 'VBAN-L%' ORDER BY ten_khong_dau, id")
    ]


def written(product: Product, day: str) -> tuple[int, int, int]:
    """Living rows of the forty units on a day: how many, members, women."""
    rows = product.ask(
        "SELECT count(*), coalesce(sum(b.so_luong), 0), coalesce(sum(b.so_nu), 0) FROM doanvien_biendong b JOIN "
        "cdcs_congdoan c ON c.id = b.cong_doan_id WHERE c.ma LIKE 'VBAN-L%' AND b.ngay = ? AND b.he_so = 1 "
        "AND NOT EXISTS (SELECT 1 FROM doanvien_biendong d WHERE d.dao_cua_id = b.id)", day,
    )  # fmt: skip
    return rows[0]


def type_column(page: Page, texts: list[str], move: str) -> None:
    """Type down or up a column, the last cell keeps the focus."""
    for index, text in enumerate(texts):
        page.keyboard.type(text)
        if index < len(texts) - 1:
            page.keyboard.press(move)


def type_the_month(page: Page, units: list[int]) -> None:
    """Three columns: down with Enter, up with Shift+Enter, down with the arrow; the last decrease is too large."""
    tab_to(page, f"o{units[0]}-ket_nap-so")
    type_column(page, ["3"] * 40, "Enter")
    page.keyboard.press("ArrowRight")
    assert page.evaluate(HERE) == f"o{units[-1]}-ket_nap-nu"
    type_column(page, ["1"] * 40, "Shift+Enter")
    for _ in range(3):
        page.keyboard.press("Tab")  # over the two cells of the next kind
    assert page.evaluate(HERE) == f"o{units[0]}-cham_dut_hdld-so"
    type_column(page, ["2"] * 39 + ["99"], "ArrowDown")


def test_a_month_of_forty_units_by_keyboard(open_page, product, forty):
    units = keys(product)
    page = open_page(CLERK)
    page.goto(MONTH + "2026-03")
    type_the_month(page, units)
    row = page.locator(f"tr:has(#o{units[0]}-ket_nap-so)")
    expect(row.locator("[data-cuoi]")).to_have_text("51")
    expect(page.locator("td.changed")).to_have_count(120)
    expect(page.locator("[data-draft-state]")).to_contain_text("Đã lưu nháp lúc")

    page.keyboard.press("Control+s")
    expect(page.locator(".note-bad[role=alert]")).to_be_focused()
    assert written(product, "2026-03-31") == (0, 0, 0)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate(HERE) == f"o{units[-1]}-cham_dut_hdld-so"
    page.keyboard.press("Control+a")
    page.keyboard.type("2")
    page.keyboard.press("Control+s")
    expect(page.get_by_text("Đã lưu tháng 03/2026 vào sổ: 80 ô mới.")).to_be_visible()
    assert written(product, "2026-03-31") == (80, 40 * 5, 40)
    expect(page.locator("td.changed")).to_have_count(0)

    page.goto(f"/bien-dong/?don_vi={forty[0]}&tu=2026-03-01&den=2026-03-31&pham_vi=rieng")
    expect(page.locator("tfoot td[data-label='Còn']")).to_have_text("51")


def test_a_block_from_excel(open_page, product, forty):
    units = keys(product)
    page = open_page(CLERK)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(MONTH + "2026-02")
    block = "\n".join("1.000\t400\t5\t2" for _ in units)
    page.evaluate("text => navigator.clipboard.writeText(text)", block)
    page.locator(f"#o{units[0]}-ket_nap-so").focus()
    page.keyboard.press("Control+v")
    expect(page.locator("[data-grid-status]")).to_contain_text("Đã dán")
    expect(page.locator("[data-tong='ket_nap-so']")).to_have_text("40.000")
    expect(page.locator("td.changed")).to_have_count(160)
    page.keyboard.press("Control+s")
    expect(page.get_by_text("Đã lưu tháng 02/2026 vào sổ: 80 ô mới.")).to_be_visible()
    assert written(product, "2026-02-28") == (80, 40 * 1005, 40 * 402)
    # a changed cell and an emptied one, and Escape brings back what stands in the books
    first = page.locator(f"#o{units[0]}-ket_nap-so")
    first.fill("7")
    first.press("Escape")
    expect(first).to_have_value("1.000")
    first.fill("1001")
    page.locator(f"#o{units[1]}-ket_nap-so").fill("")
    page.locator(f"#o{units[1]}-ket_nap-nu").fill("")
    page.keyboard.press("Control+s")
    expect(page.get_by_text("Đã lưu tháng 02/2026 vào sổ: 1 ô sửa, 1 ô xóa.")).to_be_visible()
    assert written(product, "2026-02-28") == (79, 40 * 1005 + 1 - 1000, 40 * 402 - 400)


def test_without_script(open_page, product, forty):
    units = keys(product)
    page = open_page(CLERK, script=False)
    page.goto(MONTH + "2026-01")
    page.locator(f"#o{units[0]}-ket_nap-so").fill("5")
    page.locator(f"#o{units[1]}-nghi_huu-so").fill("60")
    page.get_by_role("button", name="Để sau").click()
    expect(page.get_by_text("Đã giữ bản nháp tháng 01/2026, chưa ghi vào sổ.")).to_be_visible()
    page.goto(MONTH + "2026-01")
    expect(page.locator("td.changed")).to_have_count(2)
    page.get_by_role("button", name="Lưu vào sổ").click()
    expect(page.get_by_role("heading", name="Còn 1 ô phải sửa")).to_be_visible()
    row = page.locator(f"tr:has(#o{units[1]}-nghi_huu-so)")
    expect(row).to_have_class("is-bad")
    expect(row.locator("[data-cuoi]")).to_have_text("−10")  # computed by the server
    page.locator(f"#o{units[1]}-nghi_huu-so").fill("6")
    page.get_by_role("button", name="Lưu vào sổ").click()
    expect(page.get_by_text("Đã lưu tháng 01/2026 vào sổ: 2 ô mới.")).to_be_visible()
    assert written(product, "2026-01-31") == (2, 11, 0)

"""Dashboard, the lists behind its figures, and the workbook agree (02 §2.7, 03 §3.5)."""

import re
from decimal import Decimal
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.browser.conftest import CLERK, REVIEWER
from tests.browser.product import LAST_DAY

SEEN = f"/bang-dieu-khien/?den={LAST_DAY:%d/%m/%Y}"
ROUND = {"tu": "2025-12-01", "den": "2026-05-31"}


def number(text: str) -> Decimal:
    """A figure as it is written on screen; words for screen readers may follow it."""
    written = re.match(r"[−+]?[\d.]+(,\d+)?", text.strip())
    assert written, text
    return Decimal(written.group().replace(".", "").replace(",", ".").replace("−", "-"))


def figures(page: Page) -> dict[str, Decimal]:
    """Address of the list → figure, of every figure on the page that leads to a list of rows."""
    links = page.locator("main a.fig[href*='/danh-sach/']").evaluate_all("all => all.map((a) => [a.href, a.innerText])")
    return {address: number(text) for address, text in links}


def total(page: Page) -> Decimal:
    return Decimal(page.locator("[data-total]").get_attribute("data-total"))


def test_a_figure_opens_its_list(open_page, script):
    page = open_page(REVIEWER, script=script)
    page.goto(SEEN)
    link = page.locator("main .bridge a.fig").nth(1)
    figure = number(link.inner_text())
    assert figure > 0
    with page.expect_navigation():
        link.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kết nạp mới")
    assert total(page) == figure
    column = page.locator("thead th").all_inner_texts().index("Số lượng")
    added = Decimal(0)
    while True:
        added += sum(map(number, page.locator(f"tbody tr > :nth-child({column + 1})").all_inner_texts()))
        following = page.get_by_role("link", name="Trang sau")
        if following.count() == 0:
            break
        with page.expect_navigation():
            following.click()
    assert added == figure


def test_every_figure_equals_the_total_of_its_list(open_page):
    page = open_page(CLERK, script=False)
    page.goto(SEEN)
    found = figures(page)
    assert len(found) > 20
    for address, figure in found.items():
        page.goto(address)
        assert total(page) == figure, address


def test_workbook_and_dashboard_agree(open_page, script, tmp_path):
    page = open_page(REVIEWER, script=script)
    page.goto("/bao-cao/")
    page.goto("/bao-cao/6T-2026/?don_vi=ND")
    with page.expect_download() as started:
        page.get_by_role("link", name="Phụ lục Excel").click()
    assert re.fullmatch(r"bao-cao-6T-2026-ND-hien-thoi-[\d-]{10}\.xlsx", started.value.suggested_filename)
    path = tmp_path / "bao-cao.xlsx"
    started.value.save_as(path)
    sums = sums_of_sheet(path, "PL1")
    for heading, key in (("Tổng kết nạp mới", "doan_vien.ket_nap"), ("Đoàn viên cuối kỳ", "doan_vien.cuoi_ky"),
                         ("CĐCS thành lập mới", "cdcs.thanh_lap")):  # fmt: skip
        page.goto(f"/bang-dieu-khien/danh-sach/?don_vi=ND&tu={ROUND['tu']}&den={ROUND['den']}&so={key}")
        assert total(page) == sums[heading], heading
    page.goto(f"/bang-dieu-khien/?don_vi=ND&den={ROUND['den']}")
    year = page.locator("main a.fig[href*='so=doan_vien.ket_nap&'], main a.fig[href$='so=doan_vien.ket_nap']").first
    assert number(year.inner_text()) == sums["Tổng kết nạp mới"]


def sums_of_sheet(path: Path, name: str) -> dict[str, Decimal]:
    """Heading → figure in the row of the sum; and no cell is a formula [06-6.2-7]."""
    book = load_workbook(BytesIO(path.read_bytes()))
    assert not any(cell.data_type == "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    rows = list(book[next(title for title in book.sheetnames if title.startswith(name))].iter_rows(values_only=True))
    heads = next(row for row in rows if "Tổng kết nạp mới" in row)
    sums = next(row for row in rows if any(str(cell).startswith("Tổng cộng") for cell in row))
    return {head: Decimal(cell) for head, cell in zip(heads, sums, strict=True) if isinstance(cell, int)}

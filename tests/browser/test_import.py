"""A list with mistakes goes in piece by piece, and in the end everybody is in the book once (05 §5.2-7)."""

from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.browser.conftest import CLERK, PHONE, WIDE
from tests.browser.product import Product
from tests.sheets import write_sheet

DAY = "05/03/2026"


def count_members(product: Product, name: str = "") -> int:
    return product.one("SELECT count(*) FROM doanvien_doanvien WHERE ho_ten LIKE ?", name + "%")


def members(unit: str, mark: str) -> list[list]:
    """Ten people; the 3rd has a day that does not exist, the 7th a unit that is not the clerk's."""
    rows = [
        [unit, f"Trần Thị {mark} {letter}", f"0{number % 9 + 1}/02/1990", "Nữ", "", "", DAY, "15/QĐ-CĐCS", "", ""]
        for number, letter in enumerate("ABCDEGHKLM")
    ]
    rows[2][2] = "31/02/1990"
    rows[6][0] = "KHONG-CO"
    return rows


def counts(page: Page) -> dict[str, int]:
    pairs = page.locator(".counts li").all_inner_texts()
    parts = [pair.partition("\n") for pair in pairs]
    return {words.strip(): int(figure.replace(".", "")) for figure, _, words in parts}


def send(page: Page, path: Path) -> dict[str, int]:
    """Send a file and return what the preview counts."""
    page.goto("/nhap-lieu/")
    page.get_by_label("Loại danh sách").select_option("doan_vien")
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_role("button", name="Tải lên và xem trước").click()
    expect(page.locator(".counts")).to_be_visible()
    seen = counts(page)
    kinds = ("thêm mới", "cập nhật", "không đổi", "dòng có lỗi")
    assert sum(seen[kind] for kind in kinds) == seen["tổng số dòng trong tệp"]
    return seen


def mend(path: Path, unit: str) -> None:
    """Put right what the downloaded rows complain of, in their own cells."""
    book = load_workbook(path)
    sheet = book.active
    head = next(row for row in sheet.iter_rows() if any(cell.value == "Mã CĐCS" for cell in row))
    column = {cell.value: cell.column for cell in head}
    assert "Lý do" in column
    rows = range(head[0].row + 1, sheet.max_row + 1)
    assert len(rows) == 2
    for row in rows:
        assert sheet.cell(row, column["Lý do"]).value
        sheet.cell(row, column["Mã CĐCS"]).value = unit
        if sheet.cell(row, column["Ngày sinh"]).value == "31/02/1990":
            sheet.cell(row, column["Ngày sinh"]).value = "28/02/1990"
    book.save(path)


def test_mistakes_are_mended_and_all_adds_up(open_page, script, product, base_unit, tmp_path):
    mark = "Mai" if script else "Lan"
    page = open_page(CLERK, script=script, size=WIDE if script else PHONE)
    path = write_sheet(tmp_path / "doan-vien.xlsx", "doan_vien", members(base_unit, mark))
    before = count_members(product)

    seen = send(page, path)
    assert (seen["thêm mới"], seen["dòng có lỗi"]) == (8, 2)
    assert count_members(product) == before  # a preview writes nothing
    expect(page.get_by_role("heading", name="2 dòng có lỗi")).to_be_visible()
    page.get_by_role("button", name="Ghi 8 dòng vào sổ").click()
    expect(page.get_by_role("heading", name="Đã ghi 8 dòng")).to_be_visible()
    expect(page.get_by_text("8 mới + 0 cập nhật + 0 không đổi + 2 lỗi = 10 dòng của tệp.")).to_be_visible()
    assert count_members(product) == before + 8

    with page.expect_download() as started:
        page.get_by_role("link", name="Tải 2 dòng lỗi").click()
    started.value.save_as(bad := tmp_path / started.value.suggested_filename)
    mend(bad, base_unit)
    seen = send(page, bad)
    assert (seen["thêm mới"], seen["dòng có lỗi"], seen["tổng số dòng trong tệp"]) == (2, 0, 2)
    page.get_by_role("button", name="Ghi 2 dòng vào sổ").click()
    expect(page.get_by_role("heading", name="Đã ghi 2 dòng")).to_be_visible()
    assert count_members(product, f"Trần Thị {mark}") == 10
    assert count_members(product) == before + 10

    # the first file again: what went in is known, what was bad is still bad
    seen = send(page, path)
    assert (seen["thêm mới"], seen["không đổi"], seen["dòng có lỗi"]) == (0, 8, 2)
    assert count_members(product) == before + 10

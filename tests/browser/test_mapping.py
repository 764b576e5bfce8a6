"""A factory of 1.200 in a messy file: headings nobody knows, 25 bad rows, mended and brought again (05 §5.2-7)."""

from pathlib import Path

from openpyxl import Workbook, load_workbook
from playwright.sync_api import Page, expect

from tests.browser.conftest import CLERK, PHONE, WIDE
from tests.browser.test_import import counts

COUNT = "SELECT count(*) FROM doanvien_doanvien WHERE is_hidden = 0 AND ho_ten LIKE ?"
PEOPLE, BAD = 1_200, 25
LETTERS = "ABCDEGHIKLMNOPQRSTUVXY"


def messy_file(path: Path, unit: str, mark: str) -> Path:
    """Two title rows, five headings nobody knows, every 48th birth date one that does not exist."""
    book = Workbook()
    sheet = book.active
    sheet.append(["CÔNG TY MAY YÊN THẮNG", None, None])
    sheet.append(["Danh sách lao động tham gia công đoàn"])
    sheet.append([])
    sheet.append(
        ["STT", f"Xưởng {mark}", f"Người lao động {mark}", f"Sinh {mark}", "Nam/Nữ", "Ngày kết nạp", f"Chuyền {mark}"]
    )
    for n in range(PEOPLE):
        born = "31/02/1990" if n % 48 == 7 else f"{n % 28 + 1}/{n % 12 + 1}/{1970 + n % 30}"
        name = f"Phan Thị {mark} {LETTERS[n % 22]}{LETTERS[n // 22 % 22]}{LETTERS[n // 484]}"
        sheet.append([n + 1, unit, name, born, "Nữ", "05/03/2026", f"C{n % 9}"])
    book.save(path)
    return path


def send(page: Page, path: Path) -> None:
    page.goto("/nhap-lieu/")
    page.get_by_label("Loại danh sách").select_option("doan_vien")
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_role("button", name="Tải lên và xem trước").click()


def mend(path: Path) -> None:
    book = load_workbook(path)
    sheet = book.active
    head = next(row for row in sheet.iter_rows() if any(cell.value == "Lý do" for cell in row))
    place = next(cell.column for cell in head if str(cell.value).startswith("Sinh"))
    for row in range(head[0].row + 1, sheet.max_row + 1):
        sheet.cell(row, place).value = "28/02/1990"
    book.save(path)


def settle(page: Page, mark: str) -> None:
    """Say which heading of the file is which column."""
    for heading, column in (("Xưởng", "ma_cdcs"), ("Người lao động", "ho_ten"), ("Sinh", "ngay_sinh")):
        page.get_by_label(f"Cột cho “{heading} {mark}”").select_option(column)
    page.get_by_role("button", name="Ghép cột và xem trước").click()


def test_a_messy_file_is_mapped_once_and_mended(open_page, script, product, base_unit, tmp_path):
    mark = "Kịch" if script else "Trơn"
    page = open_page(CLERK, script=script, size=WIDE if script else PHONE)
    send(page, messy_file(tmp_path / "danh-sach.xlsx", base_unit, mark))
    expect(page.get_by_role("heading", name="Ghép cột cho danh sách đoàn viên")).to_be_visible()
    expect(page.get_by_text("Thiếu cột bắt buộc")).to_be_visible()
    settle(page, mark)
    expect(page.locator(".counts")).to_be_visible()
    seen = counts(page)
    assert (seen["thêm mới"], seen["dòng có lỗi"], seen["tổng số dòng trong tệp"]) == (PEOPLE - BAD, BAD, PEOPLE)
    page.get_by_role("button", name="Ghi 1.175 dòng vào sổ").click()
    expect(page.get_by_role("heading", name="Đã ghi 1.175 dòng")).to_be_visible()
    assert product.one(COUNT, f"Phan Thị {mark} %") == PEOPLE - BAD

    with page.expect_download() as started:
        page.get_by_role("link", name="Tải 25 dòng lỗi").click()
    started.value.save_as(bad := tmp_path / "loi.xlsx")
    mend(bad)
    send(page, bad)  # its headings are remembered: straight to the preview
    expect(page.locator(".counts")).to_be_visible()
    assert (counts(page)["thêm mới"], counts(page)["dòng có lỗi"]) == (BAD, 0)
    page.get_by_role("button", name="Ghi 25 dòng vào sổ").click()
    expect(page.get_by_role("heading", name="Đã ghi 25 dòng")).to_be_visible()
    assert product.one(COUNT, f"Phan Thị {mark} %") == PEOPLE

    # what was brought last is taken back first
    page.get_by_text("Hoàn tác lần nhập này").click()
    page.get_by_role("button", name="Hoàn tác 25 dòng").click()
    expect(page.get_by_role("heading", name="Đã hoàn tác")).to_be_visible()

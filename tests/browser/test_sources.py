"""Three lists of the same two thousand employers, each in its own words, reconciled in one sitting (01 R8)."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from core.numbers import format_int
from tests.browser.employers import CLERK, codes_of, put_employers
from tests.browser.product import Product
from tests.sheets import write_sheet

SERIES, MANY, NEW = "0713", 2000, 5
SOURCES = "/doanh-nghiep/nguon/"
RECORDS = (
    "SELECT l.nguon, count(*), sum(l.tong_lao_dong) FROM doanhnghiep_laodong l JOIN doanhnghiep_doanhnghiep d "
    "ON d.id = l.doanh_nghiep_id WHERE d.ma_so_thue LIKE ? GROUP BY l.nguon ORDER BY l.nguon"
)
TAX = ["MST", "Tên người nộp thuế", "Trụ sở", "Số LĐ"]
INSURANCE = ["Mã số thuế", "Đơn vị tham gia BHXH", "Nơi đóng", "Lao động tham gia"]
PLANNING = ["Mã số doanh nghiệp", "Tên doanh nghiệp", "Địa chỉ trụ sở chính"]
WRONG = {507: "0713000000", 1007: "12345"}  # one of nobody, one that is no tax code
COLUMNS = ["Mã số thuế", "Tên đơn vị", "Địa chỉ", "Tổng số lao động"]


def name_of(number: int) -> str:
    return f"Công ty TNHH Xưởng Bb{number:04d}"


def place_of(number: int) -> str:
    return f"Số {number + 1} đường Bờ Sông, Vụ Bản"


@pytest.fixture(scope="module")
def known(product, browser, session_of, tmp_path_factory) -> None:
    context = browser.new_context(base_url=product.url, storage_state=session_of(CLERK))
    context.set_default_timeout(60_000)
    rows = [(code, name_of(n), place_of(n)) for n, code in enumerate(codes_of(MANY, SERIES))]
    put_employers(context.new_page(), tmp_path_factory.mktemp("known"), rows)
    context.close()


def bring(product: Product, page: Page, path: Path, source: str, headings: list[str]) -> None:
    """Upload a list, say once what its columns are, wait for the piles."""
    page.goto(SOURCES)
    page.get_by_label("Nguồn", exact=True).select_option(source)
    page.get_by_label("Ngày số liệu").fill("31/05/2026")
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_role("button", name="Tải lên và so sánh").click()
    page.get_by_role("heading", name="Cột nào của tệp là gì").wait_for()
    for heading, column in zip(headings, COLUMNS, strict=False):
        page.get_by_label(heading, exact=True).select_option(label=column)
    page.get_by_role("button", name="Đọc tệp và so sánh").click()
    expect(page.get_by_role("heading", name="Đang chờ tới lượt đọc")).to_be_visible()
    assert product.worker().wait() == 0
    expect(page.get_by_text("dòng chờ quyết")).to_be_visible()


def decide(page: Page, pile: str, count: int, what: str) -> None:
    """One decision about every row of a pile."""
    page.get_by_role("link", name=f"{pile} {format_int(count)}", exact=True).click()
    page.get_by_role("combobox", name="Quyết định").select_option(label=what)
    page.get_by_label("mọi dòng của nhóm chưa quyết").check()
    if what == "Thêm vào danh sách":
        page.locator("[name=quan_ly]").select_option("VBAN", force=True)
    page.get_by_role("button", name="Ghi quyết định").click()
    expect(page.get_by_text(f"{count} dòng đã quyết")).to_be_visible()


def test_three_lists_in_one_sitting(open_page, product, known, tmp_path):
    page = open_page(CLERK)
    page.context.set_default_timeout(60_000)
    codes = codes_of(MANY + NEW, SERIES)
    everybody = range(MANY + NEW)

    tax = [[codes[n], name_of(n).upper(), place_of(n), 20 + n % 10] for n in everybody]
    bring(product, page, write_sheet(tmp_path / "thue.xlsx", "lao_dong", tax, TAX), "thue", TAX)
    decide(page, "Đã biết, khác", MANY, "Ghi số lao động của nguồn này")
    decide(page, "Chưa có ở đây", NEW, "Thêm vào danh sách")

    insured = [
        ["" if n % 20 == 0 else WRONG.get(n, codes[n]), name_of(n).replace("Công ty", "Cty"),
         place_of(n).replace("Số ", "số nhà "), 20 + n % 10 + (n < 100)] for n in everybody
    ]  # fmt: skip
    bring(product, page, write_sheet(tmp_path / "bhxh.xlsx", "lao_dong", insured, INSURANCE), "bhxh", INSURANCE)
    decide(page, "Đã biết, khác", 100, "Ghi số lao động của nguồn này")
    choose(page)

    planning = [[codes[n], name_of(n), place_of(n) if n >= 50 else "Khu công nghiệp Bảo Minh"] for n in everybody]
    bring(product, page, write_sheet(tmp_path / "khdt.xlsx", "lao_dong", planning, PLANNING), "khdt", PLANNING)
    decide(page, "Đã biết, khác", 50, "Cập nhật thông tin theo nguồn này")

    workers = sum(20 + n % 10 for n in everybody)
    assert product.ask(RECORDS, f"{SERIES}%") == [
        ("bhxh", 100, sum(21 + n % 10 for n in range(100))), ("thue", MANY + NEW, workers),
    ]  # fmt: skip
    nothing_is_left(page)


def choose(page: Page) -> None:
    """Rows with a wrong tax code are said to be their employers by hand, one by one."""
    for number in sorted(WRONG):
        page.get_by_role("link", name="Có thể là").click()
        row = page.get_by_role("row").filter(has_text=f"Bb{number:04d}")
        row.get_by_role("combobox").select_option(label=f"{name_of(number)}, {place_of(number)}")
        row.get_by_role("button", name="Chọn").click()


def nothing_is_left(page: Page) -> None:
    page.goto(SOURCES)
    for row in page.get_by_role("row").filter(has_text="31/05/2026").all():
        row.get_by_role("link").click()
        expect(page.get_by_text("còn 0 dòng chờ quyết")).to_be_visible()
        page.go_back()

"""Employers of one district for tests of the browser, put in through the import page."""

from pathlib import Path

from playwright.sync_api import Page
from stdnum.vn import mst

from tests.browser.test_month_grid import send
from tests.sheets import write_sheet

DISTRICT, CLERK = "VBAN", "vban.canbo"


def codes_of(count: int, series: str) -> list[str]:
    """Tax codes with a right check digit, which one number of eleven does not have; `series` keeps tests apart."""
    found: list[str] = []
    number = 0
    while len(found) < count:
        digits, number = f"{series}{number:05d}", number + 1
        check = mst.calc_check_digit(digits)
        if len(check) == 1:
            found.append(digits + check)
    return found


def put_employers(page: Page, folder: Path, rows: list[tuple[str, str, str]]) -> None:
    """(tax code, name, address) as employers of the district."""
    headings = ["Mã số thuế", "Tên đơn vị", "Loại hình", "Mã đơn vị quản lý", "Địa chỉ"]
    sheet = [[code, name, "Công ty TNHH", DISTRICT, place] for code, name, place in rows]
    send(page, "doanh_nghiep", write_sheet(folder / "doanh-nghiep.xlsx", "doanh_nghiep", sheet, headings), len(rows))


def put_workers(page: Page, folder: Path, rows: list[tuple[str, int]], day: str) -> None:
    """(tax code, workers) as the tax office counted them on a day."""
    sheet = [[code, day, "Thuế", count] for code, count in rows]
    send(page, "lao_dong", write_sheet(folder / "lao-dong.xlsx", "lao_dong", sheet), len(rows))

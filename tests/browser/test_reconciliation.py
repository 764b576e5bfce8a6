"""The national system's export of 5.000 people beside the book: compared, decided at one press, compared again (B7).

The press is the worker's, who is killed in the middle of it once.
"""

import signal
import subprocess
import sys
import time
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.product import ROOT, Product, environment
from tests.reconciliation import export_of

ROWS, CHANGED = 5_000, 3
LETTERS = "ABCDEGHIKLMNOPQRSTUVXY"
LONG = 240_000
UNIT = "SELECT ma FROM cdcs_congdoan WHERE ma LIKE 'TPND-%' AND loai = 'cdcs' AND ngay_ket_thuc IS NULL ORDER BY ma"
MEMBERS = """
  SELECT m.ho_ten, m.ngay_sinh, m.gioi_tinh, m.so_cccd, c.ma
  FROM doanvien_doanvien m JOIN cdcs_congdoan c ON c.id = m.cong_doan_id
  WHERE c.ma LIKE 'TPND-%' AND m.is_hidden = 0 AND m.so_cccd <> '' AND m.ngay_sinh IS NOT NULL ORDER BY m.id"""
WRITING = "SELECT count(*) FROM doanvien_doichieu WHERE trang_thai = 'dang_ghi'"
NEW = "SELECT count(*) FROM doanvien_doanvien WHERE is_hidden = 0 AND ho_ten LIKE 'Hà Thị Đối Chiếu %'"


def name_of(n: int) -> str:
    return f"Hà Thị Đối Chiếu {LETTERS[n % 22]}{LETTERS[n // 22 % 22]}{LETTERS[n // 484]}"


def people(product: Product) -> tuple[list[dict], int]:
    """Rows of the export and how many of them stand in the book; the first of these are one day older there."""
    known = [
        {"ho_ten": name, "ngay_sinh": f"{born[8:10]}/{born[5:7]}/{born[:4]}", "so_cccd": number, "ma": unit,
         "gioi_tinh": "Nữ" if sex == "nu" else "Nam"}
        for name, born, sex, number, unit in product.ask(MEMBERS)
    ]  # fmt: skip
    for row in known[:CHANGED]:
        day, rest = row["ngay_sinh"].split("/", 1)
        row["ngay_sinh"] = f"{int(day) - 1 or 2:02}/{rest}"
    unit = product.one(UNIT)
    new = [
        {"ho_ten": name_of(n), "ngay_sinh": f"{n % 28 + 1:02}/{n % 12 + 1:02}/{1970 + n % 30}", "gioi_tinh": "Nữ",
         "so_cccd": f"0361{70 + n % 30}{500_000 + n}", "ma": unit, "ngay_ket_nap": "05/03/2026"}
        for n in range(ROWS - len(known))
    ]  # fmt: skip
    return known + new, len(known)


def stop_in_mid_writing(product: Product) -> subprocess.Popen:
    """A worker that stands still between the first and the last row of the press, as long as the page needs to tell."""
    worker = product.worker()
    while not product.one(WRITING):
        assert worker.poll() is None, "the worker ended before it wrote"
        time.sleep(0.01)
    worker.send_signal(signal.SIGSTOP)
    return worker


def pass_a_minute(product: Product) -> None:
    """The lease and the last sign of life of a killed worker become old, without waiting for them."""
    code = (
        "from doanvien.models import DoiChieu; from django.utils import timezone; from cdcs.actions.noi_luu import *\n"
        "for one in DoiChieu.objects.filter(trang_thai='dang_ghi'):\n"
        "    DoiChieu.objects.filter(pk=one.pk).update(lease_until=timezone.now()); progress_path(one).unlink()"
    )
    command = [sys.executable, "manage.py", "shell", "-c", code]
    subprocess.run(command, cwd=ROOT, env=environment(product.database.parent), check=True)


def compare(product: Product, page: Page, path: Path) -> dict[str, int]:
    """Send the file, confirm the columns, and return what the page counts."""
    page.goto("/nhap-lieu/doi-chieu/")
    page.get_by_label("Đối chiếu đoàn viên của").select_option("TPND", force=True)
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_role("button", name="Tải lên và ghép cột").click()
    page.wait_for_url("**/doi-chieu/*/**")
    if page.url.endswith("/cot/"):
        page.get_by_role("button", name="Đọc tệp và so sánh").click()
    expect(page.get_by_role("heading", name="Đang chờ tới lượt đọc")).to_be_visible()
    assert product.worker().wait() == 0
    expect(page.get_by_role("heading", name="5.000 dòng của tệp")).to_be_visible(timeout=LONG)
    parts = [pair.partition("\n") for pair in page.locator(".counts li").all_inner_texts()]
    return {words.strip(): int(figure.replace(".", "")) for figure, _, words in parts}


def press_all(page: Page) -> None:
    page.get_by_role("radio", name="Thêm vào sổ").check()
    page.get_by_role("button", name="Áp dụng cho cả nhóm đang lọc").click()


def test_five_thousand_are_compared_and_taken_in(open_page, product, tmp_path):
    rows, known = people(product)
    path = tmp_path / "he-thong.xlsx"
    path.write_bytes(export_of(rows).read())
    page = open_page("tpnd.canbo")
    page.set_default_timeout(LONG)
    seen = compare(product, page, path)
    assert (seen["khớp"], seen["khác nhau"], seen["chỉ có ở kia"]) == (known - CHANGED, CHANGED, ROWS - known)
    page.get_by_label("Nhóm").get_by_role("link", name="Chỉ có ở kia").click()
    other = page.context.new_page()
    other.goto(page.url)

    press_all(page)
    expect(page.get_by_role("heading", name="Đang chờ tới lượt ghi")).to_be_visible()
    press_all(other)
    expect(other.get_by_text("Lượt bấm trước của lần đối chiếu này đang được làm ở nền")).to_be_visible()
    killed = stop_in_mid_writing(product)
    expect(page.get_by_role("heading", name="Đang ghi")).to_be_visible(timeout=LONG)
    killed.kill()
    killed.wait()
    assert product.one(NEW) == 0

    pass_a_minute(product)
    page.goto("/doan-vien/")
    assert product.worker().wait() == 0
    page.goto(other.url)
    expect(page.get_by_text("Đã ghi").first).to_be_visible()
    assert product.one(NEW) == ROWS - known
    assert compare(product, page, path)["khớp"] == ROWS - CHANGED

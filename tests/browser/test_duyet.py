"""The reviewer approves two reports at once, returns a third with two cells, sees it come back with what changed."""

import subprocess
import sys

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, REVIEWER, WIDE
from tests.browser.product import ROOT, Product, environment
from tests.browser.rounds import KY

UNITS = {True: ("GTHUY", "HHAU", "NTRUC"), False: ("NHUNG", "TNINH", "XTRUONG")}
GRID = f"/bao-cao/duyet/?ky={KY}"


def beside(product: Product, *words: str) -> None:
    """Let the units do their part, in a process of its own."""
    command = [sys.executable, "-m", "tests.browser.rounds", *words]
    served = environment(product.database.parent)
    done = subprocess.run(command, cwd=ROOT, env=served, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def states(product: Product, *codes: str) -> list[str]:
    sql = """SELECT b.trang_thai FROM baocao_baocao b JOIN cdcs_congdoan c ON c.id = b.cong_doan_id
             JOIN baocao_kybaocao k ON k.id = b.ky_id WHERE c.ma = ? AND k.ma = ?"""
    return [product.one(sql, code, KY) for code in codes]


def name_of(product: Product, code: str) -> str:
    return product.one("SELECT ten FROM cdcs_congdoan WHERE ma = ?", code)


def give_back(page: Page, code: str) -> None:
    """Two cells, the second one added by its button."""
    page.goto(f"/bao-cao/{KY}/tra-lai/?don_vi={code}")
    page.get_by_label("Ô cần sửa").select_option("doan_vien.giam")
    page.get_by_label("Nói rõ cần sửa gì").fill("Giảm tháng Hai là những ai?")
    page.get_by_role("button", name="Thêm ô khác").click()
    expect(page.get_by_label("Nói rõ cần sửa gì").first).to_have_value("Giảm tháng Hai là những ai?")
    page.get_by_label("Ô cần sửa").nth(1).select_option("doan_vien.ket_nap")
    page.get_by_label("Nói rõ cần sửa gì").nth(1).fill("Kết nạp tháng Mười đã đủ chưa?")
    page.get_by_role("button", name="Trả lại 2 ô").click()


def test_two_are_approved_and_one_goes_back_and_forth(open_page, script, product):
    codes = UNITS[script]
    beside(product, "submit", KY, *codes)
    page = open_page(REVIEWER, script=script, size=WIDE if script else PHONE)
    page.goto(GRID)
    for code in codes[:2]:
        page.get_by_label(f"Chọn {name_of(product, code)}").check()
    page.get_by_role("button", name="Duyệt 2 báo cáo đã chọn" if script else "Duyệt báo cáo đã chọn").click()
    expect(page.get_by_text("Đã duyệt 2 báo cáo.")).to_be_visible()
    assert states(product, *codes) == ["da_duyet", "da_duyet", "da_nop"]

    give_back(page, codes[2])
    expect(page.get_by_text("2 ô cần sửa")).to_be_visible()
    row = page.get_by_role("row", name=name_of(product, codes[2]))
    expect(row).to_contain_text("chưa trả lời 2 ô")

    beside(product, "again", KY, codes[2])
    page.goto(GRID)
    expect(row).to_contain_text("lần 2")
    row.get_by_role("link", name="3 ô").click()
    expect(page.get_by_role("heading", name="3 ô đổi từ lần 1")).to_be_visible()
    expect(page.get_by_text("Đã hỏi lại CĐCS, đã sửa trong sổ.").first).to_be_visible()

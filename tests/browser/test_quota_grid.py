"""The grid of quotas by keyboard and from Excel: sums follow, the draft survives a reload, then it is issued."""

from playwright.sync_api import expect

from tests.browser.conftest import REVIEWER
from tests.browser.test_keyboard import tab_to

GRID = "/chi-tieu/giao/?don_vi=ND&nam=2027"
GIVEN = (
    "SELECT c.ma, t.loai, t.so_giao FROM chitieu_chitieu t JOIN chitieu_quyetdinhchitieu q ON q.id = t.quyet_dinh_id "
    "JOIN cdcs_congdoan c ON c.id = t.cong_doan_id WHERE q.so_quyet_dinh = ? ORDER BY c.ma, t.loai"
)


def total(page) -> int:
    return int(page.locator("[data-nhap=doan_vien]").inner_text().replace(".", "").replace("—", "0"))


def type_and_paste(page, own: int) -> str:
    """The own number and the first unit by keyboard, the next two from Excel; return the sentence below the grid."""
    page.goto(GRID)
    tab_to(page, f"id_o{own}_doan_vien")
    page.keyboard.type("13000")
    page.keyboard.press("Enter")  # down, to the first unit
    page.keyboard.type("1200")
    page.keyboard.press("ArrowRight")
    page.keyboard.type("5")
    expect(page.locator("[data-con=doan_vien]")).to_have_text("11.800")
    sentence = page.locator("[data-tom-tat]")
    expect(sentence).to_contain_text("1 đơn vị đổi số, đoàn viên được giao 0 thành 13.000, đoàn viên tổng 0 thành")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowLeft")
    page.evaluate("text => navigator.clipboard.writeText(text)", "900\t4\n1.100\t3\t1\n")
    page.keyboard.press("Control+v")
    expect(page.locator("[data-nhap=doan_vien]")).to_have_text("3.200")
    expect(page.locator("[data-nhap=cdcs]")).to_have_text("12")
    expect(page.locator("[data-draft-state]")).to_contain_text("Đã lưu nháp lúc")
    return sentence.inner_text()


def test_by_keyboard_pasted_kept_and_issued(open_page, product):
    own = product.one("SELECT id FROM cdcs_congdoan WHERE ma = ?", "ND")
    page = open_page(REVIEWER)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    said = type_and_paste(page, own)
    page.reload()
    expect(page.locator("td.changed")).to_have_count(8)
    expect(page.locator("[data-tom-tat]")).to_have_text(said)  # the server says it as the script did
    assert total(page) == 3200
    page.get_by_label("Số quyết định").fill("27/QĐ-LĐLĐ")
    page.get_by_label("Ngày quyết định").fill("20112026")
    page.keyboard.press("Control+s")
    expect(page.get_by_text("Đã ghi 8 chỉ tiêu theo quyết định 27/QĐ-LĐLĐ.")).to_be_visible()
    rows = product.ask(GIVEN, "27/QĐ-LĐLĐ")
    assert sum(number for code, kind, number in rows if kind == "doan_vien" and code != "ND") == 3200
    page.goto(GRID)
    expect(page.locator(f"#id_o{own}_doan_vien")).to_have_value("13.000")
    expect(page.locator("td.changed")).to_have_count(0)


def test_without_script_sums_come_with_recount(open_page, product):
    unit = product.one("SELECT id FROM cdcs_congdoan WHERE ma = ?", "YYEN")
    page = open_page(REVIEWER, script=False)
    page.goto("/chi-tieu/giao/?don_vi=ND&nam=2028")
    page.locator(f"#id_o{unit}_doan_vien").fill("800")
    page.get_by_role("button", name="Tính lại").click()
    expect(page.locator("[data-nhap=doan_vien]")).to_have_text("800")
    expect(page.locator("[data-tom-tat]")).to_contain_text("1 đơn vị đổi số, tổng")

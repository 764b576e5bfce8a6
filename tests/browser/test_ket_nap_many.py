"""Thirty people pasted from Excel, two mistakes mended, written once; names for a declared stock (05 §5.2-5)."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import CLERK, PHONE, WIDE

PASTE = """(text) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  document.activeElement.dispatchEvent(event);
}"""
COUNT = "SELECT count(*) FROM doanvien_doanvien WHERE is_hidden = 0 AND ho_ten LIKE ?"
WITH_MEN_AND_WOMEN = """
SELECT c.ma FROM cdcs_congdoan c JOIN doanvien_biendong b ON b.cong_doan_id = c.id
WHERE c.ma LIKE 'YYEN-%' AND c.loai = 'cdcs' AND c.ngay_ket_thuc IS NULL
  AND b.doan_vien_id IS NULL AND b.loai = 'dau_ky' AND b.so_nu > 5 AND b.so_luong - b.so_nu > 5 ORDER BY c.ma"""


def block(mark: str) -> str:
    """As copied from a sheet with columns in an order of its own; rows 5 and 21 have a mistake."""
    lines = ["STT\tHọ tên\tGiới\tNăm sinh\tCCCD"]
    for n in range(1, 31):
        born = "31/02/1990" if n == 5 else "1990"
        sex = "Bà" if n == 21 else "Nữ"
        lines.append(f"{n}\tĐỗ Thị {mark} {n}\t{sex}\t{born}\t")
    return "\n".join(lines) + "\n"


def put_in(page: Page, text: str, script: bool) -> None:
    """Paste into the grid, or without a script into the text field under it."""
    if script:
        page.locator("#o-1-ho_ten").focus()
        page.evaluate(PASTE, text)
        return
    page.get_by_text("Dán danh sách vào một ô").click()
    page.get_by_label("Dán danh sách", exact=True).fill(text)
    page.get_by_role("button", name="Đưa vào bảng").click()


def test_what_a_paste_leaves_out_is_said(open_page, base_unit):
    """A column that is not shown was dropped without a word, and of a column that stood there twice the first.

    The line that numbers the columns is no person.
    """
    page = open_page(CLERK)
    page.goto(f"/doan-vien/them-nhieu/?don_vi={base_unit}")
    put_in(page, "STT\tHọ tên\tNăm sinh\tNơi sinh\nA\tB\t(1)\t(2)\n1\tLan\t1990\tHuế\n", script=True)
    expect(page.get_by_text("Đã đưa 1 người vào bảng. Cột không lấy: STT, Nơi sinh.")).to_be_visible()
    put_in(page, "Họ tên\tNăm sinh\tHọ và tên\nHoa\t1991\tMai\n", script=True)
    expect(page.get_by_text("Có hai cột “Họ và tên”").first).to_be_visible()
    expect(page.locator("#o-1-ho_ten")).to_have_value("Lan")
    put_in(page, "Họ và tên\t\tNăm sinh\nLê Thị\tHuệ\t1992\nMai\t\t1993\n", script=True)
    expect(page.locator("#o-2-ho_ten")).to_have_value("Lê Thị Huệ")
    expect(page.locator("#o-3-ho_ten")).to_have_value("Mai")
    expect(page.locator("#o-3-ngay_sinh")).to_have_value("1993")
    page.get_by_role("button", name="Bỏ bản nháp").click()


def test_headings_of_a_list_are_read_as_those_of_a_file(open_page, script, product, base_unit):
    """A name in two columns fell out of the grid, "Nam" and "Nữ" under "Năm sinh" became a person."""
    page = open_page(CLERK, script=script)
    page.goto(f"/doan-vien/them-nhieu/?don_vi={base_unit}")
    page.locator("#o-1-ho_ten").fill("Người gõ trước")
    put_in(page, "STT\tHọ đệm\tTên\tNam / Nữ\tNgày sinh (ngày/tháng/năm)\n1\tLê Thị\tHuệ\t Nữ \t1/5/1990\n", script)
    expect(page.locator("#o-2-ho_ten")).to_have_value("Lê Thị Huệ")
    expect(page.locator("#o-2-gioi_tinh")).to_have_value("Nữ")
    expect(page.locator("#o-2-ngay_sinh")).to_have_value("1/5/1990")
    expect(page.locator("#o-1-ho_ten")).to_have_value("Người gõ trước")
    put_in(page, "TT\tHọ và tên\tNăm sinh\t\tNgày vào đơn vị\n\t\tNam\tNữ\n1\tVũ Văn Hai\t1980\t\t1/2/2020\n", script)
    expect(page.locator("#o-3-gioi_tinh")).to_have_value("Nam")
    expect(page.locator("#o-3-ngay_vao_don_vi")).to_have_value("1/2/2020")
    page.goto("/doan-vien/")
    page.goto("/doan-vien/them-nhieu/")  # what was pasted is a draft at once
    expect(page.locator("#o-3-ho_ten")).to_have_value("Vũ Văn Hai")
    page.get_by_role("button", name="Bỏ bản nháp").click()


def test_thirty_people_by_paste(open_page, script, product, base_unit):
    mark = "Dán" if script else "Tay"
    page = open_page(CLERK, script=script, size=WIDE if script else PHONE)
    page.goto(f"/doan-vien/them-nhieu/?don_vi={base_unit}")
    put_in(page, block(mark), script)
    expect(page.locator("#o-30-ho_ten")).to_have_value(f"Đỗ Thị {mark} 30")
    page.get_by_label("Ngày kết nạp, cho dòng để trống").fill("05032026")
    page.get_by_label("Số quyết định, cho dòng để trống").fill("15/QĐ-CĐCS")
    page.get_by_role("button", name="Kiểm tra", exact=True).click()

    expect(page.get_by_role("link", name="Dòng 5, Ngày sinh")).to_be_visible()
    expect(page.get_by_role("link", name="Dòng 21, Giới tính")).to_be_visible()
    expect(page.locator("[aria-invalid=true]")).to_have_count(2)
    assert product.one(COUNT, f"Đỗ Thị {mark} %") == 0
    page.get_by_label("Ngày sinh, dòng 5", exact=True).fill("28/2/1990")
    page.get_by_label("Giới tính, dòng 21", exact=True).fill("nữ")
    page.get_by_role("button", name="Kiểm tra lại").click()
    page.get_by_role("button", name="Ghi 30 người vào sổ").click()

    expect(page.get_by_role("heading", name="Đã ghi 30 dòng")).to_be_visible()
    assert product.one(COUNT, f"Đỗ Thị {mark} %") == 30
    page.get_by_role("link", name="Xem 30 đoàn viên mới").click()
    expect(page.get_by_role("link", name=f"Đỗ Thị {mark} 30")).to_be_visible()
    page.go_back()
    page.get_by_text("Hoàn tác lần nhập này").click()
    page.get_by_role("button", name="Hoàn tác 30 dòng").click()
    expect(page.get_by_role("heading", name="Đã hoàn tác")).to_be_visible()
    assert product.one(COUNT, f"Đỗ Thị {mark} %") == 0


def test_rows_are_added_and_the_draft_is_kept(open_page, base_unit):
    page = open_page(CLERK)
    page.goto(f"/doan-vien/them-nhieu/?don_vi={base_unit}")
    page.get_by_role("button", name="Thêm 10 dòng").click()
    expect(page.locator("#o-11-ho_ten")).to_be_focused()
    page.keyboard.type("Ngô Thị Nháp")
    page.keyboard.press("Enter")
    expect(page.locator("#o-12-ho_ten")).to_be_focused()
    expect(page.locator("[data-draft-state]")).to_contain_text("Đã lưu nháp", timeout=10_000)
    page.goto("/doan-vien/")
    page.goto("/doan-vien/them-nhieu/")
    expect(page.locator("#o-11-ho_ten")).to_have_value("Ngô Thị Nháp")
    page.get_by_role("button", name="Bỏ bản nháp").click()
    expect(page.locator("#o-10-ho_ten")).to_have_value("")


def test_names_for_a_declared_stock(open_page, script, product):
    unit, mark = product.one(WITH_MEN_AND_WOMEN), "Danh" if script else "Sách"
    page = open_page(CLERK, script=script)
    page.goto(f"/doan-vien/ghi-danh/?don_vi={unit}")
    before = page.get_by_text("Có danh sách").locator("b").first.inner_text()
    text = f"Mai Thị {mark} 1\t1990\tNữ\nMai Thị {mark} 2\t1991\tNữ\nMai Văn {mark}\t1992\tNam"
    put_in(page, text, script)
    page.get_by_label("Ngày kết nạp, cho dòng để trống").fill("1/5/2015")
    page.get_by_role("button", name="Kiểm tra", exact=True).click()
    page.get_by_role("button", name="Ghi 3 người vào sổ").click()
    expect(page.get_by_text("có danh sách:")).to_contain_text(f"{before} →")
    page.goto(f"/doan-vien/ghi-danh/?don_vi={unit}")
    after = page.get_by_text("Có danh sách").locator("b").first.inner_text()
    assert int(after.replace(".", "")) == int(before.replace(".", "")) + 3

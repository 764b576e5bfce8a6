"""A transfer between two clerks: one slip accepted, one refused with a reason, on their own pages (B8)."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import CLERK, PHONE, WIDE
from tests.browser.slips import DAY, admit, base_of, propose

OTHER = "vban.canbo"


def stock(product, code: str) -> int:
    """Members named in the unit."""
    return product.one(
        "SELECT count(*) FROM doanvien_doanvien m JOIN cdcs_congdoan c ON c.id = m.cong_doan_id WHERE c.ma = ?", code
    )


def state_of(product, slip: int) -> str:
    return product.one("SELECT trang_thai FROM doanvien_phieuchuyen WHERE id = ?", slip)


def open_slip(page: Page, slip: int) -> None:
    page.goto("/doan-vien/chuyen/")
    page.locator(f"a[href='/doan-vien/chuyen/{slip}/']").click()


def test_one_is_accepted_and_one_refused(open_page, script, product):
    size = WIDE if script else PHONE
    end = base_of(product, "VBAN")
    sender, receiver = open_page(CLERK, script=script, size=size), open_page(OTHER, script=script, size=size)
    mark = "Kịch Bản" if script else "Không Kịch Bản"
    first, second = (admit(sender, product, f"Bùi Thị {mark} {letter}") for letter in "AB")
    before = stock(product, end)
    accepted, refused = propose(sender, first, end), propose(sender, second, end)
    assert stock(product, end) == before  # it counts at the origin until it is accepted

    open_slip(receiver, accepted)
    expect(receiver.get_by_role("heading", level=1)).to_have_text(f"Phiếu chuyển: Bùi Thị {mark} A")
    receiver.get_by_role("button", name="Tiếp nhận 1 đoàn viên").click()
    expect(receiver.get_by_text(f"Đã tiếp nhận Bùi Thị {mark} A")).to_be_visible()
    assert (state_of(product, accepted), stock(product, end)) == ("da_nhan", before + 1)

    open_slip(receiver, refused)
    receiver.get_by_role("button", name="Từ chối phiếu").click()
    expect(receiver.get_by_label("Lý do từ chối")).to_have_attribute("aria-invalid", "true")
    receiver.get_by_label("Lý do từ chối").fill("Chưa nhận được hồ sơ giấy của đoàn viên")
    receiver.get_by_role("button", name="Từ chối phiếu").click()
    expect(receiver.get_by_text("Đã từ chối phiếu")).to_be_visible()

    sender.goto("/doan-vien/chuyen/?phan=da_xong")
    expect(sender.get_by_text("Chưa nhận được hồ sơ giấy của đoàn viên").first).to_be_visible()
    assert sender.goto(f"/doan-vien/{first}/").status == 404  # the person is the other clerk's now
    assert sender.goto(f"/doan-vien/{second}/").status == 200
    assert (state_of(product, refused), stock(product, end)) == ("tu_choi", before + 1)


def test_name_of_the_destination_is_typed_and_one_of_the_matches_chosen(open_page, script, product):
    page, code = open_page(CLERK, script=script), base_of(product, "VBAN")
    member = admit(page, product, "Bùi Thị Tìm Nơi")
    page.goto(f"/doan-vien/{member}/bien-dong/")
    page.get_by_label("Loại biến động").select_option("chuyen_di")
    page.get_by_label("Ngày hiệu lực").fill(DAY)
    page.get_by_label("Đơn vị đến").press_sequentially(code[:-1].lower())
    if not script:
        page.get_by_role("button", name="Ghi vào sổ").click()
    page.get_by_role("radio", name=f"({code})").check()
    page.get_by_role("button", name="Ghi vào sổ").click()
    expect(page.get_by_text("Đã lập phiếu chuyển")).to_be_visible()
    page.get_by_role("button", name="Rút phiếu").click()
    expect(page.get_by_text("Đã rút phiếu chuyển")).to_be_visible()


def test_several_are_accepted_at_once_from_the_list(open_page, script, product):
    end = base_of(product, "VBAN")
    sender = open_page(CLERK, script=script)
    slips = [propose(sender, admit(sender, product, f"Bùi Thị Nhiều {letter}"), end) for letter in "AB"]
    page = open_page(OTHER, script=script)
    page.goto("/doan-vien/chuyen/")
    for slip in slips:
        page.locator(f"#phieu_{slip}").check()
    page.get_by_role("button", name="Tiếp nhận các phiếu đã đánh dấu").click()
    expect(page.get_by_text("Đã tiếp nhận 2 đoàn viên theo 2 phiếu.")).to_be_visible()
    assert {state_of(product, slip) for slip in slips} == {"da_nhan"}

"""Making transfer slips on the pages of the demo."""

from playwright.sync_api import Page, expect

from tests.browser.product import Product

DAY = "11/05/2026"
MEMBERS = """
  SELECT m.id FROM doanvien_doanvien m JOIN cdcs_congdoan c ON c.id = m.cong_doan_id
  WHERE c.ma LIKE ? AND c.ngay_ket_thuc IS NULL AND m.id NOT IN
    (SELECT doan_vien_id FROM doanvien_phieuchuyen WHERE doan_vien_id IS NOT NULL)
  ORDER BY m.ngay_ket_nap, m.id"""


def member_of(product: Product, under: str = "YYEN") -> int:
    """A member of a base unit with this beginning of its code who was never on a slip."""
    return product.one(MEMBERS, f"{under}-%")


def base_of(product: Product, under: str) -> str:
    """The code of an active base unit with this beginning."""
    sql = "SELECT ma FROM cdcs_congdoan WHERE ma LIKE ? AND loai = 'cdcs' AND ngay_ket_thuc IS NULL ORDER BY ma"
    return product.one(sql, f"{under}-%")


def type_person(page: Page, product: Product, under: str, name: str, day: str) -> None:
    """Fill in the admission of a woman into the first base unit with this beginning, and press."""
    page.goto(f"/doan-vien/them/?don_vi={base_of(product, under)}")
    page.get_by_label("Họ và tên").fill(name)
    page.get_by_label("Ngày sinh").fill("1991")
    page.get_by_label("Nữ", exact=True).check()
    page.get_by_label("Ngày kết nạp").fill(day)
    page.get_by_role("button", name="Kết nạp", exact=True).click()


def admit(page: Page, product: Product, name: str) -> int:
    """Take a person into the first base unit of the clerk of Ý Yên; the number of the member."""
    type_person(page, product, "YYEN", name, "05/03/2026")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    return int(page.url.rstrip("/").rpartition("/")[2])


def propose(page: Page, member: int, end: str) -> int:
    """Fill in "Chuyển trong tỉnh" on the member's page; the number of the slip it makes."""
    page.goto(f"/doan-vien/{member}/")
    page.get_by_role("link", name="Ghi biến động").click()
    page.get_by_label("Loại biến động").select_option("chuyen_di")
    page.get_by_label("Đơn vị đến").fill(end)
    page.get_by_label("Ngày hiệu lực").fill(DAY)
    page.get_by_role("button", name="Ghi vào sổ").click()
    page.wait_for_url("**/doan-vien/chuyen/*/")
    expect(page.get_by_text("Đã lập phiếu chuyển")).to_be_visible()
    return int(page.url.rstrip("/").rpartition("/")[2])

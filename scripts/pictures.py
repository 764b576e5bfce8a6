"""`make pictures`: the pictures of the guides in docs/, of a small demo served for it.

`python -m scripts.pictures NAME …` takes those of these functions alone.
Needs Chromium (path in CHROMIUM) and ImageMagick's `convert`, which reduces the colours.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import django
from playwright.sync_api import Browser, Page, sync_playwright

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
django.setup()

from scripts import pictures_reports as reports  # noqa: E402 - it needs the settings above
from tests.browser.conftest import ARGS, CHROMIUM, PHONE, sign_in  # noqa: E402 - it needs the settings above
from tests.browser.product import ROOT, Product, environment, serve  # noqa: E402 - it needs the settings above
from tests.browser.test_ket_nap_many import PASTE  # noqa: E402 - it needs the settings above
from tests.sheets import write_sheet  # noqa: E402 - it needs the settings above

HEADINGS = ("Họ tên đoàn viên", "Ngày sinh", "Giới tính", "Số CCCD/CMND", "Mã CĐCS", "Ngày vào công đoàn", "SĐT")
FOLDER = ROOT / "docs" / "anh"
WIDE = {"width": 1366, "height": 860}
CONVERT = os.environ.get("CONVERT", "/usr/bin/convert")
REDUCED = ["-resize", "75%", "+dither", "-colors", "96"]


class Camera:
    """One signed-in window; `take` writes a picture of what it shows."""

    def __init__(self, browser: Browser, product: Product, username: str, size: dict = WIDE):
        self.product = product
        context = browser.new_context(base_url=product.url, viewport=size, locale="vi-VN", reduced_motion="reduce")
        self.page: Page = context.new_page()
        sign_in(self.page, username)
        self.page.wait_for_load_state()

    def open(self, address: str) -> "Camera":
        self.page.goto(address)
        return self

    def take(self, name: str, height: int = 1500, first: str = "") -> "Camera":
        """A picture of the page from its top, or from an element on, at most `height` px high."""
        self.page.evaluate("window.scrollTo(0, 0)")
        whole = self.page.evaluate("document.documentElement.scrollHeight")
        box = self.page.locator(first).bounding_box() if first else None
        top = box["y"] if box else 0
        width = self.page.viewport_size["width"]
        clip = {"x": 0, "y": top, "width": width, "height": min(whole - top, height)}
        target = FOLDER / f"{name}.png"
        self.page.screenshot(path=target, full_page=True, clip=clip)
        self.keep(target, name, REDUCED)
        return self

    def keep(self, picture: Path, name: str, changes: Sequence[str]) -> None:
        """Keep a picture with few colours under this name."""
        subprocess.run([CONVERT, str(picture), *changes, f"PNG8:{FOLDER / name}.png"], check=True)

    def paste(self, selector: str, text: str) -> None:
        self.page.locator(selector).focus()
        with self.page.expect_navigation():  # a block with headings is read by the server
            self.page.evaluate(PASTE, text)


def unit_of(product: Product, like: str = "YYEN-%") -> str:
    """A base unit with a declared stock of men and women."""
    return product.one(
        "SELECT c.ma FROM cdcs_congdoan c JOIN doanvien_biendong b ON b.cong_doan_id = c.id WHERE c.ma LIKE ? "
        "AND c.loai = 'cdcs' AND c.ngay_ket_thuc IS NULL AND b.doan_vien_id IS NULL AND b.loai = 'dau_ky' "
        "AND b.so_nu > 5 AND b.so_luong - b.so_nu > 5 ORDER BY c.ma", like,
    )  # fmt: skip


def grid(camera: Camera, folder: Path) -> None:
    """Many people pasted, two mistakes."""
    unit = unit_of(camera.product)
    lines = ["Họ tên\tGiới\tNgày sinh\tCCCD"]
    names = ("Bùi Thị Lụa", "Đặng Văn Tiến", "Hoàng Thị Thơm", "Lê Văn Bảy", "Ngô Thị Hạnh", "Phạm Văn Đỗ")
    for number, name in enumerate(names):
        born = "31/02/1990" if number == 2 else f"0{number + 1}/03/199{number}"
        lines.append(f"{name}\t{'Nữ' if 'Thị' in name else 'Nam'}\t{born}\t{'03619400123' if number == 4 else ''}")
    camera.open(f"/doan-vien/them-nhieu/?don_vi={unit}").paste("#o-1-ho_ten", "\n".join(lines) + "\n")
    camera.page.get_by_label("Ngày kết nạp, cho dòng để trống").fill("05/03/2026")
    camera.page.get_by_label("Số quyết định, cho dòng để trống").fill("15/QĐ-CĐCS")
    camera.page.get_by_role("button", name="Kiểm tra", exact=True).click()
    camera.take("viec-ket-nap-nhieu", 1300)


def naming(camera: Camera, folder: Path) -> None:
    camera.open(f"/doan-vien/ghi-danh/?don_vi={unit_of(camera.product)}").take("viec-bo-sung-danh-sach", 1100)


def month(camera: Camera, folder: Path) -> None:
    """The month grid with figures typed."""
    camera.open("/bien-dong/thang/?don_vi=YYEN&thang=2026-04")
    cells = camera.page.locator("td.cell input")
    for place, text in ((0, "6"), (1, "4"), (10, "3"), (11, "3"), (16, "2")):
        cells.nth(place).fill(text)
    camera.take("viec-nhap-ca-thang", 1100)


def mapping(camera: Camera, folder: Path) -> None:
    """A messy file of one factory: mapping, what is said once, then its preview."""
    rows = [[n, f"Vũ Thị Thắm {n}", "1990" if n % 9 else "31/02/1990", "Nữ", "05/03/2026"] for n in range(1, 40)]
    headings = ["STT", "Người lao động", "Sinh", "Giới tính", "Ngày kết nạp"]
    camera.open("/nhap-lieu/").page.get_by_label("Loại danh sách").select_option("doan_vien")
    path = write_sheet(folder / "danh-sach-xuong.xlsx", "doan_vien", rows, headings)
    camera.page.locator("input[type=file]").set_input_files(path)
    camera.page.get_by_role("button", name="Tải lên và xem trước").click()
    for heading, column in (("Người lao động", "ho_ten"), ("Sinh", "ngay_sinh")):
        camera.page.get_by_label(f"Cột cho “{heading}”").select_option(column)
    camera.page.get_by_label("Mã CĐCS").fill(unit_of(camera.product))
    camera.take("viec-ghep-cot", 1000)
    camera.page.get_by_role("button", name="Ghép cột và xem trước").click()
    camera.take("viec-xem-truoc", 1200)


def reconciliation(camera: Camera, folder: Path) -> None:
    """An export of the national system beside the book."""
    known = camera.product.ask(
        "SELECT m.ho_ten, m.nam_sinh, m.gioi_tinh, m.so_cccd, c.ma FROM doanvien_doanvien m "
        "JOIN cdcs_congdoan c ON c.id = m.cong_doan_id JOIN cdcs_caycongdoan t ON t.cap_duoi_id = c.id "
        "JOIN cdcs_congdoan u ON u.id = t.cap_tren_id WHERE u.ma = 'TPND' AND t.den_ngay > '9999' LIMIT 30"
    )
    rows = [
        [name, born, "Nữ" if sex == "nu" else "Nam", number, unit, "", f"0912345{n:03d}" if n < 5 else ""]
        for n, (name, born, sex, number, unit) in enumerate(known[2:])
    ]
    rows += [
        [f"Trịnh Thị Mới {n}", 1995, "Nữ", "", unit_of(camera.product, "TPND-%"), "05/03/2026", ""] for n in range(4)
    ]
    path = write_sheet(folder / "he-thong.xlsx", "doan_vien", rows, HEADINGS)
    camera.open("/nhap-lieu/doi-chieu/").page.locator("input[type=file]").set_input_files(path)
    camera.page.get_by_label("Đối chiếu đoàn viên của").select_option("TPND")
    camera.page.get_by_role("button", name="Tải lên và ghép cột").click()
    camera.page.get_by_role("button", name="Đọc tệp và so sánh").click()
    camera.page.locator(".counts").wait_for()
    camera.take("viec-doi-chieu", 1300)


def members(camera: Camera, folder: Path) -> None:
    camera.open("/").take("viec-hom-nay", 1100)
    camera.open("/doan-vien/").take("viec-doan-vien", 900)
    camera.open("/doan-vien/chuyen/?phan=da_gui").take("viec-phieu-chuyen", 800)


def organising(camera: Camera, folder: Path) -> None:
    """Coverage, whom to visit, one employer's plan."""
    camera.open("/doanh-nghiep/bao-phu/").take("dn-do-bao-phu", 1500)
    camera.open("/doanh-nghiep/van-dong/").take("dn-uu-tien", 1000)
    key = camera.product.one("SELECT id FROM doanhnghiep_doanhnghiep WHERE ma_so_thue = '0714000002'")
    camera.open(f"/doanh-nghiep/{key}/van-dong/").take("dn-van-dong", 1300)


def survey(camera: Camera, folder: Path) -> None:
    """The grid with two rows typed."""
    camera.open("/doanh-nghiep/khao-sat/2026/nhap/?don_vi=TPND")
    rows = camera.page.locator("[data-survey] tbody tr")
    for place in range(min(rows.count(), 2)):
        cells = rows.nth(place).locator("td.cell input")
        for cell, text in enumerate(("15/06/2026", f"{42 + place}", "20")):
            cells.nth(cell).fill(text)
    camera.page.wait_for_timeout(800)
    camera.take("dn-khao-sat", 900)


def founding(camera: Camera, folder: Path) -> None:
    """A founding with pasted members, as its preview shows it."""
    key = camera.product.one("SELECT id FROM doanhnghiep_doanhnghiep WHERE ma_so_thue = '0714000002'")
    camera.open(f"/sap-xep/thanh-lap/?doanh_nghiep={key}")
    people = "".join(f"Vũ Thị Sáng Lập {n}\t199{n % 10}\tNữ\n" for n in range(1, 26))
    camera.paste("#o-1-ho_ten", "Họ và tên\tNgày sinh\tGiới tính\n" + people)
    camera.page.get_by_label("Số quyết định công nhận").fill("21/QĐ-CĐ")
    camera.page.get_by_label("Ngày quyết định").fill("05/03/2026")
    camera.page.get_by_role("button", name="Xem trước").last.click()
    camera.page.get_by_role("button", name="Ghi thành lập").wait_for()
    camera.take("dn-thanh-lap", 2400)


def sources(camera: Camera, folder: Path) -> None:
    key = camera.product.one("SELECT id FROM doanhnghiep_danhsachnguon WHERE ten_tep = 'bhxh-mau.csv'")
    camera.open(f"/doanh-nghiep/nguon/{key}/?nhom=khac").take("dn-doi-chieu-nguon", 1000)
    camera.open("/doanh-nghiep/tranh-chap/").take("dn-tranh-chap", 700)
    camera.open("/doanh-nghiep/trung/").page.get_by_role("link", name="So sánh").first.click()
    camera.take("dn-trung", 1200)


def measures(camera: Camera, folder: Path) -> None:
    camera.open("/nhiem-vu/").take("dn-nhiem-vu", 1000)


def targets(camera: Camera, folder: Path) -> None:
    """Dashboard, progress, bridge, the grid of quotas, commendation, on a day in the middle of the year."""
    day = "den=2026-05-19"
    camera.open(f"/bang-dieu-khien/?{day}").take("bang-dieu-khien", 1900)
    camera.open(f"/chi-tieu/tien-do/?{day}").take("ct-tien-do", 1300)
    camera.open(f"/bang-dieu-khien/cau-noi/?{day}&so_voi=cung_ky").take("ct-cau-noi", 1700)
    camera.open("/chi-tieu/giao/?nam=2026").take("ct-giao", 1900)
    camera.open(f"/chi-tieu/khen-thuong/?{day}").take("ct-khen-thuong", 1400)


def leader(camera: Camera, folder: Path) -> None:
    camera.open("/bang-dieu-khien/?den=2026-05-19").take("bang-dieu-khien-dien-thoai", 1700)


def province(camera: Camera, folder: Path) -> None:
    camera.open("/doan-vien/trung-lap/").page.get_by_role("link", name="So sánh").first.click()
    camera.take("viec-trung-lap", 1300)
    camera.open("/doan-vien/yeu-cau/").take("viec-du-lieu-ca-nhan", 1000)


def destination(camera: Camera, folder: Path) -> None:
    camera.open("/doan-vien/chuyen/").take("viec-tiep-nhan", 800)


def officer(camera: Camera, folder: Path) -> None:
    camera.open("/").take("viec-dien-thoai", 1000)


SHOTS: tuple[tuple[str, dict, tuple[Callable[[Camera, Path], None], ...]], ...] = (
    ("yyen.canbo", WIDE, (members, grid, naming, month, mapping, organising, founding)),
    ("tpnd.canbo", WIDE, (destination, reconciliation, survey)),
    ("tinh.tochuc", WIDE, (province, sources, measures, targets)),
    ("tinh.lanhdao", PHONE, (leader,)),
)


# The round of reports is open on the demo's last day: these are taken of a product whose clock stands there.
REPORT_SHOTS: tuple[tuple[str, dict, tuple[Callable[[Camera, Path], None], ...]], ...] = (
    ("nhung.canbo", WIDE, (reports.writing,)),
    ("yyen.canbo", WIDE, (reports.answering,)),
    ("ntruc.canbo", WIDE, (reports.frozen,)),
    ("tinh.tochuc", WIDE, (reports.review,)),
    ("tinh.lanhdao", WIDE, (reports.reported,)),
    ("yyen.canbo", PHONE, (reports.report_phone,)),
    ("hhau.canbo", WIDE, (reports.correction,)),
    ("yyen.canbo", WIDE, (reports.documents,)),  # last: it sends the report
)
ON_THE_DAY = {"command": ("-m", "scripts.on_the_day"), "door": "scripts.on_the_day"}


def chosen(acts: Sequence[Callable]) -> list[Callable]:
    return [act for act in acts if not sys.argv[1:] or act.__name__ in sys.argv[1:]]


def take_all(browser: Browser, product: Product, shots: Sequence[tuple], folder: Path) -> None:
    for username, size, acts in shots:
        if asked := chosen(acts):
            camera = Camera(browser, product, username, size)
            for act in asked:
                act(camera, folder)


def of_the_guides(browser: Browser) -> None:
    with tempfile.TemporaryDirectory() as name, serve(Path(name)) as product:
        things = ["-m", "tests.browser.things"]
        served = environment(Path(name))
        subprocess.run([os.environ.get("PYTHON", ".venv/bin/python"), *things], cwd=ROOT, env=served, check=True)
        account = product.one("SELECT username FROM taikhoan_user WHERE username LIKE '%.cdcs'")
        take_all(browser, product, (*SHOTS, (account, PHONE, (officer,))), Path(name))


def of_the_reports(browser: Browser) -> None:
    with tempfile.TemporaryDirectory() as name, serve(Path(name), **ON_THE_DAY) as product:
        take_all(browser, product, REPORT_SHOTS, Path(name))


def main() -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        if chosen([*(act for shot in SHOTS for act in shot[2]), officer]):
            of_the_guides(browser)
        if chosen([act for shot in REPORT_SHOTS for act in shot[2]]):
            of_the_reports(browser)
        browser.close()


if __name__ == "__main__":
    main()

"""The pictures of docs/bao-cao.md, `bc-*.png`, of the demo on its last day: the round is open, nothing is late yet.

`documents` needs LibreOffice (`soffice`) and poppler (`pdftoppm`) too: it sends the report of YYEN, writes Word and
workbook by `export_bao_cao --docx` from the served database, prints both and keeps the first page of each.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tests.browser.product import ROOT, environment
from tests.browser.slips import base_of
from tests.browser.test_duyet import beside

if TYPE_CHECKING:
    from scripts.pictures import Camera

ROUND = "6T-2026"
SENT, DRAFT, RETURNED, CLOSED = "NTRUC", "NHUNG", "YYEN", "HHAU"  # states of the demo, see baocao/demo/bao_cao.py
WHY = {
    "1": "Hai người kết nạp ngày 18/5 chưa kịp ghi sổ. Năm trước có hai CĐCS mới nên kết nạp tập trung.",
    "4": "Tiếp nhận 12 đoàn viên chuyển công tác từ các huyện bạn, đã có phiếu chuyển.",
    "10": "Doanh nghiệp vừa tuyển thêm, số lao động sẽ cập nhật ở đợt khảo sát tháng 6.",
}
ANSWER = "Tập trung ở CĐCS có lao động chuyển về huyện khác; cả 4 người đã có phiếu chuyển."
QUESTION = "Số giảm này đã gồm người nghỉ hưu từ tháng 4 chưa? Đề nghị đối chiếu danh sách."
PRINTED = ["-resize", "900x", "+dither", "-colors", "32"]


def address(unit: str, page: str = "") -> str:
    return f"/bao-cao/{ROUND}/{page}?don_vi={unit}"


def writing(camera: Camera, folder: Path) -> None:
    """A report that is being written: a figure of its own with the reason, the narrative, the last check."""
    page = camera.open(address(DRAFT)).page
    page.get_by_label("Đơn vị khai, ô 1", exact=True).fill("14")
    for cell, text in WHY.items():
        page.locator(f"[name=gt_{cell}]").fill(text)
    page.wait_for_timeout(800)
    camera.take("bc-viet", 1420)
    camera.take("bc-noi-dung", 1000, first="section:has(#noi-dung-bc)")
    page.get_by_role("button", name="Lưu và kiểm tra lần cuối").click()
    page.get_by_role("heading", name="Kiểm tra trước khi nộp").wait_for()
    camera.take("bc-kiem-tra", 1330)


def answering(camera: Camera, folder: Path) -> None:
    """A returned report: the question at its cell and the answer being typed."""
    page = camera.open(address(RETURNED)).page
    page.locator("#o-7 + tr textarea").first.fill(ANSWER)
    camera.take("bc-tra-loi", 620, first="#o-7")


def frozen(camera: Camera, folder: Path) -> None:
    """A sent report after which something was recorded."""
    camera.open(address(SENT)).take("bc-chot", 1150)


def review(camera: Camera, folder: Path) -> None:
    """The grid, a report with the panel of its return, the province together, the reminders, a hash."""
    page = camera.open("/bao-cao/duyet/").page
    for box in page.locator("input[name=chon]").all()[:2]:
        box.check()
    page.mouse.move(0, 0)
    camera.take("bc-duyet", 1150)
    camera.open(address(SENT, "xem-xet/"))
    panel = page.locator("aside.panel")
    panel.get_by_label("Ô cần sửa").select_option("doan_vien.giam")
    panel.get_by_label("Nói rõ cần sửa gì").fill(QUESTION)
    camera.take("bc-xem-xet", 1150)
    camera.open(f"/bao-cao/{ROUND}/tong-hop/").take("bc-tong-hop", 1700)
    camera.open(f"/bao-cao/{ROUND}/nhac/").take("bc-nhac", 800)
    digest = camera.product.one(
        "SELECT s.sha256 FROM baocao_banchup s JOIN baocao_baocao b ON b.id = s.bao_cao_id "
        "JOIN cdcs_congdoan c ON c.id = b.cong_doan_id WHERE c.ma = ?", SENT,
    )  # fmt: skip
    camera.open("/bao-cao/xac-minh/").page.get_by_role("textbox", name="Mã băm").fill(digest[:12])
    page.get_by_role("button", name="Xác minh").click()
    page.get_by_text("Mở báo cáo").wait_for()
    camera.take("bc-xac-minh", 640)


def reported(camera: Camera, folder: Path) -> None:
    """The second reading of the dashboard."""
    camera.open("/bang-dieu-khien/?so=da_duyet").take("bc-theo-bao-cao", 1500)


def report_phone(camera: Camera, folder: Path) -> None:
    camera.page.set_viewport_size({"width": 390, "height": 1500})  # so that the bar stands at the picture's end
    camera.open(address(RETURNED)).take("bc-dien-thoai", 1500)


def correction(camera: Camera, folder: Path) -> None:
    """An admission of a closed month, about to be sent as a đính chính."""
    beside(camera.product, "close", "6T-2025", CLOSED)
    page = camera.open(f"/doan-vien/them/?don_vi={base_of(camera.product, CLOSED)}").page
    page.get_by_label("Họ và tên").fill("Phạm Thị Bổ Sung")
    page.get_by_label("Ngày sinh").fill("1991")
    page.get_by_label("Nữ", exact=True).check()
    page.get_by_label("Ngày kết nạp").fill("12/05/2025")
    page.get_by_label("Số quyết định").fill("41/QĐ-CĐCS")
    page.get_by_role("button", name="Kết nạp", exact=True).click()
    page.get_by_role("button", name="Gửi việc này làm đính chính").click()
    page.get_by_label("Số đính chính").fill("01/ĐC-LĐLĐ")
    page.get_by_label("Lý do").fill("Quyết định kết nạp tháng 5 đến tháng 9 đơn vị mới gửi về.")
    camera.take("bc-dinh-chinh", 1000)


def documents(camera: Camera, folder: Path) -> None:
    """Word and workbook of the report, sent again, as an office prints them."""
    page = camera.open(address(RETURNED)).page
    page.locator("#o-7 + tr textarea").first.fill(ANSWER)
    page.get_by_role("button", name="Gửi trả lời").first.click()
    page.wait_for_load_state()
    camera.open(address(RETURNED, "kiem-tra/"))
    page.get_by_role("button", name="Nộp lại báo cáo").click()
    page.get_by_text("niêm phong nguyên vẹn").wait_for()
    book, word = folder / "phu-luc.xlsx", folder / "bao-cao.docx"
    export = ["-m", "scripts.on_the_day", "export_bao_cao", "--ky", ROUND, "--don-vi", RETURNED]
    served = environment(folder)
    subprocess.run([sys.executable, *export, "--out", book, "--docx", word], cwd=ROOT, env=served, check=True)
    for file, name in ((word, "bc-word"), (book, "bc-excel")):
        subprocess.run(["soffice", "--headless", "--convert-to", "pdf", "--outdir", folder, file], check=True)
        first = ["-r", "120", "-f", "1", "-l", "1", "-singlefile", "-png"]
        subprocess.run(["pdftoppm", *first, file.with_suffix(".pdf"), folder / name], check=True)
        camera.keep(folder / f"{name}.png", name, PRINTED)

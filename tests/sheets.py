"""Making the files that clerks send, and importing them through the command."""

import json
from io import BytesIO, StringIO
from pathlib import Path

from django.core.management import call_command
from django.test import Client
from openpyxl import Workbook, load_workbook

HEADINGS = {
    "cong_doan": ["Mã đơn vị", "Tên đơn vị", "Loại hình", "Mã đơn vị cấp trên", "Ngày thành lập", "Số quyết định",
                  "Ngày kết thúc", "Số quyết định kết thúc", "Lý do kết thúc"],
    "doanh_nghiep": ["Mã số thuế", "Tên đơn vị", "Loại hình", "Vốn nước ngoài", "Mã đơn vị quản lý", "Mã CĐCS",
                     "Ngày hoạt động", "Ngày ngừng hoạt động"],
    "lao_dong": ["Mã số thuế", "Ngày số liệu", "Nguồn", "Tổng số lao động", "Lao động nữ", "Số đóng BHXH"],
    "doan_vien": ["Mã CĐCS", "Họ và tên", "Ngày sinh", "Giới tính", "Số CCCD", "Số thẻ đoàn viên", "Ngày kết nạp",
                  "Số quyết định", "Ngày vào đơn vị", "Hình thức vào"],
    "bien_dong": ["Loại biến động", "Ngày hiệu lực", "Mã CĐCS", "Mã CĐCS đến", "Số CCCD", "Số lượng", "Trong đó nữ",
                  "Số quyết định", "Ghi chú"],
    "chi_tieu": ["Năm", "Mã đơn vị", "Chỉ tiêu", "Số giao", "Số quyết định", "Ngày quyết định"],
    "sap_xep": ["Loại sắp xếp", "Ngày hiệu lực", "Mã đơn vị", "Mã đơn vị đích", "Tên mới", "Số quyết định", "Lý do"],
}  # fmt: skip


def write_sheet(path: Path, kind: str, rows, headings=None) -> Path:
    """Write rows under the headings of a kind (or others) as .xlsx."""
    book = Workbook()
    sheet = book.active
    sheet.append(list(headings or HEADINGS[kind]))
    for row in rows:
        sheet.append(list(row))
    book.save(path)
    return path


def read_download(client: Client, address: str) -> tuple[list[str], list[list]]:
    """The lines above the table of a list that is taken away as Excel, and its rows with the headings."""
    answer = client.get(address)
    assert answer.status_code == 200
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    start = [row[0] for row in rows].index("TT")
    return [row[0] for row in rows[:start] if row[0]], rows[start:]


def run_json(command: str, *arguments) -> tuple[int, dict]:
    """Run a command with --json; return its status and the object it printed."""
    out, status = StringIO(), 0
    try:
        call_command(command, *map(str, arguments), "--json", stdout=out, stderr=StringIO())
    except SystemExit as stop:
        status = int(stop.code)
    return status, json.loads(out.getvalue())


class Importer:
    """Imports rows of a kind as a user through `import_xlsx`, in a folder of the test."""

    def __init__(self, folder: Path, username: str = "tinh.quantri"):
        self.folder, self.username, self.count = folder, username, 0

    def __call__(self, kind: str, rows, *options, headings=None) -> tuple[int, dict]:
        self.count += 1
        path = write_sheet(self.folder / f"{kind}-{self.count}.xlsx", kind, rows, headings)
        return run_json("import_xlsx", kind, path, "--user", self.username, *options)

    def good(self, kind: str, rows, *options) -> dict:
        """Import rows that must all go in."""
        status, answer = self(kind, rows, *options)
        assert (status, answer["chi_tiet_loi"]) == (0, [])
        return answer

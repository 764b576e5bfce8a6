"""Exports of the national system for tests: a file with its headings, sent by the page, and what the page then says."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from doanvien.models import DoiChieu, DongDoiChieu

HEADINGS = (
    "STT", "Họ tên đoàn viên", "Ngày sinh", "Giới tính", "Số CCCD/CMND", "Mã số đoàn viên", "Mã CĐCS", "Tên CĐCS",
    "Ngày vào công đoàn", "SĐT", "Trạng thái", "Dân tộc",
)  # fmt: skip
COLUMNS = ("ho_ten", "ngay_sinh", "gioi_tinh", "so_cccd", "so_the", "ma", "don_vi", "ngay_ket_nap", "dien_thoai",
           "trang_thai")  # fmt: skip
SECRET = "Dân tộc thiểu số 778899"  # stands in the column that nobody maps


def export_row(number: int, **cells) -> list:
    """One person as the export lists him or her."""
    return [number, *(cells.get(name, "") for name in COLUMNS), SECRET]


def export_of(rows: list[dict], headings=HEADINGS) -> SimpleUploadedFile:
    """The export as a file."""
    book = Workbook()
    book.active.append(["DANH SÁCH ĐOÀN VIÊN"])
    book.active.append(list(headings))
    for number, row in enumerate(rows, 1):
        book.active.append(export_row(number, **row))
    file = BytesIO()
    book.save(file)
    return SimpleUploadedFile("he-thong.xlsx", file.getvalue())


def upload(client: Client, rows: list[dict], unit: str = "TPND", headings=HEADINGS) -> DoiChieu:
    """Send an export by the page; the columns wait to be mapped unless they were before."""
    answer = client.post(reverse("doi_chieu_list"), {"cong_doan": unit, "tep": export_of(rows, headings)})
    assert answer.status_code == 302, answer.context["form"].errors
    return DoiChieu.objects.latest("pk")


def map_columns(client: Client, made: DoiChieu, **changes) -> DoiChieu:
    """Confirm the guessed columns, `changes` by heading."""
    data = {f"cot_{n}": changes.get(one["tieu_de"], one["cot"]) for n, one in enumerate(made.tieu_de)}
    answer = client.post(reverse("doi_chieu_update", args=[made.pk]), data)
    assert answer.status_code == 302, answer.context["form"].errors
    made.refresh_from_db()
    return made


def compare(client: Client, rows: list[dict], unit: str = "TPND") -> DoiChieu:
    """Upload and map."""
    made = upload(client, rows, unit)
    if made.trang_thai == "cho_ghep":
        map_columns(client, made)
    made.refresh_from_db()
    return made


def groups(made: DoiChieu) -> dict[str, list]:
    """Names (or the member's, for rows without cells) by group, in the order of the file."""
    found: dict[str, list] = {}
    for row in DongDoiChieu.objects.filter(doi_chieu=made).select_related("doan_vien").order_by("dong", "pk"):
        name = row.gia_tri.get("ho_ten") or (row.doan_vien.ho_ten if row.doan_vien else "")
        found.setdefault(row.nhom, []).append(name)
    return found


def press(client: Client, made: DoiChieu, nhom: str, viec: str, rows=None, query: str = "", **data):
    """One press about these rows (None: the whole group)."""
    chosen = {"pham_vi": "nhom"} if rows is None else {"pham_vi": "chon", "chon": [row.pk for row in rows]}
    address = reverse("doi_chieu_confirm", args=[made.pk]) + f"?nhom={nhom}{query}"
    return client.post(address, {"viec": viec, **chosen, **data})


def row_of(made: DoiChieu, name: str) -> DongDoiChieu:
    """The row of the file with this name, or of the member of this name."""
    rows = DongDoiChieu.objects.filter(doi_chieu=made).select_related("doan_vien")
    return next(row for row in rows if name in (row.gia_tri.get("ho_ten"), getattr(row.doan_vien, "ho_ten", None)))

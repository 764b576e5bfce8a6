"""Files as clerks really send them: title rows, headings in words of their own, columns nobody asked for."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from cdcs.models import LoNhap

OWN_WORDS = ["STT", "Nơi làm", "Tên người lao động", "Sinh", "Giới tính", "Ngày kết nạp", "Ca kíp"]
MAPPED = {"Nơi làm": "ma_cdcs", "Tên người lao động": "ho_ten", "Sinh": "ngay_sinh"}


def people(count: int, unit: str = "A001", mark: str = "Bùi Thị") -> list[list]:
    return [[n, unit, f"{mark} Số {n}", 1990, "Nữ", "05/03/2026", "A"] for n in range(1, count + 1)]


def messy(rows: list[list], headings: list[str] | None = None) -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.append(["CÔNG TY MAY"])
    sheet.append([])
    sheet.append(headings or OWN_WORDS)
    for row in rows:
        sheet.append(row)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def send(client, content: bytes, kind: str = "doan_vien", name: str = "danh-sach.xlsx") -> LoNhap:
    client.post(reverse("lo_nhap_list"), {"loai": kind, "tep": SimpleUploadedFile(name, content)})
    return LoNhap.objects.latest("pk")


def paste(client, text: str, kind: str = "doan_vien"):
    return client.post(reverse("lo_nhap_list"), {"loai": kind, "dan": text})


def settle(client, batch: LoNhap, chosen: dict[str, str], **shared: str):
    """Post the step "Ghép cột": columns by heading, the others as the page offered them; `shared` for all rows."""
    address = reverse("ghep_cot_update", args=[batch.pk])
    form = client.get(address).context["form"]
    data = {field.html_name: chosen.get(heading.text, heading.column or "") for heading, field in form.rows()}
    return client.post(address, data | {f"chung_{key}": text for key, text in shared.items()})


def confirm(client, batch: LoNhap, **data):
    return client.post(reverse("lo_nhap_confirm", args=[batch.pk]), {"sha256": batch.sha256, **data})

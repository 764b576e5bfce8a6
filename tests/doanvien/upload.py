"""A sheet `bien_dong` with named rows, as a browser uploads it."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook


def movements(rows: list[tuple]) -> SimpleUploadedFile:
    """Rows of (kind, day, code of the CĐCS, identity number)."""
    book = Workbook()
    book.active.append(["Loại biến động", "Ngày hiệu lực", "Mã CĐCS", "Số CCCD"])
    for row in rows:
        book.active.append(list(row))
    file = BytesIO()
    book.save(file)
    return SimpleUploadedFile("bien-dong.xlsx", file.getvalue())

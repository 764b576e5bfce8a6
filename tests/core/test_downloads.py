"""A file is called by what it is, whose and of which day, in letters that every disk keeps."""

from datetime import date
from io import BytesIO

import pytest

from core.downloads import send_download


@pytest.mark.parametrize(
    ("words", "ending", "name"),
    [
        (("doan-vien", "", "TPND", date(2026, 5, 20)), "xlsx", "doan-vien-TPND-2026-05-20.xlsx"),
        (("doan_vien.ket_nap", "ND-001", 2026), "xlsx", "doan-vien-ket-nap-ND-001-2026.xlsx"),
        (("bao-phu", "Trong diện đầu kỳ", "CĐ/1"), "docx", "bao-phu-trong-dien-dau-ky-cd-1.docx"),
        (("don-vi", 'Đoàn "x"\r\n' * 20), "xlsx", f"don-vi{'-doan-x' * 8}-doan.xlsx"),
    ],
)
def test_the_name_of_a_file(words, ending, name):
    answer = send_download(BytesIO(b"x"), *words, ending=ending)
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer["Content-Type"].startswith("application/vnd.openxmlformats-officedocument")

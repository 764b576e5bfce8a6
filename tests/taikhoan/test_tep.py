"""Files that prove something: what they are tells their content, and the name they are given back under says so."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.refusal import Refused
from core.text import file_name
from taikhoan.actions import name_for, save_attachment
from taikhoan.models import Attachment, User

pytestmark = pytest.mark.django_db
PDF = "application/pdf"


def office(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return file.getvalue()


def attach(name: str, content: bytes) -> Attachment:
    user = User.objects.create_user("tpnd.canbo", password="x")
    return save_attachment(SimpleUploadedFile(name, content), by=user, obj=user, unit="TPND")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Quyết định 12.PDF", "Quyết định 12.PDF"),
        ("bao-cao.html", "bao-cao.html.pdf"),
        ("quyet-dinh.pdf.exe", "quyet-dinh.pdf.exe.pdf"),
        ("hoa\u202efdp.exe", "hoafdp.exe.pdf"),
        ("\u2067hoa\u2069 don.pdf", "hoa don.pdf"),
        ("C:\\Văn bản\\12.pdf", "12.pdf"),
        ("../../etc/12.pdf", "12.pdf"),
        ("d" * 300 + ".pdf", "d" * 186 + ".pdf"),
        ("", ".pdf"),
    ],
)
def test_a_kept_file_goes_back_under_the_ending_of_what_it_is(name, shown):
    assert name_for(name, PDF) == shown


def test_a_page_that_calls_itself_a_pdf_is_given_back_as_one():
    assert attach("trang.html", b"%PDF-1.4 <script>").ten_tep == "trang.html.pdf"


def test_what_is_none_of_the_five_kinds_is_not_kept():
    for content in (
        b"<html>",
        b"",
        b"MZ",
        office("word/document.bin"),
        office("word/document.xml", "word/vbaProject.bin"),
    ):
        with pytest.raises(Refused, match="Chỉ đính kèm PDF"):
            attach("bao-cao.docx", content)
        User.objects.all().delete()
    assert not Attachment.objects.exists()
    assert attach("bao-cao.docx", office("word/document.xml")).ten_tep == "bao-cao.docx"


def test_a_long_name_keeps_its_end():
    assert file_name("t" * 300 + ".xlsx", 20) == "t" * 15 + ".xlsx"
    assert (file_name("." + "t" * 300, 20), file_name("t" * 300, 20)) == ("." + "t" * 19, "t" * 20)

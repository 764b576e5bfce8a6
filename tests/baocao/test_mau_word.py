"""Word templates of the office: tried before they are kept, in the sandbox, given up when broken (06 §6.2 #22)."""

from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document

from baocao.actions.mau_word import set_mau_word
from baocao.enums import LoaiMau
from baocao.exporters import bao_cao_word
from baocao.exporters.mau_word import BUILT_IN, THU
from baocao.models import MauWord
from baocao.queries.bao_cao.doc import read_bao_cao_in
from baocao.queries.ky import round_of
from baocao.queries.loi_van import load_dau
from taikhoan.models import Attachment, NhatKy

pytestmark = pytest.mark.django_db
PAGE, WORD = "/bao-cao/mau-word/", "/bao-cao/6T-2025/word/?don_vi=TPND"
K = LoaiMau.BAO_CAO


def template(*lines: str) -> SimpleUploadedFile:
    """A template of these paragraphs."""
    document, file = Document(), BytesIO()
    for line in lines:
        document.add_paragraph(line)
    document.save(file)
    return SimpleUploadedFile("mau.docx", file.getvalue())


def text_of(answer) -> str:
    document = Document(BytesIO(b"".join(answer.streaming_content)))
    return "\n".join(paragraph.text for paragraph in document.paragraphs)


@pytest.fixture
def world(world, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return world


def test_the_slots_are_those_of_the_documents(world):
    """What a template is tried with has every key that the document is filled with, and no other."""
    both, head = read_bao_cao_in(world.units["a"], round_of("6T-2025")), load_dau(world.units["a"])
    real = {**bao_cao_word._head(both.data, head), **bao_cao_word._body(both.loi_van)}
    assert THU[K].keys() == real.keys()


def test_the_office_template_is_used_for_the_report(world, sign_in):
    admin = sign_in("administrator")
    data = {"loai": K, "tep": template("THỂ THỨC MỚI {{ ten_ky }}"), "submit_key": "mot"}
    assert admin.post(PAGE, data).status_code == 302
    assert text_of(sign_in("clerk_a").get(WORD)) == "THỂ THỨC MỚI 6 tháng đầu năm 2025"
    assert NhatKy.objects.filter(act="edit_danh_muc").count() == 1
    admin.post(f"{PAGE}{K}/bo/")
    assert "KẾT QUẢ THỰC HIỆN" in text_of(sign_in("clerk_a").get(WORD))


@pytest.mark.parametrize(
    ("upload", "sentence"),
    [
        (template("{{ mat_khau }}"), "Mẫu có ô không dùng được: mat_khau"),
        (template("{{ ten_ky"), "Mẫu không điền được"),
        (template("{{ ten_ky.__class__.__mro__ }}"), "Mẫu không điền được"),
        (template("{{ ''.__class__.__mro__[1].__subclasses__() }}"), "Mẫu không điền được"),
        (template("{% for i in range(10**9) %}x{% endfor %}"), "Mẫu"),
        (SimpleUploadedFile("mau.docx", b"khong phai zip"), "lưu dạng .docx"),
        (SimpleUploadedFile("mau.docx", b"PK\x03\x04 word/document.xml"), "lưu dạng .docx"),
    ],
    ids=["slot", "syntax", "class", "subclasses", "loop", "text", "half a zip"],
)
def test_a_bad_template_is_refused_and_nothing_is_kept(world, sign_in, upload, sentence):
    upload.seek(0)
    page = sign_in("administrator").post(PAGE, {"loai": K, "tep": upload, "submit_key": "mot"})
    assert sentence in str(page.context["form"].errors["tep"])
    assert (MauWord.objects.count(), Attachment.objects.filter(model="baocao.mauword").count()) == (0, 0)


def test_a_template_that_breaks_later_gives_way_and_it_is_said(world, sign_in):
    set_mau_word(K, template("{{ ten_ky }}"), by=world.user("administrator"))
    Path(Attachment.objects.get(model="baocao.mauword").file.path).write_bytes(b"hong")
    client = sign_in("clerk_a")
    assert "KẾT QUẢ THỰC HIỆN" in text_of(client.get(WORD))
    assert "dùng mẫu có sẵn" in client.get("/bao-cao/").content.decode()


def test_the_template_in_use_comes_back_to_be_edited(world, sign_in):
    client = sign_in("administrator")
    assert b"".join(client.get(f"{PAGE}{K}/tai-ve/").streaming_content) == BUILT_IN[K].read_bytes()
    mine = template("{{ ten_ky }}")
    set_mau_word(K, mine, by=world.user("administrator"))
    mine.seek(0)
    assert b"".join(client.get(f"{PAGE}{K}/tai-ve/").streaming_content) == mine.read()


def test_templates_are_the_administrators(world, sign_in):
    found = {name: sign_in(name).get(PAGE).status_code for name in ("administrator", "reviewer", "leader", "clerk_a")}
    assert found == {"administrator": 200, "reviewer": 403, "leader": 403, "clerk_a": 403}

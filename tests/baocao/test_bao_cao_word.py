"""The report as Word: layout, figures, foot, highlights, and that no text is read as a template (sentences.md 8)."""

from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from django.core.management import CommandError, call_command
from docx import Document
from docx.enum.text import WD_COLOR_INDEX
from docx.shared import Mm

from baocao.exporters import write_word
from baocao.queries.bang import Bang, BaoCaoData, NguonSo
from baocao.queries.loi_van import BO_SUNG, DauVanBan, hai_dong, soan_loi_van
from cdcs.models import CongDoan
from taikhoan.models import User
from tests.baocao.busy import busy_world
from tests.baocao.loi_van_mau import NOTHING, TINH, Y_YEN

EMPTY = Bang("Tổng hợp", "", "", (), [])
DATA = BaoCaoData(
    "YYEN", "LĐLĐ huyện Ý Yên", "ldld_huyen", "6T-2025", "6 tháng đầu năm 2025", date(2024, 12, 1), date(2025, 5, 31),
    date(2025, 5, 30), 20, datetime(2025, 5, 28, tzinfo=UTC), EMPTY, (),
)  # fmt: skip
HEAD = DauVanBan("LĐLĐ TỈNH NAM ĐỊNH", "27", dia_danh="Ý Yên", ngay=date(2025, 5, 28), nguoi_ky="Nguyễn Văn A",
                 kinh_gui="Liên đoàn Lao động tỉnh Nam Định", noi_nhan=("LĐLĐ tỉnh", "Lưu: VP"))  # fmt: skip
SNAPSHOT = NguonSo("Bản chụp", "BC-7", "0123456789abcdef" * 4)


def word(loi_van=None, data: BaoCaoData = DATA, head: DauVanBan = HEAD):
    file = BytesIO()
    write_word(file, data, loi_van or soan_loi_van(Y_YEN), head)
    return Document(BytesIO(file.getvalue()))


def lines(document) -> list[str]:
    return [one.text for one in document.paragraphs if one.text]


def feet(document) -> list[list[str]]:
    section = document.sections[0]
    return [[one.text for one in foot.paragraphs] for foot in (section.first_page_footer, section.footer)]


def test_head_and_foot_of_the_sample():
    document = word()
    head = document.tables[0]
    assert head.cell(0, 0).text.split("\n")[:3] == ["LĐLĐ TỈNH NAM ĐỊNH", "LIÊN ĐOÀN LAO ĐỘNG", "HUYỆN Ý YÊN"]
    assert (head.cell(1, 0).text, head.cell(1, 1).text) == ("Số: 27/BC-LĐLĐ", "Ý Yên, ngày 28 tháng 5 năm 2025")
    assert lines(document)[:4] == [
        "BÁO CÁO", "Kết quả phát triển đoàn viên, thành lập công đoàn cơ sở", "6 tháng đầu năm 2025",
        "Kính gửi: Liên đoàn Lao động tỉnh Nam Định",
    ]  # fmt: skip
    left, right = document.tables[-1].rows[0].cells
    assert left.text == "Nơi nhận:\n- LĐLĐ tỉnh;\n- Lưu: VP."
    assert right.text == "TM. BAN THƯỜNG VỤ\nCHỦ TỊCH\nNguyễn Văn A"
    of_base = word(data=replace(DATA, loai_don_vi="cdcs")).tables[-1].cell(0, 1)
    assert of_base.text.startswith("TM. BAN CHẤP HÀNH\nCHỦ TỊCH\n")
    section = document.sections[0]
    assert (section.left_margin, section.right_margin) == (pytest.approx(Mm(30), 999), pytest.approx(Mm(15), 999))
    assert section.different_first_page_header_footer
    assert "PAGE" in section.header._element.xml
    assert "PAGE" not in section.first_page_header._element.xml


def test_text_and_table_stand_in_their_place():
    document, drafted = word(), soan_loi_van(Y_YEN)
    styles = {one.text: one.style.name for one in document.paragraphs}
    for point in drafted.diem:
        assert styles[point.phan] == "Heading 1"
        assert not point.tieu_de or styles[point.tieu_de] == "Heading 2"
        assert all(styles[text] == "VB Noi dung" for text in point.van_ban)
    assert list(dict.fromkeys(one.phan for one in drafted.diem)) == [
        one.text for one in document.paragraphs if one.style.name == "Heading 1"
    ]
    assert lines(document)[-1] == drafted.ket
    assert not any(mark in document.element.xml for mark in ("{{", "{%", "%}", "}}"))
    table = next(one.bang for one in drafted.diem if one.bang)
    assert [[cell.text for cell in row.cells] for row in document.tables[1].rows] == [
        list(table.cot), *map(list, table.dong)
    ]  # fmt: skip


def test_unanswered_points_are_highlighted_and_typed_ones_are_not():
    drafted = soan_loi_van(Y_YEN).with_texts({"II.7": "Đã kiểm tra.\n\n- Một;\n- Hai."})
    marked = [one for one in word(drafted).paragraphs if BO_SUNG in one.text]
    assert len(marked) == len(drafted.con_thieu)
    assert {run.font.highlight_color for one in marked for run in one.runs} == {WD_COLOR_INDEX.YELLOW}
    texts = lines(word(drafted))
    place = texts.index("Đã kiểm tra.")
    assert texts[place : place + 3] == ["Đã kiểm tra.", "- Một;", "- Hai."]


def test_foot_says_draft_snapshot_and_sample():
    assert feet(word()) == [["BẢN NHÁP – số liệu chưa chốt"]] * 2
    frozen = replace(DATA, nguon=SNAPSHOT, la_du_lieu_mau=True)
    assert [foot[0] for foot in feet(word(data=frozen))] == ["Bản chụp BC-7 · 0123456789ab"] * 2
    assert all(foot[1].startswith("DỮ LIỆU MẪU") for foot in feet(word(data=frozen)))


def test_the_province_has_its_ranking_which_runs_over_the_page():
    units = tuple(replace(TINH.con[0], ten=f"LĐLĐ huyện {number}") for number in range(15))
    drafted = soan_loi_van(replace(TINH, con=units))
    document = word(drafted, replace(DATA, ten_don_vi="LĐLĐ tỉnh Nam Định"), replace(HEAD, kinh_gui="", so=""))
    table = document.tables[1]
    assert (len(table.rows), len(table.columns)) == (17, 10)
    assert table.rows[-1].cells[1].text == "Tổng cộng"
    assert table.cell(1, 0).paragraphs[0].paragraph_format.keep_with_next
    assert table.cell(9, 0).paragraphs[0].paragraph_format.keep_with_next is False
    assert "Kính gửi" not in "\n".join(lines(document))
    assert document.tables[0].cell(1, 0).text == "Số:       /BC-LĐLĐ"


def test_nothing_that_is_typed_is_read_as_a_template():
    evil = "{{ 7*7 }} {% for x in ().__class__ %} <w:p/> & {_{ \x0b \x00"
    drafted = soan_loi_van(replace(NOTHING, ten_goi=replace(NOTHING.ten_goi, ten=evil))).with_texts({"V": evil})
    document = word(drafted, replace(DATA, ten_don_vi=evil), replace(HEAD, nguoi_ky=evil, noi_nhan=(evil,)))
    shown = "{{ 7*7 }} {% for x in ().__class__ %} <w:p/> &"
    assert shown.upper() in document.tables[0].cell(0, 0).text
    assert any(line.startswith(shown) for line in lines(document))
    assert "49" not in "\n".join(lines(document))
    assert shown in document.tables[-1].cell(0, 1).text


@pytest.mark.parametrize(
    "name, two",
    [
        ("LĐLĐ huyện Ý Yên", ("LIÊN ĐOÀN LAO ĐỘNG", "HUYỆN Ý YÊN")),
        ("Công đoàn ngành Nông nghiệp và PTNT", ("CÔNG ĐOÀN NGÀNH", "NÔNG NGHIỆP VÀ PTNT")),
        ("Công đoàn các KCN tỉnh Nam Định", ("CÔNG ĐOÀN CÁC KCN", "TỈNH NAM ĐỊNH")),
        ("Công đoàn Viên chức tỉnh", ("CÔNG ĐOÀN", "VIÊN CHỨC TỈNH")),
        ("CĐCS May", ("CĐCS MAY", "")),
    ],
)
def test_the_issuer_stands_on_two_lines(name, two):
    assert hai_dong(name) == two


@pytest.fixture
def busy(db, monkeypatch):
    return busy_world(monkeypatch)


def test_the_command_writes_the_live_report(busy, tmp_path, capsys):
    User.objects.update(is_demo=True)
    CongDoan.objects.filter(ma="TPND").update(ten_ngan="{{ 7*7 }}")
    out, file = tmp_path / "a.xlsx", tmp_path / "a.docx"
    call_command("export_bao_cao", ky="6T-2025", don_vi="TPND", out=str(out), docx=str(file))
    assert f"Đã ghi {out} và {file}: kỳ 6T-2025" in capsys.readouterr().out
    document = Document(file)
    assert any("kết nạp mới 37 đoàn viên, đạt 6,2% chỉ tiêu năm (37/600)" in line for line in lines(document))
    assert any("{{ 7*7 }} quản lý 02 CĐCS" in line for line in lines(document))
    assert [foot[1][:11] for foot in feet(document)] == ["DỮ LIỆU MẪU"] * 2
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.docx", "a.xlsx"]


def test_the_command_refuses_a_folder_before_it_writes(busy, tmp_path):
    out = tmp_path / "a.xlsx"
    with pytest.raises(CommandError, match="Không ghi được tệp"):
        call_command("export_bao_cao", ky="6T-2025", don_vi="TPND", out=str(out), docx=str(tmp_path / "x" / "a.docx"))
    assert not out.exists()

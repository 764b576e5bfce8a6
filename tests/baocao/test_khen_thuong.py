"""Commendation: the rule by hand, page = Excel = Word, lists behind the figures (01 R12; issue 5, part 6)."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook

from baocao.actions.khen_thuong import set_dieu_kien_khen
from baocao.enums import LoaiMau
from baocao.exporters import to_trinh
from baocao.exporters.mau_word import THU
from baocao.forms.khen_thuong import ToTrinhForm
from baocao.queries.bang import ngay_ngan
from baocao.queries.khen_thuong import DieuKien, DongKhen, KhenThuong
from cdcs.access import rights_of
from cdcs.actions import CongDoanData, create_cong_doan
from cdcs.forms.tham_so import ThamSo
from cdcs.models import ChuongTrinh, CongDoan, co_cau
from chitieu.actions import ChiTieuData, giao_chi_tieu
from core.dates import today
from taikhoan.models import NhatKy
from tests.baocao.busy import decide, small_world, write_row
from tests.baocao.vong import approve, submit
from tests.cast import FOUNDED

pytestmark = pytest.mark.django_db
DAY, GIVEN = date(2025, 11, 30), date(2025, 1, 2)
QUERY = "?don_vi=ND&den=2025-11-30"
TYPED = {"so": "12", "dia_danh": "Nam Định", "ngay": "05/02/2026", "can_cu": "Căn cứ Quy chế số 9;\nQuy chế số 10.",
         "hinh_thuc": "Bằng khen", "nguoi_ky": "Phạm Thị C"}  # fmt: skip
RULE = DieuKien("ket_nap", 100, 100)


def add_units(world, names: str) -> None:
    """Superior units of these letters, each with one base unit."""
    rows = [CongDoanData(f"H{n}", f"LĐLĐ huyện {n} & <{n}>", "ldld_huyen", "ND", FOUNDED) for n in names]
    rows += [CongDoanData(f"H{n}-1", f"CĐCS {n}", "cdcs", f"H{n}", FOUNDED) for n in names]
    for unit in create_cong_doan(rows, by=world.user("administrator")):
        world.units[unit.ma] = unit


def give(world, year: int = 2025, number: str = "21/QĐ-LĐLĐ", **quotas) -> None:
    """Members, or members and CĐCS, by the name of the unit."""
    pairs = {name: one if isinstance(one, tuple) else (one,) for name, one in quotas.items()}
    lines = [ChiTieuData(world.units[name], kind, count) for name, pair in pairs.items()
             for kind, count in zip(("doan_vien", "cdcs"), pair, strict=False)]  # fmt: skip
    day = date(year, 1, 2)
    giao_chi_tieu(by=world.user("administrator"), so_quyet_dinh=number, ngay=day, nam=year, lines=lines)


@pytest.fixture
def world(db, monkeypatch):
    """A: 1.262 of 1.150 and 2 CĐCS of 2; B: 42 of 41 and 2 CĐCS of 3; C: 50 of 50; D has no quota, E a quota of 0.

    The base unit directly under the province: 11 of 10.
    """
    world = small_world(monkeypatch)
    add_units(world, "CDE")
    new = [(f"M{i}", parent) for i, parent in enumerate(("TPND", "TPND", "YYEN", "YYEN"))]
    create_cong_doan([CongDoanData(ma, f"CĐCS {ma}", "cdcs", parent, date(2025, 3, 1)) for ma, parent in new],
                     by=world.user("administrator"))  # fmt: skip
    won = {"cdcs_a": 1262, "cdcs_b": 42, "HC-1": 50, "HD-1": 10, "HE-1": 5, "cdcs_tinh": 11}
    for name, count in won.items():
        write_row(world, "ket_nap", date(2025, 2, 10), name, count, 1)
    give(world, a=(1150, 2), b=(41, 3), HC=50, HE=0, cdcs_tinh=10)
    return world


def page_of(world, day: date = DAY, structure=None) -> KhenThuong:
    place = ThamSo(world.units["tinh"], GIVEN, day, structure)
    return KhenThuong(place, rights_of(world.user("administrator")))


def met_of(page: KhenThuong) -> list[str]:
    return [line.unit.ma for group in page.groups for _, line in group.dong]


def set_rule(world, thuoc_do: str = "", members: int = 100, bases: int = 100) -> None:
    by = world.user("reviewer")
    set_dieu_kien_khen(by=by, thuoc_do=thuoc_do, nguong_doan_vien=members, nguong_cdcs=bases)


def test_the_rule_by_hand(world):
    page = page_of(world)
    assert [(group.ten, [(n, line.unit.ma) for n, line in group.dong]) for group in page.groups] == [
        ("Công đoàn cấp trên trực tiếp cơ sở", [(1, "TPND")]), ("CĐCS trực thuộc LĐLĐ tỉnh", [(2, "T001")])
    ]  # fmt: skip
    first = page.groups[0].dong[0][1]
    assert (first.giao, first.thuc_hien, first.ty_le, first.vuot) == (1150, 1262, Decimal("109.7"), Decimal("9.7"))
    assert (first.giao_cdcs, first.cdcs, len(page.lines)) == (2, 2, 4)
    assert [(line.unit.ma, reason) for line, reason in page.near] == [
        ("YYEN", "đạt 102,4% chỉ tiêu đoàn viên nhưng chỉ đạt 66,7% chỉ tiêu CĐCS"),
        ("HC", "đạt 100% chỉ tiêu đoàn viên, không vượt"),
    ]
    assert [unit.ma for unit in page.without_quota] == ["HD", "HE"]
    assert ([one.so_quyet_dinh for one in page.decisions], page.is_over) == (["21/QĐ-LĐLĐ"], True)


@pytest.mark.parametrize(
    "line, met, reason",
    [
        ((200, 293, None, 0), True, ""),
        ((2000, 2001, None, 0), True, ""),
        ((20000, 20001, 3, 2), False,
         "đạt 100,0% (20.001/20.000) chỉ tiêu đoàn viên nhưng chỉ đạt 66,7% chỉ tiêu CĐCS"),
        ((100, 101, 0, 0), True, ""),
        ((100, 101, 2, 0), False, "đạt 101,0% chỉ tiêu đoàn viên nhưng chưa thành lập mới CĐCS (chỉ tiêu 02 CĐCS)"),
        ((50, 50, 2, 1), False, "đạt 100% chỉ tiêu đoàn viên, không vượt, và chỉ đạt 50,0% chỉ tiêu CĐCS"),
    ],
)  # fmt: skip
def test_a_line_is_judged_on_whole_numbers(line, met, reason):
    one = DongKhen(CongDoan(ten="A"), *line)
    assert RULE.is_met(one) == met
    assert met or RULE.reason(one) == reason


def test_shares_round_half_up_and_rank_unrounded():
    half = DongKhen(CongDoan(ten="A"), 200, 293, None, 0)
    assert (half.ty_le, half.vuot) == (Decimal("146.5"), Decimal("46.5"))
    assert DongKhen(CongDoan(ten="A"), 2000, 2001, None, 0).ty_le == Decimal("100.1")  # 100,05
    lines = [DongKhen(CongDoan(ten=name), 100_000, done, None, 0) for name, done in (("Z", 146_502), ("B", 146_504))]
    assert [line.unit.ten for line in sorted(lines, key=lambda line: line.rank)] == ["B", "Z"]


def test_the_thresholds_are_settings(world):
    set_rule(world, members=110, bases=66)
    page = page_of(world)
    assert page.rule.cau_doan_vien == "số đoàn viên kết nạp mới cao hơn 110% chỉ tiêu được giao"
    assert page.rule.cau_cdcs == "số CĐCS thành lập mới đạt từ 66% chỉ tiêu trở lên (nếu được giao)"
    assert met_of(page) == []  # 110,0% is not above 110%
    assert page.near[0][1] == "đạt 110,0% chỉ tiêu đoàn viên, không vượt mức 110%"
    set_rule(world, bases=66)
    assert met_of(page_of(world)) == ["TPND", "YYEN", "T001"]


def test_the_measure_of_members_is_a_setting(world):
    """In April A loses 200 to retirement: net 1.062. In May B's base unit (42) moves to A: net 1.104, B −0 … +0.

    Without reorganisation A keeps 1.062 and B its 42.
    """
    write_row(world, "nghi_huu", date(2025, 4, 1), "cdcs_a", 200, 0)
    decide(world, "chuyen_cap_tren", date(2025, 5, 1), "cdcs_b", "a")
    for measure, a, b in (("", 1262, 42), ("thuc_tang", 1104, 0), ("thuc_tang_tru_sap_xep", 1062, 42)):
        set_rule(world, measure)
        done = {line.unit.ma: line.thuc_hien for line in page_of(world).lines}
        assert (done["TPND"], done["YYEN"]) == (a, b), measure
    assert met_of(page_of(world)) == ["T001"]
    ChuongTrinh.objects.update(thuoc_do_nam="thuc_tang")
    set_rule(world)
    assert page_of(world).rule.thuoc_do == "thuc_tang"


def test_a_merged_unit_is_named_with_its_successor(world):
    day = date(2024, 11, 30)
    give(world, 2024, "9/QĐ", a=10, a_moved=10)
    write_row(world, "ket_nap", date(2024, 3, 1), "cdcs_a", 20, 1)
    page = page_of(world, day)
    assert (met_of(page), [line.unit.ma for line in page.lines]) == (["TPND"], ["TPND"])
    assert page.ended_notes == [
        "Công đoàn MLOC sáp nhập vào Công đoàn TPND từ ngày 01/9/2024; "
        "kết quả trước ngày đó không cộng cho đơn vị kế tục."
    ]
    folded = "Công đoàn TPND gồm cả Công đoàn MLOC, sáp nhập từ ngày 01/9/2024."
    assert page_of(world, day, co_cau(DAY)).ended_notes == [folded]
    assert page_of(world, date(2024, 5, 31), co_cau(DAY)).ended_notes == [folded]  # before it, in today's structure
    assert page_of(world).ended_notes == []  # another year


def word_of(client, typed: dict) -> tuple[list[str], list[list[str]], str]:
    """Paragraphs, the rows of Bảng 1, the footer."""
    answer = client.post(reverse("khen_thuong_download") + QUERY, typed)
    document = Document(BytesIO(answer.getvalue()))
    rows = [[cell.text for cell in row.cells] for row in document.tables[1].rows]
    return [one.text for one in document.paragraphs], rows, document.sections[0].footer.paragraphs[0].text


def test_page_excel_and_word_say_the_same(world, sign_in):
    client = sign_in("reviewer")
    page = client.get(reverse("khen_thuong_list") + QUERY).context["page"]
    answer = client.get(reverse("khen_thuong_export") + QUERY)
    cells = [[cell.value for cell in row] for row in load_workbook(BytesIO(answer.getvalue())).active.iter_rows()]
    head = next(number for number, row in enumerate(cells) if row[0] == "TT")
    met = [(number, line) for group in page.groups for number, line in group.dong]
    shown = [
        [n, one.unit.ten, one.giao, one.thuc_hien, float(one.ty_le), float(one.vuot), one.giao_cdcs, one.cdcs]
        for n, one in [*met, *((None, line) for line, _ in page.near)]
    ]
    assert [[row[0], row[2], *row[4:10]] for row in cells[head + 1 :]] == shown
    assert [row[10] for row in cells[head + 1 :]] == ["Đủ điều kiện"] * 2 + [reason for _, reason in page.near]
    assert cells[head][4:7] == ["Chỉ tiêu đoàn viên", "Kết nạp mới", "Tỷ lệ %"]
    texts, rows, _ = word_of(client, TYPED)
    assert rows[2] == ["1", "Công đoàn TPND", "1.150", "1.262", "109,7", "9,7", "2", "2"]
    assert rows[4] == ["2", "Công đoàn T001", "10", "11", "110,0", "10,0", "—", "0"]
    assert [rows[1][0], rows[3][0], len(rows)] == [page.groups[0].ten, page.groups[1].ten, 5]
    assert ("Có 02 đơn vị hoàn thành chỉ tiêu đoàn viên nhưng chưa đủ điều kiện là Công đoàn YYEN (đạt 102,4% chỉ tiêu "
            "đoàn viên nhưng chỉ đạt 66,7% chỉ tiêu CĐCS) và LĐLĐ huyện C & <C> (đạt 100% chỉ tiêu đoàn viên, không "
            "vượt).") in texts  # fmt: skip


def test_the_sentences_of_the_proposal(world, sign_in):
    texts, _, mark = word_of(sign_in("reviewer"), TYPED)
    assert texts[5:7] == ["Căn cứ Quy chế số 9;", "Căn cứ Quy chế số 10;"]
    assert ("Căn cứ Quyết định số 21/QĐ-LĐLĐ ngày 02 tháng 01 năm 2025 của Ban Thường vụ LĐLĐ tỉnh về việc giao chỉ "
            "tiêu năm 2025 và số liệu của sổ biến động đoàn viên đến hết ngày 30/11/2025 (lấy ngày "
            f"{ngay_ngan(today())}).") in texts  # fmt: skip
    assert ("Trong 04 đơn vị được giao chỉ tiêu năm 2025 có 02 đơn vị đủ điều kiện khen thưởng, xếp theo tỷ lệ từ cao "
            "xuống thấp:") in texts  # fmt: skip
    assert any("tặng Bằng khen cho 02 tập thể có tên tại Bảng 1." in text for text in texts)
    assert "Ghi chú: Số liệu từ ngày 01/12/2024 đến ngày 30/11/2025." in texts
    assert mark == "BẢN NHÁP – số liệu chưa chốt"
    assert not any("{" in text for text in texts)


def test_what_nobody_typed_is_a_blank_to_fill(world, sign_in):
    texts, _, _ = word_of(sign_in("reviewer"), {"so": ""})
    assert "Căn cứ [quy chế khen thưởng đang dùng: ghi tên, số, ngày văn bản];" in texts
    assert any("tặng [hình thức khen thưởng] cho 02 tập thể" in text for text in texts)
    assert ToTrinhForm({"ngay": "31/02/2026"}).errors.keys() == {"ngay"}


def test_a_long_list_of_near_misses_and_a_long_table(world, sign_in):
    letters = "FGKLMNOPQRST"
    add_units(world, letters)
    give(world, number="22/QĐ", **{f"H{name}": (10, int(name < "H")) for name in letters})
    for name in letters:
        write_row(world, "ket_nap", date(2025, 2, 10), f"H{name}-1", 20, 1)
    answer = sign_in("reviewer").post(reverse("khen_thuong_download") + QUERY, TYPED)
    document = Document(BytesIO(answer.getvalue()))
    texts = [one.text for one in document.paragraphs]
    begin = texts.index("Có 04 đơn vị hoàn thành chỉ tiêu đoàn viên nhưng chưa đủ điều kiện:")
    reason = "đạt 200,0% chỉ tiêu đoàn viên nhưng chưa thành lập mới CĐCS (chỉ tiêu 01 CĐCS)"
    assert texts[begin + 1] == f"- LĐLĐ huyện F & <F>: {reason};"
    assert texts[begin + 4] == "- LĐLĐ huyện C & <C>: đạt 100% chỉ tiêu đoàn viên, không vượt."
    rows = document.tables[1].rows[1:]
    assert len(rows) == 12 + 2  # and the names of the two groups
    assert not any(cell.paragraphs[0].paragraph_format.keep_with_next for row in rows for cell in row.cells)


@pytest.mark.parametrize("reported", [False, True])
def test_every_figure_opens_its_list(world, sign_in, reported):
    """Of an approved report the one that was frozen with it, whatever came since."""
    if reported:
        report_year(world, "a")
        with time_machine.travel("2025-12-01 10:00 +0700", tick=False):
            write_row(world, "ket_nap", date(2025, 11, 29), "cdcs_a", 5, 0)
    client = sign_in("reviewer")
    page = client.get(reverse("khen_thuong_list") + QUERY).context["page"]
    for line in page.lines:
        for value, url in ((line.thuc_hien, line.url), (line.cdcs, line.url_cdcs)):
            assert client.get(url).context["listing"].total == value


def test_the_rule_is_edited_and_logged(world, sign_in):
    client = sign_in("reviewer")
    address = reverse("khen_thuong_settings")
    assert client.post(address, {"thuoc_do": "", "nguong_doan_vien": "90", "nguong_cdcs": "100"}).status_code == 200
    client.post(address, {"thuoc_do": "thuc_tang", "nguong_doan_vien": "105", "nguong_cdcs": "90"})
    programme = ChuongTrinh.current()
    rule = (programme.khen_thuoc_do, programme.khen_nguong_doan_vien, programme.khen_nguong_cdcs)
    assert rule == ("thuc_tang", 105, 90)
    assert NhatKy.objects.get(act="edit_chuong_trinh").noi_dung["nguong_doan_vien"] == 105


def test_downloads_are_logged_and_nobody_means_no_proposal(world, sign_in):
    client = sign_in("reviewer")
    client.get(reverse("khen_thuong_export") + QUERY)
    client.post(reverse("khen_thuong_download") + QUERY, TYPED)
    rows = NhatKy.objects.filter(act="propose_khen_thuong").order_by("pk")
    assert [(row.unit, row.noi_dung["tep"], row.noi_dung["so_don_vi"]) for row in rows] == [
        ("ND", "Excel", 2), ("ND", "Word", 2)
    ]  # fmt: skip
    assert "Phạm Thị C" not in str([row.noi_dung for row in rows])
    answer = client.post(reverse("khen_thuong_download") + "?don_vi=ND&den=2024-11-30", TYPED)
    assert "Chưa có đơn vị nào đủ điều kiện" in answer.content.decode()
    assert client.get(reverse("khen_thuong_list") + "?don_vi=TPND").status_code == 404
    for page in ("khen_thuong_list", "khen_thuong_download"):  # so the frame leads to no other unit
        assert client.get(reverse(page)).context["don_vi_trong_quyen"] == ()


@pytest.mark.parametrize("address", ["chi_tieu_list", "tien_do_list"])
def test_the_link_is_shown_to_who_proposes(world, sign_in, address):
    for who, seen in (("reviewer", True), ("administrator", True), ("leader", False), ("clerk_a", False)):
        text = sign_in(who).get(reverse(address)).content.decode()
        assert ("Đề nghị khen thưởng" in text) == seen, who


def test_number_of_questions_does_not_grow_with_the_units(world, sign_in):
    client, counts = sign_in("administrator"), []
    for more in ("", "FGK"):
        add_units(world, more)
        if more:
            give(world, number="22/QĐ", **{f"H{name}": (5, 1) for name in more})
        client.get(reverse("khen_thuong_list") + QUERY)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("khen_thuong_list") + QUERY)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def report_year(world, unit: str) -> None:
    """A unit reports the year and is approved."""
    with time_machine.travel("2025-11-28 10:00 +0700", tick=False):
        by = "superuser" if unit.startswith("H") else f"clerk_{unit}"
        instead = {"ly_do_lam_thay": "Nhập thay cán bộ của đơn vị"} if unit.startswith("H") else {}
        submit(world, unit, by, "NAM-2025", **instead)
        approve(world, unit, "NAM-2025")


def test_approved_reports_rule_once_there_are_any(world):
    """A's report is frozen before 5 more came; B reached its quota and has sent nothing, C has no report either."""
    report_year(world, "a")
    with time_machine.travel("2025-12-01 10:00 +0700", tick=False):
        write_row(world, "ket_nap", date(2025, 11, 29), "cdcs_a", 5, 0)
    page = page_of(world)
    assert (page.theo_bao_cao, met_of(page)) == (True, ["TPND", "T001"])
    assert page.groups[0].dong[0][1].thuc_hien == 1262
    assert [(line.unit.ma, reason) for line, reason in page.near] == [
        ("YYEN", "đạt 102,4% chỉ tiêu đoàn viên theo số hiện thời, chưa có báo cáo năm đã được duyệt"),
        ("HC", "đạt 100% chỉ tiêu đoàn viên theo số hiện thời, chưa có báo cáo năm đã được duyệt"),
    ]
    live = KhenThuong(page.place, page.rights, theo_so=True)
    assert (live.theo_bao_cao, live.groups[0].dong[0][1].thuc_hien) == (False, 1267)


def test_the_document_names_the_day_of_locking(world, sign_in):
    report_year(world, "a")
    with time_machine.travel("2026-02-03 10:00 +0700", tick=False):
        answer = sign_in("reviewer").post(reverse("khen_thuong_download") + QUERY, TYPED)
        text = "\n".join(one.text for one in Document(BytesIO(b"".join(answer.streaming_content))).paragraphs)
    source = "báo cáo năm 2025 đã được duyệt của các đơn vị (số liệu đã khóa từ ngày 01/02/2026)"
    assert (source in text, "Trước khi trình" in text) == (True, False)


def test_the_slots_of_its_template_are_those_of_the_document(world):
    page = page_of(world)
    typed = {"so": "", "dia_danh": "", "ngay": None, "can_cu": [], "hinh_thuc": "", "nguoi_ky": ""}
    assert THU[LoaiMau.TO_TRINH].keys() == {**to_trinh._head(page, typed), **to_trinh._body(page)}.keys()

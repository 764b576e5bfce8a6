"""Rounds, consolidation, timeliness on their pages; what a page costs does not grow with its units."""

from datetime import date
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from baocao.models import DonViBaoCao
from baocao.queries.ky import round_of
from baocao.queries.trang_tong_hop import rank
from cdcs.actions import CongDoanData, create_cong_doan
from cdcs.enums import LoaiCongDoan
from cdcs.models import CongDoan
from doanvien.enums import LoaiBienDong
from sapxep.actions import undo_sap_xep
from sapxep.models import SapXep
from tests.baocao.busy import busy_world, decide, write_row
from tests.baocao.trang_duyet import GRID, KY, page_of, text_of
from tests.baocao.vong import WHY, approved, give_back, submit
from tests.cast import FOUNDED

pytestmark = pytest.mark.django_db
ROUND, WHOLE = f"/bao-cao/{KY}/ky/", f"/bao-cao/{KY}/tong-hop/"
DATES = {"ngay_mo": "2/5/2026", "tu_ngay": "1/12/2025", "den_ngay": "31/5/2026", "han_nop": "28/5/2026",
         "ngay_khoa": "1/8/2026"}  # fmt: skip


@pytest.fixture
def world(db, monkeypatch, clock):
    return busy_world(monkeypatch)


@pytest.fixture
def reviewer(sign_in):
    return sign_in("reviewer")


def test_dates_are_set_before_the_round_opens_and_stand_from_then_on(world, reviewer):
    reviewer.post("/bao-cao/6T-2026/ky/", DATES | {"version": 1})
    assert round_of("6T-2026").han_nop == date(2026, 5, 28)
    second = DATES | {"version": 2}
    wrong = reviewer.post("/bao-cao/6T-2026/ky/", second | {"han_nop": "1/5/2026"})
    assert "Hạn nộp phải sau ngày mở." in wrong.context["form"].errors["han_nop"][0]
    early = reviewer.post("/bao-cao/6T-2026/ky/", second | {"tu_ngay": "30/11/2023"})
    assert "bắt đầu từ ngày 01/12/2023" in early.context["form"].errors["tu_ngay"][0]
    late = reviewer.post(ROUND, DATES | {"version": 1})
    assert "không sửa được nữa" in late.context["form"].errors["ngay_mo"][0]


def test_a_round_of_the_time_before_the_product_asks_nobody(world, reviewer):
    """It locked without having been opened here: no report of the province to be sent, no "0/0 approved"."""
    page = reviewer.get("/bao-cao/6T-2024/tong-hop/").content.decode()
    assert "không đơn vị nào phải nộp ở đây" in page
    assert "Nộp báo cáo tỉnh" not in page
    assert "đã duyệt 0/0" not in page


def test_a_province_of_base_units_alone_sends_the_report_of_an_open_round(world, reviewer):
    """Nobody under it reports; the page said that the round had been locked before it was opened."""
    CongDoan.objects.cap_tren().update(ngay_ket_thuc=date(2025, 3, 1))
    page = reviewer.get(WHOLE).content.decode()
    assert ("Kỳ này đã khóa" in page, "Nộp báo cáo tỉnh" in page) == (False, True)


def test_two_who_set_the_dates_at_once_see_both(world, reviewer, sign_in):
    """Each opened the page of a round that nobody had stored; who saves second sees what the first one saved."""
    page = "/bao-cao/6T-2026/ky/"
    versions = [client.get(page).context["form"]["version"].value() for client in (reviewer, sign_in("administrator"))]
    reviewer.post(page, DATES | {"version": versions[0]})
    other = sign_in("administrator").post(page, DATES | {"han_nop": "29/5/2026", "version": versions[1]})
    assert round_of("6T-2026").han_nop == date(2026, 5, 28)
    assert [(row["mine"], row["theirs"]) for row in other.context["conflict"]] == [("29/05/2026", "28/05/2026")]
    again = DATES | {"han_nop": "29/5/2026", "version": other.context["form"]["version"].value()}
    sign_in("administrator").post(page, again)
    assert round_of("6T-2026").han_nop == date(2026, 5, 29)


def test_the_list_of_reporters_follows_the_tree_by_a_press(world, reviewer):
    opened = reviewer.post(f"{ROUND}mo/", {"viec": "mo"}, follow=True)
    assert "Đã mở kỳ, chốt 2 đơn vị phải báo cáo." in text_of(opened)
    new = CongDoanData("CDYT", "Công đoàn ngành Y tế", LoaiCongDoan.CONG_DOAN_NGANH, "ND", date(2025, 3, 1), "9/QĐ")
    create_cong_doan([new], by=world.user("administrator"))
    assert "1 thay đổi từ khi chốt danh sách" in text_of(reviewer.get(ROUND))
    done = reviewer.post(f"{ROUND}mo/", {"viec": "cap_nhat"}, follow=True)
    assert "Công đoàn ngành Y tế" in text_of(done)
    assert DonViBaoCao.objects.filter(cong_doan__ma="CDYT", ky__ma=KY).exists()


def test_who_comes_back_to_the_list_is_told_apart_from_who_is_new(world, reviewer):
    """B went into A, and the decision was taken back."""
    reviewer.post(f"{ROUND}mo/", {"viec": "mo"})
    decide(world, "sap_nhap", date(2025, 5, 15), "b", "a")
    gone = reviewer.post(f"{ROUND}mo/", {"viec": "cap_nhat"}, follow=True)
    undo_sap_xep(SapXep.objects.latest("pk"), by=world.user("administrator"))
    [change] = reviewer.get(ROUND).context["changes"]
    said = "Bỏ khỏi danh sách 20/05/2025: Kết thúc ngày 15/05/2025, số liệu do Công đoàn TPND báo cáo"
    assert said in text_of(gone)
    assert " 1 đơn vị phải báo cáo" in text_of(gone)
    assert (change.unit.ma, change.them) == ("YYEN", True)
    assert change.ly_do.startswith("Việc kết thúc đã được hoàn tác")


def test_a_unit_is_waived_with_a_reason_and_expected_again(world, reviewer):
    address = f"/bao-cao/{KY}/mien/?don_vi=YYEN"
    short = reviewer.post(address, {"den_ngay": "15/6/2025", "ly_do": "Bận"})
    assert "ít nhất 10 ký tự" in short.context["form"].errors["ly_do"][0]
    page = reviewer.post(address, {"den_ngay": "15/6/2025", "ly_do": WHY}, follow=True)
    assert "Miễn đến 15/06/2025" in text_of(page)
    again = reviewer.post(f"/bao-cao/{KY}/bo-mien/?don_vi=YYEN", {}, follow=True)
    assert "lại phải báo cáo ở kỳ này" in text_of(again)


def test_the_province_reads_both_readings_and_who_is_missing(world, reviewer):
    approved(world, KY, "a")
    write_row(world, "ket_nap", date(2025, 5, 12), "cdcs_a", 9, 4)
    page = reviewer.get(WHOLE)
    lines = {one.ma: one for one in page.context["page"].dong}
    assert (lines["TPND"].so[0].chenh, lines["TPND"].sao, lines["YYEN"].sao) == (9, False, True)
    assert lines["TPND"].so[0].so + 9 == reviewer.get(f"{WHOLE}?so=hien_thoi").context["page"].dong[0].so[0].so
    assert [row.unit.ma for row, _ in page.context["page"].con_thieu] == ["YYEN"]
    assert "Còn chờ 1 báo cáo" in text_of(page)
    assert "Nộp báo cáo tỉnh" not in text_of(page)


def test_the_workbook_is_what_is_seen(world, reviewer, tmp_path):
    approved(world, KY, "a")
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"".join(reviewer.get(f"{WHOLE}tai-ve/").streaming_content))
    cells = [[cell.value for cell in row] for row in load_workbook(path).active.iter_rows()]
    total = next(row for row in cells if row[2] == "Toàn tỉnh")
    assert total[4] == reviewer.get(WHOLE).context["page"].tong.so[0].duyet


def test_equal_rates_share_a_place_and_the_next_is_skipped():
    assert rank([Fraction(1, 3), Fraction(293, 200), Fraction(2, 6), Fraction(1, 5)]) == [2, 1, 2, 4]


def test_timeliness_adds_up_over_the_term(world, sign_in, clock):
    clock.move_to("2025-06-01 08:00 +0700")
    submit(world, "a", "clerk_a", KY)
    give_back(world, "a", KY, {"doan_vien.giam": WHY})
    write_row(world, LoaiBienDong.KET_NAP, date(2025, 5, 12), "cdcs_a", 9, 4)
    page = sign_in("leader").get("/bao-cao/dung-han/").context["page"]
    found = {row.unit.ma: row for row in page.dong}
    late, none = found["TPND"], found["YYEN"]
    assert (late.ngay_cham, late.tra_lai, late.so_dong, late.dung_han) == (3, 1, 1, 0)
    assert (none.chua_nop, none.ngay_cham) == (1, 0)


def three_units(world) -> None:
    """Two more superior units, expected in the round of the tests."""
    new = [CongDoanData(code, f"LĐLĐ huyện {code}", LoaiCongDoan.LDLD_HUYEN, "ND", FOUNDED) for code in ("CCC", "DDD")]
    for unit in create_cong_doan(new, by=world.user("administrator")):
        world.units[unit.ma.lower()] = unit


def submitted(world, *units: str) -> None:
    for unit in units:
        submit(world, unit, "administrator", KY, ly_do_lam_thay="Đơn vị chưa có tài khoản, làm thay theo văn bản")


@pytest.mark.parametrize("address", [GRID, WHOLE, "/bao-cao/dung-han/", "/", page_of("TPND")])
def test_queries_do_not_grow_with_units(world, reviewer, address):

    three_units(world)
    submitted(world, "a")
    reviewer.get(address)
    with CaptureQueriesContext(connection) as one:
        reviewer.get(address)
    submitted(world, "ccc", "ddd")
    with CaptureQueriesContext(connection) as three:
        reviewer.get(address)
    assert len(three) == len(one)

"""What a snapshot says of itself when it is read later, and of units that ended in its window (02 §2.6-9, 12)."""

from datetime import date
from io import BytesIO

import pytest
import time_machine
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook

from baocao.queries.ky import round_of
from baocao.queries.phu_luc import bao_cao_data
from cdcs.models import PhanCong
from sapxep.actions import SapXepData, sap_xep
from tests.baocao.busy import busy_world, decide, write_row
from tests.baocao.trang_duyet import text_of
from tests.baocao.vong import answer_all, approve, approved, give_back, sent, submit

pytestmark = pytest.mark.django_db
KY = "6T-2025"
PAGE = f"/bao-cao/{KY}/?don_vi=TPND"


@pytest.fixture
def world(db, monkeypatch):
    with time_machine.travel("2025-05-20 08:00 +0700", tick=False):
        yield busy_world(monkeypatch)


@pytest.mark.parametrize("view", ["", "&xem=phu_luc"])
def test_an_approval_is_of_the_newest_revision_alone(world, sign_in, view):
    sent(world, KY, "a")
    give_back(world, "a", KY, {"doan_vien.ket_nap": "Xem lại số kết nạp của quý I."})
    answer_all(world, "a", KY, "clerk_a")
    submit(world, "a", "clerk_a", KY)
    approve(world, "a", KY)
    pages = [text_of(sign_in("clerk_a").get(f"{PAGE}&lan={lan}{view}")) for lan in (1, 2)]
    assert ["Theo báo cáo đã duyệt" in page for page in pages] == [False, True]


@pytest.fixture
def merged(world):
    """Union A took in the district YYEN on 5 May: 8 admitted there on 2 May, and its whole stock, came with it."""
    write_row(world, "ket_nap", date(2025, 5, 2), "union_b", 8, 3)
    decide(world, "sap_nhap", date(2025, 5, 5), "b", "a")
    return world


def bridges_of(page) -> list[tuple]:
    found = page.context["page"].ket_thuc
    return [(one.ma, [(label, value) for _, value, label, _ in bridge]) for one, bridge in found]


def test_the_successor_carries_the_figures_of_who_ended_apart_and_confirms_them(merged, sign_in):
    client, title = sign_in("clerk_a"), "Số của đơn vị đã kết thúc trong kỳ"
    live, check = client.get(PAGE), client.get(f"/bao-cao/{KY}/kiem-tra/?don_vi=TPND")
    submit(merged, "a", "clerk_a", KY)
    frozen = client.get(PAGE)
    [(code, figures)] = bridges_of(live)
    own = dict(figures)
    assert (code, own["Kết nạp mới"], own["Cuối kỳ"]) == ("YYEN", 8, 0)
    assert bridges_of(live) == bridges_of(check) == bridges_of(frozen)
    assert [title in text_of(page) for page in (live, check, frozen)] == [True] * 3
    assert "nộp báo cáo là xác nhận những số này" in text_of(check)


def test_the_workbook_tells_of_them_too(merged):
    before = bao_cao_data(merged.units["a"], round_of(KY)).tong_hop.ghi_chu
    [note] = [note for note in before if note.startswith("Số của đơn vị đã kết thúc trong kỳ")]
    assert "Công đoàn YYEN (kết thúc ngày 05/5/2025), đoàn viên đầu kỳ 36, kết nạp mới 8" in note


def list_of(client, khoa: str, lan: int = 1):
    """The list behind a frozen figure of A."""
    return client.get(f"{reverse('so_bao_cao_list', args=[KY])}?don_vi=TPND&lan={lan}&so={khoa}")


def cells_of(page) -> list[list]:
    return [[cell.value for cell in row] for row in page.context["listing"].all_rows()]


@pytest.mark.parametrize("who", ["clerk_a", "department"])
def test_a_later_name_of_a_unit_is_none_of_a_frozen_list(world, sign_in, who):
    """Recorded after the submission, dated inside the window: rows, units that came whole, stocks, sums by unit."""
    approved(world, KY, "a")
    client, keys = sign_in(who), ("doan_vien.ket_nap", "doan_vien.giam", "doan_vien.sap_xep_den", "doan_vien.cuoi_ky")
    before = [cells_of(list_of(client, khoa)) for khoa in keys]
    for name in ("cdcs_a", "cdcs_b", "to_a"):
        decision = SapXepData("doi_ten", date(2025, 5, 10), world.units[name], ten_moi=f"Tên mới {name}",
                              so_quyet_dinh="99/QĐ")  # fmt: skip
        sap_xep(decision, by=world.user("administrator"))
    assert [cells_of(list_of(client, khoa)) for khoa in keys] == before
    assert all(before)


def test_who_reads_no_names_gets_a_frozen_list_by_base_unit(world, sign_in):
    """24 in CĐCS A and its tổ, of them one named, 12 in the CĐCS that was merged into it later [02-2.7-2]."""
    approved(world, KY, "a")
    found = list_of(sign_in("department"), "doan_vien.ket_nap")
    assert [row[1::2] for row in cells_of(found)] == [["A001", 25], ["A002", 12]]
    assert found.context["listing"].total == 37
    leader = sign_in("leader").get(f"{reverse('so_bao_cao_export', args=[KY])}?don_vi=TPND&so=doan_vien.ket_nap")
    sheet = load_workbook(BytesIO(b"".join(leader.streaming_content))).active
    assert "Đoàn viên" not in [cell.value for row in sheet.rows for cell in row]


def test_excel_and_word_of_an_older_revision_are_its_own(world, sign_in):
    sent(world, KY, "a")
    give_back(world, "a", KY, {"doan_vien.ket_nap": "Xem lại số kết nạp của quý I."})
    client = sign_in("clerk_a")
    for lan in (1, 2):
        page = client.get(f"{PAGE}&lan={lan}&xem=phu_luc").content.decode()
        for name in ("bao_cao_export", "bao_cao_download"):
            url = f"{reverse(name, args=[KY])}?don_vi=TPND&lan={lan}"
            assert url.replace("&", "&amp;") in page
            answer = client.get(url)
            assert f'filename="bao-cao-{KY}-TPND-lan-{lan}.' in answer["Content-Disposition"]
            file = BytesIO(b"".join(answer.streaming_content))
            assert f"{KY}/TPND/{lan}" in (sheet_text(file) if name == "bao_cao_export" else foot_of(file))
        if lan == 1:
            answer_all(world, "a", KY, "clerk_a")
            submit(world, "a", "clerk_a", KY)
    assert client.get(f"{reverse('bao_cao_export', args=[KY])}?don_vi=TPND&lan=3").status_code == 404


def sheet_text(file) -> str:
    return " ".join(str(cell.value) for row in load_workbook(file)["Nguồn số liệu"].rows for cell in row)


def foot_of(file) -> str:
    return " ".join(one.text for section in Document(file).sections for one in section.footer.paragraphs)


def test_a_row_entered_late_in_a_unit_that_came_since_is_told_among_what_came_after(world, sign_in):
    """CĐCS B came to A on 1 April: 9 of 10 February change A's closing stock, as reorganisation [02-2.6-16]."""
    sent(world, KY, "a")
    write_row(world, "ket_nap", date(2025, 2, 10), "cdcs_b", 9, 3)
    page = sign_in("clerk_a").get(PAGE)
    assert [(one.loai, one.so) for one in page.context["page"].phat_sinh.dong] == [("sap_xep_den", 9)]
    assert "1 dòng ghi vào sổ sau lúc nộp" in text_of(page)
    [row] = [one for one in sign_in("reviewer").get(f"/bao-cao/duyet/?ky={KY}").context["grid"].dong
             if one.unit.ma == "TPND"]  # fmt: skip
    assert (row.so_dong, row.sap_xep) == (1, False)


def test_a_decision_about_a_unit_that_had_left_before_is_told_where_it_changes_something(world, sign_in):
    """CĐCS B001 came from YYEN to TPND on 1 April; of its next decision the report of YYEN knows nothing."""
    sent(world, KY, "a", "b")
    with time_machine.travel("2025-05-21 08:00 +0700", tick=False):
        decide(world, "chuyen_cap_tren", date(2025, 5, 6), "cdcs_b", "tinh")
    client, said = sign_in("reviewer"), "Công đoàn B001, Công đoàn ND"
    pages = [f"/bao-cao/{KY}/{act}?don_vi={code}" for act in ("", "xem-xet/") for code in ("TPND", "YYEN")]
    assert [said in text_of(client.get(page)).replace(" →", ",") for page in pages] == [True, False, True, False]


def offered_on(client, address: str) -> dict[str, int]:
    """What each unit that the switcher of a page offers answers there."""
    codes = [unit.ma for unit in client.get(address).context["don_vi_trong_quyen"]]
    page = address.replace("don_vi=TPND", "don_vi={}")
    return {code: client.get(page.format(code), follow=True).status_code for code in codes}


def test_the_switcher_of_a_report_offers_what_the_reader_opens(world, sign_in):
    """A department reads approved reports alone, as clerk of B besides those of B; a frozen list is of one report."""
    approved(world, KY, "a")
    listed = f"{reverse('so_bao_cao_list', args=[KY])}?don_vi=TPND&lan=1&so=doan_vien.ket_nap"
    assert offered_on(sign_in("department"), PAGE) == {"TPND": 200}
    assert offered_on(sign_in("reviewer"), PAGE) == dict.fromkeys(("ND", "TPND", "YYEN"), 200)
    assert [offered_on(sign_in(who), listed) for who in ("department", "reviewer")] == [{}, {}]
    PhanCong.objects.create(
        user=world.user("department"), cong_doan=world.units["b"], vai_tro="can_bo", tu_ngay=date(2024, 1, 1)
    )
    both = sign_in("department")
    assert offered_on(both, PAGE) == {"TPND": 200, "YYEN": 200}
    submit(world, "b", "clerk_b", KY)
    compared = f"{reverse('bao_cao_compare', args=[KY])}?don_vi=YYEN"
    assert [unit.ma for unit in both.get(compared).context["don_vi_trong_quyen"]] == ["YYEN"]

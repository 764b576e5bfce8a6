"""The grid of review and the page of one report, as the province's people use them (05 §5.2-9)."""

from datetime import date

import pytest
import time_machine

from baocao.actions.bao_cao import OData, save_o
from baocao.actions.ky_bao_cao import waive_bao_cao
from baocao.models import LanNhac, NhanXet
from baocao.queries.bao_cao.tong_hop_tinh import consolidate
from baocao.queries.ky import round_of
from baocao.queries.nhac import not_submitted
from core.refusal import Refused
from taikhoan.models import Draft, NhatKy
from tests.baocao.busy import busy_world, decide, write_row
from tests.baocao.trang_duyet import GRID, KY, page_of, picked, return_data, text_of
from tests.baocao.vong import WHY, answer_all, approved, give_back, report_of, sent, submit

pytestmark = pytest.mark.django_db
ASKED = "Giảm tháng 2 là những ai, theo quyết định nào?"


@pytest.fixture
def world(db, monkeypatch, clock):
    return busy_world(monkeypatch)


@pytest.fixture
def reviewer(sign_in):
    return sign_in("reviewer")


def rows(response) -> dict:
    return {row.unit.ma: row for row in response.context["rows"]}


def test_the_grid_tells_states_days_and_what_changed(world, sign_in, clock):
    sent(world, KY, "a")
    write_row(world, "ket_nap", date(2025, 5, 12), "cdcs_a", 9, 4)
    clock.move_to("2025-06-02 08:00 +0700")
    page = sign_in("reviewer").get(GRID)
    found = rows(page)
    assert (found["TPND"].moi.kind, found["TPND"].moi.note, found["TPND"].so_dong) == ("da_nop", "20/05, lần 1", 1)
    assert (found["YYEN"].moi.kind, found["YYEN"].moi.word) == ("qua_han", "Quá hạn 4 ngày")
    assert "6 tháng đầu năm 2025: 1/2 đơn vị đã nộp, 1 chờ duyệt" in text_of(page)
    counts = {"tat_ca": 2, "cho_duyet": 1, "tra_lai": 0, "chua_nop": 1, "co_thay_doi": 1, "qua_han": 1}
    assert {key: count for key, _, count in page.context["tabs"]} == counts


def test_tabs_stand_in_the_address(world, reviewer):
    sent(world, KY, "a")
    assert set(rows(reviewer.get(f"{GRID}&loc=cho_duyet"))) == {"TPND"}
    assert set(rows(reviewer.get(f"{GRID}&loc=chua_nop"))) == {"YYEN"}


def test_a_waived_unit_is_told_and_not_counted(world, reviewer):
    waive_bao_cao(KY, world.units["b"], den_ngay=date(2025, 6, 15), ly_do=WHY, by=world.user("administrator"))
    page = reviewer.get(GRID)
    assert rows(page)["YYEN"].moi.word == "Miễn đến 15/06/2025"
    assert page.context["grid"].phai_nop == 1


def test_a_closed_unit_stands_in_its_own_group_with_where_it_went(world, reviewer):
    with time_machine.travel("2024-05-10 08:00 +0700", tick=False):
        submit(world, "a", "clerk_a", "6T-2024")
    page = reviewer.get(GRID)
    closed = {row.unit.ma: row for row in page.context["ended"]}
    assert closed["MLOC"].ket_thuc == "vào Công đoàn TPND 01/09/2024"
    assert [cell.kind if cell else None for cell in closed["MLOC"].o] == ["qua_han", None, None]


def test_a_unit_that_ends_after_the_opening_is_asked_for_no_report(world, reviewer):
    """The list was fixed on the first day; B went into A on 15 May, before the cut-off [02-2.6-9]."""
    sent(world, KY, "a")
    save_o(KY, world.units["b"], {"doan_vien.ket_nap": OData(None, WHY)}, by=world.user("clerk_b"))
    decide(world, "sap_nhap", date(2025, 5, 15), "b", "a")
    page = reviewer.get(GRID)
    assert (page.context["grid"].phai_nop, set(rows(page))) == (1, {"TPND"})
    assert [row.unit.ma for row in consolidate(world.units["tinh"], round_of(KY)).con_thieu] == ["TPND"]
    assert not_submitted(round_of(KY), date(2025, 5, 20)) == []
    assert reviewer.get("/bao-cao/dung-han/").context["page"].dong[0].unit.ma == "TPND"
    with pytest.raises(Refused, match="kết thúc trong kỳ nên không gửi báo cáo kỳ này: số liệu do Công đoàn TPND"):
        submit(world, "b", "administrator", KY, ly_do_lam_thay=WHY)


def test_many_are_approved_at_once_and_refusals_told_one_by_one(world, reviewer):
    for unit in "ab":
        submit(world, unit, f"clerk_{unit}", KY)
    chosen = picked(world, "a", "b")
    give_back(world, "b", KY, {"doan_vien.giam": ASKED}, by="administrator")
    page = reviewer.post("/bao-cao/duyet/chon/?ky=6T-2025", {"chon": chosen}, follow=True)
    assert "Đã duyệt 1 báo cáo." in text_of(page)
    assert "Công đoàn YYEN: Báo cáo vừa thay đổi ở nơi khác" in text_of(page)
    assert [report_of(world, unit, KY).trang_thai for unit in "ab"] == ["da_duyet", "tra_lai"]


def test_nothing_ticked_is_said(world, reviewer):
    assert "Chưa chọn báo cáo nào" in text_of(reviewer.post("/bao-cao/duyet/chon/", {}, follow=True))


def test_the_leader_reads_and_decides_nothing(world, sign_in):
    sent(world, KY, "a")
    leader = sign_in("leader")
    for address in (GRID, page_of("TPND")):
        page = leader.get(address)
        assert page.status_code == 200
        assert b'type="checkbox"' not in page.content
        assert b"tra-lai" not in page.content


def test_the_review_of_a_unit_that_sent_nothing_is_the_page_of_its_report(world, sign_in):
    """The switcher of the frame offers every superior unit on the page of review: it answered 404."""
    sent(world, KY, "a")
    client = sign_in("reviewer")
    offered = [unit.ma for unit in client.get(page_of("TPND")).context["don_vi_trong_quyen"]]
    page = page_of("TPND").partition("?")[0]
    opened = {code: client.get(f"{page}?don_vi={code}", follow=True) for code in offered}
    assert {code: (one.status_code, one.redirect_chain) for code, one in opened.items()} == {
        "TPND": (200, []),
        **{code: (200, [(f"/bao-cao/{KY}/?don_vi={code}", 302)]) for code in offered if code != "TPND"},
    }
    assert client.get(page_of("TPND", "tra-lai")).context["don_vi_trong_quyen"] == ()  # the page of one report alone
    refused = [sign_in("department").get(f"{page}?don_vi={code}").status_code for code in ("TPND", "YYEN")]
    assert (refused, sign_in("clerk_a").get(f"{page}?don_vi=YYEN").status_code) == ([403, 403], 404)
    assert client.get("/bao-cao/6T-1999/xem-xet/?don_vi=YYEN").status_code == 404


def test_the_grid_is_offered_to_who_may_open_it(world, sign_in):
    """A department of the province reads approved reports alone: the grid would answer it 403."""
    offered = {who: "/bao-cao/duyet/" in sign_in(who).get("/bao-cao/").content.decode()
               for who in ("reviewer", "leader", "department", "clerk_a")}  # fmt: skip
    assert offered == {"reviewer": True, "leader": True, "department": False, "clerk_a": False}


def test_a_return_takes_several_cells_one_row_at_a_time_and_keeps_what_was_typed(world, reviewer):
    sent(world, KY, "a")
    one = return_data(doan_vien__giam=ASKED)
    more = reviewer.post(page_of("TPND", "tra-lai"), one | {"them": "1"})
    assert len(more.context["form"].rows) == 2
    assert ASKED in more.content.decode()
    assert report_of(world, "a", KY).trang_thai == "da_nop"
    two = return_data(doan_vien__giam=ASKED, doan_vien__ket_nap="Kết nạp tháng 3 có đúng 20 người không?")
    done = reviewer.post(page_of("TPND", "tra-lai"), two, follow=True)
    assert "Đã trả lại Công đoàn TPND, 2 ô cần sửa." in text_of(done)
    assert sorted(NhanXet.objects.values_list("o", flat=True)) == ["doan_vien.giam", "doan_vien.ket_nap"]
    assert rows(reviewer.get(GRID))["TPND"].moi.note == "chưa trả lời 2 ô"


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"noi_dung_1": "Sai"}, "noi_dung_1", "ít nhất 10 ký tự"),
        ({"o_1": ""}, "o_1", "Chọn ô cần sửa"),
        ({"o_2": "doan_vien.giam", "noi_dung_2": ASKED}, "o_2", "đã chọn ở trên"),
        ({"han_sua": "19/05/2025"}, "han_sua", "ở trước hôm nay"),
        ({"lan": "7"}, "__all__", "xem lần nộp mới nhất"),
    ],
)
def test_refusals_of_a_return_stand_at_their_fields(world, reviewer, changes, field, sentence):
    sent(world, KY, "a")
    page = reviewer.post(page_of("TPND", "tra-lai"), return_data(doan_vien__giam=ASKED) | changes)
    assert page.status_code == 422
    assert any(sentence in text for text in page.context["form"].errors[field])
    assert not NhanXet.objects.exists()


def test_the_first_submission_is_named_and_drafts_end_with_the_act(world, reviewer, clock):
    sent(world, KY, "a")
    report = report_of(world, "a", KY)
    data = return_data(doan_vien__giam=ASKED)
    reviewer.post(f"/ban-nhap/tra_lai_bao_cao/{report.pk}/", data)
    page = reviewer.get(page_of("TPND"))
    assert Draft.objects.count() == 1
    assert ASKED in page.content.decode()
    assert "Trả lại không xóa ngày nộp lần đầu: 20/05/2025, đúng hạn." in text_of(page)
    (link,) = reviewer.get("/").context["drafts"]
    assert link.label == f"Trả lại báo cáo 6 tháng đầu năm 2025: {world.units['a'].ten}"
    assert ASKED in reviewer.get(link.url).content.decode()
    report.lan = 2
    report.save()  # a draft of a revision that another one replaced opens nothing
    assert reviewer.get("/").context["drafts"] == []
    report.lan = 1
    report.save()
    reviewer.post(page_of("TPND", "tra-lai"), data)
    assert not Draft.objects.exists()


def test_the_second_revision_shows_only_what_changed_and_the_talk(world, reviewer):
    sent(world, KY, "a")
    give_back(world, "a", KY, {"doan_vien.ket_nap": ASKED})
    answer_all(world, "a", KY, "clerk_a")
    write_row(world, "ket_nap", date(2025, 5, 12), "cdcs_a", 9, 0)
    submit(world, "a", "clerk_a", KY)
    page = reviewer.get(page_of("TPND"))
    changed = {row.o.ma: (row.noi_cu, row.noi) for row in page.context["page"].dong_doi}
    assert set(changed) == {"doan_vien.ket_nap", "doan_vien.ket_nap_tai_cdcs_da_co", "doan_vien.cuoi_ky"}
    assert all(new - old == 9 for old, new in changed.values())
    assert ASKED in page.content.decode()
    assert "Đã hỏi lại CĐCS, đã sửa trong sổ." in page.content.decode()
    assert rows(reviewer.get(GRID))["TPND"].so_o == 3


def test_approval_is_withdrawn_by_the_second_person_before_the_lock(world, sign_in):
    approved(world, KY, "a")
    refused = sign_in("reviewer").post(page_of("TPND", "mo-lai"), {"lan": "1", "ly_do": WHY})
    assert "người khác phải rút duyệt" in text_of(refused)
    page = sign_in("administrator").post(page_of("TPND", "mo-lai"), {"lan": "1", "ly_do": WHY}, follow=True)
    assert "Đã rút duyệt." in text_of(page)
    assert report_of(world, "a", KY).trang_thai == "da_nop"


def test_after_the_lock_it_is_opened_again_with_a_day(world, sign_in, clock):
    approved(world, KY, "a")
    clock.move_to("2025-08-02 08:00 +0700")
    data = {"lan": "1", "ly_do": WHY, "han_sua": "20/08/2025"}
    sign_in("administrator").post(page_of("TPND", "mo-lai"), data)
    report = report_of(world, "a", KY)
    assert (report.trang_thai, report.han_sua) == ("tra_lai", date(2025, 8, 20))
    assert rows(sign_in("reviewer").get(GRID))["TPND"].moi.note == "mở lại để sửa"


def test_reminders_are_copied_and_written_down_once(world, reviewer):
    sent(world, KY, "a")
    page = reviewer.get(f"/bao-cao/{KY}/nhac/")
    assert "Kính gửi Công đoàn YYEN: đến ngày 20/05/2025 chưa nhận được" in text_of(page)
    assert [unit.ma for unit, _, _ in page.context["texts"]] == ["YYEN"]
    done = reviewer.post(f"/bao-cao/{KY}/nhac/", {"don_vi": ["YYEN"]}, follow=True)
    assert "Đã nhắc 1 đơn vị" in text_of(done)
    again = reviewer.post(f"/bao-cao/{KY}/nhac/", {"don_vi": ["YYEN"]})
    assert "đã được nhắc hôm nay" in text_of(again)
    assert LanNhac.objects.count() == NhatKy.objects.filter(act="remind_bao_cao").count() == 1


def test_a_second_press_of_the_same_page_approves_once(world, reviewer):
    sent(world, KY, "a")
    form = reviewer.get(page_of("TPND")).context["approve_form"]
    data = {"duyet-lan": "1", "duyet-submit_key": form["submit_key"].value()}
    for _ in range(2):
        assert reviewer.post(page_of("TPND", "duyet"), data).status_code == 302
    assert NhatKy.objects.filter(act="duyet_bao_cao").count() == 1


def test_nobody_approves_the_own_submission(world, sign_in):
    submit(world, "a", "administrator", KY, ly_do_lam_thay="Cán bộ huyện nghỉ ốm, đã thống nhất qua điện thoại")
    page = sign_in("administrator").get(page_of("TPND"))
    assert "Bạn đã nộp báo cáo này" in text_of(page)
    assert "Trả lại 1 ô" not in text_of(page)


def test_the_panel_of_a_return_opens_beside_the_grid(world, reviewer):
    sent(world, KY, "a")
    assert f'href="?ky={KY}&amp;tra_lai=TPND#khung"' in reviewer.get(GRID).content.decode()
    page = reviewer.get(f"{GRID}&tra_lai=TPND")
    assert "Trả lại: Công đoàn TPND" in text_of(page)
    assert page.context["back_url"] == GRID
    body = page.content.decode()
    assert f'action="/bao-cao/{KY}/tra-lai/?don_vi=TPND"' in body
    assert f'action="/bao-cao/{KY}/duyet/?don_vi=TPND"' in body
    assert '<tr role="row" aria-current="true">' in body


def test_the_panel_tells_what_changed_since_the_revision_before(world, reviewer):
    sent(world, KY, "a")
    give_back(world, "a", KY, {"doan_vien.ket_nap": ASKED})
    assert "report" not in reviewer.get(f"{GRID}&tra_lai=TPND").context  # nothing waits for the reviewer
    answer_all(world, "a", KY, "clerk_a")
    write_row(world, "ket_nap", date(2025, 5, 12), "cdcs_a", 9, 0)
    submit(world, "a", "clerk_a", KY)
    assert "Chỉ 3 ô đổi từ lần 1." in text_of(reviewer.get(f"{GRID}&tra_lai=TPND"))


@pytest.mark.parametrize("who", ["leader", "clerk_a"])
def test_no_panel_for_who_returns_nothing(world, sign_in, who):
    sent(world, KY, "a")
    page = sign_in(who).get(f"{GRID}&tra_lai=TPND")
    assert "Nói rõ cần sửa gì" not in text_of(page)

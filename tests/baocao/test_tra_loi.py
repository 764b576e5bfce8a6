"""The reviewer answers at a cell on the page of review, while the report is returned (08 §8.7, `answer_cell`)."""

import pytest
import time_machine

from baocao.models import NhanXet
from taikhoan.models import Draft, NhatKy
from tests.baocao.busy import busy_world
from tests.baocao.trang_duyet import KY, page_of, text_of
from tests.baocao.vong import WHY, answer_all, give_back, report_of, sent, submit

pytestmark = pytest.mark.django_db
ASKED = {"doan_vien.giam": "Giảm tháng 2 là những ai, theo quyết định nào?", "muc:II.1": "Mục này còn thiếu số nữ."}
SAID = "Đã hỏi qua điện thoại: hai người nghỉ hưu."
BOX = "Trả lời cho ô này"


@pytest.fixture
def world(db, monkeypatch):
    with time_machine.travel("2025-05-20 08:00 +0700", tick=False):
        yield sent(busy_world(monkeypatch), KY, "a")


@pytest.fixture
def returned(world):
    return give_back(world, "a", KY, ASKED)


def remark_at(cell: str) -> NhanXet:
    return NhanXet.objects.get(o=cell)


def send(client, cell: str, **more: str):
    """Press "Gửi trả lời" under a cell of the page as it stands."""
    form = client.get(page_of("TPND")).context["answers"]
    data = {name: form[name].value() or "" for name in form.fields}
    key = f"tl_{remark_at(cell).pk}"
    return client.post(f"/bao-cao/{KY}/tra-loi/{remark_at(cell).pk}/?don_vi=TPND", data | {key: SAID} | more)


@pytest.mark.parametrize(("cell", "anchor"), [("doan_vien.giam", "o-7"), ("muc:II.1", "m-II.1")])
def test_the_reviewer_answers_and_comes_back_to_the_cell(world, returned, sign_in, cell, anchor):
    reviewer = sign_in("reviewer")
    assert send(reviewer, cell).url == f"{page_of('TPND')}#{anchor}"
    remark = remark_at(cell)
    assert (remark.tra_loi, remark.tra_loi_by) == (SAID, world.user("reviewer"))
    page = reviewer.get(page_of("TPND"))
    assert f'id="{anchor}"' in page.content.decode()
    assert SAID in text_of(page)
    assert NhatKy.objects.filter(act="answer_cell").count() == 1


def test_the_box_stands_where_the_act_accepts_an_answer(world, sign_in):
    reviewer = sign_in("reviewer")
    shown = [BOX in text_of(reviewer.get(page_of("TPND")))]
    give_back(world, "a", KY, ASKED)
    shown.append(BOX in text_of(reviewer.get(page_of("TPND"))))
    answer_all(world, "a", KY, "clerk_a")
    shown.append("Sửa câu trả lời" in text_of(reviewer.get(page_of("TPND"))))
    submit(world, "a", "clerk_a", KY)
    shown.append(BOX in text_of(reviewer.get(page_of("TPND"))))
    assert shown == [False, True, True, False]


@pytest.mark.parametrize("who", ["leader", "clerk_a"])
def test_who_does_not_review_reads_the_thread_alone(world, returned, sign_in, who):
    page = sign_in(who).get(page_of("TPND"))
    assert ASKED["doan_vien.giam"] in text_of(page)
    assert "<textarea" not in page.content.decode()


def test_the_leader_and_a_department_answer_nothing(world, returned, sign_in):
    address = f"/bao-cao/{KY}/tra-loi/{remark_at('doan_vien.giam').pk}/?don_vi=TPND"
    assert [sign_in(who).post(address, {"xem_xet": "1"}).status_code for who in ("leader", "department")] == [403, 403]
    assert sign_in("department").get(page_of("TPND")).status_code == 403


def test_an_administrator_types_a_reason(world, returned, sign_in):
    page = send(sign_in("administrator"), "doan_vien.giam")
    assert page.status_code == 422
    assert list(page.context["answers"].errors) == ["ly_do_lam_thay"]
    assert SAID in page.content.decode()
    assert send(sign_in("administrator"), "doan_vien.giam", ly_do_lam_thay=WHY).status_code == 302
    assert NhatKy.objects.get(act="answer_cell").noi_dung["ly_do"] == WHY


def test_an_empty_answer_is_refused_at_its_cell(world, returned, sign_in):
    key = f"tl_{remark_at('doan_vien.giam').pk}"
    page = send(sign_in("reviewer"), "doan_vien.giam", **{key: " "})
    assert list(page.context["answers"].errors) == [key]
    assert "Viết câu trả lời rồi gửi." in text_of(page)


def test_what_stands_in_another_box_stays_as_the_draft(world, returned, sign_in):
    reviewer, other = sign_in("reviewer"), f"tl_{remark_at('muc:II.1').pk}"
    send(reviewer, "doan_vien.giam", **{other: "Gõ dở dang"})
    (link,) = reviewer.get("/").context["drafts"]
    assert link.label == f"Trả lời tại ô của báo cáo 6 tháng đầu năm 2025: {world.units['a'].ten}"
    assert reviewer.get(link.url).context["answers"][other].value() == "Gõ dở dang"
    send(reviewer, "muc:II.1")
    assert not Draft.objects.exists()


def test_drafts_of_a_report_leave_the_home_when_it_takes_them_no_more(world, returned, sign_in):
    reviewer, other = sign_in("reviewer"), f"tl_{remark_at('muc:II.1').pk}"
    send(reviewer, "doan_vien.giam", **{other: "Gõ dở dang"})
    answer_all(world, "a", KY, "clerk_a")
    submit(world, "a", "clerk_a", KY)
    assert reviewer.get("/").context["drafts"] == []


def test_an_answer_after_the_next_submission_is_refused(world, returned, sign_in):
    reviewer, remark = sign_in("reviewer"), remark_at("doan_vien.giam")
    answer_all(world, "a", KY, "clerk_a")
    submit(world, "a", "clerk_a", KY)
    data = {"xem_xet": "1", f"tl_{remark.pk}": SAID}
    page = reviewer.post(f"/bao-cao/{KY}/tra-loi/{remark.pk}/?don_vi=TPND", data, follow=True)
    assert "Nhận xét này không còn chờ trả lời." in text_of(page)
    assert remark_at("doan_vien.giam").tra_loi != SAID
    assert report_of(world, "a", KY).lan == 2


def test_the_clerk_answers_on_the_own_form_as_before(world, returned, sign_in):
    clerk, remark = sign_in("clerk_a"), remark_at("doan_vien.giam")
    page = clerk.get(f"/bao-cao/{KY}/?don_vi=TPND")
    data = {name: page.context["form"][name].value() or "" for name in page.context["form"].fields}
    answer = clerk.post(f"/bao-cao/{KY}/tra-loi/{remark.pk}/?don_vi=TPND", data | {f"tl_{remark.pk}": SAID})
    assert answer.url == f"/bao-cao/{KY}/?don_vi=TPND#o-7"
    assert remark_at("doan_vien.giam").tra_loi_by == world.user("clerk_a")

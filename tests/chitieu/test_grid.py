"""The grid of a decision: what it writes, its sums and remainders, drafts, two officers, a clerk who gives on."""

from datetime import date

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from chitieu.actions import ChiTieuData, LinesChanged, giao_chi_tieu
from chitieu.models import ChiTieu, QuyetDinhChiTieu
from taikhoan.models import Attachment, Draft
from tests.chitieu.bang import HEAD, address, cell, foot, given, issue, said, sent

pytestmark = pytest.mark.django_db
KEPT = "; quyết định cũ vẫn giữ để xem theo ngày."


@pytest.fixture(autouse=True)
def _day():
    with time_machine.travel("2025-06-20 10:00 +0700", tick=False):
        yield


@pytest.fixture
def give(world):
    def act(number: str, day: date, nam: int | None = 2025, kind: str = "doan_vien", **quantities) -> QuyetDinhChiTieu:
        lines = [ChiTieuData(world.units[name], kind, value) for name, value in quantities.items()]
        return giao_chi_tieu(by=world.user("administrator"), so_quyet_dinh=number, ngay=day, nam=nam, lines=lines)

    return act


def test_changed_cells_become_lines(world, sign_in):
    client = sign_in("administrator")
    answer = issue(client, {cell(world, "a"): "650", cell(world, "b", "cdcs"): "4"})
    assert answer.url == reverse("chi_tieu_list") + "?don_vi=ND&nam=2025"
    assert given("57/QĐ") == {("TPND", "doan_vien", 650, 2025), ("YYEN", "cdcs", 4, 2025)}
    decision = QuyetDinhChiTieu.objects.get(so_quyet_dinh="57/QĐ")
    assert (decision.noi_ban_hanh.ma, decision.ly_do, decision.ngay) == ("ND", HEAD["ly_do"], date(2025, 4, 2))


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"ngay": "1/1/2199"}, "ngay"), ({"so_quyet_dinh": ""}, "so_quyet_dinh"), ({"a": ""}, "a"), ({"a": "x"}, "a"),
     ({"ly_do": ""}, "ly_do"), ({"ly_do": "ngắn"}, "ly_do")],
)  # fmt: skip
def test_refusals_stand_at_their_field(world, sign_in, changes, field):
    changes = {cell(world, name) if name == "a" else name: value for name, value in changes.items()}
    answer = issue(sign_in("administrator"), {cell(world, "a"): "650", cell(world, "b", "cdcs"): "2"} | changes)
    errors = answer.context["form"].errors
    assert list(errors) == [cell(world, field) if field == "a" else field]
    assert QuyetDinhChiTieu.objects.count() == 1


def test_a_first_line_needs_no_reason(world, sign_in):
    assert issue(sign_in("administrator"), {cell(world, "b"): "5"}, ly_do="").status_code == 302


def test_foot_and_sentence_by_hand(world, sign_in, give):
    """600 + 300 + 50 of 1.000; then 640 and 380: 1.070, 70 too many. The term has 2.000, 2024 took 900 of it."""
    give("02", date(2025, 2, 1), b=300, cdcs_tinh=50)
    give("03", date(2025, 2, 1), None, tinh=2000)
    give("04", date(2025, 2, 1), 2024, a=500, b=400)
    client = sign_in("administrator")
    page = client.get(address())
    assert foot(page)["doan_vien"] == (950, 950, 1000, 50, 50, 2000 - 900 - 950)
    assert page.context["form"].tom_tat == "Chưa có ô nào khác với chỉ tiêu đang hiệu lực."
    typed = sent(page) | {cell(world, "a"): "640", cell(world, "b"): "380", "tinh_lai": "1"}
    page = client.post(address(), typed)
    assert foot(page)["doan_vien"] == (1070, 950, 1000, -70, 50, 2000 - 900 - 1070)
    assert foot(page)["cdcs"] == (None, None, None, None, None, None)
    assert page.context["form"].tom_tat == "2 đơn vị đổi số, tổng 950 thành 1.070, giao quá 70" + KEPT
    assert QuyetDinhChiTieu.objects.count() == 4


def test_sentence_of_several_kinds_and_of_the_own_number(world, sign_in):
    client = sign_in("administrator")
    cells = {cell(world, "tinh"): "1100", cell(world, "a"): "1000", cell(world, "b", "cdcs"): "4"}
    page = client.post(address(), sent(client.get(address())) | cells | {"tinh_lai": "1"})
    assert page.context["form"].tom_tat == (
        "2 đơn vị đổi số, đoàn viên được giao 1.000 thành 1.100, đoàn viên tổng 600 thành 1.000, còn 100 chưa giao, "
        "CĐCS tổng 0 thành 4" + KEPT
    )


def test_giving_too_much_warns_and_writes(world, sign_in):
    client = sign_in("administrator")
    answer = client.get(issue(client, {cell(world, "b"): "500"}).url)
    assert "Giao quá chỉ tiêu đoàn viên của Công đoàn ND: 100." in said(answer)
    assert given("57/QĐ") == {("YYEN", "doan_vien", 500, 2025)}


def test_an_earlier_decision_warns_that_the_later_rules(world, sign_in):
    client = sign_in("administrator")
    answer = client.get(issue(client, {cell(world, "a"): "650"}, ngay="14/1/2025").url)
    assert said(answer)[-1] == (
        "Quyết định 01/QĐ-LĐLĐ ngày 15/01/2025 đề ngày sau: số của quyết định đó vẫn đang hiệu lực."
    )


def test_the_file_stands_at_the_decision(world, sign_in):
    file = SimpleUploadedFile("qd.pdf", b"%PDF-1.4 mau")
    issue(sign_in("administrator"), {cell(world, "b"): "5"}, tep=file)
    decision = QuyetDinhChiTieu.objects.get(so_quyet_dinh="57/QĐ")
    kept = Attachment.objects.get()
    assert (kept.model, kept.key, kept.ten_tep, kept.unit) == (
        "chitieu.quyetdinhchitieu", str(decision.pk), "qd.pdf", "ND",
    )  # fmt: skip


def test_double_click_writes_once(world, sign_in):
    client = sign_in("administrator")
    page = client.get(address())
    first, second = (issue(client, {cell(world, "b"): "5"}, page=page) for _ in "ab")
    assert (first.status_code, second.url) == (302, first.url)
    assert ChiTieu.objects.filter(quyet_dinh__so_quyet_dinh="57/QĐ").count() == 1


def test_draft_survives_and_goes_with_the_act(world, sign_in):
    client = sign_in("administrator")
    page = client.get(address())
    typed = sent(page) | HEAD | {cell(world, "b"): "5"}
    client.post(page.context["draft"].url, typed)
    kept = client.get(reverse("home")).context["drafts"]
    assert [(one.label, one.url) for one in kept] == [
        ("Giao chỉ tiêu năm 2025: Công đoàn ND", address("?don_vi=ND&nam=2025"))
    ]
    page = client.get(address())
    cells = {one.ten: one.text for one in page.context["form"].o if one.doi}
    assert cells == {cell(world, "b"): "5"}
    assert page.context["form"]["ly_do"].value() == HEAD["ly_do"]
    issue(client, {}, page=page)
    assert (given("57/QĐ"), Draft.objects.count()) == ({("YYEN", "doan_vien", 5, 2025)}, 0)


def test_two_officers_the_second_is_told(world, sign_in):
    """The second typed 640 over 600, which has become 620 meanwhile: told once, then it is done with open eyes."""
    second = sign_in("reviewer")
    page = second.get(address())
    issue(sign_in("administrator"), {cell(world, "a"): "620"})
    answer = issue(second, {cell(world, "a"): "640"}, page=page, so_quyet_dinh="58/QĐ", ngay="3/4/2025")
    name = cell(world, "a")
    assert list(answer.context["form"].errors) == [name]
    assert answer.context["form"].errors[name] == [
        "Từ lúc bạn mở trang, người khác đã đổi ô này: đang hiệu lực là 620 theo quyết định 57/QĐ ngày 02/04/2025; "
        "bạn gõ 640. Sửa lại ô này, hoặc ban hành lần nữa để ghi số của bạn."
    ]
    assert given("58/QĐ") == set()
    issue(second, {}, page=answer, so_quyet_dinh="58/QĐ", ngay="3/4/2025")
    assert given("58/QĐ") == {("TPND", "doan_vien", 640, 2025)}


def test_what_another_gave_in_untouched_cells_stays(world, sign_in):
    second = sign_in("reviewer")
    page = second.get(address())
    issue(sign_in("administrator"), {cell(world, "a"): "620"})
    issue(second, {cell(world, "b"): "7"}, page=page, so_quyet_dinh="58/QĐ")
    assert given("58/QĐ") == {("YYEN", "doan_vien", 7, 2025)}


def test_the_act_itself_refuses_what_was_not_seen(world):
    lines = [ChiTieuData(world.units["a"], "doan_vien", 640)]
    with pytest.raises(LinesChanged) as refused:
        giao_chi_tieu(
            by=world.user("administrator"), so_quyet_dinh="9", ngay=date(2025, 4, 2), nam=2025, lines=lines,
            truoc={(world.units["a"].pk, "doan_vien"): 590},
        )  # fmt: skip
    assert refused.value.cells == {(world.units["a"].pk, "doan_vien"): 600}
    assert not QuyetDinhChiTieu.objects.filter(so_quyet_dinh="9").exists()


def test_clerk_gives_on_to_own_base_units_only(world, sign_in):
    client = sign_in("clerk_a")
    page = client.get(address())
    assert [row["unit"].ma for row in page.context["form"].rows] == ["A001"]
    assert foot(page)["doan_vien"] == (None, None, 600, 600, 600, None)
    assert page.context["steps"] == []  # the province's decision gave A its number, it is no decision of A's
    cells = {cell(world, "cdcs_a"): "30", cell(world, "a"): "999", cell(world, "cdcs_b"): "999"}
    issue(client, cells, page=page)
    assert given("57/QĐ") == {("A001", "doan_vien", 30, 2025)}
    assert foot(client.get(address()))["doan_vien"] == (30, 30, 600, 570, 570, None)
    listed = client.get(reverse("chi_tieu_list") + "?nam=2025").context["shares"][0]
    assert (listed["target"], listed["given"], listed["left"]) == (600, 30, 570)


def test_two_unions_may_have_the_same_number(world, sign_in):
    for name, unit in (("clerk_a", "cdcs_a"), ("clerk_b", "cdcs_b")):
        issue(sign_in(name), {cell(world, unit): "30"})
    issuers = QuyetDinhChiTieu.objects.filter(so_quyet_dinh="57/QĐ").values_list("noi_ban_hanh__ma", flat=True)
    assert sorted(issuers) == ["TPND", "YYEN"]


def test_a_decision_issued_in_parts_does_not_replace_one_of_its_day_unseen(world, sign_in):
    """Of two of one day the one recorded later rules [02-2.5-2], also over what the earlier one gives after it."""
    client, other = sign_in("reviewer"), {"so_quyet_dinh": "58/QĐ"}
    issue(client, {cell(world, "b"): "50"})
    issue(client, {cell(world, "a"): "700"}, **other)
    again = client.get(issue(client, {cell(world, "a"): "800"}).url)
    assert given("57/QĐ") == {("YYEN", "doan_vien", 50, 2025), ("TPND", "doan_vien", 800, 2025)}
    assert said(again)[1:] == [
        "Quyết định 58/QĐ ngày 02/04/2025 cùng ngày, ghi sau: số của quyết định đó vẫn đang hiệu lực."
    ]

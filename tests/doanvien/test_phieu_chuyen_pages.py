"""Transfer slips through the pages of both sides: what each sees and does, typing the destination, many at once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from baocao.actions import confirm_batch, read_batch, receive_upload, write_batch
from doanvien.actions.phieu_chuyen import accept_phieu_chuyen, refuse_phieu_chuyen, withdraw_phieu_chuyen
from doanvien.models import BienDong, DoanVien, PhieuChuyen
from taikhoan.models import NhatKy
from tests.doanvien.slips import CARD, CCCD_M, JUNE, PHONE, member, nobody, propose, stocks
from tests.doanvien.upload import movements

pytestmark = pytest.mark.django_db
LIST = reverse("phieu_chuyen_list")
NAME = "Trần Văn Chuyển"


def page(client, address: str) -> str:
    return client.get(address).content.decode()


def slip_page(slip: PhieuChuyen) -> str:
    return reverse("phieu_chuyen_detail", args=[slip.pk])


def answer(client, slip, **data):
    return client.post(reverse("answer_phieu_chuyen", args=[slip.pk]), {"submit_key": "a" * 32} | data)


def type_transfer(client, who: DoanVien, end: str, **changes):
    """The form of the member's movement, sent."""
    data = {"loai": "chuyen_di", "cong_doan_den": end, "ngay": "2/6/2025", "so_quyet_dinh": "21/GT", "submit_key": end}
    return client.post(reverse("doan_vien_bien_dong_create", args=[who.pk]), data | changes)


# ---- proposing ----


def test_transfer_out_of_the_scope_becomes_a_slip(world, sign_in):
    who, client = member(world), sign_in("clerk_a")
    answered = type_transfer(client, who, "B001")
    slip = PhieuChuyen.objects.get()
    assert answered.url == slip_page(slip)
    assert (slip.doan_vien, slip.cong_doan_di.ma, slip.cong_doan_den.ma, slip.ngay, slip.trang_thai) == (
        who, "A001", "B001", JUNE, "cho_nhan",
    )  # fmt: skip
    assert "Vẫn tính ở Công đoàn A001 đến khi bên nhận tiếp nhận." in page(client, answered.url)
    assert "Phiếu chuyển đến Công đoàn B001" in page(client, reverse("doan_vien_detail", args=[who.pk]))
    type_transfer(client, who, "B001")  # a second click
    assert PhieuChuyen.objects.count() == 1


def test_transfer_inside_the_scope_is_written_at_once(world, sign_in):
    who = member(world)
    type_transfer(sign_in("clerk_a"), who, "A001-1")
    who.refresh_from_db()
    assert (who.cong_doan, PhieuChuyen.objects.count()) == (world.units["to_a"], 0)


def test_name_of_the_destination_shows_what_matches_and_one_is_chosen(world, sign_in):
    who, client = member(world), sign_in("clerk_a")
    form = type_transfer(client, who, "cong doan").context["form"]
    assert form.errors["cong_doan_den"] == ["Có 4 đơn vị khớp: chọn một đơn vị dưới ô này rồi ghi lại."]
    assert [(one.unit.ma, one.by_slip) for one in form.shown] == [
        ("A001", False), ("A001-1", False), ("B001", True), ("T001", True),
    ]  # fmt: skip
    # a choice left over from another search is no choice
    again = type_transfer(client, who, "A001-", cong_doan_chon="B001").context["form"]
    assert [one.unit.ma for one in again.shown] == ["A001-1"]
    type_transfer(client, who, "cong doan", cong_doan_chon="B001")
    assert PhieuChuyen.objects.get().cong_doan_den == world.units["cdcs_b"]


def test_unknown_destination_says_how_to_mend(world, sign_in):
    form = type_transfer(sign_in("clerk_a"), member(world), "zzz").context["form"]
    assert form.errors["cong_doan_den"] == [
        "Không có đơn vị nào khớp “zzz”: kiểm tra lại mã, hoặc gõ ít chữ hơn."
    ]  # fmt: skip


def choices(client, typed: str) -> str:
    """What the page is told while the destination is typed."""
    answer = client.get(reverse("fragment_cong_doan_den"), {"cong_doan_den": typed}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    return answer.content.decode()


def test_closed_and_superior_units_are_no_destination(world, sign_in):
    client = sign_in("clerk_a")
    assert "đơn vị khớp" not in choices(client, "MLOC")
    assert "đơn vị khớp" not in choices(client, "YYEN")
    text = choices(client, "b001")
    assert "Công đoàn B001 (B001)" in text
    assert "lập phiếu chuyển" in text


def test_count_only_transfer_out_of_the_scope_becomes_a_slip(world, sign_in):
    client, before = sign_in("clerk_a"), BienDong.objects.count()
    data = {"cong_doan": "A001", "loai": "chuyen_di", "cong_doan_den": "B001", "ngay": "2/6/2025", "so_luong": "5",
            "so_nu": "3", "so_quyet_dinh": "", "submit_key": "c"}  # fmt: skip
    answered = client.post(reverse("bien_dong_create"), data)
    slip = PhieuChuyen.objects.get()
    assert (answered.url, slip.so_luong, slip.so_nu, slip.doan_vien) == (slip_page(slip), 5, 3, None)
    assert BienDong.objects.count() == before


def test_movement_page_warns_of_a_waiting_slip(world, sign_in):
    who = member(world)
    slip = propose(world, who)
    text = page(sign_in("clerk_a"), reverse("doan_vien_bien_dong_create", args=[who.pk]))
    assert "thì phiếu tự rút" in text
    assert slip_page(slip) in text


# ---- what each side sees [02-2.2-11, 02-2.7-2] ----


def test_destination_sees_of_a_waiting_slip_what_the_rule_says_and_no_more(world, sign_in):
    who = member(world)
    slip = propose(world, who)
    for text in (page(sign_in("clerk_b"), slip_page(slip)), page(sign_in("clerk_b"), LIST)):
        assert all(word in text for word in (NAME, "1985", CARD, "Công đoàn A001"))
        assert not any(word in text for word in (CCCD_M, PHONE, "02/04/1985"))
        assert reverse("doan_vien_detail", args=[who.pk]) not in text
    assert sign_in("clerk_b").get(reverse("doan_vien_detail", args=[who.pk])).status_code == 404


def test_who_only_reads_a_waiting_slip_sees_the_end_of_the_card_number(world, sign_in):
    slip = propose(world, member(world))
    for who in ("clerk_a", "clerk_b", "administrator"):
        assert CARD in page(sign_in(who), slip_page(slip))
    for who in ("leader", "reader_a", "officer_a", "reviewer"):
        part = "cho_nhan" if who == "reviewer" else "da_gui"
        for text in (page(sign_in(who), slip_page(slip)), page(sign_in(who), f"{LIST}?phan={part}")):
            assert (CARD in text, "••• 555" in text) == (False, True)


def test_origin_keeps_the_slip_and_loses_the_person(world, sign_in):
    who, origin = member(world), sign_in("clerk_a")
    slip = propose(world, who)
    own = reverse("doan_vien_detail", args=[who.pk])
    assert own in page(origin, slip_page(slip))
    accept_phieu_chuyen(slip, by=world.user("clerk_b"))
    assert origin.get(own).status_code == 404
    for text in (page(origin, slip_page(slip)), page(origin, LIST + "?phan=da_xong")):
        assert NAME in text
        assert "1985" in text
        assert not any(word in text for word in (CARD, CCCD_M, PHONE, own))
    assert own in page(sign_in("clerk_b"), slip_page(slip))


def test_a_changed_name_is_read_and_never_kept(world, sign_in):
    who = member(world)
    slip = propose(world, who)
    DoanVien.objects.filter(pk=who.pk).update(ho_ten="Đã Đổi Tên")
    assert "Đã Đổi Tên" in page(sign_in("clerk_b"), slip_page(slip))
    assert NAME not in str(PhieuChuyen.objects.values().get())


@pytest.mark.parametrize(
    ("who", "status"),
    [("reader_a", 200), ("officer_a", 200), ("leader", 200), ("reviewer", 200), ("department", 403), ("no_role", 403)],
)
def test_readers_of_either_unit_see_the_slip_without_buttons(world, sign_in, who, status):
    slip = propose(world, member(world))
    response = sign_in(who).get(slip_page(slip))
    assert response.status_code == status
    assert "Tiếp nhận 1 đoàn viên" not in response.content.decode()
    assert 'type="submit" class="btn btn-line" data-busy' not in response.content.decode()


def test_slip_of_two_other_units_is_not_found(world, sign_in):
    slip = foreign_slip(world)
    assert sign_in("clerk_b").get(slip_page(slip)).status_code == 404
    assert answer(sign_in("clerk_b"), slip).status_code == 404
    assert sign_in("clerk_b").post(reverse("phieu_chuyen_undo", args=[slip.pk])).status_code == 404


def foreign_slip(world) -> PhieuChuyen:
    """From A001 to T001: clerk B stands at neither side."""
    return propose(world, member(world), cong_doan_den=world.units["cdcs_tinh"])


def test_opening_a_slip_is_written_down_without_the_person(world, sign_in):
    slip = propose(world, member(world))
    page(sign_in("clerk_b"), slip_page(slip))
    row = NhatKy.objects.get(user=world.user("clerk_b"))
    assert (row.act, row.label, row.unit) == ("list_doan_vien", f"Phiếu chuyển số {slip.pk}", "B001")
    assert NAME not in str(row.noi_dung)


# ---- answering ----


def test_accepting_on_the_page(world, sign_in):
    who = member(world)
    slip = propose(world, who)
    client = sign_in("clerk_b")
    assert answer(client, slip).url == LIST
    assert f"Đã tiếp nhận {NAME} vào Công đoàn B001, từ 02/06/2025." in page(client, LIST)
    rows = BienDong.objects.count()
    assert answer(client, slip).url == LIST  # the same page sent twice
    assert "Phiếu này đã được tiếp nhận." in answer(client, slip, submit_key="other").content.decode()
    assert (BienDong.objects.count(), stocks(world, JUNE)) == (rows, (21, 21, 1, 1, 22))


def test_refusing_asks_a_reason_that_the_origin_reads(world, sign_in):
    slip, client = propose(world, member(world)), sign_in("clerk_b")
    short = answer(client, slip, tu_choi="1", ly_do="thiếu")
    assert short.context["refuse"].errors["ly_do"] == ["Viết rõ hơn: ít nhất 10 ký tự, ở đây có 5."]
    answer(client, slip, tu_choi="1", ly_do="Chưa có hồ sơ giấy kèm theo", submit_key="b")
    slip.refresh_from_db()
    assert slip.trang_thai == "tu_choi"
    assert "Chưa có hồ sơ giấy kèm theo" in page(sign_in("clerk_a"), LIST + "?phan=da_xong")


def test_withdrawing_on_the_page(world, sign_in):
    slip, client = propose(world, member(world)), sign_in("clerk_a")
    undo = reverse("phieu_chuyen_undo", args=[slip.pk])
    assert client.get(undo).url == slip_page(slip)
    assert client.post(undo, {"submit_key": "x"}).url == LIST + "?phan=da_gui"
    slip.refresh_from_db()
    assert slip.trang_thai == "da_rut"
    assert "Phiếu này đã được rút." in answer(sign_in("clerk_b"), slip).content.decode()


def test_many_at_once_tell_the_truth_slip_by_slip(world, sign_in):
    good = [propose(world, member(world, **nobody(f"Lê Văn {n}"))) for n in "AB"]
    gone, foreign = propose(world, member(world, **nobody("Lê Văn Rút"))), foreign_slip(world)
    withdraw_phieu_chuyen(gone, by=world.user("clerk_a"))
    client = sign_in("clerk_b")
    ticked = {"phieu": [slip.pk for slip in (*good, gone, foreign)], "submit_key": "n", "don_vi": "B001"}
    response = client.post(reverse("phieu_chuyen_confirm"), ticked, follow=True)
    assert response.redirect_chain == [(LIST + "?don_vi=B001", 302)]
    assert [str(message) for message in response.context["messages"]] == [
        "Đã tiếp nhận 2 đoàn viên theo 2 phiếu.",
        "Chưa tiếp nhận Lê Văn Rút từ Công đoàn A001: Phiếu này đã được rút.",
    ]
    foreign.refresh_from_db()
    assert (foreign.trang_thai, stocks(world, JUNE)[2]) == ("cho_nhan", 2)


def test_nothing_ticked_says_what_to_do(world, sign_in):
    response = sign_in("clerk_b").post(reverse("phieu_chuyen_confirm"), {"submit_key": "n"}, follow=True)
    assert [str(m) for m in response.context["messages"]] == ["Đánh dấu ít nhất một phiếu rồi bấm Tiếp nhận."]


# ---- lists ----


def people_of(response) -> list[str]:
    return [slip.doan_vien.ho_ten for slip in response.context["page"].rows]


def test_three_parts_of_the_list(world, sign_in):
    slips = [propose(world, member(world, **nobody(f"Lê Văn {n}"))) for n in "ABC"]
    refuse_phieu_chuyen(slips[1], by=world.user("clerk_b"), ly_do="Chưa có hồ sơ giấy")
    a, b = sign_in("clerk_a"), sign_in("clerk_b")
    assert people_of(b.get(LIST)) == ["Lê Văn A", "Lê Văn C"]
    assert people_of(b.get(LIST + "?phan=da_gui")) == []
    assert people_of(b.get(LIST + "?phan=da_xong")) == ["Lê Văn B"]
    assert people_of(a.get(LIST)) == []
    assert people_of(a.get(LIST + "?phan=da_gui")) == ["Lê Văn A", "Lê Văn C"]
    assert people_of(a.get(LIST + "?phan=da_xong")) == ["Lê Văn B"]
    assert [part["dem"] for part in a.get(LIST).context["parts"]] == ["0", "2", ""]


def test_members_list_marks_who_waits_and_links_what_comes(world, sign_in):
    propose(world, member(world))
    a, b = (sign_in(name).get(reverse("doan_vien_list")) for name in ("clerk_a", "clerk_b"))
    assert [(m.ho_ten, m.cho_tiep_nhan) for m in a.context["page"].rows] == [
        ("Đặng Thị Ngọc Ánh", False), (NAME, True),
    ]  # fmt: skip
    assert "Chờ tiếp nhận (1)" in b.content.decode()
    assert "Chờ tiếp nhận (" not in a.content.decode()


@pytest.mark.parametrize("address", [LIST, LIST + "?phan=da_gui", reverse("doan_vien_list")])
def test_lists_ask_the_same_at_one_slip_and_at_three(world, sign_in, address, django_assert_num_queries):
    client = sign_in("administrator")
    propose(world, member(world))
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for letter in "AB":
        propose(world, member(world, **nobody(f"Lê Văn {letter}")))
    with django_assert_num_queries(len(one)):
        client.get(address)


def test_control_figure_of_the_province_opens_its_list(world, sign_in):
    accept_phieu_chuyen(propose(world, member(world)), by=world.user("clerk_b"))
    accept_phieu_chuyen(propose(world, None, so_luong=5, so_nu=3), by=world.user("clerk_b"))
    client = sign_in("administrator")
    response = client.get(LIST + "?tu=1/6/2025&den=30/6/2025")
    assert response.context["totals"] == (6, 6)
    for kind in ("chuyen_di", "chuyen_den"):
        query = f"?don_vi=ND&tu=2025-06-01&den=2025-06-30&loai={kind}&pham_vi=noi_bo"
        assert query.replace("&", "&amp;") in response.content.decode()
        book = client.get(reverse("bien_dong_list") + query).context
        assert (book["flow"], sum(len(month.lines) for month in book["months"])) == (6, 2)
    # figures of the bridge leave the inside out, as before
    assert client.get(reverse("bien_dong_list") + "?don_vi=ND&loai=chuyen_di").context["flow"] == 0
    assert sign_in("clerk_a").get(LIST).context["totals"] is None


def test_import_that_takes_the_member_out_withdraws_the_slip(world):
    who = member(world)
    slip = propose(world, who)
    by = world.user("clerk_a")
    batch = read_batch(receive_upload("bien_dong", movements([("Nghỉ hưu", JUNE, "A001", CCCD_M)]), by=by, options={}))
    confirm_batch(batch, by=by, sha256=batch.sha256, skip_errors=False)
    batch.refresh_from_db()
    write_batch(batch)
    slip.refresh_from_db()
    assert (slip.trang_thai, slip.ly_do[:7], slip.answered_by) == ("da_rut", "Tự rút:", by)

"""A form sent twice: by a double press, by a telephone that sends again what it has no answer to (05 §5.4)."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from core.dates import today
from doanvien.models import BienDong, DoanVien
from taikhoan.models import Draft
from taikhoan.once import PRESSED_BEFORE
from tests.doanvien.slips import member, propose

pytestmark = pytest.mark.django_db
PERSON = {
    "cong_doan": "A001", "ho_ten": "Lê Văn Ổn", "ngay_sinh": "1990", "gioi_tinh": "nam", "so_cccd": "036090004559",
    "ngay_ket_nap": "5/3/2025", "so_quyet_dinh": "9/QĐ",
}  # fmt: skip
LEAVES = {"loai": "cham_dut_hdld", "ngay": "6/6/2025"}
MOVES = {"loai": "chuyen_di", "ngay": "6/6/2025", "so_quyet_dinh": "7/GT"}


def kept(world):
    """How many rows and people the books hold: the second press adds none."""
    return BienDong.objects.count(), DoanVien.objects.count()


def press_twice(world, client, address: str, data: dict) -> list[tuple[int, str]]:
    """What the first press answers and the second, which writes nothing."""
    data |= {"submit_key": "khoa-cua-trang"}
    first = client.post(address, data)
    after = kept(world)
    second = client.post(address, data)
    assert kept(world) == after
    assert [str(one) for one in get_messages(second.wsgi_request)][-1] == PRESSED_BEFORE
    return [(one.status_code, one.headers.get("Location", "")) for one in (first, second)]


@pytest.mark.parametrize("name", ["officer_a", "clerk_a"])
def test_an_admission(world, sign_in, name):
    first, second = press_twice(world, sign_in(name), reverse("doan_vien_create"), PERSON)
    made = DoanVien.objects.get(ho_ten="Lê Văn Ổn")
    assert first == second == (302, reverse("doan_vien_detail", args=[made.pk]))


@pytest.mark.parametrize("name", ["officer_a", "clerk_a"])
def test_an_exit(world, sign_in, name):
    """After the first press the person is no member any more, so that the page is another one."""
    who = world.objects["member_a"].pk
    address = reverse("doan_vien_bien_dong_create", args=[who])
    first, second = press_twice(world, sign_in(name), address, LEAVES)
    assert first == second == (302, reverse("doan_vien_detail", args=[who]))


def test_a_transfer_out_of_the_own_scope_and_into_it(world, sign_in):
    who = world.objects["member_a"].pk
    address = reverse("doan_vien_bien_dong_create", args=[who])
    slip = press_twice(world, sign_in("clerk_a"), address, MOVES | {"cong_doan_den": "B001"})
    assert slip[0] == slip[1]
    assert slip[0][1].startswith("/doan-vien/chuyen/")
    inside = press_twice(world, sign_in("administrator"), address, MOVES | {"cong_doan_den": "B001"})
    assert inside[0] == inside[1] == (302, reverse("doan_vien_detail", args=[who]))


@pytest.mark.parametrize("answer", [{}, {"tu_choi": "1", "ly_do": "Chưa có hồ sơ giấy kèm theo"}])
def test_an_answer_to_a_slip(world, sign_in, answer):
    slip = propose(world, member(world))
    address = reverse("answer_phieu_chuyen", args=[slip.pk])
    first, second = press_twice(world, sign_in("clerk_b"), address, dict(answer))
    assert first == second == (302, reverse("phieu_chuyen_list"))


def test_a_slip_taken_back(world, sign_in):
    slip = propose(world, member(world))
    first, second = press_twice(world, sign_in("clerk_a"), reverse("phieu_chuyen_undo", args=[slip.pk]), {})
    assert first == second == (302, reverse("phieu_chuyen_list") + "?phan=da_gui")


def test_a_reversal(world, sign_in):
    client = sign_in("officer_a")
    client.post(reverse("doan_vien_create"), PERSON)
    row = BienDong.objects.get(doan_vien__ho_ten="Lê Văn Ổn")
    reason = {"ly_do": "Ghi nhầm người, ghi lại sau"}
    first, second = press_twice(world, client, reverse("bien_dong_undo", args=[row.pk]), reason)
    assert first[0] == 302
    assert second == first


def test_facts_mended(world, sign_in):
    who = world.objects["member_a"]
    data = {"ho_ten": "Đặng Thị Ánh", "ngay_sinh": "02/04/1985", "version": who.version}
    address = reverse("doan_vien_update", args=[who.pk])
    first, second = press_twice(world, sign_in("clerk_a"), address, data)
    assert first == second == (302, reverse("doan_vien_detail", args=[who.pk]))


def test_facts_of_an_employer_mended(world, sign_in):
    client, address = sign_in("clerk_a"), reverse("doanh_nghiep_update", args=[world.objects["employer_a"].pk])
    form = client.get(address).context["form"]
    data = {name: form[name].value() or "" for name in form.fields if name != "von_nuoc_ngoai"}
    first, second = press_twice(world, client, address, data | {"dia_chi": "12 Trần Phú"})
    assert first == second == (302, reverse("doanh_nghiep_detail", args=[world.objects["employer_a"].pk]))


def test_many_people_named_out_of_a_count(world, sign_in):
    """Twenty are counted; the second press finds the person named already."""
    one = {"ho_ten": "Lê Văn Ổn", "ngay_sinh": "1990", "gioi_tinh": "Nam", "ngay_ket_nap": "10/03/2025"}
    rows = {f"o_{key}": [text] for key, text in one.items()} | {"viec": "ghi_dung", "da_kiem": "1"}
    address = reverse("ghi_danh") + "?don_vi=A001"
    first, second = press_twice(world, sign_in("officer_a"), address, rows)
    assert first[0] == 302
    assert second == first


def test_workers_reported(world, sign_in):
    employer = world.objects["employer_a"]
    data = {"ngay_so_lieu": f"{today() - timedelta(days=1):%d/%m/%Y}", "nguon": "cdcs_bao_cao", "tong_lao_dong": "160"}
    first, second = press_twice(world, sign_in("officer_a"), reverse("lao_dong_create", args=[employer.pk]), data)
    assert first[0] == 302
    assert second == first


def test_a_key_that_no_database_takes_is_no_key(world, sign_in):
    answer = sign_in("clerk_a").post(reverse("doan_vien_create"), PERSON | {"submit_key": "khoa\0"})
    assert answer.status_code == 200
    assert "submit_key" in answer.context["form"].errors


def test_what_is_typed_after_the_form_was_sent_is_still_kept_as_a_draft(world, sign_in):
    """The draft of a page is sent with the key of the page; it is no second press."""
    client, key = sign_in("officer_a"), {"submit_key": "khoa-cua-trang"}
    client.post(reverse("doan_vien_create"), PERSON | key)
    answer = client.post(reverse("draft", args=["doan_vien_create"]), {"ho_ten": "Trần Thị Sen"} | key)
    assert answer.status_code == 200


def test_a_draft_is_given_up_on_a_page_whose_first_press_was_written(world, sign_in):
    """Back with the browser's arrow, something typed and kept: the page bears the key that was used."""
    client, key = sign_in("clerk_a"), {"submit_key": "khoa-cua-trang"}
    client.post(reverse("doan_vien_create"), PERSON | key)
    client.post(reverse("draft", args=["doan_vien_create"]), PERSON | key)
    assert Draft.objects.count() == 1
    client.post(reverse("draft_delete", args=["doan_vien_create"]), PERSON | key)
    assert Draft.objects.count() == 0


def test_a_page_that_shows_an_older_draft_beside_what_is_stored(world, sign_in):
    """Its form is bound to the draft, which keeps no key: the second press read that somebody else had saved before."""
    client, who = sign_in("clerk_a"), world.objects["member_a"]
    address = reverse("doan_vien_update", args=[who.pk])
    typed = {"ho_ten": "Đặng Thị Ánh", "ngay_sinh": "1985", "version": str(who.version)}
    client.post(reverse("draft", args=["doan_vien_update", str(who.pk)]), typed)
    DoanVien.objects.filter(pk=who.pk).update(version=who.version + 1, nghe_nghiep="Thợ may")
    form = client.get(address).context["form"]
    shown = {name: form[name].value() for name in ("submit_key", "version")}
    answers = [client.post(address, typed | shown) for _ in range(2)]
    assert [answer.get("Location") for answer in answers] == [reverse("doan_vien_detail", args=[who.pk])] * 2

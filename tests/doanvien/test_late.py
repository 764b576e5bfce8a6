"""What is sent after the session ended, or from a page older than the sign-in, is kept and not done (05 §5.4)."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from doanvien.models import DoanVien
from taikhoan.drafts import TICKET
from taikhoan.models import Draft

PAGE = "/doan-vien/them/?don_vi=A001"
AUTOSAVE = "/ban-nhap/doan_vien_create/"
BEHIND = "django.contrib.auth.backends.ModelBackend"
TYPED = {"ho_ten": "Trần Thị Muộn", "so_quyet_dinh": "77/QĐ"}


class Tab:
    """A page of the clerk's that was opened once; what it posts passes the check of CSRF as a browser's would."""

    def __init__(self, user):
        self.client = Client(enforce_csrf_checks=True)
        self.client.force_login(user, backend=BEHIND)
        self.page = self.client.get(PAGE).content.decode()
        self.fields = dict(re.findall(r'name="(csrfmiddlewaretoken|submit_key|noi_nhap)" value="([^"]+)"', self.page))

    def send(self, address: str = PAGE, **more):
        referer = {"referer": f"http://testserver{PAGE}"}
        return self.client.post(address, self.fields | TYPED | more, headers=referer)

    def end_session(self) -> None:
        del self.client.cookies["sessionid"]

    def sign_in_again(self, user) -> None:
        """In another tab: the token of this page holds no more."""
        self.end_session()
        self.client.force_login(user, backend=BEHIND)
        self.client.cookies["csrftoken"] = "n" * 32


@pytest.fixture
def clerk(world):
    return world.user("clerk_a")


@pytest.fixture
def tab(clerk):
    return Tab(clerk)


def kept() -> list[tuple[str, str, str]]:
    return [(one.user.username, one.form, one.content["ho_ten"][0]) for one in Draft.objects.select_related("user")]


def count() -> int:
    return DoanVien.objects.count()


def test_what_was_typed_stands_there_after_the_next_sign_in(tab, clerk):
    before = count()
    tab.end_session()
    answer = tab.send()
    assert (answer.status_code, answer.url) == (302, "/dang-nhap/?next=/doan-vien/them/%3Fdon_vi%3DA001")
    door = tab.client.get(answer.url).content.decode()
    assert "Phiên làm việc đã hết, chưa ghi gì vào sổ. Những gì vừa gõ đã được giữ thành bản nháp" in door
    assert (kept(), count()) == ([(clerk.username, "doan_vien_create", "Trần Thị Muộn")], before)
    tab.client.force_login(clerk, backend=BEHIND)
    page = tab.client.get(PAGE)
    assert page.context["form"]["ho_ten"].value() == "Trần Thị Muộn"
    assert page.context["form"]["so_quyet_dinh"].value() == "77/QĐ"
    assert ("Tệp đính kèm" in door, "Phiên tự đóng sau 30 phút" in door) == (False, False)


def test_files_are_to_be_chosen_again(tab):
    tab.end_session()
    answer = tab.send(tep=SimpleUploadedFile("a.pdf", b"%PDF-1.4"))
    assert "Tệp đính kèm thì phải chọn lại." in tab.client.get(answer.url).content.decode()


def test_typing_goes_on_being_kept_after_the_session_ended(tab, clerk):
    tab.end_session()
    answer = tab.send(AUTOSAVE)
    assert (answer.status_code, list(answer.json())) == (401, ["luc", "loi"])
    assert "Những gì gõ vẫn được giữ thành bản nháp" in answer.json()["loi"]
    assert kept() == [(clerk.username, "doan_vien_create", "Trần Thị Muộn")]
    assert set(Draft.objects.get().content) == set(TYPED)


def test_a_page_older_than_the_sign_in_keeps_and_leads_to_itself(tab, clerk):
    before = count()
    tab.sign_in_again(clerk)
    assert list(tab.send(AUTOSAVE).json()) == ["luc"]
    answer = tab.send()
    assert (answer.status_code, answer.url, count()) == (302, PAGE, before)
    page = tab.client.get(PAGE)
    assert "Trang mở từ trước lần đăng nhập này, chưa ghi gì vào sổ." in page.content.decode()
    assert page.context["form"]["ho_ten"].value() == "Trần Thị Muộn"


@pytest.mark.parametrize(("case", "status", "said"), [
    ("ended", 401, "phiên làm việc đã hết."),
    ("old_page", 403, "trang mở từ trước lần đăng nhập này, chưa ghi gì vào sổ."),
    ("no_right", 403, "tài khoản không có quyền (hoặc không còn quyền) làm việc này, chưa ghi gì vào sổ."),
    ("not_there", 404, "không còn thấy mục này trong phạm vi của bạn"),
])  # fmt: skip
def test_a_piece_of_a_page_is_refused_in_a_sentence_of_its_own(tab, clerk, world, case, status, said):
    """All four were told as an ended session, or as a page of the error that no page showed."""
    if case == "ended":
        tab.end_session()
    elif case == "old_page":
        tab.sign_in_again(clerk)
    elif case == "no_right":
        tab.client.force_login(world.user("reader_a"), backend=BEHIND)
        tab.fields["csrfmiddlewaretoken"] = tab.client.cookies["csrftoken"].value
    answer = tab.client.post("/doanh-nghiep/khao-sat/phieu/9/", tab.fields, headers={"HX-Request": "true"})
    assert (answer.status_code, answer["Content-Type"]) == (status, "text/plain; charset=utf-8")
    assert answer.content.decode().startswith(said)


def test_another_person_at_the_same_browser_gets_nothing_of_it(tab, clerk, world):
    tab.sign_in_again(world.user("clerk_b"))
    answer = tab.send()
    assert answer.status_code == 403
    assert "giữ thành bản nháp của người mở trang đó" in answer.content.decode()
    assert kept() == [(clerk.username, "doan_vien_create", "Trần Thị Muộn")]


def forged(user) -> str:
    return signing.dumps([user.pk, "doan_vien_create", ""], salt="elsewhere")


@pytest.mark.parametrize("case", ["none", "forged", "other_salt", "old", "inactive", "given_up"])
def test_without_a_proof_nothing_is_kept(tab, clerk, case):
    tab.end_session()
    later, address = timezone.now(), PAGE
    if case == "none":
        del tab.fields[TICKET]
    elif case == "forged":
        tab.fields[TICKET] = tab.fields[TICKET][:-1] + ("a" if tab.fields[TICKET][-1] != "a" else "b")
    elif case == "other_salt":
        tab.fields[TICKET] = forged(clerk)
    elif case == "old":
        later += timedelta(days=7, minutes=1)
    elif case == "inactive":
        clerk.is_active = False
        clerk.save()
    else:
        address = "/bo-ban-nhap/doan_vien_create/"
    with time_machine.travel(later):
        answer = tab.send(address)
        told = tab.client.get(answer.url).content.decode()
    assert (answer.status_code, "chưa ghi gì vào sổ" in told, kept()) == (302, False, [])


def test_autosave_that_cannot_be_kept_says_so(tab):
    tab.end_session()
    del tab.fields[TICKET]
    answer = tab.send(AUTOSAVE)
    assert (answer.status_code, "chưa lưu nháp được" in answer.json()["loi"], kept()) == (401, True, [])


def test_too_much_is_not_kept(tab):
    tab.end_session()
    assert tab.send(so_quyet_dinh="x" * 2_000_001).status_code == 302
    assert kept() == []


def test_what_was_written_before_the_session_ended_is_no_draft(tab):
    """Written, then pressed again after the session ended (the browser's arrow): it would be done twice."""
    person = {"cong_doan": "A001", "ngay_sinh": "1990", "gioi_tinh": "nu", "ngay_ket_nap": "5/3/2025"}
    before = count()
    assert tab.send(**person).status_code == 302
    assert count() == before + 1
    tab.end_session()
    told = tab.client.get(tab.send(**person).url).content.decode()
    assert ("chưa ghi gì vào sổ" in told, kept()) == (False, [])


@pytest.mark.database
def test_a_sign_that_postgresql_takes_in_no_text_is_left_out(tab):
    assert tab.send(AUTOSAVE, nghe_nghiep="Thợ\0 may").status_code == 200
    tab.end_session()
    assert tab.send(nghe_nghiep="Thợ\0 hàn").status_code == 302
    assert Draft.objects.get().content["nghe_nghiep"] == ["Thợ hàn"]

"""The one door: equal answers, the throttle, safe return, forced change, second factor [03-3.6-1, 06-6.2-18]."""

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from taikhoan.actions import end_sessions, reset_password, set_active
from taikhoan.models import NhatKy, User

PASSWORD = "Mat-khau-thu-2028"

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return User.objects.create_user("tpnd.canbo", password=PASSWORD, ho_ten="Trần Thị Hương")


def post(client, username="tpnd.canbo", password=PASSWORD, **extra):
    return client.post("/dang-nhap/", {"username": username, "password": password, **extra})


def token_of(device) -> str:
    return f"{TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift).token():06d}"


def test_sign_in_leads_home_and_is_logged(client, user):
    response = post(client)
    assert (response.status_code, response["Location"]) == (302, "/")
    assert NhatKy.objects.filter(act="login", user=user).count() == 1


@pytest.mark.parametrize(
    ("wanted", "target"),
    [
        ("/doi-mat-khau/", "/doi-mat-khau/"),
        ("https://la.example/", "/"),
        ("//la.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("/\\la.example", "/"),
    ],
)
def test_return_stays_on_this_host(client, user, wanted, target):
    assert post(client, next=wanted)["Location"] == target


def test_unknown_stopped_and_wrong_answer_the_same(client, user):
    stopped = User.objects.create_user("da.dung", password=PASSWORD)
    set_active(by=user, user=stopped, active=False)
    answers = {
        str(post(Client(), name, password).context["form"].errors)
        for name, password in [("khong.co", PASSWORD), ("da.dung", PASSWORD), ("tpnd.canbo", "sai" * 5)]
    }
    assert len(answers) == 1


def test_failure_does_not_log_an_unknown_name(client, user):
    post(client, username="mat-khau-go-nham-o")
    row = NhatKy.objects.get(act="login_failed")
    assert "go-nham" not in row.sealed_text


def test_ten_failures_lock_account_and_address_but_not_the_account(settings, user):
    settings.AXES_ENABLED = True
    attacker, owner = Client(REMOTE_ADDR="10.0.0.1"), Client(REMOTE_ADDR="10.0.0.2")
    statuses = [post(attacker, password="sai-mat-khau").status_code for _ in range(10)]
    assert statuses[0] == 200
    assert statuses[-1] == 429
    assert post(attacker).status_code == 429
    assert post(owner).status_code == 302


def test_fifty_failures_lock_the_address_for_every_account(settings, client, user):
    AccessAttempt.objects.create(
        username="ai.do", ip_address="127.0.0.1", failures_since_start=50, attempt_time=timezone.now()
    )
    assert post(client).status_code == 429
    assert post(Client(REMOTE_ADDR="10.0.0.9")).status_code == 302


def test_forwarded_address_is_believed_from_our_own_proxies_alone(settings, user):
    lie = {"HTTP_X_FORWARDED_FOR": "1.2.3.4, 10.9.9.9"}
    post(Client(**lie))
    assert NhatKy.objects.latest("id").dia_chi == "127.0.0.1"
    settings.PROXY_COUNT = 1
    post(Client(**lie))
    assert NhatKy.objects.latest("id").dia_chi == "10.9.9.9"


def test_session_key_changes_at_sign_in(client, user):
    client.get("/dang-nhap/")
    session = client.session
    session["x"] = 1
    session.save()
    before = session.session_key
    post(client)
    assert client.session.session_key != before


def test_logout_by_post_only(client, user):
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/dang-xuat/").status_code == 405
    assert client.post("/dang-xuat/").status_code == 302
    assert client.get("/")["Location"].startswith("/dang-nhap/")


def test_one_time_password_must_be_changed_first(client, user):
    password = reset_password(by=user, user=user)
    post(client, password=password)
    assert client.get("/")["Location"] == "/doi-mat-khau/"
    new = {"old_password": password, "new_password1": "Sông Hồng 2028 xanh", "new_password2": "Sông Hồng 2028 xanh"}
    assert client.post("/doi-mat-khau/", new).status_code == 302
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("bad", ["ngan", "password1234", "tpnd.canbo", PASSWORD])
def test_weak_and_equal_passwords_are_refused(client, user, bad):
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    response = client.post("/doi-mat-khau/", {"old_password": PASSWORD, "new_password1": bad, "new_password2": bad})
    assert response.context["form"].errors


def test_sessions_end_elsewhere(client, user):
    other = Client()
    post(client)
    post(other)
    end_sessions(by=None, user=user)
    assert client.get("/").status_code == other.get("/").status_code == 302


def test_a_form_opened_before_another_sign_in_is_refused_in_our_words(user):
    """Signed out and in again in another window: the old form's token holds no more, nothing happens."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    answer = client.post("/doi-mat-khau/", {"old_password": PASSWORD})
    assert (answer.status_code, "Trang đã cũ, chưa gửi được" in answer.content.decode()) == (403, True)


@pytest.mark.parametrize(("address", "told"), [("/doan-vien/them/", True), ("/", False)])
def test_who_is_led_to_the_door_from_a_page_reads_why(db, client, address, told):
    """A session that ended while a form was open (05 §5.4: an expired session keeps the draft)."""
    page = client.get(address, follow=True).content.decode()
    assert ("Phiên tự đóng sau 30 phút không làm gì" in page, "Đăng nhập" in page) == (told, True)


def test_htmx_gets_the_whole_page_redirected(client):
    response = client.get("/", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/doan-vien/?q=an"})
    assert response.status_code == 200
    assert response["HX-Redirect"] == "/dang-nhap/?next=/doan-vien/%3Fq%3Dan"


class TestSecondFactor:
    """A phone is set up, asked for at the next sign-in, and slows guessing down."""

    @pytest.fixture
    def device(self, user):
        return TOTPDevice.objects.create(user=user, name="điện thoại", confirmed=True)

    def test_set_up(self, client, user):
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        page = client.get("/dang-nhap/ma-xac-thuc/")
        assert b"<svg" in page.content
        assert b"style=" not in page.content
        device = TOTPDevice.objects.get(user=user)
        client.post("/dang-nhap/ma-xac-thuc/", {"code": token_of(device)})
        device.refresh_from_db()
        assert device.confirmed

    def test_password_alone_opens_nothing(self, client, user, device):
        post(client)
        assert client.get("/")["Location"] == "/dang-nhap/ma-xac-thuc/"
        assert client.get("/doi-mat-khau/")["Location"] == "/dang-nhap/ma-xac-thuc/"

    def test_code_opens(self, client, user, device):
        post(client)
        assert client.post("/dang-nhap/ma-xac-thuc/", {"code": token_of(device)})["Location"] == "/"
        assert client.get("/").status_code == 200

    def test_code_leads_to_the_page_that_was_asked_for(self, client, user, device):
        client.post("/dang-nhap/", {"username": user.username, "password": PASSWORD, "next": "/doan-vien/?q=an"})
        code = {"code": token_of(device)}
        assert client.post("/dang-nhap/ma-xac-thuc/", code)["Location"] == "/doan-vien/?q=an"
        assert "next" not in client.session

    def test_code_works_once(self, client, user, device):
        code = token_of(device)
        for signed_in, status in ((client, 302), (Client(), 200)):
            post(signed_in)
            assert signed_in.post("/dang-nhap/ma-xac-thuc/", {"code": code}).status_code == status

    def test_wrong_code_is_logged_and_slows_down(self, client, user, device):
        post(client)
        client.post("/dang-nhap/ma-xac-thuc/", {"code": "000000"})
        right = client.post("/dang-nhap/ma-xac-thuc/", {"code": token_of(device)})
        assert right.context["form"].errors
        assert NhatKy.objects.filter(act="second_factor_failed").exists()


def test_second_factor_is_compulsory_for_the_province_but_not_for_the_demo(settings, world, sign_in):
    settings.REQUIRE_SECOND_FACTOR = True
    assert sign_in("reviewer").get("/")["Location"] == "/dang-nhap/ma-xac-thuc/"
    assert sign_in("clerk_a").get("/").status_code == 200
    User.objects.filter(username="reviewer").update(is_demo=True)
    assert sign_in("reviewer").get("/").status_code == 200

"""Accounts of officers: made by the clerk above, with a password told once (04 §4.6a, 08 §8.8)."""

from datetime import date

import pytest
from django.contrib.auth import authenticate
from django.test import Client
from django.urls import reverse

from cdcs.models import PhanCong
from taikhoan.models import NhatKy, User

pytestmark = pytest.mark.django_db
FORM = {"cong_doan": "A001", "ho_ten": "Vũ Thị Lành", "submit_key": "s" * 32}


def test_clerk_makes_an_account_that_changes_its_password_first(world, sign_in):
    answer = sign_in("clerk_a").post(reverse("tai_khoan_create"), FORM)
    account, password = answer.context["account"], answer.context["password"]
    assert (account.username, account.ho_ten) == ("a001.cdcs", "Vũ Thị Lành")
    assert authenticate(None, username="a001.cdcs", password=password) == account
    officer = Client()
    officer.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    assert officer.get("/").url == reverse("password")
    post = PhanCong.objects.get(user=account)
    assert (post.cong_doan.ma, post.vai_tro, post.den_ngay) == ("A001", "can_bo_cdcs", None)
    assert password not in str(list(NhatKy.objects.values()))


def test_page_that_was_sent_makes_no_second_account(world, sign_in):
    client, before = sign_in("clerk_a"), User.objects.count()
    client.post(reverse("tai_khoan_create"), FORM)
    again = client.post(reverse("tai_khoan_create"), FORM | {"username": "khac.cdcs"})
    assert again.context["form"].non_field_errors() == [
        "Trang này đã gửi rồi. Chưa kịp ghi mật khẩu thì cấp mật khẩu mới ở danh sách."
    ]
    assert User.objects.count() == before + 1


BAD_NAME = "Tên đăng nhập gồm chữ không dấu, số, dấu chấm hoặc gạch, ít nhất 3 ký tự."
NOT_YOURS = "Không có đơn vị này trong phạm vi của bạn. Chọn trong danh sách."


@pytest.mark.parametrize(
    ("change", "errors"),
    [
        ({"username": "có dấu"}, {"username": [BAD_NAME]}),
        ({"username": "Y"}, {"username": [BAD_NAME]}),
        ({"username": "a.can-bo"}, {"username": ["Đã có tài khoản tên này: chọn tên khác."]}),
        ({"cong_doan": "B001"}, {"cong_doan": [NOT_YOURS]}),
        ({"cong_doan": "A001-1"}, {"cong_doan": [NOT_YOURS]}),
    ],
)
def test_refusals_stand_at_their_field(world, sign_in, change, errors):
    User.objects.create_user("A.can-bo")
    assert sign_in("clerk_a").post(reverse("tai_khoan_create"), FORM | change).context["form"].errors == errors


def test_new_password_ends_the_old_one(world, sign_in):
    officer = world.user("officer_a")
    answer = sign_in("clerk_a").post(reverse("tai_khoan_password", args=[officer.pk]))
    officer.refresh_from_db()
    assert (officer.check_password(answer.context["password"]), officer.doi_mat_khau) == (True, True)
    assert sign_in("clerk_b").post(reverse("tai_khoan_password", args=[officer.pk])).status_code == 404


def test_account_is_stopped_and_opened_again(world, sign_in):
    officer, client = world.user("officer_a"), sign_in("clerk_a")
    for word, active in (("ngung", False), ("mo", True)):
        client.post(reverse("tai_khoan_update", args=[officer.pk]), {word: "1"})
        officer.refresh_from_db()
        assert officer.is_active is active


def test_account_with_a_second_role_is_the_administrators(world, sign_in):
    officer = world.user("officer_a")
    unit, day = world.units["b"], PhanCong.objects.get(user=officer).tu_ngay
    PhanCong.objects.create(user=officer, cong_doan=unit, vai_tro="xem", tu_ngay=day)
    answer = sign_in("clerk_a").post(reverse("tai_khoan_update", args=[officer.pk]), {"ngung": "1"}, follow=True)
    assert [str(m) for m in answer.context["messages"]] == [
        "Tài khoản này không phải của cán bộ CĐCS: nhờ quản trị của tỉnh."
    ]
    officer.refresh_from_db()
    assert officer.is_active


def test_a_role_to_come_counts_as_a_second_one(world, sign_in):
    """Who gives the password today would know it on the day the account becomes the province's."""
    officer = world.user("officer_a")
    PhanCong.objects.create(
        user=officer, cong_doan=world.units["tinh"], vai_tro="to_chuc_kiem_tra", tu_ngay=date(2190, 1, 1)
    )
    before = officer.password
    answer = sign_in("clerk_a").post(reverse("tai_khoan_password", args=[officer.pk]), follow=True)
    officer.refresh_from_db()
    assert (officer.password, [str(m) for m in answer.context["messages"]]) == (
        before, ["Tài khoản này không phải của cán bộ CĐCS: nhờ quản trị của tỉnh."])  # fmt: skip


def test_list_is_the_own_units(world, sign_in):
    assert [row.user.username for row in sign_in("clerk_a").get(reverse("tai_khoan_list")).context["page"].rows] == [
        "officer_a"
    ]
    assert sign_in("clerk_b").get(reverse("tai_khoan_list")).context["page"].rows == []


def test_an_officer_of_two_unions_is_told_to_be_the_provinces(world, sign_in):
    """The buttons stood on the list of A and answered 404, because the other union is B's."""
    officer = world.user("officer_a")
    PhanCong.objects.create(
        user=officer, cong_doan=world.units["cdcs_b"], vai_tro="can_bo_cdcs", tu_ngay=date(2024, 1, 1)
    )
    for page in ("tai_khoan_password", "tai_khoan_update"):
        answer = sign_in("clerk_a").post(reverse(page, args=[officer.pk]), {"ngung": "1"}, follow=True)
        assert [str(m) for m in answer.context["messages"]] == [
            "Tài khoản này còn của CĐCS ngoài phạm vi của bạn: nhờ quản trị của tỉnh."
        ]
    assert User.objects.get(pk=officer.pk).is_active

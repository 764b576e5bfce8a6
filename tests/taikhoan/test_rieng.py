"""What belongs to one user: drafts, saved views, keys of posted forms, new accounts."""

import datetime

import pytest
import time_machine
from django.contrib.auth import authenticate
from django.utils import timezone

from taikhoan.actions import (
    claim_submit_key,
    create_user,
    delete_draft,
    delete_old,
    save_draft,
    save_view,
    store_result,
)
from taikhoan.models import Draft, NhatKy, SavedView, User
from taikhoan.queries import find_draft, find_result

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return User.objects.create_user("tpnd.canbo", password="x")


def test_draft_is_kept_once_and_for_its_user_alone(user):
    save_draft(by=user, form="ket_nap", content={"ho_ten": ["An"]})
    save_draft(by=user, form="ket_nap", content={"ho_ten": ["Anh"]})
    stranger = User.objects.create_user("yyen.canbo")
    assert find_draft(user, "ket_nap").content == {"ho_ten": ["Anh"]}
    assert find_draft(stranger, "ket_nap") is None
    assert find_draft(user, "ket_nap", "12") is None
    delete_draft(by=user, form="ket_nap")
    assert not Draft.objects.exists()


def test_old_drafts_are_forgotten(user):
    with time_machine.travel(timezone.now() - datetime.timedelta(days=31)):
        save_draft(by=user, form="ket_nap", content={})
        claim_submit_key(by=user, key="old")
    save_draft(by=user, form="record_giam", content={})
    delete_old()
    assert [draft.form for draft in Draft.objects.all()] == ["record_giam"]
    assert claim_submit_key(by=user, key="old")


def test_second_post_finds_the_result_of_the_first(user):
    assert find_result(user, "k") is None
    assert claim_submit_key(by=user, key="k")
    store_result(by=user, key="k", result_url="/doan-vien/1/")
    assert not claim_submit_key(by=user, key="k")
    assert find_result(user, "k") == "/doan-vien/1/"
    assert claim_submit_key(by=User.objects.create_user("other"), key="k")


def test_saved_view_of_one_name_is_replaced(user):
    for query in ("q=an", "q=binh"):
        save_view(by=user, page="doan_vien_list", ten="Của tôi", query=query)
    assert list(SavedView.objects.values_list("query", flat=True)) == ["q=binh"]


def test_new_account_has_a_password_for_once(user):
    made, password = create_user(by=user, username="a001.cdcs", ho_ten="Lê Văn Ất")
    assert made.doi_mat_khau
    assert authenticate(None, username="a001.cdcs", password=password) == made
    assert password not in NhatKy.objects.get(act="create_user").sealed_text


def test_session_moves_its_end_once_a_minute(client, user, django_assert_num_queries):
    with time_machine.travel("2026-01-05 08:00:00+07:00", tick=False) as clock:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        client.get("/")
        assert not client.get("/").cookies.get("sessionid")
        clock.shift(datetime.timedelta(minutes=29))
        assert client.get("/").cookies.get("sessionid")
        clock.shift(datetime.timedelta(minutes=29))
        assert client.get("/").status_code == 200
        clock.shift(datetime.timedelta(minutes=31))
        assert client.get("/").status_code == 302

"""`/admin/` is a window for superusers: nothing is written, nothing secret shown (06 §6.2 #24)."""

import pytest
from django.contrib import admin
from django.urls import get_resolver, reverse

from tests.cast import CAST

INDEX = "/admin/"


def admin_addresses(world) -> list[str]:
    """Every address of the admin, with a row that exists where one is asked for."""
    patterns, names = [], []
    for entry in get_resolver().url_patterns:
        if getattr(entry, "app_name", None) == "admin":
            patterns = entry.url_patterns
    for entry in patterns:
        names += entry.url_patterns if hasattr(entry, "url_patterns") else [entry]
    found = []
    for pattern in filter(lambda pattern: pattern.name, names):
        keys = [world.user("clerk_a").pk] if "<path:object_id>" in str(pattern.pattern) else []
        if pattern.name not in {"login", "view_on_site", "app_list"}:
            found.append(reverse(f"admin:{pattern.name}", args=keys))
    return found


def test_only_superusers_enter(world, sign_in):
    statuses = {name: sign_in(name).get(INDEX).status_code for name in CAST}
    assert statuses == {name: {"superuser": 200, "nobody": 302}.get(name, 403) for name in CAST}


def test_every_post_is_refused(world, sign_in):
    client = sign_in("superuser")
    addresses = admin_addresses(world)
    assert len(addresses) > 20
    assert {address: client.post(address).status_code for address in addresses} == dict.fromkeys(addresses, 403)


def test_every_list_opens(world, sign_in):
    client = sign_in("superuser")
    for model in admin.site._registry:
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        assert client.get(address).status_code == 200, address


def test_sign_in_is_the_one_door(client, db):
    assert client.get("/admin/login/?next=/admin/")["Location"] == "/dang-nhap/?next=%2Fadmin%2F"


def test_secrets_are_not_shown_and_the_look_is_logged(world, sign_in):
    from taikhoan.models import NhatKy

    user = world.user("clerk_a")
    page = sign_in("superuser").get(reverse("admin:taikhoan_user_change", args=[user.pk]))
    assert user.password not in page.content.decode()
    assert NhatKy.objects.filter(act="view_admin").count() == 1


@pytest.mark.parametrize("name", ["axes_accessattempt", "otp_totp_totpdevice", "auth_group"])
def test_libraries_are_left_out(name):
    assert name not in {f"{model._meta.app_label}_{model._meta.model_name}" for model in admin.site._registry}

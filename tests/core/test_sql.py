"""Lists of ids of every length, on both databases."""

import pytest

from core.sql import id_in
from taikhoan.models import NhatKy, User

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("extra", [0, 300, 40_000])
def test_any_number_of_ids(extra):
    users = [User.objects.create_user(f"u{n}") for n in range(3)]
    ids = {users[0].pk, users[2].pk} | set(range(10**6, 10**6 + extra))
    assert set(User.objects.filter(id_in("pk", ids))) == {users[0], users[2]}
    assert set(User.objects.exclude(id_in("pk", ids))) == {users[1]}
    assert NhatKy.objects.filter(id_in("user_id", ids), act="x").count() == 0


def test_nothing_is_nothing():
    User.objects.create_user("u")
    assert not User.objects.filter(id_in("pk", [])).exists()

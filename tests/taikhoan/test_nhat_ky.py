"""The log: sealed rows, the chain over them, masks, and databases that refuse every change [06-6.2-12]."""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction

from core import protect
from taikhoan.actions import record, seal_nhat_ky
from taikhoan.models import NhatKy, NhatKyChuoi, User
from taikhoan.queries import verify_nhat_ky

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return User.objects.create_user("tinh.tochuc", password="x")


@pytest.fixture
def rows(user):
    day = datetime.date(2025, 5, 30)
    facts = {"ngay": day, "ten": "Nguyễn Văn Ổn"}
    made = [record(by=user, act="ket_nap", obj=user, unit="TPND", so=n, **facts) for n in range(5)]
    assert seal_nhat_ky() == 5
    return made


def raw(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_untouched_log_is_proved(rows):
    assert verify_nhat_ky() == []
    assert seal_nhat_ky() == 0


def test_rows_after_the_seal_join_the_chain(rows, user):
    record(by=user, act="ket_nap")
    assert seal_nhat_ky() == 1
    assert NhatKyChuoi.objects.count() == 6
    assert verify_nhat_ky() == []


def test_old_key_still_proves(rows, settings):
    settings.SEAL_KEYS_OLD, settings.SEAL_KEY = [settings.SEAL_KEY], "new-key"
    record(by=None, act="login")
    seal_nhat_ky()
    assert verify_nhat_ky() == []
    settings.SEAL_KEYS_OLD = []
    assert len(verify_nhat_ky()) == 10


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE taikhoan_nhatky SET act = 'x'",
        "DELETE FROM taikhoan_nhatky",
        "UPDATE taikhoan_nhatkychuoi SET hash = 'x'",
        "DELETE FROM taikhoan_nhatkychuoi",
        pytest.param("TRUNCATE taikhoan_nhatky CASCADE", marks=pytest.mark.postgresql),
    ],
)
def test_database_refuses(rows, statement):
    if statement.startswith("TRUNCATE") and connection.vendor != "postgresql":
        pytest.skip("SQLite knows no TRUNCATE")
    connection.check_constraints()  # PostgreSQL truncates nothing while deferred checks are waiting
    with pytest.raises(IntegrityError), transaction.atomic():
        raw(statement)
    assert NhatKy.objects.count() == 5


@pytest.mark.parametrize(
    ("statement", "problems"),
    [
        ("UPDATE taikhoan_nhatky SET unit = 'YYEN' WHERE id = {id}", 1),
        ("UPDATE taikhoan_nhatky SET hmac = 'x' WHERE id = {id}", 2),
        ("DELETE FROM taikhoan_nhatky WHERE id = {id}", 1),
        ("DELETE FROM taikhoan_nhatkychuoi WHERE nhat_ky_id = {id}", 1),
    ],
)
def test_change_past_the_triggers_is_found(rows, statement, problems):
    for table in ("taikhoan_nhatky", "taikhoan_nhatkychuoi"):
        protect.remove(table)
    raw(statement.format(id=rows[2].pk))
    assert len(verify_nhat_ky()) == problems


def test_identity_numbers_are_masked(user):
    row = record(
        by=user,
        act="reveal_dinh_danh",
        so_cccd="036195000127",
        ly_do="đối chiếu CCCD 036195000127 và sổ",
        nhieu=[{"dien_thoai": "0912345678"}],
        mst="0600123456",
        so_luong=123456,
    )
    assert row.noi_dung == {
        "so_cccd": "••• 127",
        "ly_do": "đối chiếu CCCD ••• 127 và sổ",
        "nhieu": [{"dien_thoai": "••• 678"}],
        "mst": "0600123456",
        "so_luong": 123456,
    }


@pytest.mark.parametrize("typed", ["036 085 001 127", "036.085.001.127", "036-085-001-127", "0360 8500 1127"])
def test_an_identity_number_typed_in_groups_is_masked_too(user, typed):
    said = record(by=user, act="reveal_dinh_danh", ly_do=f"Xem CCCD {typed}, QĐ 1.250/2025").noi_dung
    assert said == {"ly_do": "Xem CCCD ••• 127, QĐ 1.250/2025"}


def test_content_reads_back_as_it_was_sealed(user):
    record(by=user, act="x", so=1.5, ngay=datetime.date(2025, 5, 30), b=None, a=[True, {"z": 1, "â": "ộ"}], lon=10**18)
    assert verify_nhat_ky() == []


def test_row_goes_with_its_act(user):
    with transaction.atomic():
        record(by=user, act="ket_nap")
        transaction.set_rollback(True)
    assert not NhatKy.objects.exists()

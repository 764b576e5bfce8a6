"""Protective triggers on both databases, and the clean-up after a transactional test."""

import pytest
from django.db import IntegrityError, connection, transaction

from core import protect
from taikhoan.actions import record
from taikhoan.models import NhatKy

TABLE = "protected_for_test"


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def table(db):
    run(f"CREATE TABLE {TABLE} (id integer)")
    run(f"INSERT INTO {TABLE} VALUES (1)")
    return TABLE


@pytest.mark.parametrize(
    ("options", "refused"),
    [({}, {"UPDATE", "DELETE"}), ({"no_delete": False}, {"UPDATE"}), ({"no_update": False}, {"DELETE"})],
)
def test_what_is_refused(table, options, refused):
    protect.install(table, **options)
    protect.install(table, **options)
    found = set()
    for event, statement in {"UPDATE": f"UPDATE {table} SET id = 2", "DELETE": f"DELETE FROM {table}"}.items():
        try:
            with transaction.atomic():
                run(statement)
        except IntegrityError:
            found.add(event)
    assert found == refused


def test_suspended_lifts_and_restores(table):
    protect.install(table)
    before = protect.installed()
    with protect.suspended():
        run(f"UPDATE {table} SET id = 2")
    assert sorted(protect.installed()) == sorted(before)
    with pytest.raises(IntegrityError), transaction.atomic():
        run(f"DELETE FROM {table}")


def test_log_is_protected(db):
    assert {"taikhoan_nhatky", "taikhoan_nhatkychuoi"} <= protect.protected_tables()


class TestFlush:
    """Two transactional tests after each other: the flush passes the triggers and they stand again."""

    @pytest.mark.django_db(transaction=True)
    @pytest.mark.parametrize("turn", [1, 2])
    def test_starts_empty_and_protected(self, turn):
        assert NhatKy.objects.count() == 0
        record(by=None, act="login")
        with pytest.raises(IntegrityError):
            NhatKy.objects.all().delete()

    @pytest.mark.django_db
    def test_rows_of_migrations_are_there_again(self):
        from cdcs.models import ChuongTrinh

        assert ChuongTrinh.objects.exists()

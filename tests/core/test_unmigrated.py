"""A database without its tables is told in Vietnamese with what to do, by commands and by pages."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import DatabaseError, OperationalError, connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.test import RequestFactory

from core.unmigrated import SAID, is_unmigrated
from core.views import server_error

ROOT = Path(__file__).resolve().parents[2]


def run(database: Path, *words: str) -> subprocess.CompletedProcess:
    place = {"DATABASE_URL": f"sqlite:///{database}", "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    return subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=os.environ | place, capture_output=True, text=True, timeout=120
    )


def test_a_command_says_that_the_tables_are_not_there(tmp_path):
    done = run(tmp_path / "moi.sqlite3", "manage.py", "check_so_lieu", "--json")
    assert (done.returncode, done.stdout, done.stderr.strip()) == (2, "", SAID)


PAGE = """
import django
django.setup()
from django.conf import settings
from django.test import Client
settings.ALLOWED_HOSTS = ["testserver"]
answer = Client(raise_request_exception=False).get("/dang-nhap/")
print(answer.status_code, "manage.py migrate" in answer.content.decode())
"""


def test_a_page_says_it_too(tmp_path):
    done = run(tmp_path / "moi.sqlite3", "-c", PAGE)
    assert done.stdout.split() == ["503", "True"]


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["SELECT * FROM cdcs_khong_co", "SELECT khong_co FROM cdcs_congdoan"])
def test_each_database_is_understood(statement):
    """A table or a column that is not there, while a migration waits; once none waits it is another fault."""
    with pytest.raises(DatabaseError) as raised, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert not is_unmigrated(raised.value)
    last = MigrationRecorder.Migration.objects.filter(app="doanvien").latest("pk")
    last.delete()
    assert is_unmigrated(raised.value)


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["no such table: cdcs_congdoan", "database is locked"])
def test_another_error_of_a_database_stays_an_error(text):
    """A table that is missing though every migration was applied, and a database that is busy."""
    try:
        raise OperationalError(text)
    except OperationalError:
        assert server_error(RequestFactory().get("/")).status_code == 500

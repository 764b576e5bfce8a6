"""Fixtures of all tests: the cast, and a clean-up after live-server tests that knows the protective triggers."""

import gc
import os
import sqlite3
import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core import serializers
from django.db import connection, router, transaction
from django.test import Client, TransactionTestCase
from hypothesis import HealthCheck, settings

from core import protect
from core.collector import THRESHOLDS, calm_collector
from tests.stack import with_room

ROOT = Path(__file__).resolve().parent.parent
DATABASES = {"db", "transactional_db", "live_server"}
ASKING = "and database"  # in the words of `-m`
OTHERS = pytest.StashKey[int]()
BACKEND = "django.contrib.auth.backends.ModelBackend"


def pytest_configure() -> None:
    """The collector of garbage looks as seldom as in a process that serves: it took a seventh of the tests' time.

    No example of a property has to be quick: a machine that is busy fails none.
    """
    gc.set_threshold(*THRESHOLDS)
    settings.register_profile(
        "unhurried", parent=settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
    settings.load_profile("unhurried")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what asks a database: the rest says the same whichever stands there, so one run of it is enough."""
    others = 0
    for item in items:
        if item.get_closest_marker("django_db") or DATABASES.intersection(getattr(item, "fixturenames", ())):
            item.add_marker("database")
        others += item.get_closest_marker("database") is None
    if hasattr(config, "workeroutput"):  # in a worker of xdist, which says nothing itself
        config.workeroutput["others"] = others


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    node.config.stash[OTHERS] = getattr(node, "workeroutput", {}).get("others", 0)


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Under xdist nobody else says what was left out."""
    others = config.stash.get(OTHERS, 0)
    if others and ASKING in config.getoption("markexpr"):
        terminalreporter.write_line(f"{others} bài thử không hỏi cơ sở dữ liệu: lần chạy SQLite đã xong, ở đây bỏ qua")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> object:
    """As pytest does it, with room for the frames of the test."""
    runner = item.config.pluginmanager.get_plugin("runner")
    return with_room(lambda: runner.pytest_runtest_protocol(item, nextitem))


def pytest_collection_finish() -> None:
    """Nothing that stands by now is garbage, as in a process that serves."""
    calm_collector()


def rows_of_migrations() -> str:
    """What migrations filled (the programme, sources): a flush empties it, so it is kept to be loaded again."""
    from django.apps import apps

    rows = []
    for config in apps.get_app_configs():
        if Path(config.path).parent != ROOT:
            continue
        for model in config.get_models():
            if router.allow_migrate_model("default", model):
                rows += list(model._base_manager.order_by("pk"))
    return serializers.serialize("json", rows)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """Begin with the migrated database of `make test`: `migrate` takes 15 s of a processor, and finds nothing to do.

    On PostgreSQL `template1` is such a database, so that every new one is.
    """
    migrated = os.environ.get("TEST_TEMPLATE")
    if not migrated or connection.vendor != "sqlite":
        yield
        return
    memory = sqlite3.connect(connection.creation._get_test_db_name(), uri=True)
    source = sqlite3.connect(f"file:{migrated}?mode=ro", uri=True)
    source.backup(memory)
    source.close()
    yield
    memory.close()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """After the databases stand: let the flush of transactional tests pass the triggers, then load the rows again."""
    with django_db_blocker.unblock():
        kept = rows_of_migrations()
    flush = TransactionTestCase._fixture_teardown

    def flush_and_reload(self):
        with protect.suspended():
            flush(self)
        with transaction.atomic():
            for row in serializers.deserialize("json", kept):
                row.save()

    TransactionTestCase._fixture_teardown = flush_and_reload
    yield
    TransactionTestCase._fixture_teardown = flush


@pytest.fixture
def world(db):
    """The cast in its small province (`tests/cast.py`)."""
    from tests.cast import build_world

    return build_world()


def session_of(user: Any) -> str:
    """The key of a session as a sign-in leaves it, in one write: a sign-in itself takes a dozen, ten in a test.

    It was seen this minute, so that the first request does not write it again.
    """
    from taikhoan.middleware import MINUTE, SEEN

    session = SessionStore()
    facts = {SESSION_KEY: str(user.pk), BACKEND_SESSION_KEY: BACKEND, HASH_SESSION_KEY: user.get_session_auth_hash()}
    session.update(facts | {SEEN: int(time.time() // MINUTE)})
    session.create()
    return session.session_key


@pytest.fixture
def sign_in(world, monkeypatch):
    """A function from the name of a member of the cast to a client that is signed in as that member.

    What is asked or written once a minute is so once: no minute of the clock ends between two counted requests.
    """
    monkeypatch.setattr("taikhoan.middleware.MINUTE", 10**9)
    monkeypatch.setattr("baocao.context.ASK_AGAIN_SECONDS", 10**9)

    def client_of(name: str) -> Client:
        client = Client()
        if world.cast[name].user is not None:
            client.cookies[django_settings.SESSION_COOKIE_NAME] = session_of(world.user(name))
        return client

    return client_of

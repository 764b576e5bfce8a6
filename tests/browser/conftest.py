"""A browser and a small demo province behind a live server, built once; every test here bears the mark `browser`."""

import os
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import TransactionTestCase
from django.test.utils import override_settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from baocao.demo.tai_khoan import PASSWORD

HERE = Path(__file__).parent
CHROMIUM = os.environ.get("CHROMIUM") or "/usr/bin/chromium"
ARGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
LAST_DAY = date(2026, 5, 20)
SMALL = {"cdcs": 40, "doan_vien": 300, "doanh_nghiep": 150, "seed": 1, "den_ngay": LAST_DAY}
WIDE, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}
CLERK, REVIEWER = "yyen.canbo", "tinh.tochuc"
TIMEOUT = 15_000  # a machine that is busy answers late, not wrongly
COUNT_CSP = """window.cspReports = [];
addEventListener("securitypolicyviolation", (event) => cspReports.push(event.violatedDirective + " " + event.blockedURI));
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db)


@pytest.fixture(scope="package")
def server(django_db_setup, django_db_blocker) -> Iterator[str]:
    """The address of the product, serving a small demo; emptied again behind the last test of this folder.

    Not `live_server`: that one empties the database after each test, and the province takes seconds to build. Here
    each test is a transaction that is rolled back: the database in memory has one connection for tests and server.
    """
    # Playwright runs a loop in this thread; Django would take the queries of the tests for asynchronous ones.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with django_db_blocker.unblock():
        with override_settings(DEBUG=True):  # the accounts get the password of the demo
            call_command("seed_demo", **SMALL, verbosity=0, stdout=open(os.devnull, "w", encoding="utf-8"))
        live = LiveServer("127.0.0.1")
        yield live.url
        live.stop()
        TransactionTestCase()._fixture_teardown()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield started
        started.close()


@pytest.fixture
def open_page(server: str, browser: Browser) -> Iterator[Callable[..., Page]]:
    """A function that opens a page in a window of its own; what the console says against the product fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_one(username: str = "", *, script: bool = True, size: dict = WIDE, scheme: str = "light") -> Page:
        context = browser.new_context(
            base_url=server, viewport=size, color_scheme=scheme, java_script_enabled=script, accept_downloads=True,
            locale="vi-VN",
        )  # fmt: skip
        contexts.append(context)
        context.set_default_timeout(TIMEOUT)
        context.add_init_script(COUNT_CSP)
        if username:
            context.add_cookies([session_cookie(server, username)])
        page = context.new_page()
        page.on("console", lambda message: complaints.append(f"{page.url}: {message.text}")
                if message.type in {"error", "warning"} else None)  # fmt: skip
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert complaints == []


def session_cookie(server: str, username: str) -> dict:
    """A session of an account, without its password: the sign-in itself is tried in `test_sign_in`."""
    from django.test import Client

    from taikhoan.models import User

    client = Client()
    client.force_login(User.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend")
    return {"name": settings.SESSION_COOKIE_NAME, "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
            "url": server}  # fmt: skip


def sign_in(page: Page, username: str, password: str = PASSWORD) -> None:
    """Fill the sign-in form and send it."""
    page.goto("/dang-nhap/")
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu").fill(password)
    page.get_by_role("button", name="Đăng nhập").click()


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def script(request: pytest.FixtureRequest) -> bool:
    """With and without JavaScript: every task can be done both ways [05-5.1]."""
    return request.param

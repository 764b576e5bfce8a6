"""A browser, and the product with a small demo province, built once; every test here bears the mark `browser`."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from baocao.demo.tai_khoan import PASSWORD
from tests.browser.product import ROOT, Product, environment, serve
from tests.sheets import write_sheet

HERE = Path(__file__).parent
CHROMIUM = os.environ.get("CHROMIUM") or "/usr/bin/chromium"
ARGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
WIDE, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}
CLERK, REVIEWER = "yyen.canbo", "tinh.tochuc"
ROW = r"/khao-sat/phieu/\d+/"
MEANT = re.compile(rf"status of (401|422)|Error Code 401|{ROW}: .*status of 403|Error Code 403 from .*{ROW}")
TIMEOUT = 30_000  # a machine that is busy answers late, not wrongly
COUNT_CSP = """window.cspReports = [];
addEventListener("securitypolicyviolation", (event) =>
  cspReports.push(event.violatedDirective + " " + event.blockedURI));
"""


expect.set_options(timeout=TIMEOUT)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """Not `live_server`: that one empties the database after each test, and the province takes seconds to build."""
    with serve(tmp_path_factory.mktemp("product")) as running:
        yield running


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield started
        started.close()


@pytest.fixture(scope="package")
def session_of(product: Product, browser: Browser) -> Callable[[str], dict]:
    """A function that gives the cookies of an account that has signed in, once for all tests."""
    kept: dict[str, dict] = {}

    def cookies(username: str) -> dict:
        if username not in kept:
            context = browser.new_context(base_url=product.url)
            page = context.new_page()
            sign_in(page, username)
            page.wait_for_url(product.url + "/")
            kept[username] = context.storage_state()
            context.close()
        return kept[username]

    return cookies


@pytest.fixture
def open_page(product: Product, browser: Browser, session_of) -> Iterator[Callable[..., Page]]:
    """A function that opens a page in a window of its own; what the console complains of fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_one(username: str = "", *, script: bool = True, size: dict = WIDE, scheme: str = "light") -> Page:
        context = browser.new_context(
            base_url=product.url, viewport=size, color_scheme=scheme, java_script_enabled=script, locale="vi-VN",
            reduced_motion="reduce", storage_state=session_of(username) if username else None,
        )  # fmt: skip
        contexts.append(context)
        context.set_default_timeout(TIMEOUT)
        context.add_init_script(COUNT_CSP)
        page = context.new_page()
        page.on("console", hear)
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        return page

    def hear(message: ConsoleMessage) -> None:
        """Errors and warnings, but for the status of a page, of a row or of a draft that is meant to refuse."""
        said = f"{message.location['url']}: {message.text}"
        refused = message.page and message.location["url"] == message.page.url
        meant = (refused and "status of 40" in message.text) or MEANT.search(said)
        if message.type in {"error", "warning"} and not meant:
            complaints.append(said)

    yield open_one
    for context in contexts:
        context.close()
    assert complaints == []


def sign_in(page: Page, username: str, password: str = PASSWORD) -> None:
    """Fill the sign-in form and send it."""
    page.goto("/dang-nhap/")
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu").fill(password)
    page.get_by_role("button", name="Đăng nhập").click()


@pytest.fixture
def base_unit(product: Product) -> str:
    """The code of a base union of the clerk's district."""
    return product.one(
        "SELECT ma FROM cdcs_congdoan WHERE ma LIKE 'YYEN-%' AND loai = 'cdcs' AND ngay_ket_thuc IS NULL ORDER BY ma"
    )


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def script(request: pytest.FixtureRequest) -> bool:
    """With and without JavaScript: every task can be done both ways [05-5.1]."""
    return request.param


@pytest.fixture(scope="package")
def batches(product, browser, session_of, tmp_path_factory) -> dict[str, int]:
    """One import of the clerk that waits with a mistake in it, and one that was written."""
    unit = product.one("SELECT ma FROM cdcs_congdoan WHERE ma LIKE 'YYEN-%' AND loai = 'cdcs' ORDER BY ma")
    people = [[unit, f"Lê Thị Ngọc {letter}", "08/03/1991", "Nữ", "", "", "05/03/2026", ""] for letter in "ABC"]
    context = browser.new_context(base_url=product.url, storage_state=session_of(CLERK))
    page, found = context.new_page(), {}
    for name, rows in (("batch_written", people), ("batch_waiting", [*people, ["KHONG-CO", *people[0][1:]]])):
        path = write_sheet(tmp_path_factory.mktemp(name) / "doan-vien.xlsx", "doan_vien", rows)
        page.goto("/nhap-lieu/")
        page.get_by_label("Loại danh sách").select_option("doan_vien")
        page.locator("input[type=file]").set_input_files(path)
        page.get_by_role("button", name="Tải lên và xem trước").click()
        page.wait_for_url("**/nhap-lieu/*/")
        if name == "batch_written":
            page.get_by_role("button", name="Ghi 3 dòng vào sổ").click()
            page.get_by_role("heading", name="Đã ghi 3 dòng").wait_for()
        found[name] = int(page.url.rstrip("/").rpartition("/")[2])
    context.close()
    return found | things(product)


def things(product: Product) -> dict[str, int]:
    """What the demo has not, made beside the server."""
    folder = product.database.parent
    command = [sys.executable, "-m", "tests.browser.things"]
    done = subprocess.run(command, cwd=ROOT, env=environment(folder), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)

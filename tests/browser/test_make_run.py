"""`make run` on a laptop, where `.env` says DEBUG=true: what it serves are the product's own pages."""

import importlib.util
import urllib.error
import urllib.request

import pytest

from tests.browser.conftest import CLERK
from tests.browser.pages import ERROR_PAGES
from tests.browser.product import ROOT, environment, free_port, wait_for


@pytest.fixture
def run_server(monkeypatch):
    """The script behind `make run`; scripts find each other beside them."""
    monkeypatch.syspath_prepend(ROOT / "scripts")
    spec = importlib.util.spec_from_file_location("run_server", ROOT / "scripts" / "run_server.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_wrong_address_shows_our_own_page(run_server, product, session_of, monkeypatch):
    """A page that does not exist and a member that the clerk may not know of: the same Vietnamese page."""
    for name, value in (environment(product.database.parent) | {"DEBUG": "true"}).items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("DJANGO_SETTINGS_MODULE")
    cookies = "; ".join(f"{one['name']}={one['value']}" for one in session_of(CLERK)["cookies"])
    port = free_port()
    processes = run_server.serve(str(port))
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz", processes[0])
        titles = []
        for address in ERROR_PAGES:
            request = urllib.request.Request(f"http://127.0.0.1:{port}{address}", headers={"Cookie": cookies})
            with pytest.raises(urllib.error.HTTPError) as refused:
                urllib.request.urlopen(request, timeout=30)
            titles.append((refused.value.code, "Không tìm thấy trang" in refused.value.read().decode()))
        assert titles == [(404, True)] * 2
    finally:
        run_server.stop(processes)

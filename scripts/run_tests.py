"""`make test`: the suite on SQLite, then on PostgreSQL, the browser tests once, and at the end what was missing.

What every worker would build for itself is built once: migrated databases, the product that the browser opens, compiled
Python. With CI=true a missing PostgreSQL or Chromium is a failure (03 §3.1). Further arguments go to pytest.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import IO

import postgres

ROOT = Path(__file__).resolve().parent.parent
NO_TESTS = 5  # pytest's status when it selected nothing
# The shell is the same Chromium without windows, for half the time of the processor.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def find_browser() -> str | None:
    """The path of Chromium, or None."""
    given = os.environ.get("CHROMIUM")
    return given or next(filter(None, map(shutil.which, BROWSERS)), None)


def keep_bytecode() -> None:
    """Where nothing may be written beside the sources, compile them into a folder: 6 s for each of ten processes."""
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
        os.environ.setdefault("PYTHONPYCACHEPREFIX", str(ROOT / ".make" / "pycache"))


def start(*words: str, **environment: str) -> subprocess.Popen:
    """A process of the product, with the settings of the tests."""
    served = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test", **environment}
    return subprocess.Popen([sys.executable, *words], cwd=ROOT, env=served)


def end(*processes: subprocess.Popen) -> None:
    for process in processes:
        if process.wait():
            raise SystemExit(f"{process.args} ended with {process.returncode}")


def migrate(folder: Path, url: str | None) -> None:
    """A migrated database file, and `template1` of the server, of which every new database is a copy; side by side."""
    template = folder / "migrated.sqlite3"
    urls = [f"sqlite:///{template}", *([url.rpartition("/")[0] + "/template1"] if url else [])]
    end(*[start("manage.py", "migrate", "--verbosity", "0", DATABASE_URL=one) for one in urls])
    os.environ["TEST_TEMPLATE"] = str(template)


def pytest(title: str, *words: str, to: IO[str] | None = None, **environment: str) -> bool:
    """Run pytest once, with its own summary; returns whether it passed."""
    if to is None:
        print(f"\n=== {title}", flush=True)
    command = [sys.executable, "-m", "pytest", "-q", *words, *sys.argv[1:]]
    served = {**os.environ, **environment}
    status = subprocess.run(command, cwd=ROOT, env=served, stdout=to, stderr=to, check=False).returncode
    return status in {0, NO_TESTS}


def run_in_browser(folder: Path, browser: str) -> tuple[bool, str]:
    """The browser tests, on SQLite; each of the two workers serves a product of its own, to whole files.

    Whether they passed, and what pytest said: it is shown afterwards, since they run beside the other tests. Where they
    wait for a page, or one worker for the longest file of the other, those go on.
    """
    words = ["-n", "2", "--dist", "loadfile", "-m", "browser"]
    served = {"CHROMIUM": browser}
    if not sys.argv[1:]:  # else a part of the tests is meant, perhaps none of these
        words.append("tests/browser")
        served["TEST_PRODUCT"] = str(folder / "product")
        os.mkdir(served["TEST_PRODUCT"])
        end(start("-m", "tests.browser.product", served["TEST_PRODUCT"]))
    with (folder / "browser.log").open("w+", encoding="utf-8") as log:
        passed = pytest("", *words, to=log, **served)
        log.seek(0)
        return passed, log.read()


def run_all(missing: list[str], stack: ExitStack) -> list[bool]:
    """The three runs; without the binaries of PostgreSQL or without Chromium theirs is left out, and it is said.

    The tests that ask no database run once, on SQLite: they can tell nothing new beside PostgreSQL.
    """
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="so-cong-doan-tests-")))
    binaries, browser, url = postgres.find_binaries(), find_browser(), None
    if binaries is None:
        missing.append("PostgreSQL (initdb, pg_ctl): các bài thử chỉ chạy trên SQLite")
    else:
        url = stack.enter_context(postgres.server(binaries))
    migrate(folder, url)
    beside = None
    if browser is None:
        missing.append("Chromium: chưa chạy các bài thử trên trình duyệt")
    else:
        beside = stack.enter_context(ThreadPoolExecutor(1)).submit(run_in_browser, folder, browser)
    shared = ["-n", "2", "--dist", "worksteal"]
    passed = [pytest("SQLite", *shared, "-m", "not browser and not postgresql")]
    if url:
        passed.append(pytest("PostgreSQL", *shared, "-m", "not browser and database", DATABASE_URL=url))
    if beside:
        print("\n=== Trình duyệt (đã chạy song song)", flush=True)
        fine, said = beside.result()
        print(said, flush=True)
        passed.append(fine)
    return passed


def main() -> int:
    missing: list[str] = []
    os.environ.pop("DATABASE_URL", None)
    keep_bytecode()
    with ExitStack() as stack:
        passed = run_all(missing, stack)
    for line in missing:
        print(f"THIẾU: {line}")
    if missing and os.environ.get("CI", "").lower() == "true":
        return 1
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())

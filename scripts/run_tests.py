"""`make test`: the suite on SQLite, then on PostgreSQL, the browser tests once, and at the end what was missing.

With CI=true a missing PostgreSQL or Chromium is a failure (03 §3.1). Further arguments go to pytest.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import postgres

ROOT = Path(__file__).resolve().parent.parent
NO_TESTS = 5  # pytest's status when it selected nothing
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def find_browser() -> str | None:
    """The path of Chromium, or None."""
    given = os.environ.get("CHROMIUM")
    return given or next(filter(None, map(shutil.which, BROWSERS)), None)


def pytest(title: str, *words: str, **environment: str) -> bool:
    """Run pytest once, with its own summary; returns whether it passed."""
    print(f"\n=== {title}", flush=True)
    command = [sys.executable, "-m", "pytest", "-q", *words, *sys.argv[1:]]
    status = subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, check=False).returncode
    return status in {0, NO_TESTS}


def run_on_postgres(missing: list[str]) -> bool:
    """The suite on a throw-away server; without the binaries nothing runs, and it is said."""
    binaries = postgres.find_binaries()
    if binaries is None:
        missing.append("PostgreSQL (initdb, pg_ctl): các bài thử chỉ chạy trên SQLite")
        return True
    with postgres.server(binaries) as url:
        return pytest("PostgreSQL", "-n", "2", "-m", "not browser", DATABASE_URL=url)


def run_in_browser(missing: list[str]) -> bool:
    """The browser tests, on SQLite; each of the two workers serves a product of its own, to whole files."""
    browser = find_browser()
    if browser is None:
        missing.append("Chromium: chưa chạy các bài thử trên trình duyệt")
        return True
    return pytest("Trình duyệt", "-n", "2", "--dist", "loadfile", "-m", "browser", CHROMIUM=browser)


def main() -> int:
    missing: list[str] = []
    os.environ.pop("DATABASE_URL", None)
    passed = [pytest("SQLite", "-n", "2", "-m", "not browser and not postgresql")]
    passed += [run_in_browser(missing), run_on_postgres(missing)]
    for line in missing:
        print(f"THIẾU: {line}")
    if missing and os.environ.get("CI", "").lower() == "true":
        return 1
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())

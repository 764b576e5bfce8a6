"""The product as an office serves it: gunicorn, collected static files, a database file with a small demo province.

`python -m tests.browser.product FOLDER` builds it without serving it: `make test` does so once for all workers.
"""

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
LAST_DAY = date(2026, 5, 20)
SMALL = ["--cdcs", "40", "--doan-vien", "300", "--doanh-nghiep", "150", "--seed", "1", "--den-ngay", f"{LAST_DAY}"]
STARTED_WITHIN = 60  # seconds
MANAGE = ("manage.py",)


@dataclass(frozen=True)
class Product:
    """A running server and the file of its database, which tests only read."""

    url: str
    database: Path

    def ask(self, sql: str, *params: Any) -> list[tuple]:
        """Rows of a question to the database."""
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as connection:
            return connection.execute(sql, params).fetchall()

    def one(self, sql: str, *params: Any) -> Any:
        """The first value of the first row; a missing row fails the test with the question."""
        rows = self.ask(sql, *params)
        assert rows, f"the demo has no such row: {sql} {params}"
        return rows[0][0]

    def worker(self) -> subprocess.Popen:
        """The worker, until nothing waits any more."""
        command = [sys.executable, "manage.py", "run_jobs", "--once"]
        return subprocess.Popen(command, cwd=ROOT, env=environment(self.database.parent))


def free_port() -> int:
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def environment(folder: Path) -> dict[str, str]:
    """As `.env` of an office says it, without HTTPS."""
    return {
        **os.environ, "READ_ENV_FILE": "false", "DJANGO_SETTINGS_MODULE": "config.settings.base", "DEBUG": "false",
        "HTTPS": "false", "REQUIRE_SECOND_FACTOR": "false", "SECRET_KEY": "browser-" + "a1b2c3d4e5" * 5,
        "ALLOWED_HOSTS": "127.0.0.1", "DATABASE_URL": f"sqlite:///{folder / 'demo.sqlite3'}",
        "STATIC_ROOT": str(folder / "static"), "MEDIA_ROOT": str(folder / "media"), "LOG_LEVEL": "WARNING",
    }  # fmt: skip


def build(folder: Path, command: Sequence[str] = MANAGE) -> None:
    """Static files and the province, in `folder`; from the migrated database that `make test` has, if it has one."""
    served = environment(folder)
    if migrated := os.environ.get("TEST_TEMPLATE"):
        shutil.copy(migrated, folder / "demo.sqlite3")

    def manage(*words: str, **changes: str) -> None:
        called = [sys.executable, *command, *words]
        done = subprocess.run(called, cwd=ROOT, env=served | changes, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr

    manage("collectstatic", "--noinput", "--verbosity", "0")
    manage("migrate", "--verbosity", "0")
    manage("seed_demo", *SMALL, DEBUG="true")  # so the accounts get the password of the demo


@contextmanager
def serve(folder: Path, *, command: Sequence[str] = MANAGE, door: str = "config.wsgi") -> Iterator[Product]:
    """Build the province in `folder`, serve it, stop it in the end; by another command and door on another day."""
    built = os.environ.get("TEST_PRODUCT")
    if built and command == MANAGE:
        shutil.copytree(built, folder, dirs_exist_ok=True)
    else:
        build(folder, command)
    served = environment(folder)
    url = f"127.0.0.1:{free_port()}"
    gunicorn = [sys.executable, "-m", "gunicorn", door, "--bind", url, "--threads", "4", "--no-control-socket"]
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(gunicorn, cwd=ROOT, env=served, stdout=log, stderr=log)
        try:
            wait_for(f"http://{url}/healthz", server)
            yield Product(f"http://{url}", folder / "demo.sqlite3")
        finally:
            server.terminate()
            server.wait(timeout=15)


def wait_for(address: str, server: subprocess.Popen) -> None:
    """Wait until the server answers."""
    end = time.monotonic() + STARTED_WITHIN
    while time.monotonic() < end:
        assert server.poll() is None, "the server ended at once"
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"no answer from {address}")


if __name__ == "__main__":
    build(Path(sys.argv[1]))

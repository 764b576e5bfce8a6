"""Databases for measuring and drilling: an SQLite file or a throw-away PostgreSQL, and children that work on them."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from scripts import postgres

ROOT = Path(__file__).resolve().parent.parent
SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"


def environment(url: str) -> dict[str, str]:
    """What a child needs to work on the database at `url`, with the settings of the tests (DEBUG off)."""
    return {
        **os.environ,
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "PYTHONUNBUFFERED": "1",
    }


def manage(url: str, *words: str) -> None:
    command = [sys.executable, "manage.py", *words, "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=environment(url), check=True, stdout=subprocess.DEVNULL)


def migrate(url: str) -> None:
    manage(url, "migrate")


def child(module: str, url: str, *words: str, timeout: float = 500) -> Any:
    """Run `python -m module words` on the database and return the JSON of its last line."""
    command = [sys.executable, "-m", module, *words]
    done = subprocess.run(
        command, cwd=ROOT, env=environment(url), capture_output=True, text=True, timeout=timeout, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
    return json.loads(done.stdout.strip().splitlines()[-1])


@contextmanager
def servers(folder: Path, options: str = postgres.SPEED) -> Iterator[dict[str, str]]:
    """Yield {name: URL of an empty place for databases}; PostgreSQL only where its binaries are installed."""
    urls = {SQLITE: f"sqlite:///{folder / 'first.sqlite3'}"}
    binaries = postgres.find_binaries()
    if binaries is None:
        yield urls
        return
    with postgres.server(binaries, options) as url:
        yield urls | {POSTGRESQL: url}


def execute(url: str, *statements: str) -> None:
    """Run statements on a PostgreSQL database outside a transaction."""
    import psycopg2

    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    connection.close()


def named(url: str, name: str) -> str:
    """The URL of another database in the same place."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return f"sqlite:///{file_of(url).with_name(name)}.sqlite3"
    return urlunsplit(parts._replace(path=f"/{name}"))


def create(url: str, name: str, template: str | None = None) -> str:
    """Make the database `name` beside `url`, empty or as a copy of another one; return its URL."""
    target = named(url, name)
    if target.startswith("sqlite"):
        path = file_of(target)
        for old in path.parent.glob(f"{path.name}*"):
            old.unlink()
        if template:
            shutil.copyfile(file_of(named(url, template)), path)
        return target
    copied = f' TEMPLATE "{template}"' if template else ""
    execute(url, f'DROP DATABASE IF EXISTS "{name}"', f'CREATE DATABASE "{name}"{copied}')
    return target


def file_of(url: str) -> Path:
    return Path("/" + url.removeprefix("sqlite:///").lstrip("/"))

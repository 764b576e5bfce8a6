"""A throw-away PostgreSQL server for the tests: a folder of its own, a free port, gone afterwards."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SPEED = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=60"


def find_binaries() -> Path | None:
    """The folder of `initdb` and `pg_ctl`: the newest installed version, else what PATH names, else None."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=version_of, reverse=True)
    on_path = shutil.which("initdb")
    places = [*installed, *([Path(on_path).resolve().parent] if on_path else [])]
    return next((place for place in places if (place / "initdb").exists() and (place / "pg_ctl").exists()), None)


def version_of(place: Path) -> int:
    return int(place.parent.name) if place.parent.name.isdigit() else 0


def other_user() -> str | None:
    """initdb and pg_ctl refuse to run as root: then as `postgres`, else as `nobody` [04-4.5, traps]."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in names)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run(command: list[str], folder: Path, user: str | None) -> None:
    """Run quietly; on failure show what it said."""
    environment = {**os.environ, "HOME": str(folder)}
    done = subprocess.run(command, cwd=folder, user=user, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        log = folder / "log"
        tail = log.read_text(errors="replace")[-2000:] if log.exists() else ""
        raise RuntimeError(f"{' '.join(command)}\n{done.stdout}{done.stderr}{tail}")


@contextmanager
def server(binaries: Path, settings: str = SPEED) -> Iterator[str]:
    """Start a server; yields its DATABASE_URL."""
    folder = Path(tempfile.mkdtemp(prefix="so-cong-doan-pg-", dir="/tmp"))
    user = other_user()
    if user:
        shutil.chown(folder, user)
    data, port = str(folder / "data"), free_port()
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} {settings}"
    control = [str(binaries / "pg_ctl"), "-D", data, "-w", "-t", "60", "-s"]
    try:
        initdb = ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
        run([str(binaries / "initdb"), *initdb], folder, user)
        run([*control, "-o", options, "-l", str(folder / "log"), "start"], folder, user)
        yield f"postgres://postgres@127.0.0.1:{port}/postgres"
    finally:
        if (folder / "data" / "postmaster.pid").exists():
            run([*control, "-m", "immediate", "stop"], folder, user)
        shutil.rmtree(folder, ignore_errors=True)

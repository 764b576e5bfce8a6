"""The rush before a deadline: `python -m scripts.drill_rush [MINUTES_POSTGRES MINUTES_SQLITE]` (06 §6.2 #17).

The product is served as docs/deployment.md says, on a province of 30 superior units, 3,000 CĐCS and 300,000 members;
200 signed-in users (40 on SQLite) press once every ten seconds each what is pressed on the last evening. On this
computer only; it stops by itself. Afterwards every write that a page acknowledged must stand in the books once. Writes
docs/drill-rush.md.
"""

import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from scripts import databases, postgres
from scripts.rush_browser import HOST, Browser, Notes
from scripts.rush_doc import faults_of, summary, write_doc
from scripts.rush_users import Person, life

EVERY = 10.0  # seconds from one press of a user to the next
USERS = {databases.POSTGRESQL: 200, databases.SQLITE: 40}
MINUTES = {databases.POSTGRESQL: 20.0, databases.SQLITE: 20.0}
WORKERS = {databases.SQLITE: 2, databases.POSTGRESQL: 3}  # docs/deployment.md §4
THREADS, STARTED, STOPPED, BUILT = 4, 60, 40, 1500  # threads of a worker; seconds at most for the three
# As an office runs it: a commit is on the disk before it is acknowledged.
SERVER = "-c max_connections=100"


@dataclass(frozen=True)
class Scale:
    """How many users, seconds from press to press, minutes; the first `warm` seconds of the server are not measured.

    Everybody presses `least` times, however long a busy machine takes for it, and gives up after `patience` seconds.
    """

    users: int
    every: float
    minutes: float
    warm: float = 20.0
    least: int = 0
    patience: float = 30.0
    settings: str = "config.settings.prod"


def server_environment(url: str, folder: Path, key: str, settings: str) -> dict[str, str]:
    """The environment of docs/deployment.md §2; without a second factor, which 200 people would have to type."""
    return {
        **os.environ, "DJANGO_SETTINGS_MODULE": settings, "READ_ENV_FILE": "false", "SECRET_KEY": key,
        "ALLOWED_HOSTS": HOST, "PROXY_COUNT": "1",
        "DATABASE_URL": url, "MEDIA_ROOT": str(folder / "media"), "STATIC_ROOT": str(folder / "static"),
        "REQUIRE_SECOND_FACTOR": "false",
    }  # fmt: skip


@contextmanager
def served(environment: dict[str, str], workers: int, folder: Path) -> Iterator[int]:
    """gunicorn and `run_jobs` beside it, until the block ends; yields the port."""
    port, python = postgres.free_port(), sys.executable
    web = [python, "-m", "gunicorn", "scripts.rush_served", "--bind", f"127.0.0.1:{port}", "--workers", str(workers),
           "--threads", str(THREADS), "--timeout", "120", "--no-control-socket"]  # fmt: skip
    with (folder / "server.log").open("w") as log:
        commands = [web, [python, "manage.py", "run_jobs"]]
        running = [
            subprocess.Popen(command, cwd=databases.ROOT, env=environment, stdout=log, stderr=log)
            for command in commands
        ]
        try:
            wait_for(port)
            yield port
        finally:
            stop(running)


def stop(running: list[subprocess.Popen]) -> None:
    """Ask them to end; what has not ended in time is killed."""
    for process in running:
        process.terminate()
    for process in running:
        try:
            process.wait(STOPPED)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for(port: int) -> None:
    until = time.monotonic() + STARTED
    while True:
        try:
            urlopen(f"http://127.0.0.1:{port}/healthz", timeout=STARTED)
            return
        except URLError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def work(browser: Browser, who: Person, first: float, scale: Scale) -> Notes:
    """Press by press until the time is over; who waited longer than the pause presses at the next turn."""
    until, due, steps = browser.start + scale.warm + scale.minutes * 60, browser.start + first, life(who)
    step, pressed = next(steps), 0
    while due < until or pressed < scale.least:
        time.sleep(max(due - time.monotonic(), 0))
        step, pressed = steps.send(browser.press(step)), pressed + 1
        due += scale.every
        while due < time.monotonic():
            due += scale.every
    return browser.notes


def crowd(port: int, world: dict, scale: Scale) -> list[Notes]:
    """All users at once, their presses spread evenly."""
    start, users = time.monotonic() + 1, world["users"]
    with ThreadPoolExecutor(len(users)) as threads:
        waiting = []
        for one in users:
            rng, number = random.Random(one["number"]), one["number"]
            browser = Browser(port, one.pop("session"), start, scale.patience)
            who = Person(**one, ky=world["ky"], day=world["day"], rng=rng)
            waiting.append(threads.submit(work, browser, who, number * scale.every / len(users), scale))
        return [one.result() for one in waiting]


def processor_seconds() -> float:
    """Of the processes started here that have ended, with those they started."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def rush(url: str, name: str, scale: Scale) -> dict:
    """The rush on the province at `url`; what was measured, and what is wrong afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="so-cong-doan-rush-"))
    (folder / "media").mkdir()
    try:
        world = databases.child("scripts.rush_world", url, "enter", str(scale.users))
        environment = server_environment(url, folder, world["key"], scale.settings)
        collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
        subprocess.run(collect, cwd=databases.ROOT, env=environment, check=True)
        before = processor_seconds()
        with served(environment, WORKERS[name], folder) as port:
            notes = crowd(port, world, scale)
        cpu = processor_seconds() - before
        log = (folder / "server.log").read_text(errors="replace")
        told = folder / "told.json"
        told.write_text(json.dumps([done for one in notes for done in one.told]))
        judged = databases.child("scripts.rush_world", url, "judge", str(told), timeout=BUILT)
        measured = summary(notes, scale.warm)
        cpu *= 1000 / sum(len(one.times) for one in notes)
        return {**asdict(scale), **measured, "cpu": cpu, "books": judged, "log": traceback_of(log)}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def traceback_of(log: str) -> str:
    """The first error that the server told, for whoever reads the drill."""
    place = log.find("Traceback")
    return log[max(place - 300, 0) : place + 2500] if place >= 0 else ""


def full(minutes: Mapping[str, float], users: Mapping[str, int] = USERS, share: str = "1") -> dict[str, dict]:
    """The rush on each database in turn, with the machine to itself, on this share of the province."""
    folder, found = Path(tempfile.mkdtemp(prefix="so-cong-doan-rush-db-")), {}
    try:
        with databases.servers(folder, SERVER) as places:
            for name in filter(minutes.get, sorted(places)):
                url = databases.create(places[name], "rush")
                databases.migrate(url)
                databases.child("scripts.rush_world", url, "build", share, timeout=BUILT)
                found[name] = rush(url, name, Scale(users[name], EVERY, minutes[name]))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return found


def run(minutes: Mapping[str, float]) -> bool:
    """Rush for so long, write docs/drill-rush.md; whether nothing went wrong (how fast it was, the page tells)."""
    found = full(minutes)
    write_doc(found)
    faults = [fault for one in found.values() for fault in faults_of(one)]
    print(f"Đã ghi docs/drill-rush.md: {len(faults)} lỗi.")
    return not faults


def main() -> int:
    given = [float(word) for word in sys.argv[1:3]]
    return 0 if run(dict(zip(MINUTES, given, strict=True)) if given else MINUTES) else 1


if __name__ == "__main__":
    sys.exit(main())

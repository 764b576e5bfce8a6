"""How far a job in the background is, in a file beside the uploads: written without the database, read by the page.

One mechanism on both databases (04 §4.6): the file holds phase and rows, its time is the heartbeat of the worker. So
a lease is renewed while one long statement runs, and dies with the process.
"""

import json
import os
import threading
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from core.importing import Progress

BEAT = 10.0  # seconds between two signs of life
SILENT_FOR = 60.0  # after so many seconds without one the worker is taken for dead
WRITE_EVERY = 0.5  # seconds between two notes of how far it is


@dataclass(frozen=True)
class TienDo:
    """What the page shows: phase (`doc`, `kiem_tra`, `ghi`), rows done of rows, seconds since the phase began."""

    pha: str
    xong: int
    tong: int
    giay: float

    @property
    def giay_tron(self) -> int:
        """Whole seconds since the phase began."""
        return int(self.giay)

    @property
    def con_lai(self) -> int | None:
        """Seconds left if it goes on like this; None while too little is done to tell."""
        if not self.tong or self.xong * 20 < self.tong or self.giay < 1:
            return None
        return max(1, round(self.giay * (self.tong - self.xong) / self.xong))


class FileProgress(Progress):
    """Notes the progress of one job in a file, and touches it from a thread of its own; use it as a context."""

    def __init__(self, path: Path):
        self.path = path
        self.name, self.total, self.since, self.noted = "", 0, time.time(), 0.0
        self._end = threading.Event()
        self._heart = threading.Thread(target=self._beat, daemon=True)

    def __enter__(self) -> "FileProgress":
        self._note(0)
        self._heart.start()
        return self

    def __exit__(self, *failure: object) -> None:
        self._end.set()
        self._heart.join()
        self.path.unlink(missing_ok=True)

    def phase(self, name: str, total: int = 0) -> None:
        self.name, self.total, self.since = name, total, time.time()
        self._note(0)

    def step(self, done: int, total: int) -> None:
        self.total = self.total or total
        if time.monotonic() - self.noted > WRITE_EVERY:
            self._note(done * self.total // total if total else 0)

    def _note(self, done: int) -> None:
        self.noted = time.monotonic()
        half = self.path.with_suffix(".moi")
        half.write_text(json.dumps([self.name, done, self.total, self.since]), encoding="utf-8")
        half.replace(self.path)

    def _beat(self) -> None:
        while not self._end.wait(BEAT):
            if self.path.exists():
                os.utime(self.path)


def read_progress(path: Path) -> TienDo | None:
    """How far the job is, or None when it has not begun or has ended."""
    try:
        name, done, total, since = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return TienDo(name, done, total, max(0.0, time.time() - since))


def is_beating(path: Path, now: datetime) -> bool:
    """Whether the worker gave a sign of life within the last 60 seconds."""
    try:
        return now.timestamp() - path.stat().st_mtime < SILENT_FOR
    except OSError:
        return False

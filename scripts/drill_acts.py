"""The drill on one database: `python -m scripts.drill_acts KILLS UPLOADS` prints JSON (06 §6.2 #4, #8).

A kill is `kill -9` of a forked process in the middle of an import; an upload is a spoiled or hostile file.
"""

import json
import os
import random
import resource
import select
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from io import StringIO

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from baocao.actions import import_file  # noqa: E402
from cdcs.models import LoNhap, forget_co_cau  # noqa: E402
from core.importing import ImportResult  # noqa: E402
from core.sheets.reader import Sheet  # noqa: E402
from doanvien.importers import DoanVienImporter  # noqa: E402
from doanvien.importers.cot import DOAN_VIEN  # noqa: E402
from doanvien.models import BienDong, DoanVien  # noqa: E402
from scripts import bench_world  # noqa: E402
from scripts.hostile import hostile_files  # noqa: E402
from taikhoan.models import NhatKy  # noqa: E402

ROWS = 300
HEADINGS = [column.label for column in DOAN_VIEN]
# Kills are counted from a letter of the child, and fall within a share of the time that a whole import takes.
MOMENTS = ((b"p", 0.6), (b"w", 0.5), (b"w", 0.5), (b"c", 0.05), (b"", 1.2))
Counts = tuple[int, int, int, int]


@dataclass
class KillReport:
    """What the kills met and left behind; the three lists must stay empty."""

    phases: Counter = field(default_factory=Counter)
    whole: int = 0
    none: int = 0
    acknowledged: int = 0
    half: list = field(default_factory=list)
    lost: list = field(default_factory=list)
    wrong: list = field(default_factory=list)

    def note(self, number: int, letters: str, grown: tuple[int, ...], whole: tuple[int, ...]) -> None:
        """Count a kill that came after `letters`, and what it left of the `whole`."""
        self.phases[letters or "-"] += 1
        self.acknowledged += "A" in letters
        self.whole += grown == whole
        self.none += not any(grown)
        if any(grown) and grown != whole:
            self.half.append([number, letters, grown])
        if "A" in letters and not any(grown):
            self.lost.append([number, letters])


def sheet_of(number: int) -> Sheet:
    """A sheet of new people; the number keeps the identity numbers of two sheets apart."""
    rows = []
    for i, row in enumerate(bench_world.member_rows(ROWS, 0)):
        row[0] = f"C{i % 40:04d}"
        row[4], row[5] = f"036085{number:03d}{i:03d}", f"ND{number:04d}{i:05d}"
        rows.append(tuple(row))
    return Sheet("doan_vien", [tuple(HEADINGS), *rows])


def counts() -> Counts:
    return (
        DoanVien.everything.count(),
        BienDong.objects.count(),
        LoNhap.objects.count(),
        NhatKy.objects.filter(act="import_doan_vien").count(),
    )


def tell(pipe: int, letter: bytes, work: Callable) -> Callable:
    """`work`, which first writes a letter into the pipe."""

    def told(*arguments, **words):
        os.write(pipe, letter)
        return work(*arguments, **words)

    return told


def import_in_child(sheet: Sheet, pipe: int) -> None:
    """Import and tell the pipe how far it came: p(lan), w(rite), c(ommit), then A for "acknowledged"."""
    connection.close()
    importer = DoanVienImporter
    importer.plan, importer.write = tell(pipe, b"p", importer.plan), tell(pipe, b"w", importer.write)
    connection.ensure_connection()
    connection._commit = tell(pipe, b"c", connection._commit)
    imported = import_file("doan_vien", sheet, by=bench_world.make_user(), ten_tep="drill.xlsx")
    os.write(pipe, b"A" if imported.lo_nhap else b"R")
    os._exit(0)


def kill_one(act: Callable[[int], None], after: bytes, delay: float) -> str:
    """Start an act, kill it `delay` seconds after the letter `after`; return the letters it had written by then."""
    connection.close()
    out, into = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(out)
        try:
            act(into)
        finally:
            os._exit(1)
    os.close(into)
    letters = b""
    while after not in letters and (piece := os.read(out, 100)):
        letters += piece
    time.sleep(delay)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    while select.select([out], [], [], 0)[0] and (piece := os.read(out, 100)):
        letters += piece
    os.close(out)
    wait_for_server()
    return "".join(dict.fromkeys(letters.decode()))  # a letter once: the session is committed too


def wait_for_server() -> None:
    """PostgreSQL notices a vanished client at its next word: wait until the transaction of that client has ended."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for _ in range(600):
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
                "AND backend_type = 'client backend'"
            )
            if cursor.fetchone()[0] == 0:
                return
            time.sleep(0.05)
    raise RuntimeError("The server still works for a client that is dead.")


def figures_are_right() -> str:
    """The answer of `check_so_lieu`: empty when everything agrees."""
    out = StringIO()
    try:
        call_command("check_so_lieu", stdout=out)
    except SystemExit:
        return out.getvalue()[:500]
    return ""


def typical_seconds() -> float:
    start = time.perf_counter()
    import_file("doan_vien", sheet_of(0), by=bench_world.make_user(), ten_tep="drill.xlsx")
    return time.perf_counter() - start


def run_kills(kills: int) -> KillReport:
    """Kill at moments spread over an import; after each the books hold all of the file or nothing, and agree."""
    rng, report, usual = random.Random(9), KillReport(), typical_seconds()
    for number in range(1, kills + 1):
        sheet, before = sheet_of(number), counts()
        after, span = MOMENTS[number % len(MOMENTS)]
        letters = kill_one(partial(import_in_child, sheet), after, usual * span * rng.random())
        forget_co_cau()
        grown = tuple(now - then for now, then in zip(counts(), before, strict=True))
        report.note(number, letters, grown, (ROWS, ROWS, 1, 1))
        start = time.perf_counter()
        again = import_file("doan_vien", sheet, by=bench_world.make_user(), ten_tep="drill.xlsx").result
        usual = time.perf_counter() - start if again.them_moi else usual
        said = figures_are_right()
        if said or (again.them_moi, again.khong_doi) != ((0, ROWS) if any(grown) else (ROWS, 0)):
            report.wrong.append([number, letters, said, again.them_moi, again.khong_doi, again.loi])
    return report


def run_uploads(uploads: int) -> dict:
    """Import hostile files with "skip errors"; an exception, a hang or a row not accounted for is a fault."""
    rng, kinds, outcomes, faults, slowest = random.Random(4), Counter(), Counter(), [], 0.0
    by = bench_world.make_user()
    for number, (way, kind, data) in enumerate(hostile_files(rng, uploads)):
        before, start = counts(), time.perf_counter()
        kinds[way] += 1
        try:
            result = import_file(kind, data, by=by, ten_tep="drill.xlsx", skip_errors=True).result
        except Exception as error:  # a refusal is no exception here: whatever comes is a fault
            faults.append([number, way, f"{type(error).__name__}: {error}"[:300]])
            continue
        slowest = max(slowest, time.perf_counter() - start)
        faults += [[number, way, fault] for fault in untold(kind, result, before, counts())]
        outcomes["read" if result.tong_dong else "refused"] += 1
    return {"kinds": kinds, "outcomes": outcomes, "faults": faults, "slowest": slowest, "figures": figures_are_right(),
            "memory": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024}  # fmt: skip


def untold(kind: str, result: ImportResult, before: Counts, after: Counts) -> list[str]:
    """What the answer to an upload kept silent about; what names no batch wrote nothing [03-3.3-30]."""
    people, rows, batches, _ = (now - then for now, then in zip(after, before, strict=True))
    told = result.them_moi + result.cap_nhat + result.khong_doi + result.loi
    found = [f"{result.tong_dong} rows seen, {told} told"] if told != result.tong_dong else []
    written = result.lo_nhap is not None
    if people != (result.them_moi if written and kind == "doan_vien" else 0):
        found.append(f"{people} people came, {result.them_moi} told")
    if batches != written or (rows and not written):
        found.append(f"{batches} batches and {rows} rows of the ledger came, batch {result.lo_nhap} told")
    return found + (["0 rows, success"] if not result.tong_dong and not result.chi_tiet_loi else [])


def main() -> None:
    kills, uploads = map(int, sys.argv[1:3])
    bench_world.found(3, 40)
    report = run_kills(kills).__dict__
    print(json.dumps({"kills": report, "uploads": run_uploads(uploads)}))


if __name__ == "__main__":
    main()

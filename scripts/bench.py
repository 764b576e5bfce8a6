"""`make bench`: speed on SQLite and PostgreSQL beside named yardsticks, in one run; writes docs/benchmarks.md."""

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from scripts import bench_nation, databases
from scripts.bench_doc import write_doc

TASKS, YARDSTICKS, FLOOR = "scripts.bench_tasks", "scripts.bench_yardsticks", "scripts.bench_floor"
ROWS, BAD, RUNS, PEOPLE, WRITTEN = 100_000, 500, 3, 300_000, 1_000_000
# django-import-export is slow: fewer rows, of two sizes, so that one sees whether it may be scaled [06-6.1].
THEIRS = {"default_few": ("default", 2_000), "default": ("default", 20_000), "bulk": ("bulk", 20_000)}


def say(text: str) -> None:
    print(text, flush=True)


def member_file(folder: Path, url: str, count: int, bad: int = BAD) -> str:
    """Write the .xlsx in a child: this process stays small."""
    path = folder / f"members-{count}-{bad}.xlsx"
    code = (
        "import django; django.setup(); from pathlib import Path; from scripts.bench_world import write_members;"
        f"write_members(Path({str(path)!r}), {count}, {bad})"
    )
    command = [sys.executable, "-c", code]
    subprocess.run(command, cwd=databases.ROOT, env=databases.environment(url), check=True)
    return str(path)


def middle(runs: list[dict[str, Any]]) -> dict[str, float]:
    """The median of every figure of several runs."""
    return {key: statistics.median(run[key] for run in runs) for key in runs[0]}


def measure_import(place: str, folder: Path, rows: int) -> dict[str, dict]:
    """Yardsticks and imports in turn, so that all of them meet the same load of the machine."""
    units = databases.create(place, "units")
    databases.migrate(units)
    databases.child(TASKS, units, "found")
    path = member_file(folder, units, rows)
    found: dict[str, list] = {name: [] for name in ("calamine", "parse", "plain", "import", "again")}
    for _ in range(RUNS):
        url = databases.create(place, "copy", template="units")
        for name in found:
            task = "import" if name == "again" else name
            found[name].append(databases.child(TASKS, url, task, path))
    kept = str(folder / "kept")
    databases.child(FLOOR, url, "keep", kept)
    for task in ("floor", "bare"):
        found[task] = [
            databases.child(FLOOR, databases.create(place, "copy", template="units"), task, kept) for _ in range(RUNS)
        ]
    return {name: middle(runs) for name, runs in found.items()}


def measure_yardsticks(place: str, folder: Path, share: float) -> dict[str, dict]:
    """Twice the rows of the import, for its memory; then django-import-export, whose files have no bad row."""

    def fresh(module: str, task: str, rows: int, bad: int, *words: str) -> dict:
        url = databases.create(place, "copy", template="units")
        return databases.child(module, url, task, *words, member_file(folder, url, rows, bad))

    found = {"large": fresh(TASKS, "import", round(2 * ROWS * share), 2 * BAD)}
    for name, (mode, rows) in THEIRS.items():
        found[name] = fresh(YARDSTICKS, "import_export", round(rows * share), 0, mode)
    return found


def measure_writers(url: str, share: float) -> dict[str, dict]:
    """The same rows into a file by our writer and by XlsxWriter; the database plays no part."""
    rows = str(round(WRITTEN * share))
    return {name: databases.child(YARDSTICKS, url, "writer", name, rows) for name in ("ours", "xlsxwriter")}


def measure_figures(place: str, share: float) -> dict[str, dict]:
    """The province of 300,000 members: figures and pages, then the same after ANALYZE."""
    url = databases.create(place, "province")
    databases.migrate(url)
    tasks = {"world": ("world", str(share)), "cold": ("figures", "no"), "pages": ("pages",), "report": ("report",),
             "rebuild": ("rebuild",), "warm": ("figures", "yes"), "book": ("book",), "wider": ("wider",),
             "employers": ("employers",), "export": ("export",),
             "list": ("list", str(round(THEIRS["bulk"][1] * share))),
             "search": ("search", str(round(PEOPLE * share)))}  # fmt: skip
    found = {}
    for name, words in tasks.items():
        found[name] = databases.child(YARDSTICKS if name == "list" else TASKS, url, *words)
        say(f"  {name}: {found[name]}")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", choices=["nation"], help="34 provinces, 11 million members: hours")
    parser.add_argument("--only", choices=[databases.SQLITE, databases.POSTGRESQL], help="of the nation: one alone")
    parser.add_argument("--quick", action="store_true", help="a tenth of everything, writes no document")
    options = parser.parse_args()
    if options.scale:
        return bench_nation.run(options.only, options.quick)
    start, share = time.monotonic(), 0.1 if options.quick else 1.0
    folder = Path(tempfile.mkdtemp(prefix="so-cong-doan-bench-"))
    results: dict[str, dict] = {}
    try:
        with databases.servers(folder) as places:
            for name, place in places.items():
                say(f"=== {name}")
                results[name] = measure_import(place, folder, round(ROWS * share))
                results[name] |= measure_yardsticks(place, folder, share)
                say("\n".join(f"  {task}: {figures}" for task, figures in results[name].items()))
                results[name] |= measure_figures(place, share)
            writers = measure_writers(places[databases.SQLITE], share)
            say(f"writers: {writers}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    seconds = time.monotonic() - start
    say(f"{seconds:.0f} s")
    if not options.quick:
        write_doc(results, writers, seconds, ROWS)
    return 0


if __name__ == "__main__":
    sys.exit(main())

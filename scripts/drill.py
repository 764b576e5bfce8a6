"""`make drill`: kill -9 and hostile uploads on both databases, on this computer only; writes docs/drill.md."""

import os
import shutil
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from scripts import databases

DOC = databases.ROOT / "docs" / "drill.md"
KILLS, UPLOADS = 20, 300
PHASES = {"-": "before judging", "p": "while judging", "pw": "while writing", "pwc": "while committing",
          "pwcA": "after the answer"}  # fmt: skip
HEAD = """# Drill

Written by `make drill` on {day} ({minutes:.1f} minutes, {cores} cores). Do not edit: run it again. The promises are
those of 06 §6.2 #4, #5 and #8; this edition drills imports. Approval and transfer, 100 kills and 3,000 uploads come
with the issues that write them.

**Kills.** An import of 1,000 members runs in a process of its own and is ended by `kill -9` at a moment of chance:
while the rows are judged, while they are written, round the commit, anywhere. After each: people, ledger, batch and log
hold the whole file or nothing of it; `check_so_lieu` finds nothing; what had been acknowledged is there; importing the
same file again takes all of it, or finds all of it unchanged.

**Uploads.** Files with flipped bytes, cut off, with spoiled XML parts, bombs, files of other kinds, and sound files
with odd cells, headings and text go through `import_file` with "skip errors". Every one must be refused in a sentence
or read with every row told (rows seen = stored + refused + unchanged); an exception, "0 rows, success" or a changed
figure is a fault.

| | {names} |
|---|{lines}
"""


def drill(url: str, kills: int = KILLS, uploads: int = UPLOADS) -> dict:
    """Drill the empty database at `url`; return what came of it."""
    databases.migrate(url)
    return databases.child("scripts.drill_acts", url, str(kills), str(uploads))


def faults_of(found: dict) -> list:
    """Everything that must not be: empty when the promises held."""
    kills, uploads = found["kills"], found["uploads"]
    figures = [uploads["figures"]] if uploads["figures"] else []
    return [*kills["half"], *kills["lost"], *kills["wrong"], *uploads["faults"], *figures]


def rows_of(found: dict) -> dict[str, str]:
    kills, uploads = found["kills"], found["uploads"]
    moments = ", ".join(f"{PHASES.get(key, key)} {number}" for key, number in kills["phases"].items())
    return {
        "kills": str(sum(kills["phases"].values())),
        "moments of the kills": moments,
        "whole file there / nothing there": f"{kills['whole']} / {kills['none']}",
        "half states": str(len(kills["half"])),
        "acknowledged, of them lost": f"{kills['acknowledged']}, {len(kills['lost'])}",
        "figures or second import wrong": str(len(kills["wrong"])),
        "hostile uploads": str(sum(uploads["kinds"].values())),
        "refused as a file / read row by row": (
            f"{uploads['outcomes'].get('refused', 0)} / {uploads['outcomes']['read']}"
        ),
        "exceptions and untold rows": str(len(uploads["faults"])),
        "slowest upload": f"{uploads['slowest']:.1f} s",
        "peak memory of the reading child": f"{uploads['memory']:.0f} MB (limit 600 MB)",
        "figures afterwards": "right" if not uploads["figures"] else "**wrong**",
    }


def write_doc(results: dict[str, dict], seconds: float) -> None:
    tables = {name: rows_of(found) for name, found in results.items()}
    text = HEAD.format(
        day=datetime.now(tz=UTC).date(), minutes=seconds / 60, cores=os.cpu_count(), names=" | ".join(tables),
        lines="---|" * len(tables),
    )  # fmt: skip
    for key in next(iter(tables.values())):
        text += f"| {key} | {' | '.join(table[key] for table in tables.values())} |\n"
    faults = [(name, fault) for name, found in results.items() for fault in faults_of(found)]
    text += "\n## Faults\n\n" + ("\n".join(f"- {name}: `{fault}`" for name, fault in faults) or "None.") + "\n"
    DOC.parent.mkdir(exist_ok=True)
    DOC.write_text(text, encoding="utf-8")


def main() -> int:
    start, results = time.monotonic(), {}
    folder = Path(tempfile.mkdtemp(prefix="so-cong-doan-drill-"))
    try:
        with databases.servers(folder) as places:
            for name, place in places.items():
                results[name] = drill(databases.create(place, "drill"))
                print(f"{name}: {results[name]}", flush=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    write_doc(results, time.monotonic() - start)
    faults = [fault for found in results.values() for fault in faults_of(found)]
    print(f"Đã ghi docs/drill.md: {len(faults)} lỗi.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())

"""`make drill`: kill -9, races and hostile uploads on both databases, then the rush before a deadline.

On this computer only; writes docs/drill.md, and docs/drill-rush.md of the rush.
"""

import os
import shutil
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from scripts import databases, drill_rush

DOC = databases.ROOT / "docs" / "drill.md"
KILLS, UPLOADS = 100, 3_000
DESK_KILLS, ROUNDS = 100, 500  # of answers to transfer slips, and of confirms of the month grid, each
REPORT_ROUNDS = 2_000  # 500 of each of the four races of a report
LONGEST = 4_000  # seconds of one of the three parts
DESKS = {"slips": "transfer slip", "grids": "month grid", "reports": "report"}
PHASES = {"-": "before judging", "p": "while judging", "pw": "while writing", "pwc": "while committing",
          "pwcA": "after the answer"}  # fmt: skip
RESULTS = {"da_nhan": "accepted", "tu_choi": "refused", "da_rut": "withdrawn", "da_duyet": "approved",
           "tra_lai": "returned", "da_xac_nhan": "correction confirmed"}  # fmt: skip
HEAD = """# Drill

Written by `make drill` on {day} ({minutes:.1f} minutes, {cores} cores). Do not edit: run it again. The promises are
those of 06 §6.2 #4, #5, #8, #10 and #11: imports, answers to transfer slips, confirms of the month grid, submissions
and approvals of reports; #17, the rush before a deadline, has a page of its own (drill-rush.md). Both databases are
drilled side by side.

**Kills.** An act runs in a process of its own and is ended by `kill -9` at a moment of chance: while it is judged,
while it is written, round the commit, anywhere. After each all of it is there or nothing, what had been acknowledged is
there, and `check_so_lieu` finds nothing.

- An import of 300 members: people, ledger, batch and log hold the whole file or nothing of it; importing the same
  file again takes all of it, or finds all of it unchanged.
- Accepting a transfer slip and confirming a month grid of 14 units, posted to their pages: slip, ledger, place of the
  member, batch, log and the form's key go together; the same form sent again does the act once, or finds it done.
- Submitting and approving a report: state, snapshot, step, closing of the period and log go together; every snapshot is
  whole afterwards.

**Races.** Processes of their own post at the same moment. One slip is accepted (pressed twice), refused and withdrawn:
one of the three takes effect, once, and only its own posts are told so. One month grid is confirmed, by one page
pressed twice or by two pages with other numbers: one batch is written, and the second page is told of the conflict.
One report is submitted three times at once, submitted while a cell is typed, approved (twice) while it is returned; one
đính chính of a closed period is confirmed by two reviewers while it is withdrawn; 500 rounds of each in the full drill:
exactly one takes effect, and what is frozen is what was typed before.

**Uploads.** Files with flipped bytes, cut off, with spoiled XML parts, bombs, files of other kinds, and sound files
with odd cells, headings and text, of every kind of sheet, go through `import_file` with "skip errors". Every one must
be refused in a sentence or read with every row told (rows seen = stored + refused + unchanged); an exception, "0 rows,
success" or a changed figure is a fault.

| | {names} |
|---|{lines}
"""


def drill(
    url: str,
    kills: int = KILLS,
    uploads: int = UPLOADS,
    desk_kills: int = DESK_KILLS,
    rounds: int = ROUNDS,
    report_rounds: int = REPORT_ROUNDS,
) -> dict:
    """Drill the empty database at `url`; return what came of it."""
    databases.migrate(url)
    found = databases.child("scripts.drill_acts", url, str(kills), str(uploads), timeout=LONGEST)
    found |= databases.child("scripts.drill_desk", url, str(desk_kills), str(rounds), timeout=LONGEST)
    return found | databases.child("scripts.drill_reports", url, str(desk_kills), str(report_rounds), timeout=LONGEST)


def faults_of(found: dict) -> list:
    """Everything that must not be: empty when the promises held."""
    killed = [found["kills"], *(found[name]["kills"] for name in DESKS)]
    told = [found["uploads"], *(found[name]["race"] for name in DESKS)]
    faults = [fault for kills in killed for key in ("half", "lost", "wrong") for fault in kills[key]]
    return faults + [fault for one in told for fault in (*one["faults"], *filter(None, [one["figures"]]))]


def kill_rows(name: str, kills: dict) -> dict[str, str]:
    moments = ", ".join(f"{PHASES.get(key, key)} {number}" for key, number in kills["phases"].items())
    return {
        f"kills of {name}": str(sum(kills["phases"].values())),
        f"{name}: moments of the kills": moments,
        f"{name}: all of it there / nothing there": f"{kills['whole']} / {kills['none']}",
        f"{name}: half states": str(len(kills["half"])),
        f"{name}: acknowledged, of them lost": f"{kills['acknowledged']}, {len(kills['lost'])}",
        f"{name}: figures or second try wrong": str(len(kills["wrong"])),
    }


def race_rows(name: str, race: dict) -> dict[str, str]:
    winners = ", ".join(f"{RESULTS.get(key, key)} {number}" for key, number in sorted(race["winners"].items()))
    return {
        f"races for {name}": str(sum(race["winners"].values())),
        f"{name}: who won": winners,
        f"{name}: rounds without exactly one effect": str(len(race["faults"])),
    }


def rows_of(found: dict) -> dict[str, str]:
    uploads, desks = found["uploads"], {}
    for key, name in DESKS.items():
        desks |= kill_rows(f"a {name}", found[key]["kills"]) | race_rows(f"a {name}", found[key]["race"])
    figures = [one["figures"] for one in (uploads, *(found[key]["race"] for key in DESKS))]
    return {
        **kill_rows("an import", found["kills"]),
        **desks,
        "hostile uploads": str(sum(uploads["kinds"].values())),
        "refused as a file / read row by row": (
            f"{uploads['outcomes'].get('refused', 0)} / {uploads['outcomes']['read']}"
        ),
        "exceptions and untold rows": str(len(uploads["faults"])),
        "slowest upload": f"{uploads['slowest']:.1f} s",
        "peak memory of the reading child": f"{uploads['memory']:.0f} MB (limit 600 MB)",
        "figures afterwards": "**wrong**" if any(figures) else "right",
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
    start = time.monotonic()
    folder = Path(tempfile.mkdtemp(prefix="so-cong-doan-drill-"))
    try:
        with databases.servers(folder) as places, ThreadPoolExecutor() as threads:  # they only wait for their children
            found = threads.map(lambda place: drill(databases.create(place, "drill")), places.values())
            results = dict(zip(places, found, strict=True))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    write_doc(results, time.monotonic() - start)
    faults = [fault for found in results.values() for fault in faults_of(found)]
    print(f"Đã ghi docs/drill.md: {len(faults)} lỗi.")
    rushed_well = drill_rush.run(drill_rush.MINUTES)
    return 1 if faults or not rushed_well else 0


if __name__ == "__main__":
    sys.exit(main())

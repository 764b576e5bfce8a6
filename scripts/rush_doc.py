"""What the rush before a deadline measured: its summary, what was wrong, and docs/drill-rush.md."""

import os
from collections import defaultdict
from datetime import UTC, datetime

from scripts import databases
from scripts.rush_browser import Notes

DOC = databases.ROOT / "docs" / "drill-rush.md"

GOAL_MS, GOAL_TIMES = 800, 5
MINIMAL = "minimal page"
TABLE = "| what | measured | goal | |\n|---|---|---|---|\n"
HEAD = """# The rush before a deadline

Written by `python -m scripts.drill_rush`, the last part of `make drill`, on {day} ({cores} cores). Do not edit: run it
again. The promise is that of 06 §6.2 #17.

The product is served as docs/deployment.md says (gunicorn and `run_jobs`), on 30 superior units, 3,000 CĐCS, 300,000
members and 12,000 employers; commits are on the disk before they are acknowledged. The users sign in once and press
every ten seconds each what is pressed on the last evening: clerks write, check and send reports, save month grids, take
people in, import lists of 300; officers take people in; reviewers approve, return and withdraw; everybody reads.
Whoever presses runs on the same computer. Afterwards every write that a page acknowledged stands in the books and in
the log once, and `check_so_lieu` finds nothing.
"""


def percentile(times: list[float], share: float) -> float:
    ordered = sorted(times)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def summary(notes: list[Notes], warm: float) -> dict:
    """Counts and percentiles by kind of press; the faults of all users in the order of time."""
    by_kind: dict[str, list[float]] = defaultdict(list)
    for one in notes:
        for kind, ms, at in one.times:
            if at > warm:
                by_kind[kind].append(ms)
    every = [ms for kind, times in by_kind.items() for ms in times if kind != MINIMAL]
    minimal = by_kind.get(MINIMAL, [])
    spread = {
        kind: [len(times), *(round(percentile(times, share)) for share in (0.5, 0.95, 0.99))]
        for kind, times in sorted(by_kind.items(), key=lambda pair: -percentile(pair[1], 0.95))
    }
    requests, seconds = len(every) + len(minimal), max(at for one in notes for _, _, at in one.times) - warm
    return {
        "requests": requests, "a_second": round(requests / seconds, 1),
        "all": [round(percentile(every, share)) for share in (0.5, 0.95, 0.99)] + [round(max(every))],
        "minimal": round(percentile(minimal, 0.95), 1) if minimal else 0.0, "kinds": spread,
        "refused": len([kind for one in notes for kind in one.refused]),
        "faults": sorted(fault for one in notes for fault in one.faults),
    }  # fmt: skip


def faults_of(found: dict) -> list:
    """Everything that must not be: errors, untold refusals, lost or doubled writes, wrong figures."""
    books = found["books"]
    return [*found["faults"], *books["faults"], *filter(None, [books["figures"], found["log"]])]


def section(name: str, one: dict) -> str:
    """The part of the page about one database."""
    p50, p95, p99, longest = one["all"]
    times = p95 / one["minimal"]
    written = ", ".join(f"{act} {number}" for act, number in sorted(one["books"]["written"].items()))
    rows = [
        ("requests", f"{one['requests']:,}, {one['a_second']} a second", "", ""),
        ("errors, time-outs, untold refusals", str(len(one["faults"])), "0", verdict(not one["faults"])),
        ("refusals that the page explained", str(one["refused"]), "", ""),
        ("all pages: p50, p95, p99, longest", f"{p50}, {p95}, {p99}, {longest} ms", "", ""),
        ("p95", f"{p95} ms", f"≤ {GOAL_MS} ms", verdict(p95 <= GOAL_MS)),
        ("p95 against that of the minimal page in the same rush", f"{times:.1f}×", f"≤ {GOAL_TIMES}×",
         verdict(times <= GOAL_TIMES)),
        ("the server's processor time", f"{one['cpu']:.0f} ms a request", "", ""),
        ("acknowledged writes", written, "", ""),
        ("of them lost, doubled or otherwise wrong", str(len(one["books"]["faults"])), "0",
         verdict(not one["books"]["faults"])),
        ("figures afterwards", "**wrong**" if one["books"]["figures"] else "right", "right", ""),
    ]  # fmt: skip
    text = f"\n## {name}: {one['users']} users, {one['minutes']:g} minutes\n\n{TABLE}"
    text += "".join(f"| {' | '.join(row)} |\n" for row in rows)
    text += "\n| press | number | p50 ms | p95 ms | p99 ms |\n|---|---|---|---|---|\n"
    return text + "".join(f"| {kind} | {' | '.join(map(str, row))} |\n" for kind, row in one["kinds"].items())


def write_doc(found: dict[str, dict]) -> None:
    """Write docs/drill-rush.md."""
    text = HEAD.format(day=datetime.now(tz=UTC).date(), cores=os.cpu_count())
    text += "".join(section(name, one) for name, one in found.items())
    faults = [(name, fault) for name, one in found.items() for fault in faults_of(one)]
    text += "\n## Faults\n\n" + ("\n".join(f"- {name}: `{fault}`" for name, fault in faults) or "None.") + "\n"
    DOC.write_text(text, encoding="utf-8")


def verdict(is_met: bool) -> str:
    return "met" if is_met else "**missed**"

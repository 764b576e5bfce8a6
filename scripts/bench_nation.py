"""`make bench SCALE=nation`: 34 provinces and 11 million members in one database; writes docs/benchmarks-nation.md.

Beside it, in the same run, the one province of `make bench`: some goals of 06 §6.1 compare the two. It takes an hour or
two, nearly all of it to fill the databases.
"""

import shutil
import statistics
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

from scripts import databases
from scripts.bench_doc import heading, mark, table

HERE = "scripts.bench_nation"
PROVINCES, MEMBERS = 34, 11_000_000
LONG = 3 * 3600  # seconds that one filling may take
DOC = databases.ROOT / "docs" / "benchmarks-nation.md"
HEAD = """# Benchmarks of the nation

Written by `make bench SCALE=nation` on {day} ({minutes:.0f} minutes, 15-minute load of the machine {load:.1f} on
{cores} cores). Do not edit: run it again. {provinces} units `ldld_tinh` under one `tong_ldld`, each with 18 superior
units and {bases:,} CĐCS, 36 months of movements and a merger; one programme. Nobody moves between provinces but as
`ngoai_tinh`. "One province" is the province of docs/benchmarks.md, measured in the same run.

Machine: {machine}. Python {python}, Django {django}, SQLite {sqlite}, PostgreSQL {postgresql}.
PostgreSQL is a throw-away server with `fsync=off` and the settings of the tests; SQLite is a file with WAL.
"""
NOTES = """
## How to read it

- The members beyond those of the ledger are filled in by name for the search alone, as in docs/benchmarks.md.
- The dashboard and the list are opened by an administrator of the whole country; an office sees one province.
- The figures are the bridge of one unit: opening, movements, closing, women beside, for a window of ten months that
  ends in mid-month.
- A day in mid-month reads the rows of half a month, of the whole country: counters by day for the superior units would
  take their place. The last day of a month reads counters alone.
- Names stand by the given name, so a common family name is met late: half of everybody called An comes before the first
  Nguyễn. On SQLite an index that also holds the folded name and the unit answered the same query in 35 ms instead of
  1,800 (2026-12-01); it is not kept: every import would take some 4 % longer, and a province is quick without.
"""


def nation_task(provinces: str, bases: str, share: str, members: str) -> dict:
    """Fill an empty database; seconds, rows."""
    from cdcs.actions import CongDoanData, create_cong_doan
    from cdcs.models import CongDoan
    from doanvien.models import BienDong, DoanVien, SoDem
    from scripts import bench_world

    start = time.perf_counter()
    create_cong_doan([CongDoanData("TLD", "Tổng LĐLĐ", "tong_ldld", "", bench_world.OLD)], by=bench_world.make_user())
    units: list[CongDoan] = []
    marks = [f"P{number:02d}-" for number in range(int(provinces))]
    for one in marks:
        units += bench_world.found(18, int(bases), new_share=0.05, mark=one, above="TLD")
    founded = time.perf_counter() - start
    for step in bench_world.Books(units, float(share), marks).steps():
        in_one_transaction(step)
    written = time.perf_counter() - start - founded
    bench_world.fill_up(int(members))
    bench_world.analyse()
    return {
        "founded": founded, "written": written, "filled": time.perf_counter() - start - founded - written,
        "units": len(units) + 1, "rows": BienDong.objects.count(), "counters": SoDem.objects.count(),
        "people": DoanVien.objects.count(),
    }  # fmt: skip


def in_one_transaction(step: Any) -> None:
    from django.db import transaction

    with transaction.atomic():
        step()


def measure_task(*codes: str) -> dict:
    """Figures of the units named by their codes, pages and searches of the whole; milliseconds."""
    from cdcs.models import CongDoan
    from doanvien.models import DoanVien
    from doanvien.queries import so_doan_vien
    from doanvien.queries.tim_ten import named_like
    from scripts import bench_tasks, bench_world

    start, end = bench_tasks.START, bench_tasks.END
    known = DoanVien.objects.order_by("pk").values_list("pk", flat=True)[500]
    found: dict[str, Any] = {"pk": bench_tasks.median(lambda: DoanVien.objects.get(pk=known), 300), "units": {}}
    for code in codes:
        pk = CongDoan.objects.get(ma=code).pk
        found["units"][code] = {
            "members": so_doan_vien([pk], start, end)[pk]["cuoi_ky"],
            "mid": bench_tasks.median(lambda pk=pk: so_doan_vien([pk], start, end), 30),
            "month_end": bench_tasks.median(lambda pk=pk: so_doan_vien([pk], start, date(2026, 8, 31)), 30),
        }
    members = DoanVien.objects.filter(cong_doan__isnull=False)
    found["search"] = {}
    for name, words in bench_world.PATTERNS.items():
        wanted = named_like(members, words)
        times = bench_tasks.samples(lambda wanted=wanted: list(wanted.order_by("khoa_ten", "pk")[:26]), 40)
        found["search"][name] = {"words": words, "rows": wanted.count(), "p50": statistics.median(times),
                                 "p95": bench_tasks.p95(times)}  # fmt: skip
    client, found["pages"] = bench_tasks.signed_in(), {}
    pages = {"minimal page": lambda: client.get("/bench/minimal/"), "members": lambda: client.get("/doan-vien/"),
             "dashboard after an act": lambda: bench_tasks.anew(client)}  # fmt: skip
    for name, call in pages.items():
        found["pages"][name] = statistics.median(bench_tasks.samples(call, 20))
    return found


def rebuild_task() -> dict:
    from scripts.bench_tasks import rebuild_task as work

    return work()


def measure(place: str, provinces: int, bases: int, share: float, members: int) -> dict[str, Any]:
    """Fill both worlds on one kind of database, then measure them one after the other."""
    one = databases.create(place, "province")
    databases.migrate(one)
    databases.child("scripts.bench_tasks", one, "world", str(share), timeout=LONG)
    databases.child("scripts.bench_tasks", one, "search", str(round(300_000 * share)), timeout=LONG)
    nation = databases.create(place, "nation")
    databases.migrate(nation)
    words = map(str, (provinces, bases, share, members))
    found = {"filled": databases.child(HERE, nation, "nation", *words, timeout=LONG)}
    print(f"  {found}", flush=True)
    found["one"] = databases.child(HERE, one, "measure", "T", timeout=LONG)
    found["nation"] = databases.child(HERE, nation, "measure", "P01-T", "TLD", timeout=LONG)
    found["rebuild"] = databases.child(HERE, nation, "rebuild", timeout=LONG)["seconds"]
    return found


def figure_rows(found: dict) -> list[tuple[str, str, str, str]]:
    """The bridge of a province and of the nation beside a SELECT by primary key and beside the province alone."""
    one, many, alone = found["one"], found["nation"], found["one"]["units"]["T"]
    rows = [("one province alone", alone, one["pk"], False)]
    names = {"P01-T": "one province of the nation", "TLD": "the nation"}
    rows += [(names[code], unit, many["pk"], True) for code, unit in many["units"].items()]
    lines = [("SELECT by primary key, ORM, one province / nation", f"{one['pk']:.3f} / {many['pk']:.3f} ms", "", "")]
    for name, unit, pk, beside in rows:
        ratio = unit["mid"] / pk
        lines.append((f"{name} ({unit['members']:,} members), day in mid-month", f"{unit['mid']:.1f} ms = {ratio:.0f}×",
                      "≤ 25×", mark(ratio <= 25)))  # fmt: skip
        if beside:
            times = unit["mid"] / alone["mid"]
            lines.append(("… against one province alone", f"{times:.1f}×", "≤ 1.5×", mark(times <= 1.5)))
        lines.append(("… last day of a month", f"{unit['month_end']:.1f} ms", "", ""))
    return [*lines, ("rebuild of all counters", f"{found['rebuild']:.0f} s", "≤ 300 s", mark(found["rebuild"] <= 300))]


def other_rows(found: dict) -> list[tuple[str, str, str, str]]:
    """What was filled in, searches and pages."""
    filled, many = found["filled"], found["nation"]
    rows = [
        (f"{filled['units']:,} units, {filled['rows']:,} rows of the ledger → {filled['counters']:,} counters",
         f"{filled['founded'] + filled['written']:.0f} s", "", ""),
        (f"… and by name up to {filled['people']:,} people", f"{filled['filled']:.0f} s", "", ""),
    ]  # fmt: skip
    for name, one in many["search"].items():
        what, times = (
            f"search “{one['words']}” ({name}: {one['rows']:,})",
            f"p50 {one['p50']:.1f}, p95 {one['p95']:.1f}",
        )
        rows.append((f"{what}, query of one page", f"{times} ms", "p95 ≤ 300 ms", mark(one["p95"] <= 300)))
    for name, time_of in many["pages"].items():
        rows.append((name, f"p50 {time_of:.1f} ms (one province: {found['one']['pages'][name]:.1f})", "", ""))
    return rows


def run(only: str | None, quick: bool) -> int:
    """Measure on both databases, or on the one named, and write the document; `quick` is small, and writes none."""
    size = (3, 100, 0.1, 30_000) if quick else (PROVINCES, 2000, 1.0, MEMBERS)
    start, results = time.monotonic(), {}
    folder = Path(tempfile.mkdtemp(prefix="so-cong-doan-nation-"))
    try:
        with databases.servers(folder) as places:
            for name in [only] if only else places:
                results[name] = measure(places[name], *size)
                print(f"{name}: {results[name]}", flush=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if not quick:
        text = heading(HEAD, time.monotonic() - start, provinces=size[0], bases=size[1])
        for name, found in results.items():
            text += f"\n## {name}\n" + table("Figures", figure_rows(found)) + table("Filling, search, pages",
                                                                                  other_rows(found))  # fmt: skip
        DOC.write_text(text + NOTES, encoding="utf-8")
        print(f"Đã ghi {DOC.relative_to(databases.ROOT)}")
    return 0


if __name__ == "__main__":
    import django

    django.setup()
    from scripts import bench_tasks

    bench_tasks.main(globals())
    sys.exit(0)

"""docs/benchmarks.md, from the figures of one run of `make bench`."""

import os
import platform
import sqlite3
import subprocess
import sys
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from scripts import postgres
from scripts.databases import SQLITE

DOC = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"
HEAD = """# Benchmarks

Written by `make bench` on {day} ({minutes:.1f} minutes, 15-minute load of the machine {load:.1f} on {cores} cores).
Do not edit: run it again. Seconds and milliseconds depend on the machine; the ratios stand side by side in one run.

Machine: {machine}; ten million additions in a loop of Python take {loop:.2f} s.
Python {python}, Django {django}, SQLite {sqlite}, PostgreSQL {postgresql},
python-calamine {calamine}, django-import-export {import_export}, XlsxWriter {xlsxwriter}.
PostgreSQL is a throw-away server on this machine with `fsync=off`; SQLite is a file with WAL and `synchronous=FULL`.
Imports are medians of 3 runs, each in a process of its own on a fresh copy of the units; figures and pages are medians
(or the 95th percentile) of 15 to 300 calls after one to warm up. The goals are those of 06 §6.1.
"""
NOTES = """
## What is not measured here

- 11 million members: `make bench SCALE=nation` writes docs/benchmarks-nation.md.
- The members of the search are filled up to 300,000 without a ledger: the list reads only the table of members.

## How to read it

- "over base" is the peak of resident memory of the importing process over the same process before the import. The
  file is parsed by a child process of its own, whose peak is given apart.
- django-import-export imports the same twelve columns into a plain table (identity number unique, a foreign key to the
  unit found by its code), reading with openpyxl included, without the dry run that its pages do before. "Bulk mode" is
  `use_bulk` with `skip_diff`, its cached instance loader and its cached foreign keys. It judges nothing but types,
  knows nobody again without an identity number, keeps no ledger, counters or log, and gives up the whole file for one
  bad row, so its files have none. It is run on fewer rows and scaled by the row; the default mode is run on two sizes,
  whose times by the row show that this is fair. Its export holds the columns of ours, and is scaled by the row too.
- XlsxWriter and our writer write the same rows (20,000 different ones over and over) of the members' sheet; text that
  looks like a formula or a link stays text in both.
- The bare yardstick is COPY (PostgreSQL) or executemany (SQLite) of the same rows, already read, into a table with a
  primary key and no other index, constraint or foreign key. Our import fills two tables which together have 19 indexes
  beside their keys, 10 foreign keys and 12 checks, and keeps the counters. Judging the rows and these indexes, not the
  reading, separate it from the goal; on PostgreSQL the deferred foreign keys are proved at COMMIT, which is included.
- The finished rows in our two tables are those that the import left, as tuples in memory: what reading, judging,
  counting and logging cost is the difference to the import. No import that keeps these tables can be quicker. What
  keys, indexes and checks cost is the difference to the same tables without any.
- ANALYZE on SQLite has no steady effect on the figures. It once made the book of movements slow (5.8 s): almost every
  `dao_cua_id` is NULL, so its statistics called the unique index worthless; the partial index `bien_dong_dao` mended
  that, and the last row of the pages shows it.
- The figure of the province for a day in mid-month pays for the day tail: the rows of the month up to the day, or those
  after it, whichever half they lie in; for the last day of a month there is no tail.
- The dashboard is kept in the process until any act is logged, for equal rights, address and day; the first opening
  after an act reckons it anew.
- "Before ANALYZE" on PostgreSQL is a database filled a moment ago whose tree of units autovacuum has not seen yet; it
  lasts for some minutes after the first units are imported.
- The minimal page is `/bench/minimal/` of `scripts/bench_urls.py`: 25 members by the index of names in a bare table,
  signed in, behind the whole middleware, without the shell (menu, breadcrumbs) of the product.
"""
Row = tuple[str, str, str, str]


def mark(is_met: bool) -> str:
    return "met" if is_met else "**missed**"


def import_rows(found: dict, rows: int, database: str) -> list[Row]:
    once, again = found["import"], found["again"]
    yardstick = found["calamine"]["seconds"] + found["plain"]["seconds"]
    ratio, share = once["seconds"] / yardstick, once["counters"] / once["seconds"]
    least, bare = found["floor"]["seconds"], found["bare"]["seconds"]
    return [
        (f"reading the file alone (calamine), {rows:,} × 12", f"{found['calamine']['seconds']:.2f} s", "", ""),
        ("read_sheet + parse_rows", f"{found['parse']['seconds']:.2f} s", "", ""),
        ("bare COPY / executemany of the same rows", f"{found['plain']['seconds']:.2f} s", "", ""),
        (f"import: {once['them_moi']:,.0f} new, {once['loi']:,.0f} refused", f"{once['seconds']:.2f} s", "", ""),
        ("… against (calamine + bare write)", f"{ratio:.1f}×", "≤ 2.5×", mark(ratio <= 2.5)),
        ("its finished rows into the two tables, with their indexes and keys, and nothing else",
         f"{least:.2f} s = {least / yardstick:.1f}×", "", ""),
        ("… with calamine", f"{(found['calamine']['seconds'] + least) / yardstick:.1f}×", "", ""),
        ("… into the same tables without any index, key or check", f"{bare:.2f} s = {bare / yardstick:.1f}×", "", ""),
        ("… share of the counters", f"{share:.0%} ({once['counters']:.2f} s)", "≤ 25 %", mark(share <= 0.25)),
        ("… memory over base", f"{once['extra']:.0f} MB", "", ""),
        ("… the reading child", f"{once['reader']:.0f} MB", "", ""),
        (f"same file again: {again['khong_doi']:,.0f} unchanged", f"{again['seconds']:.2f} s", "", ""),
        ("… memory over base", f"{again['extra']:.0f} MB", "", ""),
        *large_rows(found["large"]),
        *their_import_rows(found, once["seconds"] / rows, database),
    ]  # fmt: skip


def large_rows(large: dict) -> list[Row]:
    """The import of twice the rows, whose memory has a goal."""
    return [
        (f"import of {large['tong_dong']:,} rows", f"{large['seconds']:.2f} s", "", ""),
        ("… memory over base", f"{large['extra']:.0f} MB", "≤ 350 MB", mark(large["extra"] <= 350)),
    ]


def their_import_rows(found: dict, ours: float, database: str) -> list[Row]:
    """django-import-export by the row beside ours (`ours` seconds a row)."""
    goals = {"default": 50} if database == SQLITE else {"default": 100, "bulk": 8}
    rows: list[Row] = []
    for name, mode in (("default_few", "default"), ("default", "default"), ("bulk", "bulk mode")):
        count, seconds = found[name]["rows"], found[name]["seconds"]
        each = seconds / count
        measured = f"{seconds:.1f} s = {each * 1000:.2f} ms a row"
        rows.append((f"django-import-export, {mode}, {count:,} rows", measured, "", ""))
        if name != "default_few":
            text = f"… ours by the row beside it (100,000 rows would take it {each * 100_000:.0f} s)"
            goal, ratio = goals.get(name), each / ours
            judged = (f"≥ {goal}×", mark(ratio >= goal)) if goal else ("", "")
            rows.append((text, f"{ratio:.1f}× as fast", *judged))
    return rows


def figure_rows(found: dict) -> list[Row]:
    rows: list[Row] = [
        (f"writing the books: {found['world']['rows']:,} rows of the ledger → {found['world']['counters']:,} counters",
         f"{found['world']['seconds']:.1f} s", "", "")
    ]  # fmt: skip
    for name, words in (("cold", "before ANALYZE"), ("warm", "after ANALYZE")):
        f = found[name]
        ratio = f["bridge"] / f["pk"]
        rows += [
            (f"{words}: SELECT by primary key, ORM", f"{f['pk']:.3f} ms", "", ""),
            (f"province ({f['members']:,} members), day in mid-month ({f['queries_bridge']} queries)",
             f"{f['bridge']:.1f} ms = {ratio:.0f}×", "≤ 25×", mark(ratio <= 25)),
            ("province, last day of a month", f"{f['month_end']:.1f} ms = {f['month_end'] / f['pk']:.0f}×", "", ""),
            ("so_lieu of all children", f"{f['children']:.1f} ms = {f['children'] / f['pk']:.0f}×", "", ""),
            (f"show_so_lieu ({f['queries_show']} queries)", f"{f['show']:.1f} ms = {f['show'] / f['pk']:.0f}×", "", ""),
        ]  # fmt: skip
    seconds = found["rebuild"]["seconds"]
    return [*rows, ("rebuild of all counters", f"{seconds:.1f} s", "≤ 5 s", mark(seconds <= 5))]


def page_rows(found: dict) -> list[Row]:
    pages, wider, report = found["pages"], found["wider"], found["report"]["seconds"]
    minimal = pages["minimal"]
    ratio = pages["dashboard"]["p95"] / minimal["p95"]
    page_n = pages["page_n"]["p50"] / pages["page_1"]["p50"]
    listed, empty = (pages[name]["p50"] / minimal["p50"] for name in ("members", "empty"))
    same = wider["at_18"] == wider["at_60"]
    times = {name: f"p50 {page['p50']:.1f}, p95 {page['p95']:.1f} ms ({page['queries']} queries)"
             for name, page in pages.items() if "p95" in page}  # fmt: skip
    return [
        ("minimal page", times["minimal"], "", ""),
        ("the product's page with nothing in it", f"{times['empty']} = {empty:.1f}×", "", ""),
        ("dashboard, the first opening after an act", times["dashboard_anew"], "", ""),
        ("dashboard, kept since", times["dashboard"], "", ""),
        ("… p95 against the minimal page", f"{ratio:.1f}×", "≤ 5×", mark(ratio <= 5)),
        ("… queries with 18 and 60 superior units", f"{wider['at_18']} and {wider['at_60']}", "constant", mark(same)),
        ("members", times["members"], "p50 ≤ 3× minimal", f"{mark(listed <= 3)} ({listed:.1f}×)"),
        ("members from row 90,000 on against page 1", f"{page_n:.2f}×", "≤ 2×", mark(page_n <= 2)),
        ("book of movements", times["book"], "", ""),
        ("book of movements after ANALYZE", f"{found['book']['ms']:.0f} ms", "", ""),
        ("units", times["units"], "", ""),
        ("report workbook and Word of the province", f"{report:.2f} s", "≤ 3 s", mark(report <= 3)),
        ("freezing the report of a superior unit", f"{found['report']['freeze']:.2f} s", "", ""),
    ]


def day_rows(found: dict) -> list[Row]:
    """Search at 300,000 members and the export of the whole list."""
    search, export = found["search"], found["export"]
    rows: list[Row] = []
    for name, one in search["patterns"].items():
        rows += [
            (f"search “{one['words']}” ({name}: {one['rows']:,} of {search['members']:,}), query of one page",
             f"p50 {one['query']:.1f}, p95 {one['query_p95']:.1f} ms", "p95 ≤ 20 ms", mark(one["query_p95"] <= 20)),
            ("… the page", f"p50 {one['page']:.1f}, p95 {one['page_p95']:.1f} ms", "", ""),
        ]  # fmt: skip
    return [
        *rows,
        (f"Excel of the list, {export['rows']:,} rows, {export['bytes'] / 2**20:.1f} MB", f"{export['seconds']:.1f} s",
         "", ""),
        ("… against a bare reading of the rows", f"{export['seconds'] / export['bare']:.1f}×", "", ""),
        ("… memory over base", f"{export['extra']:.0f} MB", "", ""),
        *their_list_rows(export, found["list"]),
    ]  # fmt: skip


def their_list_rows(export: dict, theirs: dict) -> list[Row]:
    """The list by django-import-export beside ours, scaled to as many rows."""
    scale = export["rows"] / theirs["rows"]
    seconds, extra = theirs["seconds"] * scale, theirs["extra"] * scale
    faster, share = seconds / export["seconds"], export["extra"] / extra
    return [
        (f"Excel of the first {theirs['rows']:,} rows by django-import-export",
         f"{theirs['seconds']:.1f} s, {theirs['extra']:.0f} MB over base", "", ""),
        (f"… ours beside it ({export['rows']:,} rows would take it {seconds:.0f} s)", f"{faster:.1f}× as fast", "≥ 25×",
         mark(faster >= 25)),
        (f"… our memory beside its ({export['rows']:,} rows would take it {extra:.0f} MB)", f"1/{1 / share:.0f}",
         "≤ 1/20", mark(share <= 1 / 20)),
    ]  # fmt: skip


def writer_rows(writers: dict) -> list[Row]:
    """Our writer beside XlsxWriter, rows into a file."""
    ours, theirs = writers["ours"], writers["xlsxwriter"]
    ratio = ours["seconds"] / theirs["seconds"]
    texts = [f"{one['seconds']:.1f} s, {one['bytes'] / 2**20:.0f} MB" for one in (ours, theirs)]
    return [
        (f"our writer, {ours['rows']:,} rows × 12", texts[0], "", ""),
        ("… memory over base", f"{ours['extra']:.0f} MB", "≤ 20 MB", mark(ours["extra"] <= 20)),
        ("XlsxWriter `constant_memory`, the same rows", texts[1], "", ""),
        ("… memory over base", f"{max(theirs['extra'], 0):.0f} MB", "", ""),
        ("ours against XlsxWriter", f"{ratio:.2f}×", "≤ 0.2×", mark(ratio <= 0.2)),
    ]


def employer_rows(found: dict) -> list[Row]:
    """Pages of the register at 12.000 employers beside the minimal page, and a source's list."""
    all_of, pages = found["employers"], found["employers"]["pages"]
    rows: list[Row] = [
        ("a source's list, differing rows" if name == "source" else name,
         f"p50 {one['p50']:.1f}, p95 {one['p95']:.1f} ms",
         "" if name == "minimal" else "p95 ≤ 300 ms", "" if name == "minimal" else mark(one["p95"] <= 300))
        for name, one in pages.items()
    ]  # fmt: skip
    text = f"a source's list of {all_of['rows']:,} rows read and matched with {all_of['employers']:,} employers"
    return [*rows, (text, f"{all_of['seconds']:.1f} s", "", "")]


def table(title: str, rows: list[Row]) -> str:
    lines = [f"\n### {title}\n", "| what | measured | goal | |", "|---|---|---|---|"]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows), ""])


def postgresql_version() -> str:
    binaries = postgres.find_binaries()
    if binaries is None:
        return "missing"
    return subprocess.run(
        [binaries / "postgres", "--version"], capture_output=True, text=True, check=True
    ).stdout.split()[2]


def processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    name = next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.machine())
    return f"{name}, {os.cpu_count()} cores, {os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GB"


def loop_seconds() -> float:
    """How quick the machine is at plain Python: documents of two machines are compared by it."""
    start, total = time.perf_counter(), 0
    for number in range(10_000_000):
        total += number
    return time.perf_counter() - start


def heading(template: str, seconds: float, **words: object) -> str:
    """The head of a document: day, length of the run, machine, versions, and what else it names."""
    return template.format(
        day=datetime.now(tz=UTC).date(), minutes=seconds / 60, load=os.getloadavg()[2], cores=os.cpu_count(),
        machine=processor(), loop=loop_seconds(), python=sys.version.split()[0], django=version("django"),
        sqlite=sqlite3.sqlite_version,
        postgresql=postgresql_version(), calamine=version("python-calamine"),
        import_export=version("django-import-export"), xlsxwriter=version("xlsxwriter"), **words,
    )  # fmt: skip


def write_doc(results: dict[str, dict], writers: dict[str, dict], seconds: float, rows: int) -> None:
    """Write the document; every goal says whether this run met it."""
    text = heading(HEAD, seconds)
    for name, found in results.items():
        text += f"\n## {name}\n"
        text += table("Import of members from .xlsx (20 districts, 1,000 CĐCS)", import_rows(found, rows, name))
        text += table("Figures (18 superior units, 2,000 CĐCS, 36 months, one merger)", figure_rows(found))
        text += table("Pages and report", page_rows(found))
        text += table("Employers (12,000, two counts of workers each)", employer_rows(found))
        text += table("The clerk's day: search and export", day_rows(found))
    text += "\n## Writers, without a database\n" + table("Excel of 1,000,000 rows", writer_rows(writers))
    DOC.parent.mkdir(exist_ok=True)
    DOC.write_text(text + NOTES, encoding="utf-8")
    print(f"Đã ghi {DOC.relative_to(DOC.parent.parent)}")

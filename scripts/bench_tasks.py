"""One measurement of `make bench` in a process of its own: `python -m scripts.bench_tasks TASK …` prints JSON."""

import hashlib
import json
import os
import resource
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.cache import caches  # noqa: E402
from django.core.cache.backends.locmem import LocMemCache  # noqa: E402
from django.db import connection, reset_queries  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from baocao import context  # noqa: E402
from baocao.actions import import_file  # noqa: E402
from baocao.exporters import write_bao_cao, write_word  # noqa: E402
from baocao.queries.bao_cao import load_du_lieu, noi_dung_ban_chup  # noqa: E402
from baocao.queries.bao_cao.doc import read_bao_cao_in  # noqa: E402
from baocao.queries.bao_cao.noi_dung import load_noi_dung  # noqa: E402
from baocao.queries.ky import round_of  # noqa: E402
from baocao.queries.loi_van import load_dau, loi_van_to_json  # noqa: E402
from baocao.queries.phu_luc import bao_cao_data  # noqa: E402
from baocao.queries.so_lieu import children_of, show_so_lieu, so_lieu  # noqa: E402
from cdcs.actions import CongDoanData, create_cong_doan  # noqa: E402
from cdcs.models import CongDoan, forget_co_cau  # noqa: E402
from core.collector import calm_collector  # noqa: E402
from core.importing import parse_rows  # noqa: E402
from core.seal import canonical  # noqa: E402
from core.sheets.reader import read_sheet  # noqa: E402
from doanvien.actions import so_cai  # noqa: E402
from doanvien.actions.so_dem import rebuild_so_dem  # noqa: E402
from doanvien.importers.cot import DOAN_VIEN  # noqa: E402
from doanvien.models import BienDong, DoanVien, SoDem  # noqa: E402
from doanvien.queries import so_doan_vien  # noqa: E402
from doanvien.queries.tim_ten import named_like  # noqa: E402
from scripts import bench_employers, bench_world  # noqa: E402
from taikhoan import middleware  # noqa: E402

START, END = date(2025, 12, 1), date(2026, 9, 17)
DASHBOARD = "/bang-dieu-khien/?den=2026-09-17"
LONGEST = 6  # seconds for the samples of one call
KEYS = [column.key for column in DOAN_VIEN]


def memory(name: str) -> float:
    """VmRSS or VmHWM of this process in MB."""
    text = Path("/proc/self/status").read_text()
    return int(next(line for line in text.splitlines() if line.startswith(name)).split()[1]) / 1024


def timed(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def measured(work: Callable[[], Any]) -> tuple[Any, dict[str, float]]:
    """What a work returns; its seconds, and the peak of memory over this process at rest, in MB."""
    Path("/proc/self/clear_refs").write_text("5")  # forget the peak of the start
    base, start = memory("VmRSS"), time.perf_counter()
    result = work()
    seconds = time.perf_counter() - start
    return result, {"seconds": seconds, "extra": memory("VmHWM") - base, "base": base}


def samples(work: Callable[[], Any], times: int) -> list[float]:
    """Milliseconds of `times` runs, after one to warm up; fewer, but at least three, where they take too long."""
    work()
    found: list[float] = []
    while len(found) < times and (len(found) < 3 or sum(found) < LONGEST * 1000):
        found.append(timed(work) * 1000)
    return sorted(found)


def median(work: Callable[[], Any], times: int = 15) -> float:
    return statistics.median(samples(work, times))


def found_task() -> dict:
    bench_world.found(20, 1000)
    return {}


def import_task(path: str) -> dict:
    """Import as the command does; seconds, the share of the counters, and memory over the process at rest."""
    by, counted = bench_world.make_user(), []
    count_group = so_cai.count_group
    so_cai.count_group = lambda number: counted.append(timed(lambda: count_group(number)))
    imported, cost = measured(
        lambda: import_file("doan_vien", Path(path), by=by, ten_tep="bench.xlsx", skip_errors=True)
    )
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    counts = {key: getattr(imported.result, key) for key in ("tong_dong", "them_moi", "khong_doi", "loi")}
    return {**cost, "counters": sum(counted), "reader": child, **counts}


def calamine_task(path: str) -> dict:
    from python_calamine import CalamineWorkbook

    return {"seconds": timed(lambda: CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python())}


def parse_task(path: str) -> dict:
    return {"seconds": timed(lambda: parse_rows(read_sheet(path, "doan_vien"), DOAN_VIEN))}


def plain_task(path: str) -> dict:
    """The same rows into a plain table: COPY on PostgreSQL, executemany on SQLite; the text for COPY is made inside."""
    from python_calamine import CalamineWorkbook

    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()[1:]
    types = [("date" if column.kind == "date" else "text") for column in DOAN_VIEN]
    fields = ", ".join(f"{key} {kind}" for key, kind in zip(KEYS, types, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE bench_plain (id {_serial()} PRIMARY KEY, {fields})")
    seconds = timed(lambda: _put_plain(rows))
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE bench_plain")
    return {"seconds": seconds}


def _serial() -> str:
    return "bigserial" if connection.vendor == "postgresql" else "integer"


def _put_plain(rows: list) -> None:
    from django.db import transaction

    names = ", ".join(KEYS)
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            text = "".join("\t".join(str(cell) if cell != "" else "\\N" for cell in row) + "\n" for row in rows)
            cursor.copy_expert(f"COPY bench_plain ({names}) FROM STDIN", StringIO(text))
            return
        marks = ", ".join(["%s"] * len(KEYS))
        cursor.executemany(f"INSERT INTO bench_plain ({names}) VALUES ({marks})", rows)


def world_task(share: str) -> dict:
    units = bench_world.found(18, 2000, new_share=0.05)
    seconds = timed(lambda: bench_world.Books(units, float(share)).write())
    return {"seconds": seconds, "rows": BienDong.objects.count(), "counters": SoDem.objects.count()}


def figures_task(analyse: str) -> dict:
    """Figures of the province beside one SELECT by primary key; all in milliseconds."""
    if analyse == "yes":
        bench_world.analyse()
    unit = CongDoan.objects.get(ma="T")
    children = children_of(unit, START, END)
    known = DoanVien.objects.order_by("pk").values_list("pk", flat=True)[500]
    members = so_doan_vien([unit.pk], START, END)[unit.pk]["cuoi_ky"]
    return {
        "members": members,
        "pk": median(lambda: DoanVien.objects.get(pk=known), 300),
        "bridge": median(lambda: so_doan_vien([unit.pk], START, END), 30),
        "month_end": median(lambda: so_doan_vien([unit.pk], date(2025, 12, 1), date(2026, 8, 31)), 30),
        "children": median(lambda: so_lieu(children, START, END)),
        "show": median(lambda: show_so_lieu(unit, START, END)),
        "queries_bridge": queries(lambda: so_doan_vien([unit.pk], START, END)),
        "queries_show": queries(lambda: show_so_lieu(unit, START, END)),
    }


def rebuild_task() -> dict:
    return {"seconds": timed(rebuild_so_dem)}


def queries(work: Callable[[], Any]) -> int:
    work()
    reset_queries()
    with CaptureQueriesContext(connection) as seen:
        work()
    return len(seen)


def signed_in() -> Client:
    settings.ROOT_URLCONF = "scripts.bench_urls"
    calm_collector()  # as the server does, like keeping pages, which the settings of the tests do not
    caches["pages"] = LocMemCache("pages", {})
    client = Client()
    client.force_login(bench_world.make_user(), backend="django.contrib.auth.backends.ModelBackend")
    return client


def anew(client: Client) -> None:
    """The dashboard as the first one sees it after an act: nothing of it is kept."""
    caches["pages"].clear()
    client.get(DASHBOARD)


def pages_task() -> dict:
    """p50 and p95 of pages through the whole stack of middleware, in milliseconds; SQLite has no statistics here."""
    if connection.vendor == "postgresql":  # where autovacuum does it within minutes
        bench_world.analyse()
    client, found = signed_in(), {}
    addresses = {"minimal": "/bench/minimal/", "empty": "/bench/empty/", "dashboard": DASHBOARD,
                 "members": "/doan-vien/", "book": "/bien-dong/", "units": "/cong-doan/"}  # fmt: skip
    for name, address in addresses.items():
        assert client.get(address).status_code == 200, address
        times = samples(lambda address=address: client.get(address), 60)
        found[name] = {"p50": statistics.median(times), "p95": p95(times),
                       "queries": queries(lambda address=address: client.get(address))}  # fmt: skip
    times = samples(lambda: anew(client), 30)
    found["dashboard_anew"] = {"p50": statistics.median(times), "p95": p95(times),
                               "queries": queries(lambda: anew(client))}  # fmt: skip
    order = ["khoa_ten", "pk"]
    keys = DoanVien.objects.filter(cong_doan__isnull=False).order_by(*order).values_list("pk", flat=True)
    far = keys[min(90_000, keys.count() - 100)]  # fewer with --quick
    for name, address in {"page_1": "/doan-vien/", "page_n": f"/doan-vien/?sau={far}"}.items():
        found[name] = {"p50": median(lambda address=address: client.get(address), 40)}
    return found


def report_task() -> dict:
    unit, ky = CongDoan.objects.get(ma="T"), round_of("NAM-2025")

    def write() -> None:
        """Workbook and Word from one reading, as `export_bao_cao --docx` does it."""
        both = read_bao_cao_in(unit, ky)
        write_bao_cao(BytesIO(), both.data)
        write_word(BytesIO(), both.data, both.loi_van, load_dau(unit))

    district = CongDoan.objects.filter(loai="ldld_huyen").order_by("ma").first()
    live = load_du_lieu(district, ky)

    def freeze() -> None:
        """What a submission of a superior unit reads, writes out and hashes."""
        words = loi_van_to_json(load_noi_dung(load_du_lieu(district, ky)).loi_van)
        text = canonical(noi_dung_ban_chup(live, bao_cao_data(district, ky), words, "bench"))
        hashlib.sha256(text.encode()).hexdigest()

    return {
        "data": timed(lambda: bao_cao_data(unit, ky)), "seconds": min(timed(write) for _ in range(2)),
        "freeze": min(timed(freeze) for _ in range(2)),
    }  # fmt: skip


def book_task() -> dict:
    """One call of the book of movements, for after ANALYZE: on SQLite it may make the plan worse."""
    client = signed_in()
    return {"ms": min(samples(lambda: client.get("/bien-dong/"), 1))}


def export_task() -> dict:
    """The members' list of the province as Excel, by its page, beside a bare reading of the same rows."""
    client, by_name = signed_in(), DoanVien.objects.filter(cong_doan__isnull=False).order_by("khoa_ten", "pk")
    bare = timed(lambda: [None for _ in by_name.values_list().iterator(chunk_size=2000)])
    client.get("/doan-vien/")  # a server has its addresses and templates loaded

    def load() -> int:
        answer = client.get("/doan-vien/tai-ve/")
        assert answer.status_code == 200
        return sum(len(part) for part in answer.streaming_content)

    size, cost = measured(load)
    return {**cost, "bare": bare, "rows": by_name.count(), "bytes": size}


def search_task(count: str) -> dict:
    """Search by name in `count` members: the query of one page alone, and the page itself, p50 and p95 in ms."""
    members = DoanVien.objects.filter(cong_doan__isnull=False)
    bench_world.fill_up(int(count))
    bench_world.analyse()
    client, found = signed_in(), {}
    for name, words in bench_world.PATTERNS.items():
        wanted = named_like(members, words)
        one = samples(lambda wanted=wanted: list(wanted.order_by("khoa_ten", "pk")[:26]), 40)
        page = samples(lambda words=words: client.get("/doan-vien/", {"q": words}), 40)
        found[name] = {"words": words, "rows": wanted.count(), "query": statistics.median(one), "query_p95": p95(one),
                       "page": statistics.median(page), "page_p95": p95(page)}  # fmt: skip
    return {"members": members.count(), "patterns": found}


def employers_task() -> dict:
    """The register at 12.000 employers, in the province of the figures."""
    found = bench_employers.measure(signed_in(), bench_world.make_user(), timed, samples, p95)
    bench_world.analyse()
    return found


def p95(times: list[float]) -> float:
    """The 95th percentile of sorted samples."""
    return times[max(int(len(times) * 0.95) - 1, 0)]


def wider_task() -> dict:
    """Queries of the dashboard with 18 superior units, then with 60; what is asked once a minute stays out of both."""
    context.ASK_AGAIN_SECONDS = middleware.MINUTE = 10**9
    client, counts = signed_in(), []
    for _ in range(2):
        counts.append(queries(lambda: anew(client)))
        rows = [
            CongDoanData(f"M{i:02d}", f"LĐLĐ huyện mới {i}", "ldld_huyen", "T", date(2024, 3, 1)) for i in range(42)
        ]
        if len(counts) == 1:
            create_cong_doan(rows, by=bench_world.make_user())
            forget_co_cau()
    return {"at_18": counts[0], "at_60": counts[1]}


def main(tasks: Mapping[str, Any]) -> None:
    """Run the task that the command line names, of those in `tasks`."""
    task = tasks[f"{sys.argv[1]}_task"]
    found = task(*sys.argv[2:])
    connection.close()
    print(json.dumps(found), flush=True)
    os._exit(0)


if __name__ == "__main__":
    main(globals())

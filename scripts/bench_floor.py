"""The least that an import of members must do: its finished rows into the two tables with their indexes and keys.

What the rows are is settled before; nothing is read, judged, counted or logged. `python -m scripts.bench_floor TASK …`
"""

import pickle
from pathlib import Path

from scripts.bench_tasks import bench_world, main, timed  # sets Django up  # isort: skip

from django.db import connection, models, transaction

from cdcs.models import LoNhap
from core.bulk import bulk_insert
from doanvien.actions.so_cai import COLUMNS as OF_THE_LEDGER
from doanvien.importers.ghi import COLUMNS as OF_PEOPLE
from doanvien.models import BienDong, DoanVien

TABLES: list[tuple[type[models.Model], tuple[str, ...]]] = [(DoanVien, OF_PEOPLE), (BienDong, OF_THE_LEDGER)]


def keep_task(path: str) -> dict:
    """Keep in a file what an import left in both tables."""
    rows = [list(model._base_manager.order_by("pk").values_list(*columns)) for model, columns in TABLES]
    Path(path).write_bytes(pickle.dumps(rows))
    return {}


def floor_task(path: str) -> dict:
    """Write the kept rows in one transaction, on a copy where only the units stand."""
    return {"seconds": _seconds_of_writing(path)}


def bare_task(path: str) -> dict:
    """Write them into tables of the same columns that have no index, no key and no check: what the columns cost."""
    for model, _ in TABLES:
        table, bare = model._meta.db_table, f"bench_{model._meta.model_name}"
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE TABLE "{bare}" AS SELECT * FROM "{table}" WHERE 1 = 0')
        model._meta.db_table = bare  # in this process alone
    return {"seconds": _seconds_of_writing(path)}


def _seconds_of_writing(path: str) -> float:
    by = bench_world.make_user()
    batch = LoNhap.objects.create(loai="doan_vien", created_by=by, cong_doan_id=None)
    new = {"created_by_id": by.pk, "lo_nhap_id": batch.pk}
    kept = [
        [tuple(new.get(name, value) for name, value in zip(columns, row, strict=True)) for row in rows]
        for rows, (_, columns) in zip(pickle.loads(Path(path).read_bytes()), TABLES, strict=True)
    ]

    def write() -> None:
        with transaction.atomic():
            for (model, columns), rows in zip(TABLES, kept, strict=True):
                bulk_insert(model, columns, rows)

    return timed(write)


if __name__ == "__main__":
    main(globals())

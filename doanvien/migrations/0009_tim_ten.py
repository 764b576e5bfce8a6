"""Trigrams of the folded names: FTS5 kept by triggers on SQLite, a GIN index on PostgreSQL [06-6.1].

Where the database cannot (an SQLite without FTS5's trigrams, a PostgreSQL role that may not create pg_trgm) nothing is
made and nothing fails: the search is slower, and the server says so when it starts. On SQLite a later AlterField of
`DoanVien` rebuilds the table without these triggers: run `make_index` again there.
"""

from django.db import DatabaseError, migrations, transaction

TABLE, NAMES = "doanvien_doanvien", "doanvien_tim_ten"
FORGET = f"INSERT INTO {NAMES}({NAMES}, rowid, ten_khong_dau) VALUES ('delete', old.id, old.ten_khong_dau)"
KEEP = f"INSERT INTO {NAMES}(rowid, ten_khong_dau) VALUES (new.id, new.ten_khong_dau)"
SQLITE = [
    f"CREATE VIRTUAL TABLE {NAMES} USING fts5(ten_khong_dau, content='{TABLE}', content_rowid='id', "
    "tokenize='trigram', columnsize=0)",
    f"INSERT INTO {NAMES}({NAMES}) VALUES ('rebuild')",
    f"CREATE TRIGGER {NAMES}_them AFTER INSERT ON {TABLE} BEGIN {KEEP}; END",
    f"CREATE TRIGGER {NAMES}_sua AFTER UPDATE OF ten_khong_dau ON {TABLE} BEGIN {FORGET}; {KEEP}; END",
    f"CREATE TRIGGER {NAMES}_xoa AFTER DELETE ON {TABLE} BEGIN {FORGET}; END",
]
POSTGRESQL = [
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    f"CREATE INDEX IF NOT EXISTS doan_vien_tim_ten ON {TABLE} USING gin (ten_khong_dau gin_trgm_ops)",
]
BACK = {
    "sqlite": [
        *(f"DROP TRIGGER IF EXISTS {NAMES}_{event}" for event in ("them", "sua", "xoa")),
        f"DROP TABLE IF EXISTS {NAMES}",
    ],
    "postgresql": ["DROP INDEX IF EXISTS doan_vien_tim_ten"],
}


def make_index(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    try:
        with transaction.atomic(using=schema_editor.connection.alias), schema_editor.connection.cursor() as cursor:
            for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[vendor]:
                cursor.execute(statement)
    except DatabaseError:
        pass  # the search works without; `config.wsgi` tells


def drop_index(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        for statement in BACK[schema_editor.connection.vendor]:
            cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("doanvien", "0008_doi_chieu")]
    operations = [migrations.RunPython(make_index, drop_index)]

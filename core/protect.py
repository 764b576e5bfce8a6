"""Triggers that refuse changes of append-only tables, on SQLite and PostgreSQL (04 §4.5, traps; 06 §6.2 #11).

Only migrations, `restore_data` and the fixture after a live-server test may suspend them; a test counts the callers.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections, migrations
from django.db.backends.base.base import BaseDatabaseWrapper

PREFIX = "protect_"
MESSAGE = "bảng chỉ được ghi thêm, không được sửa hay xóa"

FUNCTION = f"""
CREATE OR REPLACE FUNCTION {PREFIX}refuse() RETURNS trigger AS $$
BEGIN
    RAISE EXCEPTION '{MESSAGE}: % %', TG_OP, TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$ LANGUAGE plpgsql
"""


def _names(table: str, no_update: bool, no_delete: bool) -> list[tuple[str, str]]:
    events = [("UPDATE", no_update), ("DELETE", no_delete)]
    return [(f"{PREFIX}{table}_{event.lower()}", event) for event, wanted in events if wanted]


def _statements(vendor: str, table: str, no_update: bool, no_delete: bool) -> Iterator[str]:
    rows = _names(table, no_update, no_delete)
    if vendor == "sqlite":
        for name, event in rows:
            yield (
                f'CREATE TRIGGER "{name}" BEFORE {event} ON "{table}" '
                f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}: {event} {table}'); END"
            )
        return
    yield FUNCTION
    for name, event in rows:
        yield f'CREATE TRIGGER "{name}" BEFORE {event} ON "{table}" FOR EACH ROW EXECUTE FUNCTION {PREFIX}refuse()'
    if no_delete:  # a row trigger does not see TRUNCATE
        yield (
            f'CREATE TRIGGER "{PREFIX}{table}_truncate" BEFORE TRUNCATE ON "{table}" '
            f"FOR EACH STATEMENT EXECUTE FUNCTION {PREFIX}refuse()"
        )


def _execute(connection: BaseDatabaseWrapper, statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)  # no parameters: a "%" in the text stays as it is


def install(table: str, *, no_update: bool = True, no_delete: bool = True, using: str = "default") -> None:
    """Refuse UPDATE and DELETE (with TRUNCATE) of `table` from now on; a second call changes nothing."""
    connection = connections[using]
    remove(table, using=using)
    for statement in _statements(connection.vendor, table, no_update, no_delete):
        _execute(connection, statement)


def remove(table: str, *, using: str = "default") -> None:
    """Take the triggers of `table` away (the way back of a migration)."""
    connection = connections[using]
    for name, owner, _ in installed(using=using):
        if owner == table:
            on = f' ON "{table}"' if connection.vendor == "postgresql" else ""
            _execute(connection, f'DROP TRIGGER "{name}"{on}')


def installed(*, using: str = "default") -> list[tuple[str, str, str]]:
    """Every protective trigger in the database as (name, table, statement that makes it)."""
    connection = connections[using]
    if connection.vendor == "sqlite":
        query = "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'"
    else:
        query = (
            "SELECT tgname, c.relname, pg_get_triggerdef(t.oid) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE NOT tgisinternal AND pg_table_is_visible(c.oid)"
        )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return [row for row in cursor.fetchall() if row[0].startswith(PREFIX)]


def protected_tables(*, using: str = "default") -> set[str]:
    """Names of the tables that refuse at least one kind of change."""
    return {table for _, table, _ in installed(using=using)}


@contextmanager
def suspended(*, using: str = "default") -> Iterator[None]:
    """Lift every protective trigger for the length of the block, then make them again just as they were."""
    connection = connections[using]
    triggers = installed(using=using)
    for table in {table for _, table, _ in triggers}:
        remove(table, using=using)
    try:
        yield
    finally:
        for _, _, statement in triggers:
            _execute(connection, statement)


def operation(table: str, *, no_update: bool = True, no_delete: bool = True) -> migrations.RunPython:
    """The migration operation that protects `table`; it runs after the table exists."""

    def forwards(apps, schema_editor):
        install(table, no_update=no_update, no_delete=no_delete, using=schema_editor.connection.alias)

    def backwards(apps, schema_editor):
        remove(table, using=schema_editor.connection.alias)

    return migrations.RunPython(forwards, backwards)

"""A database whose tables were not made, or not brought up to date: said in plain words, not by a traceback."""

from django.db import DatabaseError, connection

SAID = "Cơ sở dữ liệu chưa được tạo bảng hoặc chưa nâng cấp: chạy `python manage.py migrate`, rồi làm lại."
NO_SUCH = frozenset({"42P01", "42703"})  # what PostgreSQL calls a table, a column that is not there
NO_SUCH_IN_SQLITE = ("no such table", "no such column", "has no column named")


def is_unmigrated(error: BaseException | None) -> bool:
    """Whether the error comes of a table or column that is not there while migrations wait to be applied."""
    if not isinstance(error, DatabaseError):
        return False
    missing = getattr(error.__cause__, "pgcode", "") in NO_SUCH
    if not missing and not any(words in str(error) for words in NO_SUCH_IN_SQLITE):
        return False
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except DatabaseError:
        return False

"""Searching names without accents: trigrams find the rare, a walk in the order of the list finds the common [06-6.1].

A query that orders by name and stops after a page is quick where many match (it walks the list from its beginning) and
reads the whole table where few or none do. So the matches are taken from the trigram index first, and only a few of
them: when that was all, the list is these rows; when there are more, the walk is short.
"""

from django.db import connection
from django.db.models import Q, QuerySet

from core.sql import id_in
from core.text import fold, given_name_prefixes
from doanvien.models import DoanVien

FEW = 2000
MIN_LETTERS = 3  # a trigram index finds nothing shorter
EXISTS = {  # FTS5 on SQLite, GIN on PostgreSQL; made by a migration
    "sqlite": "SELECT 1 FROM sqlite_master WHERE name = 'doanvien_tim_ten'",
    "postgresql": "SELECT 1 FROM pg_indexes WHERE indexname = 'doan_vien_tim_ten'",
}
MATCHES = "SELECT rowid FROM doanvien_tim_ten WHERE doanvien_tim_ten MATCH %s LIMIT %s"


def has_name_index() -> bool:
    """Whether this database has the trigrams; without them the search works, slower."""
    with connection.cursor() as cursor:
        cursor.execute(EXISTS[connection.vendor])
        return cursor.fetchone() is not None


def named_like(members: QuerySet[DoanVien], text: str) -> QuerySet[DoanVien]:
    """Members by name without accents: one or two letters begin the given name, from three on anywhere [06-6.1].

    Every word of the text stands somewhere in the name. Looks into the index at once; the answer is a queryset.
    """
    folded = fold(text)
    if len(folded) < MIN_LETTERS:
        beginnings = Q()
        for beginning in given_name_prefixes(folded):
            beginnings |= Q(khoa_ten__startswith=beginning)
        return members.filter(beginnings) if beginnings else members
    words = folded.split()
    for word in words:
        members = members.filter(ten_khong_dau__contains=word)
    few = _few(words)
    return members if few is None else members.filter(id_in("pk", few))


def _few(words: list[str]) -> list[int] | None:
    """Who may match, when they are few; None when there are more, or when no word is long enough to look up."""
    long = [word for word in words if len(word) >= MIN_LETTERS]
    if not long or (connection.vendor == "sqlite" and not has_name_index()):
        return None
    found = _by_trigrams(long)
    return found if len(found) <= FEW else None


def _by_trigrams(words: list[str]) -> list[int]:
    if connection.vendor != "sqlite":
        rows = DoanVien.everything.all()
        for word in words:
            rows = rows.filter(ten_khong_dau__contains=word)
        return list(rows.order_by().values_list("pk", flat=True)[: FEW + 1])
    wanted = " AND ".join('"' + word.replace('"', '""') + '"' for word in words)
    with connection.cursor() as cursor:
        cursor.execute(MATCHES, [wanted, FEW + 1])
        return [pk for (pk,) in cursor.fetchall()]

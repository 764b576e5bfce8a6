"""Everything in one file, and its way back: the same on SQLite and PostgreSQL, and from one to the other (06 §6.2 #14).

The file is a zip. `bang/TABLE.jsonl` holds a table, a row a line, `tep/…` what lies under MEDIA_ROOT. The last entry,
`muc-luc.json`, says for which version of the tables it is, and of every other entry its SHA-256 and its lines. Sessions
are left out: a restore signs everybody out.
"""

import hashlib
import json
import os
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path, PurePosixPath
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management.color import no_style
from django.db import connection, models
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from core.bulk import bulk_insert
from core.refusal import Refused
from core.seal import canonical

FORMAT = "so-cong-doan-sao-luu-1"
TABLES, FILES, CONTENTS = "bang/", "tep/", "muc-luc.json"
PIECE = 1 << 20  # bytes
ROWS = 2_000  # of one reading
DAMAGED = "Bản sao bị hỏng hoặc không phải bản sao của phần mềm này: {}. Chưa phục hồi gì; dùng bản sao khác."
OTHER_VERSION = (
    "Bản sao thuộc phiên bản khác của phần mềm (khác ở {}). Chưa phục hồi gì: cài đúng phiên bản ấy, chạy migrate, "
    "phục hồi, rồi mới nâng cấp."
)
NOT_EQUAL = "Bảng {} đọc lại không khớp bản sao. Chưa phục hồi gì; báo người quản trị."


@dataclass(frozen=True)
class Entry:
    """What the contents say of one entry; `dong` is the number of rows of a table, 0 of a file."""

    sha256: str
    dong: int = 0


@dataclass(frozen=True)
class Contents:
    """The table of contents of a copy. `migrations` are those of the tables when it was made."""

    luc: str
    migrations: list[str]
    muc: dict[str, Entry]

    @property
    def rows(self) -> int:
        return sum(entry.dong for entry in self.muc.values())

    @property
    def files(self) -> int:
        return sum(name.startswith(FILES) for name in self.muc)


def kept_models() -> list[type[models.Model]]:
    """The models whose tables are copied, by the name of the table."""
    found = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model is not Session
    ]
    return sorted(found, key=lambda model: model._meta.db_table)


def _entry_of(model: type[models.Model]) -> str:
    return f"{TABLES}{model._meta.db_table}.jsonl"


# The copy


def write_backup(path: Path) -> Contents:
    """Write a copy of one instant to `path`, readable by its owner alone, and read it back once.

    Others go on writing meanwhile. Raises: FileExistsError, and what writing a file raises; then nothing is left.
    """
    handle, name = tempfile.mkstemp(prefix=f"{path.name}.", suffix=".part", dir=path.parent)  # mode 600
    part = Path(name)
    try:
        with os.fdopen(handle, "w+b") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
                contents = _fill(archive)
            file.flush()
            os.fsync(file.fileno())
        with open_backup(part):
            pass
        if path.exists():
            raise FileExistsError(path)
        part.replace(path)
        return contents
    finally:
        part.unlink(missing_ok=True)


def _fill(archive: zipfile.ZipFile) -> Contents:
    found: dict[str, Entry] = {}
    with _one_instant():
        applied = _migrations()
        for model in kept_models():
            found[_entry_of(model)] = _put(archive, _entry_of(model), _lines(model), is_table=True)
    root = Path(settings.MEDIA_ROOT)
    for file in sorted(root.rglob("*")):
        name = FILES + file.relative_to(root).as_posix()
        with suppress(FileNotFoundError):  # an upload whose 30 days are over goes at any time
            if file.is_file():
                found[name] = _put(archive, name, _pieces(file))
    contents = Contents(timezone.now().isoformat(), applied, found)
    archive.writestr(CONTENTS, canonical({"loai": FORMAT, **asdict(contents)}))
    return contents


@contextmanager
def _one_instant() -> Iterator[None]:
    """Whatever is read inside is of one instant, and nobody waits for it."""
    if connection.in_atomic_block:
        yield
        return
    start = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY" if connection.vendor == "postgresql" else "BEGIN"
    with connection.cursor() as cursor:
        cursor.execute(start)
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def _migrations() -> list[str]:
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def _lines(model: type[models.Model]) -> Iterator[bytes]:
    """The rows of a table in the order of their keys, written the same on both databases."""
    fields = [field.attname for field in model._meta.concrete_fields]
    for row in model._base_manager.order_by("pk").values_list(*fields).iterator(chunk_size=ROWS):
        yield canonical([_plain(value) for value in row]).encode() + b"\n"


def _plain(value: Any) -> Any:
    if isinstance(value, date):  # an instant too
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _pieces(file: Path) -> Iterator[bytes]:
    with file.open("rb") as opened:
        while piece := opened.read(PIECE):
            yield piece


def _put(archive: zipfile.ZipFile, name: str, pieces: Iterable[bytes], *, is_table: bool = False) -> Entry:
    digest, count = hashlib.sha256(), 0
    first = next(pieces := iter(pieces), b"")  # a file that has gone is no entry
    with archive.open(name, "w", force_zip64=True) as entry:
        while first:
            digest.update(first)
            entry.write(first)
            first, count = next(pieces, b""), count + 1
    return Entry(digest.hexdigest(), count if is_table else 0)


# The way back


@contextmanager
def open_backup(path: Path) -> Iterator[tuple[zipfile.ZipFile, Contents]]:
    """Open a copy after every byte of it was read and compared. Raises: Refused for a damaged one, or none of ours."""
    with ExitStack() as opened:
        try:
            archive = opened.enter_context(zipfile.ZipFile(path))
            contents = _contents(archive)
            wrong = [name for name, entry in contents.muc.items() if _read_through(archive, name) != entry]
        except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, TypeError, ValueError, RuntimeError) as reason:
            raise Refused(DAMAGED.format("không đọc được")) from reason
        if wrong:
            raise Refused(DAMAGED.format(f"{wrong[0]} không khớp"))
        yield archive, contents


def _contents(archive: zipfile.ZipFile) -> Contents:
    told = json.loads(archive.read(CONTENTS))
    if told.pop("loai") != FORMAT:
        raise Refused(DAMAGED.format("loại tệp khác"))
    contents = Contents(told["luc"], told["migrations"], {name: Entry(**one) for name, one in told["muc"].items()})
    tables = {_entry_of(model) for model in kept_models()}
    other = set(contents.migrations) ^ set(_migrations())
    if other or not tables <= contents.muc.keys():
        raise Refused(OTHER_VERSION.format(", ".join(sorted(other)[:3]) or "các bảng"))
    for name in contents.muc:
        if name.startswith(FILES) and (".." in PurePosixPath(name).parts or "\\" in name):
            raise Refused(DAMAGED.format("tên tệp lạ"))
    return contents


def _read_through(archive: zipfile.ZipFile, name: str) -> Entry:
    digest, lines, is_table = hashlib.sha256(), 0, name.startswith(TABLES)
    with archive.open(name) as entry:
        while piece := entry.read(PIECE):
            digest.update(piece)
            lines += piece.count(b"\n") if is_table else 0
    return Entry(digest.hexdigest(), lines)


def restore_files(archive: zipfile.ZipFile, contents: Contents) -> None:
    """Bring back the files that are missing or differ; those of today may stay, since their names are random."""
    root = Path(settings.MEDIA_ROOT)
    for name, entry in contents.muc.items():
        if not name.startswith(FILES):
            continue
        target = root / PurePosixPath(name).relative_to(FILES)
        if target.is_file() and hashlib.sha256(target.read_bytes()).hexdigest() == entry.sha256:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(target.name + ".part")
        with archive.open(name) as kept, part.open("wb") as file:
            while piece := kept.read(PIECE):
                file.write(piece)
        part.replace(target)


def restore_rows(archive: zipfile.ZipFile, contents: Contents) -> None:
    """Put the rows of the copy in the place of all that are there, and read them back; sessions end.

    The caller opens the transaction and lifts the protective triggers (`core.protect`). Raises: Refused when a table
    reads otherwise than it was copied, IntegrityError when rows point nowhere.
    """
    kept = kept_models()
    _clear([*kept, Session])
    for model in kept:
        columns = [str(field.column) for field in model._meta.concrete_fields]
        bulk_insert(model, columns, _rows(archive, _entry_of(model), model))
    _settle(kept)
    for model in kept:
        digest = hashlib.sha256()
        for line in _lines(model):
            digest.update(line)
        if digest.hexdigest() != contents.muc[_entry_of(model)].sha256:
            raise Refused(NOT_EQUAL.format(model._meta.db_table))


def _clear(models_: list[type[models.Model]]) -> None:
    names = [f'"{model._meta.db_table}"' for model in models_]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what this transaction has written before
            cursor.execute(f"TRUNCATE {', '.join(names)} RESTART IDENTITY")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            return
        for name in names:  # foreign keys are looked at when the transaction ends
            cursor.execute(f"DELETE FROM {name}")  # noqa: S608 - names of our own tables


def _rows(archive: zipfile.ZipFile, name: str, model: type[models.Model]) -> Iterator[list]:
    """The rows of an entry with values as the database takes them."""
    takes = [_taker(field) for field in model._meta.concrete_fields]
    with archive.open(name) as entry:
        for line in entry:
            pairs = zip(takes, json.loads(line), strict=True)
            yield [value if take is None or value is None else take(value) for take, value in pairs]


def _taker(field: models.Field) -> Callable[[Any], Any] | None:
    """How a value of this field goes from JSON to the database; None where it goes as it is."""
    if isinstance(field, models.JSONField):
        return lambda value: json.dumps(value, cls=field.encoder)
    if isinstance(field, models.DateField | models.DecimalField):
        return lambda value: field.get_db_prep_save(field.to_python(value), connection)
    return None


def _settle(kept: list[type[models.Model]]) -> None:
    """Look at the foreign keys now, while the copy can still be refused, and let new keys follow the old ones."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for statement in connection.ops.sequence_reset_sql(no_style(), kept):
                cursor.execute(statement)
    else:
        connection.check_constraints()

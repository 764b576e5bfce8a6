"""The child process of `reader`: one file on standard input, framed answers on standard output [06-6.2 #4].

It starts as a bare interpreter (`python -I -S child.py PATHS…`), so that it costs some 20 ms and shares no lock with
the threads of the server. Limits on memory, processor and wall time are set before the first byte is read; what
breaks them ends the process, and the parent tells the user that the file is too large.

Frames: a little-endian length and a marshalled value. First {"name", "marks", "rows", "merged", "hidden"} or
{"refused"}, then blocks of rows turned into columns (several times faster to pack than rows), then an empty frame.
"rows" is how many rows will come, 0 where that is not known. Dates travel as bytes, because no other cell is bytes.
"""

import sys

if __name__ == "__main__":
    sys.path[:0] = sys.argv[2:]

import csv
import io
import marshal
import resource
import signal
import struct
import threading
import zipfile
import zlib
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

from core.sheets import preflight
from core.sheets.delimiter import delimiter_of
from core.sheets.preflight import RefusedError
from core.sheets.xls_marks import xls_marks
from core.text import heading_key

MAX_FILE = 20 * 1024 * 1024
MEMORY, CPU_SECONDS, WALL_SECONDS = 700 * 1024 * 1024, 30, 60
MAX_ROWS, MAX_COLUMNS, MAX_MERGED = 400_000, 300, 20_000
BLOCK = 4_000
OLE, ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
DAYS_AND_TIMES = {date, datetime, time, timedelta}


def set_limits() -> None:
    """Bound what this process may take; a breach ends it."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    signal.alarm(WALL_SECONDS)


def send(value: Any) -> None:
    """Write one frame."""
    packed = marshal.dumps(value)
    sys.stdout.buffer.write(struct.pack("<I", len(packed)) + packed)


def choose(sheets: list[tuple[str, bool]], kind: str) -> int:
    """Return the place of the sheet that bears the kind's name, else of the first [03-3.3-1], of those that are shown.

    A hidden sheet is a list that the office does not see: lists of choices, last year's members. A chart has no cells.
    `sheets` are (name, is shown); raises RefusedError where none is.
    """
    shown = [(place, heading_key(name)) for place, (name, is_shown) in enumerate(sheets) if is_shown]
    if not shown:
        raise preflight.all_hidden()
    wanted = heading_key(kind)
    return next((place for place, name in shown if wanted and name == wanted), shown[0][0])


class Scan(threading.Thread):
    """Checks the zip while the parser reads: both release the interpreter's lock, so two cores share the work."""

    def __init__(self, archive: zipfile.ZipFile, part: str) -> None:
        super().__init__(daemon=True)
        self.archive, self.part = archive, part
        self.refusal: RefusedError | None = None
        self.marks: list = []
        self.hidden: list[int] = []

    def run(self) -> None:
        try:
            self.marks, self.hidden = preflight.scan(self.archive, self.part)
        except RefusedError as refusal:
            self.refusal = refusal
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError):
            self.refusal = preflight.damaged()
        except MemoryError:
            self.refusal = preflight.too_large()

    def result(self) -> list:
        """Return the marked cells; raises RefusedError."""
        self.join()
        if self.refusal:
            raise self.refusal
        return self.marks


def read_workbook(data: bytes, kind: str):
    """Return the head of a workbook's answer and an iterator of its rows; raises RefusedError."""
    scan, place = None, None
    if data.startswith(ZIP):
        archive = preflight.open_archive(data)
        part = "content.xml"
        if preflight.kind_of_archive(archive) == "xlsx":
            sheets = preflight.worksheets(archive)
            if not sheets:
                raise preflight.damaged()
            place = choose([(name, is_shown) for name, _, is_shown in sheets], kind)
            part = sheets[place][1]
        scan = Scan(archive, part)
        scan.start()
    elif ENCRYPTED_PACKAGE in data:
        raise preflight.encrypted()
    sheet, place = load(data, kind, scan, place)
    marks = scan.result() if scan else marks_of_xls(data, place)
    # An .ods keeps all its tables in one part: its marks say which table they belong to.
    marks = [mark[:3] for mark in marks if len(mark) == 3 or mark[3] == place + 1]
    last_row, last_column = sheet.end or (0, 0)
    check_size(last_row + 1, last_column + 1)
    # The parser starts at row 1 of the sheet, but at its first used column.
    first_column = sheet.start[1] if sheet.start else 0
    rows = sheet.iter_rows()
    if first_column:
        rows = ([""] * first_column + row for row in rows)
    merged = (sheet.merged_cell_ranges or [])[:MAX_MERGED]  # none is told of an .ods
    hidden = scan.hidden if scan else []
    name = sheet.name.replace("\0", "")
    return {"name": name, "marks": marks, "rows": last_row + 1, "merged": merged, "hidden": hidden}, rows


def marks_of_xls(data: bytes, place: int) -> list:
    """Return the marked cells of an .xls; raises RefusedError."""
    try:
        return xls_marks(data, place)
    except (LookupError, ValueError, struct.error) as error:
        raise preflight.damaged() from error


def load(data: bytes, kind: str, scan: Scan | None, place: int | None):
    """Return the sheet of calamine at `place`, else the chosen one, and its place; raises RefusedError."""
    from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        if not workbook.sheet_names:
            raise preflight.damaged()
        if place is None:
            shown = (SheetVisibleEnum.Visible, SheetTypeEnum.WorkSheet)
            place = choose([(one.name, (one.visible, one.typ) == shown) for one in workbook.sheets_metadata], kind)
        return workbook.get_sheet_by_index(place), place
    except PasswordError:
        raise preflight.encrypted() from None
    except MemoryError:
        raise preflight.too_large() from None
    except RefusedError:
        raise
    except BaseException as error:  # A panic of the parser is no Exception, and says only: damaged.
        if scan:
            scan.result()
        raise preflight.damaged() from error


def check_size(rows: int, columns: int) -> None:
    """Raise RefusedError when a sheet is larger than any list of ours."""
    if rows > MAX_ROWS:
        raise RefusedError(
            "qua_lon",
            f"Trang tính kéo dài tới dòng {rows}; mỗi tệp nhận đến dòng {MAX_ROWS}. "
            "Xóa các dòng thừa phía dưới hoặc chia nhỏ tệp.",
        )
    if columns > MAX_COLUMNS:
        raise RefusedError(
            "qua_lon", f"Trang tính có {columns} cột; mỗi tệp nhận tới {MAX_COLUMNS} cột. Xóa các cột thừa bên phải."
        )


def read_csv(data: bytes):
    """Return the same as `read_workbook` for comma or semicolon separated UTF-8 text; raises RefusedError."""
    if data.startswith(preflight.UTF16_MARKS):  # what Excel calls "Unicode Text"
        raise preflight.not_utf8()
    if b"\0" in data:
        raise preflight.not_a_workbook()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise preflight.not_utf8() from None
    if text.lstrip()[:1] == "<":
        raise RefusedError("khong_phai_bang_tinh", f"Tệp là trang web hoặc XML mang đuôi bảng tính. {preflight.RESAVE}")
    return {"name": "", "marks": [], "rows": 0, "merged": [], "hidden": []}, csv_rows(text)


def csv_rows(text: str):
    """Yield the rows of `text`; raises RefusedError."""
    delimiter = delimiter_of(text)
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), 1):
            if number > MAX_ROWS or len(row) > MAX_COLUMNS:
                check_size(number, len(row))
            yield row
    except csv.Error as error:
        raise preflight.damaged() from error


def pack(rows: list, memo: dict) -> tuple[list, list[int]]:
    """Return the columns of a block and which of them hold dates; equal texts become one object."""
    width = max(map(len, rows))
    if any(len(row) != width for row in rows):
        rows = [row + [""] * (width - len(row)) for row in rows]
    columns, dated = [], []
    for index, column in enumerate(map(without_nul, zip(*rows, strict=True))):
        kinds = set(map(type, column))
        if kinds == {str}:
            packed = list(map(memo.setdefault, column, column))
        elif kinds & DAYS_AND_TIMES:
            dated.append(index)
            for value in set(column):
                if type(value) in DAYS_AND_TIMES and value not in memo:
                    memo[value] = pack_day(value)
            packed = list(map(memo.get, column, column))
        else:
            packed = list(column)
        columns.append(packed)
    return columns, dated


def without_nul(column: tuple) -> tuple:
    """Return the cells without NUL, which "_x0000_" in an .xlsx stands for: PostgreSQL holds it in no text."""
    if "\0" not in "".join([cell for cell in column if type(cell) is str]):
        return column
    return tuple(cell.replace("\0", "") if type(cell) is str else cell for cell in column)


def pack_day(value: date | time | timedelta) -> bytes:
    """Return a date, instant, time or length of time as bytes."""
    text = str(value.total_seconds()) if isinstance(value, timedelta) else value.isoformat()
    return f"{type(value).__name__} {text}".encode()


def answer(data: bytes, kind: str) -> None:
    """Read `data` and write the frames; raises RefusedError."""
    if not data.strip():
        raise RefusedError("rong", "Tệp rỗng. Chọn tệp có dữ liệu rồi tải lại.")
    if len(data) > MAX_FILE:
        raise RefusedError("qua_lon", "Tệp lớn hơn 20 MB. Chia nhỏ danh sách rồi tải từng tệp.")
    is_workbook = data.startswith((ZIP, OLE))
    head, rows = read_workbook(data, kind) if is_workbook else read_csv(data)
    send(head)
    memo: dict = {}
    while block := list(islice(rows, BLOCK)):
        if max(map(len, block)):
            send(pack(block, memo))
        else:
            send(([], [len(block)]))
    send(None)


def main() -> None:
    """Answer for the file on standard input."""
    set_limits()
    try:
        answer(sys.stdin.buffer.read(MAX_FILE + 1), sys.argv[1])
    except RefusedError as refusal:
        send({"refused": (refusal.ma, refusal.ly_do)})
    except MemoryError:
        refusal = preflight.too_large()
        send({"refused": (refusal.ma, refusal.ly_do)})
    sys.stdout.flush()


if __name__ == "__main__":
    main()

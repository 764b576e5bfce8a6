"""Reading .xlsx, .xls, .ods and .csv: no file can break or fool it [06-6.2 #4].

The file is parsed by a child process (`child.py`) with limits on memory and time; this module feeds it, takes its
rows and turns whatever happens to it into a `SheetError` with a Vietnamese sentence.
"""

import csv
import importlib.util
import io
import logging
import marshal
import os
import struct
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

logger = logging.getLogger(__name__)

MAX_PASTED = 5_000_000
MAX_COVERED = 100_000
CHILD = Path(__file__).with_name("child.py")
PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "TMPDIR", "SYSTEMROOT")


class SheetError(Exception):
    """A refused file: `ma` is a short code for tests and logs, `ly_do` the Vietnamese sentence for the user."""

    def __init__(self, ma: str, ly_do: str) -> None:
        super().__init__(ly_do)
        self.ma, self.ly_do = ma, ly_do


class CellError:
    """A cell without usable value; `ly_do` says why in Vietnamese. It is false, and its text is empty."""

    __slots__ = ("ly_do",)

    def __init__(self, ly_do: str) -> None:
        self.ly_do = ly_do

    def __bool__(self) -> bool:
        return False

    def __str__(self) -> str:
        return ""

    def __repr__(self) -> str:
        return f"CellError({self.ly_do!r})"


class MergedCell(CellError):
    """A cell that a merged one covers: the office means the text of the first for it too, and the file holds nothing.

    Its text is that of the first where it stands below it, so that a heading merged over two rows is one of both.
    """

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        super().__init__("Ô nằm trong vùng ô gộp: bỏ gộp ô (Unmerge Cells) rồi ghi giá trị vào từng dòng.")
        self.text = text

    def __str__(self) -> str:
        return self.text


FORMULA_WITHOUT_VALUE = CellError(
    "Ô là công thức chưa có kết quả lưu trong tệp. Mở tệp bằng Excel, lưu lại, hoặc dán giá trị thay công thức."
)
ERROR_IN_CELL = CellError("Ô đang báo lỗi (ví dụ #N/A, #REF!). Sửa công thức hoặc gõ lại giá trị.")
# An error of Excel as text: so a .csv holds it, and so a list of bad rows keeps a cell whose value is not known.
ERROR_TEXTS = frozenset(("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"))
ERROR_TEXT = "#N/A"
MARKS = {"formula": FORMULA_WITHOUT_VALUE, "error": ERROR_IN_CELL}


Told = Callable[[int, int], None]  # hears how many rows were taken of how many (0: not known)


@dataclass(slots=True)
class Sheet:
    """The cells of one sheet. Row `i` of `rows` is row `first_row_number + i` of Excel.

    Cells are str ("" when empty), int, float, bool, date, datetime, time, timedelta or a `CellError`. `hidden` are the
    rows that a filter or a hand has hidden, as Excel numbers them; told of an .xlsx alone.
    """

    name: str
    rows: list[Sequence[Any]]
    first_row_number: int = 1
    hidden: frozenset[int] = frozenset()


def read_sheet(source: bytes | str | Path | BinaryIO, kind: str = "", told: Told | None = None) -> Sheet:
    """Return the sheet that bears the name `kind`, else the first sheet, of a file [03-3.3-1, 03-3.3-4].

    `source` is a path, the bytes, or an open binary file (an upload). `told` hears of the rows as they come; while the
    parser reads the sheet nothing is known yet. Raises SheetError for a file that is no
    workbook, or is encrypted, damaged, empty, too large or made to harm; OSError when a path cannot be opened.
    """
    if isinstance(source, (str, Path)):
        with open(source, "rb") as file:
            return _read_by_child(file, kind, told)
    with tempfile.TemporaryFile() as file:
        if isinstance(source, bytes):
            file.write(source)
        else:
            source.seek(0)
            while piece := source.read(1 << 20):
                file.write(piece)
        file.seek(0)
        return _read_by_child(file, kind, told)


@cache
def _command() -> tuple[str, ...]:
    """Return the call of the child up to its arguments, and the folders it may import from."""
    parser = importlib.util.find_spec("python_calamine")
    if parser is None or parser.origin is None:
        raise ImportError("python-calamine is not installed")
    folders = [str(Path(__file__).resolve().parents[2]), str(Path(parser.origin).parents[1])]
    return sys.executable, "-I", "-S", str(CHILD), *folders


def _read_by_child(file: BinaryIO, kind: str, told: Told | None) -> Sheet:
    """Return what the child reads from `file`; raises SheetError."""
    *program, root, packages = _command()
    # Nothing of the server's environment (keys, database) is shown to the process that meets hostile bytes.
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    child = subprocess.Popen(  # noqa: S603 - our own program, no shell  # nosec B603
        [*program, kind, root, packages],
        stdin=file,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
    )
    try:
        return _collect(child.stdout, told)
    except EOFError:
        raise _ended_early(child.wait()) from None
    finally:
        if child.stdout:
            child.stdout.close()
        child.kill()
        child.wait()


def _ended_early(status: int) -> SheetError:
    """Return the refusal for a child that a limit ended (by a signal), or that failed by itself (logged)."""
    if status < 0:
        return SheetError("qua_lon", "Tệp quá lớn hoặc quá phức tạp để đọc. Xóa dòng, cột thừa hoặc chia nhỏ tệp.")
    logger.error("The reading process ended with status %s.", status)
    return SheetError("hong", "Không đọc được tệp này. Mở tệp bằng Excel, lưu lại dạng .xlsx rồi tải lên lần nữa.")


def _frame(stream: Any) -> Any:
    """Return the next value of the child; raises EOFError when it ended before the last frame."""
    head = stream.read(4)
    body = stream.read(struct.unpack("<I", head)[0]) if len(head) == 4 else b""
    if not body:
        raise EOFError
    return marshal.loads(body)  # noqa: S302 - written by our own child  # nosec B302


def _collect(stream: Any, told: Told | None) -> Sheet:
    """Return the sheet made of the child's frames; raises SheetError and EOFError."""
    head = _frame(stream)
    _raise_refusal(head)
    rows: list[Sequence[Any]] = []
    days: dict[bytes, Any] = {}
    while (block := _frame(stream)) is not None:
        _raise_refusal(block)
        columns, dated = block
        if not columns:
            rows.extend([()] * dated[0])
            continue
        for index in dated:
            for value in set(columns[index]):
                if type(value) is bytes and value not in days:
                    days[value] = _day(value)
            columns[index] = map(days.get, columns[index], columns[index])
        rows.extend(zip(*columns, strict=True))
        if told:
            told(len(rows), head["rows"])
    for row, column, mark in head["marks"]:
        _put_mark(rows, row, column, MARKS[mark])
    _mark_merged(rows, head["merged"])
    return Sheet(head["name"], rows, hidden=frozenset(head["hidden"]))


def _mark_merged(rows: list[Sequence[Any]], merged: Sequence[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    """Put a mark on every cell that a filled one covers, of the first `MAX_COVERED` cells."""
    covered = 0
    for (top, left), (bottom, right) in merged:
        value = rows[top][left] if top < len(rows) and left < len(rows[top]) else ""
        bottom = min(bottom, len(rows) - 1)
        covered += (bottom - top + 1) * (right - left + 1)
        if covered > MAX_COVERED:
            return
        below, beside = MergedCell(str(value)), MergedCell("")
        for row in range(top, bottom + 1) if value not in ("", None) else ():
            for column in range(left, right + 1):
                if (row, column) != (top, left):
                    _put_mark(rows, row, column, below if column == left else beside)


def _raise_refusal(frame: Any) -> None:
    """Raise SheetError when the child refused the file, which it may do between two blocks."""
    if isinstance(frame, dict) and "refused" in frame:
        raise SheetError(*frame["refused"])


def _put_mark(rows: list[Sequence[Any]], row: int, column: int, mark: CellError) -> None:
    """Replace one empty cell by `mark`; the used range of the parser may end before it."""
    while len(rows) <= row:
        rows.append(())
    cells = list(rows[row])
    cells.extend([""] * (column + 1 - len(cells)))
    cells[column] = mark
    rows[row] = tuple(cells)


def _day(packed: bytes) -> date | datetime | time | timedelta:
    """Return the date, instant, time or length of time that the child packed."""
    kind, text = packed.decode().split(" ", 1)
    if kind == "timedelta":
        return timedelta(seconds=float(text))
    if kind == "time":
        return time.fromisoformat(text)
    return date.fromisoformat(text) if kind == "date" else datetime.fromisoformat(text)


def read_pasted(text: str) -> Sheet:
    """Return the cells of text pasted from a spreadsheet (tabs between cells, quotes around line breaks).

    Raises SheetError when nothing or too much was pasted.
    """
    if not text.strip():
        raise SheetError("rong", "Chưa dán dữ liệu. Chép các ô trong Excel rồi dán vào đây.")
    if len(text) > MAX_PASTED:
        raise SheetError("qua_lon", "Dữ liệu dán quá dài. Lưu thành tệp rồi tải lên.")
    try:
        rows: list[Sequence[Any]] = list(csv.reader(io.StringIO(text, newline=""), delimiter="\t"))
    except csv.Error:
        raise SheetError("hong", "Không đọc được dữ liệu dán. Chép lại từ Excel hoặc tải tệp lên.") from None
    return Sheet("", rows, 1)

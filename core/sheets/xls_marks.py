"""Errors such as #N/A in the cells of an .xls, which the parser shows as empty [06-6.2 #5].

Runs in the child process of `reader`, after the parser has read the file, so the file is a whole workbook by then. An
.xls is a compound file: sectors chained by a table, a directory, and a stream of records (type, length, content).
"""

import struct
from collections.abc import Iterator

from core.sheets.preflight import ERROR, Mark

NAMES = ("workbook", "book")
BOUNDSHEET, BOF, EOF, BOOLERR, FORMULA = 0x0085, 0x0809, 0x000A, 0x0205, 0x0006
ENTRY = 128
FORMULA_ERROR = 2  # the first byte of a result that is no number, which ends with two bytes of ones


class CompoundFile:
    """The streams of a compound file; raises LookupError, ValueError or struct.error if it is not whole."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.shift, self.mini_shift = struct.unpack_from("<HH", data, 30)
        directory, self.cutoff, mini_fat = (struct.unpack_from("<I", data, place)[0] for place in (48, 56, 60))
        self.fat = self._numbers(b"".join(map(self._sector, self._fat_sectors())))
        self.mini_fat = self._numbers(self._chain(mini_fat))
        self.entries = self._chain(directory)
        self.mini = self._chain(struct.unpack_from("<I", self.entries, 116)[0])

    def stream(self, names: tuple[str, ...]) -> bytes:
        """Return the content of the first stream that bears one of the names."""
        for at in range(0, len(self.entries) - ENTRY + 1, ENTRY):
            (length,) = struct.unpack_from("<H", self.entries, at + 64)
            name = self.entries[at : at + max(length - 2, 0)].decode("utf-16-le", "replace").lower()
            if name in names:
                start, size = struct.unpack_from("<II", self.entries, at + 116)
                return (self._small(start) if size < self.cutoff else self._chain(start))[:size]
        raise KeyError(names)

    def _sector(self, number: int) -> bytes:
        return self.data[number + 1 << self.shift : number + 2 << self.shift]

    def _fat_sectors(self) -> Iterator[int]:
        """The sectors of the table: 109 of them in the head, more in sectors of their own, the last number the next."""
        yield from filter(self._exists, struct.unpack_from("<109I", self.data, 76))
        (following,) = struct.unpack_from("<I", self.data, 68)
        seen: set[int] = set()
        while self._exists(following) and following not in seen:
            seen.add(following)
            *numbers, following = self._numbers(self._sector(following))
            yield from filter(self._exists, numbers)

    def _exists(self, number: int) -> bool:
        return number + 1 << self.shift < len(self.data)

    @staticmethod
    def _numbers(content: bytes) -> tuple[int, ...]:
        return struct.unpack(f"<{len(content) // 4}I", content[: len(content) // 4 * 4])

    def _chain(self, start: int) -> bytes:
        return b"".join(map(self._sector, self._followed(start, self.fat)))

    def _small(self, start: int) -> bytes:
        size = 1 << self.mini_shift
        return b"".join(self.mini[one * size : (one + 1) * size] for one in self._followed(start, self.mini_fat))

    @staticmethod
    def _followed(start: int, table: tuple[int, ...]) -> Iterator[int]:
        """The numbers of a chain; it ends at a number outside the table, and never runs in a circle."""
        for _ in table:
            if start >= len(table):
                return
            yield start
            start = table[start]


def xls_marks(data: bytes, place: int) -> list[Mark]:
    """Return the cells of the sheet at `place` that hold an error, as (row, column, kind), from 0."""
    content = CompoundFile(data).stream(NAMES)
    starts = [struct.unpack_from("<I", content, at)[0] for kind, at, _ in _records(content, 0) if kind == BOUNDSHEET]
    marks: list[Mark] = []
    for kind, at, length in _records(content, starts[place]):
        if kind == BOOLERR and length >= 8:
            is_error = content[at + 7] == 1
        elif kind == FORMULA and length >= 14:
            is_error = content[at + 6] == FORMULA_ERROR and content[at + 12 : at + 14] == b"\xff\xff"
        else:
            continue
        if is_error:
            marks.append((*struct.unpack_from("<HH", content, at), ERROR))
    return marks


def _records(content: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """Yield (type, place of the content, length) of the records of one part: up to its end, charts inside included."""
    depth = 0
    while at + 4 <= len(content):
        kind, length = struct.unpack_from("<HH", content, at)
        depth += (kind == BOF) - (kind == EOF)
        yield kind, at + 4, length
        if depth <= 0:
            return
        at += 4 + length

"""Workbooks of the old kind (.xls) for the tests of reading: text, numbers, errors, and formulas with their results."""

import struct
from collections.abc import Sequence
from typing import Any, NamedTuple

SECTOR, FREE, LAST = 512, 0xFFFFFFFF, 0xFFFFFFFE
NOT_AVAILABLE = 0x2A  # #N/A


class Failed(NamedTuple):
    """A cell that holds an error: typed, or what its formula came to."""

    code: int = NOT_AVAILABLE
    by_formula: bool = False


def record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def text(value: str, length: str) -> bytes:
    return struct.pack(length, len(value)) + b"\x01" + value.encode("utf-16-le")


def cell(row: int, column: int, value: Any) -> bytes:
    """The record of one cell; a tuple of one is a formula that came to this number."""
    place, no_formula = struct.pack("<HHH", row, column, 0), struct.pack("<HIH", 0, 0, 3) + b"\x1e\x01\x00"
    if isinstance(value, Failed):
        if not value.by_formula:
            return record(0x0205, place + bytes([value.code, 1]))
        return record(0x0006, place + bytes([2, 0, value.code, 0, 0, 0, 0xFF, 0xFF]) + no_formula)
    if isinstance(value, tuple):
        return record(0x0006, place + struct.pack("<d", *value) + no_formula)
    if isinstance(value, bool):
        return record(0x0205, place + bytes([value, 0]))
    is_text = isinstance(value, str)
    return record(0x0204, place + text(value, "<H")) if is_text else record(0x0203, place + struct.pack("<d", value))


def begin(what: int) -> bytes:
    return record(0x0809, struct.pack("<HHHHII", 0x0600, what, 0x0DBB, 0x07CC, 0, 6))


def worksheet(rows: Sequence[Sequence[Any]]) -> bytes:
    cells = [
        cell(number, column, value)
        for number, row in enumerate(rows)
        for column, value in enumerate(row)
        if value not in ("", None)
    ]
    size = struct.pack("<IIHHH", 0, len(rows), 0, max(map(len, rows)), 0)
    return begin(0x10) + record(0x0200, size) + b"".join(cells) + record(0x000A)


def xls(**sheets: Sequence[Sequence[Any]]) -> bytes:
    """Return an .xls with these sheets."""
    parts = [worksheet(rows) for rows in sheets.values()]
    head = begin(0x05) + record(0x0042, struct.pack("<H", 1200)) + record(0x0022, b"\0\0")
    names = [text(name, "<B") for name in sheets]
    start = len(head) + sum(len(name) + 10 for name in names) + 4
    for name, part in zip(names, parts, strict=True):
        head += record(0x0085, struct.pack("<IBB", start, 0, 0) + name)
        start += len(part)
    return compound(head + record(0x000A) + b"".join(parts))


def compound(content: bytes) -> bytes:
    """Put a stream called Workbook into a compound file; a short one lies in small sectors, as Excel does it."""
    count = sectors(content)
    small = chained(0, -(-len(content) // 64)) if len(content) < 4096 else []
    smalls = sectors(numbers(small))
    tables = more = 0
    while tables * 128 < more + tables + 1 + smalls + count:
        tables += 1
        more = -(-max(tables - 109, 0) // 127)
    directory = more + tables
    table = [0xFFFFFFFC] * more + [0xFFFFFFFD] * tables + [LAST]
    for length in (smalls, count):
        table += chained(len(table), length)
    places = list(range(more, directory))
    rest = [places[at : at + 127] for at in range(109, len(places), 127)]
    last = [[*part, *[FREE] * (127 - len(part)), at + 1 if at + 1 < more else LAST] for at, part in enumerate(rest)]
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    links = (0, tables, directory, 0, 4096, directory + 1 if small else LAST, smalls, 0 if more else LAST, more)
    head += struct.pack("<9I", *links) + numbers(places[:109] + [FREE] * (109 - len(places[:109])))
    start = directory + 1 + smalls
    root = entry("Root Entry", 5, 1, start if small else LAST, len(content) if small else 0)
    named = root + entry("Workbook", 2, FREE, 0 if small else start, len(content))
    body = b"".join(map(numbers, last)) + filled(numbers(table), b"\xff", tables * SECTOR)
    return head + body + filled(named) + filled(numbers(small), b"\xff") + filled(content)


def sectors(content: bytes) -> int:
    return -(-len(content) // SECTOR)


def filled(content: bytes, sign: bytes = b"\0", size: int = 0) -> bytes:
    return content.ljust(size or sectors(content) * SECTOR, sign)


def numbers(values: Sequence[int]) -> bytes:
    return struct.pack(f"<{len(values)}I", *values)


def chained(start: int, length: int) -> list[int]:
    """The entries of a table for sectors that follow one another from `start` on."""
    return [*range(start + 1, start + length), LAST] if length else []


def entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    packed = name.encode("utf-16-le") + b"\0\0"
    links = struct.pack("<HBBIII", len(packed), kind, 1, FREE, FREE, child)
    return packed.ljust(64, b"\0") + links + bytes(36) + struct.pack("<IQ", start, size)

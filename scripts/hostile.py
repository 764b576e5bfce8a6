"""Hostile uploads: spoiled bytes, spoiled parts, bombs, other files, and cells that nobody should type.

What spoils a file is tried on sheets of members; odd cells and headings on every kind of sheet.
"""

import io
import random
from collections.abc import Callable, Iterator, Sequence

from stdnum.vn import mst

from baocao.actions.nhap import IMPORTERS
from baocao.exporters.mau_nhap import EXAMPLES
from cdcs.enums import LoaiNhap
from core.importing import Column
from core.sheets.writer import SheetColumn, write_xlsx
from doanvien.importers.cot import DOAN_VIEN
from scripts import bench_world
from tests.core.workbooks import SHEET, edited, ods, workbook

HEADINGS = [column.label for column in DOAN_VIEN]
LONG_CELLS = "long cells"
CELLS = [
    "=1+1", "=cmd|' /C calc'!A0", "@SUM(A1)", "-5", "1E+308", 1e308, -1, 0, 10**18, 2.5, True, "\x00", "a\x00b",
    "\u202e", "x" * 40_000, "Nguyễn " * 60, "' OR 1=1 --", "<script>alert(1)</script>", "{{ 7*7 }}", "../../etc/passwd",
    "NULL", "31/02/2025", "1900-01-00", "9999-12-31", "00/00/0000", "30/11/2023", "Ð", "NguyÔn V¨n", "\ud7ff\ue000",
    "😀" * 80, "\t", "\u200b", "036185004127", "36185004127", "0" * 500, "٣", "１２３", "\\N", "\\.", "a\\", "1" * 120,
    "12/5", "Số đầu kỳ", "C0001",
]  # fmt: skip
PIECES = [
    b"<", b"&", b"]]>", b"<!DOCTYPE a>", b"\x00", b'r="XFD9999999"', b'r="2000000000"', b"<f>1</f>", b"&#0;", b"</row>",
    b't="s"', b't="e"', b"\xff\xfe", b"<c/>", b"<row/>", b"<v>1e999</v>", b"<v>-1</v>", b"&lt;&#x10FFFF;",
]  # fmt: skip


def good(rng: random.Random, count: int = 8) -> list[list]:
    """Rows that would be taken, with identity numbers of their own."""
    rows = list(bench_world.member_rows(count, 0))
    for row in rows:
        number = rng.randrange(10**6)
        row[0], row[4], row[5] = f"C{rng.randrange(40):04d}", f"036085{number:06d}", f"HD{number:06d}"
    return rows


def xlsx(rows: list[list], headings: Sequence[str] = HEADINGS) -> bytes:
    file = io.BytesIO()
    write_xlsx(file, "Sheet1", [SheetColumn(heading) for heading in headings], rows)
    return file.getvalue()


def flipped(rng: random.Random) -> bytes:
    data = bytearray(xlsx(good(rng)))
    for _ in range(rng.randrange(1, 12)):
        data[rng.randrange(len(data))] ^= rng.randrange(1, 256)
    return bytes(data)


def cut(rng: random.Random) -> bytes:
    data = xlsx(good(rng))
    return data[: rng.randrange(len(data))] + bytes(rng.randrange(0, 40))


def spoiled_part(rng: random.Random) -> bytes:
    """One of the parts with a piece put in, taken out or put in place of another, the zip around it sound."""
    name = rng.choice([SHEET, SHEET, SHEET, "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml"])
    piece = rng.choice(PIECES)

    def change(xml: bytes) -> bytes:
        place, width = rng.randrange(len(xml)), rng.choice([0, 0, 5, 200])
        return xml[:place] + piece * rng.choice([1, 1, 50]) + xml[place + width :]

    return edited(xlsx(good(rng)), name, change)


def bomb(rng: random.Random) -> bytes:
    """Much in little: a swollen part, thousands of entries, far rows and columns, entities."""
    data, size = xlsx(good(rng)), rng.choice([3_000_000, 40_000_000])
    extra = rng.choice([[("xl/media/x.bin", bytes(size))], [(f"x{i}", b"") for i in range(2_500)], [("../../x", b"x")]])
    entity = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;">]>'
    change = rng.choice(
        [
            lambda xml: xml,
            lambda xml: xml.replace(b"</sheetData>", b"<row>" * 200_000 + b"</sheetData>"),
            lambda xml: xml.replace(b'r="3"', b'r="1048576"'),
            lambda xml: entity + xml[xml.find(b"<worksheet") :],
        ]
    )
    return edited(data, SHEET, change, *extra)


def other_file(rng: random.Random) -> bytes:
    """Something else under the name of a workbook."""
    heads = [b"", b"%PDF-1.7\n", b"MZ\x90", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04", b"<html>", b"\x1f\x8b",
             b"\xff\xfe", "Mã CĐCS,Họ và tên\n".encode(), b",;\t\n" * 50]  # fmt: skip
    return rng.choice([ods("<table:table-cell/>"), workbook(), rng.choice(heads) + rng.randbytes(rng.randrange(900))])


def odd_text(rng: random.Random) -> bytes:
    """A .csv with odd cells, quotes and widths."""
    lines = [",".join(HEADINGS)]
    for row in good(rng):
        cells = [str(cell) for cell in row]
        for _ in range(rng.randrange(3)):
            cells[rng.randrange(len(cells))] = str(rng.choice(CELLS)) + rng.choice(["", '"', "\n", "\r"])
        lines.append(",".join(cells[: rng.randrange(1, 14)]))
    return "\n".join(lines).encode("utf-8", "surrogatepass")


def odd_cells(rng: random.Random) -> bytes:
    """A sound workbook whose cells are not."""
    rows = good(rng)
    for row in rows:
        for _ in range(rng.randrange(4)):
            row[rng.randrange(len(row))] = rng.choice(CELLS)
    return xlsx(rows)


# Of every base unit that of its employer; where the check has two digits there is no such code.
TAX_CODES = [nine + check for nine in (f"01000{number:04d}" for number in range(50))
             if len(check := mst.calc_check_digit(nine)) == 1]  # fmt: skip


def sound_row(kind: str, columns: Sequence[Column], rng: random.Random) -> list:
    """A row that would be taken, of a sheet that is not of members: the example of its template at a unit of here.

    A base unit has one employer, so that its workers find it once a list of employers brought it.
    """
    number = rng.randrange(40)
    base, superior = f"C{number:04d}", f"H{number % 3:02d}"
    here = {
        "ma": f"M{rng.randrange(10**6):06d}", "ma_so_thue": TAX_CODES[number], "ma_cdcs": base,
        "cdcs": base, "cap_tren": superior, "quan_ly": superior, "nam": 2025,
        "ten_moi": f"CĐCS đổi tên {rng.randrange(10**6)}", "don_vi": superior if kind == LoaiNhap.CHI_TIEU else base,
        "so_quyet_dinh": f"{rng.randrange(10**4)}/QĐ-LĐLĐ",
        "loai": {LoaiNhap.BIEN_DONG: "Kết nạp mới", LoaiNhap.SAP_XEP: "Đổi tên"}.get(LoaiNhap(kind), ""),
    }  # fmt: skip
    row = EXAMPLES[kind] | {key: value for key, value in here.items() if value}
    if kind == LoaiNhap.SAP_XEP:
        row["dich"] = ""  # of a merger alone
    return [row.get(column.key, "") for column in columns]


def other_sheet(kind: str, rng: random.Random) -> bytes:
    """A sound workbook of another kind of sheet, whose cells, and now and then a heading, are not."""
    columns = IMPORTERS[LoaiNhap(kind)].columns
    headings, rows = [column.label for column in columns], [sound_row(kind, columns, rng) for _ in range(8)]
    for row in rows:
        for _ in range(rng.randrange(3)):
            row[rng.randrange(len(row))] = rng.choice(CELLS)
    if rng.random() < 0.2:
        headings[rng.randrange(len(headings))] = rng.choice([*headings, "", "Ghi chú", "=A1", "STT"])
    return xlsx(rows, headings)


def long_cells(rng: random.Random) -> bytes:
    """A sound workbook whose texts, one column in each row, are longer than the database has room for."""
    rows = good(rng)
    places = [place for place, column in enumerate(DOAN_VIEN) if column.kind in ("text", "code")]
    for row, place in zip(rows, places, strict=False):
        row[place] = rng.choice(["Nguyễn ", "1", "😀"]) * rng.choice([120, 600])
    return xlsx(rows)


def odd_headings(rng: random.Random) -> bytes:
    rows = [[*HEADINGS], *good(rng)]
    for _ in range(rng.randrange(1, 4)):
        rows[0][rng.randrange(len(HEADINGS))] = rng.choice([*HEADINGS, "", "Ghi chú", "=A1", "STT"])
    clean = [list(row) for row in rows[rng.randrange(2) :]]
    return workbook(*clean, title=rng.choice(["doan_vien", "Sheet1", "bien_dong"]))


MAKERS: dict[str, Callable[[random.Random], bytes]] = {
    "bytes flipped": flipped,
    "cut off": cut,
    "part spoiled": spoiled_part,
    "bomb": bomb,
    "another file": other_file,
    "odd text": odd_text,
    "odd cells": odd_cells,
    "odd headings": odd_headings,
    LONG_CELLS: long_cells,
}


OTHER_SHEETS = [kind.value for kind in IMPORTERS if kind != LoaiNhap.DOAN_VIEN]


def hostile_files(rng: random.Random, count: int) -> Iterator[tuple[str, str, bytes]]:
    """Yield (what is odd, kind of sheet, bytes) of `count` files, every way as often as the others."""
    ways = [*MAKERS, *OTHER_SHEETS]
    for number in range(count):
        way = ways[number % len(ways)]
        if way in MAKERS:
            yield way, LoaiNhap.DOAN_VIEN.value, MAKERS[way](rng)
        else:
            yield f"odd cells, {way}", way, other_sheet(way, rng)

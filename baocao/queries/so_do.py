"""The schematic map: one tile a unit, where it lies on the map as far as that is known (05 §5.2-2).

Places and short names of the units of Nam Định stand in `baocao/data/so_do.csv`, by code; a unit that is not there, of
another province too, gets a tile in the order of the table and a name cut from its own.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from baocao.queries.dong_bang import Line
from core.charts import tile_map
from core.numbers import format_percent

FILE = Path(__file__).resolve().parent.parent / "data" / "so_do.csv"
PREFIXES = ("LĐLĐ thành phố ", "LĐLĐ huyện ", "LĐLĐ ", "Công đoàn ngành ", "Công đoàn ", "CĐCS ")
LONGEST = 10  # letters of a line that fit a tile on a phone


@dataclass(frozen=True, slots=True)
class Cho:
    """What the file knows of a unit: its short name, and column and row where it has a place."""

    ten: str
    o: tuple[int, int] | None


@cache
def places() -> dict[str, Cho]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return {
            row["ma"]: Cho(row["ten_ngan"], (int(row["cot"]), int(row["hang"])) if row["cot"] else None)
            for row in csv.DictReader(file)
        }


def two_lines(name: str) -> list[str]:
    """A name on at most two lines of about the same length, each cut to what fits a tile."""
    for prefix in PREFIXES:
        name = name.removeprefix(prefix)
    words = name.split()
    cuts = [(" ".join(words[:i]), " ".join(words[i:])) for i in range(1, len(words))]
    lines = [name] if not cuts else min(cuts, key=lambda pair: max(map(len, pair)))
    return [line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…" for line in lines]


def so_do(lines: Sequence[Line]) -> dict:
    """The tiles of these units, shaded by the forecast (by the share so far where there is none)."""
    known, tiles = places(), []
    for line in lines:
        share = line.du_kien if line.du_kien is not None else line.ty_le
        place = known.get(line.ma)
        said = [f"{line.ten}: đạt {format_percent(line.ty_le)}"]
        if line.du_kien is not None:
            said.append(f"dự kiến {format_percent(line.du_kien)}")
        name = "Trực thuộc" if line.is_folded else place.ten if place else line.ten
        tiles.append({"lines": two_lines(name), "share": share, "title": ", ".join(said), "ma": line.ma,
                      "place": place.o if place else None})  # fmt: skip
    return tile_map(tiles)

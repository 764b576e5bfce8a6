"""What a person needs to map the headings of a file by hand: the headings, what is known of them, first values."""

import re
from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.importing.columns import (
    HEADING_ROWS,
    IN_BRACKETS,
    Column,
    Headings,
    best_row,
    distinct,
    find_reason,
    heading_text,
)
from core.importing.reading import as_read
from core.importing.results import shown
from core.importing.wide_headings import plain
from core.sheets.reader import CellError, Sheet, SheetError
from core.text import clean_text, heading_key, mask

SAMPLES, SAMPLE_ROWS, SAMPLE_LENGTH = 3, 30, 40
LONGEST_HEADING = 250
MAX_HEADINGS = 100
LONG_NUMBER = 9  # from so many digits on a value may be the number of a person
RUN_OF_DIGITS = re.compile(r"\d{5}|\d+[/.\-]\d+")  # a heading may hold a year, never a number or a day
ORDINALS = {"stt", "tt", "sott", "sothutu"}  # nobody is asked what these are


@dataclass(frozen=True, slots=True)
class FileHeading:
    """A heading of a file: the column it is taken for ("" when left out by choice, None when unknown), first values."""

    text: str
    column: str | None
    samples: tuple[str, ...]

    @property
    def is_asked(self) -> bool:
        """Whether nobody has said yet what this heading is."""
        return self.column is None and heading_key(IN_BRACKETS.sub("", self.text)) not in ORDINALS


def describe_headings(
    sheet: Sheet, columns: Sequence[Column], overrides: MappingOf[str, str] | None = None
) -> list[FileHeading]:
    """Return the headings of the row that looks most like a heading row; empty when none does.

    Of equal headings the first alone is taken for a column until somebody settles the others. The first values are
    masked where they look like numbers of persons [03-3.3-49]. A row that holds numbers or days is a row of data,
    whose cells must not be remembered as headings.
    """
    sheet = as_read(sheet, columns, overrides).sheet
    headings = Headings(columns, overrides)
    index = _heading_index(sheet.rows[:HEADING_ROWS], headings)
    if index is None:
        return []
    texts = [clean_text(str(cell)) for cell in sheet.rows[index]]
    names, reason = distinct(texts), find_reason(texts, headings)
    found = []
    for place, (text, name) in enumerate(zip(texts, names, strict=True)):
        if not heading_key(text) or place == reason or len(name) > LONGEST_HEADING:
            continue
        match = headings.match(text, name) if text == name or headings.is_settled(name) else None
        column = "" if headings.is_ignored(text, name) else match[0] if match else None
        found.append(FileHeading(name, column, _samples(sheet.rows[index + 1 : index + 1 + SAMPLE_ROWS], place)))
    return found


def _heading_index(rows: Sequence[Sequence[Any]], headings: Headings) -> int | None:
    best = best_row(rows, headings)
    if best is not None:
        return best
    widths = [_heading_width(row) for row in rows]
    widest = max(widths, default=0)
    return widths.index(widest) if widest >= 2 else None


def _heading_width(row: Sequence[Any]) -> int:
    """How many headings the row may hold; 0 for a row of data."""
    cells = [cell for cell in row if cell not in ("", None) and not isinstance(cell, CellError)]
    is_text = all(isinstance(cell, str) and not RUN_OF_DIGITS.search(cell) for cell in cells)
    return len(cells) if is_text else 0


def _samples(rows: Sequence[Sequence[Any]], place: int) -> tuple[str, ...]:
    found: list[str] = []
    for row in rows:
        cell = row[place] if place < len(row) else ""
        text = "" if isinstance(cell, CellError) else clean_text(shown(cell))
        if text and (text := _hidden(text)) not in found:
            found.append(text)
        if len(found) == SAMPLES:
            break
    return tuple(found)


def _hidden(text: str) -> str:
    if sum(char.isdigit() for char in text) >= LONG_NUMBER:
        return mask(text)
    return text if len(text) <= SAMPLE_LENGTH else f"{text[:SAMPLE_LENGTH]}…"


def guess_columns(
    rows: Sequence[Sequence[Any]], columns: Sequence[Column], remembered: MappingOf[str, str]
) -> list[dict[str, str]]:
    """The headings of a file with the column each is taken for ("" for none), what was mapped by hand before first.

    Raises: SheetError when no row of the first 15 can be a heading.
    """
    headings = Headings(columns, remembered)
    rows = plain(Sheet("", list(rows)), columns, remembered).rows[:HEADING_ROWS]
    candidates = [[clean_text(heading_text(cell)) for cell in row] for row in rows]
    texts = max(candidates, key=lambda row: (*headings.score(row), len(list(filter(None, row)))), default=[])
    if not 2 <= len(list(filter(None, texts))) <= MAX_HEADINGS:
        raise SheetError("khong_co_tieu_de", f"Không thấy dòng tiêu đề cột trong {HEADING_ROWS} dòng đầu của tệp.")
    found: list[dict[str, str]] = []
    used: set[str] = set()
    texts = [text for text in texts if text]
    for text, name in zip(texts, distinct(texts), strict=True):
        match = headings.match(text, name)
        key = match[0] if match and match[0] not in used else ""
        used.add(key)
        found.append({"tieu_de": name[:LONGEST_HEADING], "cot": key})
    return found

"""What an import sheet consists of: columns, and how the headings of a file are found and matched [03-3.3-1..3]."""

import re
from collections.abc import Collection, Sequence
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass
from typing import Any, Literal

from core.sheets.reader import MergedCell, SheetError
from core.text import clean_text, heading_key

HEADING_ROWS = 15
MENDED_BY_MAPPING = frozenset({"khong_co_tieu_de", "thieu_cot", "trung_cot"})  # codes of SheetError
REASON = "Lý do"
REASON_KEY = heading_key(REASON)
IN_BRACKETS = re.compile(r"\([^)]*\)")

# "name" is text with a letter in it; "code" text that is an identifier without known form (code of a unit): a number
# cell gives its digits, scientific notation is refused; "card" is the same without spaces and in capitals.
# "date_or_year" gives a date, or an int for a year alone.
Kind = Literal[
    "text", "name", "code", "card", "date", "date_or_year", "int", "choice", "bool", "identity", "tax_code", "phone"
]  # fmt: skip
MASKED_KINDS = ("identity", "phone")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a kind of import: `key` in `ParsedRow.values`, `label` as heading, `choices` as (value, label).

    `refused` are values that are known only so that a row can be told what to write instead: nobody is offered them.
    Text longer than `max_length` is refused: it would be cut, or refused by the database. `split_by` is the key of the
    column whose choices the heading may stand over, a column each. What `is_shared` is often the same in all rows, and
    may be said once for the whole file.
    """

    key: str
    label: str
    required: bool = False
    synonyms: tuple[str, ...] = ()
    kind: Kind = "text"
    choices: tuple[tuple[Any, str], ...] = ()
    max_length: int = 250
    refused: frozenset[Any] = frozenset()
    split_by: str = ""
    is_shared: bool = False

    @property
    def offered(self) -> list[str]:
        """The labels of the choices that a row may hold."""
        return [label for value, label in self.choices if value not in self.refused]


@dataclass(frozen=True, slots=True)
class Mapping:
    """Where the known columns stand in a file: `places` maps the key of a column to its place, from 0."""

    heading_index: int
    raw_heading: tuple[str, ...]
    places: dict[str, int]
    unknown_headings: tuple[str, ...] = ()
    ignored_headings: tuple[str, ...] = ()  # settled by hand: left out
    reason_place: int | None = None


def heading_text(cell: Any) -> str:
    """The text of a cell that may be a heading; a heading merged over several rows is one of each."""
    return str(cell) if isinstance(cell, str | MergedCell) else ""


def distinct(texts: Sequence[str]) -> list[str]:
    """The headings of a row, an equal one after the first as "Họ và tên (2)": each can be settled by itself."""
    names: list[str] = []
    used: set[str] = set()
    last: dict[str, int] = {}  # of each text its highest number: thousands of equal ones may be sent
    for text in texts:
        name, own = text, heading_key(text)
        key, number = own, last.get(own, 1)
        while key and key in used:
            number += 1
            name = f"{text} ({number})"
            key = heading_key(name)
        last[own] = number
        used.add(key)
        names.append(name)
    return names


class Headings:
    """The wordings under which the columns of one kind are known."""

    def __init__(self, columns: Sequence[Column], overrides: MappingOf[str, str] | None = None) -> None:
        self.columns = {column.key: column for column in columns}
        self.overrides = {heading_key(text): key for text, key in (overrides or {}).items()}
        self.labels = {heading_key(column.label): column.key for column in columns}
        self.synonyms: dict[str, str] = {}
        for column in columns:
            for synonym in column.synonyms:
                self.synonyms.setdefault(heading_key(synonym), column.key)

    def match(self, heading: str, name: str = "") -> tuple[str, bool] | None:
        """Return the key of the column and whether the label itself was met; None for an unknown heading.

        `name` tells the heading from an equal one before it (`distinct`): what was settled of one is that one's alone.
        """
        settled = self._settled(name or heading)
        if settled is None and name and self.is_ignored(heading):
            return None
        if settled is None:
            return self._known(heading)
        return (settled, True) if settled in self.columns else None

    def is_ignored(self, heading: str, name: str = "") -> bool:
        """Whether somebody settled that this heading is left out."""
        settled = self._settled(name or heading)
        return settled == "" or (settled is None and self._settled(heading) == "")

    def is_settled(self, name: str) -> bool:
        """Whether somebody settled what this heading is."""
        return self._settled(name) is not None

    def _settled(self, name: str) -> str | None:
        return self.overrides.get(heading_key(name))

    def _known(self, heading: str) -> tuple[str, bool] | None:
        wanted = heading_key(heading)
        if wanted in self.labels:
            return self.labels[wanted], True
        without_note = heading_key(IN_BRACKETS.sub(" ", heading))
        key = self.synonyms.get(wanted) or self.labels.get(without_note) or self.synonyms.get(without_note)
        return (key, False) if key else None

    def score(self, row: Sequence[Any]) -> tuple[int, int]:
        """Return how many required and how many known columns the cells of `row` name."""
        found = {match[0] for text in map(heading_text, row) if text and (match := self.match(text))}
        return sum(self.columns[key].required for key in found), len(found)


def find_heading(
    rows: Sequence[Sequence[Any]],
    columns: Sequence[Column],
    overrides: MappingOf[str, str] | None = None,
    sheet_name: str = "",
    given: Collection[str] = (),
) -> Mapping:
    """Return the heading row among the first 15 rows and the places of the columns [03-3.3-1..3].

    Headings match without case, accents, spaces, punctuation and a trailing "*"; a label wins over a synonym.
    `overrides` (heading → key of the column, "" to ignore it) is what a unit once settled by hand, and wins over both.
    Columns that are `given` beside the file need not stand in it.
    Raises SheetError when no row is a heading, when a required column is missing, when a known heading is doubled.
    """
    headings = Headings(columns, overrides)
    index = best_row(rows[:HEADING_ROWS], headings)
    if index is None:
        raise SheetError(
            "khong_co_tieu_de",
            f"Không thấy dòng tiêu đề cột trong {HEADING_ROWS} dòng đầu{_of_sheet(sheet_name)}. "
            f"Cần có các cột: {', '.join(column.label for column in columns if column.required)}.",
        )
    mapping = place_columns(index, rows[index], headings)
    missing = [c for c in columns if c.required and c.key not in mapping.places and c.key not in given]
    if missing:
        names = ", ".join(column.label for column in missing)
        raise SheetError("thieu_cot", f"Thiếu cột bắt buộc: {names}. Thêm cột này vào dòng tiêu đề rồi tải lại.")
    return mapping


def best_row(rows: Sequence[Sequence[Any]], headings: Headings) -> int | None:
    """Return the place of the row that names most required columns, then most columns; None when none names two."""
    scores = [headings.score(row) for row in rows]
    best = max(scores, default=(0, 0))
    return None if best[1] < min(2, len(headings.columns)) else scores.index(best)


def _of_sheet(name: str) -> str:
    """A workbook may hold the list behind a cover: which sheet was read, and what to do then."""
    return f" của trang tính “{name}” (danh sách ở trang khác thì đưa trang đó lên đầu)" if name else ""


def place_columns(heading_index: int, row: Sequence[Any], headings: Headings) -> Mapping:
    """Return the mapping of one heading row; raises SheetError for a doubled known heading."""
    texts = tuple(clean_text(str(cell)) for cell in row)
    names, reason_place = distinct(texts), find_reason(texts, headings)
    by_label: dict[str, int] = {}
    by_synonym: dict[str, int] = {}
    for place, text in enumerate(texts):
        match = headings.match(text, names[place]) if text and place != reason_place else None
        if match:
            found = by_label if match[1] else by_synonym
            if match[0] in found:
                label = headings.columns[match[0]].label
                raise SheetError("trung_cot", f"Có hai cột “{label}”. Xóa hoặc đổi tên một cột rồi tải lại.")
            found[match[0]] = place
    places = by_synonym | by_label
    used = {*places.values(), reason_place}
    unmatched = [(text, names[place]) for place, text in enumerate(texts) if text and place not in used]
    unknown = tuple(text for text, name in unmatched if not headings.is_ignored(text, name))
    ignored = tuple(text for text, name in unmatched if headings.is_ignored(text, name))
    return Mapping(heading_index, texts, places, unknown, ignored, reason_place)


def find_reason(texts: Sequence[str], headings: Headings) -> int | None:
    """Return the place of the "Lý do" that `write_bad_rows` adds at the end, so that its list imports as it is.

    Where a kind has a column of that name itself, the last one counts as ours only beside another one for it.
    """
    last = max((place for place, text in enumerate(texts) if text), default=None)
    if last is None or heading_key(texts[last]) != REASON_KEY:
        return None
    match = headings.match(texts[last])
    if match is None:
        return last
    others = [headings.match(text) for text in texts[:last] if text]
    return last if any(other and other[0] == match[0] for other in others) else None

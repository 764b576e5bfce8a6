"""What an importer found out about every row before anything is written: bad, new, changed or the same."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import itemgetter
from typing import Any, TypeVar

from core.importing.columns import Column
from core.importing.parsing import ParsedFile
from core.importing.progress import SILENT
from core.importing.results import ImportResult, ParsedRow, RowError, row_list
from core.numbers import format_int
from core.refusal import Refused
from core.text import hide_numbers

THEM_MOI, CAP_NHAT, KHONG_DOI = "them_moi", "cap_nhat", "khong_doi"
PIECE = 500  # rows between two reports of how far it is
Row = TypeVar("Row")


class ImportPlan:
    """The judged rows of one file. An importer fills it; the caller asks for its result and lets it be written.

    Of people, no text of the answer holds a whole number, whatever column it stands in [03-3.3-49].
    `data[row.dong]` is what the importer will write for a new row, `changes[row.dong]` the fields of a known one.
    """

    def __init__(self, loai: str, parsed: ParsedFile, columns: Iterable[Column], *, of_people: bool = False):
        self.loai = loai
        self.of_people = of_people
        self.parsed = parsed
        self.columns = {column.key: column for column in columns}
        self.states: dict[int, str] = {}
        self.data: dict[int, Any] = {}
        self.changes: dict[int, dict] = {}

    @property
    def rows(self) -> list[ParsedRow]:
        return self.parsed.rows

    def picker(self, *keys: str) -> Callable[[ParsedRow], tuple[Any, ...]]:
        """Return a function that takes the values of two or more columns out of a row at once.

        Where every row of a long file is asked for many columns, one by one costs several times as much.
        """
        places = {column.key: place for place, column in enumerate(self.parsed.columns)}
        pick = itemgetter(*(places[key] for key in keys))
        return lambda row: pick(row.values.cells)

    def counted(self, rows: Sequence[Row], part: int = 0, parts: int = 1) -> Iterable[Row]:
        """The rows one after the other, while whoever waits is told how far it is; `part` of `parts` equal passes.

        In pieces, and not at all when nobody listens: it must cost an import of 100,000 rows nothing.
        """
        return rows if self.parsed.progress is SILENT else self._told(rows, part, parts)

    def _told(self, rows: Sequence[Row], part: int, parts: int) -> Iterator[Row]:
        for start in range(0, len(rows), PIECE):
            self.parsed.progress.step((part * len(rows) + start) // parts, len(rows))
            yield from rows[start : start + PIECE]

    def good(self) -> list[ParsedRow]:
        """Rows without an error, in the order of the file."""
        return [row for row in self.parsed.rows if not row.errors]

    def new(self) -> list[ParsedRow]:
        """Good rows that will add something."""
        return [row for row in self.good() if self.states.get(row.dong) == THEM_MOI]

    def changed(self) -> list[ParsedRow]:
        """Good rows that will change something known."""
        return [row for row in self.good() if self.states.get(row.dong) == CAP_NHAT]

    def error(self, row: ParsedRow, key: str, text: str) -> None:
        """Refuse a row at a column (by its key; "" for the row as a whole)."""
        row.add_error(self.columns.get(key), text)

    def refuse(self, row: ParsedRow, reason: Refused, keys: dict[str, str] | None = None) -> None:
        """Refuse a row for what an action said; `keys` maps the action's fields to columns."""
        self.error(row, (keys or {}).get(reason.field, reason.field), str(reason))

    def warn(self, row: ParsedRow, key: str, text: str) -> None:
        row.add_warning(self.columns.get(key), text)

    def add(self, row: ParsedRow, data: Any) -> None:
        """This row is new and will write `data`."""
        self.states[row.dong] = THEM_MOI
        self.data[row.dong] = data

    def change(self, row: ParsedRow, target: Any, changes: dict) -> None:
        """This row is known; without `changes` it changes nothing."""
        self.states[row.dong] = CAP_NHAT if changes else KHONG_DOI
        self.data[row.dong] = target
        self.changes[row.dong] = changes

    def errors_by_row(self) -> dict[int, Sequence[RowError]]:
        return {row.dong: row.errors for row in self.parsed.rows if row.errors}

    def notes(self) -> list[str]:
        """What is told of the file as a whole: what of it was left out, and what was read that may not be expected."""
        numbering, hidden = self.parsed.numbering_row, self.parsed.hidden_rows
        told = [f"Bỏ qua dòng {numbering}: dòng này chỉ đánh số các cột."] if numbering else []
        if self.parsed.unheaded:
            told.append(f"Bỏ qua cột có dữ liệu mà không có tiêu đề: {', '.join(self.parsed.unheaded)}.")
        if self.parsed.choice:
            told.append(self.parsed.choice)
        if hidden:
            told.append(
                f"Tệp có {format_int(len(hidden))} dòng đang ẩn (do lọc hoặc ẩn dòng), vẫn được đọc như các dòng khác: "
                f"dòng {row_list(hidden)}. Không muốn nhập thì xóa các dòng đó khỏi tệp."
            )
        return told

    def result(self, lo_nhap: int | None = None) -> ImportResult:
        """The answer of 03 §3.3: with errors, what would be written; counts add up [03-3.3-45]."""
        result = ImportResult(self.loai, lo_nhap)
        result.count_rows(self.parsed.rows)
        unknown = "Cột này không nhận ra nên bỏ qua."
        whole = [RowError(None, "", "", text) for text in self.notes()]
        whole += [RowError(None, text, "", unknown) for text in self.parsed.unknown_headings]
        result.chi_tiet_canh_bao[:0] = whole
        for row in self.good():
            state = self.states.get(row.dong, KHONG_DOI)
            setattr(result, state, getattr(result, state) + 1)
        if self.of_people:
            result.chi_tiet_loi = [_without_numbers(entry) for entry in result.chi_tiet_loi]
            result.chi_tiet_canh_bao = [_without_numbers(entry) for entry in result.chi_tiet_canh_bao]
        return result

    def say(self, text: str) -> str:
        """A text of the file as it may be shown and kept: of people without their numbers."""
        return hide_numbers(text) if self.of_people else text


def _without_numbers(entry: RowError) -> RowError:
    return RowError(entry.dong, hide_numbers(entry.cot), hide_numbers(entry.gia_tri), hide_numbers(entry.ly_do))


def compare(
    plan: ImportPlan, row: ParsedRow, old: dict[str, Any], fixed: dict[str, str], free: Iterable[str]
) -> dict[str, Any]:
    """Return the `free` values of a known row that differ; a `fixed` one that differs is an error [03-3.3-38..43].

    `old` holds the known values by column key, `fixed` maps a column key to the sentence that names the page where
    such a change is made. An empty cell never clears.
    """
    for key, where in fixed.items():
        value = row.values.get(key)
        if value not in (None, "") and value != old[key]:
            plan.error(row, key, where)
    return {
        key: row.values[key] for key in free if row.values.get(key) not in (None, "") and row.values[key] != old[key]
    }

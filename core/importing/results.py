"""What an import says to people and programs: errors by row, and the object of 03 §3.3."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from core.dates import format_date
from core.importing.columns import MASKED_KINDS, Column
from core.numbers import format_int
from core.sheets.reader import SheetError
from core.text import mask, mask_tax_code

SHOWN_LENGTH = 200
ROWS_NAMED = 8


@dataclass(frozen=True, slots=True)
class RowError:
    """One error or warning: row as Excel shows it (None for the whole file), heading, masked value, reason."""

    dong: int | None
    cot: str
    gia_tri: str
    ly_do: str


def shown(value: Any, column: Column | None = None) -> str:
    """Return a cell for an error list, as Excel shows it: days as dd/mm/yyyy, numbers of persons masked [03-3.3-49]."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        text = f"{value:%d/%m/%Y %H:%M}"
    elif isinstance(value, date):
        text = format_date(value)
    elif isinstance(value, float) and value.is_integer():
        text = str(int(value))
    elif isinstance(value, float):
        text = str(value).replace(".", ",")
    elif isinstance(value, timedelta):
        minutes, seconds = divmod(int(value.total_seconds()), 60)
        text = f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    elif isinstance(value, bool):
        text = str(value).upper()
    else:
        text = str(value)
    if column is not None and column.kind in MASKED_KINDS:
        return mask(text)
    if column is not None and column.kind == "tax_code":
        text = mask_tax_code(text)
    return text if len(text) <= SHOWN_LENGTH else f"{text[:SHOWN_LENGTH]}…"


class RowValues(Mapping[str, Any]):
    """The values of one row by the key of their column: the places are shared by all rows of a file.

    A dict for each of 200,000 rows would take 50 MB more.
    """

    __slots__ = ("cells", "places")

    def __init__(self, places: Mapping[str, int], cells: tuple[Any, ...]) -> None:
        self.places, self.cells = places, cells

    def __getitem__(self, key: str) -> Any:
        return self.cells[self.places[key]]

    def __iter__(self) -> Iterator[str]:
        return iter(self.places)

    def __len__(self) -> int:
        return len(self.places)

    def __setitem__(self, key: str, value: Any) -> None:
        place = self.places[key]
        self.cells = (*self.cells[:place], value, *self.cells[place + 1 :])


@dataclass(slots=True)
class ParsedRow:
    """One data row: `values` by the key of the column, `raw` the cells as read, and what is wrong with it.

    Empty cells are "" in text-like columns and None in the others; a cell with an error is None. Almost no row of a
    long file is wrong: lists of errors are made when they are needed.
    """

    dong: int
    values: RowValues
    raw: Sequence[Any]
    errors: Sequence[RowError] = ()
    warnings: Sequence[RowError] = ()

    def add_error(self, column: Column | None, ly_do: str, value: Any = None) -> None:
        """Put an error on this row; the shown value is that of the column unless `value` is given."""
        self.put_error(self._entry(column, ly_do, value))

    def add_warning(self, column: Column | None, ly_do: str, value: Any = None) -> None:
        """Put a warning on this row, as `add_error` does."""
        self.put_warning(self._entry(column, ly_do, value))

    def put_error(self, entry: RowError) -> None:
        self.errors = (*self.errors, entry)

    def put_warning(self, entry: RowError) -> None:
        self.warnings = (*self.warnings, entry)

    def _entry(self, column: Column | None, ly_do: str, value: Any) -> RowError:
        if column is None:
            return RowError(self.dong, "", shown(value), ly_do)
        value = self.values.get(column.key) if value is None else value
        if column.kind == "choice":
            value = dict(column.choices).get(value, value)
        return RowError(self.dong, column.label, shown(value, column), ly_do)


def row_list(numbers: Sequence[int]) -> str:
    """The first numbers of rows, and how many more there are."""
    more = len(numbers) - ROWS_NAMED
    named = ", ".join(map(str, numbers[:ROWS_NAMED]))
    return f"{named} và {format_int(more)} dòng khác" if more > 0 else named


def whole_key(row: ParsedRow, *keys: str) -> tuple[Any, ...] | None:
    """Return the values of the columns that are the key of a row; None while one of them is empty or unreadable."""
    values = tuple(row.values[key] for key in keys)
    return None if None in values or "" in values else values


def duplicate_keys(
    rows: Iterable[ParsedRow], key_func: Callable[[ParsedRow], Hashable | None], column: Column | None = None
) -> int:
    """Give every row whose key was met before an error that names the first row; return how many [03-3.3-10].

    A row whose key is None takes no part. A first row stands even when it has errors of its own.
    """
    first: dict[Hashable, int] = {}
    doubled = 0
    for row in rows:
        key = key_func(row)
        if key is None:
            continue
        dong = first.setdefault(key, row.dong)
        if dong != row.dong:
            doubled += 1
            row.add_error(column, f"Trùng với dòng {dong} trong tệp. Chỉ giữ một dòng.")
    return doubled


@dataclass
class ImportResult:
    """The outcome of an import; `as_json` is exactly the answer of `import_xlsx --json` [03-3.3-45..49].

    Counts are rows of the file; the lists may name one row several times.
    """

    loai: str
    lo_nhap: int | str | None = None
    tong_dong: int = 0
    hop_le: int = 0
    loi: int = 0
    canh_bao: int = 0
    them_moi: int = 0
    cap_nhat: int = 0
    khong_doi: int = 0
    chi_tiet_loi: list[RowError] = field(default_factory=list)
    chi_tiet_canh_bao: list[RowError] = field(default_factory=list)

    @classmethod
    def refused(cls, loai: str, error: SheetError) -> "ImportResult":
        """Return the result of a file that was not read: no rows, one entry without row [03-3.3-47]."""
        return cls(loai, chi_tiet_loi=[RowError(None, "", "", error.ly_do)])

    def count_rows(self, rows: Iterable[ParsedRow]) -> None:
        """Take totals, errors and warnings from the judged rows; the caller sets the three counts of good rows."""
        rows = list(rows)
        self.tong_dong = len(rows)
        self.loi = sum(1 for row in rows if row.errors)
        self.hop_le = self.tong_dong - self.loi
        self.canh_bao = sum(1 for row in rows if row.warnings)
        self.chi_tiet_loi = [error for row in rows for error in row.errors]
        self.chi_tiet_canh_bao = [warning for row in rows for warning in row.warnings]

    def as_json(self) -> dict[str, Any]:
        """Return the object of 03 §3.3, ready for `json.dumps`."""
        return asdict(self)

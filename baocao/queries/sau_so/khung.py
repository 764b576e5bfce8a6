"""What every list has in common: columns, rows of cells, a total, pages of 50 (05 §5.5)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from baocao.queries.sau_so.chi_so import ChiSo
from cdcs.models import CoCau, CongDoan
from core.dates import format_date
from core.paging import Page, paginate_list
from core.templatetags.formats import DASH, format_number, format_tax_code


@dataclass(frozen=True)
class Column:
    """A column of a list; `num` stands right, `width` is its width in Excel, `plain` one of years."""

    label: str
    num: bool = False
    width: float = 16
    plain: bool = False


@dataclass(frozen=True)
class Cell:
    """A value with where it leads and a smaller line under it; Excel takes the value alone."""

    value: Any
    url: str = ""
    note: str = ""
    is_tax_code: bool = False
    is_year: bool = False

    @property
    def text(self) -> str:
        """The value as the screen shows it; codes are text and stay as they are, years are not grouped."""
        if self.is_tax_code:
            return format_tax_code(self.value) or DASH
        if isinstance(self.value, str) or self.is_year:
            return str(self.value or DASH)
        return format_date(self.value) if isinstance(self.value, date) else format_number(self.value)


Row = list[Cell]


def tax_cell(code: str) -> Cell:
    """A tax code; the workbook keeps it whole, the screen not where it is the number of a person."""
    return Cell(code, is_tax_code=True)


@dataclass(frozen=True)
class Question:
    """Which figure of which unit, window and structure is asked, and by whom."""

    figure: ChiSo
    unit: CongDoan
    start: date
    end: date
    structure: CoCau | None
    user: Any
    names_word: str = "list_doan_vien"

    @property
    def stock_day(self) -> date:
        """The day of a stock or of coverage: the eve of the window for the opening, else its last day."""
        return date.fromordinal(self.start.toordinal() - 1) if self.figure.key == "dau_ky" else self.end


class DanhSach(Protocol):
    """A list: what it is, its columns, its pages, all its rows for Excel."""

    question: Question
    total: int
    note: str

    @property
    def columns(self) -> Sequence[Column]: ...

    def page(self, params: Mapping[str, str]) -> tuple[Page, list[Row]]: ...

    def all_rows(self) -> Iterator[Row]: ...


@dataclass
class ListInMemory:
    """A list of at most some thousand rows (units), cut into pages by their number in the order."""

    question: Question
    columns: Sequence[Column]
    total: int
    rows: list[Row] = field(default_factory=list)
    note: str = ""

    def page(self, params: Mapping[str, str]) -> tuple[Page, list[Row]]:
        page = paginate_list(self.rows, params)
        return page, page.rows

    def all_rows(self) -> Iterator[Row]:
        return iter(self.rows)

"""From a sheet to rows of values with their errors, column by column: each distinct cell is converted once."""

import hashlib
import re
from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.importing.below import tell_what_stands_below
from core.importing.cells import GARBLED, TEXT_KINDS, converter, is_empty, says_nothing
from core.importing.columns import Column, Headings, Mapping, find_heading
from core.importing.progress import SILENT, Progress
from core.importing.reading import as_read
from core.importing.results import ParsedRow, RowError, RowValues, shown
from core.importing.shared_values import with_shared
from core.importing.wide_headings import refuse_cut_names
from core.numbers import format_int
from core.sheets.reader import ERROR_IN_CELL, ERROR_TEXTS, CellError, Sheet, SheetError
from core.sheets.writer import column_letters
from core.text import fold, heading_key

EXAMPLE = "vidu"
SAYS_EXAMPLE = re.compile(r"\W*(?:vi\s+du(?![a-z])|vidu\W*$)")  # a code such as VIDUC-01 says something else
MAX_NUMBER = 100_000_000  # nobody counts more people; the database holds no more than 2^31


@dataclass(slots=True)
class ParsedFile:
    """The rows of a file and how its columns were understood; `columns_found` maps keys to the file's headings."""

    columns: tuple[Column, ...]
    mapping: Mapping
    columns_found: dict[str, str]
    unknown_headings: tuple[str, ...]
    rows: list[ParsedRow]
    heading_row_number: int
    raw_heading: tuple[str, ...]
    sheet_name: str = ""
    garbled_rows: int = 0
    hidden_rows: tuple[int, ...] = ()  # of `rows`: read like the others, though the office does not see them
    unheaded: tuple[str, ...] = ()  # columns with cells and without a heading, as Excel calls them
    choice: str = ""  # how a column of marks was read
    numbering_row: int | None = None  # the line of column numbers that was left out, as Excel shows it
    progress: Progress = SILENT


@dataclass(slots=True)
class _Converted:
    """The values of one column, and for each troubled cell (error or None, warnings)."""

    values: list[Any]
    problems: dict[Any, tuple[str | None, list[str]]] = field(default_factory=dict)


def parse_rows(
    sheet: Sheet,
    columns: Sequence[Column],
    overrides: MappingOf[str, str] | None = None,
    shared: MappingOf[str, str] | None = None,
) -> ParsedFile:
    """Return the data rows of `sheet` with values by kind, errors and warnings [03-3.3-1..9].

    `shared` is what holds for the whole file, by the key of its column (`with_shared`).

    Empty rows, rows whose key cell (the first required column) says VÍ DỤ and the line that numbers the columns are
    neither kept nor counted.
    Raises SheetError as `find_heading` does, and when no data row is left.
    """
    columns = tuple(columns)
    sheet, numbering_row, choice = as_read(sheet, columns, overrides)
    found = find_heading(sheet.rows, columns, overrides, sheet.name, shared or {})
    sheet, mapping = with_shared(sheet, found, columns, shared or {})
    key_place = next((mapping.places[c.key] for c in columns if c.required), min(mapping.places.values()))
    numbers, raws = data_rows(sheet, mapping, key_place)
    if not raws:
        raise SheetError("khong_co_dong", "Không có dòng dữ liệu nào dưới dòng tiêu đề. Nhập dữ liệu rồi tải lại.")
    refuse_cut_names(mapping, columns, raws)
    converted = [_convert_column(column, mapping.places.get(column.key), raws) for column in columns]
    places = {column.key: place for place, column in enumerate(columns)}
    tuples = zip(*[one.values for one in converted], strict=True)
    rows = [
        ParsedRow(number, RowValues(places, values), raw)
        for number, values, raw in zip(numbers, tuples, raws, strict=True)
    ]
    garbled: set[int] = set()
    for column, one in zip(columns, converted, strict=True):
        if one.problems:
            garbled |= _attach(column, mapping.places[column.key], one.problems, rows)
    tell_what_stands_below(rows, Headings(columns, overrides), found)
    return ParsedFile(
        columns,
        mapping,
        {key: mapping.raw_heading[place] for key, place in mapping.places.items()},
        mapping.unknown_headings,
        rows,
        sheet.first_row_number + mapping.heading_index,
        mapping.raw_heading,
        sheet.name,
        len(garbled),
        tuple(number for number in numbers if number in sheet.hidden),
        _unheaded(mapping, raws),
        choice,
        numbering_row,
    )


def data_rows(sheet: Sheet, mapping: Mapping, key_place: int) -> tuple[list[int], list[Sequence[Any]]]:
    """Return numbers and cells of the rows that count [03-3.3-8]; short rows are filled up with empty cells.

    A row whose known columns are all empty is empty: a list that was numbered further than it is filled ends there.
    So is one that merged cells cover and nothing else fills: the second line of a heading or of a person.
    """
    known = mapping.places.values()
    width = max(known) + 1
    start = mapping.heading_index + 1
    examples: dict[Any, bool] = {}
    numbers, raws = [], []
    for number, row in enumerate(sheet.rows[start:], sheet.first_row_number + start):
        if len(row) < width:
            row = (*row, *[""] * (width - len(row)))
        key = row[key_place]
        if type(key) is str and key:
            is_example = examples.get(key)
            if is_example is None:
                is_example = examples[key] = _says_example(key)
            if is_example:
                continue
        if says_nothing(key) and all(says_nothing(row[place]) for place in known):
            continue
        numbers.append(number)
        raws.append(row)
    return numbers, raws


def _unheaded(mapping: Mapping, raws: Sequence[Sequence[Any]]) -> tuple[str, ...]:
    """The letters of columns that hold something and have no heading: they are left out, and told."""
    headed = {place for place, text in enumerate(mapping.raw_heading) if text} | set(mapping.places.values())
    bare = [place for place in range(max(map(len, raws))) if place not in headed]
    return tuple(
        column_letters(place) for place in bare if any(len(r) > place and not says_nothing(r[place]) for r in raws)
    )


def _says_example(key: str) -> bool:
    return heading_key(key).startswith(EXAMPLE) and SAYS_EXAMPLE.match(fold(key)) is not None


def _convert_column(column: Column, place: int | None, raws: Sequence[Sequence[Any]]) -> _Converted:
    """Return the values of one column; a column that the file lacks is empty."""
    empty = "" if column.kind in TEXT_KINDS else None
    if place is None:
        return _Converted([empty] * len(raws))
    cells = [row[place] for row in raws]
    # True equals 1 as a key: columns with both are told apart by their type.
    if bool in set(map(type, cells)):
        cells = [(type(cell), cell) for cell in cells]
        distinct = {pair: pair[1] for pair in set(cells)}
    else:
        distinct = {cell: cell for cell in set(cells)}
    convert = converter(column)
    memo, problems = {}, {}
    for key, cell in distinct.items():
        value, error, warnings = _convert_cell(column, convert, cell, empty)
        memo[key] = value
        if error or warnings:
            problems[key] = (error, warnings)
    return _Converted(list(map(memo.__getitem__, cells)), problems)


def _convert_cell(column: Column, convert: Any, cell: Any, empty: Any) -> tuple[Any, str | None, list[str]]:
    """Return value, error and warnings of one cell."""
    if isinstance(cell, str) and cell.strip() in ERROR_TEXTS:
        cell = ERROR_IN_CELL
    if isinstance(cell, CellError):
        return None, cell.ly_do, []
    missing = f"Thiếu {column.label}. Cột này bắt buộc." if column.required else None
    if is_empty(cell):
        return empty, missing, []
    try:
        value, warnings = convert(cell)
    except (ValueError, OverflowError) as error:
        return None, str(error), []
    if value == "":  # invisible signs alone
        return empty, missing, warnings
    if type(value) is str and len(value) > column.max_length:
        return None, f"Dài {len(value)} ký tự, tối đa {column.max_length}: ghi ngắn lại.", warnings
    if type(value) is int and abs(value) > MAX_NUMBER:
        return None, f"Số quá lớn (tối đa {format_int(MAX_NUMBER)}): kiểm tra lại.", warnings
    return value, None, warnings


def fault_of(column: Column, text: str) -> str | None:
    """Why `text` cannot be the value of a column, in Vietnamese; None when it can."""
    return _convert_cell(column, converter(column), text, "")[1]


def _attach(column: Column, place: int, problems: dict, rows: Sequence[ParsedRow]) -> set[int]:
    """Put the problems of one column on their rows; return the numbers of rows with garbled text."""
    garbled = set()
    paired = any(isinstance(key, tuple) for key in problems)
    for row in rows:
        cell = row.raw[place]
        problem = problems.get((type(cell), cell) if paired else cell)
        if problem is None:
            continue
        error, warnings = problem
        value = shown(cell, column)
        if error:
            row.put_error(RowError(row.dong, column.label, value, error))
        for warning in warnings:
            row.put_warning(RowError(row.dong, column.label, value, warning))
            if warning is GARBLED:
                garbled.add(row.dong)
    return garbled


def file_sha256(source: bytes | str | Path) -> str:
    """Return the SHA-256 of a file's content in hex, kept with the batch [06-6.2 #5]."""
    if isinstance(source, bytes):
        return hashlib.sha256(source).hexdigest()
    with open(source, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

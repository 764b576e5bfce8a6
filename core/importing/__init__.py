"""The machinery that all importers share: columns, parsing, results, the list of bad rows [03-3.3]."""

from core.importing.bad_rows import write_bad_rows
from core.importing.columns import MENDED_BY_MAPPING, Column, Mapping, find_heading
from core.importing.matching import FileHeading, describe_headings
from core.importing.parsing import ParsedFile, fault_of, file_sha256, parse_rows
from core.importing.plan import CAP_NHAT, KHONG_DOI, THEM_MOI, ImportPlan, compare
from core.importing.progress import SILENT, Progress
from core.importing.results import ImportResult, ParsedRow, RowError, duplicate_keys, row_list, shown, whole_key

__all__ = [
    "CAP_NHAT",
    "KHONG_DOI",
    "MENDED_BY_MAPPING",
    "SILENT",
    "THEM_MOI",
    "Column",
    "FileHeading",
    "ImportPlan",
    "ImportResult",
    "Mapping",
    "ParsedFile",
    "ParsedRow",
    "Progress",
    "RowError",
    "compare",
    "describe_headings",
    "duplicate_keys",
    "fault_of",
    "file_sha256",
    "find_heading",
    "parse_rows",
    "row_list",
    "shown",
    "whole_key",
    "write_bad_rows",
]

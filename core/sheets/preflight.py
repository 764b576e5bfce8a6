"""What is checked in a zipped workbook (.xlsx, .ods) beside or before reading it [06-6.2 #4].

Runs in the child process of `reader`; needs neither Django nor the parser. Every refusal is a `RefusedError` with a
short code and a Vietnamese sentence that says how to mend.
"""

import io
import posixpath
import re
import zipfile
from typing import Any
from xml.parsers import expat

MAX_ENTRIES = 2_000
MAX_INFLATED = 250 * 1024 * 1024
MAX_RATIO, RATIO_FREE = 150, 5 * 1024 * 1024
MAX_SMALL_PART = 4 * 1024 * 1024
EXCEL_ROWS, EXCEL_COLUMNS = 1_048_576, 16_384
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
CHUNK = 1 << 18
OVERLAP = 256

ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
FORMULA, ERROR = "formula", "error"

# References whose row has seven digits or whose column has three letters: few enough to check one by one.
FAR_REFERENCE = re.compile(rb'r="([A-Za-z]{3,}\d+|[A-Za-z]{0,2}\d{7,})"')
FORMULA_OR_ERROR = re.compile(rb'<f[ >/]|:f[ >/]|:formula=|t="e"|value-type="error"')
SIGNS = (b"<f", b'="e', b":f>", b":f ", b":formula=")
ROOT = re.compile(rb"<[A-Za-z]")
HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row (?=[^<>]*?\bhidden="(?:1|true)")[^<>]*?\br="(\d{1,7})"')
REFERENCE = re.compile(r"([A-Z]+)(\d+)", re.ASCII)

RESAVE = "Mở tệp bằng Excel, lưu lại dạng .xlsx (Excel Workbook) rồi tải lên lần nữa."


# Row and column from 0, kind, and in an .ods the one-based number of the table.
Mark = tuple[Any, ...]


class RefusedError(Exception):
    """A file that is not read: `ma` is a short code, `ly_do` the Vietnamese sentence."""

    def __init__(self, ma: str, ly_do: str) -> None:
        super().__init__(ly_do)
        self.ma, self.ly_do = ma, ly_do


def damaged() -> RefusedError:
    """Return the refusal of a file that cannot be read to its end."""
    return RefusedError("hong", f"Tệp bị hỏng hoặc chưa tải lên hết. {RESAVE}")


def too_large() -> RefusedError:
    """Return the refusal of a file that grows too large when opened."""
    return RefusedError("qua_lon", "Tệp quá lớn khi mở ra. Chia nhỏ danh sách, xóa các dòng, cột thừa rồi tải lại.")


def open_archive(data: bytes) -> zipfile.ZipFile:
    """Return the zip of `data` after checking its list of entries; raises RefusedError."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError) as error:
        raise damaged() from error
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES:
        raise too_large()
    names = set()
    for entry in entries:
        _check_entry(entry, names)
    if sum(entry.file_size for entry in entries) > MAX_INFLATED:
        raise too_large()
    return archive


def _check_entry(entry: zipfile.ZipInfo, names: set[str]) -> None:
    """Raise RefusedError when one entry is encrypted, doubled, badly named or absurdly compressed."""
    if entry.flag_bits & 0x1:
        raise encrypted()
    name = entry.filename.replace("\\", "/")
    if name.lower() in names or name.startswith("/") or ".." in name.split("/") or ":" in name or "\0" in name:
        raise RefusedError("dang_ngo", f"Tệp có cấu trúc bất thường (phần trùng tên hoặc sai tên). {RESAVE}")
    names.add(name.lower())
    if entry.file_size > RATIO_FREE and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
        raise too_large()


def encrypted() -> RefusedError:
    """Return the refusal of a workbook with a password."""
    return RefusedError("co_mat_khau", "Tệp đặt mật khẩu mở. Bỏ mật khẩu (Tệp, Thông tin, Bảo vệ sổ) rồi tải lại.")


def kind_of_archive(archive: zipfile.ZipFile) -> str:
    """Return "xlsx" or "ods"; raises RefusedError for other zipped files (.docx, .xlsb, plain archives)."""
    names = set(archive.namelist())
    if "xl/workbook.xml" in names:
        return "xlsx"
    if not {"mimetype", "content.xml"} <= names or read_part(archive, "mimetype").strip() != ODS_TYPE:
        raise not_a_workbook()
    if "META-INF/manifest.xml" in names and b"encryption-data" in read_part(archive, "META-INF/manifest.xml"):
        raise encrypted()
    return "ods"


def not_a_workbook() -> RefusedError:
    """Return the refusal of a file of another format."""
    return RefusedError("khong_phai_bang_tinh", "Tệp không phải bảng tính. Dùng tệp .xlsx, .xls, .ods hoặc .csv.")


def all_hidden() -> RefusedError:
    """Return the refusal of a workbook none of whose sheets is shown."""
    return RefusedError(
        "bi_an",
        "Tệp không có trang tính nào đang hiện; trang bị ẩn và trang biểu đồ không được đọc. "
        "Trong Excel bấm chuột phải vào tên trang, chọn Bỏ ẩn (Unhide), lưu lại rồi tải lên lần nữa.",
    )


def not_utf8() -> RefusedError:
    """Return the refusal of text in another encoding."""
    return RefusedError(
        "khong_phai_utf8", "Tệp .csv không phải mã UTF-8. Trong Excel chọn Lưu thành, CSV UTF-8, rồi tải lại."
    )


def read_part(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return a small part without DTD; raises RefusedError."""
    try:
        with archive.open(name) as part:
            content = part.read(MAX_SMALL_PART + 1)
    except KeyError:
        raise damaged() from None
    if len(content) > MAX_SMALL_PART:
        raise too_large()
    _refuse_dtd(content)
    return content


def _refuse_dtd(content: bytes) -> None:
    """Raise RefusedError for a document type or entities: no workbook needs them, bombs do."""
    # XML in UTF-16 is full of zero bytes and would hide the words.
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content or b"\0" in content or content[:2] in UTF16_MARKS:
        raise RefusedError("dang_ngo", f"Tệp chứa phần khai báo không được phép (DTD). {RESAVE}")


def worksheets(archive: zipfile.ZipFile) -> list[tuple[str, str, bool]]:
    """Return name and part of every sheet of an .xlsx in the order of the workbook, and whether its cells are shown.

    Raises RefusedError.
    """
    targets, charts = {}, set()
    for tag, attributes in _elements(read_part(archive, "xl/_rels/workbook.xml.rels")):
        if tag == "Relationship":
            target = attributes.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
            targets[attributes.get("Id", "")] = path
            if attributes.get("Type", "").endswith("/chartsheet"):
                charts.add(path)
    sheets = []
    for tag, attributes in _elements(read_part(archive, "xl/workbook.xml")):
        if tag == "sheet":
            key = next((value for name, value in attributes.items() if name.rpartition(":")[2] == "id"), "")
            part = targets.get(key, "")
            is_shown = attributes.get("state", "visible") == "visible" and part not in charts
            sheets.append((attributes.get("name", ""), part, is_shown))
    return sheets


def _elements(content: bytes) -> list[tuple[str, dict[str, str]]]:
    """Return local name and attributes of every element of a small part; raises RefusedError."""
    found = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda tag, attributes: found.append((tag.rpartition(":")[2], attributes))
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise damaged() from error
    return found


def _chunks(archive: zipfile.ZipFile, name: str):
    """Yield the content of a part, each piece with the end of the one before it in front."""
    tail = b""
    with archive.open(name) as part:
        while piece := part.read(CHUNK):
            yield tail + piece
            tail = piece[-OVERLAP:]


def scan(archive: zipfile.ZipFile, sheet_part: str) -> tuple[list[Mark], list[int]]:
    """Inflate and check every XML part; return marked cells and hidden rows of `sheet_part`.

    A marked cell (row, column, kind; from 0) is a formula without stored value or a stored error such as #N/A: the
    parser shows both as empty. Rows are numbered as Excel shows them; those of an .ods are not told. Inflating verifies
    sizes and checksums. Raises RefusedError.
    """
    suspicious, hidden = False, set[int]()
    for entry in archive.infolist():
        if not entry.filename.lower().endswith((".xml", ".rels", ".vml")):
            continue
        rooted = False
        for piece in _chunks(archive, entry.filename):
            # A document type can stand only before the first element.
            if not rooted or b"\0" in piece:
                _refuse_dtd(piece)
                rooted = rooted or ROOT.search(piece) is not None
            if entry.filename.startswith("xl/worksheets/"):
                _check_references(piece)
            if entry.filename == sheet_part:
                suspicious = suspicious or _has_formula_or_error(piece)
                if b'hidden="' in piece:
                    hidden.update(map(int, HIDDEN_ROW.findall(piece)))
    if not suspicious:
        return [], sorted(hidden)
    marks = ods_marks if sheet_part == "content.xml" else xlsx_marks
    return marks(archive, sheet_part), sorted(hidden)


def _has_formula_or_error(piece: bytes) -> bool:
    """Return whether cells of `piece` need a closer look; plain searches first, for they are far faster."""
    return any(sign in piece for sign in SIGNS) and FORMULA_OR_ERROR.search(piece) is not None


def _check_references(piece: bytes) -> None:
    """Raise RefusedError for a row or column number beyond Excel's: a few bytes of it cost gigabytes of memory."""
    for found in FAR_REFERENCE.finditer(piece):
        letters = found[1].rstrip(b"0123456789").decode().upper()
        digits = found[1][len(letters) :]
        if (letters.isalpha() and column_number(letters) > EXCEL_COLUMNS) or int(digits or b"0") > EXCEL_ROWS:
            raise RefusedError("dang_ngo", f"Tệp có số dòng hoặc số cột vượt quá giới hạn của Excel. {RESAVE}")


def column_number(letters: str) -> int:
    """Return the one-based number of a column: A is 1, XFD is 16,384."""
    number = 0
    for letter in letters[:8]:
        number = number * 26 + ord(letter) - 64
    return number


class _MarkedCells:
    """Walks the cells of a worksheet and keeps those whose value is missing or an error."""

    def __init__(self) -> None:
        self.marks: list[Mark] = []
        self.row = self.column = -1
        self.formula = self.value = self.in_value = False
        self.error = self.is_text = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "row":
            self.row = int(attributes.get("r", self.row + 2)) - 1
            self.column = -1
        elif tag == "c":
            found = REFERENCE.fullmatch(attributes.get("r", ""))
            self.column = column_number(found[1]) - 1 if found else self.column + 1
            self.formula = self.value = False
            self.error, self.is_text = attributes.get("t") == "e", attributes.get("t") == "str"
        elif tag == "f":
            self.formula = True
        elif tag in ("v", "t"):
            self.in_value = True
            # Excel stores the empty text of =IF(B5="";"";…) as a text without signs: a value, and an empty cell.
            self.value = self.value or self.is_text

    def end(self, tag: str) -> None:
        tag = tag.rpartition(":")[2]
        if tag in ("v", "t"):
            self.in_value = False
        elif tag == "c":
            if self.error:
                self.marks.append((self.row, self.column, ERROR))
            elif self.formula and not self.value:
                self.marks.append((self.row, self.column, FORMULA))

    def text(self, _content: str) -> None:
        self.value = self.value or self.in_value


class _MarkedTable:
    """The same for the chosen table of an .ods, where cells and rows are repeated instead of numbered."""

    def __init__(self) -> None:
        self.marks: list[Mark] = []
        self.tables = 0
        self.row, self.column = 0, 0
        self.row_marks: list[tuple[int, str]] = []
        self.repeat = 1

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "table:table":
            self.tables += 1
            self.row = 0
        elif tag == "table:table-row":
            self.repeat = int(attributes.get("table:number-rows-repeated", 1))
            self.column, self.row_marks = 0, []
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            repeat = int(attributes.get("table:number-columns-repeated", 1))
            kind = ""
            if attributes.get("calcext:value-type") == "error":
                kind = ERROR
            elif "table:formula" in attributes and "office:value-type" not in attributes:
                kind = FORMULA
            if kind and len(self.row_marks) < EXCEL_COLUMNS:
                self.row_marks += [(self.column + step, kind) for step in range(min(repeat, EXCEL_COLUMNS))]
            self.column += repeat

    def end(self, tag: str) -> None:
        if tag == "table:table-row":
            if self.row_marks:
                for row in range(self.row, self.row + min(self.repeat, EXCEL_ROWS)):
                    self.marks += [(row, column, kind, self.tables) for column, kind in self.row_marks]
            self.row += self.repeat

    def text(self, _content: str) -> None:
        """Text decides nothing here: the type of a value is an attribute."""


def _doctype(*_declaration: object) -> None:
    """Refuse a document type that only the parser sees."""
    _refuse_dtd(b"<!DOCTYPE")


def _walk(archive: zipfile.ZipFile, name: str, walker) -> None:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = walker.start, walker.end
    parser.CharacterDataHandler = walker.text
    parser.StartDoctypeDeclHandler = _doctype
    try:
        with archive.open(name) as part:
            parser.ParseFile(part)
    except (expat.ExpatError, ValueError, OverflowError) as error:
        raise damaged() from error


def xlsx_marks(archive: zipfile.ZipFile, sheet_part: str) -> list[Mark]:
    """Return the marked cells of a worksheet; raises RefusedError."""
    walker = _MarkedCells()
    _walk(archive, sheet_part, walker)
    return walker.marks


def ods_marks(archive: zipfile.ZipFile, sheet_part: str) -> list[Mark]:
    """Return the marked cells of all tables, each with the one-based number of its table; raises RefusedError."""
    walker = _MarkedTable()
    _walk(archive, sheet_part, walker)
    return walker.marks

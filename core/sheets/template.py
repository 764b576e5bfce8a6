"""The import template: headings with notes, drop-downs, one example row, a guide sheet, and a sheet of codes.

It looks like `design/documents/mau-nhap-doan-vien.xlsx`. openpyxl is imported inside the function: it is slow to load.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import wrap
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from core.importing import Column

GUIDE, CODES = "Hướng dẫn", "Danh mục"
EXAMPLE = "VÍ DỤ"
HEADING_ROW, EXAMPLE_ROW = 3, 4
EMPTY_ROWS = 1_000
LAST_ROW = EXAMPLE_ROW - 1 + EMPTY_ROWS
FONT, LINE_HEIGHT = "Times New Roman", 15
GUIDE_WIDTHS = (24, 70, 12, 40)
REQUIRED_FILL, OPTIONAL_FILL, EXAMPLE_INK = "FFF2CC", "E7E6E6", "808080"
HINT = (
    "Cột có dấu * là bắt buộc. Dòng 4 (VÍ DỤ) chỉ để tham khảo, hãy xóa trước khi nhập. Không đổi tên cột. "
    "Cách ghi từng cột: xem trang tính Hướng dẫn."
)
STEPS = (
    "1. Điền vào trang tính đầu tiên, mỗi dòng một mục, từ dòng 5. Xóa dòng 4 (VÍ DỤ, chữ nghiêng màu xám).",
    "2. Có thể chép từ tệp Excel khác: khi dán, chọn “Dán giá trị” để giữ dạng văn bản và số 0 ở đầu.",
    "3. Vào mục Nhập liệu, chọn tệp; hệ thống kiểm tra từng dòng và báo lỗi theo số dòng của Excel trước khi ghi.",
    "4. Có dòng sai thì chưa ghi gì; sửa rồi nhập lại, hoặc chọn ghi các dòng đúng và tải về các dòng sai kèm cột "
    "“Lý do”.",
    "5. Nhập lại cùng một tệp không làm tăng số liệu.",
)
HOW_BY_LIST = f"Chọn trong danh sách, hoặc tra theo tên ở trang tính {CODES}."
HOW_BY_KIND = {
    "date": "Ngày/tháng/năm, ví dụ 05/03/2025.",
    "date_or_year": "Ngày/tháng/năm, ví dụ 05/03/1985; không nhớ ngày thì chỉ ghi năm.",
    "int": "Số nguyên, ví dụ 1250 hoặc 1.250.",
    "bool": "Ghi Có hoặc Không.",
    "identity": "12 chữ số, giữ số 0 ở đầu (CMND cũ: 9 chữ số; hoặc số hộ chiếu).",
    "tax_code": "10 chữ số, hoặc 10-3 với đơn vị phụ thuộc, ví dụ 0100109106-001.",
    "phone": "10 chữ số, bắt đầu bằng 0.",
}


def write_template(
    fileobj: BinaryIO,
    kind: str,
    title: str,
    columns: Sequence[Column],
    example: Mapping[str, Any],
    notes: Mapping[str, str] | None = None,
    lists: Mapping[str, Sequence[tuple[str, str]]] | None = None,
) -> None:
    """Write the template of an import to `fileobj`.

    `kind` names the sheet; `example` fills the example row by key of the column (its key cell always says VÍ DỤ);
    `notes` says how to fill a column, with a default by its kind; `lists` gives columns of codes their codes with the
    names: drop-downs, which warn instead of refusing another code, and a sheet to look a name up.
    """
    from openpyxl import Workbook

    lists = {key: entries for key, entries in (lists or {}).items() if entries}
    notes = {column.key: (notes or {}).get(column.key) or _how(column) for column in columns}
    notes |= {key: f"{notes[key]} {HOW_BY_LIST}".strip() for key in lists}
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = kind
    guide = workbook.create_sheet(GUIDE)
    _write_entry_sheet(sheet, title, columns, example, notes)
    list_places = _write_guide(guide, title, columns, example, notes)
    if lists:
        list_places |= _write_codes(workbook.create_sheet(CODES), columns, lists)
    _add_drop_downs(sheet, columns, list_places)
    for one in workbook:
        _print_one_page_wide(one)
    workbook.save(fileobj)


def _how(column: Column) -> str:
    """Return how to fill a column that has no note of its own."""
    if column.choices:
        return f"Chọn một trong: {', '.join(column.offered)}."
    return HOW_BY_KIND.get(column.kind, "")


def _set(sheet: Worksheet, row: int, place: int, value: Any, **font: Any) -> Any:
    """Write a value as text that never becomes a formula, and return the cell."""
    from openpyxl.styles import Alignment, Font

    cell = sheet.cell(row, place)
    cell.value = str(value)  # a number under the type of texts is lost
    cell.data_type = "s"
    cell.number_format = "@"
    cell.font = Font(name=FONT, size=font.pop("size", 11), **font)
    cell.alignment = Alignment(vertical="center", wrap_text=row >= HEADING_ROW)
    return cell


def _write_entry_sheet(
    sheet: Worksheet, title: str, columns: Sequence[Column], example: Mapping[str, str], notes: Mapping[str, str]
) -> None:
    """Write title, hint, headings with notes, and the example row; every column has the text format."""
    from openpyxl.comments import Comment
    from openpyxl.styles import Border, PatternFill, Side
    from openpyxl.utils import get_column_letter

    line = Side(style="thin")
    border = Border(left=line, right=line, top=line, bottom=line)
    _set(sheet, 1, 1, title.upper(), bold=True, size=14)
    _set(sheet, 2, 1, HINT, italic=True)
    key = next((column.key for column in columns if column.required), columns[0].key)
    for place, column in enumerate(columns, 1):
        cell = _set(sheet, HEADING_ROW, place, column.label + ("*" if column.required else ""), bold=True)
        cell.fill = PatternFill("solid", fgColor=REQUIRED_FILL if column.required else OPTIONAL_FILL)
        cell.border = border
        if notes[column.key]:
            cell.comment = Comment(("Bắt buộc. " if column.required else "") + notes[column.key], "")
        text = EXAMPLE if column.key == key else example.get(column.key, "")
        _set(sheet, EXAMPLE_ROW, place, text, italic=True, color=EXAMPLE_INK).border = border
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = max(14, min(30, len(column.label) + 6))
        # Text keeps the zeros of identity numbers and the slashes of days; the reader takes days as text too.
        sheet.column_dimensions[letter].number_format = "@"
    sheet.freeze_panes = sheet.cell(EXAMPLE_ROW, min(3, len(columns)))
    sheet.print_title_rows = f"{HEADING_ROW}:{HEADING_ROW}"


def _print_one_page_wide(sheet: Worksheet) -> None:
    """A4 on its side, all columns on one page: a clerk lays the guide beside the keyboard."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _write_guide(
    guide: Worksheet,
    title: str,
    columns: Sequence[Column],
    example: Mapping[str, Any],
    notes: Mapping[str, str],
) -> dict[str, str]:
    """Write the guide sheet and the choices of the drop-downs; return the range of each by key of its column."""
    for letter, width in zip("ABCD", GUIDE_WIDTHS, strict=True):
        guide.column_dimensions[letter].width = width
    _set(guide, 1, 1, f"Hướng dẫn: {title}", bold=True, size=14)
    row = 2
    for step in STEPS:
        row += 1
        _set(guide, row, 1, step)
        guide.merge_cells(start_row=row, end_row=row, start_column=1, end_column=4)
    row += 2
    for place, heading in enumerate(("Cột", "Cách ghi", "Bắt buộc", "Ví dụ"), 1):
        _set(guide, row, place, heading, bold=True)
    for column in columns:
        row += 1
        texts = (column.label, notes[column.key], "Có" if column.required else "", example.get(column.key, ""))
        for place, text in enumerate(texts, 1):
            _set(guide, row, place, text)
        # Without a height of its own a row stays one line high in LibreOffice, its text lies over its neighbours.
        lines = (len(wrap(str(text), width)) for text, width in zip(texts, GUIDE_WIDTHS, strict=True))
        guide.row_dimensions[row].height = LINE_HEIGHT * max(lines)
    places = {}
    for column in columns:
        if not column.offered:
            continue
        row += 2
        _set(guide, row, 1, f"Danh mục: {column.label}", bold=True)
        first = row + 1
        for value in column.offered:
            row += 1
            _set(guide, row, 1, value)
        places[column.key] = f"'{GUIDE}'!$A${first}:$A${row}"
    return places


def _write_codes(
    sheet: Worksheet, columns: Sequence[Column], lists: Mapping[str, Sequence[tuple[str, str]]]
) -> dict[str, str]:
    """Write codes beside their names, equal lists once; return the range of the codes by key of the column."""
    from openpyxl.utils import get_column_letter

    _set(sheet, 1, 1, "Danh mục mã và tên", bold=True, size=14)
    places: dict[str, str] = {}
    keys_of: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for key, entries in lists.items():
        keys_of.setdefault(tuple(entries), []).append(key)
    for block, (entries, keys) in enumerate(keys_of.items()):
        place = 1 + 3 * block  # code, name, and an empty column
        code, name = get_column_letter(place), get_column_letter(place + 1)
        sheet.column_dimensions[code].width, sheet.column_dimensions[name].width = 22, 75
        labels = [column.label for column in columns if column.key in keys]
        _set(sheet, HEADING_ROW, place, ", ".join(labels), bold=True)
        _set(sheet, HEADING_ROW, place + 1, "Tên", bold=True)
        for row, entry in enumerate(entries, HEADING_ROW + 1):
            _set(sheet, row, place, entry[0])
            _set(sheet, row, place + 1, entry[1])
        found = f"'{CODES}'!${code}${HEADING_ROW + 1}:${code}${HEADING_ROW + len(entries)}"
        places |= dict.fromkeys(keys, found)
    sheet.freeze_panes = sheet.cell(HEADING_ROW + 1, 1)
    sheet.print_title_rows = f"{HEADING_ROW}:{HEADING_ROW}"
    return places


def _add_drop_downs(sheet: Worksheet, columns: Sequence[Column], list_places: Mapping[str, str]) -> None:
    """Give the columns of choices a closed list, the columns of codes a list that only warns."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    for place, column in enumerate(columns, 1):
        formula = list_places.get(column.key) or ('"Có,Không"' if column.kind == "bool" else "")
        if not formula:
            continue
        rule = DataValidation(type="list", formula1=formula, allow_blank=True, showErrorMessage=True)
        rule.errorStyle = "stop" if column.choices or column.kind == "bool" else "warning"
        rule.errorTitle = column.label[:32]
        rule.error = "Chọn trong danh sách." if rule.errorStyle == "stop" else "Không có trong danh mục. Vẫn giữ?"
        letter = get_column_letter(place)
        # From the row below the example, whose key cell is no code.
        rule.add(f"{letter}{EXAMPLE_ROW + 1}:{letter}{LAST_ROW}")
        sheet.add_data_validation(rule)

"""The fixed parts of the .xlsx files of `writer`: styles, workbook, relations. All text in Times New Roman [03-3.5]."""

from xml.sax.saxutils import escape, quoteattr

# Places in cellXfs below. A table style + BOLD is the same style in bold.
TITLE, LINE, HEADING = 1, 2, 3
TEXT, WHOLE, ONE_DECIMAL, DAY, INSTANT, PLAIN = 4, 5, 6, 7, 8, 9
BOLD = 6
ROW_HEIGHT = 15  # points, of one line in size 11; without it LibreOffice cuts the marks off letters
PORTRAIT = 100  # characters that fit an upright page in size 11; what is wider is printed on its side

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
CONTENT = "application/vnd.openxmlformats-officedocument.spreadsheetml"
SHEET_NAME_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


def _fonts() -> str:
    looks = ['<sz val="11"/>', '<b/><sz val="13"/>', '<i/><sz val="11"/>', '<b/><sz val="11"/>']
    fonts = [f'<font>{look}<name val="Times New Roman"/><family val="1"/></font>' for look in looks]
    return f'<fonts count="{len(fonts)}">{"".join(fonts)}</fonts>'


def _cell_formats() -> str:
    """Return cellXfs in the order of the constants above; formats 49 "@", 3 "#,##0" and 1 "0" are built in."""
    table = [(49, "indented"), (3, "number"), (164, "number"), (165, "center"), (166, "center"), (0, "center")]
    formats = [(0, 0, 0, 0, ""), (49, 1, 0, 0, "text"), (49, 2, 0, 0, "text"), (49, 3, 2, 1, "heading")]
    formats += [(number, 0, 0, 1, align) for number, align in table]
    formats += [(number, 3, 0, 1, align) for number, align in table]
    return f'<cellXfs count="{len(formats)}">{"".join(_cell_format(*one) for one in formats)}</cellXfs>'


def _cell_format(number: int, font: int, fill: int, border: int, align: str) -> str:
    alignment = {
        "": "",
        "indented": '<alignment horizontal="left" vertical="center" wrapText="1" indent="1"/>',
        "text": '<alignment vertical="center" wrapText="1"/>',
        "number": '<alignment vertical="center"/>',
        "center": '<alignment horizontal="center" vertical="center"/>',
        "heading": '<alignment horizontal="center" vertical="center" wrapText="1"/>',
    }[align]
    return (
        f'<xf numFmtId="{number}" fontId="{font}" fillId="{fill}" borderId="{border}" xfId="0" applyNumberFormat="1" '
        f'applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1">{alignment}</xf>'
    )


def styles() -> str:
    """Return xl/styles.xml."""
    sides = "".join(f'<{side} style="thin"><color auto="1"/></{side}>' for side in ("left", "right", "top", "bottom"))
    return (
        f"{DECLARATION}<styleSheet {MAIN}>"
        '<numFmts count="3"><numFmt numFmtId="164" formatCode="#,##0.0"/>'
        '<numFmt numFmtId="165" formatCode="dd/mm/yyyy"/>'
        '<numFmt numFmtId="166" formatCode="dd/mm/yyyy\\ hh:mm"/></numFmts>'
        f"{_fonts()}"
        '<fills count="3"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill>'
        '<fill><patternFill patternType="solid"><fgColor rgb="FFE7E6E6"/>'
        '<bgColor indexed="64"/></patternFill></fill></fills>'
        f'<borders count="2"><border><left/><right/><top/><bottom/></border><border>{sides}</border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f'{_cell_formats()}<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
        "</styleSheet>"
    )


def sheet_start(widths: list[float], heading_row: int) -> str:
    """Return the sheet up to its first row, with the heading row frozen."""
    cols = "".join(
        f'<col min="{index}" max="{index}" width="{width}" customWidth="1"/>' for index, width in enumerate(widths, 1)
    )
    return (
        f'{DECLARATION}<worksheet {MAIN}><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<sheetViews><sheetView workbookViewId="0"><pane ySplit="{heading_row}" topLeftCell="A{heading_row + 1}" '
        'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="{ROW_HEIGHT}"/>'
        f"{f'<cols>{cols}</cols>' if cols else ''}<sheetData>"
    )


def sheet_end(table: str, merged: list[str], width: float) -> str:
    """Return the sheet after its last row; `table` is the range of headings and rows, `merged` are the head lines'."""
    ranges = "".join(f'<mergeCell ref="{one}"/>' for one in merged)
    return (
        f'</sheetData><autoFilter ref="{table}"/>'
        f"{f'<mergeCells>{ranges}</mergeCells>' if ranges else ''}"
        '<pageMargins left="0.6" right="0.4" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
        f'<pageSetup paperSize="9" orientation="{"portrait" if width <= PORTRAIT else "landscape"}" fitToWidth="1" '
        'fitToHeight="0"/>'
        "<headerFooter><oddFooter>&amp;C&amp;P/&amp;N</oddFooter></headerFooter></worksheet>"
    )


def sheet_title(name: str) -> str:
    """Return `name` as Excel takes it: no forbidden sign, at most 31 characters, never empty."""
    return name.translate(SHEET_NAME_FORBIDDEN).strip()[:31] or "Sheet1"


def _workbook(sheet_name: str, heading_row: int, last_cell: str) -> str:
    name = sheet_title(sheet_name)
    column = last_cell.rstrip("0123456789")
    row = last_cell[len(column) :]
    return (
        f'{DECLARATION}<workbook {MAIN} xmlns:r="{OFFICE}"><sheets>'
        f'<sheet name={quoteattr(name)} sheetId="1" r:id="rId1"/></sheets><definedNames>'
        f'<definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">'
        f"'{escape(name)}'!$A${heading_row}:${column}${row}</definedName>"
        f'<definedName name="_xlnm.Print_Titles" localSheetId="0">'
        f"'{escape(name)}'!${heading_row}:${heading_row}</definedName></definedNames></workbook>"
    )


def _relations(*targets: tuple[str, str]) -> str:
    """Return a part of relations; each target is (type, path)."""
    relations = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/{kind}" Target="{path}"/>'
        for number, (kind, path) in enumerate(targets, 1)
    )
    return f'{DECLARATION}<Relationships xmlns="{PACKAGE}/relationships">{relations}</Relationships>'


def _content_types() -> str:
    parts = {"workbook": "sheet.main", "worksheets/sheet1": "worksheet", "styles": "styles"}
    overrides = "".join(
        f'<Override PartName="/xl/{part}.xml" ContentType="{CONTENT}.{kind}+xml"/>' for part, kind in parts.items()
    )
    return (
        f'{DECLARATION}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def other_parts(sheet_name: str, heading_row: int, last_cell: str) -> dict[str, str]:
    """Return names and contents of every part but the sheet."""
    return {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations(("officeDocument", "xl/workbook.xml")),
        "xl/_rels/workbook.xml.rels": _relations(("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml")),
        "xl/workbook.xml": _workbook(sheet_name, heading_row, last_cell),
        "xl/styles.xml": styles(),
    }

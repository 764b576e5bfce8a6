"""Looks of the report workbook: formats, fonts and borders (sentences.md, part 9).

openpyxl is imported inside the functions: reading and pages do not pay for it.
"""

from copy import copy
from typing import Any

from baocao.queries.bang import CHI_TIEU, CHU, MA, NGAY, SO, TT, TY_LE

FONT = "Times New Roman"
GREY = "E7E6E6"
SO_NGUYEN, MOT_LE, NGAY_THANG, VAN_BAN = "#,##0", "0.0", "dd/mm/yyyy", "@"
LINE_HEIGHT = 15.6
# Kind of a column: number format and horizontal place.
LOOKS = {
    TT: ("0", "center"),
    MA: (VAN_BAN, "center"),
    CHU: (VAN_BAN, "left"),
    SO: (SO_NGUYEN, "right"),
    NGAY: (NGAY_THANG, "center"),
    CHI_TIEU: (SO_NGUYEN, "right"),
    TY_LE: (MOT_LE, "right"),
    "gach": (VAN_BAN, "right"),
    "tieu_de_cot": (VAN_BAN, "center"),
    "nguon_ngay": (NGAY_THANG, "left"),
    "nguon_so": (SO_NGUYEN, "left"),
    "nguon_luc": ("hh:mm dd/mm/yyyy", "left"),
}


class Kieu:
    """The styles of one workbook, made once: assigning a ready style is many times quicker than building it."""

    def __init__(self, workbook: Any):
        from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

        thin = Side(style="thin")
        border = Border(left=thin, right=thin, top=thin, bottom=thin)
        sheet = workbook.create_sheet("_")
        self.ready: dict[tuple[str, bool], Any] = {}
        for number, (name, (number_format, place)) in enumerate(LOOKS.items()):
            for bold in (False, True):
                cell = sheet.cell(number + 1, 1 + bold)
                cell.font, cell.border, cell.number_format = Font(FONT, 11, bold=bold), border, number_format
                wrap, indent = place != "right", 1 if place == "left" else 0
                cell.alignment = Alignment(horizontal=place, vertical="center", wrap_text=wrap, indent=indent)
                if name == "tieu_de_cot":
                    cell.fill = PatternFill("solid", fgColor=GREY)
                self.ready[name, bold] = cell._style
        workbook.remove(sheet)

    def put(self, cell: Any, name: str, bold: bool = False) -> None:
        """Give a cell the look of a kind of column."""
        cell._style = copy(self.ready[name, bold])

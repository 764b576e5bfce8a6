"""Looks of the report workbook: formats, fonts, borders, and heights from measured text (sentences.md, part 9).

openpyxl is imported inside the functions: reading and pages do not pay for it.
"""

import unicodedata
from copy import copy
from functools import cache
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

# Advance widths of Times New Roman in thousandths of its size; letters with marks are as wide as their base.
_ADVANCES = {
    250: " .,", 278: "ijlt/:;", 333: "frI()-[]", 389: "s", 444: "acez“”", 500: "bdghknopquvxyđ0123456789",
    556: "FPS", 564: "+=<>", 611: "ELTZ", 667: "BCR", 722: "ADGHKNOQUVXYwĐ", 778: "m&", 833: "%", 889: "M", 944: "W",
    1000: "—…", 921: "@",
}  # fmt: skip
_ADVANCE = {letter: advance for advance, letters in _ADVANCES.items() for letter in letters}
# 11 pt is 14,67 pixels at 96 dpi, and one unit of a column is 7.
_UNIT = 11 * 96 / 72 / 1000 / 7


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


@cache
def letter_width(letter: str) -> float:
    """Width of one letter in 11 pt, in units of a column."""
    base = unicodedata.normalize("NFD", letter)[0]
    return _ADVANCE.get(letter, _ADVANCE.get(base, 722 if base.isupper() else 500)) * _UNIT


def text_width(text: str, bold: bool = False) -> float:
    """Width of `text` in 11 pt, in units of a column."""
    return sum(map(letter_width, text)) * (1.06 if bold else 1)


def lines_of(text: str, width: float, bold: bool = False) -> int:
    """How many lines `text` takes in a column of `width`, broken between words."""
    room, space = max(width - 1.1, 3), letter_width(" ")
    lines, used = 1, 0.0
    for word in text.split():
        size = text_width(word, bold)
        if used and used + space + size > room:
            lines, used = lines + 1, 0.0
        used += size + (space if used else 0)
        while used > room:  # a word longer than the column is broken inside
            lines, used = lines + 1, used - room
    return lines

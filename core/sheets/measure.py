"""How wide text is in Times New Roman 11, so that a row is as high as its text: Excel and LibreOffice do not ask."""

import unicodedata

# Advance widths of Times New Roman in thousandths of its size; letters with marks are as wide as their base.
_ADVANCES = {
    250: " .,", 278: "ijlt/:;", 333: "frI()-[]", 389: "s", 444: "acez“”", 500: "bdghknopquvxyđ0123456789",
    556: "FPS", 564: "+=<>", 611: "ELTZ", 667: "BCR", 722: "ADGHKNOQUVXYwĐ", 778: "m&", 833: "%", 889: "M", 944: "W",
    1000: "—…", 921: "@",
}  # fmt: skip
_ADVANCE = {letter: advance for advance, letters in _ADVANCES.items() for letter in letters}
# 11 pt is 14,67 pixels at 96 dpi, and one unit of a column is 7.
_UNIT = 11 * 96 / 72 / 1000 / 7
PADDING = 1.1  # what a cell keeps free beside its text


class LetterWidths(dict[str, float]):
    """Width of one letter in 11 pt, in units of a column."""

    def __missing__(self, letter: str) -> float:
        base = unicodedata.normalize("NFD", letter)[0]
        width = _ADVANCE.get(letter, _ADVANCE.get(base, 722 if base.isupper() else 500)) * _UNIT
        self[letter] = width
        return width


LETTERS = LetterWidths()


def text_width(text: str, bold: bool = False) -> float:
    """Width of `text` in 11 pt, in units of a column."""
    return sum(map(LETTERS.__getitem__, text)) * (1.06 if bold else 1)


def lines_of(text: str, width: float, bold: bool = False) -> int:
    """How many lines `text` takes in a column of `width`, broken between words."""
    room, space = max(width - PADDING, 3), LETTERS[" "]
    lines, used = 1, 0.0
    for word in text.split():
        size = text_width(word, bold)
        if used and used + space + size > room:
            lines, used = lines + 1, 0.0
        used += size + (space if used else 0)
        while used > room:  # a word longer than the column is broken inside
            lines, used = lines + 1, used - room
    return lines

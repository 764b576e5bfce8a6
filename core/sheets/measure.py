"""How wide text is in Times New Roman 11, so that a row is as high as its text: Excel and LibreOffice do not ask."""

import unicodedata
from math import ceil, inf

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
BOLDER = 1.06
KEPT_WORDS = 5_000


class LetterWidths(dict[str, float]):
    """Width of one letter in 11 pt, in units of a column."""

    def __missing__(self, letter: str) -> float:
        base = unicodedata.normalize("NFD", letter)[0]
        width = _ADVANCE.get(letter, _ADVANCE.get(base, 722 if base.isupper() else 500)) * _UNIT
        self[letter] = width
        return width


class WordWidths(dict[str, float]):
    """Width of one word in 11 pt, in units of a column; words of names come again and again."""

    def __missing__(self, word: str) -> float:
        if len(self) >= KEPT_WORDS:
            self.clear()
        self[word] = sum(map(LETTERS.__getitem__, word))
        return self[word]


LETTERS, WORDS = LetterWidths(), WordWidths()
SPACE, DIGIT = LETTERS[" "], LETTERS["0"]


def text_width(text: str, bold: bool = False) -> float:
    """Width of `text` in 11 pt, in units of a column."""
    return sum(map(LETTERS.__getitem__, text)) * (BOLDER if bold else 1)


def room_in(width: float, bold: bool = False) -> float:
    """What a column of `width` has for text, in units of a column, as of text that is not bold."""
    return max(width - PADDING, 3) / (BOLDER if bold else 1)


def lines_in(text: str, room: float) -> int:
    """How many lines `text` takes in `room`, broken between words; a word that is longer is broken inside."""
    if text.isdecimal():
        return ceil(len(text) * DIGIT / room)
    if " " not in text:  # codes do not come again
        return max(1, ceil(text_width(text) / room))
    lines, used = 0, inf  # nothing stands beside the first word
    for size in map(WORDS.__getitem__, text.split()):
        used += SPACE + size
        if used > room:
            lines, used = lines + (used > size), size
            while used > room:
                lines, used = lines + 1, used - room
    return max(1, lines)


def lines_of(text: str, width: float, bold: bool = False) -> int:
    """How many lines `text` takes in a column of `width`."""
    return lines_in(text, room_in(width, bold))

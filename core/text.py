"""Vietnamese text: cleaning, folding for search, keys for sorting, masking, and the smell of a broken encoding."""

import re
import unicodedata
from itertools import product

ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
RANK = {letter: rank for rank, letter in enumerate(ALPHABET, 1)}
TONE = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
PART_OF_LETTER = {"\u0306", "\u0302", "\u031b"}

# A modified letter is its ASCII base and a mark greater than "z": "ă" sorts after "az", and a search for
# the beginning "a" still finds it.
STORED_LETTER = {"ă": "a{", "â": "a|", "đ": "d{", "ê": "e{", "ô": "o{", "ơ": "o|", "ư": "u{"}
LETTERS_WITH_MARKS = {
    "a": ("a", "a{", "a|"),
    "d": ("d", "d{"),
    "e": ("e", "e{"),
    "o": ("o", "o{", "o|"),
    "u": ("u", "u{"),
}

MASK = "•••"
HOUSEHOLD = 12  # digits of a tax code that is the number of a person [07-7.1]

# Signs that show nothing, or turn the direction of what follows them.
INVISIBLE = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\x00-\x08\x0e-\x1f\x7f]")
LONG_NUMBER = re.compile(r"(?<!\d)\d(?:[ .]?\d){8,11}(?!\d)")  # CMND, CCCD, card, phone
COMBINING = re.compile("[\u0300-\u036f]")
# Icelandic Eth looks exactly like Đ and is typed by some keyboards; inside a word it is TCVN3 for é, left to be asked.
ETH_AT_WORD_START = re.compile(r"\bÐ")
NOT_LETTER_OR_DIGIT = re.compile(r"[\W_]+")
NOT_ASCII_LETTER_OR_DIGIT = re.compile(r"[^a-z0-9]")

# [06-6.2 #6] Three damages. A Vietnamese word never holds Latin-1 signs or foreign letters (TCVN3), never an "a" or
# "e" followed by an accented vowel (VNI), and never the pairs that UTF-8 gives when read as Windows-1252.
FOREIGN_LETTERS = "ÄÅÆÇËÎÏÑÖØÛÜÞßäåæçëîïðñöøûüþÿ"
ACCENTED_VOWELS = "àáâãèéêìíòóôõùúýăĩũơưạ-ỹÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĨŨƠƯ"
GARBLED = re.compile(
    "\ufffd"
    "|Ã[\u0080-\u00bf\u0192\u2018-\u2022\u0161]|á[º»¼½]|Ä[\u0080-\u00bf\u0192\u2018\u2019]|Æ[°¡]|Â[\u00a0-\u00bf]"
    f"|[{FOREIGN_LETTERS}]"
    "|(?<=[A-Za-zÀ-ỹ])[¡-®µ¶¸¹¼-¿×÷Ð]|[¡-©«-®µ-·¹¼-¿×÷](?=[a-zà-ỹ])"
    f"|[aeAE][{ACCENTED_VOWELS}]"
)


def clean_text(s: str) -> str:
    """Return `s` in NFC, without invisible signs, trimmed, with single inner spaces [03-3.3-7].

    Every kind of white space (no-break, line break, tab) becomes one plain space.
    """
    if s.isascii() and s.isprintable():
        return " ".join(s.split()) if "  " in s or s[:1] == " " or s[-1:] == " " else s
    if not unicodedata.is_normalized("NFC", s):
        s = unicodedata.normalize("NFC", s)
    return ETH_AT_WORD_START.sub("Đ", " ".join(INVISIBLE.sub("", s).split()))


def file_name(s: str, limit: int = 250) -> str:
    """Return the name of an uploaded file as it is shown: no folders, no signs that hide or turn text, its end kept."""
    name = clean_text(re.split(r"[\\/]", s)[-1])
    stem, dot, suffix = name.rpartition(".")
    if len(name) <= limit or len(suffix) >= limit or not stem:
        return name[:limit]
    return f"{stem[: limit - len(suffix) - 1]}{dot}{suffix}"


def fold(s: str) -> str:
    """Return `s` for searching: lower case, no accents, đ→d, single spaces; "hoà" and "hòa" are both "hoa"."""
    s = unicodedata.normalize("NFD", s.lower())
    s = COMBINING.sub("", s).replace("đ", "d").replace("ð", "d")
    return " ".join(INVISIBLE.sub("", s).split())


def heading_key(s: str) -> str:
    """Return the letters and digits of `s`, folded: how headings and choices are compared [03-3.3-2, 03-3.3-7]."""
    return NOT_LETTER_OR_DIGIT.sub("", fold(s))


def vi_sort_key(text: str) -> tuple[list[int], list[int]]:
    """Return the key that sorts `text` as the Vietnamese alphabet does: letters first, tones second.

    It agreed with ICU `vi` on 2,657 generated strings. It is for sorting in Python; a column stores `name_sort_key`.
    """
    letters: list[int] = []
    tones: list[int] = []
    for char in unicodedata.normalize("NFC", text).casefold():
        if char.isspace():
            letters.append(0)
            tones.append(0)
            continue
        base, *marks = list(unicodedata.normalize("NFD", char))
        tone = 0
        for mark in marks:
            if mark in TONE:
                tone = TONE[mark]
            elif mark in PART_OF_LETTER:
                base = unicodedata.normalize("NFC", base + mark)
        letters.append(RANK.get(base, 100 + ord(base) if not base.isdigit() else ord(base) - 100))
        tones.append(tone)
    return letters, tones


def _letters_and_tone(word: str) -> tuple[str, str]:
    """Return the stored letters of one syllable and its tone digit; "hoà" and "hòa" give the same."""
    tone, letters = 0, []
    for char in unicodedata.normalize("NFD", word.lower()):
        if char in TONE:
            tone = TONE[char]
        elif char in PART_OF_LETTER and letters:
            letters[-1] = unicodedata.normalize("NFC", letters[-1] + char)
        else:
            letters.append(char)
    encoded = "".join(STORED_LETTER.get(letter, letter) for letter in letters)
    if not encoded.isascii():
        encoded = "".join(char if char.isascii() else f"~{ord(char):06x}" for char in encoded)
    return re.sub(r"[^a-z0-9{|~]", "", encoded), str(tone)


_SYLLABLES: dict[str, tuple[str, str]] = {}
_SYLLABLES_KEPT = 20_000


def _syllable(word: str) -> tuple[str, str]:
    """Return `_letters_and_tone(word)` from a bounded memory: names are made of a few thousand syllables."""
    found = _SYLLABLES.get(word)
    if found is None:
        found = _letters_and_tone(word)
        if len(_SYLLABLES) < _SYLLABLES_KEPT:
            _SYLLABLES[word] = found
    return found


def name_sort_key(ho_ten: str) -> str:
    """Return the storable key of a full name: given name first, then họ, then đệm [07-7.1].

    The key is ASCII, so that SQLite's BINARY and PostgreSQL's "C" collation order it alike. Each of the three parts
    is its letters, a space, its tones; inside đệm "!" joins the syllables, and a space is smaller than "!", which is
    smaller than every letter. The key begins with the letters of the given name (see `given_name_prefixes`).
    """
    words = [_syllable(word) for word in clean_text(ho_ten).split(" ") if word]
    if not words:
        return ""
    parts = (words[-1:], words[:1] if len(words) > 1 else [], words[1:-1])
    pieces = []
    for part in parts:
        pieces.append("!".join([letters for letters, _ in part]))
        pieces.append("".join([tone for _, tone in part]).rstrip("0"))
    return " ".join(pieces)


def given_name_prefixes(text: str) -> list[str]:
    """Return the beginnings of `name_sort_key` for one or two typed letters, accents ignored [06-6.1].

    "a" gives ["a"]; "an" gives ["an", "a{n", "a|n"] (an, ăn, ân). Empty when nothing but signs was typed.
    """
    letters = NOT_ASCII_LETTER_OR_DIGIT.sub("", fold(text))
    if not letters:
        return []
    choices = [LETTERS_WITH_MARKS.get(letter, (letter,)) for letter in letters[:-1]]
    return ["".join(choice) + letters[-1] for choice in product(*choices)]


def mask(s: str) -> str:
    """Return "••• " and the last three signs of an identity, card or phone number [03-3.3-49].

    A number of three signs or fewer is hidden whole ("•••"); nothing stays nothing.
    """
    s = s.strip()
    if not s:
        return ""
    return f"{MASK} {s[-3:]}" if len(s) > 3 else MASK


def mask_tax_code(code: str) -> str:
    """Return a tax code; a household's twelve digits are the number of a person, which is masked [03-3.3-49]."""
    return mask(code) if sum(char.isdigit() for char in code) == HOUSEHOLD else code


def hide_numbers(text: str) -> str:
    """Return a text about people without identity, card or phone numbers: runs of 9 to 12 digits are masked.

    A shifted column puts such a number where a name or a code belongs, and so into what is said about the cell.
    """
    return LONG_NUMBER.sub(lambda found: mask(found[0]), text)


def looks_garbled(s: str) -> bool:
    """Return whether `s` smells of TCVN3, VNI or UTF-8 read as Windows-1252 [06-6.2 #6]: a suspicion, never a proof.

    Ask it of the text as it came: `clean_text` drops the soft hyphen, which is "ư" in TCVN3.
    """
    return not s.isascii() and GARBLED.search(s) is not None

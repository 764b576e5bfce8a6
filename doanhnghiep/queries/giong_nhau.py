"""How alike two names and addresses of employers are, whatever way they are written."""

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

from core.text import fold

# Words of the legal form, which lists write in many ways.
FORM = re.compile(
    r"\b(cong ty|cty|c ty|tnhh|trach nhiem huu han|mot thanh vien|mtv|1tv|1 thanh vien|hai thanh vien|co phan|cp|"
    r"doanh nghiep tu nhan|dntn|hop tac xa|htx|chi nhanh|cn|nha may|xi nghiep|tap doan)\b"
)
ADDRESS = re.compile(
    r"\b(so nha|so|duong|pho|phuong|p|xa|thi tran|tt|huyen|h|thanh pho|tp|tinh|to|thon|xom|khu|kcn|ccn)\b"
)


def plain_words(text: str) -> str:
    """The folded words of a text without punctuation."""
    return " ".join(re.findall(r"\w+", fold(text)))


def core_name(name: str) -> str:
    """A name without accents, punctuation and the words of its legal form."""
    return " ".join(FORM.sub(" ", plain_words(name)).split())


def core_address(address: str) -> str:
    """An address without accents, punctuation and the words for its parts."""
    return " ".join(ADDRESS.sub(" ", plain_words(address)).split())


def likeness(one: str, other: str) -> float:
    """How alike two folded texts are, from 0 to 1: the same words in another order are the same."""
    if not one or not other:
        return 0.0
    if one == other:
        return 1.0
    words, others = sorted(one.split()), sorted(other.split())
    if words == others:
        return 1.0
    return SequenceMatcher(None, " ".join(words), " ".join(others), autojunk=False).ratio()


def may_be_alike(name: str, others: Iterable[tuple[int, str]], least: float) -> list[int]:
    """Keys of the folded names whose `likeness` to `name` may reach `least`, by bounds that cost little."""
    matcher = SequenceMatcher(None, "", " ".join(sorted(name.split())), autojunk=False)
    found = []
    for key, other in others:
        matcher.set_seq1(" ".join(sorted(other.split())))
        if matcher.real_quick_ratio() >= least and matcher.quick_ratio() >= least:
            found.append(key)
    return found


def confidence(row_name: str, row_address: str, name: str, address: str) -> int:
    """How sure it is that two names and addresses are one employer, in percent; a missing address says nothing."""
    by_name = likeness(row_name, name)
    if not row_address or not address:
        return round(by_name * 100)
    return round((0.75 * by_name + 0.25 * likeness(row_address, address)) * 100)

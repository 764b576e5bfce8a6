"""The unit whose code is nearest to a mistyped one, or whose name was written for it (mock-up nhap-lieu)."""

import re
from collections.abc import Collection
from difflib import get_close_matches

from cdcs.models import CongDoan
from core.dates import today
from core.text import fold

ASKED_AT_MOST = 30  # a file in which more codes are wrong is another file
LIKENESS = 0.75
LIKENESS_OF_NAMES = 0.85
# What offices put before the name of an employer, or leave out.
COMMON = re.compile(r"\b(?:cdcs|cong doan(?: co so)?|cong ty|cty|tnhh|cp|co phan)\b")


class NearestUnit:
    """Finds the unit meant, among units active today, whose codes and names everybody knows (08 §8.1)."""

    def __init__(self, kinds: Collection[str]):
        self.kinds = kinds
        self.names: dict[str, str] | None = None
        self.told: dict[str, str] = {}

    def hint(self, code: str) -> str:
        """ " Gần nhất: YYEN-0187 (CĐCS May Yên Thắng)." or nothing when no code is like this one."""
        if code not in self.told:
            if len(self.told) >= ASKED_AT_MOST:
                return ""
            self.told[code] = self._find(code)
        return self.told[code]

    def _find(self, code: str) -> str:
        if self.names is None:
            units = CongDoan.objects.active_on(today()).filter(loai__in=self.kinds)
            self.names = dict(units.values_list("ma", "ten"))
        found = get_close_matches(code.upper(), self.names, n=1, cutoff=LIKENESS) or self._named(code)
        return f" Gần nhất: {found[0]} ({self.names[found[0]]})." if found else ""

    def _named(self, text: str) -> list[str]:
        """The code of the unit whose name is like the text; none where two units are equally like it."""
        by_name: dict[str, list[str]] = {}
        for code, name in (self.names or {}).items():
            by_name.setdefault(_bare(name), []).append(code)
        found = get_close_matches(_bare(text), by_name, n=1, cutoff=LIKENESS_OF_NAMES)
        codes = by_name[found[0]] if found else []
        return codes if len(codes) == 1 else []


def _bare(name: str) -> str:
    return " ".join(COMMON.sub(" ", fold(name)).split())

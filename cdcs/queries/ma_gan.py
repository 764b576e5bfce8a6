"""The unit whose code is nearest to a mistyped one (mock-up nhap-lieu)."""

from collections.abc import Collection
from difflib import get_close_matches

from cdcs.models import CongDoan
from core.dates import today

ASKED_AT_MOST = 30  # a file in which more codes are wrong is another file
LIKENESS = 0.75


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
        found = get_close_matches(code.upper(), self.names, n=1, cutoff=LIKENESS)
        return f" Gần nhất: {found[0]} ({self.names[found[0]]})." if found else ""

"""Telling whoever waits how far an import is: in phases, cheaply, or to nobody (04 §4.6, work in the background)."""

DOC, KIEM_TRA, GHI = "doc", "kiem_tra", "ghi"


class Progress:
    """Hears of the phases of an import; this one tells nobody."""

    def phase(self, name: str, total: int = 0) -> None:
        """A phase (`DOC`, `KIEM_TRA`, `GHI`) begins; `total` rows, 0 while they are not known."""

    def step(self, done: int, total: int) -> None:
        """So many of so many rows of the phase are done; a phase that began without a total has it from here."""


SILENT = Progress()

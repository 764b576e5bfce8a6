"""The one exception of the actions: refused because of the data, with what to say to the person."""

from typing import Any


class Refused(Exception):
    """An act was refused and nothing was written.

    `field` names the field (or sheet column key) the person has to mend, or is empty; `str()` is the Vietnamese
    sentence that says why and how to mend it. `call` is the refused act (`core.calls`) where another way is open to it.
    """

    call: dict[str, Any] | None = None

    def __init__(self, message: str, field: str = ""):
        super().__init__(message)
        self.field = field

"""The answer that hands a file out: its name says what it is, whose and of which day, as it will lie among others."""

import re
from datetime import date
from typing import IO, Any

from django.http import FileResponse

from core.text import fold

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
FILTERED = "loc"  # in the name of a list that a filter has made shorter
LONGEST = 60  # signs of a word, which may have been typed
NOT_IN_NAMES = re.compile("[^A-Za-z0-9]+")


def send_download(file: IO[bytes], *words: Any, ending: str = "xlsx") -> FileResponse:
    """Send `file`, which the answer closes, by a name of `words`; days as 2026-05-31, empty words left out."""
    name = f"{'-'.join(filter(None, map(_word, words)))}.{ending}"
    return FileResponse(file, as_attachment=True, filename=name, content_type=TYPES[ending])


def _word(word: Any) -> str:
    """A word in letters that every disk and mail keeps; codes of units stay in capitals."""
    text = word.isoformat() if isinstance(word, date) else str(word)
    return NOT_IN_NAMES.sub("-", text if text.isascii() else fold(text))[:LONGEST].strip("-")

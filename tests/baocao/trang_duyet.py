"""The round on its pages: the small busy province on 20 May 2025, and what several tests press."""

from html import unescape

from tests.baocao.vong import report_of
from tests.cast import World

KY = "6T-2025"
GRID = f"/bao-cao/duyet/?ky={KY}"


def text_of(response) -> str:
    """The page as text, its tags and runs of spaces gone."""
    import re

    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def page_of(unit: str, act: str = "xem-xet") -> str:
    return f"/bao-cao/{KY}/{act}/?don_vi={unit}"


def picked(world: World, *units: str) -> list[str]:
    """The values of the ticked boxes."""
    reports = [report_of(world, unit, KY) for unit in units]
    return [f"{one.pk}:{one.lan}" for one in reports]


def return_data(**remarks: str) -> dict[str, str]:
    """A posted return: cells in the order of the words, dots for double underscores."""
    data = {"lan": "1", "han_sua": "28/05/2025"}
    for number, (cell, text) in enumerate(remarks.items(), 1):
        data |= {f"o_{number}": cell.replace("__", "."), f"noi_dung_{number}": text}
    return data

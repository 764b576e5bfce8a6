"""The points of a report as they are drafted, edited, frozen and printed; a round trip through JSON loses nothing."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

BO_SUNG = "[Đơn vị bổ sung nội dung]"
BLANK_LINE = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")


@dataclass(frozen=True)
class BangLoiVan:
    """A table inside the text, every cell as documents write it; `tong` is the row "Tổng cộng"."""

    tieu_de: str
    cot: tuple[str, ...]
    dong: tuple[tuple[str, ...], ...]
    ghi_chu: str = ""
    tong: tuple[str, ...] = ()


@dataclass(frozen=True)
class Diem:
    """One point: `ma` is its stable code, `phan` the heading of its section, `tieu_de` its own (may be none).

    `can_bo_sung`: nothing was recorded for it and the officer must type it.
    """

    ma: str
    phan: str
    tieu_de: str
    van_ban: tuple[str, ...]
    can_bo_sung: bool = False
    bang: BangLoiVan | None = None


def diem(ma: str, phan: str, tieu_de: str, *paragraphs: str, bang: BangLoiVan | None = None) -> Diem:
    """A point of the paragraphs that say something; without any the officer is asked for it."""
    text = tuple(filter(None, paragraphs)) or (BO_SUNG,)
    return Diem(ma, phan, tieu_de, text, BO_SUNG in text, bang)


@dataclass(frozen=True)
class LoiVan:
    """The narrative of a report: an opening, its points in order, a closing."""

    mo_dau: str
    diem: tuple[Diem, ...]
    ket: str

    def with_texts(self, texts: Mapping[str, str]) -> "LoiVan":
        """The same with an officer's text in place of the drafted paragraphs; blank lines part them.

        An empty text leaves the draft; a code without a point is passed over. Tables stay.
        """
        return replace(self, diem=tuple(_edited(one, texts.get(one.ma, "")) for one in self.diem))

    @property
    def con_thieu(self) -> tuple[Diem, ...]:
        """The points that wait for the officer."""
        return tuple(one for one in self.diem if one.can_bo_sung)


def _edited(one: Diem, text: str) -> Diem:
    lines = "\n".join(text.splitlines())
    paragraphs = tuple(part.strip() for part in BLANK_LINE.split(lines) if part.strip())
    if not paragraphs:
        return one
    return replace(one, van_ban=paragraphs, can_bo_sung=any(BO_SUNG in part for part in paragraphs))


def loi_van_to_json(loi_van: LoiVan) -> dict[str, Any]:
    """The narrative in types of JSON."""
    return _lists(asdict(loi_van))


def _lists(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _lists(item) for key, item in value.items()}
    return [_lists(item) for item in value] if isinstance(value, (list, tuple)) else value


def loi_van_from_json(data: Mapping[str, Any]) -> LoiVan:
    """The narrative that `loi_van_to_json` wrote."""
    return LoiVan(data["mo_dau"], tuple(_diem_from(one) for one in data["diem"]), data["ket"])


def _diem_from(data: Mapping[str, Any]) -> Diem:
    table = data["bang"]
    bang = None if table is None else BangLoiVan(
        table["tieu_de"], tuple(table["cot"]), tuple(tuple(row) for row in table["dong"]), table["ghi_chu"],
        tuple(table["tong"]),
    )  # fmt: skip
    return Diem(data["ma"], data["phan"], data["tieu_de"], tuple(data["van_ban"]), data["can_bo_sung"], bang)

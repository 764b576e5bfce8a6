"""The narrative of a report: drafted sentences, which follow the figures, and the texts that the unit made its own."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from baocao.queries.bao_cao.du_lieu import DuLieuBaoCao
from baocao.queries.bao_cao.tong_hop_tinh import TongHopTinh, days_late_rows
from baocao.queries.loi_van import CheDo, Diem, GuiCham, LoiVan, load_loi_van
from baocao.queries.phu_luc import ten_ky

PART = "\n\n"
NUMBER = re.compile(r"[+\-−–]?[\d.]+(,\d+)?%?|—|-")


def text_of(diem: Diem) -> str:
    """The paragraphs of a point as one text, parted by blank lines."""
    return PART.join(diem.van_ban)


def mark_of(text: str) -> str:
    """A short mark of a text, whatever its ends of lines: has somebody changed it since the page was made?"""
    lines = "\n".join(line.rstrip() for line in text.strip().splitlines())
    return hashlib.sha256(lines.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class MucSoan:
    """A point on the page: as it reads now, as it is drafted, and whether the unit has made it its own."""

    diem: Diem
    soan: Diem
    rieng: bool

    @property
    def ma(self) -> str:
        return self.diem.ma

    @property
    def nhan(self) -> str:
        """What the point is called: its own heading, else where it stands."""
        if self.diem.tieu_de:
            return self.diem.tieu_de
        return f"Mở đầu mục {self.ma[:-2]}" if self.ma.endswith(".0") else f"Nội dung mục {self.ma}"

    @property
    def phan(self) -> str:
        """The heading of its section, in the letters of a page: never all capitals."""
        number, _, words = self.diem.phan.partition(". ")
        return f"{number}. {words.capitalize()}"

    @property
    def bang(self) -> list[list[tuple[str, str]]]:
        """The rows of its table, each cell with its class; the last one is the sum where there is one."""
        table = self.diem.bang
        rows = [*table.dong, *([table.tong] if table.tong else [])] if table else []
        return [[(text, "num" if NUMBER.fullmatch(text) else "") for text in row] for row in rows]

    @property
    def text(self) -> str:
        return text_of(self.diem)

    @property
    def text_soan(self) -> str:
        return text_of(self.soan)


@dataclass(frozen=True)
class NoiDung:
    """Drafted narrative and the kept texts {code of a point: text}."""

    soan: LoiVan
    rieng: Mapping[str, str]

    @cached_property
    def loi_van(self) -> LoiVan:
        """As it reads, and as it will be frozen."""
        return self.soan.with_texts(self.rieng)

    @cached_property
    def muc(self) -> list[MucSoan]:
        pairs = zip(self.loi_van.diem, self.soan.diem, strict=True)
        return [MucSoan(now, drafted, now.ma in self.rieng) for now, drafted in pairs]

    @property
    def con_thieu(self) -> list[MucSoan]:
        """Points for which nothing was recorded and nothing typed: a warning that does not block."""
        return [one for one in self.muc if one.diem.can_bo_sung]


def load_noi_dung(data: DuLieuBaoCao) -> NoiDung:
    """Draft the narrative of a live report and lay the unit's own texts over it."""
    kept = dict(data.bao_cao.muc.values_list("muc", "van_ban")) if data.bao_cao else {}
    read = reported_of(data.tong_hop) if data.tong_hop else {"khoi": {data.unit.pk: data.blocks}}
    facts = corrections_of(data) | read
    words = load_loi_van(data.unit, data.ky, data.programme, cung_ky=data.khoi_cung_ky, **facts)
    return NoiDung(words, kept)


def reported_of(whole: TongHopTinh) -> dict[str, Any]:
    """What the province's narrative says from reports: their figures, and who sent them when (sentences.md, 6)."""
    expected = [row for row in whole.dong if row.phai_bao_cao]
    late = days_late_rows(expected)  # who was waived and sent all the same is not counted among them
    sent = [row for row in expected if row.bao_cao and row.bao_cao.lan]
    return {
        "khoi": {whole.province.pk: whole.blocks} | {row.unit.pk: row.blocks for row in whole.dong},
        "che_do": CheDo(
            han=whole.ky.han_nop, dung_han=len(sent) - len(late),
            cham=tuple(GuiCham(unit.ten, day, days) for unit, day, days in late),
            chua_gui=tuple(row.unit.ten for row in expected if row not in sent),
        ),
    }  # fmt: skip


def corrections_of(data: DuLieuBaoCao) -> dict[str, Any]:
    """What the narrative says of the corrections that the opening holds [02-2.6-16]."""
    if data.ky_truoc is None or not data.phat_sinh:
        return {}
    return {"dieu_chinh": data.phat_sinh.so, "ky_truoc_ten": ten_ky(data.ky_truoc.ky, data.programme)}

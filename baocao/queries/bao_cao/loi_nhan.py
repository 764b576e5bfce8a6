"""Remarks at the cells of a report with what became of the figure there: old → new (01 B5)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from baocao.models import BanChup, BaoCao, NhanXet
from baocao.queries.bao_cao.ban_chup import read_ban_chup
from baocao.queries.bao_cao.o import O_THEO_MA, So

MUC = "muc:"  # what a remark is about, where it is a point of the narrative


@dataclass(frozen=True)
class LoiNhan:
    """One remark, what stood at the cell when it was made, and what stands there in the revision after it.

    `cho`: it is about the returned revision, so the unit answers it now or may still change the answer.
    """

    nhan_xet: NhanXet
    cu: So = None
    moi: So = None
    cho: bool = False

    @property
    def tra_loi(self) -> str:
        return self.nhan_xet.tra_loi

    @property
    def da_doi(self) -> bool:
        return self.cu != self.moi


def anchor_of(o: str) -> str:
    """Where a cell or a point stands, on the unit's page of the report as on that of its review."""
    return f"o-{O_THEO_MA[o].tt}" if o in O_THEO_MA else f"m-{o.removeprefix(MUC)}"


def stated_of(cells: Mapping[str, Mapping]) -> dict[str, So]:
    """{cell: what the report says there}: the declared figure where there is one, else the computed one."""
    return {ma: cell["so"] if cell["khai"] is None else cell["khai"] for ma, cell in cells.items()}


def load_loi_nhan(
    bao_cao: BaoCao | None, remarks: Iterable[NhanXet], now: Mapping[str, So]
) -> dict[str, tuple[LoiNhan, ...]]:
    """{cell or point: its remarks, oldest first}; `now` is what the report on the page says. One query."""
    remarks = list(remarks)
    if bao_cao is None or not remarks:
        return {}
    lans = {one.lan + step for one in remarks for step in (0, 1)}
    said = {row.lan: stated_of(read_ban_chup(row).o) for row in BanChup.objects.filter(bao_cao=bao_cao, lan__in=lans)}
    found: dict[str, list[LoiNhan]] = defaultdict(list)
    for one in remarks:
        after = said.get(one.lan + 1, now)
        waiting = bao_cao.la_dang_sua and one.lan == bao_cao.lan
        found[one.o].append(LoiNhan(one, said.get(one.lan, {}).get(one.o), after.get(one.o), waiting))
    return {key: tuple(rows) for key, rows in found.items()}

"""A line of the dashboard's table of units, and which of them comes first (05 §5.2-2)."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from baocao.queries.tinh_trang import TinhTrang
from chitieu.queries import NhipDo
from core.numbers import percent_1
from core.text import vi_sort_key


@dataclass
class Line:
    """One line of the table: a unit, or the base units directly under a superior one, folded."""

    ten: str
    giao: int | None
    thuc_hien: int
    doan_vien: int
    bao_phu: dict[str, Any] | None
    ma: str = ""
    nhip: NhipDo | None = None
    theo_thang: list[int] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)
    so_don_vi: int = 0
    is_folded: bool = False
    is_inner: bool = False
    hien_thoi: bool = False  # shown live among reported ones [02-2.6-21]
    is_undone: bool = False  # its founding was taken back; an approved report still has it
    bao_cao: TinhTrang | None = None

    @property
    def ty_le(self) -> Decimal | None:
        return percent_1(self.thuc_hien, self.giao)

    @property
    def du_kien(self) -> Decimal | None:
        """The forecast in percent of the quota."""
        return self.nhip.ty_le_du_kien if self.nhip else None

    @property
    def thieu(self) -> int | None:
        """How many are missing to the quota, for the order of lines without a share."""
        return None if self.giao is None else max(self.giao - self.thuc_hien, 0)


def attention(line: Line) -> tuple:
    """The lowest forecast first (else share so far), then the greatest gap; units without a quota last, by name."""
    share = line.du_kien if line.du_kien is not None else line.ty_le
    return line.ty_le is None, share or 0, -(line.thieu or 0), vi_sort_key(line.ten)

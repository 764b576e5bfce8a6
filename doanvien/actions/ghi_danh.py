"""Ghi danh (on screen "Bổ sung danh sách"): names take the place of count-only rows, and no figure moves (02 §2.2a)."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date

from core.refusal import Refused
from core.sql import id_in
from doanvien.actions.bien_dong import reversal_of
from doanvien.actions.dong_ghi import DongGhi
from doanvien.actions.kiem_tra import Stock
from doanvien.enums import LOAI_CAP, LOAI_TANG, LoaiBienDong
from doanvien.models import BienDong

NAM, NU = 0, 1


@dataclass
class _Source:
    """A count-only row, what is left in it (men, women), and who was named out of it."""

    row: BienDong
    left: list[int]
    members: list[DongGhi] = field(default_factory=list)


class GhiDanhPlan:
    """Chooses for every person the count-only row that the name replaces [02-2.2a-3, 4].

    The named row takes kind, day and decision of that row, so that nothing changes on any day but "có danh sách".
    """

    def __init__(self, unit_ids: Collection[int]):
        self.stock = Stock(unit_ids, {})
        self.sources: dict[int, list[_Source]] = defaultdict(list)
        rows = BienDong.objects.living().filter(
            id_in("cong_doan_id", unit_ids), doan_vien=None, loai__in=set(LOAI_TANG) - LOAI_CAP
        )
        for row in rows.order_by("ngay", "pk"):
            self.sources[row.cong_doan_id].append(_Source(row, [row.so_luong - row.so_nu, row.so_nu]))

    def choose(self, unit: int, loai: str, ngay: date, is_woman: bool) -> _Source:
        """Return the row to take one person from: the stated kind and day first, else the oldest, `dau_ky` before all.

        Raises: Refused when no row has somebody of that sex left.
        """
        sex = NU if is_woman else NAM

        def rank(source: _Source):
            row = source.row
            stated = (row.loai, row.ngay) == (loai, ngay)
            return not stated, row.loai != LoaiBienDong.DAU_KY, row.ngay, row.pk

        for source in sorted(self.sources[unit], key=rank):
            if source.left[sex] and self._lasting(unit, source.row.ngay, sex):
                source.left[sex] -= 1
                self.stock.days[unit][source.row.ngay][sex] -= 1
                return source
        word = "nữ" if is_woman else "nam"
        raise Refused(f"Số {word} kê khai không đủ: số mới có số lượng của đơn vị không còn {word} để bổ sung.",
                      "gioi_tinh")  # fmt: skip

    def _lasting(self, unit: int, since: date, sex: int) -> bool:
        """Is there, at the end of every day from `since` on, somebody of that sex without a name?"""
        total, days = 0, self.stock.days[unit]
        for day in sorted(days):
            total += days[day][sex]
            if day >= since and total < 1:
                return False
        return True

    def name(self, source: _Source, member: int, is_woman: bool) -> None:
        """Let `member` take the place chosen before."""
        row = source.row
        source.members.append(
            DongGhi(row.cong_doan_id, row.loai, row.ngay, so_nu=int(is_woman), doan_vien=member,
                    so_quyet_dinh=row.so_quyet_dinh, ghi_chu=row.ghi_chu)
        )  # fmt: skip

    def groups(self) -> list[list[DongGhi]]:
        """The rows to write: each touched row reversed, written again with what is left, and the named rows."""
        found = []
        for source in (s for sources in self.sources.values() for s in sources if s.members):
            row, (men, women) = source.row, source.left
            found.append([reversal_of(row)])
            if men + women:
                rest = replace(reversal_of(row), dao_cua=None, so_luong=men + women, so_nu=women, ghi_chu=row.ghi_chu)
                found.append([rest])
            found.extend([member] for member in source.members)
        return found

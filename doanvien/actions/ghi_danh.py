"""Ghi danh (on screen "Bổ sung danh sách"): names take the place of count-only rows, and no figure moves (02 §2.2a)."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from core.dates import format_date
from core.refusal import Refused
from doanvien.actions.bien_dong import reversal_of
from doanvien.actions.dong_ghi import DongGhi, make_pair
from doanvien.actions.kiem_tra import Stock
from doanvien.enums import LOAI_TANG, LoaiBienDong
from doanvien.models import BienDong

NAM, NU = 0, 1
_RA = {LoaiBienDong.CHUYEN_DEN: LoaiBienDong.CHUYEN_DI, LoaiBienDong.SAP_XEP_DEN: LoaiBienDong.SAP_XEP_DI}


@dataclass
class Source:
    """A count-only row, what is left in it (men, women), and who was named out of it."""

    row: BienDong
    left: list[int]
    members: list[tuple[int, bool]] = field(default_factory=list)

    @property
    def is_pair(self) -> bool:
        """Whether its people came from another unit, where they were counted before."""
        return self.row.ma_cap is not None


Path = Sequence[Source]  # the row in the unit itself, then the rows by which the person came there


class GhiDanhPlan:
    """Chooses for every person the count-only row that the name replaces [02-2.2a-3, 4].

    The named row takes kind, day and decision of that row, so that nothing changes on any day but "có danh sách". Where
    the row is an arrival by a pair, the person is named in the unit of origin as well, out of what was there before.
    """

    def __init__(self) -> None:
        self._sources: dict[int, list[Source]] = {}
        self._days: dict[int, dict[date, list[int]]] = {}

    def _of(self, unit: int) -> list[Source]:
        if unit not in self._sources:
            rows = BienDong.objects.living().filter(cong_doan=unit, doan_vien=None, loai__in=LOAI_TANG)
            self._sources[unit] = [
                Source(row, [row.so_luong - row.so_nu, row.so_nu]) for row in rows.order_by("ngay", "pk")
            ]
            self._days[unit] = Stock([unit], {}).days[unit]
        return self._sources[unit]

    def choose(
        self,
        unit: int,
        loai: str,
        ngay: date,
        is_woman: bool,
        until: date | None = None,
        seen: frozenset = frozenset(),
        since: date | None = None,
    ) -> Path:
        """Take one person: from the row of the stated kind and day first, else the oldest, `dau_ky` before all.

        `until` is the day on which the person left this unit by a pair in `seen`; `since` the day on which somebody
        who returns was a member elsewhere last, before which the name can stand nowhere [02-2.2-1]. Raises: Refused
        when no row has somebody of that sex left.
        """
        sex = NU if is_woman else NAM

        def rank(source: Source):
            row = source.row
            return (row.loai, row.ngay) != (loai, ngay), row.loai != LoaiBienDong.DAU_KY, row.ngay, row.pk

        for source in sorted(self._of(unit), key=rank):
            row = source.row
            if (until is not None and row.ngay > until) or row.ma_cap in seen or not source.left[sex]:
                continue
            if since is not None and row.ngay < since:
                continue
            if not self._lasting(unit, row.ngay, sex, until):
                continue
            try:
                before = self._origin(source, loai, ngay, is_woman, seen, since)
            except Refused:
                continue
            source.left[sex] -= 1
            self._days[unit][row.ngay][sex] -= 1
            if until is not None:
                self._days[unit][until][sex] += 1
            return [source, *before]
        word = "nữ" if is_woman else "nam"
        late = f", ghi từ {format_date(since)} (ngày người này thôi là đoàn viên ở nơi trước)" if since else ""
        raise Refused(
            f"Số {word} kê khai không đủ: số mới có số lượng của đơn vị không còn {word} để bổ sung{late}.", "gioi_tinh"
        )

    def _origin(
        self, source: Source, loai: str, ngay: date, is_woman: bool, seen: frozenset, since: date | None
    ) -> Path:
        row = source.row
        if not source.is_pair or row.cong_doan_doi_ung_id is None:
            return []
        return self.choose(row.cong_doan_doi_ung_id, loai, ngay, is_woman, row.ngay, seen | {row.ma_cap}, since)

    def _lasting(self, unit: int, since: date, sex: int, until: date | None) -> bool:
        """Is somebody of that sex without a name there at the end of every day from `since` on, before `until`?"""
        total, days = 0, self._days[unit]
        for day in sorted(days):
            if until is not None and day >= until:
                break
            total += days[day][sex]
            if day >= since and total < 1:
                return False
        return True

    def name(self, path: Path, member: int, is_woman: bool) -> None:
        """Let `member` take the places chosen before."""
        for source in path:
            source.members.append((member, is_woman))

    def groups(self) -> list[list[DongGhi]]:
        """The rows to write: each touched row reversed, written again with what is left, and the named rows."""
        touched = [s for sources in self._sources.values() for s in sources if s.members]
        return [group for source in touched for group in (_pair_groups(source) if source.is_pair else _groups(source))]


def _copy(source: Source, **changes) -> DongGhi:
    return replace(reversal_of(source.row), dao_cua=None, ghi_chu=source.row.ghi_chu, **changes)


def _parts(source: Source) -> list[DongGhi]:
    """What is left without names, and one row for every name."""
    men, women = source.left
    rest = [_copy(source, so_luong=men + women, so_nu=women)] if men + women else []
    return rest + [_copy(source, so_luong=1, so_nu=int(woman), doan_vien=pk) for pk, woman in source.members]


def _groups(source: Source) -> list[list[DongGhi]]:
    return [[reversal_of(source.row)], *([part] for part in _parts(source))]


def _pair_groups(source: Source) -> list[list[DongGhi]]:
    """A pair is taken back and written again as a whole, on both sides."""
    row, origin = source.row, source.row.cong_doan_doi_ung_id
    assert origin is not None  # every row of a pair names the other unit: constraint `bien_dong_cap_du`
    both = BienDong.objects.living().filter(ma_cap=row.ma_cap)
    groups = [[reversal_of(side) for side in both]]
    for part in _parts(source):
        leaving = replace(part, cong_doan=origin, loai=_RA[LoaiBienDong(row.loai)])
        groups.append(list(make_pair(leaving, row.cong_doan_id)))
    return groups

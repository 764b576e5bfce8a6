"""What a grid of quotas is made from, and the sums at its foot: arithmetic on numbers that others have read."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from cdcs.models import CongDoan
from chitieu.actions import may_give
from chitieu.enums import LoaiChiTieu
from chitieu.forms.noi_chi_tieu import NoiChiTieu
from chitieu.queries import HieuLuc, add_up, given_in_years, left_of, quotas_in_force
from core.numbers import format_int

SHORT = {LoaiChiTieu.DOAN_VIEN: "đoàn viên", LoaiChiTieu.CDCS: "CĐCS", LoaiChiTieu.NGHIEP_DOAN: "nghiệp đoàn"}
GIU_LAI = "quyết định cũ vẫn giữ để xem theo ngày."


@dataclass(frozen=True)
class BangGiao:
    """The unit that gives on, the units under it, who of them all may be given to, and what is in force today."""

    rieng: CongDoan
    units: Sequence[CongDoan]
    duoc_giao: frozenset[int]
    hieu_luc: HieuLuc
    nhiem_ky: Mapping[str, int | None] = field(default_factory=dict)  # the unit's own number of the term
    cac_nam: Mapping[str, int] = field(default_factory=dict)  # what its units were given in the other years
    la_nhiem_ky: bool = False

    @property
    def editable(self) -> list[CongDoan]:
        """The units with cells, the unit itself first."""
        return [unit for unit in [self.rieng, *self.units] if unit.pk in self.duoc_giao]

    @property
    def children(self) -> list[dict]:
        return [self.hieu_luc[unit.pk] for unit in self.units]


def read_bang(noi: NoiChiTieu, *, by) -> BangGiao:
    """Read a grid for a user; a fixed number of queries."""
    every = [noi.don_vi, *noi.units]
    in_force = quotas_in_force([unit.pk for unit in every], noi.nam, noi.day)
    term = in_force if noi.nam is None else quotas_in_force([noi.don_vi.pk], None, noi.day)
    own = term[noi.don_vi.pk]
    return BangGiao(
        noi.don_vi, noi.units, frozenset(unit.pk for unit in every if may_give(unit, by=by)), in_force,
        {kind: line.so_giao if (line := own[kind]) else None for kind in SHORT},
        given_in_years(noi.don_vi, noi.cac_nam_khac, noi.day), noi.nam is None,
    )  # fmt: skip


@dataclass(frozen=True)
class ChanBang:
    """The foot of one kind: what the units are given by the draft and in force, against year and term.

    `rieng` is the unit's own number as the draft has it; `nhiem_ky` and `cac_nam` as in `BangGiao`.
    """

    loai: LoaiChiTieu
    nhap: int | None
    hieu_luc: int | None
    rieng: int | None
    rieng_hieu_luc: int | None
    nhiem_ky: int | None
    cac_nam: int
    la_nhiem_ky: bool = False

    @property
    def con_nhap(self) -> int | None:
        """What the draft leaves of the unit's own number; below 0 where it gives more."""
        return left_of(self.rieng, self.nhap)

    @property
    def con_hieu_luc(self) -> int | None:
        return left_of(self.rieng_hieu_luc, self.hieu_luc)

    @property
    def tong_cac_nam(self) -> int:
        """What the units were given in all years so far, the draft of this one among them."""
        return self.cac_nam + (0 if self.la_nhiem_ky else self.nhap or 0)

    @property
    def con_nhiem_ky(self) -> int | None:
        return left_of(self.nhiem_ky, self.tong_cac_nam)

    @property
    def con_bang_loi(self) -> str:
        """The remainder of the draft in words; nothing without an own number."""
        if self.con_nhap is None:
            return ""
        if self.con_nhap < 0:
            return f", giao quá {format_int(-self.con_nhap)}"
        return f", còn {format_int(self.con_nhap)} chưa giao" if self.con_nhap else ", giao đủ"


def make_foot(bang: BangGiao, shown: Mapping[tuple[int, str], int | None]) -> list[ChanBang]:
    """The foot of every kind; `shown` are the numbers of the editable cells."""
    found = []
    for kind in SHORT:
        given: list[int] = []
        for unit in bang.units:
            ruling = bang.hieu_luc[unit.pk][kind]
            number = shown.get((unit.pk, kind), ruling.so_giao if ruling else None)
            given += [] if number is None else [number]
        own = bang.hieu_luc[bang.rieng.pk][kind]
        own_now = own.so_giao if own else None
        mine = shown.get((bang.rieng.pk, kind), own_now)
        term = mine if bang.la_nhiem_ky else bang.nhiem_ky.get(kind)
        found.append(ChanBang(kind, sum(given) if given else None, add_up(bang.children, kind), mine, own_now, term,
                              bang.cac_nam.get(kind, 0), bang.la_nhiem_ky))  # fmt: skip
    return found


def tom_tat(so_don_vi: int, kinds: Collection[str], foot: Sequence[ChanBang]) -> str:
    """What issuing the draft does, in one sentence; `static/js/quota_grid.js` says the same while one types.

    `so_don_vi` are the units that change, `kinds` the kinds that do.
    """
    if not kinds:
        return "Chưa có ô nào khác với chỉ tiêu đang hiệu lực."
    parts = [f"{format_int(so_don_vi)} đơn vị đổi số"] if so_don_vi else []
    for one in foot:
        if one.loai not in kinds:
            continue
        name = "" if set(kinds) == {LoaiChiTieu.DOAN_VIEN} else f"{SHORT[one.loai]} "
        if one.rieng != one.rieng_hieu_luc:
            parts.append(f"{name}được giao {format_int(one.rieng_hieu_luc or 0)} thành {format_int(one.rieng or 0)}")
        parts.append(f"{name}tổng {format_int(one.hieu_luc or 0)} thành {format_int(one.nhap or 0)}{one.con_bang_loi}")
    return f"{', '.join(parts)}; {GIU_LAI}"


def canh_bao(ten: str, foot: Sequence[ChanBang]) -> list[str]:
    """What is given beyond the unit's own number, or beyond the term: a warning, never a refusal."""
    found = []
    for one in foot:
        if (one.con_nhap or 0) < 0:
            found.append(f"Giao quá chỉ tiêu {SHORT[one.loai]} của {ten}: {format_int(-(one.con_nhap or 0))}.")
        if not one.la_nhiem_ky and (one.con_nhiem_ky or 0) < 0:
            found.append(
                f"Các năm cộng lại quá chỉ tiêu {SHORT[one.loai]} cả nhiệm kỳ của {ten}: "
                f"{format_int(-(one.con_nhiem_ky or 0))}."
            )
    return found

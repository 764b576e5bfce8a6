"""A proposal of quotas to start from: the unit's number of a kind shared out among its units, and how (01 R13)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from baocao.enums import CachChia
from baocao.queries.so_lieu import year_blocks
from cdcs.models import CongDoan
from chitieu.enums import LoaiChiTieu
from chitieu.forms.noi_chi_tieu import NoiChiTieu
from chitieu.queries import chia_phan
from core.dates import union_year_window
from core.numbers import percent_1
from doanhnghiep.queries.bao_phu import bao_phu, lao_dong_trong_dien
from doanvien.queries import so_ton
from doanvien.queries.mat_do import mat_do_cua


@dataclass(frozen=True)
class DongDeXuat:
    """A unit: what its part is measured by, the share of it in all, the part."""

    unit: CongDoan
    goc: int
    ty_trong: Decimal | None
    so: int


@dataclass(frozen=True)
class DeXuat:
    """The parts, which add up to `tong`; `chia_deu_thay`: nobody had anything to measure by, so all weigh the same."""

    tong: int
    lines: tuple[DongDeXuat, ...]
    chia_deu_thay: bool

    @property
    def tong_goc(self) -> int:
        return sum(line.goc for line in self.lines)

    @property
    def numbers(self) -> dict[int, int]:
        return {line.unit.pk: line.so for line in self.lines}


# What the number of each kind may be shared out by.
CACH_CUA: dict[str, tuple[CachChia, ...]] = {
    LoaiChiTieu.DOAN_VIEN: (CachChia.DEU, CachChia.LAO_DONG, CachChia.NAM_TRUOC),
    LoaiChiTieu.CDCS: (CachChia.DEU, CachChia.CHUA_CO, CachChia.NAM_TRUOC),
    LoaiChiTieu.NGHIEP_DOAN: (CachChia.DEU, CachChia.NAM_TRUOC),
}


def de_xuat(noi: NoiChiTieu, units: Sequence[CongDoan], loai: str, cach: str, tong: int) -> DeXuat:
    """Share `tong` of a kind out among `units` in one of its ways; a fixed number of queries."""
    bases = _bases(noi, units, loai, cach)
    weights = [bases[unit.pk] for unit in units]
    whole = sum(weights)
    parts = chia_phan(tong, weights)
    lines = (
        DongDeXuat(unit, weight, percent_1(weight, whole), part)
        for unit, weight, part in zip(units, weights, parts, strict=True)
    )
    return DeXuat(tong, tuple(lines), not whole)


def _bases(noi: NoiChiTieu, units: Sequence[CongDoan], loai: str, cach: str) -> dict[int, int]:
    if cach == CachChia.LAO_DONG:
        return chua_la_doan_vien(units, noi.day)
    if cach == CachChia.CHUA_CO:
        coverage = bao_phu([unit.pk for unit in units], noi.day)
        return {pk: block["chua_co_cdcs"] for pk, block in coverage.items()}
    if cach == CachChia.NAM_TRUOC and noi.nam_truoc is not None:
        blocks = year_blocks(units, union_year_window(noi.nam_truoc)[1], noi.place.co_cau)
        return {unit.pk: max(blocks[unit.pk][loai]["thuc_hien"], 0) for unit in units}
    return dict.fromkeys((unit.pk for unit in units), 1)


def chua_la_doan_vien(units: Sequence[CongDoan], day: date) -> dict[int, int]:
    """Workers who are no members yet: of the employers in scope that a superior unit manages, or a base unit covers.

    Never below 0: who has more members than workers were reported weighs nothing.
    """
    bases = [unit.pk for unit in units if unit.la_co_so]
    others = [unit.pk for unit in units if not unit.la_co_so]
    found = {pk: one.chua_la_doan_vien or 0 for pk, one in mat_do_cua(bases, day).items()}
    workers, members = lao_dong_trong_dien(others, day), so_ton(others, day)
    return found | {pk: max(workers[pk] - members[pk][0], 0) for pk in others}

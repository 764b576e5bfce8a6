"""The round before a round, and what the unit reported there [02-2.6-17]."""

from dataclasses import dataclass
from datetime import timedelta

from baocao.enums import LoaiKy
from baocao.models import BanChup, KyBaoCao
from baocao.queries.bao_cao.ban_chup import newest
from baocao.queries.ky import all_rounds
from cdcs.models import CongDoan

NUA_NAM_VA_NAM = frozenset({LoaiKy.SAU_THANG, LoaiKy.NAM})


@dataclass(frozen=True)
class SoKyTruoc:
    """The round before, and the snapshot of the unit's report in it where there is one."""

    ky: KyBaoCao
    ban_chup: BanChup | None


def ky_truoc(ky: KyBaoCao) -> KyBaoCao | None:
    """The round of kind 6T or NAM that ends on the eve of this one, or None [02-2.6-17]."""
    eve = ky.tu_ngay - timedelta(days=1)
    found = [one for one in all_rounds() if one.den_ngay == eve and one.loai in NUA_NAM_VA_NAM]
    return max(found, key=lambda one: one.loai == LoaiKy.NAM) if found else None


def so_ky_truoc(unit: CongDoan, ky: KyBaoCao) -> SoKyTruoc | None:
    """The round before and the unit's frozen report there; without such a round None."""
    before = ky_truoc(ky)
    if before is None:
        return None
    return SoKyTruoc(before, newest(before, unit) if before.pk else None)

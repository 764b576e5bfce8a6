"""Closed periods: what `baocao` will write when a report is approved, and what is said to who records in one."""

from datetime import date

from cdcs.models import KhoaSo
from tests.cast import World

CLOSED_TO = date(2025, 5, 31)  # data-to of the round 6T-2025
LOCKS = date(2025, 8, 1)


def close(world: World, unit: str, since: date = LOCKS, to: date = CLOSED_TO) -> KhoaSo:
    """The report of a unit is approved: closed up to data-to of its round, from the day the round locks on."""
    round_of = f"{'6T' if to.month == 5 else 'NAM'}-{to.year}"
    return KhoaSo.objects.create(cong_doan=world.units[unit], ma_ky=round_of, khoa_den_ngay=to, hieu_luc_tu=since)


def closed_by(name: str, day: str = "31/05/2025") -> str:
    how = "công đoàn cấp trên gửi đính chính (Báo cáo → Đính chính)."
    return f"Sổ của {name} đã khóa đến hết {day} theo báo cáo đã duyệt: {how}"

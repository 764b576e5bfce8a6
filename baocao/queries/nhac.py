"""Who is to be reminded of which report today, and in which words (03 §3.2, `remind_bao_cao`)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from baocao.models import BaoCao, KyBaoCao, LanNhac
from baocao.queries.don_vi_bao_cao import expected_units
from baocao.queries.ky import all_rounds, days_text, han_text, round_label
from cdcs.enums import VaiTro
from cdcs.models import CongDoan, PhanCong
from core.dates import format_date
from core.sql import id_in

# Days against the last on-time one; of those reached the latest counts, so that a missed run is made good.
MOC = (-14, -7, -1, 1, 3)
LAST_DAYS = 7  # after the last mark nothing is sent by itself: the reviewer reminds by hand


@dataclass(frozen=True)
class CanNhac:
    """A reminder that is due: the round, the unit, the mark, and the report as far as it was begun."""

    ky: KyBaoCao
    unit: CongDoan
    moc: int
    loi_nhac: str


def open_rounds(day: date) -> list[KyBaoCao]:
    """Rounds in which reports are written on `day`."""
    return [ky for ky in all_rounds() if ky.ngay_mo <= day < ky.ngay_khoa]


def not_submitted(ky: KyBaoCao, day: date) -> list[CongDoan]:
    """Expected units that have never submitted in this round; a returned report was submitted."""
    sent = set(BaoCao.objects.filter(ky=ky, lan__gte=1).values_list("cong_doan_id", flat=True)) if ky.pk else set()
    return [unit for unit in expected_units(ky, day) if unit.pk not in sent]


def reached_mark(ky: KyBaoCao, day: date) -> int | None:
    """The latest mark that `day` has reached, None before the first one and long after the last."""
    passed = (day - ky.ngay_cuoi).days
    reached = [mark for mark in MOC if mark <= passed]
    return reached[-1] if reached and passed <= MOC[-1] + LAST_DAYS else None


def due_reminders(day: date) -> list[CanNhac]:
    """Every reminder of today that was not given yet, by round and unit."""
    found = []
    for ky in open_rounds(day):
        mark = reached_mark(ky, day)
        if mark is None:
            continue
        given = LanNhac.objects.filter(ky=ky, moc=mark) if ky.pk else LanNhac.objects.none()
        done = set(given.values_list("cong_doan_id", flat=True))
        found += [
            CanNhac(ky, unit, mark, loi_nhac(ky, unit, day)) for unit in not_submitted(ky, day) if unit.pk not in done
        ]
    return found


def loi_nhac(ky: KyBaoCao, unit: CongDoan, day: date) -> str:
    """The reminder as one sends it by telephone: names no person and no figure."""
    return (
        f"Kính gửi {unit.ten}: đến ngày {format_date(day)} chưa nhận được {round_label(ky)}, {han_text(ky)} "
        f"({days_text(ky, day)}). Đề nghị đơn vị kiểm tra số liệu và nộp báo cáo trên Sổ Công đoàn."
    )


def addresses_of(units: Iterable[CongDoan], day: date) -> dict[int, list[str]]:
    """{unit: e-mail addresses of its clerks}, for those who have one (04 §4.6a)."""
    rows = PhanCong.objects.valid_on(day).filter(
        id_in("cong_doan_id", [unit.pk for unit in units]), vai_tro=VaiTro.CAN_BO, user__is_active=True
    )
    found: dict[int, list[str]] = defaultdict(list)
    for unit, email in rows.exclude(user__email="").values_list("cong_doan_id", "user__email"):
        found[unit].append(email)
    return dict(found)

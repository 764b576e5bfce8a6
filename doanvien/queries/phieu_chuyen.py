"""Reading transfer slips: lists, what waits and since when, and the control figure Σ đi = Σ đến (02 §2.2; B8)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, F, Min, QuerySet, Sum
from django.utils import timezone

from cdcs.access import Scope
from core.dates import is_month_end, month_start, next_month
from core.sql import id_in
from doanvien.enums import LOAI_CAP, LoaiBienDong
from doanvien.models import BienDong, DoanVien, PhieuChuyen, SoDemCap

WITH_PARTS = ("cong_doan_di", "cong_doan_den", "doan_vien", "doan_vien__gop_vao", "created_by", "answered_by")


@dataclass(frozen=True)
class PhieuCho:
    """What waits: slips, people on them, the day the oldest was made (None for none), the units at the other end.

    `don_vi` are names, the unit with most people first.
    """

    so_phieu: int
    so_luong: int
    cu_nhat: date | None
    don_vi: tuple[str, ...]


def waiting_slips(scope: Scope) -> PhieuCho:
    """Slips that wait to be accepted or refused at units of the scope (one query); `don_vi` are the origins."""
    return _waiting(PhieuChuyen.objects.waiting().arriving_in(scope), "cong_doan_di")


def sent_slips(scope: Scope) -> PhieuCho:
    """Slips that units of the scope have sent and that wait (one query); `don_vi` are the destinations."""
    return _waiting(PhieuChuyen.objects.waiting().leaving(scope), "cong_doan_den")


def _waiting(slips: QuerySet[PhieuChuyen], other: str) -> PhieuCho:
    rows = (
        slips.values_list(f"{other}__ten")
        .annotate(n=Count("pk"), q=Sum("so_luong"), since=Min("created_at"))
        .order_by("-q", f"{other}__ten")
    )
    found = list(rows)
    oldest = min((since for *_, since in found), default=None)
    return PhieuCho(
        sum(n for _, n, *_ in found),
        sum(quantity for _, _, quantity, _ in found),
        timezone.localdate(oldest) if oldest else None,
        tuple(name for name, *_ in found),
    )


def waiting_of(member: DoanVien) -> PhieuChuyen | None:
    """The slip of the member that waits, if there is one."""
    return PhieuChuyen.objects.waiting().filter(doan_vien=member).select_related("cong_doan_den").first()


def members_waiting(member_ids: Iterable[int]) -> set[int]:
    """Which of these members a waiting slip names (one query)."""
    waiting = PhieuChuyen.objects.waiting().filter(id_in("doan_vien_id", member_ids))
    return set(waiting.values_list("doan_vien_id", flat=True))


def everybody_waiting() -> frozenset[int]:
    """Every member whom a waiting slip names, for the Excel of a list; they are few beside the members."""
    return frozenset(PhieuChuyen.objects.waiting().exclude(doan_vien=None).values_list("doan_vien_id", flat=True))


def transfer_totals(tu: date, den: date) -> tuple[int, int]:
    """(Σ chuyển đi, Σ chuyển đến) of the whole ledger in [tu, den], in people; equal, or the ledger is at fault."""
    totals = pair_totals(tu, den)
    return totals[LoaiBienDong.CHUYEN_DI], totals[LoaiBienDong.CHUYEN_DEN]


def pair_totals(tu: date, den: date) -> dict[str, int]:
    """Every paired kind of the whole ledger in [tu, den], in people: out = in, or the ledger is at fault.

    Read from the counters of pairs with the tails of both ends, so that no window walks over the ledger.
    """
    last, first = _totals_up_to(den), _totals_up_to(tu - timedelta(days=1))
    return {kind.value: last.get(kind, 0) - first.get(kind, 0) for kind in LOAI_CAP}


def _totals_up_to(day: date) -> dict[str, int]:
    limit = next_month(day) if is_month_end(day) else month_start(day)
    counted = SoDemCap.objects.filter(loai__in=LOAI_CAP, ngay__lt=limit).values_list("loai")
    totals = {kind: int(quantity) for kind, quantity in counted.annotate(q=Sum("so_luong")).order_by()}
    if limit <= day:
        tail = BienDong.objects.filter(loai__in=LOAI_CAP, ngay__range=(limit, day)).values_list("loai")
        for kind, quantity in tail.annotate(q=Sum(F("he_so") * F("so_luong"))).order_by():
            totals[kind] = totals.get(kind, 0) + int(quantity)
    return totals

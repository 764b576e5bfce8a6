"""Employers that came over the threshold of the programme or fell under it, each with its day (05 §5.2-1)."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from cdcs.models import ChuongTrinh, CoCau
from core.sql import id_in
from doanhnghiep.models import DoanhNghiep, LaoDong
from doanhnghiep.queries.bao_phu import employers_in_scope, links_on, with_facts_on

EVENT_DAYS = 90  # how long a crossing stands in the home


def crossed_threshold(unit_id: int, day: date, structure: CoCau | None = None) -> QuerySet[DoanhNghiep]:
    """Employers in scope for the unit on `day`, without a CĐCS, whose workers were under the threshold before."""
    threshold = ChuongTrinh.current().nguong_lao_dong
    before = LaoDong.objects.filter(
        doanh_nghiep=OuterRef("pk"), ngay_so_lieu__lte=day, den_ngay__gt=F("ngay_so_lieu"), tong_lao_dong__lt=threshold
    )
    employers = employers_in_scope(unit_id, day, structure)
    return employers.filter(lao_dong_hien_co__gte=threshold, co_cdcs=False).filter(Exists(before))


@dataclass(frozen=True)
class QuaNguong:
    """A crossing of the threshold: the day of the record that made it, workers before and after."""

    doanh_nghiep: DoanhNghiep
    ngay: date
    truoc: int
    sau: int
    nguon: str
    co_cdcs: bool

    @property
    def is_up(self) -> bool:
        return self.sau > self.truoc


def crossings(unit_id: int, start: date, end: date, structure: CoCau | None = None) -> QuerySet:
    """Ruling records dated in [start, end] on the other side of the threshold than the one they followed.

    Of the employers operating under the unit on `end`; `truoc` is the number before. A first record crosses nothing.
    """
    threshold = ChuongTrinh.current().nguong_lao_dong
    earlier = LaoDong.objects.filter(
        doanh_nghiep=OuterRef("doanh_nghiep"), den_ngay=OuterRef("ngay_so_lieu"), den_ngay__gt=F("ngay_so_lieu")
    )
    employers = employers_in_scope(unit_id, end, structure)
    rows = LaoDong.objects.filter(
        doanh_nghiep__in=employers.values("pk"), ngay_so_lieu__range=(start, end), den_ngay__gt=F("ngay_so_lieu")
    ).annotate(truoc=Subquery(earlier.values("tong_lao_dong")[:1]))
    up = rows.filter(truoc__lt=threshold, tong_lao_dong__gte=threshold)
    down = rows.filter(truoc__gte=threshold, tong_lao_dong__lt=threshold)
    return (up | down).select_related("doanh_nghiep").order_by("-ngay_so_lieu", "-pk")


def fallen(unit_id: int, start: date, end: date, structure: CoCau | None = None) -> QuerySet:
    """Crossings of a window by which employers with a CĐCS left the scope, those that rose again by `end` left out."""
    rows = crossings(unit_id, start, end, structure).filter(
        tong_lao_dong__lt=F("truoc"), doanh_nghiep__in=links_on(end).values("doanh_nghiep_id")
    )
    rose = LaoDong.objects.filter(
        doanh_nghiep=OuterRef("doanh_nghiep"), ngay_so_lieu__gt=OuterRef("ngay_so_lieu"), ngay_so_lieu__lte=end,
        den_ngay__gt=F("ngay_so_lieu"), tong_lao_dong__gte=ChuongTrinh.current().nguong_lao_dong,
    )  # fmt: skip
    return rows.filter(~Exists(rose))


def crossing_counts(employers: Container[int], start: date, end: date) -> tuple[list[int], int, int]:
    """The keys of `crossings` of these employers, latest first, and how many go up and how many down; two queries."""
    threshold = ChuongTrinh.current().nguong_lao_dong
    ruling = LaoDong.objects.filter(den_ngay__gt=F("ngay_so_lieu"))
    followed = ruling.filter(den_ngay__range=(start, end)).values_list("doanh_nghiep_id", "den_ngay", "tong_lao_dong")
    before = {(employer, day): workers for employer, day, workers in followed}
    rows = ruling.filter(ngay_so_lieu__range=(start, end)).order_by("-ngay_so_lieu", "-pk")
    keys, up = [], 0
    for pk, employer, day, workers in rows.values_list("pk", "doanh_nghiep_id", "ngay_so_lieu", "tong_lao_dong"):
        old = before.get((employer, day))
        if old is not None and (old < threshold) != (workers < threshold) and employer in employers:
            keys.append(pk)
            up += workers > old
    return keys, up, len(keys) - up


def as_events(rows: Iterable[Any], end: date) -> list[QuaNguong]:
    """Rows of `crossings`, in their order, each with whether the employer has a CĐCS on the last day."""
    rows = list(rows)
    employers = with_facts_on(DoanhNghiep.objects.filter(id_in("pk", [row.doanh_nghiep_id for row in rows])), end)
    has = set(employers.filter(co_cdcs=True).values_list("pk", flat=True))
    return [
        QuaNguong(row.doanh_nghiep, row.ngay_so_lieu, row.truoc, row.tong_lao_dong, row.get_nguon_display(),
                  row.doanh_nghiep_id in has)
        for row in rows
    ]  # fmt: skip


def recent_window(day: date) -> tuple[date, date]:
    """The days whose crossings the home tells of."""
    return day - timedelta(days=EVENT_DAYS - 1), day

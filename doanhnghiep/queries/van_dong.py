"""The worklist of organising: who comes first and why, where everything stands (01 R4; CTr II.2.1)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Count, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from cdcs.models import ChuongTrinh, CoCau
from core.dates import years_before
from core.numbers import format_int
from core.sql import id_in
from doanhnghiep.enums import GiaiDoan
from doanhnghiep.models import BuocVanDong, DoanhNghiep, VanDong
from doanhnghiep.queries.bao_phu import employers_in_scope

# The share of its weight that a size earns, in percent.
QUY_MO_PHAN = ((1000, 100), (500, 85), (200, 70), (100, 50), (50, 30), (20, 15))
SOON = timedelta(days=7)  # a next step within it is due
NAM_DAY = 10  # years in operation that earn the whole weight
NHAN = {
    "quy_mo": "Quy mô lao động",
    "fdi": "Vốn nước ngoài",
    "nam": "Số năm hoạt động",
    "khu": "Trong khu, cụm công nghiệp",
}


def _size_share(workers: int) -> int:
    return next((share for start, share in QUY_MO_PHAN if workers >= start), 0)


def years_in_operation(start: date | None, day: date) -> int:
    """Full years from the first day of operation to `day`; 0 where the first day is not known."""
    if start is None or start > day:
        return 0
    return day.year - start.year - ((day.month, day.day) < (start.month, start.day))


def uu_tien(employers: QuerySet[DoanhNghiep], day: date, weights: dict[str, int]) -> QuerySet[DoanhNghiep]:
    """Annotate `diem`, hundredths of points: each weight times the share that the employer earns of it."""
    size = Case(
        *(When(lao_dong_hien_co__gte=start, then=Value(share)) for start, share in QUY_MO_PHAN), default=Value(0)
    )
    age = Case(
        *(When(ngay_hoat_dong__lte=years_before(day, years), then=Value(years * 100 // NAM_DAY))
          for years in range(NAM_DAY, 0, -1)),
        default=Value(0),
    )  # fmt: skip
    return employers.annotate(
        diem=size * weights["quy_mo"]
        + age * weights["nam"]
        + Case(When(von_nuoc_ngoai=True, then=Value(100 * weights["fdi"])), default=Value(0))
        + Case(When(khu_cong_nghiep="", then=Value(0)), default=Value(100 * weights["khu"])),
    )


def why_first(employer: DoanhNghiep, day: date) -> str:
    """What earns the points, in words: "1.240 lao động; vốn nước ngoài; 9 năm hoạt động; KCN Hòa Xá"."""
    years = years_in_operation(employer.ngay_hoat_dong, day)
    parts = [f"{format_int(employer.lao_dong_hien_co)} lao động"]  # type: ignore[attr-defined]  # `with_facts_on`
    if employer.von_nuoc_ngoai:
        parts.append("vốn nước ngoài")
    parts.append(f"{years} năm hoạt động" if years else "chưa rõ hoặc dưới 1 năm hoạt động")
    if employer.khu_cong_nghiep:
        parts.append(employer.khu_cong_nghiep)
    return "; ".join(parts)


def points_of(employer: DoanhNghiep) -> int:
    """The points of an employer that `uu_tien` has annotated, rounded."""
    return (employer.diem + 50) // 100  # type: ignore[attr-defined]


def organising_of(employer: DoanhNghiep) -> dict[str, Any]:
    """The organising work at one employer with its steps and contacts, for the pages that show it; three queries."""
    work = VanDong.objects.select_related("phu_trach").filter(doanh_nghiep=employer).first()
    if work is None:
        return {"work": None, "steps": [], "contacts": []}
    steps = work.cac_buoc.select_related("created_by").order_by("-ngay", "-pk")
    return {"work": work, "steps": list(steps), "contacts": list(work.cac_lan.select_related("created_by"))}


def can_van_dong(unit_id: int, day: date, structure: CoCau | None = None) -> QuerySet[DoanhNghiep]:
    """Employers in scope without a CĐCS: the list behind "chưa có CĐCS", with its organising work and points."""
    programme = ChuongTrinh.current()
    employers = employers_in_scope(unit_id, day, structure).filter(
        lao_dong_hien_co__gte=programme.nguong_lao_dong, co_cdcs=False
    )
    work = VanDong.objects.filter(doanh_nghiep=OuterRef("pk"))
    stage = Coalesce(Subquery(work.values("giai_doan")[:1]), Value(GiaiDoan.CHUA_TIEP_CAN.value))
    return uu_tien(employers.annotate(giai_doan=stage), day, programme.trong_so_uu_tien)


ORDER = ("-diem", "-lao_dong_hien_co", "ten_khong_dau", "pk")


@dataclass(frozen=True)
class NhomVanDong:
    """A line of the summary: how many employers, and the filter of their list."""

    ten: str
    so: int
    query: str


def count_by(employers: QuerySet[DoanhNghiep], path: str) -> dict:
    """How many of the worklist stand at each value of a field."""
    return dict(employers.order_by().values_list(path).annotate(n=Count("pk")))


def stage_counts(employers: QuerySet[DoanhNghiep]) -> list[NhomVanDong]:
    """The worklist by stage, every stage but "đã thành lập" named."""
    found = count_by(employers, "giai_doan")
    return [
        NhomVanDong(stage.label, found.get(stage.value, 0), f"giai_doan={stage.value}")
        for stage in GiaiDoan
        if stage != GiaiDoan.DA_THANH_LAP or found.get(stage.value)
    ]


def due_steps(unit_id: int, until: date, day: date) -> QuerySet[DoanhNghiep]:
    """Employers of the worklist whose next step is due by `until`, the oldest first."""
    rows = can_van_dong(unit_id, day).filter(van_dong__ngay_buoc_tiep__lte=until)
    return rows.select_related("van_dong").order_by("van_dong__ngay_buoc_tiep", "pk")


def giai_doan_on(employer_ids: Collection[int], day: date) -> dict[int, tuple[str, str, date | None]]:
    """(stage on `day`, reason, expected founding) of the employers that have organising work; two queries.

    The stage is dated, reason and expected day are those of today (PL4 of 03 §3.5).
    """
    works = {work.pk: work for work in VanDong.objects.filter(id_in("doanh_nghiep_id", employer_ids))}
    stages: dict[int, str] = {}
    steps = BuocVanDong.objects.filter(id_in("van_dong_id", works), ngay__lte=day).order_by("ngay", "pk")
    for work, stage in steps.values_list("van_dong_id", "den"):
        stages[work] = stage
    return {
        work.doanh_nghiep_id: (
            GiaiDoan(stages.get(work.pk, GiaiDoan.CHUA_TIEP_CAN)).label,
            work.get_ly_do_display() if work.ly_do else "",
            work.du_kien,
        )
        for work in works.values()
    }

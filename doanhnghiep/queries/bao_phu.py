"""Coverage of employers by CĐCS for any units, day and structure (02 §2.4, §2.3-16): the one place that computes it."""

from collections.abc import Collection
from datetime import date
from typing import cast

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.lookups import GreaterThanOrEqual

from cdcs.enums import LoaiCongDoan
from cdcs.models import CayCongDoan, ChuongTrinh, CoCau
from core.numbers import percent_1
from core.sql import id_in
from doanhnghiep.models import DoanhNghiep, DoanhNghiepQuerySet, LaoDong, LienKetCDCS, QuanLyDoanhNghiep

KHOA = ("trong_dien", "co_cdcs", "fdi_trong_dien", "fdi_co_cdcs", "chua_co_so_lieu")


def ruling_on(day: date) -> QuerySet[LaoDong]:
    """The record of workers that rules on `day`, of every employer that has one [02-2.4-2]."""
    return LaoDong.objects.filter(ngay_so_lieu__lte=day, den_ngay__gt=day)


def links_on(day: date) -> QuerySet[LienKetCDCS]:
    """The links of employers to a CĐCS active on `day` [02-2.4-6]."""
    return LienKetCDCS.objects.filter(
        Q(cong_doan__ngay_ket_thuc=None) | Q(cong_doan__ngay_ket_thuc__gt=day),
        tu_ngay__lte=day,
        den_ngay__gt=day,
        cong_doan__loai=LoaiCongDoan.CDCS,
        cong_doan__is_hidden=False,
        cong_doan__ngay_thanh_lap__lte=day,
    )


def with_facts_on(employers: QuerySet[DoanhNghiep], day: date) -> QuerySet[DoanhNghiep]:
    """Employers operating on `day`, annotated with `lao_dong_hien_co` (None: no record by then) and `co_cdcs`."""
    workers = ruling_on(day).filter(doanh_nghiep=OuterRef("pk")).values("tong_lao_dong")
    return (
        cast(DoanhNghiepQuerySet, employers)
        .operating_on(day)
        .annotate(
            lao_dong_hien_co=Subquery(workers[:1], output_field=IntegerField()),
            co_cdcs=Exists(links_on(day).filter(doanh_nghiep=OuterRef("pk"))),
        )
    )


def managed_on(day: date, unit_ids: Collection[int], structure: CoCau | None) -> QuerySet[QuanLyDoanhNghiep]:
    """Rows of management that put an employer under these units on `day`, in the structure when one is given."""
    tree_day = structure.ngay if structure else day
    rows = QuanLyDoanhNghiep.objects.filter(tu_ngay__lte=tree_day, den_ngay__gt=tree_day)
    if structure is not None:
        return rows.filter(id_in("cong_doan_id", set().union(*(structure.under(pk) for pk in unit_ids))))
    under = CayCongDoan.objects.filter(id_in("cap_tren_id", unit_ids), tu_ngay__lte=day, den_ngay__gt=day)
    return rows.filter(cong_doan_id__in=under.values("cap_duoi_id"))


def employers_in_scope(unit_id: int, day: date, structure: CoCau | None = None) -> QuerySet[DoanhNghiep]:
    """The list behind coverage: operating employers managed under the unit, with their facts of `day`."""
    managed = managed_on(day, [unit_id], structure).values("doanh_nghiep_id")
    return with_facts_on(DoanhNghiep.objects.filter(pk__in=managed), day)


def by_manager(day: date, tree_day: date) -> QuerySet:
    """Operating employers with their facts of `day`, their managing unit of `tree_day`, and whether they are in scope.

    `trong_dien` is None where no workers are recorded by then. Grouped by these, each fact is looked up once for an
    employer: in a condition of every count it would be once for every count.
    """
    manager = QuanLyDoanhNghiep.objects.filter(
        doanh_nghiep=OuterRef("pk"), tu_ngay__lte=tree_day, den_ngay__gt=tree_day
    )
    return with_facts_on(DoanhNghiep.objects.all(), day).annotate(
        quan_ly_id=Subquery(manager.values("cong_doan_id")[:1]),
        trong_dien=GreaterThanOrEqual(F("lao_dong_hien_co"), ChuongTrinh.current().nguong_lao_dong),
    )


def bao_phu(unit_ids: Collection[int], day: date, structure: CoCau | None = None) -> dict[int, dict]:
    """Return the coverage of every unit as of `day` with the keys of 03 §3.4 `bao_phu`; one query and its tree."""
    employers, above = _under(unit_ids, day, structure)
    rows = (
        employers.values_list("quan_ly_id", "trong_dien", "co_cdcs", "von_nuoc_ngoai")
        .annotate(so=Count("pk"))
        .order_by()
    )
    found = {pk: dict.fromkeys(KHOA, 0) for pk in unit_ids}
    for manager_id, in_scope, covered, foreign, count in rows:
        for pk in above.get(manager_id, ()):
            for key in _counted_as(in_scope, covered, foreign):
                found[pk][key] += count
    return {pk: _answer(values) for pk, values in found.items()}


def _counted_as(in_scope: bool | None, covered: bool, foreign: bool) -> list[str]:
    """The keys of `KHOA` that employers with these facts count for [02-2.4-4..6]."""
    if in_scope is None:
        return ["chua_co_so_lieu"]
    facts = {"trong_dien": True, "co_cdcs": covered, "fdi_trong_dien": foreign, "fdi_co_cdcs": foreign and covered}
    return [key for key, holds in facts.items() if in_scope and holds]


def lao_dong_trong_dien(unit_ids: Collection[int], day: date) -> dict[int, int]:
    """The workers of the employers in scope that are managed under every unit, as of `day`; one query and its tree."""
    employers, above = _under(unit_ids, day, None)
    rows = (
        employers.filter(trong_dien=True)
        .values_list("quan_ly_id")
        .annotate(so_lao_dong=Sum("lao_dong_hien_co"))
        .order_by()
    )
    found = dict.fromkeys(unit_ids, 0)
    for manager_id, workers in rows:
        for pk in above.get(manager_id, ()):
            found[pk] += workers
    return found


def _under(unit_ids: Collection[int], day: date, structure: CoCau | None) -> tuple[QuerySet, dict[int, list[int]]]:
    """Employers as `by_manager` tells them, and {managing unit: those of `unit_ids` it stands under}.

    Of a few managing units their employers alone are read; of a whole province it is quicker to read all.
    """
    managers = set(QuanLyDoanhNghiep.objects.values_list("cong_doan_id", flat=True).distinct())
    above = _above(managers, frozenset(unit_ids), day, structure)
    employers = by_manager(day, structure.ngay if structure else day)
    if 2 * len(above) < len(managers):
        employers = employers.filter(pk__in=managed_on(day, unit_ids, structure).values("doanh_nghiep_id"))
    return employers, above


def _above(
    managers: Collection[int], asked: frozenset[int], day: date, structure: CoCau | None
) -> dict[int, list[int]]:
    above: dict[int, list[int]] = {}
    if structure is not None:
        for pk in structure.don_vi.keys() & managers:
            if found := asked.intersection(structure.chain(pk)):
                above[pk] = list(found)
        return above
    pairs = CayCongDoan.objects.filter(id_in("cap_tren_id", asked), tu_ngay__lte=day, den_ngay__gt=day)
    for upper, lower in pairs.filter(id_in("cap_duoi_id", managers)).values_list("cap_tren_id", "cap_duoi_id"):
        above.setdefault(lower, []).append(upper)
    return above


def _answer(counts: dict[str, int]) -> dict:
    return {
        "trong_dien": counts["trong_dien"],
        "co_cdcs": counts["co_cdcs"],
        "chua_co_cdcs": counts["trong_dien"] - counts["co_cdcs"],
        "ty_le": percent_1(counts["co_cdcs"], counts["trong_dien"]),
        "fdi_trong_dien": counts["fdi_trong_dien"],
        "fdi_co_cdcs": counts["fdi_co_cdcs"],
        "chua_co_so_lieu": counts["chua_co_so_lieu"],
    }

"""The list of employers with their facts of a day, and the history of one employer (02 §2.4)."""

from collections.abc import Iterable
from datetime import date

from django.db.models import BooleanField, F, IntegerField, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from cdcs.access import Scope
from cdcs.enums import QUAN_LY_DOANH_NGHIEP
from cdcs.models import CoCau, CongDoan
from core.text import fold
from doanhnghiep.enums import QUY_MO_TU
from doanhnghiep.models import DoanhNghiep
from doanhnghiep.queries.bao_phu import employers_in_scope, with_facts_on
from doanhnghiep.queries.doanh_nghiep import visible_doanh_nghiep


def employers_of(
    unit: CongDoan, ids: Iterable[int], day: date, structure: CoCau | None = None
) -> QuerySet[DoanhNghiep]:
    """Employers operating on `day` under a unit, with `lao_dong_hien_co`, `co_cdcs` and `so_lao_dong` for sorting.

    Under the province or a superior unit these are the ones it manages, the list behind coverage; under a base unit
    those it covers. `ids` are the unit and what stands under it.
    """
    if unit.loai in QUAN_LY_DOANH_NGHIEP:
        employers = employers_in_scope(unit.pk, day, structure)
    else:
        employers = with_facts_on(visible_doanh_nghiep(Scope(ids=frozenset(ids)), day), day)
    return employers.annotate(so_lao_dong=Coalesce(F("lao_dong_hien_co"), Value(-1)))


def stopped_employers(scope: Scope, day: date) -> QuerySet[DoanhNghiep]:
    """Employers that had stopped by `day`, with the same annotations, all empty."""
    return (
        visible_doanh_nghiep(scope, day)
        .filter(ngay_ngung__lte=day)
        .annotate(
            lao_dong_hien_co=Value(None, output_field=IntegerField()),
            co_cdcs=Value(False, output_field=BooleanField()),
            so_lao_dong=Value(-1, output_field=IntegerField()),
        )
    )


def band_condition(band: str) -> Q:
    """Employers of one size band (07 §7.2)."""
    starts = sorted(QUY_MO_TU.values())
    low = QUY_MO_TU[band]
    above = next((start for start in starts if start > low), None)
    condition = Q(lao_dong_hien_co__gte=low)
    return condition & Q(lao_dong_hien_co__lt=above) if above is not None else condition


def matching(employers: QuerySet[DoanhNghiep], text: str) -> QuerySet[DoanhNghiep]:
    """Employers by tax code (its beginning) or by name without accents."""
    compact = text.replace(" ", "").replace(".", "")
    if compact.replace("-", "").isdigit():
        return employers.filter(ma_so_thue__startswith=compact)
    for word in fold(text).split():
        employers = employers.filter(ten_khong_dau__contains=word)
    return employers

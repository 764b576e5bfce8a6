"""Employers that came over the threshold of the programme and have no CĐCS yet (05 §5.2-1)."""

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from cdcs.models import ChuongTrinh, CoCau
from doanhnghiep.models import DoanhNghiep, LaoDong
from doanhnghiep.queries.bao_phu import employers_in_scope


def crossed_threshold(unit_id: int, day: date, structure: CoCau | None = None) -> QuerySet[DoanhNghiep]:
    """Employers in scope for the unit on `day`, without a CĐCS, whose workers were under the threshold before."""
    threshold = ChuongTrinh.current().nguong_lao_dong
    before = LaoDong.objects.filter(doanh_nghiep=OuterRef("pk"), ngay_so_lieu__lte=day, tong_lao_dong__lt=threshold)
    employers = employers_in_scope(unit_id, day, structure)
    return employers.filter(lao_dong_hien_co__gte=threshold, co_cdcs=False).filter(Exists(before))

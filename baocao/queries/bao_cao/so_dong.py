"""The rows of the ledger that count for a unit in a window, each for the ancestors of its own day [02-2.3-3]."""

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from cdcs.models import CayCongDoan, CongDoan
from doanvien.models import BienDong


def rows_under(unit: CongDoan, start: date, end: date) -> QuerySet[BienDong]:
    """Living rows of [start, end] whose unit stood under `unit` on the day of the row."""
    day = OuterRef("ngay")
    above = CayCongDoan.objects.filter(
        cap_tren=unit, cap_duoi_id=OuterRef("cong_doan_id"), tu_ngay__lte=day, den_ngay__gt=day
    )
    return BienDong.objects.living().filter(Exists(above), ngay__range=(start, end))

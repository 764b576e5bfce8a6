"""Finding an active unit by what somebody types: codes and names are known to everybody who signs in [02-2.7-4]."""

from collections.abc import Collection

from django.db.models import Case, Q, QuerySet, Value, When

from cdcs.models import CongDoan
from core.dates import today
from core.text import fold


def units_like(text: str, kinds: Collection[str]) -> QuerySet[CongDoan]:
    """Units of these kinds, active today, with this code, or with every typed word in the name (accents do not count).

    A unit whose code or name is the very text stands first; an empty text finds nothing.
    """
    units = CongDoan.objects.active_on(today()).filter(loai__in=kinds)
    words = fold(text).split()
    if not words:
        return units.none()
    named = Q()
    for word in words:
        named &= Q(ten_khong_dau__contains=word)
    code = text.strip()
    exact = Case(
        When(ma__iexact=code, then=Value(0)), When(ten_khong_dau=" ".join(words), then=Value(1)), default=Value(2)
    )
    return units.filter(named | Q(ma__istartswith=code)).order_by(exact, "ten_khong_dau", "ma")

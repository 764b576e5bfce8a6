"""The flows of members month by month, for pace, sparklines and back-tests (02 §2.5-11)."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from cdcs.models import CoCau
from core.dates import month_start
from core.sql import id_in
from doanvien.models import SoDem, SoDemCap
from doanvien.queries.luy_ke import _SUMS, KHONG, LuyKe, _Above, _whole, add

TheoThang = dict[date, LuyKe]  # first day of the month → flows by kind


def dong_theo_thang(
    unit_ids: Collection[int], first: date, last: date, structure: CoCau | None = None
) -> dict[int, TheoThang]:
    """Return the flows of every whole month from that of `first` to that of `last`, by unit; a month without is absent.

    What comes or leaves with units that move in the tree stands among them as `cay_den`, `cay_di`, so `ton` of a month
    is its net gain. One query, or two in a structure.
    """
    found: dict[int, TheoThang] = {pk: defaultdict(dict) for pk in unit_ids}

    def put(pk: int, day: date, kind: str, values: Iterable[Any], sign: int = 1) -> None:
        month = found[pk][month_start(day)]
        month[kind] = add(month.get(kind, KHONG), _whole(values), sign)

    window = {"ngay__gte": first, "ngay__lte": last}
    if structure is None:
        rows = SoDem.objects.filter(id_in("cong_doan_id", unit_ids), rieng=False, **window)
        for pk, day, kind, *values in rows.values_list("cong_doan_id", "ngay", "loai").annotate(**_SUMS).order_by():
            put(pk, day, kind, values)
        return found
    above = _Above(structure, unit_ids)
    under = set().union(*(structure.under(pk) for pk in unit_ids))
    own = SoDem.objects.filter(id_in("cong_doan_id", under), rieng=True, **window)
    for unit, day, kind, *values in own.values_list("cong_doan_id", "ngay", "loai").annotate(**_SUMS).order_by():
        for pk in above[unit]:
            put(pk, day, kind, values)
    pairs = SoDemCap.objects.filter(id_in("cong_doan_id", under), **window)
    names = ("cong_doan_id", "doi_ung_id", "ngay", "loai")
    for unit, other, day, kind, *values in pairs.values_list(*names).annotate(**_SUMS).order_by():
        for pk in above.both(unit, other):
            put(pk, day, kind, values, -1)
    return found

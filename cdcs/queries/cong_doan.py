"""Counts of units and who stands directly under whom, for any window and structure (02 §2.3-10, 03 §3.4)."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, timedelta

from django.db.models import Count, F, Q

from cdcs.enums import CAP_TREN, CO_SO, LoaiCongDoan
from cdcs.models import CayCongDoan, CoCau, CongDoan, TenCongDoan, TrucThuoc
from cdcs.models.cong_doan import MAX_DAY, MIN_DAY
from core.dates import month_start
from core.sql import id_in

KHOA = ("dau_ky", "thanh_lap", "sap_xep_den", "sap_xep_di", "ket_thuc", "cuoi_ky")


def _active(day: date) -> Q:
    end = Q(cap_duoi__ngay_ket_thuc=None) | Q(cap_duoi__ngay_ket_thuc__gt=day)
    return end & Q(cap_duoi__ngay_thanh_lap__lte=day)


def _linked(day) -> Q:
    return Q(tu_ngay__lte=day, den_ngay__gt=day)


def _moved(edge: str, start: date, end: date) -> Q:
    """Units active on both E−1 and E, where E is this edge of the interval and lies in the window."""
    alive = Q(cap_duoi__ngay_ket_thuc=None) | Q(cap_duoi__ngay_ket_thuc__gt=F(edge))
    return Q(**{f"{edge}__range": (start, end)}, cap_duoi__ngay_thanh_lap__lt=F(edge)) & alive


def dieu_kien(start: date, end: date) -> dict[str, Q]:
    """What puts a row of the closure behind each figure of the bridge of units, in "lúc đó" [02-2.3-10]."""
    eve = start - timedelta(days=1)
    founded, closed = F("cap_duoi__ngay_thanh_lap"), F("cap_duoi__ngay_ket_thuc")
    return {
        "dau_ky": _active(eve) & _linked(eve),
        "thanh_lap": Q(cap_duoi__ngay_thanh_lap__range=(start, end)) & _linked(founded),
        "sap_xep_den": _moved("tu_ngay", start, end),
        "sap_xep_di": _moved("den_ngay", start, end),
        # Under the unit on the day before it closed.
        "ket_thuc": Q(cap_duoi__ngay_ket_thuc__range=(start, end), tu_ngay__lt=closed, den_ngay__gte=closed),
        "cuoi_ky": _active(end) & _linked(end),
    }


def dieu_kien_co_cau(unit, start: date, end: date) -> dict[str, bool]:
    """The same for one unit of a structure, where no unit comes or leaves [02-2.3-14]."""
    eve, closed = start - timedelta(days=1), unit.ngay_ket_thuc
    return {
        "dau_ky": unit.ngay_thanh_lap <= eve and not unit.is_closed_on(eve),
        "thanh_lap": start <= unit.ngay_thanh_lap <= end,
        "ket_thuc": closed is not None and start <= closed <= end,
        "cuoi_ky": unit.ngay_thanh_lap <= end and not unit.is_closed_on(end),
    }


def so_don_vi(
    unit_ids: Collection[int], start: date, end: date, structure: CoCau | None = None
) -> dict[int, dict[str, dict[str, int]]]:
    """Return {unit: {"cdcs": {...}, "nghiep_doan": {...}}} with the bridge of unit counts [02-2.3-10]."""
    found = {pk: {kind.value: dict.fromkeys(KHOA, 0) for kind in (LoaiCongDoan.CDCS, LoaiCongDoan.NGHIEP_DOAN)}
             for pk in unit_ids}  # fmt: skip
    if structure is not None:
        _count_in_structure(found, structure, start, end)
        return found
    rows = (
        CayCongDoan.objects.filter(id_in("cap_tren_id", unit_ids), cap_duoi__loai__in=CO_SO, cap_duoi__is_hidden=False)
        .values_list("cap_tren_id", "cap_duoi__loai")
        .annotate(**{key: Count("pk", filter=condition) for key, condition in dieu_kien(start, end).items()})
        .order_by()
    )
    for unit, kind, *values in rows:
        found[unit][kind] = dict(zip(KHOA, values, strict=True))
    return found


def _count_in_structure(found: dict, structure: CoCau, start: date, end: date) -> None:
    """In a structure no unit comes or leaves: only foundings and endings move the count [02-2.3-14]."""
    for pk, unit in structure.don_vi.items():
        if unit.loai not in CO_SO:
            continue
        facts = dieu_kien_co_cau(unit, start, end)
        for above in structure.chain(pk):
            if above in found:
                for key, value in facts.items():
                    found[above][unit.loai][key] += value


def truc_thuoc(unit: CongDoan, start: date, end: date, structure: CoCau | None = None) -> list[int]:
    """Direct children of `unit` for a window: provinces, superior units, base units, each by code [03-3.4-1]."""
    eve = start - timedelta(days=1)
    if structure is None:
        rows = (
            TrucThuoc.objects.filter(cap_tren=unit, cong_doan__is_hidden=False)
            .filter(tu_ngay__lte=end, cong_doan__ngay_thanh_lap__lte=end)
            .filter(Q(den_ngay=None) | Q(den_ngay__gt=eve))
            .filter(Q(cong_doan__ngay_ket_thuc=None) | Q(cong_doan__ngay_ket_thuc__gt=eve))
            # One and the same day: the link ends after the founding, and begins before the end.
            .filter(Q(den_ngay=None) | Q(den_ngay__gt=F("cong_doan__ngay_thanh_lap")))
            .filter(Q(cong_doan__ngay_ket_thuc=None) | Q(cong_doan__ngay_ket_thuc__gt=F("tu_ngay")))
        )
        children = set(rows.values_list("cong_doan_id", "cong_doan__ma", "cong_doan__loai"))
    else:
        children = {
            (pk, structure.don_vi[pk].ma, structure.don_vi[pk].loai)
            for pk in structure.cap_duoi.get(unit.pk, ())
            if _shown_in(structure, pk, eve, end)
        }
    ranked = [(_group(kind), ma, pk) for pk, ma, kind in children if _group(kind) is not None]
    return [pk for _, _, pk in sorted(ranked)]


def truc_thuoc_on(unit: CongDoan, day: date, structure: CoCau | None = None) -> list[int]:
    """The direct children of one day: neither who left on it nor who ended on it, whom a window from it still shows."""
    return truc_thuoc(unit, day + timedelta(days=1), day, structure)


def cap_duoi_truc_tiep(unit: CongDoan, structure: CoCau | None = None) -> dict[int, list[tuple[date, date]]]:
    """Return {unit: half-open intervals} of all that ever stand directly under `unit`, closed and sub-units too.

    Unlike `truc_thuoc`, which says whom a page shows, this leaves nobody out: the parts of a sum. In a structure
    nothing comes or leaves.
    """
    if structure is not None:
        return {pk: [(MIN_DAY, MAX_DAY)] for pk in structure.cap_duoi.get(unit.pk, ())}
    links = TrucThuoc.objects.filter(cap_tren=unit).values("cong_doan_id")
    first = dict(CongDoan.objects.filter(Q(cap_tren_dau=unit) | Q(pk__in=links)).values_list("pk", "cap_tren_dau_id"))
    rows = TrucThuoc.objects.filter(id_in("cong_doan_id", first.keys())).order_by("tu_ngay")
    known: dict[int, list[tuple]] = defaultdict(list)
    for pk, parent, start, end in rows.values_list("cong_doan_id", "cap_tren_id", "tu_ngay", "den_ngay"):
        if not known[pk]:
            known[pk].append((first[pk], MIN_DAY, start))  # before its first link under its first parent [02-2.1-2]
        known[pk].append((parent, start, end or MAX_DAY))
    return {pk: _under(unit.pk, known[pk] or [(first[pk], MIN_DAY, MAX_DAY)]) for pk in first}


def _under(upper: int, links: list[tuple]) -> list[tuple[date, date]]:
    """The intervals of the links to `upper`, those that touch as one."""
    joined: list[tuple[date, date]] = []
    for parent, start, end in links:
        if parent != upper:
            continue
        if joined and joined[-1][1] == start:
            joined[-1] = joined[-1][0], end
        else:
            joined.append((start, end))
    return joined


def _shown_in(structure: CoCau, pk: int, eve: date, end: date) -> bool:
    unit = structure.don_vi[pk]
    active = unit.ngay_thanh_lap <= end and not unit.is_closed_on(eve)
    return active and not (unit.is_closed_on(structure.ngay) and unit.ke_tuc)


def _group(kind: str) -> int | None:
    if kind == LoaiCongDoan.LDLD_TINH:
        return 0
    if kind in CAP_TREN:
        return 1
    return 2 if kind in CO_SO else None


def names_on(unit_ids: Collection[int], day: date) -> dict[int, str]:
    """Return the name of every unit on `day`: its last one by then, its first one before its founding."""
    names = dict(CongDoan.everything.filter(id_in("pk", unit_ids)).values_list("pk", "ten_dau"))
    rows = TenCongDoan.objects.filter(id_in("cong_doan_id", unit_ids), tu_ngay__lte=day).order_by("tu_ngay")
    names.update(rows.values_list("cong_doan_id", "ten"))
    return names


def co_so_cua(unit_ids: Collection[int], day: date) -> dict[int, int]:
    """Return the base unit of every unit on `day` (itself for a base unit), where it has one."""
    rows = CayCongDoan.objects.filter(id_in("cap_duoi_id", unit_ids), cap_tren__loai__in=CO_SO).filter(_linked(day))
    return dict(rows.values_list("cap_duoi_id", "cap_tren_id"))


def thanh_lap_theo_thang(
    unit_ids: Collection[int], first: date, last: date, structure: CoCau | None = None
) -> dict[int, dict[str, dict[date, int]]]:
    """Return {unit: {kind: {first day of a month: CĐCS or nghiệp đoàn founded under it}}} for the days asked.

    Each under the unit on the day of its founding, or in a structure; one query, none in a structure.
    """
    found: dict[int, dict[str, dict[date, int]]] = {
        pk: {kind.value: defaultdict(int) for kind in (LoaiCongDoan.CDCS, LoaiCongDoan.NGHIEP_DOAN)} for pk in unit_ids
    }
    if structure is not None:
        for pk, unit in structure.don_vi.items():
            if unit.loai in CO_SO and first <= unit.ngay_thanh_lap <= last:
                for above in found.keys() & set(structure.chain(pk)):
                    found[above][unit.loai][month_start(unit.ngay_thanh_lap)] += 1
        return found
    rows = CayCongDoan.objects.filter(
        _linked(F("cap_duoi__ngay_thanh_lap")), id_in("cap_tren_id", unit_ids), cap_duoi__loai__in=CO_SO,
        cap_duoi__is_hidden=False, cap_duoi__ngay_thanh_lap__range=(first, last),
    )  # fmt: skip
    for pk, kind, day in rows.values_list("cap_tren_id", "cap_duoi__loai", "cap_duoi__ngay_thanh_lap"):
        found[pk][kind][month_start(day)] += 1
    return found

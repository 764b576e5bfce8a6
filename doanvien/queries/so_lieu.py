"""The bridge of members for any units, window and structure (02 §2.3): the one place that computes it."""

from collections.abc import Callable, Collection
from datetime import date, timedelta
from functools import cache

from django.db import connection
from django.db.models import Case, F, Q, Sum, Value, When

from cdcs.models import CoCau, CongDoan
from core.sql import id_in
from doanvien.enums import CAY_DEN, CAY_DI, DAU, LOAI_GIAM_THUC, LOAI_TANG, LoaiBienDong
from doanvien.models import BienDong
from doanvien.queries.luy_ke import KHONG, LuyKe, So, _Above, _ids, add, luy_ke, luy_ke_co_cau

L = LoaiBienDong
Totals = Callable[[date], dict[int, LuyKe]]
# The flows of the bridge in the order of the answer (03 §3.4); the opening stock is not a flow.
DONG = tuple(kind.value for kind in LoaiBienDong if kind != L.DAU_KY)

# The rows of the few new units are read first, whatever a planner without statistics would think of it: PostgreSQL
# took seconds to meet every row with every link above it. CROSS JOIN keeps the order on SQLite.
_MOI = """
  WITH moi AS MATERIALIZED (
    SELECT b.cong_doan_id, b.ngay, b.he_so * b.so_luong AS so
    FROM cdcs_caycongdoan cb
    CROSS JOIN doanvien_biendong b
    WHERE cb.cap_tren_id IN {new} AND b.cong_doan_id = cb.cap_duoi_id AND cb.tu_ngay <= b.ngay AND b.ngay < cb.den_ngay
      AND b.loai = 'ket_nap' AND b.ngay BETWEEN %s AND %s)
  SELECT {who}, SUM(m.so) FROM moi m {join} GROUP BY 1"""
_UNDER = """JOIN cdcs_caycongdoan c ON c.cap_duoi_id = m.cong_doan_id AND c.tu_ngay <= m.ngay AND m.ngay < c.den_ngay
    AND c.cap_tren_id IN {ids}"""


def ton(totals: LuyKe) -> So:
    """The stock that running totals make: every kind with its sign, and what came or left with moved units."""
    stock = KHONG
    for kind, values in totals.items():
        sign = {CAY_DEN: 1, CAY_DI: -1}.get(kind) or DAU[kind]
        stock = add(stock, values, sign)
    return stock


def _new_in_new_units(unit_ids: Collection[int], start: date, end: date, structure: CoCau | None) -> dict[int, int]:
    """Admissions in base units founded in the window, the base unit being that of the row's day [02-2.3-8, 15]."""
    found = dict.fromkeys(unit_ids, 0)
    new = CongDoan.objects.co_so().filter(ngay_thanh_lap__range=(start, end)).values_list("pk", flat=True)
    condition, new_ids = _ids(list(new))
    if new_ids in ("[]", "{}"):
        return found
    params: list = [new_ids, start, end]
    if structure is None:
        under, ids = _ids(unit_ids)
        params.append(ids)
        sql = _MOI.format(who="c.cap_tren_id", join=_UNDER.format(ids=under), new=condition)
    else:
        sql = _MOI.format(who="m.cong_doan_id", join="", new=condition)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        rows = [(unit, int(count)) for unit, count in cursor.fetchall()]
    above = _Above(structure, unit_ids) if structure else None
    for unit, count in rows:
        for pk in above[unit] if above else (unit,):
            found[pk] += count
    return found


def totals_of(unit_ids: Collection[int], structure: CoCau | None) -> Totals:
    """A function that gives the running totals of these units on a day, each day read once."""

    @cache
    def totals(day: date) -> dict[int, LuyKe]:
        return luy_ke(unit_ids, day) if structure is None else luy_ke_co_cau(structure, unit_ids, day)

    return totals


def so_doan_vien(
    unit_ids: Collection[int], start: date, end: date, structure: CoCau | None = None, totals: Totals | None = None
) -> dict[int, dict[str, int]]:
    """Return the bridge of every unit for the window [start, end] with the keys of 03 §3.4 `doan_vien`.

    `structure` None reads "cơ cấu lúc đó". Counts of members; six queries at most, whatever the number of units.
    Windows that share a day share its `totals_of`.
    """
    totals = totals or totals_of(unit_ids, structure)
    before, after = totals(start - timedelta(days=1)), totals(end)
    moi = _new_in_new_units(unit_ids, start, end, structure)
    return {pk: _bridge(before[pk], after[pk], moi[pk]) for pk in unit_ids}


def dong_giua(before: LuyKe, after: LuyKe) -> dict[str, int]:
    """The flows of the bridge between two running totals; what moved with its unit counts as reorganisation."""

    def flow(kind: str) -> int:
        return after.get(kind, KHONG)[0] - before.get(kind, KHONG)[0]

    flows = {kind: flow(kind) for kind in DONG}
    flows[L.SAP_XEP_DEN] += flow(CAY_DEN)
    flows[L.SAP_XEP_DI] += flow(CAY_DI)
    return flows


def _bridge(before: LuyKe, after: LuyKe, moi: int) -> dict[str, int]:
    opening, closing, flows = ton(before), ton(after), dong_giua(before, after)
    net = closing[0] - opening[0]
    reorganised = flows[L.SAP_XEP_DEN] - flows[L.SAP_XEP_DI] - flows[L.GIAM_SAP_XEP]
    admitted = flows.pop("ket_nap")
    return {
        "dau_ky": opening[0],
        "ket_nap": admitted,
        "ket_nap_tai_cdcs_moi": moi,
        "ket_nap_tai_cdcs_da_co": admitted - moi,
        **{str(kind): value for kind, value in flows.items()},
        "giam": sum(flows[kind] for kind in LOAI_GIAM_THUC),
        "cuoi_ky": closing[0],
        "thuc_tang": net,
        "thuc_tang_tru_sap_xep": net - reorganised,
        "nu_cuoi_ky": closing[1],
        "co_danh_sach_cuoi_ky": closing[2],
    }


def so_ton(unit_ids: Collection[int], day: date, structure: CoCau | None = None) -> dict[int, So]:
    """Return (members, of them women, of them named) of every unit at the end of `day`."""
    totals = luy_ke(unit_ids, day) if structure is None else luy_ke_co_cau(structure, unit_ids, day)
    return {pk: ton(totals[pk]) for pk in unit_ids}


def dong_rieng(unit_id: int, start: date, end: date) -> tuple[LuyKe, LuyKe]:
    """Running totals of a unit's own rows up to the eve of `start`, and up to `end`, read from the ledger."""
    rows = BienDong.objects.filter(cong_doan_id=unit_id, ngay__lte=end)
    quantity, early = F("he_so") * F("so_luong"), Q(ngay__lt=start)
    before: LuyKe = {}
    after: LuyKe = {}
    sums = rows.values_list("loai").annotate(all=Sum(quantity), early=Sum(quantity, filter=early, default=0))
    for kind, total, opening in sums.order_by():
        after[kind], before[kind] = (total, 0, 0), (opening, 0, 0)
    return before, after


def so_ton_rieng(unit_ids: Collection[int], day: date) -> dict[int, tuple[So, So]]:
    """Return the own stock of every unit at the end of `day`, split as (named, count-only), read from the ledger."""
    sign = Case(When(loai__in=LOAI_TANG, then=Value(1)), default=Value(-1)) * F("he_so")
    found = {pk: [KHONG, KHONG] for pk in unit_ids}
    rows = (
        BienDong.objects.filter(id_in("cong_doan_id", unit_ids), ngay__lte=day)
        .annotate(nameless=Case(When(doan_vien=None, then=Value(1)), default=Value(0)))
        .values_list("cong_doan_id", "nameless")
        .annotate(q=Sum(sign * F("so_luong")), w=Sum(sign * F("so_nu")))
        .order_by()
    )
    for unit, nameless, q, w in rows:
        found[unit][nameless] = (q, w, 0 if nameless else q)
    return {pk: (named, counted) for pk, (named, counted) in found.items()}

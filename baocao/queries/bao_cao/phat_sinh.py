"""What came after a report was frozen and changes it: "phát sinh sau khi nộp", the listed corrections [02-2.6-16].

By kind, the correction is the difference of two running totals: those of today and those that the snapshot kept. So it
holds rows, reversals, ghi danh and reorganisations alike, and their sum is exactly what the next opening differs by.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from baocao.models import BanChup, KyBaoCao
from baocao.queries.bao_cao.ban_chup import read_ban_chup
from baocao.queries.bao_cao.ky_truoc import ky_truoc
from cdcs.models import CayCongDoan, CongDoan
from core.sql import JsonPart, id_in
from doanvien.enums import CAY_DEN, CAY_DI, DAU, LoaiBienDong
from doanvien.queries.luy_ke import LuyKe, luy_ke
from sapxep.models import SapXep

L = LoaiBienDong
AS_KIND = {CAY_DEN: L.SAP_XEP_DEN, CAY_DI: L.SAP_XEP_DI}  # what moved with its unit is reorganisation
NONE = (0, 0, 0)
ONE_DAY = timedelta(days=1)
ByKind = dict[str, list[int]]  # {kind: members, women, named}


@dataclass(frozen=True)
class DongPhatSinh:
    """One kind: what was added to it (minus: taken from it), of it women and named, of it dated inside the window."""

    loai: str
    so: int
    nu: int
    co_danh_sach: int
    trong_ky: int

    @property
    def ten(self) -> str:
        return L(self.loai).label

    @property
    def dau(self) -> int:
        """+1 for kinds that add to the stock, −1 for those that take from it."""
        return DAU[self.loai]


@dataclass(frozen=True)
class PhatSinh:
    """The corrections of one snapshot."""

    ban_chup: BanChup
    dong: tuple[DongPhatSinh, ...]

    @property
    def so(self) -> int:
        """How much the closing stock differs now from the reported one."""
        return sum(one.dau * one.so for one in self.dong)

    @property
    def nu(self) -> int:
        return sum(one.dau * one.nu for one in self.dong)

    @property
    def co_danh_sach(self) -> int:
        return sum(one.dau * one.co_danh_sach for one in self.dong)

    def __bool__(self) -> bool:
        return bool(self.dong)


def kept_days(ky: KyBaoCao) -> dict[str, date]:
    """The days whose running totals a snapshot keeps: of its own window, and the eve of the window before, by which
    the corrections that it opens with are told apart.
    """
    before = ky_truoc(ky)
    return window_days(ky) | ({"truoc_ky_truoc": before.tu_ngay - ONE_DAY} if before else {})


def window_days(ky: KyBaoCao) -> dict[str, date]:
    return {"truoc": ky.tu_ngay - ONE_DAY, "den": ky.den_ngay}


def totals_on(unit_ids: Collection[int], days: Mapping[str, date]) -> dict[int, dict[str, ByKind]]:
    """{unit: the running totals of each of these days}."""
    read = {part: luy_ke(unit_ids, day) for part, day in days.items()}
    return {pk: {part: _plain(totals[pk]) for part, totals in read.items()} for pk in unit_ids}


def _plain(totals: LuyKe) -> ByKind:
    kinds: ByKind = {}
    for kind, values in totals.items():
        cell = kinds.setdefault(str(AS_KIND.get(kind, kind)), [0, 0, 0])
        for index, value in enumerate(values):
            cell[index] += value
    return {kind: cell for kind, cell in kinds.items() if any(cell)}


def phat_sinh(snapshot: BanChup, now: Mapping[str, ByKind] | None = None) -> PhatSinh:
    """The corrections of a frozen report, by kind; three queries.

    `now` are the running totals of its window that a later report opens with, where they are not those of today.
    """
    if now is None:
        return phat_sinh_cua([snapshot])[snapshot.pk]
    return PhatSinh(snapshot, _differences(read_ban_chup(snapshot).luy_ke, now))


def phat_sinh_cua(snapshots: Collection[BanChup]) -> dict[int, PhatSinh]:
    """The corrections of many reports of one round: the number of queries does not grow with them.

    Of the sealed texts the running totals alone are read, so the snapshots may come without their content.
    """
    if not snapshots:
        return {}
    units = {one.pk: one.bao_cao.cong_doan_id for one in snapshots}
    now = totals_on(units.values(), window_days(next(iter(snapshots)).bao_cao.ky))
    kept = kept_parts(snapshots, "luy_ke")
    return {one.pk: PhatSinh(one, _differences(kept[one.pk], now[units[one.pk]])) for one in snapshots}


def kept_parts(snapshots: Collection[BanChup], key: str) -> dict[int, Any]:
    """{snapshot: one part of its content}; one query, in which the database takes the part out of each text."""
    rows = BanChup.objects.filter(id_in("pk", [one.pk for one in snapshots])).order_by()
    return {pk: json.loads(text) for pk, text in rows.values_list("pk", JsonPart("noi_dung", key))}


def _differences(kept: Mapping[str, Mapping], now: Mapping[str, Mapping]) -> tuple[DongPhatSinh, ...]:
    rows = []
    for kind in L.values:
        then, end = kept["den"].get(kind, NONE), now["den"].get(kind, NONE)
        changed = [b - a for a, b in zip(then, end, strict=True)]
        before = now["truoc"].get(kind, NONE)[0] - kept["truoc"].get(kind, NONE)[0]
        if any(changed) or before:
            rows.append(DongPhatSinh(kind, *changed, trong_ky=changed[0] - before))
    return tuple(rows)


ROWS_AFTER = """
SELECT s.id, COUNT(DISTINCT b.id) FROM doanvien_biendong b
JOIN cdcs_caycongdoan c ON c.cap_duoi_id = b.cong_doan_id AND c.den_ngay > b.ngay
JOIN baocao_baocao r ON r.cong_doan_id = c.cap_tren_id
JOIN baocao_banchup s ON s.bao_cao_id = r.id AND s.id IN ({ids})
JOIN baocao_kybaocao k ON k.id = r.ky_id AND k.den_ngay >= c.tu_ngay
WHERE b.id > %s AND b.id > s.so_dong_cuoi AND b.ngay <= k.den_ngay GROUP BY s.id
"""


def so_dong_phat_sinh(snapshots: Collection[BanChup]) -> dict[int, int]:
    """How many rows of the ledger came after each snapshot and are dated on or before its data-to; one query.

    Their units stood under the reporting one on some day from the row's to data-to: what is entered late in a unit that
    came since changes the closing stock too, as reorganisation.
    """
    if not snapshots:
        return {}
    ids = [one.pk for one in snapshots]
    marks = ", ".join(["%s"] * len(ids))
    with connection.cursor() as cursor:
        cursor.execute(ROWS_AFTER.format(ids=marks), [*ids, min(one.so_dong_cuoi for one in snapshots)])
        found = dict(cursor.fetchall())
    return {pk: found.get(pk, 0) for pk in ids}


def decisions_after(snapshot: BanChup, unit: CongDoan) -> QuerySet[SapXep]:
    """Reorganisations recorded after the snapshot and dated on or before its data-to, of units that stood under this
    one on some day from the eve of the decision to data-to.

    Undone ones since then are among them: both change what stands there.
    """
    end = snapshot.bao_cao.ky.den_ngay
    here = CayCongDoan.objects.filter(cap_tren=unit, den_ngay__gte=OuterRef("ngay"), tu_ngay__lte=end)
    moved, target = (here.filter(cap_duoi=OuterRef(name)) for name in ("cong_doan", "cong_doan_dich"))
    return SapXep.objects.filter(
        Q(created_at__gt=snapshot.created_at) | Q(undone_at__gt=snapshot.created_at),
        Exists(moved) | Exists(target),
        ngay__lte=end,
    ).select_related("cong_doan", "cong_doan_dich")

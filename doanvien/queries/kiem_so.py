"""Proving the ledger against itself: counters, chains of members, places, stocks of every day (03 §3.2 check_so_lieu).

Reads only. Everything is recomputed from the rows of the ledger, never from counters; rows of the figures at fault come
back as plain tuples, and the words for them are the command's.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db import connection
from django.db.models import Case, Count, F, Min, Q, Sum, Value, When
from django.db.models.functions import Coalesce

from cdcs.models import CongDoan
from core.sql import id_in
from doanvien.enums import CAY_DEN, CAY_DI, DAU, LOAI_TANG
from doanvien.models import BienDong, DoanVien, PhieuChuyen, SoDem

SIGN = Case(When(loai__in=LOAI_TANG, then=Value(1)), default=Value(-1)) * F("he_so")
# What the ledger gives minus what is stored: only differences are left, rows of zero never count.
# The ledger is gathered first (rows of one unit, day and kind contribute alike), so that the tree is joined once a day.
_KHAC = """
  WITH gom AS (
    SELECT cong_doan_id, cong_doan_doi_ung_id, ngay, loai, he_so, MIN(doan_vien_id) AS doan_vien_id,
           MIN(ma_cap) AS ma_cap, SUM(so_luong) AS so_luong, SUM(so_nu) AS so_nu
    FROM doanvien_biendong GROUP BY 1, 2, 3, 4, 5, doan_vien_id IS NULL),
  tinh_lai ({key}, so_luong, so_nu, co_danh_sach) AS ({ledger})
  SELECT {key}, SUM(so_luong), SUM(so_nu), SUM(co_danh_sach) FROM (
    SELECT {key}, so_luong, so_nu, co_danh_sach FROM tinh_lai
    UNION ALL
    SELECT {key}, -so_luong, -so_nu, -co_danh_sach FROM {table}) AS d
  GROUP BY 1, 2, 3, 4 HAVING SUM(so_luong) <> 0 OR SUM(so_nu) <> 0 OR SUM(co_danh_sach) <> 0 ORDER BY 1, 2, 3, 4"""
# Where the ledger puts every member minus where the member's record says; the record of a merged double counts not.
_NOI = """
  SELECT doan_vien, cong_doan, SUM(n) FROM (
    SELECT COALESCE(v.gop_vao_id, v.id) AS doan_vien, b.cong_doan_id AS cong_doan,
           SUM(CASE WHEN b.loai IN ({tang}) THEN b.he_so ELSE -b.he_so END) AS n
    FROM doanvien_biendong b JOIN doanvien_doanvien v ON v.id = b.doan_vien_id GROUP BY 1, 2
    UNION ALL
    SELECT id, cong_doan_id, -1 FROM doanvien_doanvien WHERE cong_doan_id IS NOT NULL AND gop_vao_id IS NULL) AS d
  GROUP BY 1, 2 HAVING SUM(n) <> 0 ORDER BY 1, 2"""
# Who stands nowhere keeps the unit and the day of the last living row, who stands somewhere keeps neither; as
# `so_cai.place_members` writes it. Days are compared as text, which both databases write alike. Differences are summed:
# for an outer join SQLite would read all last rows again for every member.
_ROI = """
  WITH gom AS (
    SELECT COALESCE(v.gop_vao_id, v.id) AS doan_vien, b.cong_doan_id AS cong_doan, b.ngay, MAX(b.id) AS cuoi
    FROM doanvien_biendong b JOIN doanvien_doanvien v ON v.id = b.doan_vien_id
    GROUP BY b.doan_vien_id, v.gop_vao_id, v.id, b.cong_doan_id, b.loai, b.ngay HAVING SUM(b.he_so) <> 0),
  xep AS (
    SELECT doan_vien, cong_doan, ngay, ROW_NUMBER() OVER (PARTITION BY doan_vien ORDER BY ngay DESC, cuoi DESC) AS thu
    FROM gom)
  SELECT DISTINCT doan_vien FROM (
    SELECT doan_vien, cong_doan, ngay FROM (
      SELECT x.doan_vien, x.cong_doan, CAST(x.ngay AS text) AS ngay, 1 AS n
      FROM xep x JOIN doanvien_doanvien v ON v.id = x.doan_vien
      WHERE x.thu = 1 AND v.cong_doan_id IS NULL AND v.gop_vao_id IS NULL
      UNION ALL
      SELECT id, COALESCE(don_vi_cuoi_id, 0), COALESCE(CAST(ngay_roi AS text), ''), -1 FROM doanvien_doanvien
      WHERE gop_vao_id IS NULL AND (don_vi_cuoi_id IS NOT NULL OR ngay_roi IS NOT NULL)) AS d
    GROUP BY doan_vien, cong_doan, ngay HAVING SUM(n) <> 0) AS khac ORDER BY doan_vien"""

Stock = tuple[int, int, int]  # quantity, of them women, of them named


def _day(value: date | str) -> date:
    """A day as the database gave it: SQLite gives text where a day was computed."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def counter_faults(ledger: str) -> list[tuple]:
    """Return (unit, own, day, kind, difference...) of every counter that is not what `ledger` gives.

    `ledger` is the SELECT of contributions over all rows (`doanvien.actions.so_dem.contribution_sql`).
    """
    rows = _differences("cong_doan_id, rieng, ngay, loai", ledger, "doanvien_sodem")
    return [(unit, bool(own), _day(day), kind, *rest) for unit, own, day, kind, *rest in rows]


def pair_counter_faults(ledger: str) -> list[tuple]:
    """Return (unit, other unit, day, kind, difference...) of every counter of pairs that is off."""
    rows = _differences("cong_doan_id, doi_ung_id, ngay, loai", ledger, "doanvien_sodemcap")
    return [(unit, other, _day(day), kind, *rest) for unit, other, day, kind, *rest in rows]


def _differences(key: str, ledger: str, table: str) -> list[tuple]:
    with connection.cursor() as cursor:
        gathered = ledger.replace("FROM doanvien_biendong b", "FROM gom b")
        cursor.execute(_KHAC.format(key=key, ledger=gathered, table=table))
        return cursor.fetchall()


def misplaced_slips() -> list[tuple[int, int]]:
    """Return (slip, origin) of every waiting slip whose member does not stand at its origin [02-2.2-10]."""
    waiting = PhieuChuyen.objects.waiting().exclude(doan_vien=None)
    stays = Coalesce("doan_vien__gop_vao__cong_doan", "doan_vien__cong_doan", Value(0))
    rows = waiting.annotate(noi=stays).exclude(noi=F("cong_doan_di"))
    return list(rows.order_by("pk").values_list("pk", "cong_doan_di_id"))


def pair_faults() -> list[int]:
    """Return the numbers of pairs whose two sides do not cancel: day, quantity, women, or one side missing (02 §2.2).

    Every pair cancels on its day, so what left and what arrived in the province are equal in every window.
    """
    rows = BienDong.objects.exclude(ma_cap=None).values_list("ma_cap", "ngay").order_by()
    sums = rows.annotate(q=Sum(SIGN * F("so_luong")), w=Sum(SIGN * F("so_nu")))
    return sorted({number for number, *_ in sums.exclude(q=0, w=0)})


def place_faults() -> list[tuple[int, int]]:
    """Return (member, unit) where the member's record and the ledger disagree about where the member stands."""
    tang = ", ".join(f"'{kind}'" for kind in LOAI_TANG)
    with connection.cursor() as cursor:
        cursor.execute(_NOI.format(tang=tang))
        return [(member, unit) for member, unit, _ in cursor.fetchall()]


def leaving_faults() -> list[int]:
    """Return the members whose record names another last unit or day of leaving than the ledger (04 §4.6)."""
    with connection.cursor() as cursor:
        cursor.execute(_ROI)
        return [member for (member,) in cursor.fetchall()]


def hidden_faults() -> list[int]:
    """Return the hidden members that a living row still counts: lists would show fewer than the figures [02-2.2a-2]."""
    rows = BienDong.objects.living().filter(doan_vien__is_hidden=True)
    return list(rows.order_by("doan_vien_id").values_list("doan_vien_id", flat=True).distinct())


def chain_faults() -> list[tuple[int, date]]:
    """Return (member, day) where the ledger puts a person in two units, or takes one out of where nobody is [02-2.2-1].

    A member with one living increase and nothing else cannot be at fault, so only the others are read row by row.
    """
    merged = dict(DoanVien.everything.exclude(gop_vao=None).values_list("pk", "gop_vao_id"))
    several = (
        BienDong.objects.exclude(doan_vien=None)
        .values("doan_vien_id")
        .annotate(low=Min(SIGN), n=Count("pk"))
        .filter(Q(n__gt=1) | Q(low__lt=0))
        .order_by()
        .values("doan_vien_id")
    )
    doubles = set(merged) | set(merged.values())
    rows = BienDong.objects.filter(Q(doan_vien_id__in=several) | id_in("doan_vien_id", doubles))
    events: dict[int, list] = defaultdict(list)
    for member, day, unit, kind, factor in rows.order_by("ngay").values_list(
        "doan_vien_id", "ngay", "cong_doan_id", "loai", "he_so"
    ):
        events[_root(member, merged)].append((day, unit, DAU[kind] * factor))
    found = ((member, _first_fault(chain)) for member, chain in events.items())
    return [(member, day) for member, day in found if day is not None]


def _root(member: int, merged: dict[int, int]) -> int:
    """The record that stays, through merges of merges."""
    seen = set()
    while member in merged and member not in seen:
        seen.add(member)
        member = merged[member]
    return member


def _first_fault(chain: list[tuple[date, int, int]]) -> date | None:
    """The first day at whose end the person is in more than one unit, or less than in none."""
    place: dict[int, int] = defaultdict(int)
    for index, (day, unit, effect) in enumerate(chain):
        place[unit] += effect
        if index + 1 < len(chain) and chain[index + 1][0] == day:
            continue
        counts = sorted(count for count in place.values() if count)
        if counts not in ([], [1]):
            return day
    return None


@dataclass
class SoRieng:
    """The own stock of every unit by day, from the ledger: named and count-only, men and women apart."""

    # unit → [(day, nameless, quantity, women)] in order of day, signed
    days: dict[int, list[tuple[date, int, int, int]]] = field(default_factory=lambda: defaultdict(list))

    def negative(self) -> Iterator[tuple[int, date, str]]:
        """Yield (unit, day, which) for the first day on which a stock of the unit is below zero [02-2.2-3]."""
        for unit, rows in self.days.items():
            stock = {(0, "nam"): 0, (0, "nữ"): 0, (1, "nam"): 0, (1, "nữ"): 0}
            for day, nameless, quantity, women in rows:
                stock[nameless, "nam"] += quantity - women
                stock[nameless, "nữ"] += women
                below = next((word for word in ("nam", "nữ") if stock[nameless, word] < 0), None)
                if below:
                    yield unit, day, f"{below} {'chưa có danh sách' if nameless else 'có danh sách'}"
                    break

    def left_in_closed(self, today: date) -> Iterator[tuple[CongDoan, date, int]]:
        """Yield (unit, day, stock) of units that keep members after their end: the first such day, or today."""
        closed = CongDoan.objects.filter(ngay_ket_thuc__lte=today)
        for unit in closed:
            stock, since = 0, None
            for day, _, quantity, _ in self.days.get(unit.pk, ()):
                if day > unit.ngay_ket_thuc and stock and since is None:
                    since = unit.ngay_ket_thuc
                stock += quantity
            if stock or (since and unit.ket_thuc_theo_sap_xep):
                yield unit, since or unit.ngay_ket_thuc, stock

    def monthly(self) -> dict[int, dict[date, Stock]]:
        """What the rows of every month add to the own stock of each unit, by the first day of the month."""
        found: dict[int, dict[date, Stock]] = {}
        for unit, rows in self.days.items():
            months: dict[date, Stock] = {}
            for day, nameless, quantity, women in rows:
                first = day.replace(day=1)
                q, w, n = months.get(first, (0, 0, 0))
                months[first] = q + quantity, w + women, n + (0 if nameless else quantity)
            found[unit] = months
        return found


def own_stocks() -> SoRieng:
    """Read the whole ledger once, grouped by unit, day and whether the row is named."""
    book = SoRieng()
    rows = (
        BienDong.objects.annotate(nameless=Case(When(doan_vien=None, then=Value(1)), default=Value(0)))
        .values_list("cong_doan_id", "ngay", "nameless")
        .annotate(q=Sum(SIGN * F("so_luong")), w=Sum(SIGN * F("so_nu")))
        .order_by("ngay", "nameless")
    )
    for unit, day, nameless, quantity, women in rows:
        book.days[unit].append((day, nameless, quantity, women))
    return book


def counted_by_month() -> dict[int, dict[date, Stock]]:
    """What the counters of every month, moves of the tree included, add to the stock of each unit."""
    found: dict[int, dict[date, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0, 0]))
    rows = SoDem.objects.filter(rieng=False).values_list(
        "cong_doan_id", "ngay", "loai", "so_luong", "so_nu", "co_danh_sach"
    )
    for unit, day, kind, *values in rows.iterator(chunk_size=20_000):
        sign = {CAY_DEN: 1, CAY_DI: -1}.get(kind) or DAU[kind]
        month = found[unit][day.replace(day=1)]
        for place, value in enumerate(values):
            month[place] += sign * value
    return {unit: {month: (q, w, n) for month, (q, w, n) in months.items()} for unit, months in found.items()}

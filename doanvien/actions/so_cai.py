"""The one door to the ledger: judge groups of rows, write them, count them (02 §2.2)."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence, Set
from datetime import date
from itertools import chain

from django.db import transaction
from django.db.models import F, Max, Sum
from django.utils import timezone

from cdcs.access import rights_of
from cdcs.models import CongDoan, LoNhap
from core.bulk import bulk_insert
from core.refusal import Refused
from core.sql import id_in, one_writer
from doanvien.actions.dong_ghi import DongGhi, new_number
from doanvien.actions.kiem_tra import Group, LedgerRules, judge_counts, judge_members
from doanvien.actions.so_dem import count_group
from doanvien.enums import DAU, TrangThaiPhieu
from doanvien.models import BienDong, DoanVien, PhieuChuyen
from doanvien.queries.gop import family
from taikhoan.actions import record

COLUMNS = (
    "cong_doan_id",
    "loai",
    "ngay",
    "so_luong",
    "so_nu",
    "doan_vien_id",
    "cong_doan_doi_ung_id",
    "ma_cap",
    "ma_nhom",
    "he_so",
    "dao_cua_id",
    "so_quyet_dinh",
    "ghi_chu",
    "lo_nhap_id",
    "created_by_id",
    "created_at",
)


def teller(user) -> Callable[[int], str]:
    """Return a function that names a unit as far as `user` may know it [06-6.2-1, demand 5]."""
    scope = rights_of(user).scope("view_don_vi")

    def tell(pk: int) -> str:
        unit = CongDoan.everything.get(pk=pk)
        return str(unit) if scope.contains(pk) else "một đơn vị khác trong tỉnh"

    return tell


def judge(groups: Sequence[Group], *, by) -> dict[int, Refused]:
    """Judge groups against the rules and the whole ledger; return the refusal of each bad one, by its index."""
    one_writer()
    units = CongDoan.everything.in_bulk({row.cong_doan for group in groups for row in group})
    rules = LedgerRules(units)
    refused: dict[int, Refused] = {}
    for index, group in enumerate(groups):
        try:
            for row in group:
                rules.check(row)
        except Refused as reason:
            refused[index] = reason
    counts = [i for i, group in enumerate(groups) if i not in refused and group[0].doan_vien is None]
    people = [i for i, group in enumerate(groups) if i not in refused and group[0].doan_vien is not None]
    if counts:
        found = judge_counts([groups[i] for i in counts], units)
        refused.update({counts[i]: reason for i, reason in found.items()})
    if people:
        found = judge_members([groups[i] for i in people], units, teller(by))
        refused.update({people[i]: reason for i, reason in found.items()})
    return refused


def write_groups(
    groups: Iterable[Group],
    *,
    by,
    lo_nhap: LoNhap | None = None,
    ma_nhom: int | None = None,
    moving: Set[int] | None = None,
) -> int:
    """Write judged groups, count them and place their members; return the number of the act.

    `moving` are the members whose place these rows change, all others having been put there before; None: everybody.
    Call it inside a transaction, after everything else of the act: the counters come last (04 §4.6, 6).
    """
    ma_nhom = ma_nhom or new_number()
    now, batch, author = timezone.now(), lo_nhap.pk if lo_nhap else None, by.pk
    members: set[int] = set()
    left: set[tuple[int, int]] = set()

    def values(row: DongGhi):
        if row.doan_vien is not None and (moving is None or row.doan_vien in moving):
            members.add(row.doan_vien)
            if row.dau < 0 and row.dao_cua is None:
                left.add((row.doan_vien, row.cong_doan))
        return (
            row.cong_doan, row.loai, row.ngay, row.so_luong, row.so_nu, row.doan_vien, row.doi_ung, row.ma_cap,
            ma_nhom, -1 if row.dao_cua else 1, row.dao_cua, row.so_quyet_dinh, row.ghi_chu, batch, author, now,
        )  # fmt: skip

    bulk_insert(BienDong, COLUMNS, map(values, chain.from_iterable(groups)))
    place_members(members)
    withdraw_overtaken(members, left, by=by)
    count_group(ma_nhom)
    return ma_nhom


def place_members(member_ids: Iterable[int]) -> None:
    """Set where every member stands to what the ledger says, and hide who has no living row [02-2.2a-2].

    Who stands nowhere keeps the unit and the day of the last row. Rows of a doubled record place the one that stays.
    Raises: Refused where an anonymised record would be a member again.
    """
    asked = set(member_ids)
    if not asked:
        return
    stays = family(asked)
    net: dict[tuple[int, int], int] = defaultdict(int)
    last: dict[int, tuple[date, int, int]] = {}
    rows = (
        BienDong.objects.filter(id_in("doan_vien_id", stays))
        .values_list("doan_vien_id", "cong_doan_id", "loai", "ngay")
        .annotate(n=Sum("he_so"), cuoi=Max("id"))
        .order_by()
    )
    for one, unit, kind, day, count, pk in rows:
        if count:  # what was reversed is gone
            member = stays[one]
            net[member, unit] += DAU[kind] * count
            last[member] = max((day, pk, unit), last.get(member, (day, pk, unit)))
    places: dict[int, int] = {member: unit for (member, unit), count in net.items() if count > 0}
    _refuse_nameless(places)
    _store_places(set(stays.values()), places, last)
    gone = set(stays.values()) - set(last)
    DoanVien.everything.filter(id_in("pk", gone), is_hidden=False).update(is_hidden=True, version=F("version") + 1)


def _refuse_nameless(places: Iterable[int]) -> None:
    """Who has no name any more is no member again, whatever act would put the record back (07 §7.5)."""
    if DoanVien.everything.filter(id_in("pk", set(places))).exclude(an_danh_luc=None).exists():
        raise Refused("Hồ sơ đã ẩn danh không trở lại làm đoàn viên: người trở lại được kết nạp với hồ sơ mới.")


def _store_places(ids: set[int], places: dict[int, int], last: dict[int, tuple[date, int, int]]) -> None:
    """One update for every place, and one for every day and unit of leaving."""
    same: dict[tuple, list[int]] = defaultdict(list)
    for pk in ids:
        day, _, unit = last.get(pk, (None, 0, None))
        same[(places[pk], None, None) if pk in places else (None, unit, day)].append(pk)
    for (place, unit, day), members in same.items():
        DoanVien.everything.filter(id_in("pk", members)).update(cong_doan_id=place, don_vi_cuoi_id=unit, ngay_roi=day)


def withdraw_overtaken(member_ids: Iterable[int], left: set[tuple[int, int]], *, by) -> None:
    """Withdraw the waiting slips of members who do not count at the origin any more [02-2.2-10].

    `left` are (member, unit) of the decreases just written, so that who left and came back in one act counts as gone
    too. Every row of the ledger comes through here, whatever act wrote it; one query where no slip is overtaken. An
    acceptance has closed its own slip before.
    """
    ids = set(member_ids)
    if not ids:
        return
    waiting = PhieuChuyen.objects.waiting().filter(id_in("doan_vien_id", ids))
    rows = waiting.values_list("pk", "doan_vien_id", "cong_doan_di_id", "doan_vien__cong_doan_id", "cong_doan_di__ma")
    for pk, member, origin, place, code in list(rows):
        if place == origin and (member, origin) not in left:
            continue
        reason = "Tự rút: đoàn viên thôi tính ở đơn vị đi theo một biến động ghi sau khi lập phiếu."
        waiting.filter(pk=pk).update(
            trang_thai=TrangThaiPhieu.DA_RUT, ly_do=reason, answered_by=by, answered_at=timezone.now()
        )
        slip = PhieuChuyen(pk=pk)
        record(by=by, act="propose_chuyen", obj=slip, unit=code, viec="tự rút vì đoàn viên đã rời đơn vị đi")


@transaction.atomic
def record_groups(groups: Sequence[Group], *, by) -> int:
    """Judge and write; nothing is written when one group is refused.

    Raises: Refused with the first reason, in the order of the groups.
    """
    refused = judge(groups, by=by)
    if refused:
        raise refused[min(refused)]
    return write_groups(groups, by=by)

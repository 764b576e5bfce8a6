"""The one door to the ledger: judge groups of rows, write them, count them (02 §2.2)."""

from collections.abc import Callable, Iterable, Sequence
from itertools import chain

from django.db import transaction
from django.db.models import F, Sum
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
    placed: frozenset[int] | set[int] = frozenset(),
) -> int:
    """Write judged groups, count them and place their members; return the number of the act.

    `placed` are members just created where these rows put them. Call it inside a transaction, after everything else
    of the act: the counters come last (04 §4.6, 6).
    """
    ma_nhom = ma_nhom or new_number()
    now, batch, author = timezone.now(), lo_nhap.pk if lo_nhap else None, by.pk
    members: set[int] = set()
    left: set[tuple[int, int]] = set()

    def values(row: DongGhi):
        if row.doan_vien is not None:
            members.add(row.doan_vien)
            if row.dau < 0 and row.dao_cua is None:
                left.add((row.doan_vien, row.cong_doan))
        return (
            row.cong_doan, row.loai, row.ngay, row.so_luong, row.so_nu, row.doan_vien, row.doi_ung, row.ma_cap,
            ma_nhom, -1 if row.dao_cua else 1, row.dao_cua, row.so_quyet_dinh, row.ghi_chu, batch, author, now,
        )  # fmt: skip

    bulk_insert(BienDong, COLUMNS, map(values, chain.from_iterable(groups)))
    place_members(members - placed)
    withdraw_overtaken(members - placed, left, by=by)
    count_group(ma_nhom)
    return ma_nhom


def place_members(member_ids: Iterable[int]) -> None:
    """Set `DoanVien.cong_doan` to what the ledger says, and hide who has no living row [02-2.2a-2]."""
    ids = set(member_ids)
    if not ids:
        return
    places: dict[int, int] = {}
    living: set[int] = set()
    rows = (
        BienDong.objects.filter(id_in("doan_vien_id", ids))
        .values_list("doan_vien_id", "cong_doan_id", "loai", "ngay")
        .annotate(n=Sum("he_so"))
        .order_by()
    )
    net: dict[tuple[int, int], int] = {}
    for member, unit, kind, _, count in rows:
        if count:
            living.add(member)
            net[member, unit] = net.get((member, unit), 0) + DAU[kind] * count
    places.update({member: unit for (member, unit), count in net.items() if count > 0})
    by_unit: dict[int | None, list[int]] = {}
    for pk in ids:
        by_unit.setdefault(places.get(pk), []).append(pk)
    for unit, members in by_unit.items():
        DoanVien.everything.filter(id_in("pk", members)).exclude(cong_doan_id=unit).update(cong_doan_id=unit)
    gone = ids - living
    DoanVien.everything.filter(id_in("pk", gone), is_hidden=False).update(is_hidden=True, version=F("version") + 1)


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

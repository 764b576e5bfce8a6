"""Reading members inside a reader's scope: lists, searches, duplicates (06 §6.1, §6.2 #1)."""

from datetime import date

from django.db.models import Q, QuerySet

from cdcs.access import Scope
from core.sql import id_in
from doanvien.enums import LoaiBienDong
from doanvien.models import BienDong, DoanVien

MIN_DIGITS = 4
ADMISSIONS = (LoaiBienDong.KET_NAP, LoaiBienDong.KET_NAP_LAI)  # rows whose day is the day of an admission
NUMBERS = ("so_cccd", "so_the", "dien_thoai")


def visible_doan_vien(scope: Scope) -> QuerySet[DoanVien]:
    """Members who stand in the scope today, and former ones whose last unit lies in it; merged records never."""
    members = DoanVien.objects.filter(gop_vao=None)
    if scope.everything:
        return members
    return members.filter(id_in("cong_doan_id", scope.ids) | (Q(cong_doan=None) & id_in("don_vi_cuoi_id", scope.ids)))


def members_of(scope: Scope, *, former: bool = False) -> QuerySet[DoanVien]:
    """The members of a scope today; with `former` those who left the union from one of its units."""
    members = DoanVien.objects.filter(gop_vao=None)
    if not former:
        members = members.filter(cong_doan__isnull=False)
        return scope.filter(members)
    return scope.filter(members.filter(cong_doan=None, an_danh_luc=None), "don_vi_cuoi_id")


def with_number(members: QuerySet[DoanVien], digits: str) -> QuerySet[DoanVien]:
    """Members by identity, card or phone number: the whole of it, or its last four or more signs [06-6.1].

    A number that only a doubled record bears leads to the one that stays [02-2.2a-6].
    """
    condition = Q()
    for name in NUMBERS:
        condition |= Q(**{f"{name}__endswith": digits})
    doubles = DoanVien.everything.filter(condition).exclude(gop_vao=None)
    return members.filter(condition | Q(pk__in=doubles.values("gop_vao_id")))


def last_admission(member: DoanVien) -> date | None:
    """The last day on which the member may have been admitted; None where a row of the ledger is the admission.

    Who was counted at the opening, or came in otherwise than by an admission, was admitted on or before that day.
    """
    first = BienDong.objects.living().filter(doan_vien=member).order_by("ngay", "pk").first()
    return None if first is None or first.loai in ADMISSIONS else first.ngay


def find_same_person(so_cccd: str, so_the: str, *, but: int | None = None) -> DoanVien | None:
    """The record that bears one of these numbers already, hidden ones of an undone import last.

    The number of a doubled record is that of the one that stays.
    """
    condition = Q()
    if so_cccd:
        condition |= Q(so_cccd=so_cccd)
    if so_the:
        condition |= Q(so_the=so_the)
    if not condition:
        return None
    own = Q(pk=but) | Q(gop_vao=but) if but else Q(pk=None)
    found = DoanVien.everything.filter(condition).exclude(own).select_related("gop_vao")
    record = found.order_by("is_hidden", "pk").first()
    return record.gop_vao or record if record else None


def age_condition(ages: tuple[int | None, int | None], day: date) -> Q:
    """Members between two ages (both included) in the calendar year of `day`, by their year of birth."""
    youngest, oldest = ages
    condition = Q()
    if youngest is not None:
        condition &= Q(nam_sinh__lte=day.year - youngest)
    if oldest is not None:
        condition &= Q(nam_sinh__gte=day.year - oldest)
    return condition

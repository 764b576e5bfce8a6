"""Where a role becomes a scope: what a user may do, at which units, in the tree of today (08 §8.1)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404
from django.utils import timezone

from cdcs.access.table import ACTS, WORDS_FOR_A_CLOSED_UNIT, Cell, Reach
from cdcs.enums import CO_SO, LoaiCongDoan, VaiTro
from cdcs.models import CongDoan, PhanCong, co_cau
from core.access import OUTSIDE_THE_TABLE
from core.sql import id_in

EVERYBODY = "edit_ban_than"  # the own account: everybody signed in, with or without a role
SEEING = ("view_don_vi", "view_so_lieu", "list_doan_vien", "view_bao_cao")  # who has one of these there, sees the unit
PROVINCE = frozenset({LoaiCongDoan.TONG_LDLD, LoaiCongDoan.LDLD_TINH})
M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Scope:
    """The units at which an act is allowed. `own_acts`: also, anywhere, on what the user did."""

    everything: bool = False
    ids: frozenset[int] = frozenset()
    linh_vuc: frozenset[str] = frozenset()
    own_acts: bool = False

    def contains(self, unit_id: int | None) -> bool:
        """Is the act allowed at this unit?"""
        return self.everything or unit_id in self.ids

    def filter(self, queryset: QuerySet[M], path: str = "cong_doan_id") -> QuerySet[M]:
        """The rows of `queryset` whose unit at `path` lies in the scope."""
        return queryset if self.everything else queryset.filter(id_in(path, self.ids))

    def __and__(self, other: "Scope") -> "Scope":
        """The units of both scopes."""
        if self.everything or other.everything:
            return other if self.everything else self
        return Scope(ids=self.ids & other.ids)

    def __or__(self, other: "Scope") -> "Scope":
        return Scope(
            self.everything or other.everything,
            self.ids | other.ids,
            self.linh_vuc | other.linh_vuc,
            self.own_acts or other.own_acts,
        )


NOWHERE = Scope()
EVERYWHERE = Scope(everything=True)


@dataclass(frozen=True)
class Grant:
    """One cell of the table given to the user by one assignment, or to a superuser by none."""

    cell: Cell
    unit: CongDoan | None
    day: date
    linh_vuc: str = ""

    @property
    def scope(self) -> Scope:
        """The units this grant reaches."""
        if self.unit is None:
            return EVERYWHERE
        if not self.unit.is_active_on(self.day):
            return Scope(ids=frozenset({self.unit.pk}))
        if self.cell.reach is Reach.OWN_ACTS:
            return Scope(own_acts=True)
        if self.cell.reach is Reach.OWN_UNIT:
            return Scope(ids=frozenset({self.unit.pk}))
        if self.cell.reach in {Reach.UNDER, Reach.OWN_BASE}:
            return Scope(ids=co_cau(self.day).under(self.unit.pk))
        if self.cell.reach is Reach.DIRECT_BASE:
            return Scope(ids=self.direct_base_units())
        fields = frozenset({self.linh_vuc or "to_chuc_kiem_tra"}) if self.cell.reach is Reach.FIELD else frozenset()
        return self.province() | Scope(linh_vuc=fields)

    def province(self) -> Scope:
        """Everything where the unit is the root of the tree; in a database of the nation, the province alone."""
        tree = co_cau(self.day)
        if len(tree.chain(self.unit.pk)) == 1:
            return EVERYWHERE
        return Scope(ids=tree.under(self.unit.pk))

    def direct_base_units(self) -> frozenset[int]:
        """The base units that stand directly under the unit, with their sub-units."""
        tree = co_cau(self.day)
        children = tree.cap_duoi.get(self.unit.pk, ())
        bases = (pk for pk in children if tree.don_vi[pk].loai in CO_SO)
        return frozenset().union(*(tree.under(pk) for pk in bases))


class Rights:
    """What one user may do today; made once for a request by `rights_of`."""

    def __init__(self, user, day: date | None = None):
        self.user = user
        self.day = day or timezone.localdate()
        self._scopes: dict[str, Scope] = {}

    @property
    def is_superuser(self) -> bool:
        return bool(self.user.is_active and self.user.is_superuser)

    @cached_property
    def assignments(self) -> list[PhanCong]:
        """The assignments in force today, with their units."""
        if not (self.user.is_authenticated and self.user.is_active):
            return []
        rows = PhanCong.objects.valid_on(self.day).filter(user_id=self.user.pk)
        return list(rows.select_related("cong_doan").order_by("cong_doan__ma", "vai_tro"))

    @property
    def is_province(self) -> bool:
        """Is this an account of the province, of which a second factor may be asked [06-6.2-18]?"""
        return self.is_superuser or any(row.cong_doan.loai in PROVINCE for row in self.assignments)

    def units(self) -> list[CongDoan]:
        """The units of the assignments, each once, for the switcher; those that ended come last."""
        units = {row.cong_doan_id: row.cong_doan for row in self.assignments}.values()
        return sorted(units, key=lambda unit: not unit.is_active_on(self.day))

    def roles(self) -> frozenset[str]:
        """The roles held anywhere today (a superuser counts as an administrator)."""
        own = {VaiTro.QUAN_TRI.value} if self.is_superuser else set()
        return frozenset(own | {row.vai_tro for row in self.assignments})

    @property
    def signature(self) -> tuple:
        """What the rights of a day follow from: equal signatures, equal rights."""
        rows = ((row.vai_tro, row.cong_doan_id, row.linh_vuc) for row in self.assignments)
        return self.day, self.is_superuser, tuple(sorted(rows))

    def grants(self, word: str) -> list[Grant]:
        """Every cell of the table that allows `word` to the user; KeyError for a word that is not in the table."""
        act = ACTS[word]
        admin = act.cells[VaiTro.QUAN_TRI]
        found = [Grant(admin, None, self.day)] if self.is_superuser else []
        for row in self.assignments:
            cell = act.cells[VaiTro(row.vai_tro)]
            closed = not row.cong_doan.is_active_on(self.day)
            if cell.reach in {Reach.NONE, Reach.SUPERUSER} or (closed and word not in WORDS_FOR_A_CLOSED_UNIT):
                continue
            if not cell.linh_vuc or cell.linh_vuc == row.linh_vuc:
                found.append(Grant(cell, row.cong_doan, self.day, row.linh_vuc))
        return found

    def can(self, word: str) -> bool:
        """May the user do this anywhere at all?"""
        if word in OUTSIDE_THE_TABLE or word == EVERYBODY:
            return word == "public" or bool(self.user.is_authenticated)
        return bool(self.grants(word))

    def at_province(self, word: str) -> bool:
        """May the user do this by a role at a province? One at a unit below gives it there alone."""
        return any(grant.unit is None or grant.unit.loai in PROVINCE for grant in self.grants(word))

    def scope(self, word: str) -> Scope:
        """All units at which the user may do this, several roles added up."""
        if word not in self._scopes:
            total = NOWHERE
            for grant in self.grants(word):
                total = total | grant.scope
            self._scopes[word] = total
        return self._scopes[word]

    def scope_in_field(self, word: str, linh_vuc: str = "") -> Scope:
        """The units at which the user may do this with what belongs to a field, or to none: an F reaches its own."""
        total = NOWHERE
        for grant in self.grants(word):
            if grant.cell.reach is not Reach.FIELD or linh_vuc in grant.scope.linh_vuc:
                total = total | grant.scope
        return total

    def can_at(self, word: str, cong_doan: CongDoan | int) -> bool:
        """May the user do this at this unit?"""
        return self.scope(word).contains(_key(cong_doan))

    def sees(self, cong_doan: CongDoan | int) -> bool:
        """Does the user see this unit at all (else it answers 404)?"""
        return any(self.can_at(word, cong_doan) for word in SEEING)

    def needs_reason(self, word: str, cong_doan: CongDoan | int | None = None) -> bool:
        """Must a reason be typed: do all grants that allow it (at the unit) ask for one?"""
        grants: Iterable[Grant] = self.grants(word)
        if cong_doan is not None:
            grants = [grant for grant in grants if grant.scope.contains(_key(cong_doan))]
        return all(grant.cell.with_reason for grant in grants) and bool(grants)

    def notes(self, word: str) -> list[str]:
        """The limits that stand beside the user's grants ("not khai trừ"); the action holds them."""
        return sorted({grant.cell.note for grant in self.grants(word) if grant.cell.note})


def _key(cong_doan: CongDoan | int) -> int:
    return cong_doan if isinstance(cong_doan, int) else cong_doan.pk


def rights_of(user) -> Rights:
    """The rights of `user`, kept on the object for the request; `forget_rights` after a change of roles."""
    if not hasattr(user, "_rights"):
        user._rights = Rights(user)
    return user._rights


def forget_rights(user) -> None:
    """Read the rights of this object anew, after its assignments or the tree changed within one request."""
    if hasattr(user, "_rights"):
        del user._rights  # not by its __dict__: `request.user` stands before the user it loads


def require(user, word: str, cong_doan: CongDoan | int | None = None) -> None:
    """Let pass what is allowed. Foreign objects answer Http404, forbidden acts on visible ones PermissionDenied."""
    rights = rights_of(user)
    if cong_doan is None:
        if not rights.can(word):
            raise PermissionDenied
    elif not rights.can_at(word, cong_doan):
        if rights.sees(cong_doan):
            raise PermissionDenied
        raise Http404

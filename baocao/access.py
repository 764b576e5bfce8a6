"""Who reads which report: a department of the province reads approved ones alone (08 §8.2, "T, approved")."""

from django.core.exceptions import PermissionDenied

from baocao.models import BaoCao
from cdcs.access import Scope, require, rights_of
from cdcs.models import CongDoan

APPROVED_ALONE = "approved"


def unapproved_scope(user) -> Scope:
    """The units of which the user reads live figures of a report, drafts, and what waits to be judged."""
    total = Scope()
    for grant in rights_of(user).grants("view_bao_cao"):
        if grant.cell.note != APPROVED_ALONE:
            total = total | grant.scope
    return total


def sees_unapproved(user, unit: CongDoan) -> bool:
    """Does the user read more of the unit's report than what is approved?"""
    return unapproved_scope(user).contains(unit.pk)


def reads_files(user, unit: CongDoan) -> bool:
    """May the user read the files of the unit's report? They belong to no field, a department's cell says F (08)."""
    return rights_of(user).scope_in_field("view_tep").contains(unit.pk)


def require_readable(user, unit: CongDoan, bao_cao: BaoCao | None) -> None:
    """Let pass who may read this report as it stands.

    Raises: PermissionDenied for a report that is not approved, where the reader may read approved ones alone.
    """
    require(user, "view_bao_cao", unit)
    approved = bao_cao is not None and bao_cao.la_da_duyet
    if not approved and not sees_unapproved(user, unit):
        raise PermissionDenied

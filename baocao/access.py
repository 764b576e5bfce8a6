"""Who reads which report: a department of the province reads approved ones alone (08 §8.2, "T, approved")."""

from django.core.exceptions import PermissionDenied

from baocao.models import BaoCao
from cdcs.access import require, rights_of
from cdcs.models import CongDoan

APPROVED_ALONE = "approved"


def sees_unapproved(user, unit: CongDoan) -> bool:
    """May the user read live figures of a report, drafts, and submissions that wait to be judged?"""
    grants = [one for one in rights_of(user).grants("view_bao_cao") if one.scope.contains(unit.pk)]
    return any(one.cell.note != APPROVED_ALONE for one in grants)


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

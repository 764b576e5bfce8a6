"""Who writes agreements, dialogues and issues, and who answers an issue (08 §8.6: the field of R16 and R18).

Two words open these records: `edit_nhiem_vu` within its scope, and `edit_nhiem_vu_linh_vuc` to the department of the
field. A view carries one word, so the pages carry `view_so_lieu` (measures are read wherever it holds) and judge here.
"""

from django.core.exceptions import PermissionDenied
from django.http import Http404

from cdcs.access import Scope, rights_of
from cdcs.enums import LinhVuc, LoaiCongDoan
from cdcs.models import CongDoan, co_cau
from core.dates import today
from nhiemvu.enums import NoiNhan
from nhiemvu.models import KienNghi

LINH_VUC = LinhVuc.CHINH_SACH_PHAP_LUAT


def edit_scope(user) -> Scope:
    """The units at which the user writes these records."""
    rights = rights_of(user)
    return rights.scope("edit_nhiem_vu") | rights.scope_in_field("edit_nhiem_vu_linh_vuc", LINH_VUC)


def require_edit(user, unit: CongDoan | int) -> None:
    """Raises: PermissionDenied for who only sees the unit, Http404 for everybody else."""
    pk = unit if isinstance(unit, int) else unit.pk
    if edit_scope(user).contains(pk):
        return
    if rights_of(user).sees(pk):
        raise PermissionDenied
    raise Http404


def answering_units(user) -> dict[str, Scope]:
    """Per level that considers: units whose issues the user answers, as a unit above the one that raised it."""
    scope, tree = edit_scope(user), co_cau(today())
    if scope.everything:
        return dict.fromkeys(NoiNhan.values, scope)
    direct = {pk for pk, parent in tree.cap_tren.items() if parent in scope.ids}
    roots = {pk for pk in scope.ids if pk in tree.don_vi and tree.don_vi[pk].loai == LoaiCongDoan.LDLD_TINH}
    under_roots: set[int] = set().union(*(tree.under(pk) - {pk} for pk in roots))
    return {NoiNhan.CAP_TREN: Scope(ids=frozenset(direct)), NoiNhan.TINH: Scope(ids=frozenset(under_roots))}


def may_answer(user, issue: KienNghi) -> bool:
    """Does the user stand at the level that considers the issue?"""
    return answering_units(user)[issue.noi_nhan].contains(issue.cong_doan_id)

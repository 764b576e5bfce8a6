"""Disputes about the figures in use, for good on the page of their employer (02 §2.4-3)."""

from django.db.models import Exists, OuterRef, QuerySet

from cdcs.access import rights_of
from core.dates import today
from doanhnghiep.models import DoanhNghiep, TranhChap
from doanhnghiep.queries.doanh_nghiep import visible_doanh_nghiep


def visible_tranh_chap(user, word: str = "view_don_vi") -> QuerySet[TranhChap]:
    """Disputes about employers of the user's units."""
    employers = visible_doanh_nghiep(rights_of(user).scope(word), today())
    rows = TranhChap.objects.filter(Exists(employers.filter(pk=OuterRef("doanh_nghiep"))))
    return rows.select_related("doanh_nghiep", "created_by", "decided_by")


def disputes_of(employer: DoanhNghiep) -> QuerySet[TranhChap]:
    """Every dispute about an employer, the latest first."""
    return TranhChap.objects.filter(doanh_nghiep=employer).select_related("created_by").order_by("-pk")

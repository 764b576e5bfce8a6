"""Disputes about the figures in use, for good on the page of their employer (02 §2.4-3)."""

from collections.abc import Collection
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from cdcs.access import Scope, rights_of
from cdcs.enums import LinhVuc
from core.dates import today
from core.sql import id_in
from doanhnghiep.enums import TrangThaiTranhChap
from doanhnghiep.models import DoanhNghiep, TranhChap
from doanhnghiep.queries.doanh_nghiep import visible_doanh_nghiep

CHO_QUYET = Q(trang_thai=TrangThaiTranhChap.CHO_QUYET)


def visible_tranh_chap(user, word: str = "view_don_vi") -> QuerySet[TranhChap]:
    """Disputes about employers of the user's units."""
    return _disputes_in(rights_of(user).scope(word))


def may_read_evidence(dispute: TranhChap, user) -> bool:
    """May the user open its files? Of the departments the one whose field disputes are (08 §8.2, F)."""
    scope = rights_of(user).scope_in_field("view_tep", LinhVuc.CHINH_SACH_PHAP_LUAT)
    return _disputes_in(scope).filter(pk=dispute.pk).exists()


def _disputes_in(scope: Scope) -> QuerySet[TranhChap]:
    employers = visible_doanh_nghiep(scope, today())
    rows = TranhChap.objects.filter(Exists(employers.filter(pk=OuterRef("doanh_nghiep"))))
    return rows.select_related("doanh_nghiep", "created_by", "decided_by")


def count_cho_quyet(user) -> int:
    """How many disputes wait among those the list shows a user who raises or decides them; 0 for others."""
    rights = rights_of(user)
    if not (rights.can("decide_tranh_chap") or rights.can("raise_tranh_chap")):
        return 0
    return visible_tranh_chap(user).filter(CHO_QUYET).count()


def decided_numbers(employer_ids: Collection[int]) -> dict[tuple[int, date], int]:
    """Workers that accepted disputes set, by employer and day: a later record replaces them, none of the day itself."""
    accepted = TranhChap.objects.filter(trang_thai=TrangThaiTranhChap.CHAP_NHAN)
    numbers = accepted.filter(id_in("lao_dong__doanh_nghiep_id", employer_ids)).values_list(
        "lao_dong__doanh_nghiep_id", "lao_dong__ngay_so_lieu", "lao_dong__tong_lao_dong"
    )
    return {(employer, day): number for employer, day, number in numbers}


def disputes_of(employer: DoanhNghiep) -> QuerySet[TranhChap]:
    """Every dispute about an employer, the latest first."""
    return TranhChap.objects.filter(doanh_nghiep=employer).select_related("created_by").order_by("-pk")

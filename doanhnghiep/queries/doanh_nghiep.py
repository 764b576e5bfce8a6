"""Reading employers: who manages them, how many workers they have on a day (02 §2.4)."""

from collections.abc import Collection
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from cdcs.models import CongDoan
from core.sql import id_in
from doanhnghiep.models import DoanhNghiep, LaoDong, LienKetCDCS, QuanLyDoanhNghiep
from doanhnghiep.queries.bao_phu import ruling_on


def quan_ly_on(employer_ids: Collection[int], day: date) -> dict[int, CongDoan]:
    """Return the managing unit of every employer on `day`."""
    rows = QuanLyDoanhNghiep.objects.filter(
        id_in("doanh_nghiep_id", employer_ids), tu_ngay__lte=day, den_ngay__gt=day
    ).select_related("cong_doan")
    return {row.doanh_nghiep_id: row.cong_doan for row in rows}


def lao_dong_on(employer_ids: Collection[int], day: date) -> dict[int, LaoDong]:
    """Return the record of workers that rules on `day` for every employer that has one [02-2.4-2]."""
    return {row.doanh_nghiep_id: row for row in _ruling(employer_ids, day)}


def so_lao_dong_on(employer_ids: Collection[int], day: date) -> dict[int, int]:
    """Return the workers alone of `lao_dong_on`: for thousands of employers at once."""
    return dict(_ruling(employer_ids, day).values_list("doanh_nghiep_id", "tong_lao_dong"))


def _ruling(employer_ids: Collection[int], day: date) -> QuerySet[LaoDong]:
    return ruling_on(day).filter(id_in("doanh_nghiep_id", employer_ids))


def visible_doanh_nghiep(scope, day: date) -> QuerySet[DoanhNghiep]:
    """Employers in a scope of the rights table: managed on `day` by a unit of the scope, or linked to one of it.

    The second half is for the officer of a CĐCS, who sees the employers the CĐCS covers (08 §8.2).
    """
    if scope.everything:
        return DoanhNghiep.objects.all()
    managed = QuanLyDoanhNghiep.objects.filter(doanh_nghiep=OuterRef("pk"), tu_ngay__lte=day, den_ngay__gt=day)
    linked = LienKetCDCS.objects.filter(doanh_nghiep=OuterRef("pk"), tu_ngay__lte=day, den_ngay__gt=day)
    return DoanhNghiep.objects.filter(
        Exists(managed.filter(id_in("cong_doan_id", scope.ids)))
        | Exists(linked.filter(id_in("cong_doan_id", scope.ids)))
    )

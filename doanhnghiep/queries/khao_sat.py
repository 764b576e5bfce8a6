"""The survey round: who may be planned, who is done, unit by unit (01 R7)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from cdcs.access import Scope
from cdcs.models import ChuongTrinh, CongDoan
from core.dates import today
from core.numbers import percent_1
from core.sql import id_in
from doanhnghiep.enums import KetQuaKhaoSat, NhomKhaoSat
from doanhnghiep.models import DoanhNghiep, DotKhaoSat, LienKetCDCS, PhieuKhaoSat, QuanLyDoanhNghiep
from doanhnghiep.queries.bao_phu import employers_in_scope, managed_on

N = NhomKhaoSat


def group_condition(group: str) -> Q:
    """Employers of one group of a plan, over those of `employers_in_scope`."""
    threshold = ChuongTrinh.current().nguong_lao_dong
    if group == N.TRONG_DIEN:
        return Q(lao_dong_hien_co__gte=threshold)
    if group == N.CHUA_CO_SO_LIEU:
        return Q(lao_dong_hien_co=None)
    if group == N.SAP_VAO_DIEN:
        return Q(lao_dong_hien_co__gte=(threshold + 1) // 2, lao_dong_hien_co__lt=threshold)
    return ~Q(khu_cong_nghiep="")


def employers_to_plan(dot: DotKhaoSat, unit: CongDoan, groups: Collection[str]) -> QuerySet[DoanhNghiep]:
    """Employers operating under the unit today, of these groups, that the round does not have yet."""
    wanted = Q(pk=None)
    for group in groups:
        wanted |= group_condition(group)
    planned = PhieuKhaoSat.objects.filter(dot=dot, doanh_nghiep=OuterRef("pk"))
    return employers_in_scope(unit.pk, today()).filter(wanted).exclude(Exists(planned))


def phieu_in(dot: DotKhaoSat, scope: Scope, day: date) -> QuerySet[PhieuKhaoSat]:
    """The answers of a round whose employer is managed in the scope on `day`, or linked to a unit of it."""
    rows = PhieuKhaoSat.objects.filter(dot=dot, doanh_nghiep__is_hidden=False)
    if scope.everything:
        return rows
    managed = QuanLyDoanhNghiep.objects.filter(
        id_in("cong_doan_id", scope.ids), doanh_nghiep=OuterRef("doanh_nghiep"), tu_ngay__lte=day, den_ngay__gt=day
    )
    linked = LienKetCDCS.objects.filter(
        id_in("cong_doan_id", scope.ids), doanh_nghiep=OuterRef("doanh_nghiep"), tu_ngay__lte=day, den_ngay__gt=day
    )
    return rows.filter(Exists(managed) | Exists(linked))


@dataclass
class TienDoKhaoSat:
    """How far one unit is: planned, done, and how it ended."""

    don_vi: CongDoan
    ke_hoach: int = 0
    da_khao_sat: int = 0
    khong_lien_he_duoc: int = 0
    da_ngung: int = 0

    @property
    def con_lai(self) -> int:
        return self.ke_hoach - self.da_xong

    @property
    def da_xong(self) -> int:
        return self.da_khao_sat + self.khong_lien_he_duoc + self.da_ngung

    @property
    def ty_le(self):
        return percent_1(self.da_xong, self.ke_hoach)


def managed_by(rows: QuerySet[PhieuKhaoSat], unit_id: int, day: date) -> QuerySet[PhieuKhaoSat]:
    """Those of these answers whose employer the unit itself manages on `day`: a line of `tien_do`."""
    manager = QuanLyDoanhNghiep.objects.filter(
        cong_doan=unit_id, doanh_nghiep=OuterRef("doanh_nghiep"), tu_ngay__lte=day, den_ngay__gt=day
    )
    return rows.filter(Exists(manager))


def tien_do(dot: DotKhaoSat, scope: Scope, day: date) -> list[TienDoKhaoSat]:
    """Completeness of the answers that the scope holds, by managing unit of `day`, those with most left first.

    A CĐCS manages no employer: its answers stand with the units that manage them. Two queries.
    """
    manager = QuanLyDoanhNghiep.objects.filter(
        doanh_nghiep=OuterRef("doanh_nghiep"), tu_ngay__lte=day, den_ngay__gt=day
    )
    answers = phieu_in(dot, scope, day).annotate(quan_ly=Subquery(manager.values("cong_doan_id")[:1]))
    rows = answers.exclude(quan_ly=None).values_list("quan_ly", "trang_thai").annotate(n=Count("pk")).order_by()
    found: dict[int, TienDoKhaoSat] = {}
    counts = list(rows)
    units = CongDoan.everything.in_bulk({unit for unit, _, _ in counts})
    for unit, state, count in counts:
        line = found.setdefault(unit, TienDoKhaoSat(units[unit]))
        line.ke_hoach += count
        if state != KetQuaKhaoSat.CHUA:
            setattr(line, state, count)
    return sorted(found.values(), key=lambda line: (-line.con_lai, line.don_vi.ten_khong_dau))


def surveys_of(employer: DoanhNghiep) -> QuerySet[PhieuKhaoSat]:
    """The answers of one employer, latest year first."""
    return PhieuKhaoSat.objects.filter(doanh_nghiep=employer).select_related("dot").order_by("-dot__nam")


def open_round(day: date) -> DotKhaoSat | None:
    """The latest round that runs on `day` or ran last and is still open."""
    return DotKhaoSat.objects.filter(da_dong=False, tu_ngay__lte=day).order_by("-nam").first()


def answers_of(unit_id: int, nam: int, day: date) -> dict[str, int]:
    """How the survey of a year stands on `day` for the employers managed under a unit then: {result: how many}.

    An answer given later does not count yet; one query.
    """
    managed = managed_on(day, [unit_id], None).values("doanh_nghiep_id")
    rows = PhieuKhaoSat.objects.filter(dot__nam=nam, doanh_nghiep__is_hidden=False, doanh_nghiep_id__in=managed)
    late = Count("pk", filter=Q(ngay__gt=day))
    found = dict.fromkeys(KetQuaKhaoSat.values, 0)
    for state, count, after in rows.values_list("trang_thai").annotate(n=Count("pk"), muon=late).order_by():
        found[state] += count - after
        found[KetQuaKhaoSat.CHUA] += after
    return found

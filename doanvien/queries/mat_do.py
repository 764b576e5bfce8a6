"""Members against workers of base units: how many workers are not members yet (CTr 04/CTr-LĐLĐ, II.2.2; R5)."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Q

from cdcs.enums import LoaiCongDoan
from cdcs.models import CayCongDoan, CoCau, CongDoan
from core.numbers import percent_1
from core.sql import id_in
from doanhnghiep.models import DoanhNghiep, LaoDong, LienKetCDCS
from doanhnghiep.queries import lao_dong_on
from doanvien.queries.so_lieu import so_ton

YEAR = timedelta(days=365)


@dataclass(frozen=True)
class MatDo:
    """Members of a base unit with its sub-units, and the workers of the employers it covers on the same day."""

    doan_vien: int
    nu: int
    co_danh_sach: int
    employers: list[DoanhNghiep]
    records: list[LaoDong]
    truoc: dict[int, int]  # employer → workers a year before, where there was a record

    @property
    def lao_dong(self) -> int | None:
        """Workers by the records that rule; None while no employer has one."""
        return sum(row.tong_lao_dong for row in self.records) if self.records else None

    @property
    def chua_la_doan_vien(self) -> int | None:
        """Workers not yet members; 0 where there are more members than workers were reported."""
        return None if self.lao_dong is None else max(self.lao_dong - self.doan_vien, 0)

    @property
    def ty_le(self) -> Decimal | None:
        """Members in percent of the workers; None while no worker is reported."""
        return percent_1(self.doan_vien, self.lao_dong)

    @property
    def moi_tuyen(self) -> int | None:
        """Workers more than a year before at the employers known on both days; None where none is, never below 0."""
        both = [row for row in self.records if row.doanh_nghiep_id in self.truoc]
        more = sum(row.tong_lao_dong - self.truoc[row.doanh_nghiep_id] for row in both)
        return max(more, 0) if both else None

    @property
    def missing(self) -> int:
        """Employers whose workers nobody has reported."""
        return len(self.employers) - len(self.records)


def mat_do_cua(unit_ids: Collection[int], day: date) -> dict[int, MatDo]:
    """The members and workers of every one of these units as of `day`."""
    links = LienKetCDCS.objects.filter(id_in("cong_doan_id", unit_ids), tu_ngay__lte=day, den_ngay__gt=day)
    pairs = list(links.values_list("cong_doan_id", "doanh_nghiep_id"))
    covered = DoanhNghiep.objects.operating_on(day).filter(id_in("pk", {employer for _, employer in pairs}))
    known = {employer.pk: employer for employer in covered}
    records, earlier = lao_dong_on(known, day), lao_dong_on(known, day - YEAR)
    of_unit: dict[int, set[int]] = defaultdict(set)
    for unit, employer in pairs:
        of_unit[unit].add(employer)
    found = {}
    for pk, stock in so_ton(unit_ids, day).items():
        employers = sorted((known[key] for key in of_unit[pk] if key in known), key=lambda e: (e.ten_khong_dau, e.pk))
        before = {one.pk: earlier[one.pk].tong_lao_dong for one in employers if one.pk in earlier}
        found[pk] = MatDo(*stock, employers, [records[one.pk] for one in employers if one.pk in records], before)
    return found


def mat_do(unit: CongDoan, day: date) -> MatDo:
    """The members and workers of `unit` as of `day`."""
    return mat_do_cua([unit.pk], day)[unit.pk]


def cdcs_under(unit: CongDoan, day: date, structure: CoCau | None = None) -> list[CongDoan]:
    """The CĐCS open on `day` under a unit, itself among them, in the tree of that day or of a structure."""
    if structure is not None:
        under: Collection[int] = structure.under(unit.pk)
    else:
        rows = CayCongDoan.objects.filter(cap_tren=unit, tu_ngay__lte=day, den_ngay__gt=day)
        under = list(rows.values_list("cap_duoi_id", flat=True))
    is_open = Q(ngay_ket_thuc=None) | Q(ngay_ket_thuc__gt=day)
    found = CongDoan.objects.filter(is_open, id_in("pk", under), loai=LoaiCongDoan.CDCS, ngay_thanh_lap__lte=day)
    return list(found.order_by("ma"))

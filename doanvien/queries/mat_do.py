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
from doanhnghiep.queries import lao_dong_on, so_lao_dong_on
from doanvien.queries.so_lieu import so_ton

YEAR = timedelta(days=365)


@dataclass(frozen=True)
class MatDo:
    """Members of a base unit with its sub-units, and the workers of the employers it covers on the same day."""

    doan_vien: int
    nu: int
    co_danh_sach: int
    so_don_vi: int  # employers it covers
    hien_nay: dict[int, int]  # employer → workers by the record that rules, where there is one
    truoc: dict[int, int]  # employer → workers a year before, where there was a record

    @property
    def lao_dong(self) -> int | None:
        """Workers by the records that rule; None while no employer has one."""
        return sum(self.hien_nay.values()) if self.hien_nay else None

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
        both = self.hien_nay.keys() & self.truoc.keys()
        return max(sum(self.hien_nay[key] - self.truoc[key] for key in both), 0) if both else None

    @property
    def missing(self) -> int:
        """Employers whose workers nobody has reported."""
        return self.so_don_vi - len(self.hien_nay)


def mat_do_cua(unit_ids: Collection[int], day: date) -> dict[int, MatDo]:
    """The members and workers of every one of these units as of `day`."""
    links = LienKetCDCS.objects.filter(id_in("cong_doan_id", unit_ids), tu_ngay__lte=day, den_ngay__gt=day)
    pairs = list(links.values_list("cong_doan_id", "doanh_nghiep_id").distinct())
    covered = DoanhNghiep.objects.operating_on(day).filter(id_in("pk", {employer for _, employer in pairs}))
    known = set(covered.values_list("pk", flat=True))
    now, earlier = so_lao_dong_on(known, day), so_lao_dong_on(known, day - YEAR)
    of_unit: dict[int, list[int]] = defaultdict(list)
    for unit, employer in pairs:
        if employer in known:
            of_unit[unit].append(employer)
    found = {}
    for pk, stock in so_ton(unit_ids, day).items():
        employers = of_unit[pk]
        workers, before = ({key: one[key] for key in employers if key in one} for one in (now, earlier))
        found[pk] = MatDo(*stock, len(employers), workers, before)
    return found


def mat_do(unit: CongDoan, day: date) -> MatDo:
    """The members and workers of `unit` as of `day`."""
    return mat_do_cua([unit.pk], day)[unit.pk]


def lao_dong_cua(unit: CongDoan, day: date) -> list[tuple[DoanhNghiep, LaoDong | None]]:
    """The employers that a base unit covers on `day`, by name, each with the record of workers that rules."""
    links = LienKetCDCS.objects.filter(cong_doan=unit, tu_ngay__lte=day, den_ngay__gt=day)
    covered = DoanhNghiep.objects.operating_on(day).filter(pk__in=links.values("doanh_nghiep_id"))
    employers = list(covered.order_by("ten_khong_dau", "pk"))
    records = lao_dong_on([one.pk for one in employers], day)
    return [(one, records.get(one.pk)) for one in employers]


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

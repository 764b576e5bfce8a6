"""Members against workers of one base unit: how many workers are not members yet (CTr 04/CTr-LĐLĐ, II.2.2; R5)."""

from dataclasses import dataclass
from datetime import date

from cdcs.models import CongDoan
from doanhnghiep.models import DoanhNghiep, LaoDong, LienKetCDCS
from doanhnghiep.queries import lao_dong_on
from doanvien.queries.so_lieu import so_ton


@dataclass(frozen=True)
class MatDo:
    """Members of a base unit with its sub-units, and the workers of the employers it covers on the same day."""

    doan_vien: int
    nu: int
    co_danh_sach: int
    employers: list[DoanhNghiep]
    records: list[LaoDong]

    @property
    def lao_dong(self) -> int | None:
        """Workers by the records that rule; None while no employer has one."""
        return sum(row.tong_lao_dong for row in self.records) if self.records else None

    @property
    def chua_la_doan_vien(self) -> int | None:
        """Workers not yet members; 0 where there are more members than workers were reported."""
        return None if self.lao_dong is None else max(self.lao_dong - self.doan_vien, 0)

    @property
    def missing(self) -> int:
        """Employers whose workers nobody has reported."""
        return len(self.employers) - len(self.records)


def mat_do(unit: CongDoan, day: date) -> MatDo:
    """The members and workers of `unit` as of `day`."""
    links = LienKetCDCS.objects.filter(cong_doan=unit, tu_ngay__lte=day, den_ngay__gt=day)
    covered = DoanhNghiep.objects.operating_on(day).filter(pk__in=links.values("doanh_nghiep_id"))
    employers = list(covered.order_by("ten_khong_dau", "pk"))
    records = lao_dong_on([employer.pk for employer in employers], day)
    members, women, named = so_ton([unit.pk], day)[unit.pk]
    return MatDo(members, women, named, employers, [records[e.pk] for e in employers if e.pk in records])

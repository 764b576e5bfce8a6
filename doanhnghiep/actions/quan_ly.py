"""Dated managing units and dated links to CĐCS (02 §2.1-7..11, 15; §2.4-6)."""

from collections.abc import Collection
from datetime import date

from cdcs.models import CongDoan
from cdcs.models.cong_doan import MAX_DAY
from core.refusal import Refused
from core.sql import id_in
from doanhnghiep.models import LienKetCDCS, QuanLyDoanhNghiep


def move_quan_ly(
    employer_ids: Collection[int], old: CongDoan, new: CongDoan, day: date, *, so_quyet_dinh: str = "", ly_do: str = ""
) -> list[dict]:
    """Let `new` manage, from `day` on, the employers among these that `old` manages on that day.

    Returns the intervals as they were, for `restore_quan_ly`. Later intervals of an employer stay.
    """
    current = list(
        QuanLyDoanhNghiep.objects.filter(
            id_in("doanh_nghiep_id", employer_ids), cong_doan=old, tu_ngay__lte=day, den_ngay__gt=day
        )
    )
    fields = ("doanh_nghiep_id", "cong_doan_id", "tu_ngay", "den_ngay", "so_quyet_dinh", "ly_do")
    before = list(
        QuanLyDoanhNghiep.objects.filter(id_in("doanh_nghiep_id", {row.doanh_nghiep_id for row in current})).values(
            *fields
        )
    )
    same_day = [row for row in current if row.tu_ngay == day]
    for row in same_day:
        row.cong_doan, row.so_quyet_dinh, row.ly_do = new, so_quyet_dinh, ly_do
    QuanLyDoanhNghiep.objects.bulk_update(same_day, ["cong_doan", "so_quyet_dinh", "ly_do"], batch_size=1000)
    earlier = [row for row in current if row.tu_ngay < day]
    added = [
        QuanLyDoanhNghiep(doanh_nghiep_id=row.doanh_nghiep_id, cong_doan=new, tu_ngay=day, den_ngay=row.den_ngay,
                          so_quyet_dinh=so_quyet_dinh, ly_do=ly_do)
        for row in earlier
    ]  # fmt: skip
    QuanLyDoanhNghiep.objects.filter(id_in("pk", {row.pk for row in earlier})).update(den_ngay=day)
    QuanLyDoanhNghiep.objects.bulk_create(added, batch_size=1000)
    return before


def restore_quan_ly(before: list[dict]) -> None:
    """Put back the intervals that `move_quan_ly` returned."""
    QuanLyDoanhNghiep.objects.filter(id_in("doanh_nghiep_id", {row["doanh_nghiep_id"] for row in before})).delete()
    QuanLyDoanhNghiep.objects.bulk_create([QuanLyDoanhNghiep(**row) for row in before], batch_size=1000)


def replace_lien_ket(old: CongDoan, new: CongDoan, day: date) -> list[dict]:
    """End the links of `old` on `day` and begin links of `new` that day [02-2.1-11].

    Returns every link of the employers concerned as it was, for `restore_lien_ket`.
    """
    links = list(LienKetCDCS.objects.filter(cong_doan=old, den_ngay__gt=day))
    employers = {link.doanh_nghiep_id for link in links}
    every = LienKetCDCS.objects.filter(id_in("doanh_nghiep_id", employers))
    facts = every.values("doanh_nghiep_id", "cong_doan_id", "tu_ngay", "den_ngay", "is_given", "lo_nhap_id")
    before = [dict(row) for row in facts]
    covered = set(every.filter(cong_doan=new, den_ngay=MAX_DAY).values_list("doanh_nghiep_id", flat=True))
    LienKetCDCS.objects.filter(id_in("pk", [link.pk for link in links if link.tu_ngay == day])).delete()
    LienKetCDCS.objects.filter(id_in("pk", [link.pk for link in links])).update(den_ngay=day)
    LienKetCDCS.objects.bulk_create(
        [
            LienKetCDCS(doanh_nghiep_id=link.doanh_nghiep_id, cong_doan=new, tu_ngay=day, den_ngay=link.den_ngay,
                        is_given=False)
            for link in links
            if link.doanh_nghiep_id not in covered
        ],
        batch_size=1000,
    )  # fmt: skip
    return before


def restore_lien_ket(before: list[dict]) -> None:
    """Put back the links that `replace_lien_ket` returned."""
    LienKetCDCS.objects.filter(id_in("doanh_nghiep_id", {row["doanh_nghiep_id"] for row in before})).delete()
    LienKetCDCS.objects.bulk_create([LienKetCDCS(**row) for row in before], batch_size=1000)


def check_quan_ly(unit: CongDoan) -> None:
    """Refuse a managing unit that is neither the province nor a superior unit [02-2.4-4, 03-3.3-18].

    Raises: Refused at the field `quan_ly`.
    """
    if not unit.la_cap_tren and unit.loai != "ldld_tinh":
        raise Refused(f"{unit.ma} là {unit.get_loai_display()}, không quản lý đơn vị, doanh nghiệp.", "quan_ly")

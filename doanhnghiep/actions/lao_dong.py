"""Records of workers by source and day, and which of them rules (02 §2.4)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db import transaction
from django.db.models import F
from django.http import Http404

from cdcs.access import require, rights_of
from cdcs.enums import NguonSoLieu
from cdcs.models import ChuongTrinh, CongDoan, LoNhap
from cdcs.models.cong_doan import MAX_DAY
from core.dates import format_date, today
from core.numbers import format_int
from core.refusal import Refused
from core.sql import id_in, one_writer
from doanhnghiep.models import DoanhNghiep, LaoDong, LienKetCDCS
from doanhnghiep.queries import quan_ly_on
from doanhnghiep.queries.tranh_chap import decided_numbers
from taikhoan.actions import record

NUMBERS = ("tong_lao_dong", "lao_dong_nu", "so_dong_bhxh")


@dataclass
class LaoDongData:
    """Workers of one employer as one source counted them on one day."""

    doanh_nghiep: DoanhNghiep
    ngay_so_lieu: date
    nguon: str
    tong_lao_dong: int
    lao_dong_nu: int | None = None
    so_dong_bhxh: int | None = None


def check_lao_dong(data: LaoDongData) -> None:
    """Refuse a record dated after today, and more women than workers [02-2.1-5].

    Raises: Refused at the field that is wrong.
    """
    if data.ngay_so_lieu > today():
        raise Refused(f"Ngày số liệu {format_date(data.ngay_so_lieu)} ở sau hôm nay.", "ngay_so_lieu")
    if data.lao_dong_nu is not None and data.lao_dong_nu > data.tong_lao_dong:
        raise Refused("Lao động nữ lớn hơn tổng số lao động.", "lao_dong_nu")


def refuse_decided(data: LaoDongData, decided: Mapping[tuple[int, date], int]) -> None:
    """Refuse another number for the very day of an accepted dispute, whose record is the survey's [02-2.4-3].

    Raises: Refused at the number.
    """
    number = decided.get((data.doanh_nghiep.pk, data.ngay_so_lieu))
    if data.nguon == NguonSoLieu.KHAO_SAT and number not in (None, data.tong_lao_dong):
        raise Refused(
            f"Số ngày {format_date(data.ngay_so_lieu)} là {format_int(number)} theo quyết định tranh chấp: ghi số mới "
            "cho ngày sau đó, hoặc nêu tranh chấp.", "tong_lao_dong")  # fmt: skip


def rank_lao_dong(doanh_nghiep_ids: Collection[int] | None = None) -> None:
    """Set until when every record of these employers rules (all employers when None) [02-2.4-2].

    The latest day wins; among the records of one day the first source of the programme's order.
    """
    programme = ChuongTrinh.current()
    records = LaoDong.objects.all()
    if doanh_nghiep_ids is not None:
        records = records.filter(id_in("doanh_nghiep_id", doanh_nghiep_ids))
    records = records.order_by("doanh_nghiep_id", "ngay_so_lieu").only(
        "pk", "doanh_nghiep_id", "ngay_so_lieu", "nguon", "den_ngay"
    )
    changed = []
    for _, of_employer in groupby(records.iterator(chunk_size=5000), key=lambda r: r.doanh_nghiep_id):
        days = [list(rows) for _, rows in groupby(of_employer, key=lambda r: r.ngay_so_lieu)]
        for index, rows in enumerate(days):
            rows.sort(key=lambda r: (programme.rank_of(r.nguon), r.pk))
            end = days[index + 1][0].ngay_so_lieu if index + 1 < len(days) else MAX_DAY
            for place, row in enumerate(rows):
                rules_until = end if place == 0 else row.ngay_so_lieu
                if row.den_ngay != rules_until:
                    row.den_ngay = rules_until
                    changed.append(row)
    LaoDong.objects.bulk_update(changed, ["den_ngay"], batch_size=2000)


def step_of(old: LaoDong, data: LaoDongData) -> dict:
    """What an undo needs: the numbers before, and those written, where an empty cell kept the old one."""
    before = {key: getattr(old, key) for key in NUMBERS}
    given = {key: getattr(data, key) for key in NUMBERS}
    after = {key: before[key] if value is None else value for key, value in given.items()}
    return {"pk": old.pk, "cu": before, "moi": after}


@transaction.atomic
def write_lao_dong(rows: Sequence[LaoDongData], *, by, lo_nhap: LoNhap | None = None, clears: bool = False) -> None:
    """Write records judged before, new ones and changed ones, and settle which of them rule.

    An empty number leaves a known one as it is [03-3.3-43]; with `clears`, of a form that shows all of them, it goes.
    """
    known = {
        (r.doanh_nghiep_id, r.ngay_so_lieu, r.nguon): r
        for r in LaoDong.objects.filter(id_in("doanh_nghiep_id", {row.doanh_nghiep.pk for row in rows}))
    }
    new, changed = [], []
    for row in rows:
        old = known.get((row.doanh_nghiep.pk, row.ngay_so_lieu, row.nguon))
        if old is None:
            new.append(
                LaoDong(
                    doanh_nghiep=row.doanh_nghiep, ngay_so_lieu=row.ngay_so_lieu, nguon=row.nguon,
                    tong_lao_dong=row.tong_lao_dong, lao_dong_nu=row.lao_dong_nu, so_dong_bhxh=row.so_dong_bhxh,
                    den_ngay=row.ngay_so_lieu, lo_nhap=lo_nhap, created_by=by,
                )
            )  # fmt: skip
            continue
        old.tong_lao_dong, old.version = row.tong_lao_dong, old.version + 1
        women = old.lao_dong_nu if row.lao_dong_nu is None and not clears else row.lao_dong_nu
        # Of a total that shrank under its women nobody has said how many they are now.
        old.lao_dong_nu = None if women is not None and women > row.tong_lao_dong else women
        old.so_dong_bhxh = old.so_dong_bhxh if row.so_dong_bhxh is None and not clears else row.so_dong_bhxh
        changed.append(old)
    LaoDong.objects.bulk_create(new, batch_size=2000)
    LaoDong.objects.bulk_update(changed, ["tong_lao_dong", "lao_dong_nu", "so_dong_bhxh", "version"], batch_size=1000)
    rank_lao_dong({row.doanh_nghiep.pk for row in rows})


def require_edit_lao_dong(employer: DoanhNghiep, manager: CongDoan | None, nguon: str, *, by) -> None:
    """Let pass who may write at the managing unit, and the officer of a linked CĐCS for "CĐCS báo cáo" (08 §8.4)."""
    day = today()
    scope = rights_of(by).scope("edit_lao_dong")
    links = LienKetCDCS.objects.filter(doanh_nghiep=employer, tu_ngay__lte=day, den_ngay__gt=day)
    covered = scope.filter(links).exists()
    if covered and nguon == NguonSoLieu.CDCS_BAO_CAO:
        return
    if manager is None:
        raise Http404
    if covered and not scope.contains(manager.pk):
        raise Refused("Cán bộ CĐCS ghi số liệu của nguồn CĐCS báo cáo.", "nguon")
    require(by, "edit_lao_dong", manager)


@transaction.atomic
def record_lao_dong(data: LaoDongData, *, by, version: int | None = None) -> None:
    """Write one record by hand; `version` is given when an existing record is edited.

    Raises: Refused for wrong figures, a record of this source and day that exists, or a lost race.
    """
    manager = quan_ly_on([data.doanh_nghiep.pk], today()).get(data.doanh_nghiep.pk)
    require_edit_lao_dong(data.doanh_nghiep, manager, data.nguon, by=by)
    check_lao_dong(data)
    one_writer()
    same = LaoDong.objects.filter(doanh_nghiep=data.doanh_nghiep, ngay_so_lieu=data.ngay_so_lieu, nguon=data.nguon)
    if version is None and same.exists():
        raise Refused(
            f"Đã có số liệu của nguồn {NguonSoLieu(data.nguon).label} ngày {format_date(data.ngay_so_lieu)}: "
            "sửa số đó thay vì thêm mới.", "ngay_so_lieu")  # fmt: skip
    if version is not None and not same.filter(version=version).update(version=F("version")):
        raise Refused("Người khác vừa sửa số liệu này. Tải lại trang để xem bản mới.", "version")
    refuse_decided(data, decided_numbers([data.doanh_nghiep.pk]))
    write_lao_dong([data], by=by, clears=True)
    record(by=by, act="edit_lao_dong", obj=data.doanh_nghiep, unit=manager.ma if manager else "",
           ngay=str(data.ngay_so_lieu), nguon=data.nguon, tong_lao_dong=data.tong_lao_dong)  # fmt: skip

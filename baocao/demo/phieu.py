"""Transfer slips of the demo: waiting ones of several ages, one accepted, one refused (02 §2.2-9..13)."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from cdcs.enums import CAP_TREN, CO_SO
from cdcs.models import ChuongTrinh, CongDoan, co_cau
from doanvien.actions.bien_dong import BienDongData
from doanvien.actions.phieu_chuyen import accept_phieu_chuyen, propose_chuyen, refuse_phieu_chuyen
from doanvien.enums import LoaiBienDong
from doanvien.models import DoanVien, PhieuChuyen
from taikhoan.models import User

AGES = (1, 3, 6, 12, 20, 25)  # days before the last day of the demo
ACCEPTED, REFUSED = 20, 25


def put_slips(den: date) -> int:
    """Slips to and fro between the first two superior units that have members by name; returns how many."""
    tree = co_cau(den)
    stay = DoanVien.objects.filter(cong_doan__loai__in=CO_SO).select_related("cong_doan").order_by("pk")
    ends = []
    for unit in CongDoan.objects.filter(loai__in=CAP_TREN, ngay_ket_thuc=None).order_by("ma"):
        people = list(stay.filter(cong_doan_id__in=tree.under(unit.pk))[: len(AGES)])
        if len(people) == len(AGES):
            ends.append((User.objects.get(username=f"{unit.ma.lower()}.canbo"), people))
        if len(ends) == 2:
            break
    else:
        return 0
    first, count = ChuongTrinh.current().ngay_bat_dau, 0
    for number, age in enumerate(AGES):
        (here, people), (there, others) = ends[number % 2], ends[1 - number % 2]
        day, who, end = den - timedelta(days=age), people[number], others[0].cong_doan
        if day < first:
            break
        assert who.cong_doan is not None  # both stand in a base unit
        data = BienDongData(LoaiBienDong.CHUYEN_DI, day, who.cong_doan, end, who, so_quyet_dinh=f"{age}/GT")
        _put_slip(data, here, there, age)
        count += 1
    return count


def _put_slip(data: BienDongData, here: User, there: User, age: int) -> None:
    slip = propose_chuyen(data, by=here)
    made = timezone.make_aware(datetime.combine(data.ngay, time(9, 30)))
    PhieuChuyen.objects.filter(pk=slip.pk).update(created_at=made)  # the ages are the demo's, not the clock's
    if age == ACCEPTED:
        accept_phieu_chuyen(slip, by=there)
    elif age == REFUSED:
        refuse_phieu_chuyen(slip, by=there, ly_do="Đoàn viên chưa đến nhận việc tại đơn vị mới (mẫu)")

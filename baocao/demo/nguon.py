"""A source's list being compared and two disputes, so that a newcomer sees them (invented)."""

import random
from datetime import date, timedelta
from io import StringIO

from django.core.files.uploadedfile import SimpleUploadedFile

from cdcs.enums import CAP_TREN
from cdcs.models import CongDoan
from doanhnghiep.actions.tranh_chap import TranhChapData, decide_tranh_chap, raise_tranh_chap
from doanhnghiep.enums import TrangThaiNguon
from doanhnghiep.importers.nguon import read_nguon, receive_nguon
from doanhnghiep.queries.bao_phu import employers_in_scope
from taikhoan.models import User

LISTED, FEW = 60, 10
HEAD = "Mã số thuế;Tên đơn vị;Địa chỉ;Tổng số lao động"


def put_nguon(rng: random.Random, den: date) -> int:
    """A list of the social insurance of one district, three weeks old, as it differs from ours; rows of the list."""
    for unit in CongDoan.objects.filter(loai__in=CAP_TREN, ngay_ket_thuc=None).order_by("ma"):
        rows = employers_in_scope(unit.pk, den).exclude(lao_dong_hien_co=None).order_by("pk")
        employers = list(rows[:LISTED])
        if len(employers) >= FEW:
            break
    else:
        return 0
    clerk, reviewer = (User.objects.get(username=name) for name in (f"{unit.ma.lower()}.canbo", "tinh.tochuc"))
    file = SimpleUploadedFile("bhxh-mau.csv", _sheet(rng, employers).encode())
    made = receive_nguon(unit, file, by=clerk, nguon="bhxh", ngay_so_lieu=den - timedelta(days=21))
    if made.trang_thai == TrangThaiNguon.CHO_GHEP:
        read_nguon(made, [one["cot"] for one in made.tieu_de], by=clerk)
    _put_disputes(employers[:2], clerk, reviewer)
    return made.cac_dong.count()


def _sheet(rng: random.Random, employers: list) -> str:
    """Most rows as we know them; some with other numbers, without a code or written otherwise; a few new ones."""
    sheet = StringIO()
    print(HEAD, file=sheet)
    for number, employer in enumerate(employers):
        workers = employer.lao_dong_hien_co + (rng.randrange(-4, 9) if number % 3 == 0 else 0)
        code = "" if number % 10 == 5 or len(employer.ma_so_thue) == 12 else employer.ma_so_thue
        name = employer.ten.replace("Công ty TNHH", "Cty TNHH") if number % 4 == 1 else employer.ten
        print(f"{code};{name};{employer.dia_chi};{max(workers, 1)}", file=sheet)
    for number in range(4):
        print(f";Công ty TNHH Mẫu Chưa Có Trong Danh Sách {number + 1};;{20 + number}", file=sheet)
    return sheet.getvalue()


def _put_disputes(employers: list, clerk: User, reviewer: User) -> None:
    """One that waits for the province and one that it declined; no figure moves."""
    made = None
    for employer in employers:
        data = TranhChapData("lao_dong", "Đến tận nơi thấy chỉ còn một phân xưởng làm việc (mẫu)", 18)
        made = raise_tranh_chap(employer, data, by=clerk)
    if made is not None:
        answer = "Danh sách bảo hiểm xã hội tháng này vẫn như cũ (mẫu)"
        decide_tranh_chap(made, by=reviewer, chap_nhan=False, tra_loi=answer)

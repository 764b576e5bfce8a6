"""Survey rounds of the demo: the years before are done, the running one is on its way (invented)."""

import random
from datetime import date, timedelta

from baocao.demo.the_gioi import TINH
from cdcs.models import CongDoan
from doanhnghiep.enums import KetQuaKhaoSat
from doanhnghiep.models import DotKhaoSat, PhieuKhaoSat
from doanhnghiep.queries.bao_phu import employers_in_scope
from taikhoan.models import User

DONE, RUNNING = 0.97, 0.6


def put_khao_sat(rng: random.Random, den: date) -> int:
    """A round a year from 2024 on; answers take the number of workers that rules, so no figure moves."""
    system = User.objects.get(username="he.thong")
    root, count = CongDoan.objects.get(ma=TINH), 0
    for year in range(2024, den.year + 1):
        first, last = date(year, 3, 1), date(year, 12, 15)
        if first > den:
            break
        closed = year < den.year
        dot = DotKhaoSat.objects.create(nam=year, tu_ngay=first, den_ngay=last, da_dong=closed, created_by=system)
        employers = employers_in_scope(root.pk, first).filter(lao_dong_hien_co__gte=20)
        rows = []
        for pk, workers in employers.order_by("pk").values_list("pk", "lao_dong_hien_co"):
            row = PhieuKhaoSat(dot=dot, doanh_nghiep_id=pk)
            if rng.random() < (DONE if closed else RUNNING):
                row.trang_thai = KetQuaKhaoSat.DA_KHAO_SAT
                row.ngay = first + timedelta(days=rng.randrange(min((min(last, den) - first).days, 200) + 1))
                row.tong_lao_dong, row.updated_by = workers, system
            rows.append(row)
        PhieuKhaoSat.objects.bulk_create(rows, batch_size=1000)
        count += len(rows)
    return count

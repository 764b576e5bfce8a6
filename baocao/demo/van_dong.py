"""Organising work of the demo: about six of ten employers without a CĐCS are being organised (invented)."""

import random
from datetime import date, timedelta

from baocao.demo.the_gioi import TINH
from cdcs.models import CongDoan
from doanhnghiep.enums import GiaiDoan, HinhThucTiepXuc, LyDoChuaCo
from doanhnghiep.models import BuocVanDong, LanTiepXuc, VanDong
from doanhnghiep.queries import quan_ly_on
from doanhnghiep.queries.van_dong import ORDER, can_van_dong
from taikhoan.models import User

SHARE = 0.6
STAGES = (GiaiDoan.DA_KHAO_SAT, GiaiDoan.DA_TIEP_XUC, GiaiDoan.DANG_VAN_DONG, GiaiDoan.CO_BAN_VAN_DONG,
          GiaiDoan.DA_GUI_HO_SO)  # fmt: skip
NEXT = ("Gặp giám đốc xin lịch làm việc", "Gửi công văn đề nghị phối hợp", "Phát tờ rơi tại cổng ca sáng",
        "Họp nhóm công nhân nòng cốt", "Hướng dẫn lập hồ sơ đề nghị công nhận")  # fmt: skip
SAID = ("Phòng nhân sự đồng ý cho gặp công nhân giờ nghỉ trưa", "Giám đốc đi công tác, đề nghị gửi công văn",
        "Công nhân hỏi nhiều về quyền lợi đoàn viên", "Doanh nghiệp xin lùi sang tháng sau")  # fmt: skip


def put_van_dong(rng: random.Random, den: date) -> int:
    """Plans, stages and contacts, written in bulk; returns how many employers are being organised."""
    root = CongDoan.objects.get(ma=TINH)
    employers = [one for one in can_van_dong(root.pk, den).order_by(*ORDER) if rng.random() < SHARE]
    clerks = {user.username: user for user in User.objects.filter(username__endswith=".canbo")}
    managers = quan_ly_on([one.pk for one in employers], den)
    system = User.objects.get(username="he.thong")
    works, pasts = [], []
    for employer in employers:
        clerk = clerks.get(f"{managers[employer.pk].ma.lower()}.canbo", system)
        reached = rng.choices(range(len(STAGES)), weights=(5, 4, 3, 1, 1))[0]
        began = den - timedelta(days=rng.randrange(60, 300))
        days = sorted(began + timedelta(days=rng.randrange(50)) for _ in range(reached + 1))
        works.append(_work(rng, employer.pk, clerk, STAGES[reached], days[-1], den))
        pasts.append((clerk, STAGES[: reached + 1], days))
    VanDong.objects.bulk_create(works, batch_size=500)
    steps, contacts = [], []
    for work, (clerk, stages, days) in zip(works, pasts, strict=True):
        before = GiaiDoan.CHUA_TIEP_CAN
        for stage, day in zip(stages, days, strict=True):
            steps.append(BuocVanDong(van_dong=work, tu=before, den=stage, ngay=day, created_by=clerk))
            before = stage
        if len(stages) > 1:
            how = rng.choice(HinhThucTiepXuc.values)
            contacts.append(LanTiepXuc(van_dong=work, ngay=days[-1], hinh_thuc=how, noi_dung=rng.choice(SAID),
                                       nguoi_gap="Phòng nhân sự", created_by=clerk))  # fmt: skip
    BuocVanDong.objects.bulk_create(steps, batch_size=500)
    LanTiepXuc.objects.bulk_create(contacts, batch_size=500)
    return len(works)


def _work(rng: random.Random, employer: int, clerk: User, stage: GiaiDoan, since: date, den: date) -> VanDong:
    has_next = rng.random() < 0.5
    return VanDong(
        doanh_nghiep_id=employer, giai_doan=stage, tu_ngay=since, phu_trach=clerk, created_by=clerk,
        ly_do=rng.choice(LyDoChuaCo.values) if rng.random() < 0.7 else "",
        buoc_tiep=rng.choice(NEXT) if has_next else "",
        ngay_buoc_tiep=den + timedelta(days=rng.randrange(-10, 40)) if has_next else None,
        du_kien=den + timedelta(days=rng.randrange(30, 200)) if stage in STAGES[3:] else None,
    )  # fmt: skip

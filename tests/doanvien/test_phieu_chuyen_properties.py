"""Random lives of slips: whatever is proposed, answered, withdrawn or overtaken, nobody is counted twice (B8)."""

import random
from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from baocao.queries.kiem_so_lieu import KiemSoLieu
from cdcs.models import CongDoan
from core.dates import today
from core.refusal import Refused
from doanvien.actions.bien_dong import BienDongData, record_bien_dong, reverse_bien_dong
from doanvien.actions.phieu_chuyen import (
    accept_phieu_chuyen,
    propose_chuyen,
    refuse_phieu_chuyen,
    withdraw_phieu_chuyen,
)
from doanvien.actions.so_dem import rebuild_so_dem
from doanvien.enums import DAU
from doanvien.models import BienDong, DoanVien, PhieuChuyen
from doanvien.queries import so_ton
from doanvien.queries.phieu_chuyen import transfer_totals
from tests.doanvien.slips import member, nobody
from tests.doanvien.test_properties import counters

FIRST = date(2025, 3, 11)
BASES = ("cdcs_a", "to_a", "cdcs_b", "cdcs_tinh")
lives = settings(
    max_examples=15,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


class Undone(Exception):
    """Takes one example back."""


class Lives:
    """Random acts on six people and the declared stock; what is refused is simply not done."""

    def __init__(self, world, seed: int):
        self.random, self.world = random.Random(seed), world
        self.people = [member(world, unit=self.random.choice(BASES), **nobody(f"Lê Văn {n}")) for n in range(6)]

    def day(self) -> date:
        return FIRST + timedelta(days=self.random.randrange(60))

    def data(self, kind: str) -> BienDongData:
        units = [self.world.units[name] for name in self.random.sample(BASES, 2)]
        who = DoanVien.everything.get(pk=self.random.choice(self.people).pk) if self.random.random() < 0.7 else None
        start = who.cong_doan if who and who.cong_doan else units[0]
        end = units[1] if kind == "chuyen_di" else None
        return BienDongData(kind, self.day(), start, end, who, self.random.randrange(1, 9), 0)

    def run(self, steps: int) -> int:
        done = 0
        acts = [self.propose] * 5 + [self.answer] * 4 + [self.withdraw, self.decrease, self.move, self.reverse]
        for _ in range(steps):
            try:
                with transaction.atomic():
                    self.random.choice(acts)()
                done += 1
            except Refused:
                continue
        return done

    def propose(self) -> None:
        data = self.data("chuyen_di")
        by = "clerk_b" if data.cong_doan == self.world.units["cdcs_b"] else "clerk_a"
        if data.cong_doan != self.world.units["cdcs_tinh"]:
            propose_chuyen(data, by=self.world.user(by))

    def slip(self) -> PhieuChuyen:
        """Any slip, mostly one that waits."""
        slips = list(PhieuChuyen.objects.order_by("pk"))
        waiting = [slip for slip in slips if slip.is_waiting]
        if not slips:
            raise Refused("không có phiếu")
        return self.random.choice(waiting if waiting and self.random.random() < 0.8 else slips)

    def answer(self) -> None:
        slip = self.slip()
        if self.random.random() < 0.75:
            accept_phieu_chuyen(slip, by=self.world.user("administrator"))
        else:
            refuse_phieu_chuyen(slip, by=self.world.user("administrator"), ly_do="chưa có hồ sơ giấy")

    def withdraw(self) -> None:
        withdraw_phieu_chuyen(self.slip(), by=self.world.user("administrator"))

    def decrease(self) -> None:
        record_bien_dong(
            self.data(self.random.choice(["nghi_huu", "ket_nap_lai"])), by=self.world.user("administrator")
        )

    def move(self) -> None:
        record_bien_dong(self.data("chuyen_di"), by=self.world.user("administrator"))

    def reverse(self) -> None:
        """Any row but an admission, so that a long life does not end with nobody left."""
        rows = list(BienDong.objects.living().exclude(loai__in=("dau_ky", "ket_nap")).order_by("pk"))
        if not rows:
            raise Refused("không có dòng nào")
        reverse_bien_dong(self.random.choice(rows), by=self.world.user("administrator"), ly_do="ghi nhầm dòng này")


def check(world) -> None:
    kept = counters()
    rebuild_so_dem()
    assert counters() == kept
    assert list(KiemSoLieu(today()).doan_vien()) == []
    for slip in PhieuChuyen.objects.select_related("doan_vien"):
        rows = BienDong.objects.filter(ma_nhom=slip.ma_nhom, ma_nhom__isnull=False)
        kinds = sorted(rows.values_list("loai", flat=True))
        assert kinds == (["chuyen_den", "chuyen_di"] if slip.trang_thai == "da_nhan" else [])
        if slip.is_waiting and slip.doan_vien:
            assert slip.doan_vien.cong_doan_id == slip.cong_doan_di_id


def check_windows(world, seed: int) -> None:
    """Σ đi = Σ đến = what the rows say, and the province never changes by a transfer, in windows by chance."""
    chance, province = random.Random(seed), world.units["tinh"].pk
    rows = list(BienDong.objects.values_list("loai", "ngay", "so_luong", "he_so"))
    for _ in range(6):
        start, end = sorted(FIRST + timedelta(days=chance.randrange(-3, 65)) for _ in range(2))
        leaving, entering = transfer_totals(start, end)
        told = sum(q * f for kind, day, q, f in rows if kind == "chuyen_di" and start <= day <= end)
        assert leaving == entering == told
        others = sum(DAU[k] * q * f for k, day, q, f in rows if not k.startswith("chuyen_") and day <= end)
        assert so_ton([province], end)[province][0] == others


@pytest.mark.django_db
@lives
@given(st.integers(0, 10**6))
def test_nobody_is_counted_twice_whatever_happens_to_the_slips(world, seed):
    try:
        with transaction.atomic():
            acts = Lives(world, seed)
            assert acts.run(60) > 10
            check(world)
            check_windows(world, seed)
            assert CongDoan.objects.count() == 8
            raise Undone
    except Undone:
        pass

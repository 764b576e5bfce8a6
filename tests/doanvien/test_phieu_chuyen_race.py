"""Accept, refuse and withdraw at the same moment, each on a connection of its own: exactly one takes effect."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from core.refusal import Refused
from doanvien.actions.phieu_chuyen import accept_phieu_chuyen, refuse_phieu_chuyen, withdraw_phieu_chuyen
from doanvien.models import BienDong, PhieuChuyen
from doanvien.queries.kiem_so import chain_faults, pair_faults
from tests.cast import build_world
from tests.doanvien.slips import member, propose

ROUNDS = 3


def test_one_of_four_answers_wins(transactional_db):
    if connection.vendor != "postgresql":
        pytest.skip("the database of tests on SQLite lives in the memory of one connection")
    world = build_world()
    b, a = world.user("clerk_b"), world.user("clerk_a")
    acts = [
        lambda slip: accept_phieu_chuyen(slip, by=b),
        lambda slip: accept_phieu_chuyen(slip, by=world.user("administrator")),
        lambda slip: refuse_phieu_chuyen(slip, by=b, ly_do="Chưa có hồ sơ giấy"),
        lambda slip: withdraw_phieu_chuyen(slip, by=a),
    ]
    for number in range(ROUNDS):
        slip = propose(world, member(world, f"Lê Văn {number}", so_cccd="", so_the="", dien_thoai=""))
        assert sorted(at_once(slip, acts)) == ["refused", "refused", "refused", "won"]
        slip.refresh_from_db()
        pairs = BienDong.objects.filter(doan_vien=slip.doan_vien, loai="chuyen_den").count()
        assert pairs == (1 if slip.trang_thai == "da_nhan" else 0)
    assert (pair_faults(), chain_faults()) == ([], [])


def at_once(slip: PhieuChuyen, acts) -> list[str]:
    """Start all acts together, each on what it read while the slip waited."""
    gate = Barrier(len(acts))

    def run(act) -> str:
        stale = PhieuChuyen.objects.get(pk=slip.pk)
        gate.wait()
        try:
            act(stale)
        except Refused:
            return "refused"
        finally:
            connection.close()
        return "won"

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))

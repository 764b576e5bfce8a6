"""A merger that is recorded after a later move of one of its units leaves that move as it is [02-2.1-8, 02-2.1-19]."""

from datetime import date

import pytest
import time_machine

from baocao.queries.so_lieu import so_lieu
from cdcs.actions.cong_doan import CongDoanData, create_cong_doan
from cdcs.models import CongDoan, TrucThuoc
from core.refusal import Refused
from doanvien.actions.bien_dong import BienDongData, record_bien_dong
from sapxep.actions import SapXepData, sap_xep, undo_sap_xep
from sapxep.models import SapXep
from tests.cast import FOUNDED
from tests.proof import faults

pytestmark = pytest.mark.django_db
MERGED, MOVED, START, END = date(2025, 3, 1), date(2025, 6, 1), date(2024, 12, 1), date(2025, 8, 31)


@pytest.fixture
def decided(world):
    """30 members in B001; it moves from B to C on 1/6, and only then B's merger into A on 1/3 is recorded."""
    by = world.user("administrator")
    create_cong_doan([CongDoanData("VBAN", "Công đoàn VBAN", "ldld_huyen", "ND", FOUNDED)], by=by)
    world.units["c"] = CongDoan.objects.get(ma="VBAN")
    with time_machine.travel("2025-09-20 10:00 +0700", tick=False):
        row = BienDongData("dau_ky", date(2023, 11, 30), world.units["cdcs_b"], so_luong=30, so_nu=10)
        record_bien_dong(row, by=by)
        for kind, day, unit, target in (("chuyen_cap_tren", MOVED, "cdcs_b", "c"), ("sap_nhap", MERGED, "b", "a")):
            sap_xep(SapXepData(kind, day, world.units[unit], world.units[target], so_quyet_dinh="7/QĐ"), by=by)
        yield world


def members(world, unit: str, start: date, end: date) -> tuple[int, ...]:
    found = so_lieu([world.units[unit]], start, end)[world.units[unit].pk]["doan_vien"]
    return tuple(found[key] for key in ("dau_ky", "sap_xep_den", "sap_xep_di", "cuoi_ky"))


def test_the_unit_stands_where_each_decision_put_it(decided):
    links = TrucThuoc.objects.filter(cong_doan=decided.units["cdcs_b"]).order_by("tu_ngay")
    assert list(links.values_list("cap_tren__ma", "tu_ngay", "den_ngay")) == [
        ("YYEN", FOUNDED, MERGED), ("TPND", MERGED, MOVED), ("VBAN", MOVED, None),
    ]  # fmt: skip
    assert members(decided, "a", START, END) == (0, 30, 30, 21)  # 21 were admitted in A001 on 10/3
    assert members(decided, "b", START, END) == (30, 0, 30, 0)
    assert members(decided, "c", START, END) == (0, 30, 0, 30)
    assert faults() == []


def test_the_later_recorded_one_is_taken_back_first(decided):
    by = decided.user("administrator")
    moved, merged = SapXep.objects.order_by("pk")
    with pytest.raises(Refused, match="hoàn tác quyết định đó trước"):
        undo_sap_xep(moved, by=by)
    undo_sap_xep(merged, by=by)
    assert members(decided, "b", START, END) == (30, 0, 30, 0)
    assert members(decided, "c", START, END) == (0, 30, 0, 30)
    assert faults() == []

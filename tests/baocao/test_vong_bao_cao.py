"""The life of a report: opened, frozen, returned, answered, approved, corrected (02 §2.6)."""

from datetime import date

import pytest
import time_machine

from baocao.actions.bao_cao import OData, save_o
from baocao.actions.nop import NopData, nop_bao_cao
from baocao.models import BanChup, DonViBaoCao
from baocao.queries.bao_cao import is_whole, load_du_lieu, phat_sinh, read_ban_chup
from baocao.queries.ky import round_of
from tests.baocao.busy import make_busy, small_world, write_row

pytestmark = pytest.mark.django_db
KY = "6T-2025"
WHY = "Đã đối chiếu với các CĐCS, số đúng."


@pytest.fixture
def world(db, monkeypatch):
    """The busy province as it stood when its reports of half a year were due."""
    with time_machine.travel("2025-05-20 08:00 +0700", tick=False):
        world = small_world(monkeypatch)
        make_busy(world)
        yield world


def explain_all(world, unit: str, by: str, ky: str = KY) -> None:
    """One sentence at every cell that asks for it."""
    from baocao.queries.bao_cao import kiem_bao_cao

    found = kiem_bao_cao(load_du_lieu(world.units[unit], round_of(ky), None))
    save_o(ky, world.units[unit], {one.o: OData(None, WHY) for one in found}, by=world.user(by))


def submit(world, unit: str, by: str, ky: str = KY) -> BanChup:
    explain_all(world, unit, by, ky)
    return nop_bao_cao(ky, world.units[unit], NopData(), by=world.user(by))


def test_the_first_act_of_a_unit_opens_the_round_and_fixes_who_reports(world):
    submit(world, "a", "clerk_a")
    rows = DonViBaoCao.objects.values_list("cong_doan__ma", "ly_do")
    assert sorted(rows) == [("TPND", "Công đoàn cấp trên hoạt động ngày chốt 31/05/2025"),
                            ("YYEN", "Công đoàn cấp trên hoạt động ngày chốt 31/05/2025")]  # fmt: skip


def test_a_submitted_report_is_whole_and_shows_what_was_frozen(world):
    snapshot = submit(world, "a", "clerk_a")
    write_row(world, "ket_nap", date(2025, 5, 19), "cdcs_a", 7, 3)
    data = read_ban_chup(snapshot)
    live = load_du_lieu(world.units["a"], snapshot.bao_cao.ky)
    assert is_whole(BanChup.objects.get(pk=snapshot.pk))
    assert live.so["doan_vien.ket_nap"] - data.so_o["doan_vien.ket_nap"] == 7
    assert [table.trang for table in data.data.bang][:2] == ["Tổng hợp", "PL1 Kết quả"]
    assert [(one.loai, one.so, one.nu, one.trong_ky) for one in phat_sinh(snapshot).dong] == [("ket_nap", 7, 3, 7)]

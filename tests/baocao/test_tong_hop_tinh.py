"""The province's report from approved reports: waits, adds up, keeps both readings (issue 6, part 5)."""

from datetime import date

import pytest
import time_machine

from baocao.actions.ky_bao_cao import waive_bao_cao
from baocao.actions.nop import NopData, nop_bao_cao
from baocao.queries.bao_cao import phat_sinh, read_ban_chup
from baocao.queries.bao_cao.tong_hop_tinh import consolidate
from baocao.queries.ky import round_of
from core.refusal import Refused
from doanvien.enums import DAU
from doanvien.queries import DONG
from tests.baocao.busy import busy_world, write_row
from tests.baocao.vong import WHY, approve, submit

pytestmark = pytest.mark.django_db
KY = "6T-2025"


@pytest.fixture
def world(db, monkeypatch):
    with time_machine.travel("2025-05-20 08:00 +0700", tick=False):
        yield busy_world(monkeypatch)


def whole(world):
    return consolidate(world.units["tinh"], round_of(KY))


def send_and_approve(world, *units: str) -> None:
    for unit in units:
        submit(world, unit, f"clerk_{unit}", KY)
        approve(world, unit, KY)


def test_with_everything_reported_and_nothing_since_both_readings_are_one(world):
    send_and_approve(world, "a", "b")
    found = whole(world)
    assert found.con_thieu == []
    assert found.blocks == found.live


def test_a_row_recorded_since_stands_in_the_live_reading_alone(world):
    send_and_approve(world, "a", "b")
    write_row(world, "ket_nap", date(2025, 5, 12), "cdcs_a", 9, 4)
    found = whole(world)
    row = next(row for row in found.dong if row.unit.ma == "TPND")
    assert (
        found.live["doan_vien"]["ket_nap"] - found.blocks["doan_vien"]["ket_nap"],
        row.chenh("doan_vien", "ket_nap"),
    ) == (9, 9)
    assert found.live["nhiem_ky"]["ket_nap"] - found.blocks["nhiem_ky"]["ket_nap"] == 9


def test_the_bridge_holds_where_one_side_of_a_transfer_was_reported(world):
    send_and_approve(world, "a")
    write_row(world, "chuyen_di", date(2025, 5, 15), "cdcs_a", 2, 1, "union_b")
    send_and_approve(world, "b")
    members = whole(world).blocks["doan_vien"]
    assert (members["chuyen_den"], members["chuyen_di"]) == (2, 0)
    assert members["cuoi_ky"] == members["dau_ky"] + sum(DAU[kind] * members[kind] for kind in DONG)


def test_the_province_waits_for_its_units_or_waives_them(world):
    send_and_approve(world, "a")
    with pytest.raises(Refused, match="Còn 1 đơn vị chưa có báo cáo được duyệt"):
        nop_bao_cao(KY, world.units["tinh"], NopData(), by=world.user("reviewer"))
    waive_bao_cao(KY, world.units["b"], den_ngay=date(2025, 7, 1), ly_do=WHY, by=world.user("reviewer"))
    write_row(world, "ket_nap", date(2025, 5, 12), "cdcs_a", 9, 4)
    data = read_ban_chup(submit(world, "tinh", "reviewer", KY))
    assert data.so_lieu["doan_vien"]["ket_nap"] == whole(world).live["doan_vien"]["ket_nap"] - 9


def test_rows_of_the_annexes_add_up_to_their_total(world):
    send_and_approve(world, "a", "b")
    write_row(world, "ket_nap", date(2025, 5, 12), "cdcs_a", 9, 4)
    pl6 = next(table for table in whole(world).data().bang if table.trang == "PL6 Biến động")
    for column in (3, 4, 21, 22, 23):  # opening, admissions, closing, women, named
        assert sum(row[column] for row in pl6.dong) == pl6.tong[column]


def test_lists_are_those_of_the_reports(world):
    send_and_approve(world, "a", "b")
    found = whole(world)
    live = {
        table.trang: [row[3] for row in table.dong] for table in found.data().bang if table.trang[:3] in ("PL2", "PL5")
    }
    assert live == {"PL2 CĐCS mới": ["A002"], "PL5 Nghiệp đoàn": ["B0N1"]}


def test_the_opening_of_the_province_is_its_closing_and_what_came_after(world):
    """9 came after the report of A and before the province's: they are corrections of the province's report."""
    send_and_approve(world, "a", "b")
    write_row(world, "ket_nap", date(2025, 5, 12), "cdcs_a", 9, 4)
    snapshot = submit(world, "tinh", "reviewer", KY)
    write_row(world, "nghi_huu", date(2025, 5, 13), "cdcs_a", 2, 1)
    found = phat_sinh(snapshot)
    assert [(one.loai, one.so, one.nu, one.trong_ky) for one in found.dong] == [
        ("ket_nap", 9, 4, 9),
        ("nghi_huu", 2, 1, 2),
    ]
    closing = read_ban_chup(snapshot).so_lieu["doan_vien"]["cuoi_ky"]
    assert whole(world).live["doan_vien"]["cuoi_ky"] == closing + found.so


def test_the_words_of_the_province_are_those_of_the_reports(world):
    send_and_approve(world, "a", "b")
    write_row(world, "ket_nap", date(2025, 5, 12), "cdcs_a", 9, 4)
    data = read_ban_chup(submit(world, "tinh", "reviewer", KY))
    said = "\n".join(text for point in data.noi_dung["loi_van"]["diem"] for text in point["van_ban"])
    assert f"kết nạp mới {data.so_lieu['doan_vien']['ket_nap']} đoàn viên" in said
    assert "2/2 đơn vị gửi báo cáo đúng hạn" in said

"""One long story: quotas, movements, 17 units report, two are returned, the province consolidates, and what came after.

The steps are the months of a union year, in order; each leaves the province for the next (issue 6, "It must show").
"""

from datetime import date

import pytest
import time_machine

from baocao.actions.ky_bao_cao import open_ky_bao_cao
from baocao.enums import TrangThaiBaoCao
from baocao.models import BanChup, BaoCao
from baocao.queries.bao_cao import is_whole, load_du_lieu, phat_sinh, read_ban_chup
from baocao.queries.bao_cao.tong_hop_tinh import consolidate, days_late_rows
from baocao.queries.ky import round_of
from cdcs.actions import CongDoanData, create_cong_doan
from cdcs.models import CongDoan
from chitieu.actions import ChiTieuData, giao_chi_tieu
from doanvien.queries import DONG, so_doan_vien
from tests.baocao.busy import EVE, decide, small_world, write_row
from tests.baocao.vong import answer_all, approve, give_back, submit
from tests.cast import FOUNDED, World

pytestmark = pytest.mark.django_db
HALF, YEAR, NEXT = "6T-2025", "NAM-2025", "6T-2026"
INSTEAD = "Nhập thay cán bộ của đơn vị"
QUIET, LATE = "h17", ("h15", "h16")
NAMES = [f"h{number:02d}" for number in range(1, 18)]


class Story:
    """The province of the story and its clock."""

    def __init__(self, world: World, clock):
        self.world, self.clock = world, clock
        self.frozen: dict[str, BanChup] = {}

    def at(self, text: str) -> None:
        self.clock.move_to(f"{text} +0700")

    def send(self, unit: str, ky: str, **data) -> BanChup:
        return submit(self.world, unit, "superuser", ky, ly_do_lam_thay=INSTEAD, **data)

    def flows(self, unit: str, start: date, end: date) -> dict[str, int]:
        bridge = so_doan_vien([self.world.units[unit].pk], start, end)[self.world.units[unit].pk]
        return {str(kind): bridge[kind] for kind in DONG}


def found_units(world: World) -> None:
    """Seventeen superior units, each with base units of 40 and 30 members; the two of the cast closed before."""
    CongDoan.objects.filter(ma__in=["TPND", "YYEN"]).update(ngay_ket_thuc=date(2024, 9, 1))
    rows = [CongDoanData(n.upper(), f"LĐLĐ huyện {n}", "ldld_huyen", "ND", FOUNDED) for n in NAMES]
    rows += [
        CongDoanData(f"{n}-{k}".upper(), f"CĐCS {n}.{k}", "cdcs", n.upper(), FOUNDED) for n in NAMES for k in (1, 2)
    ]
    by = world.user("administrator")
    world.units |= {unit.ma.lower(): unit for unit in create_cong_doan(rows, by=by)}
    lines = [ChiTieuData(world.units[name], "doan_vien", 20) for name in NAMES]
    giao_chi_tieu(by=by, so_quyet_dinh="02/QĐ-LĐLĐ", ngay=date(2025, 1, 2), nam=2025, lines=lines)
    for name in NAMES:
        for k, members in ((1, 40), (2, 30)):
            write_row(world, "dau_ky", EVE, f"{name}-{k}", members, members // 2)


def move_members(world: World, month: int, names: list[str]) -> None:
    """A month of movements: admissions in both base units, one retirement, one transfer to the neighbour."""
    for index, name in enumerate(names):
        write_row(world, "ket_nap", date(2025, month, 10), f"{name}-1", 2 + index % 5, 1)
        write_row(world, "nghi_huu", date(2025, month, 11), f"{name}-2", 1, 0)
    write_row(world, "chuyen_di", date(2025, month, 20), f"{names[0]}-1", 1, 0, f"{names[1]}-1")


@pytest.fixture
def story(db, monkeypatch):
    with time_machine.travel("2025-05-05 08:00 +0700", tick=False) as clock:
        world = small_world(monkeypatch)
        found_units(world)
        for month in (2, 4):
            move_members(world, month, NAMES[:16])
        yield Story(world, clock)


def report_half_year(story: Story) -> None:
    """Fifteen on time, two late, the quiet one with "không phát sinh"; two are returned, answered and sent again."""
    story.at("2025-05-20 09:00")
    open_ky_bao_cao(HALF, by=story.world.user("reviewer"))
    for name in NAMES:
        story.at("2025-06-02 10:00" if name in LATE else "2025-05-28 10:00")
        quiet = {"khong_phat_sinh": True, "ly_do": "Trong kỳ không phát sinh biến động nào"} if name == QUIET else {}
        story.frozen[name] = story.send(name, HALF, **quiet)
    story.at("2025-06-04 09:00")
    for name in ("h03", "h04"):
        give_back(story.world, name, HALF, {"doan_vien.ket_nap": "Kết nạp tháng 4 gồm những CĐCS nào?",
                                            "doan_vien.giam": "Có đúng là nghỉ hưu không?"})  # fmt: skip
    write_row(story.world, "ket_nap", date(2025, 5, 12), "h03-2", 3, 1)
    for name in ("h03", "h04"):
        answer_all(story.world, name, HALF, "superuser", INSTEAD)
        story.frozen[name] = story.send(name, HALF)
    for name in NAMES:
        approve(story.world, name, HALF)


def consolidate_half_year(story: Story) -> BanChup:
    """The province sends its own report; a second reviewer would approve it."""
    world = story.world
    whole = consolidate(world.units["tinh"], round_of(HALF))
    assert whole.con_thieu == []
    assert [(unit.ma, late) for unit, _, late in days_late_rows(whole.dong)] == [("H15", 4), ("H16", 4)]
    frozen = {row.unit.ma.lower(): row.blocks for row in whole.dong if row.da_duyet}
    for key in ("dau_ky", "ket_nap", "nghi_huu", "cuoi_ky", "nu_cuoi_ky"):
        others = sum(row.live["doan_vien"][key] for row in whole.dong if not row.da_duyet)
        assert whole.blocks["doan_vien"][key] == sum(one["doan_vien"][key] for one in frozen.values()) + others
    return submit(world, "tinh", "reviewer", HALF)


def correct_and_go_on(story: Story) -> None:
    """A row for May recorded in June, a reorganisation of the summer, and the movements of the second half."""
    story.at("2025-06-20 09:00")
    write_row(story.world, "ket_nap", date(2025, 5, 30), "h03-1", 6, 2)
    story.at("2025-11-05 09:00")
    move_members(story.world, 7, NAMES[:16])
    decide(story.world, "chuyen_cap_tren", date(2025, 9, 1), "h05-2", "h06")
    move_members(story.world, 10, NAMES[:4])


def report_year(story: Story) -> None:
    """Everybody reports the year on time; all are approved."""
    story.at("2025-11-28 10:00")
    for name in NAMES:
        story.frozen[f"{name}/year"] = story.send(name, YEAR)
        approve(story.world, name, YEAR)


def year_is_half_corrections_half(story: Story, name: str) -> None:
    """As reported: year = report of six months + its listed corrections + the second half, kind by kind [02-2.6-19]."""
    half, year = read_ban_chup(story.frozen[name]), read_ban_chup(story.frozen[f"{name}/year"])
    corrected = {one.loai: one.trong_ky for one in phat_sinh(story.frozen[name]).dong}
    second = story.flows(name, date(2025, 6, 1), date(2025, 11, 30))
    for kind in map(str, DONG):
        reported = half.so_lieu["doan_vien"][kind] + corrected.get(kind, 0) + second[kind]
        assert year.so_lieu["doan_vien"][kind] == reported, (name, kind)


def test_a_year_of_reporting(story):
    report_half_year(story)
    assert BaoCao.objects.filter(trang_thai=TrangThaiBaoCao.DA_DUYET).count() == 17
    assert sorted(BaoCao.objects.values_list("lan", flat=True)) == [1] * 15 + [2, 2]
    assert consolidate_half_year(story).lan == 1
    correct_and_go_on(story)
    assert [(one.loai, one.so, one.nu) for one in phat_sinh(story.frozen["h03"]).dong] == [("ket_nap", 6, 2)]
    report_year(story)
    for name in NAMES:
        year_is_half_corrections_half(story, name)
    story.at("2025-12-10 09:00")
    write_row(story.world, "nghi_huu", date(2025, 11, 29), "h01-1", 2, 1)
    story.at("2026-05-10 09:00")
    opening = load_du_lieu(story.world.units["h01"], round_of(NEXT))
    closing = read_ban_chup(story.frozen["h01/year"]).so_lieu["doan_vien"]["cuoi_ky"]
    assert (opening.phat_sinh.so, opening.blocks["doan_vien"]["dau_ky"]) == (-2, closing - 2)
    assert all(is_whole(one) for one in BanChup.objects.all())

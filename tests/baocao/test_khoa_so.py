"""Founding and ending units in a closed period, on the page and by the sheet, and taking that back [02-2.6-6, 7]."""

from datetime import date

import pytest
import time_machine

from baocao.actions.thanh_lap import ThanhLapData, found_union, preview_union, undo_thanh_lap
from cdcs.actions import CongDoanData, thanh_lap
from cdcs.models import CongDoan
from core.refusal import Refused
from tests.closing import CLOSED_TO, close, closed_by
from tests.sheets import Importer, run_json

pytestmark = pytest.mark.django_db
LAST, OPEN = CLOSED_TO, date(2025, 6, 1)
EVE_OF_LOCKS, AFTER = "2025-07-31 23:59 +0700", "2025-09-20 10:00 +0700"
A = closed_by("Công đoàn TPND")


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(AFTER, tick=False) as traveller:
        yield traveller


@pytest.fixture
def nhap(world, tmp_path):
    return Importer(tmp_path, "administrator")


def unit(day: date, ma: str = "", loai: str = "cdcs", cap_tren: str = "TPND") -> CongDoanData:
    return CongDoanData(ma, "CĐCS Công ty Mới", loai, cap_tren, day, "77/QĐ-LĐLĐ")


def sheet_row(ma: str, day: date, cap_tren: str = "TPND", loai: str = "Công đoàn cơ sở", *end) -> list:
    return [ma, f"Công đoàn {ma}", loai, cap_tren, f"{day:%d/%m/%Y}", "", *end]


def faults(answer: tuple[int, dict]) -> list[tuple]:
    return [(error["dong"], error["cot"], error["ly_do"]) for error in answer[1]["chi_tiet_loi"]]


def undone(batch: int) -> bool:
    return run_json("undo_import", batch, "--user", "administrator")[0] == 0


@pytest.mark.parametrize("act", [found_union, preview_union])
def test_a_founding_is_refused_in_a_closed_period_of_its_superior(world, act):
    close(world, "a")
    with pytest.raises(Refused) as refused:
        act(ThanhLapData(unit(LAST)), by=world.user("clerk_a"))
    assert (str(refused.value), refused.value.field) == (A, "ngay_thanh_lap")
    assert not CongDoan.everything.filter(ma="TPND-001").exists()
    assert act(ThanhLapData(unit(OPEN)), by=world.user("clerk_a")).don_vi.ma == "TPND-001"


def test_a_founding_is_undone_until_its_day_is_closed(world, clock):
    by = world.user("clerk_a")
    close(world, "a")
    undo_thanh_lap(found_union(ThanhLapData(unit(OPEN)), by=by).act, by=by)
    clock.move_to(EVE_OF_LOCKS)
    undo_thanh_lap(found_union(ThanhLapData(unit(LAST, "N1")), by=by).act, by=by)
    act = found_union(ThanhLapData(unit(LAST, "N2")), by=by).act
    clock.move_to(AFTER)
    with pytest.raises(Refused, match="đã khóa"):
        undo_thanh_lap(act, by=by)
    assert CongDoan.objects.filter(ma="N2").exists()


def test_below_a_base_unit_and_under_the_province(world):
    close(world, "a")
    by = world.user("administrator")
    with pytest.raises(Refused, match="đã khóa"):
        thanh_lap(unit(LAST, "TO", "to_cong_doan", "A001"), by=by)
    thanh_lap(unit(LAST, "H2", "ldld_huyen", "ND"), by=by)
    close(world, "tinh")
    with pytest.raises(Refused, match="Công đoàn ND đã khóa"):
        thanh_lap(unit(LAST, "H3", "ldld_huyen", "ND"), by=by)


def test_a_unit_given_to_a_merged_superior_is_the_successors(world, nhap):
    """MLOC closed on 1/9/2024 with A as successor: a unit of 2023 entered late counts for A in May 2025."""
    close(world, "a")
    late = sheet_row("M9", date(2023, 5, 1), "MLOC")
    assert faults(nhap("cong_doan", [late])) == [(2, "Ngày thành lập", A)]
    with pytest.raises(Refused, match="TPND đã khóa"):
        thanh_lap(unit(date(2023, 5, 1), "M9", cap_tren="MLOC"), by=world.user("administrator"))


def test_the_sheet_names_the_rows_whose_units_are_founded_in_a_closed_period(world, nhap):
    close(world, "a")
    rows = [
        sheet_row("N1", LAST), sheet_row("N2", OPEN), sheet_row("N2-1", LAST, "N2", "Tổ công đoàn"),
        sheet_row("B9", LAST, "YYEN"),
    ]  # fmt: skip
    answer = nhap("cong_doan", rows, "--skip-errors")
    assert faults(answer) == [(2, "Ngày thành lập", A), (4, "Ngày thành lập", A)]
    assert set(CongDoan.objects.filter(ma__in=("N1", "N2", "N2-1", "B9")).values_list("ma", flat=True)) == {"N2", "B9"}
    assert undone(answer[1]["lo_nhap"])


def test_a_unit_is_ended_by_the_sheet_only_on_an_open_day(world, nhap):
    close(world, "b")
    ended = [sheet_row("B001", date(1997, 1, 1), "YYEN", "Công đoàn cơ sở", day, "9/QĐ") for day in
             ("31/05/2025", "01/06/2025")]  # fmt: skip
    assert faults(nhap("cong_doan", ended[:1])) == [(2, "Ngày kết thúc", closed_by("Công đoàn YYEN"))]
    assert undone(nhap.good("cong_doan", ended[1:])["lo_nhap"])


def test_a_batch_of_units_stays_once_a_founding_or_an_end_of_it_is_closed(world, nhap, clock):
    clock.move_to(EVE_OF_LOCKS)
    founded = nhap.good("cong_doan", [sheet_row("B9", LAST, "YYEN")])["lo_nhap"]
    old = sheet_row("B001", date(1997, 1, 1), "YYEN")
    ended = nhap.good("cong_doan", [[*old, "31/05/2025", "9/QĐ"]])["lo_nhap"]
    number = nhap.good("cong_doan", [[*sheet_row("A001", date(1997, 1, 1))[:5], "5/QĐ"]])["lo_nhap"]
    for name in ("a", "b"):
        close(world, name)
    clock.move_to(AFTER)
    assert [undone(batch) for batch in (founded, ended, number)] == [False, False, True]

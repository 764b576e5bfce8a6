"""Closed periods at the door of the ledger [02-2.6-6]: the report of A for 6T-2025 is approved, closed on 1/8."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from baocao.actions import undo_import
from cdcs.actions.cong_doan import CongDoanData, create_cong_doan
from cdcs.models import CayCongDoan, CongDoan, LoNhap
from cdcs.queries import PeriodLocks
from cdcs.queries.khoa_so import periods_open
from core.refusal import Refused
from doanvien.actions.bien_dong import BienDongData, group_of, record_bien_dong, reverse_bien_dong
from doanvien.actions.doan_vien import ket_nap
from doanvien.actions.phieu_chuyen import accept_phieu_chuyen
from doanvien.actions.so_cai import judge, record_groups
from doanvien.actions.sua_qua_trinh import SuaChang, chain_of, correct_doan_vien
from doanvien.models import BienDong
from doanvien.queries import so_doan_vien
from sapxep.actions import SapXepData, sap_xep
from tests.cast import FOUNDED
from tests.closing import CLOSED_TO, LOCKS, close, closed_by
from tests.doanvien.slips import member, propose
from tests.rooms import person
from tests.sheets import Importer, run_json

pytestmark = pytest.mark.django_db
LAST, OPEN = CLOSED_TO, date(2025, 6, 1)
EVE_OF_LOCKS, AFTER = "2025-07-31 23:59 +0700", "2025-09-20 10:00 +0700"
A, B = closed_by("Công đoàn TPND"), closed_by("Công đoàn YYEN")
WHY = "Gõ nhầm khi nhập phiếu"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(AFTER, tick=False) as traveller:
        yield traveller


@pytest.fixture
def nhap(world, tmp_path):
    return Importer(tmp_path, "administrator")


def row(world, day: date, unit: str = "cdcs_a", **changes) -> BienDongData:
    return BienDongData(**{"loai": "ket_nap", "ngay": day, "cong_doan": world.units[unit], "so_luong": 2} | changes)


def said(world, day: date, unit: str = "cdcs_a", **changes) -> str:
    """Why a row of that day is refused; empty where it is written."""
    try:
        record_bien_dong(row(world, day, unit, **changes), by=world.user("administrator"))
    except Refused as reason:
        return str(reason)
    return ""


def answered(answer: tuple[int, dict]) -> tuple:
    status, found = answer
    return status, [(error["cot"], error["ly_do"]) for error in found["chi_tiet_loi"]]


def test_a_row_is_refused_up_to_the_last_closed_day_and_taken_the_day_after(world):
    close(world, "a")
    assert [said(world, day) for day in (date(2024, 1, 5), LAST, OPEN)] == [A, A, ""]
    assert said(world, LAST, "to_a") == A  # whatever stands under A
    assert [said(world, LAST, unit) for unit in ("cdcs_b", "cdcs_tinh")] == ["", ""]
    with pytest.raises(Refused, match="đã khóa"):
        ket_nap(person(world, so_cccd="", so_the="", ho_ten="Lê Thị Hai"), by=world.user("clerk_a"))


def test_nothing_closes_before_the_round_locks_nor_without_a_closing(world, clock):
    assert said(world, LAST) == ""
    close(world, "a")
    clock.move_to(EVE_OF_LOCKS)
    assert said(world, LAST) == ""
    clock.move_to("2025-08-01 00:00 +0700")
    assert said(world, LAST) == A


def test_of_two_rounds_the_later_day_holds_once_it_locks(world, clock):
    close(world, "a")
    close(world, "a", date(2026, 2, 1), date(2025, 11, 30))
    clock.move_to("2026-01-31 12:00 +0700")
    assert [said(world, day) for day in (LAST, OPEN)] == [A, ""]
    clock.move_to("2026-02-01 12:00 +0700")
    both = [said(world, day) for day in (LAST, date(2025, 11, 30), date(2025, 12, 1))]
    assert both == [closed_by("Công đoàn TPND", "30/11/2025")] * 2 + [""]


def test_a_round_closes_a_unit_once_and_only_days_before_it_locks(world):
    close(world, "a")
    for since in (LOCKS, LAST):
        with pytest.raises(IntegrityError), transaction.atomic():
            close(world, "a" if since == LOCKS else "b", since)


def test_a_reversal_is_refused_and_the_confirmed_dinh_chinh_passes(world):
    by, old = world.user("administrator"), world.objects["row_a"]
    close(world, "a")
    with pytest.raises(Refused, match="đã khóa"):
        reverse_bien_dong(old, by=by, ly_do=WHY)
    with periods_open():
        reverse_bien_dong(old, by=by, ly_do=WHY)
        record_groups([group_of(row(world, LAST))], by=by)
    assert set(BienDong.objects.filter(doan_vien=None).values_list("ngay", "so_luong", "he_so")) == {
        (date(2025, 3, 10), 20, 1), (date(2025, 3, 10), 20, -1), (LAST, 2, 1),
    }  # fmt: skip


def test_a_confirmed_dinh_chinh_keeps_every_other_rule(world):
    close(world, "a")
    wrong = [
        row(world, LAST, loai="nghi_huu", so_luong=21), row(world, date(2023, 11, 1)), row(world, date(2025, 9, 21)),
        row(world, LAST, "a"), row(world, LAST, doan_vien=world.objects["member_a"]),
    ]  # fmt: skip
    with periods_open():
        refused = judge([group_of(one) for one in wrong], by=world.user("administrator"))
    assert sorted(refused) == list(range(len(wrong)))


def test_the_chain_of_a_person_is_corrected_only_where_all_of_it_is_open(world):
    close(world, "a")
    by, who = world.user("administrator"), member(world, ngay_ket_nap=date(2025, 7, 1))
    fix = {chain_of(who)[0].pk: SuaChang(LAST, world.units["cdcs_a"])}
    with pytest.raises(Refused, match="đã khóa"):
        correct_doan_vien(who, by=by, ly_do=WHY, sua=fix)
    correct_doan_vien(who, by=by, ly_do=WHY, sua={pk: replace(one, ngay=OPEN) for pk, one in fix.items()})
    with pytest.raises(Refused, match="đã khóa"):
        correct_doan_vien(world.objects["member_a"], by=by, ly_do=WHY, gioi_tinh="nam")


@pytest.mark.parametrize(("unit", "words"), [("a", "của đơn vị đi đã khóa"), ("b", "Công đoàn YYEN đã khóa")])
def test_a_slip_is_not_accepted_into_a_period_closed_at_either_end(world, clock, unit, words):
    clock.move_to(EVE_OF_LOCKS)
    slips = [propose(world, None, day, so_luong=1) for day in (LAST, OPEN)]
    close(world, unit)
    clock.move_to(AFTER)
    with pytest.raises(Refused, match=words):
        accept_phieu_chuyen(slips[0], by=world.user("clerk_b"))
    accept_phieu_chuyen(slips[1], by=world.user("clerk_b"))


def test_sheets_name_the_closed_row_and_the_batch_of_before_stays(world, nhap, clock):
    movements = [["Kết nạp mới", day, "A001", "", "", 2, 1, "1/QĐ"] for day in ("31/05/2025", "01/06/2025")]
    people = [["A001", f"Lê Thị {day[:2]}", "1990", "Nữ", "", "", day, "1/QĐ"] for day in ("31/05/2025", "01/06/2025")]
    clock.move_to(EVE_OF_LOCKS)
    before = {
        kind: nhap.good(kind, rows)["lo_nhap"] for kind, rows in (("bien_dong", movements), ("doan_vien", people))
    }
    close(world, "a")
    clock.move_to(AFTER)
    movements[0][5], people[0][1] = 3, "Lê Thị Ba"
    assert answered(nhap("bien_dong", movements)) == (1, [("Ngày hiệu lực", A)])
    assert answered(nhap("doan_vien", people)) == (1, [("Ngày kết nạp", A)])
    for batch in before.values():
        with pytest.raises(Refused, match="Không hoàn tác được"):
            undo_import(LoNhap.objects.get(pk=batch), by=world.user("administrator"))
    later = nhap.good("bien_dong", [["Kết nạp mới", "02/06/2025", "A001", "", "", 2, 1, "1/QĐ"]])["lo_nhap"]
    assert run_json("undo_import", later, "--user", "administrator")[0] == 0


def test_a_list_of_members_of_a_closed_period_is_known_again_and_keeps_their_facts_fresh(world, nhap, clock):
    """[03-3.3-31, 41]: a known row writes no row of the ledger, so nothing of it is closed; a new one is."""
    people = [["A001", f"Lê Thị {name}", "1990", "Nữ", "", "", "31/05/2025", "1/QĐ"] for name in ("Ba", "Tư")]
    clock.move_to(EVE_OF_LOCKS)
    nhap.good("doan_vien", people)
    close(world, "a")
    clock.move_to(AFTER)
    assert nhap.good("doan_vien", people)["khong_doi"] == 2
    people[0][5] = "ND 77"
    assert nhap.good("doan_vien", people)["cap_nhat"] == 1
    people.append(["A001", "Lê Thị Năm", *people[0][2:5], "", *people[0][6:]])
    assert answered(nhap("doan_vien", people)) == (1, [("Ngày kết nạp", A)])


def test_who_returns_into_a_closed_period_is_refused(world, nhap, clock):
    clock.move_to(EVE_OF_LOCKS)
    left = ["A001", "Lê Thị Ba", "1990", "Nữ", "036190000127", "", "01/03/2025", "1/QĐ"]
    nhap.good("doan_vien", [left])
    nhap.good("bien_dong", [["Nghỉ hưu", "01/04/2025", "A001", "", "036190000127"]])
    close(world, "a")
    clock.move_to(AFTER)
    for day, told in (("01/05/2025", (1, [("Ngày kết nạp", A)])), ("01/06/2025", (0, []))):
        again = [*left[:6], day, "2/QĐ", "", "Kết nạp lại"]
        assert answered(nhap("doan_vien", [again], "--dry-run")) == told


def test_ghi_danh_stays_free_in_a_closed_period(world, nhap):
    """20 people were counted on 10/3; naming one of them changes no figure but "có danh sách" [02-2.2a-4]."""
    close(world, "a")
    window = [world.units["a"].pk], date(2024, 12, 1), date(2025, 5, 31)
    before = so_doan_vien(*window)[window[0][0]]
    given = ["A001", "Lê Văn Ba", "1990", "Nam", "", "", "10/03/2025", "1/QĐ"]
    assert nhap.good("doan_vien", [given], "--ghi-danh")["them_moi"] == 1
    after = so_doan_vien(*window)[window[0][0]]
    assert after == before | {"co_danh_sach_cuoi_ky": before["co_danh_sach_cuoi_ky"] + 1}


def moved(world, day: date) -> None:
    """A001 went from A to B by a decision of that day, before anything was closed."""
    data = SapXepData("chuyen_cap_tren", day, world.units["cdcs_a"], world.units["b"], so_quyet_dinh="7/QĐ")
    sap_xep(data, by=world.user("administrator"))


MARCH, APRIL = date(2025, 3, 31), date(2025, 4, 1)


@pytest.mark.parametrize(
    ("closed", "expected"),
    [("a", [A, A, "", "", ""]), ("b", [B, B, B, B, ""])],
    ids=["by A: the days it stood there", "by B: all it brought along"],
)
def test_a_unit_that_moved_is_closed_where_its_rows_count(world, closed, expected):
    moved(world, APRIL)
    close(world, closed)
    assert [said(world, day) for day in (date(2024, 2, 1), MARCH, APRIL, LAST, OPEN)] == expected
    assert [said(world, day, "to_a") for day in (MARCH, APRIL)] == expected[1:3]  # below it too


def test_who_came_after_the_closed_day_is_not_closed_by_the_new_superior(world):
    moved(world, OPEN)
    close(world, "b")
    assert said(world, MARCH) == ""
    close(world, "a")
    assert [said(world, day) for day in (LAST, OPEN)] == [A, ""]


def test_the_last_closed_day_says_what_the_definition_says_day_by_day(world):
    """Closed is a day d on which some A, closed up to K, has the unit under it on some day of [d, K]."""
    for day, unit, target in ((MARCH, "cdcs_a", "b"), (APRIL, "cdcs_b", "a"), (date(2025, 7, 15), "cdcs_a", "a")):
        data = SapXepData("chuyen_cap_tren", day, world.units[unit], world.units[target], so_quyet_dinh="7/QĐ")
        sap_xep(data, by=world.user("administrator"))
    closings = [("a", date(2025, 5, 31)), ("b", date(2025, 4, 10)), ("cdcs_tinh", date(2025, 7, 31))]
    for unit, to in closings:
        close(world, unit, LOCKS, to)

    def closed(pk: int, day: date) -> bool:
        above = CayCongDoan.objects.filter(cap_duoi_id=pk, den_ngay__gt=day)
        return any(day <= to and above.filter(cap_tren=world.units[a], tu_ngay__lte=to).exists() for a, to in closings)

    locks, units = PeriodLocks(), [unit.pk for unit in world.units.values()]
    days = [date(2025, 3, 25) + timedelta(days=n) for n in range(0, 140, 3)] + [
        MARCH,
        APRIL,
        *(to for _, to in closings),
    ]
    assert {(pk, d): bool(locks.fault(pk, d)) for pk in units for d in days} == {
        (pk, d): closed(pk, d) for pk in units for d in days
    }


def test_one_query_without_a_closing_and_two_for_any_number_of_units(world, clock):
    by = world.user("administrator")
    rows = [CongDoanData(f"A1{n:02}", f"CĐCS {n}", "cdcs", "TPND", FOUNDED) for n in range(40)]
    units = [world.units["cdcs_a"], *create_cong_doan(rows, by=by)]
    everybody = set(CongDoan.objects.values_list("pk", flat=True))

    def asked(work) -> int:
        with CaptureQueriesContext(connection) as found:
            work()
        return len(found)

    groups = [group_of(row(world, OPEN, cong_doan=unit)) for unit in units for _ in range(5)]
    works = [lambda: PeriodLocks(everybody), lambda: judge(groups[:1], by=by), lambda: judge(groups, by=by)]
    free = [asked(work) for work in works]
    close(world, "a")
    clock.move_to(EVE_OF_LOCKS)
    assert [asked(work) for work in works] == free == [1, free[1], free[1]]
    clock.move_to(AFTER)
    assert [asked(work) for work in works] == [count + 1 for count in free]

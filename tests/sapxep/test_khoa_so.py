"""Decisions in a closed period [02-2.6-6, 02-2.6-7]: whose approved figures or name they change refuses both ways."""

from datetime import date

import pytest
import time_machine

from cdcs.actions.cong_doan import CongDoanData, create_cong_doan
from cdcs.models import CongDoan, LoNhap
from core.refusal import Refused
from doanhnghiep.actions import LaoDongData, record_lao_dong
from doanhnghiep.models import LaoDong, QuanLyDoanhNghiep
from sapxep.actions import SapXepData, sap_xep, undo_sap_xep
from sapxep.actions.chuyen_quan_ly import ChuyenData, chuyen_quan_ly, propose_chuyen_quan_ly, undo_chuyen_quan_ly
from sapxep.models import SapXep
from tests.closing import CLOSED_TO, close, closed_by
from tests.sheets import Importer, run_json

pytestmark = pytest.mark.django_db
LAST, OPEN = CLOSED_TO, date(2025, 6, 1)
EVE_OF_LOCKS, AFTER = "2025-07-31 23:59 +0700", "2025-09-20 10:00 +0700"
NAMES = {"a": "Công đoàn TPND", "b": "Công đoàn YYEN"}
# name: (kind, unit, target, units whose figures it changes)
DECISIONS = {
    "moved": ("chuyen_cap_tren", "cdcs_a", "b", "ab"),
    "merged": ("sap_nhap", "cdcs_a", "cdcs_b", "ab"),
    "dissolved": ("giai_the", "cdcs_a", None, "a"),
    "superior merged": ("sap_nhap", "a", "b", "ab"),
    "sub-unit dissolved": ("giai_the", "to_a", None, "a"),
    "renamed": ("doi_ten", "cdcs_a", None, "a"),
}
EACH = [(name, unit) for name, (*_, units) in DECISIONS.items() for unit in units]


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(AFTER, tick=False) as traveller:
        yield traveller


def decide(world, name: str, day: date) -> SapXep:
    kind, unit, target, _ = DECISIONS[name]
    units = world.units
    data = SapXepData(kind, day, units[unit], units[target] if target else None, so_quyet_dinh="7/QĐ")
    data.ten_moi = "Tên Mới" if kind == "doi_ten" else ""
    return sap_xep(data, by=world.user("administrator"))


@pytest.mark.parametrize(("name", "closed"), EACH)
def test_a_decision_is_refused_by_every_unit_whose_figures_it_changes(world, name, closed):
    close(world, closed)
    with pytest.raises(Refused) as refused:
        decide(world, name, LAST)
    assert (str(refused.value), refused.value.field) == (closed_by(NAMES[closed]), "ngay")
    assert not SapXep.objects.exists()
    decide(world, name, OPEN)


@pytest.mark.parametrize(("name", "closed"), EACH)
def test_it_is_undone_until_its_day_is_closed(world, clock, name, closed):
    """The old superior refuses too, though nothing of the moved unit is under it today."""
    clock.move_to(EVE_OF_LOCKS)
    close(world, closed)
    undo_sap_xep(decide(world, name, LAST), by=world.user("administrator"))
    decision = decide(world, name, LAST)
    clock.move_to(AFTER)
    with pytest.raises(Refused, match=closed_by(NAMES[closed])[:40]):
        undo_sap_xep(decision, by=world.user("administrator"))
    assert SapXep.objects.get(undone_at=None) == decision


@pytest.mark.parametrize("name", DECISIONS)
def test_a_decision_of_the_day_after_is_undone(world, name):
    close(world, "a")
    close(world, "b")
    undo_sap_xep(decide(world, name, OPEN), by=world.user("administrator"))


def test_a_stranger_does_not_close(world):
    close(world, "b")
    undo_sap_xep(decide(world, "dissolved", LAST), by=world.user("administrator"))


def test_a_merged_superior_takes_along_what_moved_on_since(world):
    """A001 stood under A in May and is B's since June: to merge A into the other in May would take it from B."""
    by = world.user("administrator")
    create_cong_doan([CongDoanData("VBAN", "LĐLĐ Vụ Bản", "ldld_huyen", "ND", date(2000, 1, 1))], by=by)
    world.units["c"] = CongDoan.objects.get(ma="VBAN")
    decide(world, "moved", date(2025, 5, 20))
    close(world, "b")
    data = SapXepData("sap_nhap", date(2025, 5, 10), world.units["a"], world.units["c"], so_quyet_dinh="9/QĐ")
    with pytest.raises(Refused, match="YYEN đã khóa"):
        sap_xep(data, by=by)


def test_the_sheet_names_the_day_and_the_batch_of_before_stays(world, clock, tmp_path):
    nhap, by = Importer(tmp_path, "administrator"), "--user"
    rows = {day: [["Chuyển cấp trên", f"{day:%d/%m/%Y}", "A001", "YYEN", "", "7/QĐ"]] for day in (LAST, OPEN)}
    close(world, "a")
    answer = nhap("sap_xep", rows[LAST])[1]
    assert [(error["cot"], error["ly_do"]) for error in answer["chi_tiet_loi"]] == [
        ("Ngày hiệu lực", closed_by(NAMES["a"]))
    ]
    later = nhap.good("sap_xep", rows[OPEN])["lo_nhap"]
    assert run_json("undo_import", later, by, "administrator")[0] == 0
    clock.move_to(EVE_OF_LOCKS)
    before = nhap.good("sap_xep", rows[LAST])["lo_nhap"]
    clock.move_to(AFTER)
    assert run_json("undo_import", before, by, "administrator")[0] == 1
    assert LoNhap.objects.get(pk=before).trang_thai == "xong"


def handed(world, day: date) -> ChuyenData:
    return ChuyenData([world.objects["employer_a"].pk], world.units["b"], day, "30/QĐ", "Kết thúc cấp huyện")


@pytest.mark.parametrize("closed", ["a", "b"])
def test_employers_do_not_change_hands_in_a_closed_period(world, clock, closed):
    """The coverage of both as of the closed day would change."""
    by = world.user("reviewer")
    close(world, closed)
    for act, who in ((chuyen_quan_ly, by), (propose_chuyen_quan_ly, world.user("clerk_a"))):
        with pytest.raises(Refused, match="đã khóa"):
            act(handed(world, LAST), by=who)
    undo_chuyen_quan_ly(chuyen_quan_ly(handed(world, OPEN), by=by), by=by)
    clock.move_to(EVE_OF_LOCKS)
    act = chuyen_quan_ly(handed(world, LAST), by=by)
    clock.move_to(AFTER)
    with pytest.raises(Refused, match="đã khóa"):
        undo_chuyen_quan_ly(act, by=by)
    assert QuanLyDoanhNghiep.objects.get(tu_ngay=LAST).cong_doan == world.units["b"]


def test_records_of_workers_are_no_rows_of_the_ledger(world):
    close(world, "a")
    employer = world.objects["employer_a"]
    record_lao_dong(LaoDongData(employer, LAST, "cdcs_bao_cao", 160, 90), by=world.user("clerk_a"))
    assert LaoDong.objects.filter(doanh_nghiep=employer, ngay_so_lieu=LAST).exists()

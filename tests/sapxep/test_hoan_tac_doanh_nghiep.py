"""Undoing a decision beside what was done with its employers since: a link, a hand-over [02-2.6-7]."""

from datetime import date

import pytest

from cdcs.actions.cong_doan import CongDoanData, create_cong_doan
from cdcs.models import CongDoan
from core.refusal import Refused
from doanhnghiep.actions import link_cdcs
from doanhnghiep.models import DoanhNghiep, LienKetCDCS, QuanLyDoanhNghiep
from sapxep.actions import SapXepData, sap_xep, undo_sap_xep
from sapxep.actions.chuyen_quan_ly import ChuyenData, chuyen_quan_ly, undo_chuyen_quan_ly
from tests.cast import FOUNDED
from tests.doanhnghiep.test_pages import add

pytestmark = pytest.mark.django_db
MARCH, JUNE = date(2025, 3, 1), date(2025, 6, 1)


@pytest.fixture
def office(world):
    """Superior C beside A and B; CĐCS X, Y, Z of A and W of B; an employer of A, of 60 workers, linked to X."""
    by = world.user("administrator")
    kinds = [("C", "ldld_huyen", "ND"), *((code, "cdcs", "TPND") for code in "XYZ"), ("W", "cdcs", "YYEN")]
    create_cong_doan([CongDoanData(code, f"Đơn vị {code}", kind, above, FOUNDED) for code, kind, above in kinds], by=by)
    world.units |= {unit.ma: unit for unit in CongDoan.objects.filter(ma__in=[*"CXYZW"])}
    link_cdcs(add(world, "0600000701", "Dệt Một", 60), world.units["X"], by=by)
    return world


def decide(world, kind: str, day: date, unit: str, target: str):
    data = SapXepData(kind, day, world.units[unit], world.units[target], so_quyet_dinh=f"{unit}/QĐ")
    return sap_xep(data, by=world.user("administrator"))


def hand_over(world, employer: DoanhNghiep, day: date, target: str):
    data = ChuyenData([employer.pk], world.units[target], day, "30/QĐ", "Chuyển theo địa bàn")
    return chuyen_quan_ly(data, by=world.user("administrator"))


def links(name: str = "Dệt Một") -> list[tuple]:
    rows = LienKetCDCS.objects.filter(doanh_nghiep__ten=name).order_by("tu_ngay", "cong_doan__ma")
    return [(code, start, end if end.year < 9000 else None)
            for code, start, end in rows.values_list("cong_doan__ma", "tu_ngay", "den_ngay")]  # fmt: skip


def managers() -> list[str]:
    rows = QuanLyDoanhNghiep.objects.filter(doanh_nghiep__ten="Dệt Một").order_by("tu_ngay")
    return list(rows.values_list("cong_doan__ma", flat=True))


def test_a_link_given_since_to_a_third_unit_stays(office):
    by, employer = office.user("administrator"), DoanhNghiep.objects.get(ten="Dệt Một")
    merged = decide(office, "sap_nhap", MARCH, "X", "Y")
    link_cdcs(employer, office.units["Z"], by=by)
    assert links() == [("X", FOUNDED, MARCH), ("Z", FOUNDED, None), ("Y", MARCH, None)]
    undo_sap_xep(merged, by=by)
    assert links() == [("X", FOUNDED, None), ("Z", FOUNDED, None)]


def test_two_mergers_of_two_links_are_taken_back_in_any_order(office):
    by, employer = office.user("administrator"), DoanhNghiep.objects.get(ten="Dệt Một")
    link_cdcs(employer, office.units["W"], by=by)
    first, second = decide(office, "sap_nhap", MARCH, "X", "Y"), decide(office, "sap_nhap", JUNE, "W", "cdcs_b")
    undo_sap_xep(first, by=by)
    assert links() == [("W", FOUNDED, JUNE), ("X", FOUNDED, None), ("B001", JUNE, None)]
    undo_sap_xep(second, by=by)
    assert links() == [("W", FOUNDED, None), ("X", FOUNDED, None)]


def test_a_hand_over_since_is_taken_back_first(office):
    by, employer = office.user("administrator"), DoanhNghiep.objects.get(ten="Dệt Một")
    moved = decide(office, "chuyen_cap_tren", MARCH, "X", "b")
    act = hand_over(office, employer, JUNE, "C")
    with pytest.raises(Refused, match="Quyết định 30/QĐ ghi sau đó đã chuyển đơn vị quản lý của Dệt Một"):
        undo_sap_xep(moved, by=by)
    assert managers() == ["TPND", "YYEN", "C"]
    undo_chuyen_quan_ly(act, by=by)
    undo_sap_xep(moved, by=by)
    assert managers() == ["TPND"]


def test_a_later_decision_about_another_unit_of_the_employer_is_taken_back_first(office):
    by, employer = office.user("administrator"), DoanhNghiep.objects.get(ten="Dệt Một")
    link_cdcs(employer, office.units["W"], by=by)
    first = decide(office, "chuyen_cap_tren", MARCH, "X", "b")
    second = decide(office, "chuyen_cap_tren", JUNE, "W", "C")
    assert managers() == ["TPND", "YYEN", "C"]
    with pytest.raises(Refused, match="Quyết định W/QĐ ngày 01/06/2025 ghi sau"):
        undo_sap_xep(first, by=by)
    undo_sap_xep(second, by=by)
    undo_sap_xep(first, by=by)
    assert managers() == ["TPND"]


def test_a_hand_over_is_not_taken_back_under_a_decision_recorded_since(office):
    by, employer = office.user("administrator"), DoanhNghiep.objects.get(ten="Dệt Một")
    act = hand_over(office, employer, JUNE, "C")
    moved = decide(office, "chuyen_cap_tren", MARCH, "X", "b")
    assert managers() == ["TPND", "YYEN", "C"]
    with pytest.raises(Refused, match="Quyết định X/QĐ ngày 01/03/2025 ghi sau"):
        undo_chuyen_quan_ly(act, by=by)
    undo_sap_xep(moved, by=by)
    undo_chuyen_quan_ly(act, by=by)
    assert managers() == ["TPND"]

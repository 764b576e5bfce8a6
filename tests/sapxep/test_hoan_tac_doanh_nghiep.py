"""Undoing a decision beside what was done with its employers since: a link [02-2.6-7]."""

from datetime import date

import pytest

from cdcs.actions.cong_doan import CongDoanData, create_cong_doan
from cdcs.models import CongDoan
from doanhnghiep.actions import link_cdcs
from doanhnghiep.models import DoanhNghiep, LienKetCDCS
from sapxep.actions import SapXepData, sap_xep, undo_sap_xep
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


def links(name: str = "Dệt Một") -> list[tuple]:
    rows = LienKetCDCS.objects.filter(doanh_nghiep__ten=name).order_by("tu_ngay", "cong_doan__ma")
    return [(code, start, end if end.year < 9000 else None)
            for code, start, end in rows.values_list("cong_doan__ma", "tu_ngay", "den_ngay")]  # fmt: skip


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

"""Employers and moved units stand as if decisions recorded out of order had come in time [02-2.1-7..11, 02-2.3-18]."""

from datetime import date

import pytest

from cdcs.actions.cong_doan import CongDoanData, create_cong_doan
from cdcs.models import CongDoan, co_cau
from core.refusal import Refused
from doanhnghiep.models import DoanhNghiep, QuanLyDoanhNghiep
from doanhnghiep.queries import bao_phu
from doanvien.queries import so_ton
from sapxep.actions import undo_sap_xep
from sapxep.actions.chuyen_quan_ly import ChuyenData, chuyen_quan_ly
from sapxep.models import SapXep
from tests.cast import FOUNDED
from tests.proof import faults
from tests.sheets import Importer

pytestmark = pytest.mark.django_db
FEB, APRIL, JUNE, AUGUST = date(2025, 2, 1), date(2025, 4, 1), date(2025, 6, 1), date(2025, 8, 1)
EVE = "30/11/2023"


@pytest.fixture
def decide(world, tmp_path):
    """Superiors H, K, L, N; CĐCS X and X2 of H, Y of L; an employer of 50 workers for each of X and X2."""
    kinds = [(code, "ldld_huyen", "ND") for code in "HKLN"]
    kinds += [("X", "cdcs", "H"), ("X2", "cdcs", "H"), ("Y", "cdcs", "L"), ("Z", "nghiep_doan", "L")]
    create_cong_doan([CongDoanData(code, f"Đơn vị {code}", kind, parent, FOUNDED) for code, kind, parent in kinds],
                     by=world.user("administrator"))  # fmt: skip
    sheet = Importer(tmp_path, "administrator")
    sheet.good("doanh_nghiep", [("0600000500", "Của X", "Khác", "Không", "H", "X;Z"),
                                ("0600000501", "Của X2", "Khác", "Không", "H", "X2")])  # fmt: skip
    sheet.good("lao_dong", [(f"060000050{n}", EVE, "BHXH", 50) for n in range(2)])
    sheet.good("bien_dong", [("Số đầu kỳ", EVE, code, "", "", 30, 10, "", "") for code in ("X", "X2")])

    def decide(kind: str, day: date, unit: str, target: str, *, refused: bool = False) -> str:
        status, answer = sheet("sap_xep", [(kind, day, unit, target, "", f"{unit}/QĐ", "")])
        assert status == refused
        return answer["chi_tiet_loi"][0]["ly_do"] if refused else ""

    return decide


def managers(name: str) -> list[tuple[str, date]]:
    rows = QuanLyDoanhNghiep.objects.filter(doanh_nghiep__ten=name).order_by("tu_ngay")
    return [(code, day) for code, day in rows.values_list("cong_doan__ma", "tu_ngay")]


def scope(code: str, day: date, key: str = "trong_dien") -> int:
    """A figure of coverage, the same in the tree of the day and in the structure of that day [02-2.3-18]."""
    pk = CongDoan.objects.get(ma=code).pk
    then, fixed = bao_phu([pk], day)[pk], bao_phu([pk], day, co_cau(day))[pk]
    assert then == fixed
    return then[key]


def members(code: str, day: date) -> int:
    pk = CongDoan.objects.get(ma=code).pk
    return so_ton([pk], day)[pk][0]


def test_a_unit_that_left_before_its_superior_was_merged_does_not_follow_it(decide):
    decide("Sáp nhập", JUNE, "H", "K")
    decide("Chuyển cấp trên", APRIL, "X", "L")
    assert [members("L", day) for day in (APRIL, JUNE)] == [30, 30]
    assert members("K", JUNE) == 30  # X2 alone
    assert managers("Của X")[1:] == [("L", APRIL)]
    assert (scope("K", JUNE), scope("L", JUNE)) == (1, 1)
    assert faults() == []


def test_taken_back_it_stands_where_the_merger_had_put_it(decide, world):
    decide("Sáp nhập", JUNE, "H", "K")
    decide("Chuyển cấp trên", APRIL, "X", "L")
    undo_sap_xep(SapXep.objects.latest("pk"), by=world.user("administrator"))
    assert (members("K", JUNE), scope("K", JUNE), scope("L", JUNE)) == (60, 2, 0)
    assert managers("Của X")[1:] == [("K", JUNE)]
    assert faults() == []


def test_employers_of_a_merged_cdcs_stay_where_it_took_them(decide):
    decide("Sáp nhập", JUNE, "H", "K")
    decide("Sáp nhập", APRIL, "X2", "Y")
    assert managers("Của X2")[1:] == [("L", APRIL)]
    assert (scope("L", JUNE), scope("K", JUNE)) == (1, 1)


def test_employers_follow_the_superior_of_the_target_into_its_successor(decide):
    decide("Sáp nhập", AUGUST, "L", "N")
    decide("Sáp nhập", APRIL, "X2", "Y")
    assert managers("Của X2")[1:] == [("L", APRIL), ("N", AUGUST)]
    assert [scope("L", day) for day in (APRIL, JUNE)] == [1, 1]
    assert scope("N", AUGUST) == 1


@pytest.mark.parametrize("first", ["H", "L"])
def test_employers_go_with_the_target_that_moved_later(decide, first):
    """Y moves to N in August; X2 of another superior, or of the same, went into it in April [02-2.1-7]."""
    if first == "H":
        decide("Chuyển cấp trên", FEB, "Y", "H")
    decide("Chuyển cấp trên", AUGUST, "Y", "N")
    decide("Sáp nhập", APRIL, "X2", "Y")
    assert managers("Của X2")[1:] == ([("L", APRIL)] if first == "L" else []) + [("N", AUGUST)]
    assert (members("N", AUGUST), scope("N", AUGUST), scope("H", AUGUST)) == (30, 1, 1)
    assert faults() == []


def test_an_employer_handed_over_later_by_its_own_decision_stays_there(decide, world):
    hand_over(world, "N", JUNE)
    decide("Sáp nhập", APRIL, "X2", "Y")
    assert managers("Của X2")[1:] == [("L", APRIL), ("N", JUNE)]


def test_a_target_that_covers_the_employer_only_later_covers_it_from_the_merger_on(decide):
    """The nghiệp đoàn Z of the same employer goes into Y in August, and covers nothing until then [02-2.4-6]."""
    decide("Sáp nhập", AUGUST, "Z", "Y")
    decide("Sáp nhập", APRIL, "X", "Y")
    assert [scope("L", day, "co_cdcs") for day in (APRIL, JUNE, AUGUST)] == [1, 1, 1]
    assert scope("H", FEB, "co_cdcs") == 2


def hand_over(world, target: str, day: date) -> None:
    employer, unit = DoanhNghiep.objects.get(ten="Của X2"), CongDoan.objects.get(ma=target)
    chuyen_quan_ly(ChuyenData([employer.pk], unit, day, "8/QĐ", "Địa bàn mới"), by=world.user("administrator"))


def test_a_superior_unit_does_not_end_before_employers_came_to_it(decide, world):
    hand_over(world, "N", AUGUST)
    assert "Của X2" in decide("Sáp nhập", JUNE, "N", "K", refused=True)
    assert "Của X2" in decide("Giải thể", JUNE, "N", "", refused=True)
    decide("Sáp nhập", AUGUST, "N", "K")
    assert scope("K", AUGUST) == 1


def test_employers_do_not_come_to_a_unit_that_a_decision_has_ended_since(decide, world):
    decide("Sáp nhập", AUGUST, "N", "K")
    with pytest.raises(Refused, match="chọn đơn vị kế tục"):
        hand_over(world, "N", JUNE)

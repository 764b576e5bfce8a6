"""The lists of the report follow the tree of the day that counts, and never show what is hidden (03 §3.5, rule 2)."""

from datetime import date

import pytest

from baocao.queries.ky import round_of
from baocao.queries.phu_luc import bao_cao_data
from cdcs.actions import CongDoanData, create_cong_doan
from cdcs.models import ChuongTrinh, CongDoan
from doanhnghiep.models import DoanhNghiep, QuanLyDoanhNghiep
from doanvien.actions.bien_dong import BienDongData, record_bien_dong
from sapxep.actions import SapXepData, sap_xep
from taikhoan.models import User
from tests.baocao.bao_cao_province import CUT_OFF, START, build


@pytest.fixture
def units(db):
    return build()


@pytest.fixture
def tables(units):
    """A function from unit and round to the tables by sheet."""

    def read(code: str, ky: str = "6T-2025"):
        data = bao_cao_data(CongDoan.objects.get(ma=code), round_of(ky))
        return {bang.trang: bang for bang in data.bang}

    return read


def codes(bang) -> list[tuple]:
    """(code of the parent, code) of every row."""
    return [(row[1], row[3]) for row in bang.dong]


def move(units, unit: str, target: str, day: date) -> None:
    data = SapXepData("chuyen_cap_tren", day, units[unit], units[target], so_quyet_dinh="40/QĐ")
    sap_xep(data, by=User.objects.get())


def test_a_cdcs_that_moved_later_stays_new_where_it_was_founded(units, tables):
    move(units, "N1", "K", date(2025, 4, 1))
    assert codes(tables("H")["PL2 CĐCS mới"]) == [("H", "N1")]
    assert codes(tables("K")["PL2 CĐCS mới"]) == [("K", "N2")]
    assert codes(tables("T")["PL2 CĐCS mới"]) == [("H", "N1"), ("K", "N2")]


def test_a_cdcs_that_moved_on_its_founding_day_is_new_under_the_new_parent(units, tables):
    move(units, "N1", "K", START)
    assert codes(tables("H")["PL2 CĐCS mới"]) == []
    assert codes(tables("K")["PL2 CĐCS mới"]) == [("K", "N1"), ("K", "N2")]


def test_a_nghiep_doan_that_moved_stands_under_its_parent_of_the_cut_off(units, tables):
    move(units, "HN1", "K", CUT_OFF)
    move(units, "HN2", "K", date(2025, 6, 1))
    assert codes(tables("H")["PL5 Nghiệp đoàn"]) == [("H", "HN2")]
    assert codes(tables("K")["PL5 Nghiệp đoàn"]) == [("K", "HN1"), ("K", "KN3")]


def test_a_founded_nghiep_doan_that_left_is_listed_with_where_it_stands_now(units, tables):
    move(units, "HN2", "K", date(2025, 5, 1))
    assert codes(tables("H")["PL5 Nghiệp đoàn"]) == [("H", "HN1"), ("K", "HN2")]


def test_members_of_a_new_cdcs_hold_those_of_its_sub_units(units, tables):
    admin = User.objects.get()
    create_cong_doan([CongDoanData("N1-1", "Tổ một", "to_cong_doan", "N1", date(2025, 1, 1))], by=admin)
    team = CongDoan.objects.get(ma="N1-1")
    record_bien_dong(BienDongData("ket_nap", date(2025, 2, 1), team, so_luong=4), by=admin)
    assert [row[-1] for row in tables("H")["PL2 CĐCS mới"].dong] == [12]
    assert tables("H")["PL1 Kết quả"].tong[4:7] == (21, 5, 26)


def test_names_are_those_of_the_cut_off(units, tables):
    admin = User.objects.get()
    for day, name in ((CUT_OFF, "Tên mới"), (date(2025, 6, 2), "Tên sau")):
        sap_xep(SapXepData("doi_ten", day, units["N1"], ten_moi=name, so_quyet_dinh="41/QĐ"), by=admin)
    assert [row[4] for row in tables("H")["PL2 CĐCS mới"].dong] == ["Tên mới"]


def test_what_an_undone_import_hid_never_appears(units, tables):
    CongDoan.objects.filter(ma__in=["N1", "X", "HN1"]).update(is_hidden=True)
    DoanhNghiep.objects.filter(ma_so_thue="0100000003").update(is_hidden=True)
    found = tables("H")
    assert codes(found["PL2 CĐCS mới"]) == []
    assert codes(found["PL3 CĐCS kết thúc"]) == [("H", "E1")]
    assert codes(found["PL5 Nghiệp đoàn"]) == [("H", "HN2")]
    # Công ty Một has no other CĐCS than the hidden N1, Công ty Ba is hidden itself.
    assert [row[3] for row in found["PL4 Chưa có CĐCS"].dong] == ["0100000001", "0100000006"]


def test_children_of_the_window_include_those_that_ended_and_came(units, tables):
    move(units, "N1", "T", date(2025, 5, 20))
    rows = {row[1]: row for row in tables("T")["PL1 Kết quả"].dong}
    assert list(rows) == ["H", "K", "N1", "TB"]
    assert rows["N1"][-1] == "Trực thuộc LĐLĐ tỉnh; Thành lập ngày 01/12/2024"
    assert {row[1] for row in tables("H")["PL1 Kết quả"].dong} == {"E1", "HN1", "HN2", "N1", "X", "Z"}


def test_a_child_that_was_merged_says_so(units, tables):
    remarks = {row[1]: row[-1] for row in tables("H")["PL1 Kết quả"].dong}
    assert remarks == {
        "E1": "Kết thúc ngày 01/12/2024", "HN1": "", "HN2": "Thành lập ngày 15/02/2025",
        "N1": "Thành lập ngày 01/12/2024", "X": "Kết thúc ngày 01/3/2025, sáp nhập vào Y", "Z": "",
    }  # fmt: skip


def test_the_province_without_own_employers_says_so(units, tables):
    QuanLyDoanhNghiep.objects.filter(cong_doan=units["T"]).update(cong_doan=units["H"])
    assert "không trực tiếp quản lý" in tables("T")["PL7 Bao phủ"].ghi_chu[-1]


def test_the_official_reading_of_the_term_is_a_setting(units, tables):
    ChuongTrinh.objects.update(thuoc_do_nhiem_ky="ket_nap")
    total = tables("T", "NHIEM-KY")["PL1 Kết quả"].tong
    assert (total[3], total[6], str(total[7])) == (50, 33, "66.0")


def test_a_window_in_the_future_has_figures_to_date(units, tables):
    total = tables("T", "NAM-2028")["PL6 Biến động"].tong
    assert (total[3], total[-3]) == (140, 140)
    data = bao_cao_data(units["T"], round_of("NAM-2028"))
    assert data.chua_het_ky

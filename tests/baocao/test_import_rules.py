"""Rules of the sheets, each by its number (03 §3.3, 02 §2.1, §2.2): who is refused, at which row and column."""

import sqlite3
from datetime import date

import pytest
import time_machine
from django.core.management.base import CommandError
from django.db import connection
from openpyxl import load_workbook

from cdcs.enums import VaiTro
from cdcs.models import CongDoan, PhanCong
from doanvien.models import DoanVien
from doanvien.queries import so_ton
from taikhoan.models import User
from tests.sheets import HEADINGS, Importer, run_json


def refused(answer) -> list[tuple]:
    return [(error["dong"], error["cot"]) for error in answer["chi_tiet_loi"]]


def member(ma="X", name="Nguyễn Thị Hoa", born="05/03/1990", sex="Nữ", cccd="036190000127", card="", day="10/01/2025",
           decision="1/QĐ", entered="", how=""):  # fmt: skip
    return [ma, name, born, sex, cccd, card, day, decision, entered, how]


def test_known_member_changes_only_what_may_change(province):
    """[03-3.3-41, 43, 44]."""
    province.good("doan_vien", [member(cccd="")])
    answer = province.good("doan_vien", [member(card="T1")])
    assert answer["cap_nhat"] == 1
    person = DoanVien.objects.get()
    assert (person.so_cccd, person.so_the) == ("036190000127", "T1")
    status, answer = province("doan_vien", [member(sex="Nam", card="T1")])
    assert (status, refused(answer)) == (1, [(2, "Giới tính")])
    assert province.good("doan_vien", [member(card="", decision="")])["khong_doi"] == 1


def test_who_is_older_than_a_hundred_years_is_asked_about(province):
    """Excel shows a year in a cell for days as a day of 1905."""
    people = [member(born=date(1905, 6, 7), cccd=""), member(born="1927", cccd="", name="B")]
    answer = province.good("doan_vien", people)
    asked = [(said["dong"], said["gia_tri"]) for said in answer["chi_tiet_canh_bao"] if said["cot"] == "Ngày sinh"]
    assert asked == [(2, "07/06/1905")]


def test_a_card_is_one_card_however_it_is_typed(province):
    """As the forms take it: capital letters, no spaces."""
    province.good("doan_vien", [member(cccd="", card="nđ 01 23")])
    assert DoanVien.objects.get().so_the == "NĐ0123"
    assert province.good("doan_vien", [member(cccd="", card=" NĐ 0123")])["khong_doi"] == 1
    leaving = ["Nghỉ hưu", "01/02/2025", "X", "", "", "nđ0123"]
    headings = ["Loại biến động", "Ngày hiệu lực", "Mã CĐCS", "Mã CĐCS đến", "Số CCCD", "Số thẻ"]
    status, answer = province("bien_dong", [leaving], headings=headings)
    assert (status, answer["them_moi"]) == (0, 1)
    assert DoanVien.objects.get().cong_doan is None


def test_one_active_member_per_identity_and_return_after_leaving(province):
    """[02-2.2-1], [03-3.3-21, 24]."""
    province.good("doan_vien", [member()])
    status, answer = province("doan_vien", [member(ma="Z", day="01/03/2025")])
    assert (status, refused(answer)) == (1, [(2, "Số CCCD")])
    assert answer["chi_tiet_loi"][0]["gia_tri"] == "••• 127"
    province.good("bien_dong", [["Nghỉ hưu", "01/02/2025", "X", "", "036190000127"]])
    status, answer = province("doan_vien", [member(ma="Z", day="01/03/2025")])
    assert refused(answer) == [(2, "Hình thức vào")]
    assert province.good("doan_vien", [member(ma="Z", day="01/03/2025", how="Kết nạp lại")])["them_moi"] == 1
    assert DoanVien.objects.get().cong_doan.ma == "Z"


def test_who_leaves_in_the_same_file_comes_back_by_ket_nap_lai(province):
    """[03-3.3-24]: the file itself says that the person was a member; a transfer is no leaving."""
    province.good("doan_vien", [member()])
    rows = [["Kết nạp mới", "01/06/2025", "Z", "", "036190000127", "", "", "6/QĐ"],
            ["Nghỉ hưu", "01/03/2025", "X", "", "036190000127", "", "", "5/QĐ"]]  # fmt: skip
    status, answer = province("bien_dong", rows)
    assert (status, refused(answer)) == (1, [(2, "Loại biến động")])
    assert "Kết nạp lại" in answer["chi_tiet_loi"][0]["ly_do"]
    rows[0][0] = "Kết nạp lại"
    assert province.good("bien_dong", rows)["them_moi"] == 2
    moved = ["Chuyển trong tỉnh", "01/07/2025", "Z", "X", "036190000127"]
    first = ["Kết nạp mới", "10/01/2025", "X", "", "036190000127", "", "", "1/QĐ"]
    assert province.good("bien_dong", [moved, first])["khong_doi"] == 1


def test_from_outside_the_province_needs_its_day(province):
    """[03-3.3-21]."""
    row = member(day="10/01/2015", how="Chuyển đến từ ngoài tỉnh")
    assert refused(province("doan_vien", [row])[1]) == [(2, "Ngày vào đơn vị")]
    row[8] = "01/02/2025"
    province.good("doan_vien", [row])
    assert list(DoanVien.objects.get().bien_dong.values_list("loai", "ngay__year")) == [("chuyen_den_ngoai_tinh", 2025)]


def test_opening_in_a_unit_founded_after_the_eve_names_the_column(province):
    """[03-3.3-22]."""
    province.good("cong_doan", [["N", "CĐCS N", "Công đoàn cơ sở", "H", "01/12/2024"]])
    assert refused(province("doan_vien", [member(ma="N", day="10/01/2015")])[1]) == [(2, "Hình thức vào")]


@time_machine.travel("2025-03-01 12:00 +0700")
def test_nothing_is_dated_after_today(province):
    """[03-3.3-11]."""
    assert refused(province("doan_vien", [member(day="02/03/2025")])[1]) == [(2, "Ngày kết nạp")]
    assert refused(province("bien_dong", [["Kết nạp mới", "02/03/2025", "X", "", "", 1]])[1]) == [(2, "Ngày hiệu lực")]
    unit = ["N", "CĐCS N", "Công đoàn cơ sở", "H", "02/03/2025"]
    assert refused(province("cong_doan", [unit])[1]) == [(2, "Ngày thành lập")]
    quota = ["2025", "H", "Đoàn viên", 5, "1/QĐ", "02/03/2025"]
    assert refused(province("chi_tieu", [quota])[1]) == [(2, "Ngày quyết định")]


def test_ghi_danh_takes_women_for_women(province):
    """[02-2.2a-4]: Z has six men and four women."""
    women = [member(ma="Z", name=f"Lê Thị {i}", cccd="", day="01/01/2015", decision="") for i in range(5)]
    status, answer = province("doan_vien", women, "--ghi-danh", "--skip-errors")
    assert (status, refused(answer), answer["them_moi"]) == (0, [(6, "Giới tính")], 4)


def test_a_decision_that_closes_is_refused_while_rows_lie_after_it(province):
    """[02-2.1-20]."""
    province.good("bien_dong", [["Kết nạp mới", "01/04/2025", "X", "", "", 1, 0, "1/QĐ"]])
    status, answer = province("sap_xep", [["Sáp nhập", "01/03/2025", "X", "Y", "", "7/QĐ"]])
    assert (status, refused(answer)) == (1, [(2, "Ngày hiệu lực")])


def test_a_row_before_a_closing_decision_names_the_decision(province):
    """[02-2.1-21]."""
    province.good("sap_xep", [["Sáp nhập", "01/03/2025", "X", "Y", "", "7/QĐ"]])
    status, answer = province("bien_dong", [["Kết nạp mới", "01/02/2025", "X", "", "", 1, 0, "1/QĐ"]])
    assert status == 1
    assert "7/QĐ" in answer["chi_tiet_loi"][0]["ly_do"]


def test_decisions_that_make_no_sense(province):
    """[02-2.1-14, 18, 19]."""
    for row, column in (
        (["Sáp nhập", "01/03/2025", "X", "X", "", "1/QĐ"], "Mã đơn vị đích"),
        (["Sáp nhập", "01/03/2025", "X", "H", "", "1/QĐ"], "Mã đơn vị đích"),
        (["Chuyển cấp trên", "01/03/2025", "X", "Y", "", "1/QĐ"], "Mã đơn vị đích"),
        (["Giải thể", "01/03/2025", "H", "", "", "1/QĐ"], "Mã đơn vị"),
        (["Chuyển cấp trên", "01/01/1999", "X", "K", "", "1/QĐ"], "Ngày hiệu lực"),
    ):
        assert refused(province("sap_xep", [row])[1]) == [(2, column)], row
    good = ["Chuyển cấp trên", "01/03/2025", "X", "K", "", "1/QĐ"]
    status, answer = province("sap_xep", [good, ["Giải thể", "01/02/2025", "H", "", "", "2/QĐ"]], "--skip-errors")
    assert (status, answer["lo_nhap"]) == (1, None)


def test_undo_says_what_was_built_since(province):
    batch = province.good("doan_vien", [member()])["lo_nhap"]
    later = province.good("bien_dong", [["Chuyển trong tỉnh", "01/02/2025", "X", "Z", "036190000127"]])["lo_nhap"]
    status, answer = run_json("undo_import", batch, "--user", "tinh.quantri")
    assert status == 1
    assert f"Chuyển đi ngày 01/02/2025 tại X (lô nhập số {later})" in answer["ly_do"]
    assert DoanVien.objects.get().cong_doan.ma == "Z"


def test_a_member_is_known_wherever_the_person_is_now(province):
    """[03-3.3-31]."""
    province.good("doan_vien", [member()])
    province.good("bien_dong", [["Chuyển trong tỉnh", "01/02/2025", "X", "Z", "036190000127"]])
    assert province.good("doan_vien", [member()])["khong_doi"] == 1


def test_bad_rows_come_back_and_go_in_after_mending(province, tmp_path):
    out = tmp_path / "loi.xlsx"
    rows = [member(), member(name="Lê An", cccd="0361", sex="Nam"), member(ma="KHÔNG", cccd="036190000128")]
    status, answer = province("doan_vien", rows, "--skip-errors", "--errors", out)
    assert (status, answer["them_moi"], answer["loi"]) == (0, 1, 2)
    sheet = load_workbook(out).active
    table = [list(row) for row in sheet.iter_rows(values_only=True)]
    heading = next(row for row in table if "Lý do" in row)
    assert heading == [*HEADINGS["doan_vien"], "Lý do"]
    bad = table[table.index(heading) + 1 :]
    bad[0][4], bad[1][0] = "036090000129", "X"
    status, answer = province("doan_vien", bad, headings=heading)
    assert (status, answer["tong_dong"], answer["them_moi"]) == (0, 2, 2)


def test_a_clerk_imports_only_inside_the_own_district(province, tmp_path):
    clerk = User.objects.create_user("h.canbo", password="mat-khau-dai-1", ho_ten="Cán bộ H")
    district = CongDoan.objects.get(ma="H")
    PhanCong.objects.create(user=clerk, cong_doan=district, vai_tro=VaiTro.CAN_BO, tu_ngay="2023-12-01")
    h = Importer(tmp_path / "..", "h.canbo")
    outside = "Ngoài phạm vi đơn vị của bạn."
    for kind, row in (
        ("doan_vien", member(ma="Y")),
        ("bien_dong", ["Kết nạp mới", "01/04/2025", "Y", "", "", 1]),
        ("cong_doan", ["N", "CĐCS N", "Công đoàn cơ sở", "K", "01/12/2024"]),
        ("cong_doan", ["HX", "LĐLĐ huyện HX", "LĐLĐ huyện, thành phố", "T", "01/12/2024"]),
        ("doanh_nghiep", ["0100109106", "A", "Công ty TNHH", "", "K"]),
        ("chi_tieu", ["2025", "H", "Đoàn viên", 5, "1/QĐ", "01/02/2025"]),
        ("sap_xep", ["Đổi tên", "01/03/2025", "Y", "", "Y mới", "1/QĐ"]),
    ):
        status, answer = h(kind, [row])
        assert (status, [error["ly_do"] for error in answer["chi_tiet_loi"]]) == (1, [outside]), kind
    transfer = ["Chuyển trong tỉnh", "01/04/2025", "X", "Y", "", 1]
    assert "lập phiếu chuyển" in h("bien_dong", [transfer])[1]["chi_tiet_loi"][0]["ly_do"]
    h.good("doan_vien", [member()])


def test_who_may_import_nothing_is_told_so_row_by_row(province, tmp_path):
    reader = User.objects.create_user("h.xem", password="mat-khau-dai-1", ho_ten="Người xem H")
    PhanCong.objects.create(
        user=reader, cong_doan=CongDoan.objects.get(ma="H"), vai_tro=VaiTro.XEM, tu_ngay="2023-12-01"
    )
    status, answer = Importer(tmp_path / "..", "h.xem")("doan_vien", [member()])
    assert (status, answer["loi"], answer["chi_tiet_loi"][0]["ly_do"]) == (1, 1, "Ngoài phạm vi đơn vị của bạn.")


def test_a_file_without_rows_is_never_a_success(province):
    """[06-6.2-4], [03-3.3-47]."""
    status, answer = province("doan_vien", [])
    assert (status, answer["tong_dong"], [error["dong"] for error in answer["chi_tiet_loi"]]) == (1, 0, [None])


def test_text_longer_than_its_column_and_numbers_past_counting_are_refused(province):
    """Nothing is cut in silence, on either database [06-6.2-4]."""
    rows = [member(decision="1" * 101), member(card="T" * 21, cccd=""), member(name="Lê " + "A" * 150, cccd="")]
    assert refused(province("doan_vien", rows)[1]) == [(2, "Số quyết định"), (3, "Số thẻ đoàn viên"), (4, "Họ và tên")]
    assert refused(province("bien_dong", [["Kết nạp mới", "01/02/2025", "X", "", "", 3 * 10**9]])[1]) == [
        (2, "Số lượng")
    ]


def test_a_merger_before_something_came_in_is_refused(province):
    """[02-2.1-19]: Z was merged into X in March; X cannot have ended in February."""
    province.good("sap_xep", [["Sáp nhập", "01/03/2025", "Z", "X", "", "1/QĐ"]])
    assert refused(province("sap_xep", [["Sáp nhập", "01/02/2025", "X", "Y", "", "2/QĐ"]])[1]) == [(2, "Ngày hiệu lực")]


def test_undo_of_counts_that_were_named_since_is_refused(province):
    """[02-2.2a-2]: first the ghi danh, then the counts; each file then comes in as new."""
    counts = [["Kết nạp mới", "01/05/2025", "Z", "", "", 3, 1, "1/QĐ"]]
    first = province.good("bien_dong", counts)["lo_nhap"]
    named = province.good("doan_vien", [member(ma="Z", day="01/05/2025", cccd="")], "--ghi-danh")["lo_nhap"]
    assert run_json("undo_import", first, "--user", "tinh.quantri")[0] == 1
    assert run_json("undo_import", named, "--user", "tinh.quantri")[0] == 0
    assert run_json("undo_import", first, "--user", "tinh.quantri")[0] == 0
    assert province.good("bien_dong", counts)["them_moi"] == 1
    assert run_json("check_so_lieu")[1]["loi"] == []


def test_undo_never_loses_what_a_later_file_brought(province):
    """[03-3.2]: latest first; an earlier batch waits for the later ones."""
    province.good("doanh_nghiep", [["0100109106", "A", "Công ty TNHH", "", "H"]])
    batches = [
        province.good("lao_dong", [["0100109106", "01/02/2025", "Khảo sát", n]])["lo_nhap"] for n in (100, 10, 15)
    ]
    undo = [run_json("undo_import", batch, "--user", "tinh.quantri")[0] for batch in (*batches, *reversed(batches))]
    assert undo == [1, 1, 0, 1, 0, 0]


def test_who_returned_is_known_again(province):
    """[03-3.3-31], [03-3.2]: a second import of the return changes nothing."""
    province.good("doan_vien", [member(day="10/01/2010", decision="")])
    province.good("bien_dong", [["Nghỉ hưu", "01/02/2024", "X", "", "036190000127"]])
    back = [member(day="01/03/2024", how="Kết nạp lại")]
    assert province.good("doan_vien", back)["them_moi"] == 1
    assert province.good("doan_vien", back)["khong_doi"] == 1
    province.good("bien_dong", [["Chuyển đi ngoài tỉnh", "01/05/2024", "X", "", "036190000127"]])
    again = [member(ma="Z", day="10/01/2010", entered="01/06/2024", how="Chuyển đến từ ngoài tỉnh", decision="")]
    assert province.good("doan_vien", again)["them_moi"] == 1
    assert province.good("doan_vien", again)["khong_doi"] == 1


def test_nothing_opens_below_a_dissolved_unit(province):
    """[02-2.1-13]."""
    province.good("sap_xep", [["Giải thể", "01/03/2025", "X", "", "", "1/QĐ"]])
    late = ["X8", "Tổ X8", "Tổ công đoàn", "X", "01/01/2024", ""]
    assert refused(province("cong_doan", [late])[1]) == [(2, "Mã đơn vị cấp trên")]
    province.good("cong_doan", [[*late, "01/03/2025"]])


def test_a_row_outside_tells_nothing_about_anybody(province, tmp_path):
    """08 §8.1: a known number and an unknown one get the same answer."""
    province.good("doan_vien", [member(ma="Y")])
    clerk = User.objects.create_user("h.canbo", password="mat-khau-dai-1", ho_ten="Cán bộ H")
    district = CongDoan.objects.get(ma="H")
    PhanCong.objects.create(user=clerk, cong_doan=district, vai_tro=VaiTro.CAN_BO, tu_ngay="2023-12-01")
    rows = [["Nghỉ hưu", "01/02/2025", "Y", "", number] for number in ("036190000127", "036190000128")]
    answer = Importer(tmp_path / "..", "h.canbo")("bien_dong", rows)[1]
    assert {error["ly_do"] for error in answer["chi_tiet_loi"]} == {"Ngoài phạm vi đơn vị của bạn."}


def test_between_provinces_there_is_no_transfer(nhap):
    """[02-2.2-8]."""
    day = "01/01/2000"
    rows = [["VN", "Tổng LĐLĐ", "Tổng LĐLĐ Việt Nam", "", day]]
    for n in "12":
        rows += [
            [f"T{n}", f"LĐLĐ tỉnh {n}", "LĐLĐ tỉnh", "VN", day],
            [f"A{n}", "CĐCS", "Công đoàn cơ sở", f"T{n}", day],
        ]
    nhap.good("cong_doan", rows)
    nhap.good("bien_dong", [["Số đầu kỳ", "30/11/2023", "A1", "", "", 5]])
    moved = ["Chuyển trong tỉnh", "02/02/2024", "A1", "A2", "", 2]
    assert refused(nhap("bien_dong", [moved])[1]) == [(2, "Mã CĐCS đến")]


def test_a_decrease_before_a_closing_decision_names_it(province):
    """[02-2.1-21]."""
    province.good("sap_xep", [["Sáp nhập", "01/03/2025", "X", "Y", "", "7/QĐ"]])
    answer = province("bien_dong", [["Nghỉ hưu", "01/02/2025", "X", "", "", 1]])[1]
    assert "7/QĐ" in answer["chi_tiet_loi"][0]["ly_do"]


def test_unknown_columns_are_reported_and_another_decision_is_an_error(province):
    """[03-3.3-2], [03-3.3-42]."""
    status, answer = province("doan_vien", [[*member(), "x"]], headings=[*HEADINGS["doan_vien"], "Cột lạ"])
    assert (status, answer["chi_tiet_canh_bao"][0]["cot"], answer["canh_bao"]) == (0, "Cột lạ", 1)
    row = ["Nghỉ hưu", "01/02/2025", "X", "", "036190000127", "", "", "1/QĐ"]
    province.good("bien_dong", [row])
    row[7] = "2/QĐ"
    assert refused(province("bien_dong", [row])[1]) == [(2, "Số quyết định")]


def test_ghi_danh_follows_counts_to_where_they_came_from(province):
    """[02-2.2a-3]: X (50, 20 women) gives 3 to Z, and is merged into Y; people are named in Y and in Z."""
    province.good("bien_dong", [["Chuyển trong tỉnh", "01/02/2025", "X", "Z", "", 3, 1]])
    merger = province.good("sap_xep", [["Sáp nhập", "01/03/2025", "X", "Y", "", "7/QĐ"]])["lo_nhap"]
    units = list(CongDoan.objects.values_list("pk", flat=True))
    days = [date(2025, m, d) for m, d in ((1, 31), (2, 1), (2, 28), (3, 1), (5, 31))]
    before = [{pk: stock[:2] for pk, stock in so_ton(units, day).items()} for day in days]
    people = [
        member(ma=ma, name=f"Lê Thị {ma}{n}", cccd="", day="01/01/2015", decision="") for ma in "ZY" for n in "12345678"
    ]
    people += [member(ma="Y", name=f"Lê Thị M{n}", cccd="", day="01/01/2015", decision="") for n in range(20)]
    answer = province("doan_vien", people, "--ghi-danh", "--skip-errors")[1]
    # Z has 4 + 1 women, Y 10 + 19
    assert (answer["them_moi"], len(answer["chi_tiet_loi"])) == (5 + 28, 3)
    assert [{pk: stock[:2] for pk, stock in so_ton(units, day).items()} for day in days] == before
    assert run_json("check_so_lieu")[1]["loi"] == []
    assert run_json("undo_import", merger, "--user", "tinh.quantri")[0] == 1
    assert run_json("undo_import", answer["lo_nhap"], "--user", "tinh.quantri")[0] == 0
    assert [so_ton(units, day)[units[0]][2] for day in days] == [0] * 5
    assert run_json("check_so_lieu")[1]["loi"] == []


def test_a_place_for_bad_rows_that_cannot_be_written_is_a_wrong_call(province, tmp_path):
    """[03-3.2]: status 2 before anything is read; nothing is in the books."""
    with pytest.raises(CommandError) as stop:
        province(
            "doan_vien", [member(), member(ma="KHÔNG")], "--skip-errors", "--errors", tmp_path / "khong" / "e.xlsx"
        )
    assert (stop.value.returncode, DoanVien.objects.count()) == (2, 0)


def test_the_tax_code_of_a_household_is_masked_as_the_number_of_a_person(province):
    """[03-3.3-49], 06 #13: also where it stands in the column of a company, or of a source's workers."""
    number = "036190000127"
    company = [number, "Hộ A", "Công ty TNHH", "", "H"]
    for kind, row in (("lao_dong", [number, "01/02/2025", "Khảo sát", 30]), ("doanh_nghiep", company)):
        status, answer = province(kind, [row])
        assert (status, [error["gia_tri"] for error in answer["chi_tiet_loi"]]) == (1, ["••• 127"])
    company[0] = "0100109107"
    assert province("doanh_nghiep", [company])[1]["chi_tiet_loi"][0]["gia_tri"] == "0100109107"


@pytest.mark.parametrize("sheet,row,heading", [
    ("doan_vien", lambda code: member(ma=code, cccd=""), "Mã CĐCS"),
    ("bien_dong", lambda code: ["Nghỉ hưu", "01/02/2025", code, "", "036190000127"], "Mã CĐCS"),
    ("cong_doan", lambda code: [code, "CĐCS mới", "CĐCS", f"{code}-TREN", "01/02/2025"], "Mã đơn vị cấp trên"),
    ("lao_dong", lambda code: [code, "01/02/2025", "Khảo sát", 30], "Mã số thuế"),
    ("chi_tieu", lambda code: [2025, code, "Đoàn viên", 10, "1/QĐ", "01/02/2025"], "Mã đơn vị"),
])  # fmt: skip
def test_more_wrong_codes_than_a_statement_takes_are_errors_of_their_rows(
    province, few_parameters, sheet, row, heading
):
    """A column put in the wrong place: every row names another unit that is none."""
    status, answer = province(sheet, [row(f"SAI{number:04d}") for number in range(700)])
    assert (status, answer["tong_dong"], answer["loi"]) == (1, 700, 700)
    assert {error["cot"] for error in answer["chi_tiet_loi"]} == {heading}


@pytest.fixture
def few_parameters(db):
    """SQLite takes fewer parameters in a statement than such a file has codes."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    before = connection.connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 600)
    yield
    connection.connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, before)

"""Files and orders of acts that are rare, and must lose nothing and break nothing all the same (02 §2.2, 03 §3.3)."""

import re
from datetime import date

import pytest

from cdcs.models import CongDoan, PhanCong
from doanhnghiep.actions.doanh_nghiep import link_cdcs, unlink_cdcs
from doanhnghiep.actions.van_dong import TiepXucData, record_tiep_xuc
from doanhnghiep.models import DoanhNghiep, LienKetCDCS
from doanvien.actions.bien_dong import BienDongData
from doanvien.actions.gop import merge_doan_vien
from doanvien.actions.phieu_chuyen import propose_chuyen
from doanvien.models import BienDong, DoanVien
from doanvien.queries import so_ton
from sapxep.actions.chuyen_quan_ly import ChuyenData, chuyen_quan_ly, undo_chuyen_quan_ly
from taikhoan.models import User
from tests.baocao.test_import_rules import member, refused
from tests.core.workbooks import SHEET, edited
from tests.sheets import HEADINGS, Importer, run_json, write_sheet

NUMBER = "036190000127"
EMPLOYER = ["0100109106", "Công ty A", "Công ty TNHH", "", "H"]


def rows_of_person() -> list[tuple]:
    living = BienDong.objects.living().exclude(doan_vien=None).order_by("ngay", "pk")
    return list(living.values_list("cong_doan__ma", "loai", "ngay"))


def figures() -> list[tuple[int, int]]:
    """Members and women of every unit at the ends of some months."""
    units = list(CongDoan.objects.order_by("pk").values_list("pk", flat=True))
    days = (date(2023, 11, 30), date(2024, 3, 31), date(2024, 6, 30), date(2025, 1, 31))
    return [so_ton(units, day)[pk][:2] for day in days for pk in units]


def leave_y(province) -> None:
    """Somebody of the opening stock of Y, gone on 1 March 2024."""
    province.good("doan_vien", [member(ma="Y", day="01/01/2015", decision="")])
    province.good("bien_dong", [["Chấm dứt hợp đồng lao động", "01/03/2024", "Y", "", NUMBER]])


def test_a_name_never_stands_where_the_person_was_a_member_elsewhere(province):
    """[02-2.2-1] against [02-2.2a-3]: the oldest counts of X are of a day on which the person was in Y."""
    leave_y(province)
    back = [member(day="01/06/2024", how="Kết nạp lại")]
    status, answer = province("doan_vien", back, "--ghi-danh")
    assert (status, refused(answer)) == (1, [(2, "Giới tính")])
    assert "01/03/2024" in answer["chi_tiet_loi"][0]["ly_do"]
    province.good("bien_dong", [["Kết nạp mới", "01/05/2024", "X", "", "", 2, 1, "5/QĐ"]])
    before = figures()
    province.good("doan_vien", back, "--ghi-danh")
    assert rows_of_person()[2:] == [("X", "ket_nap", date(2024, 5, 1))]
    assert figures() == before
    assert run_json("check_so_lieu")[1]["dung"]
    assert province.good("doan_vien", back, "--ghi-danh")["khong_doi"] == 1


def test_the_list_of_a_doubled_record_is_known_as_it_was(province, admin):
    """[02-2.2a-6, 03-3.3-31]: what the record said before it was merged is no change of the one that stays."""
    leave_y(province)
    again = member(day="01/06/2024", cccd="", card="T9", decision="2/QĐ", name="Nguyễn Thị Hòa", born="1990")
    province.good("doan_vien", [again])
    stays, goes = DoanVien.objects.order_by("pk")
    merge_doan_vien(stays, goes, by=admin, ly_do="Cùng một người")
    assert province.good("doan_vien", [again])["khong_doi"] == 1
    status, answer = province("doan_vien", [[*again[:1], "Lê Thị Hòa", *again[2:]]])
    assert (status, refused(answer)) == (1, [(2, "Họ và tên")])


@pytest.mark.parametrize(
    "row, units",
    [
        (["Chuyển trong tỉnh", "01/04/2024", "X", "N", "", 3, 2], "XXN"),
        (["Điều chỉnh tăng", "01/04/2024", "N", "", "", 3, 2, "", "Rà soát lại số"], "N"),
    ],
)
def test_a_name_put_in_for_another_kind_of_row_is_known_again(province, row, units):
    """[03-3.3-31]: after ghi danh the first row is the one the sheet states, whatever row the name took."""
    province.good("cong_doan", [["N", "Nghiệp đoàn N", "Nghiệp đoàn cơ sở", "K", "01/03/2024"]])
    province.good("bien_dong", [row])
    people = [member(ma="N", day="01/05/2024", decision="")]
    province.good("doan_vien", people, "--ghi-danh")
    assert "".join(code for code, *_ in rows_of_person()) == units
    for options in (("--ghi-danh",), ()):
        answer = province.good("doan_vien", people, *options)
        assert (answer["khong_doi"], answer["lo_nhap"]) == (1, None)


def test_only_a_cell_that_says_vi_du_is_an_example(province):
    """[03-3.3-8]: the code of a CĐCS may begin with the same letters."""
    rows = [[code, f"CĐCS {code}", "Công đoàn cơ sở", "H", "01/01/2001"] for code in ("VIDUC-01", "VÍ DỤ", "Ví dụ 2")]
    assert province.good("cong_doan", rows)["them_moi"] == 1
    assert CongDoan.objects.filter(ma="VIDUC-01").exists()


def test_rows_numbered_by_formulas_end_with_the_list(province, tmp_path):
    """[03-3.3-8, 9]: Excel stores the empty text of =IF(B3="";"";…), so that the rows below the list are empty."""
    rows = [["=1", *member(cccd="")], *(["=1"] for _ in range(3))]
    path = write_sheet(tmp_path / "stt.xlsx", "doan_vien", rows, ["STT", *HEADINGS["doan_vien"]])
    numbered = rb'<c r="A\1" t="str"><f>IF(B\1="","",ROW()-1)</f><v></v></c>'
    path.write_bytes(
        edited(path.read_bytes(), SHEET, lambda part: re.sub(rb'<c r="A([345])"[^>]*>.*?</c>', numbered, part))
    )
    status, answer = run_json("import_xlsx", "doan_vien", path, "--user", "tinh.quantri")
    assert (status, answer["tong_dong"], answer["them_moi"]) == (0, 1, 1)


@pytest.mark.parametrize("year", ["²", "٢٠٢٥", "2025.0", "20²5"])
def test_a_year_in_odd_digits_is_an_error_of_its_row(province, year):
    status, answer = province("chi_tieu", [[year, "H", "Đoàn viên", 5, "1/QĐ", "01/01/2025"]])
    assert (status, refused(answer)) == (1, [(2, "Năm")])


def test_an_end_by_sheet_is_seen_in_the_structure_of_a_day_at_once(province):
    """[02-2.3-11]: the structure kept by the process is that of the tree as it is now."""
    asked = ("show_so_lieu", "--don-vi", "H", "--tu", "2024-12-01", "--den", "2025-05-31", "--co-cau", "2025-05-31")
    assert [child["don_vi"] for child in run_json(*asked)[1]["truc_thuoc"]] == ["X", "Z"]
    province.good("bien_dong", [["Nghỉ hưu", "01/10/2024", "Z", "", "", 10, 4]])
    end = ["Z", "CĐCS Z", "Công đoàn cơ sở", "H", "01/01/2000", "", "01/11/2024", "9/QĐ", "Hết hoạt động"]
    province.good("cong_doan", [end])
    assert [child["don_vi"] for child in run_json(*asked)[1]["truc_thuoc"]] == ["X"]


def test_who_returns_on_the_day_of_leaving_stands_beside_a_bad_row(province):
    """[03-3.3-29]: the row that breaks a rule is the error, the others stand."""
    province.good("doan_vien", [member(ma="Y", day="01/01/2015", decision="")])
    rows = [["Nghỉ hưu", "01/02/2025", "Y", "", NUMBER], ["Kết nạp lại", "01/02/2025", "X", "", NUMBER, "", "", "3/QĐ"]]
    wrong = ["Khai trừ", "01/03/2025", "Y", "", NUMBER, "", "", "4/QĐ"]
    status, answer = province("bien_dong", [*rows, wrong], "--skip-errors")
    assert (status, refused(answer), answer["them_moi"]) == (0, [(4, "Mã CĐCS")], 2)
    assert DoanVien.objects.get().cong_doan.ma == "X"


@pytest.mark.parametrize(
    "text",
    [
        "Mã số thuế;Tên đơn vị;Loại hình;Mã đơn vị quản lý;Địa chỉ\n"
        "0100109106;Công ty A;Công ty TNHH;H;Số 5, ngõ 3, đường Trần Phú, phường Vị Xuyên, Nam Định\n",
        "Mã số thuế,Tên đơn vị,Loại hình,Mã đơn vị quản lý,Mã CĐCS,Địa chỉ\n"
        '0100109106,Công ty A,Công ty TNHH,H,X;Z,"Lô 5; lô 6; lô 7; lô 8; lô 9"\n',
        "Danh sách, lập ngày 5/5, gửi tỉnh, lần 2, bản cuối, đã rà\nMã số thuế;Tên đơn vị;Loại hình;Mã đơn vị quản lý\n"
        "0100109106;Công ty A;Công ty TNHH;H\n0100109113;Công ty B;Cơ quan, tổ chức;H\n",
    ],
)
def test_prose_in_a_csv_does_not_hide_its_separator(province, tmp_path, text):
    """[03-3.3-4]: Excel quotes no comma where the separator is a semicolon."""
    path = tmp_path / "doanh-nghiep.csv"
    path.write_text(text, encoding="utf-8")
    status, answer = run_json("import_xlsx", "doanh_nghiep", path, "--user", "tinh.quantri", "--skip-errors")
    assert (status, answer["tong_dong"]) == (0, text.count("\n01001"))
    assert DoanhNghiep.objects.filter(ten="Công ty A").exists()


def test_the_reviewer_gives_quotas_to_superiors_and_to_base_units_of_the_province(province, tmp_path):
    """08 §8.6: quotas of own base units are P for the reviewer, T for the administrator, D for the clerk."""
    province.good("cong_doan", [["P", "CĐCS P", "Công đoàn cơ sở", "T", "01/01/2000"]])
    reviewer = User.objects.create_user("tinh.tochuc", password="mat-khau-dai-1")
    PhanCong.objects.create(
        user=reviewer, cong_doan=CongDoan.objects.get(ma="T"), vai_tro="to_chuc_kiem_tra", tu_ngay=date(2020, 1, 1)
    )
    rows = [["2025", code, "Đoàn viên", 5, "1/QĐ", "01/01/2025"] for code in "XPH"]
    status, answer = Importer(tmp_path, "tinh.tochuc")("chi_tieu", rows)
    assert (status, refused(answer)) == (1, [(2, "Mã đơn vị")])
    assert answer["chi_tiet_loi"][0]["ly_do"] == "Ngoài phạm vi đơn vị của bạn."
    province.good("chi_tieu", rows)


def undo(batch: int) -> tuple[int, str]:
    status, answer = run_json("undo_import", batch, "--user", "tinh.quantri")
    return status, answer["ly_do"]


def linked(employer, by) -> None:
    link_cdcs(employer, CongDoan.objects.get(ma="X"), by=by)


def met(employer, by) -> None:
    record_tiep_xuc(employer, TiepXucData(date(2025, 1, 2), "dien_thoai", "Giám đốc", "Đã gặp, hẹn gặp lại"), by=by)


def handed_over(employer, by) -> None:
    data = ChuyenData([employer.pk], CongDoan.objects.get(ma="K"), date(2025, 1, 1), "1/QĐ", "Theo địa bàn mới")
    chuyen_quan_ly(data, by=by)


@pytest.mark.parametrize("work, word", [(linked, "liên kết"), (met, "vận động"), (handed_over, "quản lý")])
def test_an_import_of_employers_is_not_undone_under_later_work(province, admin, work, word):
    """[03-3.2] undo_import: nothing may have been built on it since."""
    batch = province.good("doanh_nghiep", [EMPLOYER])["lo_nhap"]
    work(DoanhNghiep.objects.get(), admin)
    status, reason = undo(batch)
    assert status == 1
    assert word in reason
    assert DoanhNghiep.objects.exists()


def test_an_import_of_employers_is_undone_once_the_link_given_since_is_taken_back(province, admin):
    batch = province.good("doanh_nghiep", [EMPLOYER])["lo_nhap"]
    linked(DoanhNghiep.objects.get(), admin)
    unlink_cdcs(LienKetCDCS.objects.get(), by=admin, ly_do="Ghi nhầm sang công ty cùng tên")
    assert undo(batch) == (0, "")
    assert not DoanhNghiep.objects.exists()


def test_an_import_of_employers_is_undone_after_the_hand_over_was(province, admin):
    batch = province.good("doanh_nghiep", [EMPLOYER])["lo_nhap"]
    data = ChuyenData([DoanhNghiep.objects.get().pk], CongDoan.objects.get(ma="K"), date(2025, 1, 1), "1/QĐ", "Địa bàn")
    undo_chuyen_quan_ly(chuyen_quan_ly(data, by=admin), by=admin)
    assert undo(batch) == (0, "")
    assert province.good("doanh_nghiep", [EMPLOYER])["them_moi"] == 1


def test_a_link_that_a_merger_handed_on_is_not_undone_alone(province):
    """[02-2.1-11]: the successor's link would stay, and the employer covered by nothing that was said."""
    province.good("doanh_nghiep", [EMPLOYER])
    batch = province.good("doanh_nghiep", [[*EMPLOYER, "X"]])["lo_nhap"]
    decision = province.good("sap_xep", [["Sáp nhập", "01/03/2025", "X", "Z", "", "7/QĐ"]])["lo_nhap"]
    assert undo(batch)[0] == 1
    assert (undo(decision), undo(batch)) == ((0, ""), (0, ""))
    assert not LienKetCDCS.objects.exists()


def test_no_employer_comes_in_under_a_dissolved_unit(province):
    """The mirror of [02-2.1-14]: it would stay with a closed unit; who had stopped by then may."""
    province.good("cong_doan", [["G", "LĐLĐ huyện G", "LĐLĐ huyện, thành phố", "T", "01/01/1997"]])
    known = [[*EMPLOYER[:4], "G", "", "01/01/2010", "01/02/2025"]]
    province.good("doanh_nghiep", known)
    province.good("sap_xep", [["Giải thể", "01/03/2025", "G", "", "", "5/QĐ"]])
    assert province.good("doanh_nghiep", known)["khong_doi"] == 1
    other = ["0100112437", "Công ty B", "Công ty TNHH", "", "G", "", "01/01/2010", ""]
    status, answer = province("doanh_nghiep", [other])
    assert (status, refused(answer)) == (1, [(2, "Mã đơn vị quản lý")])
    assert "đã giải thể ngày 01/03/2025" in answer["chi_tiet_loi"][0]["ly_do"]
    other[-1] = "01/03/2025"
    assert province.good("doanh_nghiep", [other])["them_moi"] == 1


def test_a_unit_is_not_founded_under_one_that_the_same_sheet_ends(province):
    """Also where the parent is known already and only its end is new."""
    province.good("cong_doan", [["G", "LĐLĐ huyện G", "LĐLĐ huyện, thành phố", "T", "01/01/1997"]])
    child = ["G1", "CĐCS G1", "Công đoàn cơ sở", "G", "01/06/2024"]
    end = ["G", "LĐLĐ huyện G", "LĐLĐ huyện, thành phố", "T", "01/01/1997", "", "01/06/2024"]
    status, answer = province("cong_doan", [child, end])
    assert (status, refused(answer)) == (1, [(2, "Mã đơn vị cấp trên")])
    end[-1] = "02/06/2024"
    assert province.good("cong_doan", [child, end])["hop_le"] == 2


@pytest.mark.parametrize("code, state", [("X", "khong_doi"), ("N", "them_moi")])
def test_the_decision_of_an_end_without_its_day_is_asked_about(province, code, state):
    """It was dropped, or kept with a unit that stands: either way nobody was told."""
    row = [code, f"CĐCS {code}", "Công đoàn cơ sở", "H", "01/01/2000", "", "", "9/QĐ", "Phá sản"]
    answer = province.good("cong_doan", [row])
    assert (answer[state], answer["canh_bao"]) == (1, 1)
    assert [said["cot"] for said in answer["chi_tiet_canh_bao"]] == ["Ngày kết thúc"]
    unit = CongDoan.objects.get(ma=code)
    assert (unit.ngay_ket_thuc, unit.so_quyet_dinh_ket_thuc, unit.ly_do_ket_thuc) == (None, "", "")


def test_what_a_recorded_end_lacked_comes_with_a_later_sheet(province):
    """[03-3.3-38]: decision and reason where they were empty; day and decision that stand are not changed."""
    row = ["N", "CĐCS N", "Công đoàn cơ sở", "H", "01/01/2000", "", "01/06/2024"]
    province.good("cong_doan", [row])
    more = [*row, "9/QĐ", "Phá sản"]
    batch = province.good("cong_doan", [more])
    assert batch["cap_nhat"] == 1
    assert province.good("cong_doan", [more])["khong_doi"] == 1
    for column, other in ((6, "02/06/2024"), (7, "10/QĐ"), (8, "Sáp nhập")):
        status, answer = province("cong_doan", [[*more[:column], other, *more[column + 1 :]]])
        assert (status, [entry["dong"] for entry in answer["chi_tiet_loi"]]) == (1, [2])
    assert undo(batch["lo_nhap"])[0] == 0
    unit = CongDoan.objects.get(ma="N")
    assert (unit.ngay_ket_thuc, unit.so_quyet_dinh_ket_thuc, unit.ly_do_ket_thuc) == (date(2024, 6, 1), "", "")


def test_an_import_of_units_is_not_undone_while_a_slip_waits_for_one(province):
    """[03-3.2] undo_import: the slip would wait for a unit that nobody sees."""
    batch = province.good("cong_doan", [["N", "CĐCS N", "Công đoàn cơ sở", "K", "01/01/2000"]])["lo_nhap"]
    units = {unit.ma: unit for unit in CongDoan.objects.all()}
    clerk = User.objects.create_user("h.canbo", password="mat-khau-dai-1")
    PhanCong.objects.create(user=clerk, cong_doan=units["H"], vai_tro="can_bo", tu_ngay=date(2020, 1, 1))
    propose_chuyen(BienDongData("chuyen_di", date(2025, 1, 2), units["X"], units["N"], so_quyet_dinh="1/GT"), by=clerk)
    status, reason = undo(batch)
    assert (status, "phiếu chuyển" in reason, CongDoan.objects.filter(ma="N").exists()) == (1, True, True)


def test_a_refusal_speaks_of_what_the_clerk_sees(province):
    """The women that stand in the book, of a file without them; a district where a CĐCS is asked for."""
    province.good("doanh_nghiep", [EMPLOYER])
    province.good("lao_dong", [[EMPLOYER[0], "01/01/2025", "BHXH", 50, 20]])
    status, answer = province("lao_dong", [[EMPLOYER[0], "01/01/2025", "BHXH", 10]])
    assert (status, refused(answer)) == (1, [(2, "Tổng số lao động")])
    assert "nữ đã ghi là 20" in answer["chi_tiet_loi"][0]["ly_do"]
    status, answer = province("bien_dong", [["Nghỉ hưu", "01/02/2025", "H", "", "", 2]])
    assert (status, refused(answer)) == (1, [(2, "Mã CĐCS")])
    assert answer["chi_tiet_loi"][0]["ly_do"].startswith("H là LĐLĐ huyện, thành phố, không ghi đoàn viên trực tiếp")


def test_a_unit_that_covers_an_employer_in_two_ways_is_merged_too(province):
    """The list names the unit that was merged and its successor at once; the next merger broke off with an error."""
    province.good("sap_xep", [["Sáp nhập", "01/03/2024", "X", "Z", "", "1/QĐ", ""]])
    province.good("doanh_nghiep", [[*EMPLOYER, "X; Z"]])
    province.good("lao_dong", [["0100109106", "01/02/2024", "BHXH", 60, 20]])
    before = figures()
    batch = province.good("sap_xep", [["Sáp nhập", "01/06/2024", "Z", "Y", "", "2/QĐ", ""]])["lo_nhap"]
    days = LienKetCDCS.objects.filter(cong_doan__ma="Y").values_list("tu_ngay", "den_ngay__year")
    assert list(days) == [(date(2024, 6, 1), 9999)]
    assert coverage("H", "2024-05-31") == coverage("K", "2024-06-01") == (1, 1)
    assert run_json("undo_import", batch, "--user", "tinh.quantri")[0] == 0
    assert (coverage("H", "2024-06-01"), coverage("K", "2024-06-01")) == ((1, 1), (0, 0))
    assert figures() == before
    assert province.good("doanh_nghiep", [[*EMPLOYER, "X; Z"]])["khong_doi"] == 1


def coverage(unit: str, day: str) -> tuple[int, int]:
    """Employers in scope and those with a CĐCS, as `show_so_lieu` says it."""
    found = run_json("show_so_lieu", "--don-vi", unit, "--tu", "2023-12-01", "--den", day)[1]["bao_phu"]
    return found["trong_dien"], found["co_cdcs"]


def test_a_required_cell_of_invisible_signs_alone_is_missing(world, tmp_path):
    """It passed as filled: a year broke off with an error of the program, decisions got no number."""
    sheet, row = Importer(tmp_path, "administrator"), (2025, "TPND", "Đoàn viên", 600, "1/QĐ", "15/12/2024")
    rows = [tuple("\u202e" if place == at else value for place, value in enumerate(row)) for at in (0, 1, 4)]
    status, answer = sheet("chi_tieu", rows)
    assert (status, [(error["dong"], error["ly_do"]) for error in answer["chi_tiet_loi"]]) == (1, [
        (2, "Thiếu Năm. Cột này bắt buộc."), (3, "Thiếu Mã đơn vị. Cột này bắt buộc."),
        (4, "Thiếu Số quyết định. Cột này bắt buộc."),
    ])  # fmt: skip

"""Files as a stranger's office sends them: what is said of every row, whatever kind it is of (03 §3.3)."""

from datetime import date, timedelta

import pytest
from openpyxl import Workbook

from doanhnghiep.models import LaoDong
from doanvien.models import BienDong, DoanVien
from tests.sheets import HEADINGS, run_json

HOA = ["X", "Nguyễn Thị Hoa", "05/03/1990", "Nữ", "036190000127", "", "01/03/2024", "1/QĐ"]
EMPLOYER = ["0100109106", "Công ty A", "Công ty TNHH", "", "H", "X"]


def refused(answer) -> list[tuple]:
    return [(error["dong"], error["cot"]) for error in answer["chi_tiet_loi"]]


@pytest.mark.parametrize("kind, row, spoiled, column", [
    ("cong_doan", ["N1", "CĐCS N1", "Công đoàn cơ sở", "H", "01/01/2024"], "Loại hình", "Mã đơn vị"),
    ("doanh_nghiep", EMPLOYER, "Loại hình", "Mã số thuế"),
    ("lao_dong", ["0100109106", "01/03/2025", "BHXH", 120, 60], "Tổng số lao động", "Mã số thuế"),
    ("doan_vien", HOA, "Ngày sinh", "Số CCCD"),
    ("doan_vien", [*HOA[:4], "", "ND 77", *HOA[6:]], "Ngày kết nạp", "Số thẻ đoàn viên"),
    ("doan_vien", [*HOA[:4], "", "", *HOA[6:]], "Giới tính", "Họ và tên"),
    ("chi_tieu", ["2025", "H", "Đoàn viên", 600, "3/QĐ", "01/12/2024"], "Số giao", "Số quyết định"),
    ("sap_xep", ["Đổi tên", "01/07/2024", "Z", "", "CĐCS Z2", "5/QĐ"], "Số quyết định", "Mã đơn vị"),
])  # fmt: skip
def test_the_first_of_two_equal_rows_stands_for_both_though_it_is_wrong(province, kind, row, spoiled, column):
    """[03-3.3-10] of every kind alike: which of the two is meant, the office says, not the state of the first."""
    if kind == "lao_dong":
        province.good("doanh_nghiep", [EMPLOYER])
    bad = list(row)
    bad[HEADINGS[kind].index(spoiled)] = "" if spoiled == "Số quyết định" else "hỏng"
    status, answer = province(kind, [bad, row], "--skip-errors")
    assert (status, refused(answer)) == (1, [(2, spoiled), (3, column)])
    assert answer["chi_tiet_loi"][1]["ly_do"] == "Trùng với dòng 2 trong tệp. Chỉ giữ một dòng."


@pytest.mark.parametrize("kind, rows, spoiled", [
    ("doan_vien", [[*HOA[:4], "03619", "", *HOA[6:]], [*HOA[:4], "", "", *HOA[6:]]], "Số CCCD"),
    ("chi_tieu", [["20x5", "H", "Đoàn viên", 6, "3/QĐ", "01/12/2024"],
                  ["Nhiệm kỳ", "H", "Đoàn viên", 6, "3/QĐ", "01/12/2024"]], "Năm"),
])  # fmt: skip
def test_a_row_whose_key_cannot_be_read_stands_for_no_other(province, kind, rows, spoiled):
    status, answer = province(kind, rows, "--skip-errors")
    assert (status, refused(answer), answer["them_moi"]) == (0, [(2, spoiled)], 1)


def test_another_note_on_a_known_row_of_a_person_is_an_error(province):
    """[03-3.3-42]: nothing of a known movement changes, and what differs is told, not passed over."""
    left = ["Giảm khác", "01/06/2024", "X", "", "036190000127", "", "", "", "Bỏ việc"]
    province.good("doan_vien", [HOA])
    province.good("bien_dong", [left])
    assert province.good("bien_dong", [[*left[:8], ""]])["khong_doi"] == 1
    status, answer = province("bien_dong", [[*left[:8], "Nghỉ không lương"]])
    assert (status, refused(answer)) == (1, [(2, "Ghi chú")])


def test_another_day_of_a_known_quota_is_said_of_the_day(province):
    """[03-3.3-42]: the number is the same, so the error does not stand at it."""
    given = [2025, "H", "Đoàn viên", 50, "1/QĐ", "01/12/2024"]
    province.good("chi_tieu", [given])
    assert refused(province("chi_tieu", [[*given[:5], "02/12/2024"]])[1]) == [(2, "Ngày quyết định")]
    assert refused(province("chi_tieu", [[*given[:3], 60, *given[4:]]])[1]) == [(2, "Số giao")]


@pytest.mark.parametrize("row", [
    ["Sáp nhập", "01/07/2024", "Z", "X", "CĐCS XZ", "5/QĐ"],
    ["Giải thể", "01/07/2024", "Z", "", "CĐCS XZ", "5/QĐ"],
    ["Chuyển cấp trên", "01/07/2024", "Z", "K", "CĐCS XZ", "5/QĐ"],
])  # fmt: skip
def test_a_new_name_beside_another_decision_is_not_dropped_in_silence(province, row):
    """Tên mới belongs to Đổi tên (03 §3.3): "merged into X, under a new name" is two decisions."""
    status, answer = province("sap_xep", [row])
    assert (status, refused(answer)) == (1, [(2, "Tên mới")])
    plain = [*row[:4], "", row[5]]
    province.good("sap_xep", [plain])
    assert province.good("sap_xep", [plain])["khong_doi"] == 1
    assert province("sap_xep", [row])[0] == 1


def test_a_list_as_an_office_keeps_it(province, tmp_path):
    """[03-3.3-1, 2, 8]: titles above, its own wording, numbers that run on below the last person."""
    book = Workbook()
    sheet = book.active
    for row in (
        ["CÔNG ĐOÀN CƠ SỞ X"],
        ["DANH SÁCH ĐOÀN VIÊN"],
        ["TT", "Đơn\nvị", "HỌ VÀ\nTÊN", "Ngày, tháng,\nnăm sinh", "Nam, nữ", "Số\nCMND/CCCD", "Ngày gia nhập công đoàn",
         "Quyết định số", "Ghi chú"],
        [1, "X", *HOA[1:5], HOA[6], "1/QĐ", ""],
        [2],
        [3, "", "", "", "", "", "", "", "còn trống"],
    ):  # fmt: skip
        sheet.append(row)
    book.save(tmp_path / "ds.xlsx")
    status, answer = run_json("import_xlsx", "doan_vien", tmp_path / "ds.xlsx", "--user", "tinh.quantri")
    assert (status, answer["tong_dong"], answer["them_moi"]) == (0, 1, 1)
    assert DoanVien.objects.values_list("ho_ten", "so_cccd").get() == ("Nguyễn Thị Hoa", "036190000127")
    assert [(one["dong"], one["cot"]) for one in answer["chi_tiet_canh_bao"] if one["dong"] is None] == [
        (None, "TT"), (None, "Ghi chú"),
    ]  # fmt: skip


def test_an_announced_end_of_an_employer_is_taken_and_told(province):
    """[03-3.3-11] names what may not lie ahead: an end does not stand there, a beginning is a founding."""
    status, answer = province("doanh_nghiep", [[*EMPLOYER, "01/01/2020", "01/02/2190"]])
    assert (status, answer["them_moi"]) == (0, 1)
    assert [(one["dong"], one["cot"]) for one in answer["chi_tiet_canh_bao"]] == [(2, "Ngày ngừng hoạt động")]
    begins = ["0600000001", "Chi cục B", "Cơ quan, tổ chức", *EMPLOYER[3:], "01/01/2190"]
    status, answer = province("doanh_nghiep", [begins])
    assert (status, refused(answer)) == (1, [(2, "Ngày hoạt động")])


@pytest.mark.parametrize("women, warned", [(0, True), (1, False), ("", False)])
def test_women_that_differ_from_the_member_are_told(province, women, warned):
    """[03-3.3-24]: a row with a number is one person, whose sex stands in the book; nothing typed is dropped unsaid."""
    province.good("doan_vien", [HOA])
    answer = province.good("bien_dong", [["Nghỉ hưu", "01/06/2024", "X", "", "036190000127", 1, women, "7/QĐ"]])
    assert [one["cot"] for one in answer["chi_tiet_canh_bao"]] == ["Trong đó nữ"] * warned
    assert BienDong.objects.latest("pk").so_nu == 1


def test_a_list_as_an_office_draws_it_is_taken(province, tmp_path):
    """A title, "Ngày sinh" over Nam and Nữ, every other heading merged over both lines: nothing is typed anew."""
    book = Workbook()
    sheet = book.active
    for row in (
        ["DANH SÁCH ĐOÀN VIÊN CÔNG ĐOÀN"],
        ["TT", "Họ và tên", "Ngày, tháng, năm sinh", "", "Mã CĐCS", "Ngày vào Công đoàn", "Số QĐ"],
        ["", "", "Nam", "Nữ"],
        [1, "Trần Văn Minh", "12/05/1988", "", "X", "01/03/2024", "1/QĐ"],
        [2, "Nguyễn Thị Hoa", "", "1990", "X", "01/03/2024", "1/QĐ"],
    ):
        sheet.append(row)
    for one in ("A1:G1", "A2:A3", "B2:B3", "C2:D2", "E2:E3", "F2:F3", "G2:G3"):
        sheet.merge_cells(one)
    book.save(tmp_path / "ds.xlsx")
    status, answer = run_json("import_xlsx", "doan_vien", tmp_path / "ds.xlsx", "--user", "tinh.quantri")
    assert (status, answer["tong_dong"], answer["them_moi"], answer["chi_tiet_loi"]) == (0, 2, 2, [])
    people = DoanVien.objects.order_by("pk").values_list("ho_ten", "gioi_tinh", "nam_sinh")
    assert list(people) == [("Trần Văn Minh", "nam", 1988), ("Nguyễn Thị Hoa", "nu", 1990)]


@pytest.mark.parametrize("written, meant", [
    ("CĐCS Công ty TNHH May Sông Hồng Xuân Trường", " Gần nhất: N1 (CĐCS Công ty TNHH May Sông Hồng Xuân Trường)."),
    ("cty may song hong xuan truong", " Gần nhất: N1 (CĐCS Công ty TNHH May Sông Hồng Xuân Trường)."),
    ("Trường Mầm non Hoa Sen", ""),  # there are two of that name
    ("Công ty", ""),
])  # fmt: skip
def test_who_writes_the_name_of_a_unit_is_told_its_code(province, written, meant):
    names = ("CĐCS Công ty TNHH May Sông Hồng Xuân Trường", "CĐCS Trường Mầm non Hoa Sen", "Trường Mầm non Hoa Sen")
    rows = [[f"N{place}", name, "Công đoàn cơ sở", "H", "01/01/2024"] for place, name in enumerate(names, 1)]
    province.good("cong_doan", rows)
    _, answer = province("doan_vien", [[written, *HOA[1:]]])
    said = f"Mã {written} không có trong danh sách công đoàn: sửa mã hoặc nhập đơn vị trước.{meant}"
    assert [(error["cot"], error["ly_do"]) for error in answer["chi_tiet_loi"]] == [("Mã CĐCS", said)]


def test_a_name_in_two_columns_and_a_decision_in_two_lines(province, tmp_path):
    """The end of every name was lost without a word, and the day under "Quyết định" could not be taken."""
    book = Workbook()
    sheet = book.active
    for row in (
        ["TT", "Họ và tên", "", "Ngày sinh", "Giới tính", "Mã CĐCS", "Kết nạp", ""],
        ["", "", "", "", "", "", "Quyết định số", "Ngày kết nạp"],
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)"],
        [1, "Trần Văn", "Minh", "12/05/1988", "Nam", "X", "1/QĐ", "01/03/2024"],
    ):
        sheet.append(row)
    for one in ("A1:A2", "B1:C2", "D1:D2", "E1:E2", "F1:F2", "G1:H1"):
        sheet.merge_cells(one)
    book.save(tmp_path / "ds.xlsx")
    status, answer = run_json("import_xlsx", "doan_vien", tmp_path / "ds.xlsx", "--user", "tinh.quantri")
    assert (status, answer["tong_dong"], answer["chi_tiet_loi"]) == (0, 1, [])
    assert DoanVien.objects.get().ho_ten == "Trần Văn Minh"
    written = BienDong.objects.latest("pk")
    assert (written.ngay, written.so_quyet_dinh) == (date(2024, 3, 1), "1/QĐ")


def test_women_are_marked_in_a_column_of_their_own(province):
    """Every row was refused, and nothing in Ghép cột could mend it."""
    headings = ["Mã CĐCS", "Họ và tên", "Ngày sinh", "Nữ (x)", "Ngày kết nạp", "Số QĐ"]
    rows = [["X", "Lê Thị Lan", "1990", "x", "01/03/2024", "1/QĐ"], ["X", "Lê Minh", "1990", "", "01/03/2024", "1/QĐ"]]
    status, answer = province("doan_vien", rows, headings=headings)
    assert (status, answer["chi_tiet_loi"]) == (0, [])
    assert list(DoanVien.objects.order_by("pk").values_list("ho_ten", "gioi_tinh")) == [
        ("Lê Thị Lan", "nu"), ("Lê Minh", "nam"),
    ]  # fmt: skip
    told = [one["ly_do"] for one in answer["chi_tiet_canh_bao"] if one["dong"] is None]
    assert told == ["Cột “Nữ (x)”: ô đánh dấu được đọc là Nữ, ô trống là Nam."]


def test_a_code_that_differs_in_its_capitals_alone_founds_no_second_unit(province):
    """A list with codes in small letters founded every unit once more."""
    units = [[code, f"CĐCS {code}", "Công đoàn cơ sở", "H", "01/01/2024"] for code in ("x", "N1", "n 1", "N2")]
    status, answer = province("cong_doan", units)
    assert (status, refused(answer), answer["them_moi"]) == (1, [(2, "Mã đơn vị"), (4, "Mã đơn vị")], 2)
    assert answer["chi_tiet_loi"][0]["ly_do"] == (
        "Chỉ khác mã X ở chữ hoa, chữ thường hoặc dấu cách, sẽ thành hai đơn vị: ghi đúng X, hoặc đặt mã khác."
    )


def test_mistakes_of_an_accountant_are_told_and_a_line_of_signatures_is_one(province):
    """[03-3.3-47, 48]: the row was said to be a signature of an accountant, to be taken off the file."""
    headings = [*HEADINGS["doan_vien"], "Nghề nghiệp"]
    accountant = [*HOA[:2], "32/01/1990", "?", *HOA[4:], "", "", "Kế toán trưởng"]
    signatures = ["Người lập biểu", "", "", "", "", "", "", "", "", "", "Kế toán trưởng"]
    status, answer = province("doan_vien", [accountant, signatures], headings=headings)
    assert (status, refused(answer)) == (1, [(2, "Ngày sinh"), (2, "Giới tính"), (3, "")])
    assert answer["tong_dong"] == answer["loi"] == 2


@pytest.mark.parametrize("kind, over, under, rows, spans", [
    ("bien_dong", ["Loại biến động", "Ngày hiệu lực", "Mã CĐCS", "Số lượng", "", "Số quyết định"],
     ["", "", "", "Tổng số", "Nữ"], [["Kết nạp mới", "01/03/2024", "X", 5, 2, "1/QĐ"]],
     "A1:A2 B1:B2 C1:C2 D1:E1 F1:F2"),
    ("lao_dong", ["Mã số thuế", "Ngày số liệu", "Nguồn", "Tổng số lao động", ""], ["", "", "", "Tổng", "Nữ"],
     [["0100109106", "01/03/2024", "BHXH", 50, 20]], "A1:A2 B1:B2 C1:C2 D1:E1"),
    ("chi_tieu", ["Năm", "Mã đơn vị", "Chỉ tiêu", "Số giao", "Quyết định", ""], ["", "", "", "", "Số", "Ngày"],
     [[2024, "H", "Đoàn viên", 9, "1/QĐ", "05/01/2024"]], "A1:A2 B1:B2 C1:C2 D1:D2 E1:F1"),
])  # fmt: skip
def test_what_stands_under_a_heading_over_two_columns_is_read(province, tmp_path, kind, over, under, rows, spans):
    """Nữ under "Số lượng" was left out with a warning: the women were none. Ngày under "Quyết định" was missing."""
    province.good("doanh_nghiep", [EMPLOYER])
    book = Workbook()
    for row in (over, under, *rows):
        book.active.append(row)
    for one in spans.split():
        book.active.merge_cells(one)
    book.save(tmp_path / "ds.xlsx")
    status, answer = run_json("import_xlsx", kind, tmp_path / "ds.xlsx", "--user", "tinh.quantri")
    assert (status, answer["them_moi"], answer["chi_tiet_loi"], answer["chi_tiet_canh_bao"]) == (0, 1, [], [])
    if kind == "bien_dong":
        assert list(BienDong.objects.filter(loai="ket_nap").values_list("so_luong", "so_nu")) == [(5, 2)]
    elif kind == "lao_dong":
        assert list(LaoDong.objects.values_list("tong_lao_dong", "lao_dong_nu")) == [(50, 20)]


def test_a_title_of_a_part_of_the_list_is_one_refused_line(province, tmp_path):
    """[03-3.3-47, 48]: five reasons of five columns told the clerk to write values into a line that has none."""
    book = Workbook()
    for row in (HEADINGS["doan_vien"][:8], ["I. Phân xưởng may"], HOA):
        book.active.append(row)
    book.active.merge_cells("A2:H2")
    book.save(tmp_path / "ds.xlsx")
    status, answer = run_json(
        "import_xlsx", "doan_vien", tmp_path / "ds.xlsx", "--user", "tinh.quantri", "--skip-errors"
    )
    assert (status, refused(answer), answer["tong_dong"], answer["them_moi"]) == (0, [(2, "")], 2, 1)


@pytest.mark.parametrize("cell, said", [(True, "TRUE"), (0.5, "0,5"), (timedelta(hours=49, minutes=5), "49:05:00")])
def test_what_a_cell_holds_is_said_as_excel_shows_it(province, cell, said):
    """Python's words stood on the page: "True", "2 days, 1:05:00"."""
    status, answer = province("bien_dong", [["Kết nạp mới", "01/03/2024", "X", "", "", cell, 0, "1/QĐ"]])
    assert (status, [(one["cot"], one["gia_tri"]) for one in answer["chi_tiet_loi"]]) == (1, [("Số lượng", said)])

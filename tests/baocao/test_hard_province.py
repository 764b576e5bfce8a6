"""A province of every hard case of 02, put in by sheets; each figure below was computed by hand, beside it how.

T has superiors H, K, L and one base unit of its own (TT). Under H: X (50), Z (10); under K: Y (30); under L: M (40).
Opening stocks are in brackets, all counted without names, with women 20, 4, 10 and 15; TT has 5, one woman.
"""

import pytest
from django.core.management import call_command
from django.urls import reverse
from openpyxl import load_workbook

from tests.kept import kept
from tests.sheets import Importer, run_json

UNITS = [
    ["T", "LĐLĐ tỉnh T", "LĐLĐ tỉnh", "", "01/01/1997"],
    *[[code, f"LĐLĐ huyện {code}", "LĐLĐ huyện, thành phố", "T", "01/01/1997"] for code in "HKL"],
    ["X", "CĐCS X", "Công đoàn cơ sở", "H", "01/01/2000"],
    ["Z", "CĐCS Z", "Công đoàn cơ sở", "H", "01/01/2000"],
    ["Y", "CĐCS Y", "Công đoàn cơ sở", "K", "01/01/2000"],
    ["M", "CĐCS M", "Công đoàn cơ sở", "L", "01/01/2000"],
    ["TT", "CĐCS trực thuộc tỉnh", "Công đoàn cơ sở", "T", "01/01/2000"],
    ["N", "CĐCS N", "Công đoàn cơ sở", "H", "01/12/2024"],  # founded on the first day of the window
    ["P", "Nghiệp đoàn P", "Nghiệp đoàn cơ sở", "K", "31/05/2025"],  # founded on the last day
    ["M1", "Tổ M1", "Tổ công đoàn", "M", "01/01/2001"],
]
OPENING = [
    ["Số đầu kỳ", "30/11/2023", code, "", "", quantity, women]
    for code, quantity, women in (("X", 50, 20), ("Z", 10, 4), ("Y", 30, 10), ("M", 40, 15), ("TT", 5, 1), ("M1", 6, 6))
]
MOVES = [
    ["Kết nạp mới", "30/11/2024", "X", "", "", 7, 3, "1/QĐ"],  # the eve of the window: opening
    ["Kết nạp mới", "01/12/2024", "N", "", "", 11, 5, "2/QĐ"],  # the first day, in a unit founded that day
    ["Kết nạp mới", "31/05/2025", "P", "", "", 12, 2, "3/QĐ"],  # the last day
    ["Kết nạp mới", "10/01/2025", "X", "", "", 5, 1, "4/QĐ"],
    ["Chuyển trong tỉnh", "20/01/2025", "X", "Z", "", 2, 1],  # inside H
    ["Chuyển trong tỉnh", "15/02/2025", "Y", "X", "", 3, 0],  # from K to H
    ["Nghỉ hưu", "28/02/2025", "M1", "", "", 1, 1],
    ["Kết nạp lại", "01/03/2025", "TT", "", "", 1, 0, "5/QĐ"],
    ["Chuyển đi ngoài tỉnh", "02/03/2025", "Z", "", "", 1, 0],
    ["Điều chỉnh giảm", "03/03/2025", "Z", "", "", 1, 1, "6/QĐ", "Kiểm lại danh sách năm 2024"],
]
DECISIONS = [
    ["Chuyển cấp trên", "01/03/2025", "X", "K", "", "11/QĐ", "Theo địa bàn"],  # 50+7+5−2+3 = 63 go from H to K
    ["Giải thể", "31/05/2025", "M", "", "", "12/QĐ", "Doanh nghiệp phá sản"],  # closes on the cut-off: M 40, M1 5
]
EMPLOYERS = [
    # tax code, name, kind, FDI, manager, CĐCS, began, stopped
    ["0100109106", "Một", "Công ty TNHH", "Có", "H", "X", "", ""],
    ["0100112437", "Hai", "Công ty cổ phần", "", "H", "", "", ""],
    ["0101243150", "Ba", "Công ty TNHH", "", "K", "", "", "31/05/2025"],  # stops on the cut-off: out
    ["0102595740", "Bốn", "Hợp tác xã", "", "K", "", "31/05/2025", ""],  # begins on the cut-off: in
    ["0103018538", "Năm", "Công ty TNHH", "", "L", "M", "", ""],  # its CĐCS closes on the cut-off: without
    ["0104093672", "Sáu", "Công ty TNHH", "", "T", "", "", ""],  # no record of workers
    ["0101360697", "Bảy", "Công ty TNHH", "Có", "T", "TT; P", "", ""],  # one of its two units is a nghiệp đoàn
]
WORKERS = [
    ["0100109106", "01/02/2025", "Khảo sát", 19],
    ["0100109106", "01/04/2025", "BHXH", 20],  # the later day wins, and 20 is in
    ["0100112437", "01/04/2025", "BHXH", 25],
    ["0100112437", "01/04/2025", "Khảo sát", 19],  # a tie of one day: Khảo sát rules, so out
    ["0101243150", "01/01/2025", "Thuế", 90],
    ["0102595740", "31/05/2025", "Thuế", 20],
    ["0103018538", "01/01/2025", "Thuế", 300],
    ["0101360697", "01/01/2025", "Thuế", 21],
]
QUOTAS = [
    ["2025", "H", "Đoàn viên", 200, "20/QĐ", "10/12/2024"],
    ["2025", "H", "Đoàn viên", 16, "21/QĐ", "01/03/2025"],  # amended inside the window
    ["2025", "K", "Đoàn viên", 8, "20/QĐ", "10/12/2024"],
    ["2025", "K", "Đoàn viên", 0, "22/QĐ", "01/06/2025"],  # after the window: not yet in force
    ["2025", "K", "Nghiệp đoàn cơ sở", 3, "20/QĐ", "10/12/2024"],
    ["Nhiệm kỳ", "T", "Đoàn viên", 50000, "04/CTr", "10/04/2024"],
]


@pytest.fixture
def hard(nhap):
    kept("hard", lambda: put_hard(nhap))
    return nhap


def put_hard(nhap: Importer) -> None:
    nhap.good("cong_doan", UNITS)
    nhap.good("doanh_nghiep", EMPLOYERS)
    nhap.good("lao_dong", WORKERS)
    nhap.good("bien_dong", OPENING)
    nhap.good("bien_dong", MOVES)
    nhap.good("sap_xep", DECISIONS)
    nhap.good("chi_tieu", QUOTAS)


def figures(code: str, start="2024-12-01", end="2025-05-31", **options) -> dict:
    extra = [word for key, value in options.items() for word in (f"--{key.replace('_', '-')}", value)]
    status, answer = run_json("show_so_lieu", "--don-vi", code, "--tu", start, "--den", end, *extra)
    assert status == 0
    return answer


def nonzero(block: dict) -> dict:
    return {key: value for key, value in block.items() if value}


def test_members_of_h(hard):
    # 57 (X) + 10 (Z) opening; 5 in X, 11 in N; 3 came from Y; 63 left with X; Z lost 1 outside and 1 by review
    assert nonzero(figures("H")["doan_vien"]) == {
        "dau_ky": 67, "ket_nap": 16, "ket_nap_tai_cdcs_moi": 11, "ket_nap_tai_cdcs_da_co": 5, "chuyen_den": 3,
        "sap_xep_di": 63, "chuyen_di_ngoai_tinh": 1, "dieu_chinh_giam": 1, "giam": 1, "cuoi_ky": 21,
        "thuc_tang": -46, "thuc_tang_tru_sap_xep": 17, "nu_cuoi_ky": 9,
    }  # fmt: skip


def test_members_of_k(hard):
    # 30 opening; P admits 12 on the last day, its founding day; Y lost 3 to X while X was still under H; 63 came with X
    assert nonzero(figures("K")["doan_vien"]) == {
        "dau_ky": 30, "ket_nap": 12, "ket_nap_tai_cdcs_moi": 12, "chuyen_di": 3, "sap_xep_den": 63, "giam": 3,
        "cuoi_ky": 102, "thuc_tang": 72, "thuc_tang_tru_sap_xep": 9, "nu_cuoi_ky": 35,
    }  # fmt: skip


def test_members_of_l_dissolved_on_the_cut_off(hard):
    # 40 + 6 opening; one retires; 45 leave by the dissolution: 40 in M, 5 in its tổ M1
    assert nonzero(figures("L")["doan_vien"]) == {
        "dau_ky": 46, "nghi_huu": 1, "giam_sap_xep": 45, "giam": 46, "thuc_tang": -46, "thuc_tang_tru_sap_xep": -1,
    }  # fmt: skip


def test_members_of_the_province(hard):
    # 148 opening (67 + 30 + 46 + 5); inside transfers and the move of X vanish
    assert nonzero(figures("T")["doan_vien"]) == {
        "dau_ky": 148, "ket_nap": 28, "ket_nap_tai_cdcs_moi": 23, "ket_nap_tai_cdcs_da_co": 5, "ket_nap_lai": 1,
        "chuyen_di_ngoai_tinh": 1, "nghi_huu": 1, "giam_sap_xep": 45, "dieu_chinh_giam": 1, "giam": 47, "cuoi_ky": 129,
        "thuc_tang": -19, "thuc_tang_tru_sap_xep": 26, "nu_cuoi_ky": 45,
    }  # fmt: skip


def test_now_structure_puts_x_under_k_for_every_date(hard):
    k = figures("K", co_cau="2025-05-31")["doan_vien"]
    # 30 + 57 opening; 5 + 12 admitted; X lost 2 to Z (outside K now); Y to X is inside K now
    assert (k["dau_ky"], k["ket_nap"], k["chuyen_di"], k["sap_xep_den"], k["cuoi_ky"]) == (87, 17, 2, 0, 102)
    h = figures("H", co_cau="2025-05-31")["doan_vien"]
    assert (h["dau_ky"], h["ket_nap"], h["chuyen_den"], h["sap_xep_di"], h["cuoi_ky"]) == (10, 11, 2, 0, 21)


def test_units(hard):
    assert nonzero(figures("H")["cdcs"]) == {"dau_ky": 2, "thanh_lap": 1, "sap_xep_di": 1, "cuoi_ky": 2}
    assert nonzero(figures("K")["cdcs"]) == {"dau_ky": 1, "sap_xep_den": 1, "cuoi_ky": 2}
    assert nonzero(figures("K")["nghiep_doan"]) == {"thanh_lap": 1, "cuoi_ky": 1}
    assert nonzero(figures("L")["cdcs"]) == {"dau_ky": 1, "ket_thuc": 1}
    assert nonzero(figures("T")["cdcs"]) == {"dau_ky": 5, "thanh_lap": 1, "ket_thuc": 1, "cuoi_ky": 5}


def test_coverage_on_the_cut_off(hard):
    # Một moved to K with X (20 workers, with); Hai out by the tie; Ba stopped; Bốn began (without); Năm lost its CĐCS
    assert nonzero(figures("H")["bao_phu"]) == {}
    assert figures("H")["bao_phu"]["ty_le"] is None
    assert nonzero(figures("K")["bao_phu"]) == {
        "trong_dien": 2, "co_cdcs": 1, "chua_co_cdcs": 1, "ty_le": 50.0, "fdi_trong_dien": 1, "fdi_co_cdcs": 1,
    }  # fmt: skip
    # Bảy counts by TT; Sáu has no record
    assert nonzero(figures("T")["bao_phu"]) == {
        "trong_dien": 4, "co_cdcs": 2, "chua_co_cdcs": 2, "ty_le": 50.0, "fdi_trong_dien": 2, "fdi_co_cdcs": 2,
        "chua_co_so_lieu": 1,
    }  # fmt: skip


def test_coverage_the_day_before_the_cut_off(hard):
    # Ba still operates (90 workers, without); Bốn has not begun; Năm still has M
    t = figures("T", end="2025-05-30")["bao_phu"]
    assert (t["trong_dien"], t["co_cdcs"], t["ty_le"]) == (4, 3, 75.0)


def test_quotas_in_force_and_rounding(hard):
    assert figures("H")["chi_tieu_nam"]["doan_vien"] == {"giao": 16, "thuc_hien": 16, "ty_le": 100.0}
    assert figures("H", end="2025-02-28")["chi_tieu_nam"]["doan_vien"] == {"giao": 200, "thuc_hien": 16, "ty_le": 8.0}
    assert figures("K")["chi_tieu_nam"]["doan_vien"] == {"giao": 8, "thuc_hien": 12, "ty_le": 150.0}
    after = figures("K", end="2025-06-01")["chi_tieu_nam"]["doan_vien"]
    assert after == {"giao": 0, "thuc_hien": 12, "ty_le": None}
    assert figures("K")["chi_tieu_nam"]["nghiep_doan"] == {"giao": 3, "thuc_hien": 1, "ty_le": 33.3}
    assert figures("L")["chi_tieu_nam"]["doan_vien"] == {"giao": None, "thuc_hien": 0, "ty_le": None}


def test_term_and_children(hard):
    answer = figures("T")
    # gross 7 + 28 admitted since 1/12/2023; net 129 − 141; without reorganisation + 45
    assert answer["nhiem_ky"] == {
        "giao": 50000, "ket_nap": 35, "thuc_tang": -12, "thuc_tang_tru_sap_xep": 33,
        "cdcs": {"giao": None, "thuc_hien": 1, "ty_le": None},
        "nghiep_doan": {"giao": None, "thuc_hien": 1, "ty_le": None},
    }  # fmt: skip
    assert [child["don_vi"] for child in answer["truc_thuoc"]] == ["H", "K", "L", "TT"]
    assert [child["don_vi"] for child in figures("H")["truc_thuoc"]] == ["N", "X", "Z"]
    assert [child["don_vi"] for child in figures("L", co_cau="2025-05-31")["truc_thuoc"]] == ["M"]


def test_the_workbook_says_the_same(hard, tmp_path):
    path = tmp_path / "t.xlsx"
    call_command("export_bao_cao", "--ky", "6T-2025", "--don-vi", "T", "--out", str(path))
    sheet = load_workbook(path)["PL6 Biến động"]
    rows = {row[1]: row for row in sheet.iter_rows(values_only=True) if row[1] in ("H", "K", "L", "TT")}
    # Đầu kỳ, Kết nạp mới, Sắp xếp đến, Sắp xếp đi, Giải thể, Cuối kỳ
    picked = {code: [row[i] for i in (3, 4, 8, 17, 18, 21)] for code, row in rows.items()}
    assert picked == {
        "H": [67, 16, 0, 63, 0, 21], "K": [30, 12, 63, 0, 0, 102], "L": [46, 0, 0, 0, 45, 0], "TT": [5, 0, 0, 0, 0, 6],
    }  # fmt: skip


@pytest.mark.parametrize("code", ["T", "H", "K", "L"])
def test_the_page_says_the_same_and_its_lists_add_up(hard, admin, client, code):
    client.force_login(admin, backend="django.contrib.auth.backends.ModelBackend")
    answer = figures(code)
    for block in ("doan_vien", "cdcs", "nghiep_doan"):
        for key, value in answer[block].items():
            query = {"don_vi": code, "tu": "2024-12-01", "den": "2025-05-31", "so": f"{block}.{key}"}
            page = client.get(reverse("so_lieu_list"), query)
            assert page.context["listing"].total == value, (code, key)
    # the report page shows the workbook's tables: the total of PL6 is the unit itself (opening, admitted, closing)
    report = client.get(reverse("bao_cao_detail", args=["6T-2025"]), {"don_vi": code, "xem": "phu_luc"}).context["page"]
    total = next(table.tong for table in report.data.bang if table.trang == "PL6 Biến động")
    members = answer["doan_vien"]
    assert [total[i] for i in (3, 4, 21)] == [members["dau_ky"], members["ket_nap"], members["cuoi_ky"]]


def test_nothing_is_off(hard):
    status, answer = run_json("check_so_lieu")
    assert (status, answer["loi"]) == (0, [])

"""The seven sheets through the command: what goes in, what comes back, and that a second time changes nothing."""

from datetime import date

from cdcs.models import CongDoan, LoNhap
from doanhnghiep.models import LaoDong
from doanvien.models import BienDong, DoanVien
from doanvien.queries import so_ton
from tests.baocao.conftest import UNITS
from tests.sheets import run_json

COUNTS = ("tong_dong", "hop_le", "loi", "them_moi", "cap_nhat", "khong_doi")


def counts(answer):
    return tuple(answer[key] for key in COUNTS)


def test_units_in_any_order_and_again(nhap):
    assert counts(nhap.good("cong_doan", reversed(UNITS))) == (6, 6, 0, 6, 0, 0)
    again = nhap.good("cong_doan", UNITS)
    assert counts(again) == (6, 6, 0, 0, 0, 6)
    assert again["lo_nhap"] is None
    assert set(CongDoan.objects.values_list("ma", flat=True)) == set("THKXYZ")


def test_unit_under_a_wrong_parent_is_refused_and_nothing_is_written(nhap):
    status, answer = nhap("cong_doan", [*UNITS, ["B", "Tổ B", "Tổ công đoàn", "H", "01/01/2001"]])
    assert status == 1
    assert counts(answer) == (7, 6, 1, 6, 0, 0)
    assert [(e["dong"], e["cot"]) for e in answer["chi_tiet_loi"]] == [(8, "Mã đơn vị cấp trên")]
    assert CongDoan.objects.count() == 0


def test_a_known_unit_takes_a_decision_and_an_end_but_no_other_name(province):
    end = ["Z", "CĐCS Z", "Công đoàn cơ sở", "H", "01/01/2000", "12/QĐ", "01/06/2025", "9/QĐ", "Chấm dứt hoạt động"]
    assert counts(province.good("cong_doan", [end])) == (1, 1, 0, 0, 1, 0)
    assert CongDoan.objects.get(ma="Z").ngay_ket_thuc == date(2025, 6, 1)
    status, answer = province("cong_doan", [["X", "CĐCS khác", "Công đoàn cơ sở", "H", "01/01/2000"]])
    assert (status, answer["chi_tiet_loi"][0]["cot"]) == (1, "Tên đơn vị")


EMPLOYERS = [
    ["0100109106", "Công ty A", "Công ty TNHH", "Có", "H", "X; Z"],
    ["0100112437", "Trường B", "Đơn vị sự nghiệp công lập", "", "K", ""],
]


def test_employers_and_workers(province):
    assert counts(province.good("doanh_nghiep", EMPLOYERS)) == (2, 2, 0, 2, 0, 0)
    assert counts(province.good("doanh_nghiep", EMPLOYERS)) == (2, 2, 0, 0, 0, 2)
    workers = [["0100109106", "01/02/2025", "Khảo sát", 100, 60], ["0100109106", "01/04/2025", "BHXH", 19, 5],
               ["0100109106", "01/04/2025", "Thuế", 30, 5]]  # fmt: skip
    assert counts(province.good("lao_dong", workers)) == (3, 3, 0, 3, 0, 0)
    ruling = LaoDong.objects.filter(ngay_so_lieu__lte=date(2025, 5, 31), den_ngay__gt=date(2025, 5, 31))
    assert [(r.nguon, r.tong_lao_dong) for r in ruling] == [("bhxh", 19)]
    workers[1][3] = 25
    assert counts(province.good("lao_dong", workers)) == (3, 3, 0, 0, 1, 2)


MEMBERS = [
    ["X", "Nguyễn Thị Hoa", "05/03/1990", "Nữ", "036190000127", "", "10/01/2025", "1/QĐ"],
    ["X", "Trần Văn Bình", 1985, "Nam", "", "", "01/05/2020", ""],
]


def test_members_named_opening_and_admission(province):
    answer = province.good("doan_vien", MEMBERS)
    assert counts(answer) == (2, 2, 0, 2, 0, 0)
    rows = BienDong.objects.filter(doan_vien__isnull=False).order_by("ngay").values_list("loai", "ngay", "so_nu")
    assert list(rows) == [("dau_ky", date(2023, 11, 30), 0), ("ket_nap", date(2025, 1, 10), 1)]
    assert counts(province.good("doan_vien", MEMBERS)) == (2, 2, 0, 0, 0, 2)
    x = CongDoan.objects.get(ma="X")
    assert so_ton([x.pk], date(2025, 1, 31))[x.pk] == (52, 21, 2)


def test_ghi_danh_moves_only_the_named_stock(province):
    x = CongDoan.objects.get(ma="X")
    before = so_ton([x.pk], date(2025, 5, 31))[x.pk]
    member = ["X", "Lê Thị Lan", "01/02/1988", "Nữ", "036188000111", "", "01/05/2019"]
    province.good("doan_vien", [member], "--ghi-danh")
    opening = [["Số đầu kỳ", "30/11/2023", "X", "", "", 50, 20]]
    assert counts(province.good("bien_dong", opening)) == (1, 1, 0, 0, 0, 1)
    after = so_ton([x.pk], date(2025, 5, 31))[x.pk]
    assert (before, after) == ((50, 20, 0), (50, 20, 1))
    assert counts(province.good("doan_vien", [member], "--ghi-danh"))[-1] == 1


def test_movements_are_judged_together(province):
    rows = [
        ["Nghỉ hưu", "01/02/2025", "Z", "", "", 8, 3],
        ["Chấm dứt hợp đồng lao động", "01/03/2025", "Z", "", "", 8, 3],
        ["Kết nạp mới", "01/02/2025", "Z", "", "", 5, 2, "3/QĐ"],
        ["Chuyển trong tỉnh", "20/01/2025", "X", "Z", "", 2, 1],
        ["Chuyển đến", "20/01/2025", "Z", "", "", 2, 1],
        ["Điều chỉnh giảm", "20/01/2025", "X", "", "", 2, 1, "4/QĐ", ""],
    ]
    status, answer = province("bien_dong", rows, "--skip-errors")
    assert status == 0
    assert [e["dong"] for e in answer["chi_tiet_loi"]] == [6, 7]
    assert counts(answer) == (6, 4, 2, 4, 0, 0)
    z = CongDoan.objects.get(ma="Z")
    assert so_ton([z.pk], date(2025, 3, 1))[z.pk] == (10 + 2 + 5 - 8 - 8, 4 + 1 + 2 - 3 - 3, 0)
    assert counts(province.good("bien_dong", rows[:4])) == (4, 4, 0, 0, 0, 4)


def test_a_decrease_beyond_the_counted_stock_is_the_error(province):
    rows = [["Nghỉ hưu", "01/02/2025", "Z", "", "", 5, 2], ["Nghỉ hưu", "01/02/2025", "Z", "", "", 6, 2],
            ["Từ trần", "01/02/2025", "Z", "", "", 2, 1]]  # fmt: skip
    status, answer = province("bien_dong", rows)
    assert (status, [(e["dong"], e["cot"]) for e in answer["chi_tiet_loi"]]) == (1, [(3, "Số lượng")])
    assert BienDong.objects.filter(loai="nghi_huu").count() == 0


def test_quotas_and_an_amendment_by_the_same_number(province):
    rows = [["2025", "H", "Đoàn viên", 600, "1/QĐ", "10/01/2025"], ["Nhiệm kỳ", "T", "CĐCS", 100, "1/QĐ", "10/01/2025"]]
    assert counts(province.good("chi_tieu", rows)) == (2, 2, 0, 2, 0, 0)
    assert counts(province.good("chi_tieu", rows)) == (2, 2, 0, 0, 0, 2)
    rows[0][3] = 700
    status, answer = province("chi_tieu", rows)
    assert (status, [(e["dong"], e["cot"]) for e in answer["chi_tiet_loi"]]) == (1, [(2, "Số giao")])


def test_merger_by_sheet_is_known_again_and_undone(province):
    rows = [["Sáp nhập", "01/03/2025", "X", "Y", "", "7/QĐ", "Ít đoàn viên"]]
    answer = province.good("sap_xep", rows)
    y = CongDoan.objects.get(ma="Y")
    assert so_ton([y.pk], date(2025, 3, 1))[y.pk] == (80, 30, 0)
    assert counts(province.good("sap_xep", rows)) == (1, 1, 0, 0, 0, 1)
    status, _ = run_json("undo_import", answer["lo_nhap"], "--user", "tinh.quantri")
    assert status == 0
    assert so_ton([y.pk], date(2025, 3, 1))[y.pk] == (30, 10, 0)
    assert CongDoan.objects.get(ma="X").ngay_ket_thuc is None
    assert counts(province.good("sap_xep", rows)) == (1, 1, 0, 1, 0, 0)


def test_undo_of_members_hides_them_and_the_file_comes_in_as_new(province):
    answer = province.good("doan_vien", MEMBERS)
    assert run_json("undo_import", answer["lo_nhap"], "--user", "tinh.quantri")[0] == 0
    assert DoanVien.objects.count() == 0
    assert counts(province.good("doan_vien", MEMBERS)) == (2, 2, 0, 2, 0, 0)
    assert LoNhap.objects.filter(loai="doan_vien", trang_thai="xong").count() == 1

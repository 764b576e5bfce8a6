"""A small province with every boundary of the report workbook, computed by hand (window 1/12/2024 - 31/5/2025).

T ── H ── X (50, merged into Y on 1/3/2025) · Z (10, dissolved 1/6/2025) · E1 (7, ended 1/12/2024, no decision)
  │       N1 (founded 1/12/2024, 8) · HN1 nghiệp đoàn (12) · HN2 nghiệp đoàn (founded 15/2/2025, 9)
  ├─ K ── Y (30) · N0 (founded 30/11/2024, 4, dissolved 31/5/2025) · N2 (founded 31/5/2025, 6)
  │       KN3 nghiệp đoàn (3, dissolved 10/4/2025)
  └─ TB (20), a base unit directly under the province, with one named member since 5/2/2025
"""

from datetime import date

from cdcs.actions import CongDoanData, create_cong_doan
from cdcs.models import CongDoan
from chitieu.models import ChiTieu, QuyetDinhChiTieu
from doanhnghiep.actions.doanh_nghiep import DoanhNghiepData, create_doanh_nghiep
from doanhnghiep.actions.lao_dong import LaoDongData, write_lao_dong
from doanvien.actions.bien_dong import BienDongData, record_bien_dong
from doanvien.actions.doan_vien import DoanVienData, ket_nap
from sapxep.actions import SapXepData, sap_xep
from taikhoan.models import User
from tests.kept import kept

OLD = date(1997, 1, 1)
EVE = date(2023, 11, 30)
START, CUT_OFF = date(2024, 12, 1), date(2025, 5, 31)

UNITS = [
    CongDoanData("T", "LĐLĐ tỉnh T", "ldld_tinh", "", OLD),
    CongDoanData("H", "LĐLĐ huyện H", "ldld_huyen", "T", OLD),
    CongDoanData("K", "LĐLĐ huyện K", "ldld_huyen", "T", OLD),
    CongDoanData("TB", "=CĐCS trực thuộc", "cdcs", "T", OLD),
    CongDoanData("X", "CĐCS X", "cdcs", "H", OLD),
    CongDoanData("Y", "CĐCS Y", "cdcs", "K", OLD),
    CongDoanData("Z", "CĐCS Z", "cdcs", "H", OLD),
    CongDoanData("E1", "CĐCS E1", "cdcs", "H", OLD, ngay_ket_thuc=START, so_quyet_dinh_ket_thuc="05/QĐ",
                 ly_do_ket_thuc="Doanh nghiệp phá sản"),
    CongDoanData("N0", "CĐCS N0", "cdcs", "K", date(2024, 11, 30), "10/QĐ"),
    CongDoanData("N1", "CĐCS N1", "cdcs", "H", START, "11/QĐ"),
    CongDoanData("N2", "CĐCS N2", "cdcs", "K", CUT_OFF, "12/QĐ"),
    CongDoanData("HN1", "Nghiệp đoàn H1", "nghiep_doan", "H", OLD, "01/QĐ"),
    CongDoanData("HN2", "Nghiệp đoàn H2", "nghiep_doan", "H", date(2025, 2, 15), "13/QĐ"),
    CongDoanData("KN3", "Nghiệp đoàn K3", "nghiep_doan", "K", OLD, "02/QĐ"),
]  # fmt: skip
# (kind, day, unit, quantity, women, other unit)
ROWS = [
    *(("dau_ky", EVE, unit, quantity, women, "") for unit, quantity, women in (
        ("X", 50, 20), ("Z", 10, 4), ("E1", 7, 2), ("HN1", 12, 5), ("Y", 30, 10), ("KN3", 3, 1), ("TB", 20, 8))),
    ("ket_nap", date(2024, 11, 30), "N0", 4, 1, ""),
    ("cham_dut_hdld", START, "E1", 7, 2, ""),
    ("ket_nap", START, "N1", 8, 3, ""),
    ("ket_nap", date(2025, 1, 10), "X", 5, 2, ""),
    ("chuyen_di", date(2025, 1, 20), "X", 2, 1, "Z"),
    ("ket_nap", date(2025, 2, 15), "HN2", 9, 4, ""),
    ("chuyen_di", date(2025, 5, 1), "Z", 1, 0, "Y"),
    ("ket_nap", CUT_OFF, "N2", 6, 2, ""),
]  # fmt: skip
# tax code, managing unit, facts, CĐCS, [(day, source, workers)]
EMPLOYERS = [
    ("0100000001", "H", {"ten": "Công ty Một", "loai_hinh": "tnhh"}, ["N1"], [(date(2025, 2, 1), "bhxh", 30)]),
    ("0100000002", "H", {"ten": "Công ty Hai", "loai_hinh": "co_phan"}, ["N1"], []),
    ("0100000003", "H", {"ten": "@Công ty Ba", "loai_hinh": "tnhh", "von_nuoc_ngoai": True,
                         "khu_cong_nghiep": "KCN Hòa Xá", "ngay_hoat_dong": date(2020, 3, 2)}, [],
     [(CUT_OFF, "khao_sat", 25)]),
    ("0100000004", "K", {"ten": "Công ty Bốn", "loai_hinh": "tnhh"}, [], [(date(2025, 2, 1), "bhxh", 19)]),
    ("0100000005", "T", {"ten": "Công ty Năm", "loai_hinh": "dnnn"}, ["TB"], [(date(2025, 2, 1), "bhxh", 40)]),
    ("0100000006", "H", {"ten": "Công ty Sáu", "loai_hinh": "htx"}, [],
     [(date(2025, 3, 1), "thue", 20), (date(2025, 6, 1), "thue", 100)]),
    ("0100000007", "K", {"ten": "Công ty Bảy", "loai_hinh": "tnhh"}, [], []),
    ("0100000008", "K", {"ten": "Công ty Tám", "loai_hinh": "dntn"}, ["KN3"], [(date(2025, 2, 1), "khdt", 50)]),
    ("0100000009", "H", {"ten": "Công ty Chín", "loai_hinh": "tnhh"}, ["X"], [(date(2024, 2, 1), "bhxh", 60)]),
]  # fmt: skip
# kind, day, unit, target, decision, reason
DECISIONS = [
    ("sap_nhap", date(2025, 3, 1), "X", "Y", "20/QĐ", ""),
    ("giai_the", date(2025, 4, 10), "KN3", "", "21/QĐ", ""),
    ("giai_the", CUT_OFF, "N0", "", "22/QĐ", "Doanh nghiệp ngừng hoạt động"),
    ("giai_the", date(2025, 6, 1), "Z", "", "23/QĐ", ""),
]
# year (None: the term), unit, kind, number
QUOTAS = [
    (2025, "T", "doan_vien", 100), (2025, "T", "cdcs", 2), (2025, "T", "nghiep_doan", 1),
    (2025, "H", "doan_vien", 10), (2025, "H", "cdcs", 1), (2025, "K", "nghiep_doan", 0),
    (None, "T", "doan_vien", 50), (None, "H", "doan_vien", 20), (None, "H", "cdcs", 4),
]  # fmt: skip


def build() -> dict[str, CongDoan]:
    """Build the province through the product's own actions, once in a process; return its units by code."""
    return kept("bao_cao_province", make_province)


def make_province() -> dict[str, CongDoan]:
    admin = User.objects.create_superuser("tinh.quantri", password="mat-khau-dai-1")
    create_cong_doan(UNITS, by=admin)
    units = {unit.ma: unit for unit in CongDoan.objects.all()}
    for kind, day, unit, quantity, women, other in ROWS:
        record_bien_dong(
            BienDongData(kind, day, units[unit], cong_doan_den=units.get(other), so_luong=quantity, so_nu=women),
            by=admin,
        )
    ket_nap(DoanVienData(units["TB"], "Trần Văn Bình", 1990, "nam", date(2025, 2, 5)), by=admin)
    build_employers(units, admin)
    for kind, day, unit, target, number, reason in DECISIONS:
        sap_xep(SapXepData(kind, day, units[unit], units.get(target), so_quyet_dinh=number, ly_do=reason), by=admin)
    decision = QuyetDinhChiTieu.objects.create(so_quyet_dinh="30/QĐ", ngay=date(2024, 12, 15), created_by=admin)
    for year, unit, kind, number in QUOTAS:
        ChiTieu.objects.create(quyet_dinh=decision, nam=year, cong_doan=units[unit], loai=kind, so_giao=number)
    return {unit.ma: unit for unit in CongDoan.objects.all()}


def build_employers(units: dict[str, CongDoan], admin: User) -> None:
    """Employers with their links and records of workers."""
    rows = [
        DoanhNghiepData(code, units[manager], facts, [units[ma] for ma in linked])
        for code, manager, facts, linked, _ in EMPLOYERS
    ]
    made = create_doanh_nghiep(rows, by=admin)
    records = [
        LaoDongData(employer, day, source, workers)
        for employer, (*_, counts) in zip(made, EMPLOYERS, strict=True)
        for day, source, workers in counts
    ]
    write_lao_dong(records, by=admin)

"""The district and the province of the samples in design/documents, as plain data: their sentences are known."""

from copy import deepcopy
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from baocao.queries.loi_van.du_lieu import (
    CoSoMoi,
    DonViCon,
    DuLieuLoiVan,
    KetThuc,
    KhaoSat,
    NghiepDoan,
    QuyetDinh,
    SapXepVao,
    TenGoi,
    ThuongLuong,
)
from core.numbers import percent_1

MEMBERS = ("dau_ky ket_nap ket_nap_tai_cdcs_moi ket_nap_tai_cdcs_da_co ket_nap_lai chuyen_den_ngoai_tinh chuyen_den "
           "sap_xep_den dieu_chinh_tang chuyen_di_ngoai_tinh chuyen_di nghi_huu cham_dut_hdld tu_nguyen_ra khai_tru "
           "tu_tran sap_xep_di giam_sap_xep giam_khac dieu_chinh_giam giam cuoi_ky thuc_tang thuc_tang_tru_sap_xep "
           "nu_cuoi_ky co_danh_sach_cuoi_ky").split()  # fmt: skip
UNITS = "dau_ky thanh_lap sap_xep_den sap_xep_di ket_thuc cuoi_ky".split()


def line(giao: int | None, done: int) -> dict[str, Any]:
    return {"giao": giao, "thuc_hien": done, "ty_le": percent_1(done, giao)}


def coverage(whole: int, has: int, fdi: int = 0, fdi_has: int = 0, unknown: int = 0) -> dict[str, Any]:
    return {"trong_dien": whole, "co_cdcs": has, "chua_co_cdcs": whole - has, "ty_le": percent_1(has, whole),
            "fdi_trong_dien": fdi, "fdi_co_cdcs": fdi_has, "chua_co_so_lieu": unknown}  # fmt: skip


def blocks(members: dict | None = None, cdcs: dict | None = None, nghiep_doan: dict | None = None, bao_phu=None,
           quotas: tuple = (None, None, None), term: tuple = (None, 0, 0, 0)) -> dict[str, Any]:  # fmt: skip
    """The blocks of 03 §3.4: what is not named is 0, without a quota. `term`: target, gross, net, net without."""
    found: dict[str, Any] = {
        "doan_vien": dict.fromkeys(MEMBERS, 0) | (members or {}),
        "cdcs": dict.fromkeys(UNITS, 0) | (cdcs or {}),
        "nghiep_doan": dict.fromkeys(UNITS, 0) | (nghiep_doan or {}),
        "bao_phu": bao_phu or coverage(0, 0),
    }
    done = (found["doan_vien"]["ket_nap"], found["cdcs"]["thanh_lap"], found["nghiep_doan"]["thanh_lap"])
    kinds = ("doan_vien", "cdcs", "nghiep_doan")
    found["chi_tieu_nam"] = {"nam": 2025} | {kind: line(q, n) for kind, q, n in zip(kinds, quotas, done, strict=True)}
    found["nhiem_ky"] = dict(zip(("giao", "ket_nap", "thuc_tang", "thuc_tang_tru_sap_xep"), term, strict=True)) | {
        "cdcs": line(None, 0), "nghiep_doan": line(None, 0)}  # fmt: skip
    return found


LOST = {"cham_dut_hdld": 318, "nghi_huu": 96, "giam_sap_xep": 27, "chuyen_di": 17, "chuyen_di_ngoai_tinh": 14,
        "tu_nguyen_ra": 12, "tu_tran": 3, "giam_khac": 5, "giam": 492}  # fmt: skip
CAME = {"ket_nap": 761, "ket_nap_tai_cdcs_moi": 312, "ket_nap_tai_cdcs_da_co": 449, "ket_nap_lai": 9,
        "chuyen_den_ngoai_tinh": 6, "chuyen_den": 21, "sap_xep_den": 62}  # fmt: skip
STOCK = {"dau_ky": 14286, "cuoi_ky": 14645, "thuc_tang": 359, "thuc_tang_tru_sap_xep": 324, "nu_cuoi_ky": 9812,
         "co_danh_sach_cuoi_ky": 13927, "dieu_chinh_giam": 8}  # fmt: skip
GIAO_DUC = SapXepVao(("Công đoàn ngành Giáo dục",))

Y_YEN = DuLieuLoiVan(
    ten_goi=TenGoi("LĐLĐ huyện Ý Yên", "ldld_huyen", "toàn huyện", "LĐLĐ huyện", "Nam Định"),
    ten_ky="6 tháng đầu năm 2025", nam=2025, tu=date(2024, 12, 1), den=date(2025, 5, 31), nguong=20,
    khoi=blocks(CAME | LOST | STOCK,
                {"dau_ky": 186, "thanh_lap": 5, "sap_xep_den": 1, "ket_thuc": 1, "cuoi_ky": 191},
                {"dau_ky": 1, "cuoi_ky": 1}, coverage(142, 128, 21, 18, 7), (1200, 8, 1), (4000, 2023, 1036, 1001)),
    nhiem_ky_tu=date(2023, 12, 1), nhiem_ky_den=date(2028, 11, 30), het_chi_tieu=date(2025, 11, 30),
    cung_ky_tu=date(2023, 12, 1), cung_ky_den=date(2024, 5, 31),
    cung_ky=blocks({"ket_nap": 648, "ket_nap_tai_cdcs_moi": 246, "ket_nap_tai_cdcs_da_co": 402, "giam": 436,
                    "thuc_tang": 233, "cuoi_ky": 13842}, {"thanh_lap": 4}, {"thanh_lap": 1},
                   coverage(138, 118) | {"ty_le": Decimal("85.5")}),
    quyet_dinh=(QuyetDinh("16/QĐ-LĐLĐ", date(2025, 1, 10)),),
    cdcs_moi=CoSoMoi(312, 5), ket_thuc=KetThuc(giai_the=1), nghiep_doan=NghiepDoan(0, 41), den_tu=GIAO_DUC,
    khao_sat=KhaoSat(186, 163), thuong_luong=ThuongLuong(4, 6, 97, 112, 41, 38, 7, 6),
)  # fmt: skip

# name, kind, quota of members, admitted, quota of CĐCS, CĐCS founded, net, closing stock, employers without a CĐCS
DON_VI = [
    ("LĐLĐ thành phố Nam Định", "ldld_huyen", 2600, 1633, 16, 9, 515, 21899, 22),
    ("LĐLĐ huyện Vụ Bản", "ldld_huyen", 900, 430, 6, 3, 155, 9067, 9),
    ("LĐLĐ huyện Ý Yên", "ldld_huyen", 1200, 761, 8, 5, 359, 14645, 14),
    ("LĐLĐ huyện Giao Thủy", "ldld_huyen", 700, 239, 4, 1, -59, 7787, 8),
    ("Công đoàn ngành Công Thương", "cong_doan_nganh", 200, 293, 3, 3, 136, 4513, 0),
    ("Công đoàn ngành Giao thông vận tải", "cong_doan_nganh", 80, 84, 1, 0, 46, 1314, 0),
    ("Công đoàn ngành Nông nghiệp và PTNT", "cong_doan_nganh", 60, 21, None, 0, -78, 2068, 0),
    ("CĐCS TCT May Thiên Trường", "cdcs", None, 18, None, 0, 4, 616, 0),
]


def unit(name, kind, quota, taken, bases, founded, net, stock, without) -> DonViCon:
    found = blocks({"ket_nap": taken, "thuc_tang": net, "cuoi_ky": stock}, {"thanh_lap": founded},
                   bao_phu=coverage(without, 0), quotas=(quota, bases, None))  # fmt: skip
    return DonViCon(name, kind, found)


TINH = replace(
    Y_YEN, ten_goi=TenGoi("LĐLĐ tỉnh Nam Định", "ldld_tinh", "toàn tỉnh", "LĐLĐ tỉnh", "Nam Định"),
    con=tuple(unit(*row) for row in DON_VI),
)  # fmt: skip


def changed(data: DuLieuLoiVan = Y_YEN, *, khoi: dict[str, dict] | None = None, **fields) -> DuLieuLoiVan:
    """The same with other figures in some blocks, and other fields."""
    found = deepcopy(dict(data.khoi))
    for name, values in (khoi or {}).items():
        found[name] |= values
    return replace(data, khoi=found, **fields)


NOTHING = replace(
    Y_YEN, khoi=blocks(), cung_ky=None, cung_ky_tu=None, cung_ky_den=None, quyet_dinh=(), cdcs_moi=CoSoMoi(),
    ket_thuc=KetThuc(), nghiep_doan=NghiepDoan(), den_tu=SapXepVao(), khao_sat=None, thuong_luong=None,
)  # fmt: skip

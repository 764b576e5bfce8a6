"""The first sheet: every figure of the programme for one unit, in the order of MẪU SỐ 2-HĐCĐ (07 §7.4)."""

from datetime import date, timedelta
from typing import Any

from baocao.queries.bang import CHU, GACH, MA, Bang, Cot, GiaTri, ngay_ngan
from cdcs.enums import ThuocDo
from cdcs.models import ChuongTrinh
from core.numbers import format_int, percent_1

GIA_TRI = "gia_tri"
COT_TONG_HOP = (
    Cot("TT", MA), Cot("Nội dung", CHU), Cot("Đơn vị tính", MA), Cot("Số lượng", GIA_TRI), Cot("Ghi chú", CHU),
)  # fmt: skip
NGUOI, CDCS, NGHIEP_DOAN, DON_VI, PHAN_TRAM = "người", "CĐCS", "nghiệp đoàn", "đơn vị", "%"

TANG = (
    ("Kết nạp lại", "ket_nap_lai"),
    ("Chuyển đến từ ngoài tỉnh", "chuyen_den_ngoai_tinh"),
    ("Chuyển đến từ đơn vị khác trong tỉnh", "chuyen_den"),
    ("Đến do sắp xếp tổ chức", "sap_xep_den"),
    ("Điều chỉnh tăng sau rà soát", "dieu_chinh_tang"),
)
GIAM = (
    ("Chuyển đi ngoài tỉnh", "chuyen_di_ngoai_tinh"),
    ("Chuyển đi đơn vị khác trong tỉnh", "chuyen_di"),
    ("Nghỉ hưu", "nghi_huu"),
    ("Chấm dứt hợp đồng lao động", "cham_dut_hdld"),
    ("Tự nguyện ra khỏi tổ chức", "tu_nguyen_ra"),
    ("Khai trừ", "khai_tru"),
    ("Từ trần", "tu_tran"),
    ("Giảm do sắp xếp, giải thể", "giam_sap_xep"),
    ("Giảm khác", "giam_khac"),
)
CAU_DON_VI = (
    ("đầu kỳ", "dau_ky"),
    ("thành lập mới", "thanh_lap"),
    ("chuyển đến do sắp xếp", "sap_xep_den"),
    ("chuyển đi do sắp xếp", "sap_xep_di"),
    ("kết thúc hoạt động", "ket_thuc"),
    ("cuối kỳ", "cuoi_ky"),
)
CHI_TIEU_CUA = (
    ("doan_vien", "đoàn viên", NGUOI),
    ("cdcs", "CĐCS", CDCS),
    ("nghiep_doan", "nghiệp đoàn cơ sở", NGHIEP_DOAN),
)


class _Dong:
    """Collects the rows: parts in Roman numbers, lines counted through, lines below a line as 2.1."""

    def __init__(self) -> None:
        self.rows: list[tuple[GiaTri, ...]] = []
        self.bold: set[int] = set()
        self.part = self.line = self.sub = 0

    def phan(self, name: str) -> None:
        self.part += 1
        self.bold.add(len(self.rows))
        self.rows.append((("I", "II", "III", "IV", "V", "VI", "VII")[self.part - 1], name, "", "", ""))

    def muc(self, name: str, unit: str, value: GiaTri, note: str = "", dam: bool = False) -> int:
        """Add a line and return its number; without a value it shows a dash [03-3.5-7]."""
        self.line, self.sub = self.line + 1, 0
        if dam:
            self.bold.add(len(self.rows))
        self.rows.append((str(self.line), name, unit, GACH if value is None else value, note))
        return self.line

    def con(self, name: str, unit: str, value: GiaTri) -> None:
        self.sub += 1
        self.rows.append((f"{self.line}.{self.sub}", f"- {name}", unit, value, ""))


def tong_hop(blocks: dict[str, Any], start: date, end: date, programme: ChuongTrinh, ten_ky: str) -> Bang:
    """The summary of one unit; `blocks` are those of 03 §3.4."""
    rows = _Dong()
    _members(rows, blocks["doan_vien"], start)
    for title, key, unit, name in (
        ("CÔNG ĐOÀN CƠ SỞ", "cdcs", CDCS, "CĐCS"),
        ("NGHIỆP ĐOÀN CƠ SỞ", "nghiep_doan", NGHIEP_DOAN, "Nghiệp đoàn cơ sở"),
    ):
        rows.phan(title)
        for word, figure in CAU_DON_VI:
            rows.muc(f"{name} {word}", unit, blocks[key][figure], dam=figure == "cuoi_ky")
    _coverage(rows, blocks["bao_phu"], programme)
    _quotas(rows, blocks["chi_tieu_nam"], programme)
    _term(rows, blocks["nhiem_ky"], end, programme)
    title = f"TỔNG HỢP SỐ LIỆU PHÁT TRIỂN ĐOÀN VIÊN, THÀNH LẬP CĐCS {ten_ky.upper()}"
    return Bang("Tổng hợp", "BIỂU TỔNG HỢP", title, COT_TONG_HOP, rows.rows, dam=frozenset(rows.bold))


def _members(rows: _Dong, members: dict[str, int], start: date) -> None:
    """The bridge line by line: the note of the closing stock is the formula in numbers of lines [02-2.3-6]."""
    rows.phan("ĐOÀN VIÊN")
    opening = rows.muc(f"Đoàn viên đầu kỳ (hết ngày {ngay_ngan(start - timedelta(days=1))})", NGUOI, members["dau_ky"])
    plus = [opening, rows.muc("Kết nạp mới", NGUOI, members["ket_nap"])]
    rows.con("Tại CĐCS, nghiệp đoàn thành lập mới trong kỳ", NGUOI, members["ket_nap_tai_cdcs_moi"])
    rows.con("Tại CĐCS, nghiệp đoàn đã có", NGUOI, members["ket_nap_tai_cdcs_da_co"])
    plus += [rows.muc(name, NGUOI, members[key]) for name, key in TANG]
    minus = [rows.muc("Đoàn viên giảm", NGUOI, members["giam"])]
    for name, key in GIAM:
        rows.con(name, NGUOI, members[key])
    minus.append(rows.muc("Đi do sắp xếp tổ chức", NGUOI, members["sap_xep_di"]))
    minus.append(rows.muc("Điều chỉnh giảm sau rà soát", NGUOI, members["dieu_chinh_giam"]))
    formula = "+".join(f"({line})" for line in plus) + "".join(f"-({line})" for line in minus)
    closing = rows.muc("Đoàn viên cuối kỳ", NGUOI, members["cuoi_ky"], formula, dam=True)
    rows.con("Trong đó: nữ", NGUOI, members["nu_cuoi_ky"])
    rows.con("Đã có danh sách họ tên", NGUOI, members["co_danh_sach_cuoi_ky"])
    rows.muc("Thực tăng trong kỳ", NGUOI, members["thuc_tang"], f"({closing})-({opening})")
    rows.muc("Thực tăng không tính sắp xếp tổ chức", NGUOI, members["thuc_tang_tru_sap_xep"])


def _share(done: int, total: int | None) -> str:
    """The two numbers of a percentage, always shown with it [02-2.7-1]."""
    return f"{format_int(done)}/{format_int(total)}" if total else ""


def _coverage(rows: _Dong, coverage: dict[str, Any], programme: ChuongTrinh) -> None:
    rows.phan(f"ĐỘ BAO PHỦ (đơn vị, doanh nghiệp từ {programme.nguong_lao_dong} lao động trở lên)")
    rows.muc("Đơn vị, doanh nghiệp trong diện", DON_VI, coverage["trong_dien"])
    rows.muc("Đã có CĐCS", DON_VI, coverage["co_cdcs"])
    rows.muc("Chưa có CĐCS", DON_VI, coverage["chua_co_cdcs"], "Danh sách tại PL4" if coverage["chua_co_cdcs"] else "")
    share = _share(coverage["co_cdcs"], coverage["trong_dien"])
    rows.muc("Tỷ lệ bao phủ", PHAN_TRAM, coverage["ty_le"], share, dam=True)
    rows.muc("Doanh nghiệp có vốn nước ngoài trong diện", DON_VI, coverage["fdi_trong_dien"])
    rows.muc("Doanh nghiệp có vốn nước ngoài đã có CĐCS", DON_VI, coverage["fdi_co_cdcs"])
    rows.muc("Chưa có số liệu lao động (ngoài diện tính)", DON_VI, coverage["chua_co_so_lieu"])


def _progress(rows: _Dong, line: dict[str, Any], name: str, unit: str, note: str = "") -> None:
    rows.muc(f"Chỉ tiêu {name}", unit, line["giao"])
    rows.muc(f"Thực hiện chỉ tiêu {name}", unit, line["thuc_hien"], note)
    share = _share(line["thuc_hien"], line["giao"])
    rows.muc(f"Tỷ lệ thực hiện chỉ tiêu {name}", PHAN_TRAM, line["ty_le"], share, dam=True)


def _quotas(rows: _Dong, year: dict[str, Any], programme: ChuongTrinh) -> None:
    rows.phan(f"CHỈ TIÊU NĂM {year['nam']}")
    for key, name, unit in CHI_TIEU_CUA:
        note = ThuocDo(programme.thuoc_do_nam).label if key == "doan_vien" else ""
        _progress(rows, year[key], name, unit, note)


def _term(rows: _Dong, term: dict[str, Any], end: date, programme: ChuongTrinh) -> None:
    """The three readings of the term, the official one with its rate [02-2.5-7]."""
    last = min(end, programme.ngay_ket_thuc)
    rows.phan(f"NHIỆM KỲ (từ ngày {ngay_ngan(programme.ngay_bat_dau)} đến ngày {ngay_ngan(last)})")
    official = programme.thuoc_do_nhiem_ky
    rows.muc("Mục tiêu đoàn viên cả nhiệm kỳ", NGUOI, term["giao"])
    for label, reading in (
        ("Kết nạp mới lũy kế", ThuocDo.KET_NAP),
        ("Thực tăng lũy kế", ThuocDo.THUC_TANG),
        ("Thực tăng lũy kế không tính sắp xếp tổ chức", ThuocDo.THUC_TANG_TRU_SAP_XEP),
    ):
        note = "Số chính thức" if reading == official else ""
        rows.muc(label, NGUOI, term[reading], note, dam=reading == official)
    rate = percent_1(term[official], term["giao"])
    rows.muc("Tỷ lệ thực hiện mục tiêu đoàn viên", PHAN_TRAM, rate, _share(term[official], term["giao"]), dam=True)
    for key, name, unit in CHI_TIEU_CUA[1:]:
        _progress(rows, term[key], f"{name} cả nhiệm kỳ", unit)

"""The tables of figures by direct child: PL1, PL6 and PL7 (03 §3.5, rules 1 and 6-8)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from baocao.queries.bang import CHI_TIEU, CHU, TONG_CONG, TY_LE, Bang, Cot, GiaTri, ngay_ngan, so_it
from baocao.queries.danh_sach import COT_DON_VI
from cdcs.enums import QUAN_LY_DOANH_NGHIEP, LoaiCongDoan, ThuocDo
from cdcs.models import ChuongTrinh, CongDoan
from core.numbers import format_int, percent_1
from core.sql import id_in
from doanhnghiep.models import DoanhNghiep, QuanLyDoanhNghiep

STAR = "(*)"
COT_PL1 = (
    *COT_DON_VI, Cot("Chỉ tiêu đoàn viên", CHI_TIEU), Cot("Kết nạp tại CĐCS mới"), Cot("Kết nạp tại CĐCS đã có"),
    Cot("Tổng kết nạp mới"), Cot("Tỷ lệ % đoàn viên", TY_LE), Cot("Chỉ tiêu CĐCS", CHI_TIEU),
    Cot("CĐCS thành lập mới"), Cot("Tỷ lệ % CĐCS", TY_LE), Cot("Chỉ tiêu nghiệp đoàn", CHI_TIEU),
    Cot("Nghiệp đoàn thành lập mới"), Cot("Đoàn viên giảm"), Cot("Thực tăng"), Cot("Đoàn viên cuối kỳ"),
    Cot("Ghi chú", CHU),
)  # fmt: skip
# Heading and key of the bridge, in the order of the sheet; "Giải thể" is `giam_sap_xep` [03-3.5-8].
BIEN_DONG = (
    ("Đầu kỳ", "dau_ky"), ("Kết nạp mới", "ket_nap"), ("Kết nạp lại", "ket_nap_lai"),
    ("Chuyển đến ngoài tỉnh", "chuyen_den_ngoai_tinh"), ("Chuyển đến", "chuyen_den"), ("Sắp xếp đến", "sap_xep_den"),
    ("Điều chỉnh tăng", "dieu_chinh_tang"), ("Chuyển đi ngoài tỉnh", "chuyen_di_ngoai_tinh"),
    ("Chuyển đi", "chuyen_di"), ("Nghỉ hưu", "nghi_huu"), ("Chấm dứt HĐLĐ", "cham_dut_hdld"),
    ("Tự nguyện ra", "tu_nguyen_ra"), ("Khai trừ", "khai_tru"), ("Từ trần", "tu_tran"), ("Sắp xếp đi", "sap_xep_di"),
    ("Giải thể", "giam_sap_xep"), ("Giảm khác", "giam_khac"), ("Điều chỉnh giảm", "dieu_chinh_giam"),
    ("Cuối kỳ", "cuoi_ky"), ("Trong đó nữ", "nu_cuoi_ky"), ("Có danh sách", "co_danh_sach_cuoi_ky"),
)  # fmt: skip
COT_PL6 = (*COT_DON_VI, *(Cot(heading) for heading, _ in BIEN_DONG))
BAO_PHU = ("trong_dien", "co_cdcs", "chua_co_cdcs", "ty_le", "fdi_trong_dien", "fdi_co_cdcs", "chua_co_so_lieu")
COT_PL7 = (
    *COT_DON_VI, Cot("Trong diện"), Cot("Đã có CĐCS"), Cot("Chưa có CĐCS"), Cot("Tỷ lệ %", TY_LE),
    Cot("FDI trong diện"), Cot("FDI đã có CĐCS"), Cot("Chưa có số liệu"),
)  # fmt: skip


@dataclass
class BieuSo:
    """The figures of a unit and of its direct children for a window; `ca_nhiem_ky` reads term quotas [03-3.5-6].

    `chua_xac_nhan`: {child: why no approved report confirms its figures}, in a table made of approved reports.
    """

    unit: CongDoan
    children: Sequence[CongDoan]
    figures: dict[int, dict[str, Any]]
    start: date
    end: date
    programme: ChuongTrinh
    ca_nhiem_ky: bool = False
    chua_xac_nhan: Mapping[int, str] = field(default_factory=dict)

    @property
    def toan(self) -> str:
        """How a sentence names the whole unit."""
        return "toàn tỉnh" if self.unit.loai == LoaiCongDoan.LDLD_TINH else "toàn đơn vị"

    def rows(self, cells, children: Sequence[CongDoan]) -> list[tuple[GiaTri, ...]]:
        """One numbered row for each child: code, name, then `cells(blocks)`."""
        return [
            (number, child.ma, child.ten, *cells(self.figures[child.pk])) for number, child in enumerate(children, 1)
        ]

    def total(self, cells) -> tuple[GiaTri, ...]:
        """The row "Tổng cộng" = the figures of the unit itself, never a sum of the rows [03-3.5-1]."""
        return (None, "", TONG_CONG, *cells(self.figures[self.unit.pk]))

    def difference(self, key: str) -> int:
        """How much the rows of the children add up to more than the unit itself, for a figure of members."""
        rows = sum(self.figures[child.pk]["doan_vien"][key] for child in self.children)
        return rows - self.figures[self.unit.pk]["doan_vien"][key]

    def quota(self, blocks: dict[str, Any], kind: str) -> int | None:
        """The quota of the round: of the year, or of the term."""
        if not self.ca_nhiem_ky:
            return blocks["chi_tieu_nam"][kind]["giao"]
        return blocks["nhiem_ky"]["giao"] if kind == "doan_vien" else blocks["nhiem_ky"][kind]["giao"]

    def rate(self, blocks: dict[str, Any], kind: str) -> GiaTri:
        """Done ÷ quota, in the official reading of the year or of the term [02-2.5-6, 03-3.5-6]."""
        if not self.ca_nhiem_ky:
            return blocks["chi_tieu_nam"][kind]["ty_le"]
        term = blocks["nhiem_ky"]
        if kind == "doan_vien":
            return percent_1(term[self.programme.thuoc_do_nhiem_ky], term["giao"])
        return term[kind]["ty_le"]


def pl1(data: BieuSo) -> Bang:
    """PL1: quotas and results of the direct children."""

    def cells(blocks: dict[str, Any]) -> tuple[GiaTri, ...]:
        members = blocks["doan_vien"]
        return (
            data.quota(blocks, "doan_vien"), members["ket_nap_tai_cdcs_moi"], members["ket_nap_tai_cdcs_da_co"],
            members["ket_nap"], data.rate(blocks, "doan_vien"), data.quota(blocks, "cdcs"),
            blocks["cdcs"]["thanh_lap"], data.rate(blocks, "cdcs"), data.quota(blocks, "nghiep_doan"),
            blocks["nghiep_doan"]["thanh_lap"], members["giam"], members["thuc_tang"], members["cuoi_ky"],
        )  # fmt: skip

    notes = _remarks(data)
    rows = [(*row, notes[child.pk]) for row, child in zip(data.rows(cells, data.children), data.children, strict=True)]
    title = "KẾT QUẢ THỰC HIỆN CHỈ TIÊU PHÁT TRIỂN ĐOÀN VIÊN, THÀNH LẬP CĐCS CỦA CÁC ĐƠN VỊ"
    return Bang("PL1 Kết quả", "Phụ lục 1", title, COT_PL1, rows, (*data.total(cells), ""), tuple(_notes_pl1(data)))


def _remarks(data: BieuSo) -> dict[int, str]:
    """What a reader of PL1 has to know of a child: founded or ended in the window, a base unit under the province.

    The star of an unconfirmed one stands here too: code and name are read as they are (03 §3.5), the remark is free.
    """
    successors = {child.ke_tuc_id for child in data.children if child.ke_tuc_id}
    codes = dict(CongDoan.everything.filter(id_in("pk", successors)).values_list("pk", "ma")) if successors else {}
    at_province = data.unit.loai == LoaiCongDoan.LDLD_TINH
    remarks = {}
    for child in data.children:
        notes = []
        if at_province and child.la_co_so:
            notes.append("Trực thuộc LĐLĐ tỉnh")
        if data.start <= child.ngay_thanh_lap <= data.end:
            notes.append(f"Thành lập ngày {ngay_ngan(child.ngay_thanh_lap)}")
        if child.ngay_ket_thuc is not None and child.ngay_ket_thuc <= data.end:
            into = f", sáp nhập vào {codes[child.ke_tuc_id]}" if child.ke_tuc_id else ""
            notes.append(f"Kết thúc ngày {ngay_ngan(child.ngay_ket_thuc)}{into}")
        star = ""
        if child.pk in data.chua_xac_nhan:
            notes.append(data.chua_xac_nhan[child.pk])
            star = f" {STAR}"
        remarks[child.pk] = "; ".join(filter(None, notes)) + star
    return remarks


def _notes_pl1(data: BieuSo):
    """The notes under PL1: the dash, the reading of the rate, and why columns do not add up to the total."""
    yield "Ghi chú: dấu “—” là đơn vị không được giao chỉ tiêu, không tính tỷ lệ."
    if data.chua_xac_nhan:
        yield f"{STAR} Số liệu lấy từ sổ biến động, chưa được đơn vị xác nhận."
    measure = data.programme.thuoc_do_nhiem_ky if data.ca_nhiem_ky else data.programme.thuoc_do_nam
    if data.ca_nhiem_ky:
        yield ("Chỉ tiêu là chỉ tiêu cả nhiệm kỳ; tỷ lệ % đoàn viên tính theo "
               f"{ThuocDo(measure).label.lower()} từ ngày {ngay_ngan(data.programme.ngay_bat_dau)}.")  # fmt: skip
    elif measure != ThuocDo.KET_NAP:
        yield f"Tỷ lệ % đoàn viên tính theo {ThuocDo(measure).label.lower()}."
    if data.children and (more := data.difference("giam")):
        total = data.figures[data.unit.pk]["doan_vien"]["giam"]
        yield (f"Dòng “Tổng cộng” là số của {data.toan}: chuyển sinh hoạt giữa các đơn vị bù trừ nhau nên các dòng "
               f"“Đoàn viên giảm” cộng lại là {format_int(total + more)}, số {data.toan} là "
               f"{format_int(total)}.")  # fmt: skip
    yield from _unassigned(data)


def _unassigned(data: BieuSo):
    """The quota of the unit beside the sum of its children's, where the two differ [02-2.5-4]."""
    for kind, name in (("doan_vien", "đoàn viên"), ("cdcs", "CĐCS"), ("nghiep_doan", "nghiệp đoàn")):
        own = data.quota(data.figures[data.unit.pk], kind)
        given = [quota for child in data.children if (quota := data.quota(data.figures[child.pk], kind)) is not None]
        if own is not None and given and own != sum(given):
            yield (f"Chỉ tiêu {name} của {data.toan} là {format_int(own)}; tổng chỉ tiêu giao các đơn vị là "
                   f"{format_int(sum(given))}; chênh lệch {format_int(own - sum(given))}.")  # fmt: skip


def pl6(data: BieuSo) -> Bang:
    """PL6: the bridge of every direct child."""

    def cells(blocks: dict[str, Any]) -> tuple[GiaTri, ...]:
        return tuple(blocks["doan_vien"][key] for _, key in BIEN_DONG)

    notes = [
        "Ghi chú: Cuối kỳ = Đầu kỳ + các cột tăng (từ Kết nạp mới đến Điều chỉnh tăng) - các cột giảm (từ Chuyển đi "
        "ngoài tỉnh đến Điều chỉnh giảm)."
    ]
    inside = [
        f"{so_it(more)} đoàn viên {word}"
        for key, word in (("chuyen_di", "chuyển sinh hoạt"), ("sap_xep_di", "sắp xếp"))
        if data.children and (more := data.difference(key)) > 0
    ]
    if inside:
        notes.append(f"Dòng “Tổng cộng” là số của {data.toan}: {' và '.join(inside)} giữa các đơn vị trực thuộc bù trừ "
                     "nhau, không tính vào số chung.")  # fmt: skip
    return Bang("PL6 Biến động", "Phụ lục 6", "BIẾN ĐỘNG ĐOÀN VIÊN TRONG KỲ", COT_PL6, data.rows(cells, data.children),
                data.total(cells), tuple(notes))  # fmt: skip


def pl7(data: BieuSo) -> Bang:
    """PL7: coverage of the children that manage employers; base units manage none [03-3.5-1]."""

    def cells(blocks: dict[str, Any]) -> tuple[GiaTri, ...]:
        return tuple(blocks["bao_phu"][key] for key in BAO_PHU)

    managing = [child for child in data.children if child.loai in QUAN_LY_DOANH_NGHIEP]
    notes = ["Ghi chú: Đơn vị chưa có số liệu lao động không nằm trong diện tính tỷ lệ."]
    if data.unit.loai == LoaiCongDoan.LDLD_TINH:
        notes.append(_own_employers(data, managing))
    title = f"ĐỘ BAO PHỦ CĐCS TẠI ĐƠN VỊ, DOANH NGHIỆP TỪ {data.programme.nguong_lao_dong} LAO ĐỘNG TRỞ LÊN"
    return Bang("PL7 Bao phủ", "Phụ lục 7", title, COT_PL7, data.rows(cells, managing), data.total(cells), tuple(notes))


def _own_employers(data: BieuSo, managing: Sequence[CongDoan]) -> str:
    """How many employers the province manages itself on the cut-off; they stand in the total, in no row."""
    managed = QuanLyDoanhNghiep.objects.filter(cong_doan=data.unit, tu_ngay__lte=data.end, den_ngay__gt=data.end)
    count = DoanhNghiep.objects.operating_on(data.end).filter(pk__in=managed.values("doanh_nghiep_id")).count()
    if not count:
        return "LĐLĐ tỉnh không trực tiếp quản lý đơn vị, doanh nghiệp nào (0 đơn vị)."

    def own(key: str) -> int:
        rows = sum(data.figures[child.pk]["bao_phu"][key] for child in managing)
        return data.figures[data.unit.pk]["bao_phu"][key] - rows

    return (f"Dòng “Tổng cộng” gồm cả {so_it(count)} đơn vị, doanh nghiệp do LĐLĐ tỉnh trực tiếp quản lý, trong đó "
            f"{so_it(own('trong_dien'))} trong diện ({so_it(own('co_cdcs'))} đã có CĐCS).")  # fmt: skip

"""The tables inside the text: the main figures of a unit, and the ranking of units (sentences.md 5, 6)."""

from decimal import Decimal
from fractions import Fraction

from baocao.queries.bang import GACH
from baocao.queries.loi_van.cau import CO_SO_10
from baocao.queries.loi_van.diem import BangLoiVan
from baocao.queries.loi_van.du_lieu import DonViCon, DuLieuLoiVan, Khoi
from cdcs.enums import ThuocDo
from core.numbers import format_int, format_percent, percent_1
from core.text import vi_sort_key

NGAN = (("Công đoàn", "CĐ"), ("thành phố", "TP"))  # in the narrow column alone, never in prose


def so(value: int | None) -> str:
    """A number of a cell; a dash where there is none."""
    return GACH if value is None else format_int(value)


def ty_le(value: Decimal | None) -> str:
    """A percentage of a cell: the sign stands in the heading."""
    return format_percent(value).rstrip("%")


def co_dau(value: int | Decimal) -> str:
    """A difference: always with its sign, 0 bare."""
    text = ty_le(value) if isinstance(value, Decimal) else format_int(value)
    return f"+{text}" if value > 0 else text if value else "0"


def _compared(cur: int, prev: int | None) -> tuple[str, str, str]:
    """Cells of same period, difference, difference in percent: none of it below 10 or on a net loss."""
    if prev is None:
        return GACH, GACH, GACH
    share = percent_1(cur - prev, prev) if prev >= CO_SO_10 and cur > 0 else None
    return so(prev), co_dau(cur - prev), GACH if share is None else co_dau(share)


def bang_chinh(data: DuLieuLoiVan) -> BangLoiVan:
    """Bảng 1 of a unit: each figure beside its quota and its same period."""
    number = 0
    rows: list[tuple[str, ...]] = []

    def line(name: str, unit: str, block: str, key: str, kind: str = "") -> None:
        nonlocal number
        below = name.startswith("-")
        number += not below
        quota, done = data.chi_tieu(kind) if kind else (None, 0)
        value = data.khoi[block][key]
        rows.append(
            ("" if below else str(number), name, unit, so(quota or None), so(value), ty_le(percent_1(done, quota)),
             *_compared(value, data.ck(block, key)))
        )  # fmt: skip

    official = data.thuoc_do
    new = "CĐCS, nghiệp đoàn" if data.khoi["nghiep_doan"]["thanh_lap"] else "CĐCS"
    line("Kết nạp mới đoàn viên", "người", "doan_vien", "ket_nap", "doan_vien" if official == ThuocDo.KET_NAP else "")
    line(f"- Tại {new} thành lập mới", "người", "doan_vien", "ket_nap_tai_cdcs_moi")
    line("- Tại CĐCS đã có", "người", "doan_vien", "ket_nap_tai_cdcs_da_co")
    line("Đoàn viên giảm", "người", "doan_vien", "giam")
    line("Đoàn viên thực tăng", "người", "doan_vien", "thuc_tang", "doan_vien" if official == ThuocDo.THUC_TANG else "")
    if official == ThuocDo.THUC_TANG_TRU_SAP_XEP:
        line("Đoàn viên thực tăng (không tính sắp xếp tổ chức)", "người", "doan_vien", official, "doan_vien")
    line("Đoàn viên cuối kỳ", "người", "doan_vien", "cuoi_ky")
    line("CĐCS thành lập mới", "CĐCS", "cdcs", "thanh_lap", "cdcs")
    line("Nghiệp đoàn cơ sở thành lập mới", "nghiệp đoàn", "nghiep_doan", "thanh_lap", "nghiep_doan")
    rows.append(_coverage(data, number + 1))
    return BangLoiVan(
        f"Bảng 1. Kết quả thực hiện các chỉ tiêu chủ yếu {data.ten_ky}",
        ("TT", "Nội dung", "Đơn vị tính", data.ten_chi_tieu.capitalize(), "Thực hiện", "Tỷ lệ (%)",
         f"Cùng kỳ {data.nam_truoc}", "Tăng, giảm", "Tăng, giảm (%)"),
        tuple(rows), _note(data, number + 1),
    )  # fmt: skip


def _coverage(data: DuLieuLoiVan, number: int) -> tuple[str, ...]:
    cur, prev = data.khoi["bao_phu"]["ty_le"], data.ck("bao_phu", "ty_le")
    more = GACH if cur is None or prev is None else co_dau(cur - prev)
    name = f"Tỷ lệ đơn vị, doanh nghiệp từ {format_int(data.nguong)} lao động trở lên có CĐCS"
    return str(number), name, "%", GACH, ty_le(cur), GACH, ty_le(prev), more, GACH


def _note(data: DuLieuLoiVan, number: int) -> str:
    if data.cung_ky is None:
        return "Ghi chú: Dấu “—” là không giao chỉ tiêu hoặc không có số cùng kỳ."
    return ("Ghi chú: Dấu “—” là không giao chỉ tiêu hoặc không tính tỷ lệ (số cùng kỳ dưới 10). "
            f"Tăng, giảm ở dòng {number} tính bằng điểm phần trăm.")  # fmt: skip


def ty_le_that(data: DuLieuLoiVan, unit: DonViCon) -> Fraction | None:
    """The unrounded rate of a unit: it alone decides rank and group. None without a quota."""
    quota, done = data.chi_tieu("doan_vien", unit.khoi)
    return Fraction(done, quota) if quota else None


def xep_hang(data: DuLieuLoiVan) -> list[tuple[int | None, DonViCon]]:
    """Units by their unrounded rate, the highest first; equal ones share a rank, those without a quota have none."""
    rates = [(rate, one) for one in data.con if (rate := ty_le_that(data, one)) is not None]
    ranked = sorted(rates, key=lambda pair: (-pair[0], vi_sort_key(pair[1].ten)))
    found: list[tuple[int | None, DonViCon]] = [
        (1 + sum(other > rate for other, _ in ranked), unit) for rate, unit in ranked
    ]
    return found + [(None, one) for one in data.con if ty_le_that(data, one) is None]


def _short(name: str) -> str:
    for long, short in NGAN:
        name = name.replace(long, short)
    return name


def _cells(data: DuLieuLoiVan, blocks: Khoi) -> tuple[str, ...]:
    (quota, done), (bases, founded) = data.chi_tieu("doan_vien", blocks), data.chi_tieu("cdcs", blocks)
    members = blocks["doan_vien"]
    return (so(quota or None), so(members["ket_nap"]), ty_le(percent_1(done, quota)), so(bases or None),
            so(blocks["cdcs"]["thanh_lap"]), ty_le(percent_1(founded, bases)), so(members["thuc_tang"]),
            so(members["cuoi_ky"]))  # fmt: skip


def bang_xep_hang(data: DuLieuLoiVan) -> BangLoiVan:
    """Bảng 1 of the province: its units by rank, the province itself below."""
    measure = ThuocDo(data.thuoc_do).label.lower()
    by = "" if data.thuoc_do == ThuocDo.KET_NAP else f" Tỷ lệ đoàn viên tính theo {measure}."
    rows = [(so(rank), _short(unit.ten), *_cells(data, unit.khoi)) for rank, unit in xep_hang(data)]
    return BangLoiVan(
        "Bảng 1. Kết quả thực hiện chỉ tiêu của các đơn vị,\n"
        f"xếp theo tỷ lệ {measure} so với chỉ tiêu {data.thoi_chi_tieu}",
        ("Xếp thứ", "Đơn vị", "Chỉ tiêu đoàn viên", "Kết nạp mới", "Tỷ lệ (%)", "Chỉ tiêu CĐCS", "CĐCS mới",
         "Tỷ lệ (%)", "Thực tăng", "Đoàn viên cuối kỳ"),
        tuple(rows),
        "Ghi chú: Dấu “—” là đơn vị không được giao chỉ tiêu. Đơn vị không được giao chỉ tiêu đoàn viên không xếp thứ."
        + by,
        ("", "Tổng cộng", *_cells(data, data.khoi)),
    )  # fmt: skip

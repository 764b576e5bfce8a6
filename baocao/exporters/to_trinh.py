"""The proposal of commendation as Word, from a template an office can edit (07 §7.4, sentences.md part 7).

docxtpl is imported inside the function: reading and pages do not pay for it.
"""

import tempfile
from datetime import date
from typing import IO, Any

from baocao.enums import LoaiMau
from baocao.exporters.mau_word import render_template
from baocao.queries.bang import ngay_dai, ngay_ngan, so_it
from baocao.queries.khen_thuong import BAO_CAO_DA_DUYET, KHONG_XET, DongKhen, KhenThuong
from cdcs.enums import ThuocDo
from core.numbers import format_int, format_percent
from core.sheets.table import KEPT_IN_MEMORY
from taikhoan.models import User

SAMPLE = "DỮ LIỆU MẪU – số liệu, tên đơn vị và số văn bản đều là giả định, không có giá trị sử dụng"
DRAFT = "BẢN NHÁP – số liệu chưa chốt"
SHORT, LONG = "LĐLĐ", "Liên đoàn Lao động"
MOST_NAMED = 2  # decisions: above it they are spoken of together
MOST_KEPT = 10  # rows: a table of no more stays on one page
IN_A_SENTENCE = 2  # units with their reasons
BLANK = "." * 12


def write_to_trinh(page: KhenThuong, typed: dict[str, Any], mau: bytes | None = None) -> tuple[IO[bytes], bool]:
    """The document, with figures and sentences of the page and what was typed for it.

    `mau` is the office's template; the second answer is whether it failed and the built-in one stands in for it.
    """
    document, failed = render_template(LoaiMau.TO_TRINH, mau, {**_head(page, typed), **_body(page)})
    if page.met_count > MOST_KEPT:
        _let_break(document.docx)
    file = tempfile.SpooledTemporaryFile(max_size=KEPT_IN_MEMORY)  # noqa: SIM115 - the answer closes it
    document.save(file)
    file.seek(0)
    return file, failed


def _let_break(document: Any) -> None:
    """Let the table of units run on to the next page: the template keeps its rows together."""
    for table in document.tables:
        if table.cell(0, 0).text == "TT":
            for cell in (cell for row in table.rows[1:] for cell in row.cells):
                cell.paragraphs[0].paragraph_format.keep_with_next = False


def _head(page: KhenThuong, typed: dict[str, Any]) -> dict[str, Any]:
    """What stands around the figures: issuer, number, day, grounds, who signs."""
    name = page.place.don_vi.ten
    return {
        "co_quan": name.replace(LONG, SHORT).upper(),
        "ten_tinh": name.replace(SHORT, LONG),
        "so": typed["so"] or " " * 6,
        "noi_ngay": f"{typed['dia_danh'] or BLANK}, {ngay_dai(typed['ngay'])}",
        "can_cu": typed["can_cu"],
        "giai_doan": f"{page.programme.ngay_bat_dau.year}-{page.programme.ngay_ket_thuc.year}",
        "quyet_dinh": _decisions(page),
        "nguon": page.can_cu_so_lieu,
        "chua_kiem": not page.theo_bao_cao,
        "hinh_thuc": typed["hinh_thuc"],
        "nguoi_ky": typed["nguoi_ky"],
        "dau": SAMPLE if User.objects.filter(is_demo=True).exists() else DRAFT,
    }


def _decisions(page: KhenThuong) -> str:
    decisions = page.decisions
    if len(decisions) > MOST_NAMED:
        return f"các quyết định của Ban Thường vụ LĐLĐ tỉnh về việc giao chỉ tiêu năm {page.place.nam}"
    named = " và ".join(f"Quyết định số {one.so_quyet_dinh} {ngay_dai(one.ngay)}" for one in decisions)
    return f"{named} của Ban Thường vụ LĐLĐ tỉnh về việc giao chỉ tiêu năm {page.place.nam}"


def _body(page: KhenThuong) -> dict[str, Any]:
    rule, named = page.rule, len(page.groups) > 1
    start, end = page.window
    return {
        "nam": page.place.nam,
        "dieu_kien": f"{rule.cau_doan_vien}; {rule.cau_cdcs}; {BAO_CAO_DA_DUYET}. {KHONG_XET}",
        "thuoc_do": ThuocDo(rule.thuoc_do).label,
        "so_xet": so_it(len(page.lines)),
        "so_dat": so_it(page.met_count),
        "nhom": [
            {"ten": group.ten if named else "", "dong": [_line(number, line) for number, line in group.dong]}
            for group in page.groups
        ],
        "ghi_chu": " ".join([_window(start, end), *page.ended_notes]),
        **_near(page),
    }


def _window(start: date, end: date) -> str:
    return f"Số liệu từ ngày {ngay_ngan(start)} đến ngày {ngay_ngan(end)}."


def _line(number: int, line: DongKhen) -> dict[str, str]:
    return {
        "tt": str(number),
        "ten": line.unit.ten,
        "giao": format_int(line.giao),
        "thuc_hien": format_int(line.thuc_hien),
        "ty_le": format_percent(line.ty_le).rstrip("%"),
        "vuot": format_percent(line.vuot).rstrip("%"),
        "giao_cdcs": "—" if line.giao_cdcs is None else format_int(line.giao_cdcs),
        "cdcs": format_int(line.cdcs),
    }


def _near(page: KhenThuong) -> dict[str, Any]:
    """Who reached the quota and does not meet the rule: one or two in a sentence, more of them line by line."""
    units = [f"{line.unit.ten} ({reason})" for line, reason in page.near]
    begin = f"Có {so_it(len(units))} đơn vị hoàn thành chỉ tiêu đoàn viên nhưng chưa đủ điều kiện"
    if len(units) <= IN_A_SENTENCE:
        return {"gan_dat": f"{begin} là {' và '.join(units)}." if units else "", "gan_dat_dong": []}
    lines = [f"- {line.unit.ten}: {reason}" for line, reason in page.near]
    return {"gan_dat": f"{begin}:", "gan_dat_dong": [f"{line};" for line in lines[:-1]] + [f"{lines[-1]}."]}

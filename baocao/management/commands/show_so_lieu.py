"""The figures of a unit and its direct children, for people or as JSON (03 §3.2, §3.4)."""

import json
import re
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from baocao.queries.so_lieu import LUC_DO, show_so_lieu
from cdcs.models import ChuongTrinh, CongDoan, co_cau
from core.dates import LAST_YEAR, format_date
from core.numbers import format_int
from core.templatetags.formats import format_number, format_percent
from doanvien.enums import LoaiBienDong

ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
WRONG_CALL = 2
WIDTH = 46
MORE_LABELS = {
    "dau_ky": "Đoàn viên đầu kỳ",
    "ket_nap_tai_cdcs_moi": "  tại CĐCS mới",
    "ket_nap_tai_cdcs_da_co": "  tại CĐCS đã có",
    "giam": "Đoàn viên giảm",
    "cuoi_ky": "Đoàn viên cuối kỳ",
    "thuc_tang": "Thực tăng",
    "thuc_tang_tru_sap_xep": "Thực tăng trừ sắp xếp",
    "nu_cuoi_ky": "  trong đó nữ",
    "co_danh_sach_cuoi_ky": "  có danh sách",
}
COUNT_LABELS = {
    "dau_ky": "Đầu kỳ",
    "thanh_lap": "Thành lập",
    "sap_xep_den": "Sắp xếp đến",
    "sap_xep_di": "Sắp xếp đi",
    "ket_thuc": "Kết thúc",
    "cuoi_ky": "Cuối kỳ",
}
COVERAGE_LABELS = {
    "trong_dien": "Trong diện",
    "co_cdcs": "Đã có CĐCS",
    "chua_co_cdcs": "Chưa có CĐCS",
    "ty_le": "Độ bao phủ",
    "fdi_trong_dien": "FDI trong diện",
    "fdi_co_cdcs": "FDI đã có CĐCS",
    "chua_co_so_lieu": "Chưa có số liệu",
}
QUOTA_LABELS = {"doan_vien": "Đoàn viên", "cdcs": "CĐCS", "nghiep_doan": "Nghiệp đoàn cơ sở"}


def refuse(message: str) -> CommandError:
    """A wrong call: status 2, nothing on standard output."""
    return CommandError(message, returncode=WRONG_CALL)


def read_day(text: str, option: str) -> date:
    """The day of an option, as YYYY-MM-DD only."""
    try:
        day = date.fromisoformat(text) if ISO.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None:
        raise refuse(f"{option}: không đọc được ngày “{text}”. Ghi năm-tháng-ngày, ví dụ 2025-05-31.")
    if day.year > LAST_YEAR:
        raise refuse(f"{option}: năm {day.year} xa quá, tới năm {LAST_YEAR} là cuối.")
    return day


def lines_of(block: dict[str, Any], labels: dict[str, str]) -> list[str]:
    """One line for each figure of a block."""
    return [
        f"  {labels[key]:<{WIDTH}}{format_percent(value) if key == 'ty_le' else format_number(value):>12}"
        for key, value in block.items()
    ]


def quota_lines(blocks: dict[str, Any]) -> list[str]:
    """Quota, done and share by kind."""
    return [
        f"  {QUOTA_LABELS[kind]:<{WIDTH - 22}} giao {format_number(line['giao']):>9}"
        f"   thực hiện {format_int(line['thuc_hien']):>9}   {format_percent(line['ty_le']):>7}"
        for kind, line in blocks.items()
        if kind in QUOTA_LABELS
    ]


class Command(BaseCommand):
    """Prints "Số hiện thời" of a unit for a window."""

    help = "In số liệu của một đơn vị và các đơn vị trực thuộc trong một khoảng ngày (số hiện thời)."

    def add_arguments(self, parser):
        parser.add_argument("--don-vi", required=True, help="mã đơn vị")
        parser.add_argument("--tu", required=True, help="từ ngày, YYYY-MM-DD")
        parser.add_argument("--den", required=True, help="đến hết ngày, YYYY-MM-DD")
        parser.add_argument("--co-cau", help="đọc theo cơ cấu của một ngày, YYYY-MM-DD; không ghi: cơ cấu lúc đó")
        parser.add_argument("--json", action="store_true", help="in một đối tượng JSON")

    def handle(self, *args, **options):
        start, end = read_day(options["tu"], "--tu"), read_day(options["den"], "--den")
        day = read_day(options["co_cau"], "--co-cau") if options["co_cau"] else None
        first = ChuongTrinh.current().ngay_bat_dau
        if start > end:
            raise refuse(f"Từ ngày {format_date(start)} ở sau đến ngày {format_date(end)}.")
        if start < first:
            raise refuse(f"Từ ngày {format_date(start)} ở trước ngày đầu chương trình {format_date(first)}.")
        unit = CongDoan.objects.filter(ma=options["don_vi"]).first()
        if unit is None:
            raise refuse(f"Không có đơn vị mã {options['don_vi']}.")
        answer = show_so_lieu(unit, start, end, co_cau(day) if day else None)
        self.stdout.write(json.dumps(answer, ensure_ascii=False) if options["json"] else as_text(answer))


def as_text(answer: dict[str, Any]) -> str:
    """The answer as a table that a person reads."""
    start, end = date.fromisoformat(answer["tu_ngay"]), date.fromisoformat(answer["den_ngay"])
    structure = answer["co_cau"]
    named = "cơ cấu lúc đó" if structure == LUC_DO else f"cơ cấu ngày {format_date(date.fromisoformat(structure))}"
    year, term = answer["chi_tieu_nam"], answer["nhiem_ky"]
    members = {**dict(LoaiBienDong.choices), **MORE_LABELS}
    parts = [
        f"{answer['ten']} ({answer['don_vi']}), {format_date(start)} - {format_date(end)}, {named}. Số hiện thời.",
        "Đoàn viên",
        *lines_of(answer["doan_vien"], members),
        "CĐCS",
        *lines_of(answer["cdcs"], COUNT_LABELS),
        "Nghiệp đoàn cơ sở",
        *lines_of(answer["nghiep_doan"], COUNT_LABELS),
        "Bao phủ",
        *lines_of(answer["bao_phu"], COVERAGE_LABELS),
        f"Chỉ tiêu năm {year['nam']}",
        *quota_lines(year),
        "Nhiệm kỳ",
        f"  {'Đoàn viên: chỉ tiêu':<{WIDTH}}{format_number(term['giao']):>12}",
        *lines_of({key: term[key] for key in ("ket_nap", "thuc_tang", "thuc_tang_tru_sap_xep")}, members),
        *quota_lines(term),
        *child_lines(answer["truc_thuoc"]),
    ]
    return "\n".join(parts)


def child_lines(children: list[dict[str, Any]]) -> list[str]:
    """The direct children, one line each."""
    if not children:
        return []
    head = f"  {'Mã':<14}{'Đầu kỳ':>10}{'Kết nạp':>10}{'Giảm':>10}{'Thực tăng':>11}{'Cuối kỳ':>10}  Đơn vị"
    keys = (("dau_ky", 10), ("ket_nap", 10), ("giam", 10), ("thuc_tang", 11), ("cuoi_ky", 10))
    rows = [
        f"  {child['don_vi']:<14}"
        + "".join(f"{format_int(child['doan_vien'][key]):>{width}}" for key, width in keys)
        + f"  {child['ten']}"
        for child in children
    ]
    return ["Đơn vị trực thuộc", head, *rows]

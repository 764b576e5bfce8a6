"""What a page of a reconciliation shows of its rows: our value beside theirs, numbers masked."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from cdcs.access import Scope
from cdcs.models import CongDoan
from core.dates import format_date
from core.sql import id_in
from core.text import hide_numbers, mask
from doanvien.enums import GioiTinh, NhomDoiChieu
from doanvien.models import DoanVien, DongDoiChieu
from doanvien.queries.doi_chieu import SO_SANH

LABELS = {
    "ho_ten": "Họ và tên", "ngay_sinh": "Ngày sinh", "gioi_tinh": "Giới tính", "so_cccd": "Số CCCD",
    "so_the": "Số thẻ", "dien_thoai": "Điện thoại", "don_vi": "Đơn vị", "trang_thai": "Trạng thái",
}  # fmt: skip
MASKED = ("so_cccd", "so_the", "dien_thoai")


@dataclass
class ONhin:
    """One field of a row: ours and theirs as they may be shown, and whether it waits for a decision."""

    ten: str
    o_day: str
    o_kia: str
    mo: bool


@dataclass
class DongNhin:
    """One row as a page shows it."""

    dong: DongDoiChieu
    ho_ten: str
    don_vi: str
    mo_ta: str = ""
    o: list[ONhin] = field(default_factory=list)
    ung_vien: list[tuple[int, str]] = field(default_factory=list)


def shown_birth(born: Any) -> str:
    """A birth date of the export: dd/mm/yyyy, or the year."""
    if isinstance(born, str):
        year, month, day = born.split("-")
        return f"{day}/{month}/{year}"
    return str(born or "")


def _ours(member: DoanVien, name: str, units: dict[int, str]) -> str:
    if name == "ngay_sinh":
        return format_date(member.ngay_sinh) if member.ngay_sinh else str(member.nam_sinh)
    if name == "gioi_tinh":
        return member.get_gioi_tinh_display()
    if name == "don_vi":
        return units.get(member.cong_doan_id or 0, "")
    if name == "trang_thai":
        return "Đang sinh hoạt" if member.cong_doan_id else "Đã ra"
    value = getattr(member, name)
    return mask(value) if name in MASKED else value


def _theirs(row: DongDoiChieu, name: str, units: dict[int, str]) -> str:
    value = row.gia_tri.get(name, "")
    if name == "ngay_sinh":
        return shown_birth(value)
    if name == "gioi_tinh":
        return GioiTinh(value).label if value else ""
    if name == "don_vi":
        return units.get(row.cong_doan_id or 0, value)
    if name == "trang_thai":
        return value or "Có trong danh sách"
    return mask(value) if name in MASKED else hide_numbers(value)


def _described(row: DongDoiChieu) -> str:
    """Who a row without a member is: sex, birth, the ends of its numbers."""
    cells = row.gia_tri
    parts = [
        GioiTinh(cells["gioi_tinh"]).label if cells.get("gioi_tinh") else "",
        shown_birth(cells.get("ngay_sinh")),
        f"CCCD {mask(cells['so_cccd'])}" if cells.get("so_cccd") else "",
        f"thẻ {mask(cells['so_the'])}" if cells.get("so_the") else "",
        cells.get("trang_thai", ""),
    ]
    return ", ".join(filter(None, parts))


def _who(member: DoanVien, units: dict[int, str]) -> str:
    number = f"CCCD {mask(member.so_cccd)}" if member.so_cccd else "chưa có CCCD"
    place = units.get(member.cong_doan_id or 0, "đã ra")
    return f"{member.ho_ten}, {_ours(member, 'ngay_sinh', units)}, {number}, {place}"


def present_rows(rows: Sequence[DongDoiChieu], scope: Scope) -> list[DongNhin]:
    """The rows of one page, in four questions to the database whatever their number.

    Candidates who have left the scope since are not offered.
    """
    wanted = {pk for row in rows for pk in row.ung_vien} | {row.doan_vien_id for row in rows if row.doan_vien_id}
    members = {one.pk: one for one in DoanVien.everything.filter(id_in("pk", wanted))}
    ids = {one.cong_doan_id for one in members.values() if one.cong_doan_id}
    ids |= {row.cong_doan_id for row in rows if row.cong_doan_id}
    found = CongDoan.objects.filter(id_in("pk", ids)).values_list("pk", "ten", "ma")
    units = {pk: f"{name} ({code})" for pk, name, code in found}
    shown = []
    for row in rows:
        member = members.get(row.doan_vien_id or 0)
        one = DongNhin(row, hide_numbers(row.gia_tri.get("ho_ten") or (member.ho_ten if member else "")),
                       units.get(row.cong_doan_id or 0, row.don_vi_la or row.gia_tri.get("don_vi", "")))  # fmt: skip
        if member is not None and row.nhom != NhomDoiChieu.LOI:
            one.ho_ten, one.mo_ta = member.ho_ten, f"CCCD {mask(member.so_cccd)}" if member.so_cccd else ""
            one.o = [ONhin(LABELS[name], _ours(member, name, units), _theirs(row, name, units), name in row.cac_o_mo)
                     for name in SO_SANH if f",{name}," in row.khac]  # fmt: skip
        else:
            one.mo_ta = _described(row)
        here = (members[pk] for pk in row.ung_vien if pk in members)
        one.ung_vien = [(person.pk, _who(person, units)) for person in here
                        if person.cong_doan_id is None or scope.contains(person.cong_doan_id)]  # fmt: skip
        shown.append(one)
    return shown


def members_only_here(rows: QuerySet[DongDoiChieu]) -> QuerySet[DoanVien]:
    """The members of these rows, for the workbook by which a clerk enters them over there."""
    return DoanVien.objects.filter(pk__in=rows.values("doan_vien_id"), gop_vao=None).order_by("khoa_ten", "pk")

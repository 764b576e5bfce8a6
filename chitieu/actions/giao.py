"""Giving quotas by a decision (02 §2.5-2, 3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404

from cdcs.access import rights_of
from cdcs.models import ChuongTrinh, CongDoan
from chitieu.enums import LoaiChiTieu
from chitieu.models import ChiTieu, QuyetDinhChiTieu
from chitieu.queries import quotas_in_force
from core.dates import format_date, today, union_year
from core.numbers import format_int
from core.refusal import Refused
from core.sql import one_writer
from taikhoan.actions import record

Cells = dict[tuple[int, str], int | None]  # {(unit, kind): the number in force, None for none}


@dataclass(frozen=True)
class ChiTieuData:
    """One line of a decision: a unit's number of one kind."""

    cong_doan: CongDoan
    loai: str
    so_giao: int


class LinesChanged(Refused):
    """Somebody else issued a decision on these cells since the page was made; `cells` is in force now [06-6.2-9]."""

    def __init__(self, cells: Cells):
        super().__init__("Người khác vừa ban hành quyết định về ô bạn đang sửa, chưa ghi gì.")
        self.cells = cells


def may_give(unit: CongDoan, *, by) -> bool:
    """May the user give a quota to this unit: a superior one, or a base one of the own (08 §8.6)?"""
    rights = rights_of(by)
    if unit.la_co_so:
        return rights.can_at("giao_chi_tieu_co_so", unit)
    return (unit.la_cap_tren or unit.loai == "ldld_tinh") and rights.can_at("giao_chi_tieu_cap_tren", unit)


def years_of_programme() -> range:
    """The union years for which quotas are given."""
    programme = ChuongTrinh.current()
    return range(union_year(programme.ngay_bat_dau), union_year(programme.ngay_ket_thuc) + 1)


def check_decision(so_quyet_dinh: str, ngay: date, nam: int | None, lines: Sequence[ChiTieuData], *, by) -> None:
    """Refuse a decision of the future, of a year outside the programme, without lines, or for units of others.

    Raises: Refused at its field; PermissionDenied for a unit that is seen, Http404 for one that is not.
    """
    if not so_quyet_dinh:
        raise Refused("Chỉ tiêu giao theo quyết định: ghi số quyết định.", "so_quyet_dinh")
    if ngay > today():
        raise Refused(f"Ngày quyết định {format_date(ngay)} ở sau hôm nay.", "ngay")
    years = years_of_programme()
    if nam is not None and nam not in years:
        raise Refused(f"Năm phải từ {years[0]} đến {years[-1]}, hoặc cả nhiệm kỳ.", "nam")
    if not lines:
        raise Refused("Chưa có ô nào khác với chỉ tiêu đang hiệu lực: gõ số mới rồi ban hành.")
    for unit in {line.cong_doan for line in lines}:
        if not may_give(unit, by=by):
            raise PermissionDenied if rights_of(by).sees(unit) else Http404


def new_lines(so_quyet_dinh: str, ngay: date, nam: int | None, lines: Sequence[ChiTieuData]) -> list[ChiTieuData]:
    """The lines that a decision of this number does not have yet, whoever issued it.

    Raises: Refused when it has one of them with another quantity or on another day [02-2.5-3].
    """
    rows = ChiTieu.objects.filter(quyet_dinh__so_quyet_dinh=so_quyet_dinh, nam=nam).select_related("quyet_dinh")
    known = {(row.cong_doan_id, row.loai): row for row in rows}
    new = []
    for line in lines:
        old = known.get((line.cong_doan.pk, line.loai))
        if old is None:
            new.append(line)
        elif (old.so_giao, old.quyet_dinh.ngay) != (line.so_giao, ngay):
            raise Refused(
                f"{line.cong_doan.ten}, {LoaiChiTieu(line.loai).label}: quyết định {old.quyet_dinh} đã giao "
                f"{format_int(old.so_giao)}. Điều chỉnh bằng một quyết định mới.", "so_quyet_dinh")  # fmt: skip
    return new


def check_unseen(nam: int | None, lines: Sequence[ChiTieuData], truoc: Mapping[tuple[int, str], int | None]) -> None:
    """Refuse lines over numbers that the page had not shown.

    Raises: LinesChanged with what is in force now.
    """
    now = quotas_in_force({line.cong_doan.pk for line in lines}, nam, today())
    cells: Cells = {}
    for line in lines:
        ruling = now[line.cong_doan.pk][line.loai]
        cells[line.cong_doan.pk, line.loai] = ruling.so_giao if ruling else None
    unseen = {key: number for key, number in cells.items() if number != truoc.get(key)}
    if unseen:
        raise LinesChanged(unseen)


def find_decision(so_quyet_dinh: str, ngay: date, noi_ban_hanh: CongDoan | None, *, by, **facts) -> QuyetDinhChiTieu:
    """The decision of this number, day and union, made if new; what it did not say yet (`facts`) is added.

    Raises: Refused when it is a draft.
    """
    decision, is_new = QuyetDinhChiTieu.objects.get_or_create(
        so_quyet_dinh=so_quyet_dinh, ngay=ngay, noi_ban_hanh=noi_ban_hanh, defaults={"created_by": by, **facts}
    )
    if decision.la_du_thao:
        raise Refused(f"Quyết định {so_quyet_dinh} đang là dự thảo.", "so_quyet_dinh")
    missing = {name: text for name, text in facts.items() if text and not getattr(decision, name)}
    if missing and not is_new:
        QuyetDinhChiTieu.objects.filter(pk=decision.pk).update(**missing)
    return decision


@transaction.atomic
def giao_chi_tieu(
    *,
    by,
    so_quyet_dinh: str,
    ngay: date,
    nam: int | None,
    lines: Sequence[ChiTieuData],
    nguoi_ky: str = "",
    ly_do: str = "",
    noi_ban_hanh: CongDoan | None = None,
    truoc: Mapping[tuple[int, str], int | None] | None = None,
) -> QuyetDinhChiTieu:
    """Record the lines of one decision for a union year, or for the term (`nam` None); known equal lines stay.

    `truoc` is what the page had shown as being in force; None does not ask. Raises: Refused when the number already
    gave another quantity [02-2.5-3], when it is a draft, or as `check_decision` and `check_unseen` do.
    """
    one_writer()
    check_decision(so_quyet_dinh, ngay, nam, lines, by=by)
    if truoc is not None:
        check_unseen(nam, lines, truoc)
    new = new_lines(so_quyet_dinh, ngay, nam, lines)
    if not new:
        known = ChiTieu.objects.filter(quyet_dinh__so_quyet_dinh=so_quyet_dinh, nam=nam).select_related("quyet_dinh")
        return known.get(cong_doan=lines[0].cong_doan, loai=lines[0].loai).quyet_dinh
    decision = find_decision(so_quyet_dinh, ngay, noi_ban_hanh, by=by, nguoi_ky=nguoi_ky, ly_do=ly_do)
    ChiTieu.objects.bulk_create(
        [
            ChiTieu(quyet_dinh=decision, nam=nam, cong_doan=line.cong_doan, loai=line.loai, so_giao=line.so_giao)
            for line in new
        ]
    )
    given = [[line.cong_doan.ma, line.loai, line.so_giao] for line in new]
    record(by=by, act="giao_chi_tieu_co_so" if all(x.cong_doan.la_co_so for x in lines) else "giao_chi_tieu_cap_tren",
           obj=decision, unit=noi_ban_hanh.ma if noi_ban_hanh else "", nam=nam or "nhiệm kỳ", so_dong=len(new),
           dong=given[:100], ly_do=ly_do)  # fmt: skip
    return decision

"""What becomes of the quotas of a closed unit: chosen in words, by a decision, never silently (02 §2.3-17)."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404

from cdcs.access import rights_of
from chitieu.actions.giao import ChiTieuData, giao_chi_tieu, may_give
from chitieu.enums import CachDeLai
from chitieu.models import ChiTieuDeLai
from chitieu.queries import quotas_in_force
from chitieu.queries.de_lai import DeLai, de_lai_of, parent_of
from core.dates import format_date, today
from core.refusal import Refused
from core.sql import one_writer
from sapxep.models import SapXep
from taikhoan.actions import record


@dataclass(frozen=True)
class DeLaiData:
    """The way that was chosen, and the decision that says so."""

    cach: str
    so_quyet_dinh: str
    ngay: date
    nguoi_ky: str = ""


def may_choose(left: DeLai, *, by) -> bool:
    """May the user decide: who gives quotas to the successor, or gave them to the closed unit where there is none?"""
    return may_give(left.ke_tuc or left.unit, by=by)


@transaction.atomic
def choose_de_lai(act: SapXep, data: DeLaiData, *, by) -> ChiTieuDeLai:
    """Choose once; a later decision on the grid is what changes the numbers afterwards.

    Raises: Refused for a second choice, a day before the closing or to come, a successor that has a later decision,
    or when nothing was left; PermissionDenied or Http404 outside the user's rights.
    """
    one_writer()
    found = de_lai_of([act], today())
    if not found or not found[0].lines:
        raise Refused("Đơn vị này không để lại chỉ tiêu nào còn hiệu lực.")
    left = found[0]
    if not may_choose(left, by=by):
        raise PermissionDenied if rights_of(by).sees(left.unit) else Http404
    if left.da_chon:
        raise Refused(f"Đã chọn: {left.da_chon}. Sửa số bằng một quyết định mới trên bảng chỉ tiêu.")
    _check(left, data)
    if data.cach == CachDeLai.CONG_VAO:
        _add_to_heir(left, data, by)
    lines = [[line.nam, line.loai, line.so_giao] for line in left.lines]
    row = ChiTieuDeLai.objects.create(
        sap_xep=act, cach=data.cach, ke_tuc=left.ke_tuc, so_quyet_dinh=data.so_quyet_dinh, ngay=data.ngay,
        so_de_lai=lines, created_by=by,
    )  # fmt: skip
    word = "giao_chi_tieu_co_so" if left.unit.la_co_so else "giao_chi_tieu_cap_tren"
    record(by=by, act=word, obj=row, unit=left.unit.ma, viec="chỉ tiêu của đơn vị đã kết thúc", cach=data.cach,
           ke_tuc=left.ke_tuc.ma if left.ke_tuc else "", so_quyet_dinh=data.so_quyet_dinh, dong=lines)  # fmt: skip
    return row


def _check(left: DeLai, data: DeLaiData) -> None:
    if not data.so_quyet_dinh:
        raise Refused("Ghi số quyết định.", "so_quyet_dinh")
    if data.ngay > today():
        raise Refused(f"Ngày quyết định {format_date(data.ngay)} ở sau hôm nay.", "ngay")
    if data.ngay < left.sap_xep.ngay:
        raise Refused(f"Đơn vị kết thúc ngày {format_date(left.sap_xep.ngay)}: quyết định phải từ ngày đó.", "ngay")
    if data.cach == CachDeLai.CONG_VAO and left.ke_tuc is None:
        raise Refused("Đơn vị này không có đơn vị kế tục: chọn cách khác.", "cach")


def _add_to_heir(left: DeLai, data: DeLaiData, by) -> None:
    """A new line of the successor for each line that was left: its own number and the closed unit's."""
    heir = left.ke_tuc
    assert heir is not None
    for year in left.nam:
        own = quotas_in_force([heir.pk], year, today())[heir.pk]
        lines = []
        for line in left.lines:
            if line.nam != year:
                continue
            ruling = own[line.loai]
            if ruling and ruling.quyet_dinh.ngay > data.ngay:
                raise Refused(
                    f"{heir.ten} đã có chỉ tiêu theo quyết định {ruling.quyet_dinh}, mới hơn ngày này.", "ngay"
                )
            lines.append(ChiTieuData(heir, line.loai, line.so_giao + (ruling.so_giao if ruling else 0)))
        giao_chi_tieu(
            by=by, so_quyet_dinh=data.so_quyet_dinh, ngay=data.ngay, nam=year, lines=lines, nguoi_ky=data.nguoi_ky,
            ly_do=f"Cộng chỉ tiêu của {left.unit.ten} đã kết thúc",
            noi_ban_hanh=parent_of(left.unit),
        )  # fmt: skip

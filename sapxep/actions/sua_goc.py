"""Correcting how a unit began: first name, founding day, first parent, where they were typed wrong (08 §8.3)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import F, Min

from cdcs.access import require, rights_of
from cdcs.actions import check_cap_tren, rebuild_cay, refuse_closed
from cdcs.actions.cong_doan import check_parent_open, first_links
from cdcs.actions.khoa_so import correctable
from cdcs.models import CongDoan, TenCongDoan, TrucThuoc, forget_co_cau
from core.dates import format_date, today
from core.refusal import Refused
from core.sql import id_in, one_writer
from core.text import fold
from doanhnghiep.models import LienKetCDCS
from doanvien.actions.so_dem import RecountUnits
from doanvien.models import BienDong
from sapxep.actions.kiem_tra import ever_below
from sapxep.models import SapXep
from taikhoan.actions import record

WORD = "correct_goc_cong_doan"
STALE = "Người khác vừa sửa đơn vị này. Tải lại trang để xem bản mới rồi sửa tiếp."
HAS_ROWS = "Đơn vị đã có biến động đoàn viên: thông tin ban đầu do Liên đoàn Lao động tỉnh sửa."


@dataclass
class GocData:
    """How the unit began; `cap_tren` is the code of its first parent, empty for a root."""

    ten: str
    ngay_thanh_lap: date
    cap_tren: str


def correct_reason(unit: CongDoan, *, by) -> str:
    """Why the user may not correct this unit, inside a scope that holds it; empty where nothing stands in the way.

    A clerk may until the unit has a row in the ledger (08 §8.3).
    """
    grants = [grant for grant in rights_of(by).grants(WORD) if grant.scope.contains(unit.pk)]
    always = any(not grant.cell.note for grant in grants)
    return HAS_ROWS if not always and BienDong.objects.filter(cong_doan=unit).exists() else ""


@correctable(lambda unit, data, **more: f"Sửa thông tin ban đầu của {unit.ten}", GocData)
@transaction.atomic
def correct_goc_cong_doan(unit: CongDoan, data: GocData, *, by, version: int, ly_do: str) -> CongDoan:
    """Change first name, founding day and first parent of `unit`, in every figure from its first day on.

    What a decision has changed since stays: a name or a parent that a decision replaced is corrected after that
    decision was undone. Links to employers that began with the founding move with it.

    Raises: Refused at the field that is wrong, at `version` when somebody else saved in between; PermissionDenied or
    Http404 outside the user's rights.
    """
    one_writer()
    require(by, WORD, unit)
    unit = CongDoan.objects.select_related("cap_tren_dau").get(pk=unit.pk)
    if reason := correct_reason(unit, by=by):
        raise Refused(reason)
    parent = _parent(unit, data, by)
    moves = parent is not None and parent.pk != unit.cap_tren_dau_id
    _check_day(unit, data.ngay_thanh_lap, moves)
    before = {"ten": unit.ten_dau, "ngay_thanh_lap": str(unit.ngay_thanh_lap), "cap_tren": _code(unit.cap_tren_dau)}
    refuse_closed(_places(unit, data.ngay_thanh_lap, parent), "ngay_thanh_lap")
    if not CongDoan.objects.filter(pk=unit.pk, version=version).update(version=F("version") + 1):
        raise Refused(STALE, "version")
    if data.ten != unit.ten_dau:
        _change_name(unit, data.ten)
    if parent is not None and moves:  # before the day: the links of the wrong parent may not reach to the right one
        _change_parent(unit, parent, data.ngay_thanh_lap)
    if data.ngay_thanh_lap != unit.ngay_thanh_lap:
        _change_day(unit, data.ngay_thanh_lap)
    forget_co_cau()
    record(by=by, act=WORD, obj=unit, unit=unit.ma, ly_do=ly_do, cu=before,
           moi={"ten": data.ten, "ngay_thanh_lap": str(data.ngay_thanh_lap), "cap_tren": data.cap_tren})  # fmt: skip
    return CongDoan.objects.get(pk=unit.pk)


def _code(unit: CongDoan | None) -> str:
    return unit.ma if unit else ""


def _parent(unit: CongDoan, data: GocData, by) -> CongDoan | None:
    """The first parent asked for, judged. Raises: Refused at `cap_tren`."""
    if data.cap_tren == _code(unit.cap_tren_dau):
        return unit.cap_tren_dau
    parent = CongDoan.objects.select_related("ke_tuc").filter(ma=data.cap_tren).first()
    if parent is None or not rights_of(by).can_at(WORD, parent):
        raise Refused("Không có đơn vị này trong phạm vi của bạn. Chọn trong danh sách.", "cap_tren")
    check_cap_tren(unit.loai, parent.loai)
    check_parent_open(parent, data.ngay_thanh_lap, unit.ngay_ket_thuc)
    return parent


def _check_day(unit: CongDoan, day: date, moves: bool) -> None:
    """Nothing may be recorded of a unit before its founding. Raises: Refused at `ngay_thanh_lap`."""
    if day > today():
        raise Refused(f"Ngày thành lập {format_date(day)} ở sau hôm nay.", "ngay_thanh_lap")
    if unit.ngay_ket_thuc is not None and day >= unit.ngay_ket_thuc:
        raise Refused(f"{unit.ma} kết thúc ngày {format_date(unit.ngay_ket_thuc)}: thành lập phải trước ngày đó.",
                      "ngay_thanh_lap")  # fmt: skip
    for first, what in _first_days(unit):
        if first is not None and first < day:
            raise Refused(f"{unit.ma} đã có {what} ngày {format_date(first)}: ngày thành lập không thể ở sau ngày đó.",
                          "ngay_thanh_lap")  # fmt: skip
    for first, what in _first_changes(unit, moves):
        if first is not None and first <= day:
            raise Refused(f"{unit.ma} {what} từ ngày {format_date(first)}: thành lập phải trước ngày đó.",
                          "ngay_thanh_lap")  # fmt: skip


def _first_days(unit: CongDoan) -> Iterator[tuple[date | None, str]]:
    """The first day of what else is recorded of the unit, and what that is."""
    yield BienDong.objects.living().filter(cong_doan=unit).aggregate(d=Min("ngay"))["d"], "biến động đoàn viên"
    for role in ("cong_doan", "cong_doan_dich"):
        decisions = SapXep.objects.filter(**{role: unit}, undone_at=None)
        yield decisions.aggregate(d=Min("ngay"))["d"], "quyết định sắp xếp"
    links = LienKetCDCS.objects.filter(cong_doan=unit).exclude(tu_ngay=unit.ngay_thanh_lap)
    yield links.aggregate(d=Min("tu_ngay"))["d"], "liên kết với doanh nghiệp từ"


def _first_changes(unit: CongDoan, moves: bool) -> Iterator[tuple[date | None, str]]:
    """The first day on which what began with the founding ended, and how; a unit that `moves` gets new links."""
    began = {"cong_doan": unit, "tu_ngay": unit.ngay_thanh_lap}
    yield TenCongDoan.objects.filter(**began).aggregate(d=Min("den_ngay"))["d"], "mang tên khác"
    if not moves:
        yield TrucThuoc.objects.filter(**began).aggregate(d=Min("den_ngay"))["d"], "đứng dưới cấp trên khác"
    yield LienKetCDCS.objects.filter(**began).aggregate(d=Min("den_ngay"))["d"], "thôi liên kết với một doanh nghiệp"


def _places(unit: CongDoan, day: date, parent: CongDoan | None) -> Iterator[tuple[int, date]]:
    """Whose figures change, and from which day on; a name moves none."""
    moves = parent is not None and parent.pk != unit.cap_tren_dau_id
    first = min(day, unit.ngay_thanh_lap)
    if not moves and day == unit.ngay_thanh_lap:
        return
    yield unit.pk, first
    if moves:
        units = ever_below([unit])
        rows = BienDong.objects.filter(id_in("cong_doan_id", units))
        first = min(filter(None, (first, rows.aggregate(d=Min("ngay"))["d"])))
        for pk in (*units, unit.cap_tren_dau_id, parent.pk if parent else None):
            if pk is not None:
                yield pk, first


def _refuse_decided(unit: CongDoan, kind: str, field: str) -> None:
    """An undo would put back what the decision remembers. Raises: Refused at `field`."""
    for decision in SapXep.objects.filter(undone_at=None).order_by("ngay", "pk"):
        if any(step["loai"] == kind and step.get("don_vi") == unit.pk for step in decision.thay_doi):
            raise Refused(
                f"{unit.ma} đã đổi theo quyết định {decision.so_quyet_dinh} ngày {format_date(decision.ngay)}: hoàn "
                "tác quyết định đó trước.", field
            )  # fmt: skip


def _change_name(unit: CongDoan, name: str) -> None:
    _refuse_decided(unit, "ten", "ten")
    TenCongDoan.objects.filter(cong_doan=unit).update(ten=name)
    CongDoan.objects.filter(pk=unit.pk).update(ten=name, ten_dau=name, ten_khong_dau=fold(name)[:250])


def _change_day(unit: CongDoan, day: date) -> None:
    """What began with the founding begins with it again."""
    for model in (TenCongDoan, TrucThuoc, LienKetCDCS):
        model.objects.filter(cong_doan=unit, tu_ngay=unit.ngay_thanh_lap).update(tu_ngay=day)
    CongDoan.objects.filter(pk=unit.pk).update(ngay_thanh_lap=day)


def _change_parent(unit: CongDoan, parent: CongDoan, day: date) -> None:
    """The unit and all under it counted for the wrong ancestors: out of those counters, into the right ones."""
    _refuse_decided(unit, "truc_thuoc", "cap_tren")
    with RecountUnits(ever_below([unit])):
        CongDoan.objects.filter(pk=unit.pk).update(cap_tren_dau=parent)
        TrucThuoc.objects.filter(cong_doan=unit).delete()
        TrucThuoc.objects.bulk_create(
            TrucThuoc(cong_doan=unit, cap_tren=above, tu_ngay=start, den_ngay=end)
            for above, start, end in first_links(parent, day)
        )
        rebuild_cay([unit.pk])

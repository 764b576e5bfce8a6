"""Handing employers over to another managing unit by a dated decision [02-2.1-15], and a clerk's proposal of it."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from cdcs.access import require, rights_of
from cdcs.actions import correctable, refuse_closed
from cdcs.models import CongDoan
from core.dates import format_date, today
from core.refusal import Refused
from core.sql import id_in, one_writer
from doanhnghiep.actions import move_quan_ly
from doanhnghiep.actions.quan_ly import check_quan_ly, restore_quan_ly
from doanhnghiep.models import QuanLyDoanhNghiep
from doanhnghiep.queries import quan_ly_on, visible_doanh_nghiep
from sapxep.actions.ghi_nho import plain_row, rich_row
from sapxep.actions.hoan_tac import refuse_later
from sapxep.enums import TrangThaiChuyen
from sapxep.models import ChuyenQuanLy, SapXep
from taikhoan.actions import record

WORD = "chuyen_don_vi_quan_ly"
NAMED = 3
T = TrangThaiChuyen


@dataclass
class ChuyenData:
    """A hand-over as the form gives it."""

    doanh_nghiep: Collection[int]
    dich: CongDoan
    ngay: date
    so_quyet_dinh: str
    ly_do: str


def may_propose(by) -> bool:
    """A clerk proposes where the province carries out (08 §8.3: "proposes")."""
    rights = rights_of(by)
    return rights.can("edit_doanh_nghiep") and not rights.can(WORD)


def _require_other(proposal: ChuyenQuanLy, by) -> None:
    """Nobody decides on what they submitted themselves (08 §8.1), as when the clerk became the reviewer since."""
    if proposal.created_by_id == by.pk:
        raise Refused("Bạn đã gửi đề nghị này: người khác phải trả lời.")


def check_chuyen(data: ChuyenData) -> dict[int, list[int]]:
    """Refuse what cannot be; return the employers that move, by the unit that manages them on the day.

    Raises: Refused at the field that is wrong, naming the first employers that stand in the way.
    """
    check_quan_ly(data.dich)
    if data.ngay > today():
        raise Refused(f"Ngày hiệu lực {format_date(data.ngay)} ở sau hôm nay.", "ngay")
    if not data.dich.is_active_on(data.ngay):
        raise Refused(f"{data.dich.ma} không hoạt động ngày {format_date(data.ngay)}.", "dich")
    if data.dich.ket_thuc_theo_sap_xep:  # what comes in now would be left behind by the decision that closed it
        raise Refused(f"{data.dich.ma} đã kết thúc ngày {format_date(data.dich.ngay_ket_thuc)}: chọn đơn vị kế tục.",
                      "dich")  # fmt: skip
    ids = set(data.doanh_nghiep)
    if not ids:
        raise Refused("Chọn ít nhất một đơn vị, doanh nghiệp để chuyển.")
    later = QuanLyDoanhNghiep.objects.filter(id_in("doanh_nghiep_id", ids), tu_ngay__gt=data.ngay)
    names = list(later.values_list("doanh_nghiep__ten", flat=True)[: NAMED + 1])
    if names:
        more = " và đơn vị khác" if len(names) > NAMED else ""
        raise Refused(
            f"Đã ghi chuyển quản lý sau ngày này cho {', '.join(names[:NAMED])}{more}: chọn ngày sau đó.", "ngay"
        )
    found: dict[int, list[int]] = defaultdict(list)
    for employer, manager in quan_ly_on(ids, data.ngay).items():
        if manager.pk != data.dich.pk:
            found[manager.pk].append(employer)
    if not found:
        raise Refused(f"Các đơn vị đã chọn đều do {data.dich.ten} quản lý ngày đó rồi.", "dich")
    refuse_closed((manager, data.ngay) for manager in (*found, data.dich.pk))  # coverage of both moves
    return dict(found)


def _say(data: ChuyenData, **_) -> str:
    return f"Chuyển quản lý sang {data.dich.ten}, ngày {format_date(data.ngay)}, quyết định {data.so_quyet_dinh}"


@correctable(_say, ChuyenData)
@transaction.atomic
def chuyen_quan_ly(data: ChuyenData, *, by, proposal: ChuyenQuanLy | None = None) -> ChuyenQuanLy:
    """Let another unit manage these employers from the day on; `proposal` is the clerk's, carried out by it.

    Raises: Refused when something stands in the way; PermissionDenied for who may not.
    """
    require(by, WORD)
    if proposal is not None:
        _require_other(proposal, by)
    one_writer()
    if not data.so_quyet_dinh:
        raise Refused("Ghi số quyết định.", "so_quyet_dinh")
    before, found = [], check_chuyen(data)
    for unit in (*found, data.dich.pk):
        require(by, WORD, unit)  # in a database of the nation the province's own alone (08 §8.1, T)
    for manager, employers in sorted(found.items()):
        old = CongDoan.objects.get(pk=manager)
        before += move_quan_ly(employers, old, data.dich, data.ngay, so_quyet_dinh=data.so_quyet_dinh, ly_do=data.ly_do)
    facts = {
        "trang_thai": T.DA_THUC_HIEN, "ngay": data.ngay, "cong_doan_dich": data.dich,
        "so_quyet_dinh": data.so_quyet_dinh, "truoc": [plain_row(row) for row in before], "decided_by": by,
        "decided_at": timezone.now(),
    }  # fmt: skip
    if proposal is None:
        act = ChuyenQuanLy.objects.create(
            ly_do=data.ly_do, doanh_nghiep=sorted(data.doanh_nghiep), created_by=by, **facts
        )
    else:
        if not ChuyenQuanLy.objects.filter(pk=proposal.pk, trang_thai=T.DE_NGHI).update(**facts):
            raise Refused("Đề nghị này đã được trả lời.")
        act = ChuyenQuanLy.objects.get(pk=proposal.pk)
    moved = len(act.da_chuyen)
    record(by=by, act=WORD, obj=act, unit=data.dich.ma, so_don_vi=moved, ngay=str(data.ngay),
           so_quyet_dinh=data.so_quyet_dinh, ly_do=data.ly_do)  # fmt: skip
    return act


@transaction.atomic
def propose_chuyen_quan_ly(data: ChuyenData, *, by) -> ChuyenQuanLy:
    """Ask the province to hand employers over; nothing changes until it does.

    Raises: Refused when something stands in the way, or employers are not the clerk's; PermissionDenied for who may
    not propose.
    """
    if not may_propose(by):
        raise PermissionDenied
    check_chuyen(data)
    mine = visible_doanh_nghiep(rights_of(by).scope("edit_doanh_nghiep"), today())
    if mine.filter(id_in("pk", data.doanh_nghiep)).count() != len(set(data.doanh_nghiep)):
        raise Refused("Có đơn vị không do bạn quản lý: bỏ chọn đơn vị đó.")
    act = ChuyenQuanLy.objects.create(
        ngay=data.ngay, cong_doan_dich=data.dich, so_quyet_dinh=data.so_quyet_dinh, ly_do=data.ly_do,
        doanh_nghiep=sorted(data.doanh_nghiep), created_by=by,
    )  # fmt: skip
    record(by=by, act=WORD, obj=act, unit=data.dich.ma, viec="đề nghị", so_don_vi=len(act.doanh_nghiep))
    return act


@transaction.atomic
def refuse_chuyen_quan_ly(act: ChuyenQuanLy, *, by, tra_loi: str) -> None:
    """Decline a proposal with a reason.

    Raises: Refused for one's own, and when it was answered already; PermissionDenied for who may not.
    """
    require(by, WORD)
    _require_other(act, by)
    facts = {"trang_thai": T.KHONG_DONG_Y, "tra_loi": tra_loi, "decided_by": by, "decided_at": timezone.now()}
    if not ChuyenQuanLy.objects.filter(pk=act.pk, trang_thai=T.DE_NGHI).update(**facts):
        raise Refused("Đề nghị này đã được trả lời.")
    record(by=by, act=WORD, obj=act, unit=act.cong_doan_dich.ma, viec="không đồng ý", tra_loi=tra_loi)


@correctable(lambda act: f"Hoàn tác quyết định chuyển quản lý {act.so_quyet_dinh} ngày {format_date(act.ngay)}")
@transaction.atomic
def undo_chuyen_quan_ly(act: ChuyenQuanLy, *, by) -> None:
    """Put the managing units back as they were, while nothing was built on it.

    Raises: Refused with the employers that were handed on since, or when its day is closed; PermissionDenied for who
    may not.
    """
    require(by, WORD)
    one_writer()
    if not ChuyenQuanLy.objects.filter(pk=act.pk, trang_thai=T.DA_THUC_HIEN).update(trang_thai=T.DA_HOAN_TAC):
        raise Refused("Quyết định này đã được hoàn tác.")
    refuse_closed(_places(act), "")
    refuse_later(SapXep.objects.filter(created_at__gt=act.decided_at, undone_at=None), set(), act.da_chuyen)
    rows = QuanLyDoanhNghiep.objects.filter(id_in("doanh_nghiep_id", act.da_chuyen))
    later = rows.filter(tu_ngay__gt=act.ngay) | rows.filter(tu_ngay=act.ngay).exclude(cong_doan=act.cong_doan_dich)
    names = list(later.values_list("doanh_nghiep__ten", flat=True)[:NAMED])
    if names:
        raise Refused(f"Không hoàn tác được: đã chuyển tiếp {', '.join(names)} sau quyết định này.")
    restore_quan_ly([rich_row(row) for row in act.truoc])
    record(by=by, act="undo_sap_xep", obj=act, unit=act.cong_doan_dich.ma, viec="hoàn tác chuyển quản lý")


def _places(act: ChuyenQuanLy) -> Iterator[tuple[int, date]]:
    """The units whose coverage an undo changes: who manages since the day, and who did on it before."""
    for unit in {act.cong_doan_dich_id, *act.noi_giao.values()}:
        yield unit, act.ngay

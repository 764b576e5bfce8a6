"""Taking a decision back while nothing was built on it [02-2.2a-2, 02-2.6-7]."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.db import transaction
from django.utils import timezone

from cdcs.access import require, rights_of
from cdcs.actions import rebuild_cay, refuse_closed
from cdcs.models import CayCongDoan, TrucThuoc, forget_co_cau
from core.dates import format_date
from core.refusal import Refused
from core.sql import id_in
from doanhnghiep.models import DoanhNghiep, LienKetCDCS, QuanLyDoanhNghiep
from doanvien.actions.bien_dong import reversal_of
from doanvien.actions.so_cai import judge, write_groups
from doanvien.actions.so_dem import RecountUnits
from doanvien.models import BienDong
from sapxep.actions.ghi_nho import employers_of, put_back, rich_row, units_of
from sapxep.enums import LoaiSapXep, TrangThaiChuyen
from sapxep.models import ChuyenQuanLy, SapXep
from taikhoan.actions import record


def refuse_later(later: Iterable[SapXep], units: set[int | None], employers: set[int]) -> None:
    """Refuse to take back what decisions recorded later have changed further: one of these units, or who manages one
    of these employers.

    Raises: Refused with the first of them, which is taken back before.
    """
    for other in later:
        both = units & (units_of(other.thay_doi) | {other.cong_doan_id, other.cong_doan_dich_id})
        if both - {None} or employers & employers_of(other.thay_doi, "quan_ly"):
            raise Refused(
                f"Quyết định {other.so_quyet_dinh} ngày {format_date(other.ngay)} ghi sau và liên quan đến cùng đơn "
                "vị: hoàn tác quyết định đó trước."
            )


def _refuse_later_decisions(decision: SapXep) -> None:
    touched = units_of(decision.thay_doi) | {decision.cong_doan_id, decision.cong_doan_dich_id}
    managed = employers_of(decision.thay_doi, "quan_ly")
    later = SapXep.objects.filter(pk__gt=decision.pk, undone_at=None).order_by("pk")
    refuse_later(later, touched, managed)
    for act in ChuyenQuanLy.objects.filter(trang_thai=TrangThaiChuyen.DA_THUC_HIEN, decided_at__gt=decision.created_at):
        if both := managed & act.da_chuyen:
            name = DoanhNghiep.everything.get(pk=min(both)).ten
            raise Refused(
                f"Quyết định {act.so_quyet_dinh} ghi sau đó đã chuyển đơn vị quản lý của {name}: hoàn tác việc chuyển "
                "đó trước."
            )


def _refuse_late_followers(decision: SapXep) -> None:
    """What was entered after a merger and follows the successor from its day on would be left behind by an undo."""
    if decision.loai != LoaiSapXep.SAP_NHAP:
        return
    closed, heir, day = decision.cong_doan_id, decision.cong_doan_dich_id, decision.ngay
    # What any decision of that day moved is no late entry.
    steps = [step for other in SapXep.objects.filter(ngay=day, undone_at=None) for step in other.thay_doi]
    steps += decision.thay_doi
    moved, known = units_of(steps), employers_of(steps)
    to_heir = TrucThuoc.objects.filter(cap_tren_id=heir, tu_ngay=day).values("cong_doan_id")
    units = TrucThuoc.objects.filter(cap_tren_id=closed, den_ngay=day, cong_doan_id__in=to_heir)
    if units.exclude(cong_doan_id__in=moved).filter(cong_doan__is_hidden=False).exists():
        raise Refused("Đã có đơn vị ghi thêm dưới đơn vị này sau quyết định: không hoàn tác được.")
    for model in (QuanLyDoanhNghiep, LienKetCDCS):
        heirs = model.objects.filter(cong_doan_id=heir, tu_ngay=day).values("doanh_nghiep_id")
        rows = model.objects.filter(cong_doan_id=closed, den_ngay=day, doanh_nghiep_id__in=heirs)
        late = rows.filter(doanh_nghiep__is_hidden=False).exclude(id_in("doanh_nghiep_id", known))
        if late.exists():
            raise Refused("Đã có doanh nghiệp ghi thêm cho đơn vị này sau quyết định: không hoàn tác được.")


def _places(decision: SapXep) -> Iterator[tuple[int, date]]:
    """Every unit whose figures or name the undo changes: those the decision touched, the parents it took units from."""
    units = units_of(decision.thay_doi) | {decision.cong_doan_id, decision.cong_doan_dich_id}
    for step in decision.thay_doi:
        if step["loai"] == "truc_thuoc":
            links = map(rich_row, step["dong"])
            units |= {row["cap_tren_id"] for row in links if row["den_ngay"] is None or row["den_ngay"] > decision.ngay}
    for unit in units - {None}:
        yield unit, decision.ngay


@transaction.atomic
def undo_sap_xep(decision: SapXep, *, by) -> None:
    """Take one decision back: reverse its rows, restore links, names, managing units and the closed unit.

    Raises: Refused with what was built on it since, or when its day is closed; PermissionDenied or Http404
    outside the user's rights.
    """
    require(by, "undo_sap_xep", decision.cong_doan)
    if decision.created_by_id != by.pk and not rights_of(by).scope("sap_xep_lien_don_vi").everything:
        raise Refused("Chỉ hoàn tác được quyết định do chính bạn ghi.")
    if not SapXep.objects.filter(pk=decision.pk, undone_at=None).update(undone_at=timezone.now()):
        raise Refused("Quyết định này đã được hoàn tác.")
    refuse_closed(_places(decision), "")
    _refuse_later_decisions(decision)
    _refuse_late_followers(decision)
    moved = {step["don_vi"] for step in decision.thay_doi if step["loai"] == "truc_thuoc"}
    below = CayCongDoan.objects.filter(id_in("cap_tren_id", moved)).values_list("cap_duoi_id", flat=True)
    with RecountUnits({*moved, *below}):
        put_back(decision)
        rebuild_cay(moved)
    forget_co_cau()
    _reverse_rows(decision, by)
    record(by=by, act="undo_sap_xep", obj=decision, unit=decision.cong_doan.ma, so_quyet_dinh=decision.so_quyet_dinh)


def _reverse_rows(decision: SapXep, by) -> None:
    if BienDong.objects.filter(ma_nhom=decision.ma_nhom, dao_boi__isnull=False).exists():
        raise Refused(
            "Đã bổ sung danh sách hoặc sửa quá trình của đoàn viên mà quyết định này chuyển: hoàn tác việc đó trước."
        )
    rows = BienDong.objects.living().filter(ma_nhom=decision.ma_nhom).order_by("pk")
    groups: dict[int, list] = {}
    for row in rows:
        groups.setdefault(row.ma_cap or -row.pk, []).append(reversal_of(row))
    if not groups:
        return
    refused = judge(list(groups.values()), by=by)
    if refused:
        raise Refused(f"Không hoàn tác được: {refused[min(refused)]}")
    write_groups(groups.values(), by=by)

"""Carrying a decision out over units, employers and members, as one act (02 §2.1-7..24)."""

from datetime import date
from functools import partial

from django.db import transaction

from cdcs.actions import close_cong_doan, move_cong_doan, rebuild_cay, rename_cong_doan
from cdcs.models import CongDoan, LoNhap, TrucThuoc, forget_co_cau
from core.dates import format_date
from core.refusal import Refused
from core.sql import one_writer
from doanhnghiep.actions import move_quan_ly, replace_lien_ket
from doanhnghiep.models import LienKetCDCS, QuanLyDoanhNghiep
from doanvien.actions.dong_ghi import DongGhi, make_pair, new_number
from doanvien.actions.so_cai import judge, write_groups
from doanvien.actions.so_dem import RecountUnits
from doanvien.enums import LoaiBienDong
from doanvien.models import DoanVien
from doanvien.queries import so_ton_rieng
from sapxep.actions.ghi_nho import GhiNho
from sapxep.actions.kiem_tra import SapXepData, below_on, check, children_on, ever_below, parent_on, programme_covers
from sapxep.enums import LoaiSapXep
from sapxep.models import SapXep
from taikhoan.actions import record

__all__ = ["SapXepData", "sap_xep"]


@transaction.atomic
def sap_xep(data: SapXepData, *, by, lo_nhap: LoNhap | None = None) -> SapXep:
    """Carry out one decision.

    Raises: Refused with what stands in the way; PermissionDenied or Http404 outside the user's rights. Nothing is
    written then.
    """
    one_writer()
    data.cong_doan = CongDoan.objects.get(pk=data.cong_doan.pk)
    check(data, by=by)
    memory, groups = GhiNho(), []
    if data.loai == LoaiSapXep.DOI_TEN:
        memory.keep("ten", rename_cong_doan(data.cong_doan, data.ten_moi, data.ngay), don_vi=data.cong_doan.pk)
    elif data.loai == LoaiSapXep.CHUYEN_CAP_TREN:
        _chuyen_cap_tren(data, memory)
    elif data.loai == LoaiSapXep.GIAI_THE:
        groups = _giai_the(data, memory)
    elif data.cong_doan.co_doan_vien:
        groups = _sap_nhap_co_so(data, memory)
    else:
        _sap_nhap_cap_tren(data, memory)
    number = _write(groups, data, by)
    forget_co_cau()
    decision = SapXep.objects.create(
        loai=data.loai, ngay=data.ngay, cong_doan=data.cong_doan, cong_doan_dich=data.cong_doan_dich,
        ten_moi=data.ten_moi, so_quyet_dinh=data.so_quyet_dinh, ly_do=data.ly_do, ma_nhom=number,
        thay_doi=memory.steps, lo_nhap=lo_nhap, created_by=by,
    )  # fmt: skip
    record(by=by, act="sap_xep", obj=decision, unit=data.cong_doan.ma, loai=data.loai, ngay=str(data.ngay),
           dich=data.cong_doan_dich.ma if data.cong_doan_dich else "", so_quyet_dinh=data.so_quyet_dinh)  # fmt: skip
    return decision


def _write(groups: list, data: SapXepData, by) -> int:
    number = new_number()
    if not groups:
        return number
    if not programme_covers(data.ngay):
        raise Refused(
            f"{data.cong_doan.ma} còn đoàn viên, ngày {format_date(data.ngay)} lại ở ngoài chương trình.", "ngay"
        )
    refused = judge(groups, by=by)
    if refused:
        raise refused[min(refused)]
    return write_groups(groups, by=by, ma_nhom=number)


def _move(units: list[CongDoan], target: CongDoan, day: date, memory: GhiNho, *, for_good: bool = False) -> None:
    """Move units with all that stands under them; counters leave the old ancestors and enter the new ones."""
    if not units:
        return
    with RecountUnits(ever_below(units)):
        for unit in units:
            memory.keep("truc_thuoc", move_cong_doan(unit, target, day, for_good=for_good), don_vi=unit.pk)
        rebuild_cay(unit.pk for unit in units)


def _employers_of(unit: CongDoan, day: date) -> set[int]:
    links = LienKetCDCS.objects.filter(cong_doan=unit, tu_ngay__lte=day, den_ngay__gt=day)
    return set(links.values_list("doanh_nghiep_id", flat=True))


def _hand_over(
    employers: set[int],
    old: CongDoan | None,
    new: CongDoan | None,
    data: SapXepData,
    memory: GhiNho,
    day: date | None = None,
) -> None:
    """Let `new` manage the employers that `old` managed, where both are units that manage any."""
    if not employers or old is None or new is None or old.pk == new.pk:
        return
    if new.la_cap_tren or new.loai == "ldld_tinh":
        said = {"so_quyet_dinh": data.so_quyet_dinh, "ly_do": data.ly_do}
        memory.keep("quan_ly", move_quan_ly(employers, old, new, day or data.ngay, **said))


def _hand_on(employers: set[int], data: SapXepData, memory: GhiNho) -> None:
    """The target that moved later, by a decision recorded before, takes along what it has now [02-2.1-7]."""
    parent = parent_on(data.dich, data.ngay)
    later = TrucThuoc.objects.filter(cong_doan=data.dich, tu_ngay__gt=data.ngay).select_related("cap_tren")
    for link in later.order_by("tu_ngay"):
        _hand_over(employers, parent, link.cap_tren, data, memory, link.tu_ngay)
        parent = link.cap_tren


def _close(unit: CongDoan, data: SapXepData, memory: GhiNho, ke_tuc: CongDoan | None = None) -> None:
    memory.keep_closing(unit)
    close_cong_doan(
        unit, data.ngay, so_quyet_dinh=data.so_quyet_dinh, ly_do=data.ly_do, ke_tuc=ke_tuc, theo_sap_xep=True
    )


def _chuyen_cap_tren(data: SapXepData, memory: GhiNho) -> None:
    """[02-2.1-7]."""
    unit, target = data.cong_doan, data.dich
    old = parent_on(unit, data.ngay)
    _move([unit], target, data.ngay, memory, for_good=True)
    _hand_over(_employers_of(unit, data.ngay), old, target, data, memory)


def _sap_nhap_cap_tren(data: SapXepData, memory: GhiNho) -> None:
    """[02-2.1-8]."""
    unit, target, day = data.cong_doan, data.dich, data.ngay
    _move(children_on(unit, day), target, day, memory)
    managed = QuanLyDoanhNghiep.objects.filter(cong_doan=unit, tu_ngay__lte=day, den_ngay__gt=day)
    _hand_over(set(managed.values_list("doanh_nghiep_id", flat=True)), unit, target, data, memory)
    _close(unit, data, memory, target)


def _sap_nhap_co_so(data: SapXepData, memory: GhiNho) -> list:
    """[02-2.1-9..12], and [02-2.1-24] for a sub-unit."""
    unit, target, day = data.cong_doan, data.dich, data.ngay
    groups = [make_pair(row, target.pk) for row in _leavers(unit, LoaiBienDong.SAP_XEP_DI, data)]
    _move(children_on(unit, day), target, day, memory)
    employers = _employers_of(unit, day)
    _hand_over(employers, parent_on(unit, day), parent_on(target, day), data, memory)
    _hand_on(employers, data, memory)
    memory.keep("lien_ket", replace_lien_ket(unit, target, day))
    _close(unit, data, memory, target)
    return groups


def _giai_the(data: SapXepData, memory: GhiNho) -> list:
    """[02-2.1-13], and [02-2.1-14] for a superior unit, which has nothing left by then."""
    unit, day = data.cong_doan, data.ngay
    closing = [unit]
    if unit.co_doan_vien:
        closing += [child for child in below_on(unit, day) if child.is_active_on(day)]
    groups = []
    for part in closing:
        if part.co_doan_vien:
            groups += [[row] for row in _leavers(part, LoaiBienDong.GIAM_SAP_XEP, data)]
        _close(part, data, memory)
    return groups


def _leavers(unit: CongDoan, loai: str, data: SapXepData) -> list[DongGhi]:
    """One named row per member, one count-only row with its women for the rest: what rows dated ≤ E leave there."""
    row = partial(
        DongGhi, cong_doan=unit.pk, loai=loai, ngay=data.ngay, so_quyet_dinh=data.so_quyet_dinh, ghi_chu=data.ly_do
    )
    members = DoanVien.objects.filter(cong_doan=unit).order_by("pk").values_list("pk", "gioi_tinh")
    rows = [row(doan_vien=pk, so_nu=int(sex == "nu")) for pk, sex in members]
    quantity, women, _ = so_ton_rieng([unit.pk], data.ngay)[unit.pk][1]
    if quantity:
        rows.append(row(so_luong=quantity, so_nu=women))
    return rows

"""Founding a CĐCS or a nghiệp đoàn as one act: unit, employers, first members; previewed, written once, undone whole.

It lives in this room because the members come in by the importer of the sheet `doan_vien` (04 §4.1, 07 §7.2).
"""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from baocao.actions.hoan_tac import undo_import
from baocao.actions.lo_nhap import keep_answer
from baocao.actions.nhap import import_file
from baocao.actions.people_grid import PeopleRefused
from baocao.queries.so_lieu import so_lieu
from cdcs.access import forget_rights, require, rights_of
from cdcs.actions import CongDoanData, correctable, hide_cong_doan, next_ma, refuse_closed, thanh_lap
from cdcs.enums import LoaiCongDoan, LoaiNhap
from cdcs.models import ChuongTrinh, CongDoan, PhanCong, TrucThuoc, forget_co_cau
from chitieu.models import ChiTieu
from core.dates import format_date, today
from core.refusal import Refused
from core.sheets.reader import Sheet
from core.sql import id_in, one_writer
from doanhnghiep.actions.doanh_nghiep import link_rows
from doanhnghiep.actions.van_dong import finish_van_dong, reopen_van_dong
from doanhnghiep.models import DoanhNghiep, LienKetCDCS
from doanhnghiep.queries import bao_phu, quan_ly_on
from doanvien.actions.bien_dong import BienDongData, record_bien_dong, reversal_of
from doanvien.actions.so_cai import judge, write_groups
from doanvien.enums import LoaiBienDong
from doanvien.models import BienDong, PhieuChuyen
from sapxep.enums import HoSoThanhLap
from sapxep.models import SapXep, ThanhLap
from taikhoan.actions import record

NAME_OF_BATCH = "Đoàn viên khi thành lập"


@dataclass
class ThanhLapData:
    """A founding as the form gives it; `doan_vien` are the first members by name, as a sheet without unit."""

    don_vi: CongDoanData
    ho_so: list[str] = field(default_factory=list)
    nganh_nghe: str = ""
    dia_ban: str = ""
    doanh_nghiep: list[DoanhNghiep] = field(default_factory=list)
    so_luong: int = 0
    so_nu: int = 0
    doan_vien: Sheet | None = None


@dataclass
class KetQuaThanhLap:
    """What a founding did, or would do: the unit, its members, and the superior's figures before and after."""

    don_vi: CongDoan
    co_ten: int
    so_luong: int
    truoc: dict[str, Any]
    sau: dict[str, Any]
    warnings: list[str]
    act: ThanhLap | None = None

    @property
    def doan_vien(self) -> int:
        return self.co_ten + self.so_luong


def _say(data: ThanhLapData) -> str:
    unit = data.don_vi
    return f"Thành lập {unit.ten}, ngày {format_date(unit.ngay_thanh_lap)}, quyết định {unit.so_quyet_dinh}"


@correctable(_say, ThanhLapData, CongDoanData, Sheet)
def found_union(data: ThanhLapData, *, by) -> KetQuaThanhLap:
    """Carry a founding out: everything in one transaction, or nothing.

    Raises: Refused at the field that is wrong, PeopleRefused for bad rows of members; PermissionDenied or Http404
    outside the user's rights.
    """
    try:
        with transaction.atomic():
            return _found(data, by)
    finally:
        forget_rights(by)


def preview_union(data: ThanhLapData, *, by) -> KetQuaThanhLap:
    """What `found_union` would do, by doing it and taking it back: the preview can say nothing that will not be so."""
    try:
        with transaction.atomic():
            found = found_union(data, by=by)
            transaction.set_rollback(True)
    finally:
        forget_rights(by)
    forget_tree()
    return found


def forget_tree() -> None:
    """Read the tree anew after a rolled back founding; the version in the database has not changed."""
    with transaction.atomic():
        forget_co_cau()


def _found(data: ThanhLapData, by) -> KetQuaThanhLap:
    one_writer()
    parent = CongDoan.objects.get(ma=data.don_vi.cap_tren)
    day = data.don_vi.ngay_thanh_lap
    before = figures_of(parent, today())
    unit = thanh_lap(replace(data.don_vi, ma=data.don_vi.ma or next_ma(parent)), by=by)
    forget_rights(by)  # the new unit is the founder's from now on
    _link(unit, data, by)
    named, batch = _admit_named(unit, data, by)
    number = _admit_counted(unit, data, by) if data.so_luong else None
    act = ThanhLap.objects.create(
        cong_doan=unit, ngay=day, so_quyet_dinh=data.don_vi.so_quyet_dinh, ho_so=data.ho_so, nganh_nghe=data.nganh_nghe,
        dia_ban=data.dia_ban, lien_ket=[one.pk for one in data.doanh_nghiep], lo_nhap=batch, ma_nhom=number,
        created_by=by,
    )  # fmt: skip
    record(by=by, act="thanh_lap", obj=act, unit=unit.ma, so_quyet_dinh=act.so_quyet_dinh, ngay=str(day),
           co_ten=named, so_luong=data.so_luong, doanh_nghiep=len(act.lien_ket))  # fmt: skip
    return KetQuaThanhLap(unit, named, data.so_luong, before, figures_of(parent, today()), _warnings(data, named), act)


def figures_of(parent: CongDoan, day: date) -> dict[str, Any]:
    """Members, CĐCS, nghiệp đoàn and coverage of the superior as of a day."""
    found = so_lieu([parent], day, day)[parent.pk]
    coverage = bao_phu([parent.pk], day)[parent.pk]
    return {"doan_vien": found["doan_vien"]["cuoi_ky"], "cdcs": found["cdcs"]["cuoi_ky"],
            "nghiep_doan": found["nghiep_doan"]["cuoi_ky"], "bao_phu": coverage}  # fmt: skip


def _link(unit: CongDoan, data: ThanhLapData, by) -> None:
    """Link the employers; each must be managed where the user may link, and a nghiệp đoàn has none."""
    if data.doanh_nghiep and unit.loai != LoaiCongDoan.CDCS:
        raise Refused(
            "Nghiệp đoàn tập hợp người lao động theo nghề và địa bàn, không gắn với doanh nghiệp.", "doanh_nghiep"
        )
    managers = quan_ly_on([one.pk for one in data.doanh_nghiep], today())
    for employer in data.doanh_nghiep:
        require(by, "link_cdcs", managers[employer.pk])
        if not employer.is_operating_on(unit.ngay_thanh_lap):
            day = format_date(unit.ngay_thanh_lap)
            raise Refused(f"{employer.ten} không hoạt động ngày {day}: xem lại ngày quyết định.", "doanh_nghiep")
    rows = [row for employer in data.doanh_nghiep for row in link_rows(employer, unit)]
    LienKetCDCS.objects.bulk_create(rows)
    finish_van_dong([one.pk for one in data.doanh_nghiep], by=by, ngay=unit.ngay_thanh_lap)


def _admit_named(unit: CongDoan, data: ThanhLapData, by):
    """The members by name, by the importer of their sheet; returns how many and the batch."""
    if data.doan_vien is None:
        return 0, None
    sheet = of_unit(data.doan_vien, unit)
    imported = import_file(LoaiNhap.DOAN_VIEN, sheet, by=by, ten_tep=NAME_OF_BATCH, options={"luoi": True})
    if imported.plan is not None and imported.result.loi:
        raise PeopleRefused(f"Còn {imported.result.loi} dòng đoàn viên có lỗi: sửa các ô được đánh dấu.", imported.plan)
    batch = imported.lo_nhap
    if imported.plan is None or batch is None:
        raise Refused("Danh sách đoàn viên không đọc được: xem lại các ô đã dán.")
    keep_answer(batch, imported)
    batch.save(update_fields=["ket_qua"])
    return imported.result.them_moi, batch


def of_unit(sheet: Sheet, unit: CongDoan) -> Sheet:
    """The sheet with the code of the unit in its first column, which the form could not know yet."""
    head, *rows = sheet.rows
    return replace(sheet, rows=[head, *((unit.ma, *row[1:]) if row else row for row in rows)])


def _admit_counted(unit: CongDoan, data: ThanhLapData, by) -> int:
    row = BienDongData(
        LoaiBienDong.KET_NAP, unit.ngay_thanh_lap, unit, so_luong=data.so_luong, so_nu=data.so_nu,
        so_quyet_dinh=data.don_vi.so_quyet_dinh, ghi_chu="Kết nạp khi thành lập",
    )  # fmt: skip
    return record_bien_dong(row, by=by)


def _warnings(data: ThanhLapData, named: int) -> list[str]:
    """What does not stop a founding and is worth a look (07 §7.2)."""
    programme, found = ChuongTrinh.current(), []
    is_cdcs = data.don_vi.loai == LoaiCongDoan.CDCS
    least = programme.so_toi_thieu_cdcs if is_cdcs else programme.so_toi_thieu_nghiep_doan
    if named + data.so_luong < least:
        found.append(f"Có {named + data.so_luong} đoàn viên, dưới mức tối thiểu {least} khi thành lập.")
    if missing := [label for value, label in HoSoThanhLap.choices if value not in data.ho_so]:
        found.append(f"Hồ sơ còn thiếu: {', '.join(label.lower() for label in missing)}.")
    if is_cdcs and not data.doanh_nghiep:
        found.append("Chưa liên kết đơn vị, doanh nghiệp nào: độ bao phủ không tăng.")
    if not is_cdcs and not (data.nganh_nghe and data.dia_ban):
        found.append("Chưa ghi ngành nghề hoặc địa bàn của nghiệp đoàn.")
    return found


@correctable(lambda act: f"Hoàn tác thành lập {act.cong_doan.ten}, quyết định {act.so_quyet_dinh}")
@transaction.atomic
def undo_thanh_lap(act: ThanhLap, *, by) -> None:
    """Take a founding back as a whole, while its day is open and nothing was built on the unit [02-2.6-7].

    Raises: Refused with what stands in the way; PermissionDenied or Http404 outside the user's rights.
    """
    require(by, "undo_sap_xep", act.cong_doan)
    if act.created_by_id != by.pk and not rights_of(by).scope("sap_xep_lien_don_vi").everything:
        raise Refused("Chỉ hoàn tác được quyết định do chính bạn ghi.")
    one_writer()
    if not ThanhLap.objects.filter(pk=act.pk, undone_at=None).update(undone_at=timezone.now(), undone_by=by):
        raise Refused("Quyết định này đã được hoàn tác.")
    refuse_closed([(act.cong_doan_id, act.ngay)], "")
    _refuse_built_on(act)
    if act.lo_nhap is not None:
        undo_import(act.lo_nhap, by=by)
    _reverse_counted(act, by)
    LienKetCDCS.objects.filter(cong_doan=act.cong_doan).delete()
    reopen_van_dong(act.lien_ket, by=by, ngay=today(), ly_do=f"Hoàn tác thành lập {act.cong_doan.ma}")
    hide_cong_doan([act.cong_doan_id])
    record(by=by, act="undo_sap_xep", obj=act, unit=act.cong_doan.ma, viec="hoàn tác thành lập")


def _refuse_built_on(act: ThanhLap) -> None:
    unit = act.cong_doan
    rows = BienDong.objects.living().filter(cong_doan=unit).exclude(ma_nhom=act.ma_nhom)
    if act.lo_nhap_id is not None:
        rows = rows.exclude(lo_nhap=act.lo_nhap)
    later = rows.order_by("ngay", "pk").first()
    if later is not None:
        raise Refused(
            f"Không hoàn tác được: {unit.ma} đã có {later.get_loai_display().lower()} ngày {format_date(later.ngay)}."
        )
    linked = LienKetCDCS.objects.filter(cong_doan=unit).exclude(id_in("doanh_nghiep_id", act.lien_ket))
    uses = {
        "đơn vị cấp dưới": TrucThuoc.objects.filter(cap_tren=unit, cong_doan__is_hidden=False),
        "quyết định sắp xếp": SapXep.objects.filter(cong_doan=unit, undone_at=None),
        "đơn vị khác sáp nhập vào": SapXep.objects.filter(cong_doan_dich=unit, undone_at=None),
        "chỉ tiêu": ChiTieu.objects.filter(cong_doan=unit),
        "tài khoản cán bộ": PhanCong.objects.filter(cong_doan=unit),
        "doanh nghiệp liên kết thêm": linked,
        "phiếu chuyển": PhieuChuyen.objects.waiting().filter(cong_doan_den=unit),
    }
    for what, found in uses.items():
        if found.exists():
            raise Refused(f"Không hoàn tác được: {unit.ma} đã có {what}.")


def _reverse_counted(act: ThanhLap, by) -> None:
    rows = BienDong.objects.living().filter(ma_nhom=act.ma_nhom, doan_vien=None) if act.ma_nhom else []
    groups = [[reversal_of(row)] for row in rows]
    if act.ma_nhom and not groups:
        raise Refused("Không hoàn tác được: số lượng khi thành lập đã được ghi đảo hoặc bổ sung danh sách.")
    if not groups:
        return
    refused = judge(groups, by=by)
    if refused:
        raise Refused(f"Không hoàn tác được: {refused[min(refused)]}") from refused[min(refused)]
    write_groups(groups, by=by)

"""Deciding about a source's list: many rows in one press, each refused on its own, undone as a batch."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from cdcs.access import Scope, require, rights_of
from cdcs.actions.noi_luu import folder
from cdcs.actions.viec_nen import BUSY, ask
from cdcs.enums import LoaiNhap, TrangThaiLo
from cdcs.importers import apply_changes
from cdcs.models import CongDoan, LoNhap, co_cau
from core.dates import today
from core.importing import Progress
from core.importing.progress import GHI
from core.refusal import Refused
from core.sql import id_in, one_writer
from core.text import fold
from core.validators import check_tax_code
from doanhnghiep.actions.doanh_nghiep import (
    DoanhNghiepData,
    check_doanh_nghiep,
    check_loai_hinh,
    create_doanh_nghiep,
)
from doanhnghiep.actions.lao_dong import LaoDongData, check_lao_dong, step_of, write_lao_dong
from doanhnghiep.enums import MST_BAT_BUOC_DUNG, LoaiHinh, NhomNguon, QuyetDinhNguon, TrangThaiNguon
from doanhnghiep.models import DanhSachNguon, DoanhNghiep, DongNguon, LaoDong
from doanhnghiep.queries.gop import merged_into, merged_text
from doanhnghiep.queries.nguon import FACTS, LAO_DONG, differences, ruling_records
from taikhoan.actions import record

WORD = "import_nguon"
N, Q, T = NhomNguon, QuyetDinhNguon, TrangThaiNguon
# What may be decided about the rows of a group.
VIEC_CUA_NHOM: dict[str, tuple[str, ...]] = {
    N.KHAC: (Q.GHI_LAO_DONG, Q.CAP_NHAT, Q.BO_QUA),
    N.GIONG: (),
    N.MOI: (Q.THEM_MOI, Q.BO_QUA),
    N.CO_THE: (Q.BO_QUA,),
    N.LOI: (Q.BO_QUA,),
}
DAYS = frozenset({"ngay_hoat_dong", "ngay_ngung"})


@dataclass
class LanBam:
    """One press: what was done, what was refused and why; rows asked = done + refused."""

    xong: list[DongNguon] = field(default_factory=list)
    tu_choi: dict[int, str] = field(default_factory=dict)
    lo_nhap: LoNhap | None = None

    def counts(self) -> dict:
        """What the press came to in figures, as plain JSON: rows done, rows left open, the batches that came of it."""
        batches = [self.lo_nhap.pk] if self.lo_nhap else []
        return {"xong": len(self.xong), "chua_ghi": len(self.tu_choi), "lo_nhap": batches}


def compared_scope(by, unit: CongDoan) -> Scope:
    """The part of the user's scope of this act that stands under the compared unit today."""
    scope, tree = rights_of(by).scope(WORD), co_cau(today())
    if scope.everything and len(tree.chain(unit.pk)) == 1:
        return scope
    under = tree.under(unit.pk)
    return Scope(ids=frozenset(under if scope.everything else under & scope.ids))


def require_open(made: DanhSachNguon, by) -> None:
    """Raises: Refused when the comparison is over; PermissionDenied or Http404 outside the user's rights."""
    require(by, WORD, made.cong_doan)
    one_writer()
    made.refresh_from_db()
    if made.is_waiting:
        raise Refused(BUSY)
    if not made.is_open:
        raise Refused("Lần đối chiếu này đã kết thúc hoặc chưa ghép cột: tải lại trang.")


def ask_nguon(
    made: DanhSachNguon, rows: QuerySet[DongNguon], viec: str, *, by, ly_do: str = "", quan_ly: CongDoan | None = None
) -> None:
    """Leave a press about thousands of rows to the worker: the decision and the keys of the rows as they are now.

    Raises: Refused while another press waits; PermissionDenied or Http404 outside the user's rights.
    """
    require(by, WORD, made.cong_doan)
    keys, group = list(rows.values_list("pk", flat=True)), rows.order_by().values_list("nhom", flat=True).first()
    asked = {"viec": viec, "ly_do": ly_do, "quan_ly": quan_ly.pk if quan_ly else None, "dong": keys, "nhom": group}
    ask(made, T.CHO_GHI, viec, asked, by=by, so_dong=len(keys))


def press_nguon(made: DanhSachNguon, asked: dict, progress: Progress) -> dict:
    """Carry out what `ask_nguon` left; returns its figures."""
    progress.phase(GHI)
    rows = DongNguon.objects.filter(id_in("pk", asked["dong"]))
    quan_ly = CongDoan.objects.get(pk=asked["quan_ly"]) if asked["quan_ly"] else None
    press = decide_nguon(made, rows, asked["viec"], by=made.pressed_by, ly_do=asked["ly_do"], quan_ly=quan_ly)
    return press.counts() | {"nhom": asked["nhom"]}


@transaction.atomic
def decide_nguon(
    made: DanhSachNguon, rows: Iterable[DongNguon], viec: str, *, by, ly_do: str = "", quan_ly: CongDoan | None = None
) -> LanBam:
    """Carry one decision out over rows of one group; the rows that are refused stay open with the reason.

    `quan_ly` is the managing unit of new employers. Raises: Refused for a decision that the group does not know.
    """
    require_open(made, by)
    rows = list(DongNguon.objects.filter(id_in("pk", [row.pk for row in rows]), quyet_dinh="", danh_sach=made)
                .select_related("doanh_nghiep").order_by("dong"))  # fmt: skip
    for row in rows:
        if viec not in VIEC_CUA_NHOM[row.nhom]:
            raise Refused(f"Không quyết “{Q(viec).label}” cho dòng ở nhóm {N(row.nhom).label}.")
    press = LanBam()
    if viec == Q.GHI_LAO_DONG:
        _write_workers(made, [(row, row.doanh_nghiep) for row in rows], press, by)
    elif viec == Q.CAP_NHAT:
        _write_facts(made, rows, press, by)
    elif viec == Q.THEM_MOI:
        _add(made, rows, quan_ly, press, by)
    else:
        press.xong = rows
    _settle(press, viec, ly_do, by)
    for pk, reason in press.tu_choi.items():
        DongNguon.objects.filter(pk=pk).update(ghi_chu=reason[:500])
    DanhSachNguon.objects.filter(pk=made.pk).update(lan_bam={})  # what an earlier long press came to is past
    record(by=by, act=WORD, obj=made, unit=made.cong_doan.ma, viec=viec, xong=len(press.xong),
           tu_choi=len(press.tu_choi), ly_do=ly_do)  # fmt: skip
    return press


def _settle(press: LanBam, viec: str, ly_do: str, by) -> None:
    """Close the rows that nothing is left to decide about; one whose facts differ too stays open for them."""
    left = {row.pk: _left_over(row, viec) for row in press.xong}
    for pk, fields in left.items():
        if fields:
            DongNguon.objects.filter(pk=pk).update(khac=",".join(fields), ghi_chu="")
    DongNguon.objects.filter(id_in("pk", [pk for pk, fields in left.items() if not fields])).update(
        quyet_dinh=viec, ly_do=ly_do, decided_by=by, decided_at=timezone.now(), lo_nhap=press.lo_nhap
    )


def _left_over(row: DongNguon, viec: str) -> list[str]:
    """Fields in which the row still differs after the decision."""
    if viec == Q.GHI_LAO_DONG:
        return [name for name in row.cac_o_khac if name != LAO_DONG]
    return [LAO_DONG] if viec == Q.CAP_NHAT and LAO_DONG in row.cac_o_khac else []


def _batch(made: DanhSachNguon, kind: LoaiNhap, by) -> LoNhap:
    """A batch of the import centre, so that history and undo come with it."""
    return LoNhap.objects.create(
        loai=kind, ten_tep=f"Danh sách của nguồn {made}"[:250], trang_thai=TrangThaiLo.XONG, created_by=by,
        cong_doan=made.cong_doan, finished_at=timezone.now(), tuy_chon={"nguon": made.pk},
    )  # fmt: skip


def _close(batch: LoNhap, *, new: int, changed: int) -> None:
    batch.tong_dong, batch.them_moi, batch.cap_nhat = new + changed, new, changed
    batch.save()


def _write_workers(made: DanhSachNguon, pairs: list[tuple[DongNguon, Any]], press: LanBam, by) -> LoNhap | None:
    """The numbers of this source as records of its day; a known record of the same day and source is changed."""
    data: list[LaoDongData] = []
    for row, employer in pairs:
        workers = row.gia_tri.get("tong_lao_dong")
        if employer is None or workers is None:
            press.tu_choi[row.pk] = "Dòng này không có số lao động khác với số đang dùng."
            continue
        one = LaoDongData(employer, made.ngay_so_lieu, made.nguon, workers, row.gia_tri.get("lao_dong_nu"),
                          row.gia_tri.get("so_dong_bhxh"))  # fmt: skip
        try:
            check_lao_dong(one)
        except Refused as reason:
            press.tu_choi[row.pk] = str(reason)
            continue
        data.append(one)
        press.xong.append(row)
    if not data:
        return None
    batch = _batch(made, LoaiNhap.LAO_DONG, by)
    same = LaoDong.objects.filter(id_in("doanh_nghiep_id", [one.doanh_nghiep.pk for one in data]),
                                  ngay_so_lieu=made.ngay_so_lieu, nguon=made.nguon)  # fmt: skip
    known = {one.doanh_nghiep_id: one for one in same}
    batch.gia_tri_cu = [step_of(known[one.doanh_nghiep.pk], one) for one in data if one.doanh_nghiep.pk in known]
    write_lao_dong(data, by=by, lo_nhap=batch)
    _close(batch, new=len(data) - len(known), changed=len(known))
    press.lo_nhap = press.lo_nhap or batch
    return batch


def _facts(values: dict[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """The cells of these fields as the model keeps them."""
    found = {name: values[name] for name in names if values.get(name) not in (None, "")}
    return {name: date.fromisoformat(value) if name in DAYS else value for name, value in found.items()}


def _write_facts(made: DanhSachNguon, rows: Sequence[DongNguon], press: LanBam, by) -> None:
    """Take the differing facts over from the source; workers have a decision of their own."""
    changes = []
    for row in rows:
        employer = row.doanh_nghiep
        wanted = _facts(row.gia_tri, [name for name in row.cac_o_khac if name != LAO_DONG])
        if employer is None or not wanted:
            press.tu_choi[row.pk] = "Dòng này chỉ khác số lao động."
            continue
        days = {name: wanted.get(name, getattr(employer, name)) for name in DAYS}
        try:
            check_doanh_nghiep(DoanhNghiepData(employer.ma_so_thue, employer.quan_ly_dau, days))  # type: ignore[arg-type]
            if "loai_hinh" in wanted:
                check_loai_hinh(employer.ma_so_thue, wanted["loai_hinh"])
        except Refused as reason:
            press.tu_choi[row.pk] = str(reason)
            continue
        if "ten" in wanted:
            wanted["ten_khong_dau"] = fold(wanted["ten"])[:250]
        changes.append((employer, wanted))
        press.xong.append(row)
    if not changes:
        return
    press.lo_nhap = _batch(made, LoaiNhap.DOANH_NGHIEP, by)
    apply_changes(DoanhNghiep, changes, press.lo_nhap)
    _close(press.lo_nhap, new=0, changed=len(changes))


def _add(made: DanhSachNguon, rows: Sequence[DongNguon], quan_ly: CongDoan | None, press: LanBam, by) -> None:
    """New employers under one managing unit, with the workers that the source counted."""
    if quan_ly is None:
        raise Refused("Chọn đơn vị quản lý cho các đơn vị thêm mới.", "quan_ly")
    require(by, "edit_doanh_nghiep", quan_ly)
    taken = set(DoanhNghiep.objects.values_list("ma_so_thue", flat=True))
    wanted: list[tuple[DongNguon, DoanhNghiepData]] = []
    for row in rows:
        try:
            data = _new_employer(row, quan_ly, taken)
        except Refused as reason:
            press.tu_choi[row.pk] = str(reason)
            continue
        taken.add(data.ma_so_thue)
        wanted.append((row, data))
    if not wanted:
        return
    batch = _batch(made, LoaiNhap.DOANH_NGHIEP, by)
    made_now = create_doanh_nghiep([data for _, data in wanted], by=by, lo_nhap=batch)
    _close(batch, new=len(made_now), changed=0)
    for (row, _), employer in zip(wanted, made_now, strict=True):
        DongNguon.objects.filter(pk=row.pk).update(doanh_nghiep=employer)
    counted = [(row, one) for (row, _), one in zip(wanted, made_now, strict=True)
               if row.gia_tri.get("tong_lao_dong") is not None]  # fmt: skip
    if counted:
        _write_workers(made, counted, LanBam(), by)
    press.xong, press.lo_nhap = [row for row, _ in wanted], batch


def _new_employer(row: DongNguon, quan_ly: CongDoan, taken: set[str]) -> DoanhNghiepData:
    """The employer a row describes. Raises: Refused where it cannot stand alone, saying what is missing."""
    values = row.gia_tri
    kind = values.get("loai_hinh") or LoaiHinh.KHAC
    try:
        code, fits = check_tax_code(values.get("ma_so_thue") or "", is_household=kind == LoaiHinh.HO_KINH_DOANH)
    except ValueError as reason:
        raise Refused(f"Chưa thêm được: {reason}") from reason
    if not fits and kind in MST_BAT_BUOC_DUNG:
        raise Refused("Chưa thêm được: số kiểm tra của mã số thuế không đúng.")
    if kept := merged_into([code]).get(code):
        raise Refused(merged_text(kept))
    if code in taken:
        raise Refused("Chưa thêm được: mã số thuế này đã có.")
    data = DoanhNghiepData(code, quan_ly, _facts(values, FACTS) | {"loai_hinh": kind})
    check_doanh_nghiep(data)
    return data


@transaction.atomic
def choose_nguon(row: DongNguon, employer: DoanhNghiep | None, *, by) -> None:
    """Say by hand who an unsure row is; None: none of them, it is new here.

    Raises: Refused for a row that is not unsure or an employer that is not one of its candidates.
    """
    require_open(row.danh_sach, by)
    if row.nhom != N.CO_THE or row.quyet_dinh:
        raise Refused("Dòng này đã được xếp vào nhóm khác: tải lại trang.")
    if employer is None:
        DongNguon.objects.filter(pk=row.pk).update(nhom=N.MOI, ung_vien=[], ghi_chu="")
        return
    if employer.pk not in row.ung_vien:
        raise Refused("Chọn một trong các đơn vị gần giống.")
    if DongNguon.objects.filter(danh_sach=row.danh_sach, doanh_nghiep=employer).exists():
        raise Refused(f"{employer.ten} đã là một dòng khác trong tệp.")
    records = ruling_records([employer.pk], row.danh_sach.ngay_so_lieu)
    values = {key: value for key, value in row.gia_tri.items() if key != "ma_so_thue"}
    differs = differences(values, employer, records.get(employer.pk))
    DongNguon.objects.filter(pk=row.pk).update(
        nhom=N.KHAC if differs else N.GIONG, doanh_nghiep=employer, khac=",".join(differs), ung_vien=[], ghi_chu=""
    )


@transaction.atomic
def finish_nguon(made: DanhSachNguon, *, by) -> None:
    """End a comparison: its cells go, its counts and decisions stay."""
    require(by, WORD, made.cong_doan)
    done = DanhSachNguon.objects.filter(pk=made.pk, trang_thai__in=(T.CHO_GHEP, T.DANG_XU_LY)).update(
        trang_thai=T.XONG, finished_at=timezone.now(), duong_dan=""
    )  # fmt: skip
    if not done:
        raise Refused("Lần đối chiếu này đã kết thúc.")
    DongNguon.objects.filter(danh_sach=made).update(gia_tri={})
    if made.duong_dan:
        (folder() / made.duong_dan).unlink(missing_ok=True)
    record(by=by, act=WORD, obj=made, unit=made.cong_doan.ma, viec="kết thúc")

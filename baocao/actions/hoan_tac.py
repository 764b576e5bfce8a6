"""Taking a whole import back, if nothing was built on it since [02-2.2a-2, 03-3.2]."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from cdcs.access import require, rights_of
from cdcs.actions import correctable, hide_cong_doan, refuse_closed
from cdcs.actions.khoa_so import closed_reason
from cdcs.enums import LoaiNhap, TrangThaiLo
from cdcs.importers import refuse_changed_since, restore_changes
from cdcs.models import CongDoan, LoNhap, PhanCong, TrucThuoc, forget_co_cau
from cdcs.models.cong_doan import MAX_DAY
from chitieu.models import ChiTieu, QuyetDinhChiTieu
from core.dates import format_date, today
from core.refusal import Refused
from core.sql import id_in, one_writer
from doanhnghiep.actions import rank_lao_dong
from doanhnghiep.actions.van_dong import reopen_van_dong
from doanhnghiep.models import (
    DoanhNghiep,
    LaoDong,
    LienKetCDCS,
    PhieuKhaoSat,
    QuanLyDoanhNghiep,
    TranhChap,
    VanDong,
)
from doanhnghiep.queries import quan_ly_on
from doanhnghiep.queries.gop import in_a_merge
from doanvien.actions.bien_dong import reversal_of
from doanvien.actions.dong_ghi import DongGhi
from doanvien.actions.so_cai import judge, write_groups
from doanvien.models import BienDong, DoanVien, GhiDanh, GopDoanVien, PhieuChuyen
from doanvien.queries.bang_thang import TUY_CHON
from nhiemvu.models import DoiThoai, KienNghi, ThoaUoc
from sapxep.actions import undo_sap_xep
from sapxep.models import SapXep
from taikhoan.actions import record


def _say(batch: LoNhap) -> str:
    return f"Hoàn tác lô nhập số {batch.pk} ({batch.get_loai_display().lower()}, {batch.tong_dong} dòng)"


@correctable(_say)
@transaction.atomic
def undo_import(batch: LoNhap, *, by) -> None:
    """Take a batch back as a whole.

    Raises: Refused with what stands in the way; PermissionDenied for a batch of somebody else.
    """
    require(by, "undo_import")
    if batch.created_by_id != by.pk and not rights_of(by).scope("undo_import").everything:
        raise Refused("Chỉ hoàn tác được lô nhập của chính bạn.")
    one_writer()
    taken = LoNhap.objects.filter(pk=batch.pk, trang_thai=TrangThaiLo.XONG).update(
        trang_thai=TrangThaiLo.DA_HOAN_TAC, undone_at=timezone.now(), undone_by=by
    )
    if not taken:
        raise Refused("Lô nhập này chưa ghi xong hoặc đã được hoàn tác.")
    _refuse_out_of_reach(batch, by)
    _UNDO[LoaiNhap(batch.loai)](batch, by)
    record(by=by, act="undo_import", obj=batch, unit=batch.cong_doan.ma if batch.cong_doan else "", loai=batch.loai)


def _refuse_out_of_reach(batch: LoNhap, by) -> None:
    """A unit or a person gone under another superior since is no longer the importer's to change [02-2.5]."""
    scope = rights_of(by).scope("undo_import")
    if not all(scope.contains(unit) for unit in _units_of(batch)):
        raise Refused(
            "Không hoàn tác được: lô này có dòng của đơn vị hoặc đoàn viên nay ngoài phạm vi của bạn. "
            "Nhờ Liên đoàn Lao động tỉnh hoàn tác."
        )


def _units_of(batch: LoNhap) -> set[int]:
    """The units whose figures or people an undo of this batch changes, where they stand today."""
    changed = [step["pk"] for step in batch.gia_tri_cu]
    if batch.loai in (LoaiNhap.DOAN_VIEN, LoaiNhap.BIEN_DONG):
        rows = BienDong.objects.living().filter(lo_nhap=batch).values_list("cong_doan_id", flat=True)
        people = DoanVien.everything.filter(id_in("pk", changed)).values_list("cong_doan_id", "don_vi_cuoi_id")
        return set(rows) | {now or last for now, last in people if now or last}
    if batch.loai == LoaiNhap.CONG_DOAN:
        return {*CongDoan.objects.filter(lo_nhap=batch).values_list("pk", flat=True), *changed}
    if batch.loai == LoaiNhap.CHI_TIEU:
        return set(ChiTieu.objects.filter(lo_nhap=batch).values_list("cong_doan_id", flat=True))
    return _managers_of(batch, changed)


def _managers_of(batch: LoNhap, changed: list[int]) -> set[int]:
    """Who manages the employers of the batch today; a decision of `sap_xep` asks for the right at its own unit."""
    if batch.loai == LoaiNhap.DOANH_NGHIEP:
        made = DoanhNghiep.objects.filter(lo_nhap=batch) | DoanhNghiep.objects.filter(id_in("pk", changed))
        employers = set(made.values_list("pk", flat=True))
        employers |= set(LienKetCDCS.objects.filter(lo_nhap=batch).values_list("doanh_nghiep_id", flat=True))
    else:
        records = LaoDong.objects.filter(lo_nhap=batch) | LaoDong.objects.filter(id_in("pk", changed))
        employers = set(records.values_list("doanh_nghiep_id", flat=True))
    return {unit.pk for unit in quan_ly_on(employers, today()).values()}


def _undo_rows(batch: LoNhap, by) -> None:
    """Rows of members: reversals; what a ghi danh replaced is written again as it was, for the batch it came with."""
    _refuse_named_since(batch)
    _refuse_replaced_since(batch)
    created = set(DoanVien.everything.filter(lo_nhap=batch).values_list("pk", flat=True))
    _refuse_merged_since(batch, created)
    refuse_changed_since(batch, created)
    groups: dict[int, list[DongGhi]] = {}
    for row in BienDong.objects.living().filter(lo_nhap=batch).order_by("pk"):
        groups.setdefault(row.ma_cap or -row.pk, []).append(reversal_of(row))
    again: dict[LoNhap | None, list[list[DongGhi]]] = {}
    replaced = BienDong.objects.filter(lo_nhap=batch, dao_cua__isnull=False).select_related("dao_cua__lo_nhap")
    for original in (reversal.dao_cua for reversal in replaced if reversal.dao_cua):
        row = reversal_of(original)
        row.dao_cua, row.ghi_chu = None, original.ghi_chu
        again.setdefault(original.lo_nhap, []).append([row])
    every = [*groups.values(), *(group for rows in again.values() for group in rows)]
    refused = judge(every, by=by)
    if refused:
        first = min(refused)
        if closed_reason(refused[first]):
            raise Refused(f"Không hoàn tác được: {refused[first]}") from refused[first]
        raise Refused(
            f"Không hoàn tác được vì đã có việc ghi sau lô này: {_built_on(every[first], batch, refused[first])}"
        )
    GhiDanh.objects.filter(lo_nhap=batch).delete()
    if groups:
        write_groups(groups.values(), by=by)
    for origin, rows in again.items():
        write_groups(rows, by=by, lo_nhap=origin)
    restore_changes(DoanVien, batch)


def _built_on(group: Sequence[DongGhi], batch: LoNhap, reason: Refused) -> str:
    """Name the row that was written on top of this one, with its batch; else say what rule stands in the way."""
    row = group[0]
    same = {"doan_vien": row.doan_vien} if row.doan_vien else {"cong_doan": row.cong_doan, "doan_vien": None}
    later = BienDong.objects.living().filter(**same, ngay__gte=row.ngay).exclude(lo_nhap=batch)
    found = later.select_related("cong_doan").order_by("ngay", "pk").first()
    if found is None:
        return str(reason)
    origin = f" (lô nhập số {found.lo_nhap_id})" if found.lo_nhap_id else ""
    return f"{found.get_loai_display()} ngày {format_date(found.ngay)} tại {found.cong_doan.ma}{origin}."


def _refuse_merged_since(batch: LoNhap, created: set[int]) -> None:
    """Who was merged since has given its numbers to the other record: taken back alone they would stay there."""
    people = created | {step["pk"] for step in batch.gia_tri_cu}
    merges = GopDoanVien.objects.filter(id_in("giu_id", people) | id_in("bo_id", people), undone_at=None)
    later = merges.filter(created_at__gt=batch.finished_at).order_by("-pk").first() if batch.finished_at else None
    if later is not None:
        day = format_date(timezone.localdate(later.created_at))
        raise Refused(
            f"Không hoàn tác được: một hồ sơ của lô này đã được gộp ngày {day}. "
            "Tách lần gộp đó ở trang đoàn viên trước."
        )


def _refuse_named_since(batch: LoNhap) -> None:
    """A row of the batch that a ghi danh has replaced since was built on."""
    acts = set(GhiDanh.objects.exclude(lo_nhap=batch).values_list("ma_nhom", flat=True))
    taken = BienDong.objects.filter(lo_nhap=batch, he_so=1, dao_boi__ma_nhom__in=acts)
    later = taken.values_list("dao_boi__lo_nhap_id", flat=True).first() if acts else None
    if later is not None:
        raise Refused(f"Không hoàn tác được: lô nhập số {later} đã bổ sung danh sách cho số này. Hoàn tác lô đó trước.")


def _refuse_replaced_since(batch: LoNhap) -> None:
    """What a later month grid or a ghi danh has written anew was built on: an undo would leave both numbers.

    So was a cell of the grid that was changed by this batch and taken back by hand: its first number would come back.
    """
    rows = BienDong.objects.filter(lo_nhap=batch, he_so=1, dao_boi__isnull=False).order_by("-dao_boi")
    later = rows.filter(dao_boi__lo_nhap__trang_thai=TrangThaiLo.XONG).values_list("dao_boi__lo_nhap_id", flat=True)
    if found := later.first():
        raise Refused(f"Không hoàn tác được: lô nhập số {found} đã sửa số của lô này. Hoàn tác lô đó trước.")
    named = rows.filter(dao_boi__ma_nhom__in=GhiDanh.objects.filter(lo_nhap=None).values("ma_nhom"))
    by_hand: set[tuple] = set()
    if TUY_CHON in batch.tuy_chon:
        changed = BienDong.objects.filter(lo_nhap=batch, he_so=-1).values_list("cong_doan_id", "loai")
        by_hand = set(rows.filter(dao_boi__lo_nhap=None).values_list("cong_doan_id", "loai")) & set(changed)
    if by_hand or named.exists():
        raise Refused("Không hoàn tác được: số của lô này đã được ghi đảo hoặc bổ sung danh sách sau đó.")


def _undo_cong_doan(batch: LoNhap, by) -> None:
    units = CongDoan.objects.filter(lo_nhap=batch)
    ids = set(units.values_list("pk", flat=True))
    refuse_closed(_founded_and_ended(batch), "")
    refuse_changed_since(batch, ids)
    foreign_children = TrucThuoc.objects.filter(id_in("cap_tren_id", ids), cong_doan__is_hidden=False).exclude(
        id_in("cong_doan_id", ids)
    )
    _refuse_used(ids, {
        "đơn vị cấp dưới": foreign_children,
        "biến động đoàn viên": BienDong.objects.filter(id_in("cong_doan_id", ids)).living(),
        "đơn vị, doanh nghiệp": QuanLyDoanhNghiep.objects.filter(id_in("cong_doan_id", ids)),
        "liên kết doanh nghiệp": LienKetCDCS.objects.filter(id_in("cong_doan_id", ids), doanh_nghiep__is_hidden=False),
        "chỉ tiêu": ChiTieu.objects.filter(id_in("cong_doan_id", ids)),
        "quyết định sắp xếp": SapXep.objects.filter(
            Q(id_in("cong_doan_id", ids)) | Q(id_in("cong_doan_dich_id", ids)), undone_at=None
        ),
        "phiếu chuyển đang chờ": PhieuChuyen.objects.waiting().filter(id_in("cong_doan_den_id", ids)),
        "phân công người dùng": PhanCong.objects.filter(id_in("cong_doan_id", ids)),
        "thỏa ước lao động tập thể": ThoaUoc.objects.filter(id_in("cong_doan_id", ids)),
        "cuộc đối thoại": DoiThoai.objects.filter(id_in("cong_doan_id", ids)),
        "kiến nghị": KienNghi.objects.filter(id_in("cong_doan_id", ids)),
    })  # fmt: skip
    hide_cong_doan(ids)
    restore_changes(CongDoan, batch)
    forget_co_cau()


def _founded_and_ended(batch: LoNhap) -> Iterator[tuple[int, date]]:
    """The days on which the batch changed the count of units; what else it wrote of a known unit moves no figure."""
    yield from CongDoan.objects.filter(lo_nhap=batch).values_list("pk", "ngay_thanh_lap")
    for step in batch.gia_tri_cu:
        if end := step["moi"].get("ngay_ket_thuc"):
            yield step["pk"], date.fromisoformat(end)


def _refuse_used(ids: set[int], uses: dict, whose: str = "đơn vị") -> None:
    for what, rows in uses.items():
        if ids and rows.exists():
            raise Refused(f"Không hoàn tác được: {whose} của lô này đã có {what}.")


def _undo_doanh_nghiep(batch: LoNhap, by) -> None:
    employers = DoanhNghiep.objects.filter(lo_nhap=batch)
    ids = set(employers.values_list("pk", flat=True))
    refuse_changed_since(batch, ids)
    of_batch = id_in("doanh_nghiep_id", ids)
    _refuse_used(ids, {
        "số liệu lao động": LaoDong.objects.filter(of_batch),
        "quyết định chuyển đơn vị quản lý ghi sau đó": QuanLyDoanhNghiep.objects.filter(of_batch).exclude(
            so_quyet_dinh=""
        ),
        "liên kết với CĐCS ghi sau đó": LienKetCDCS.objects.filter(of_batch).exclude(lo_nhap=batch),
        "hồ sơ vận động": VanDong.objects.filter(of_batch),
        "phiếu khảo sát": PhieuKhaoSat.objects.filter(of_batch),
        "tranh chấp số liệu": TranhChap.objects.filter(of_batch),
    }, "đơn vị, doanh nghiệp")  # fmt: skip
    if in_a_merge(DoanhNghiep.everything.filter(lo_nhap=batch).values_list("pk", flat=True)):
        raise Refused("Không hoàn tác được: đơn vị, doanh nghiệp của lô này đã gộp với hồ sơ khác. Tách ra trước.")
    _refuse_links_handed_on(batch)
    links = LienKetCDCS.objects.filter(lo_nhap=batch)
    linked = list(links.values_list("doanh_nghiep_id", flat=True))
    links.delete()
    reopen_van_dong(linked, by=by, ngay=today(), ly_do=f"Hoàn tác lô nhập số {batch.pk}")
    LienKetCDCS.objects.filter(id_in("doanh_nghiep_id", ids)).delete()
    QuanLyDoanhNghiep.objects.filter(id_in("doanh_nghiep_id", ids)).delete()
    employers.update(is_hidden=True)
    restore_changes(DoanhNghiep, batch)


def _refuse_links_handed_on(batch: LoNhap) -> None:
    """A link of the batch that a merger has ended since goes on as the successor's: both would have to go."""
    ended = LienKetCDCS.objects.filter(lo_nhap=batch, den_ngay__lt=MAX_DAY)
    heirs = LienKetCDCS.objects.filter(
        doanh_nghiep=OuterRef("doanh_nghiep"), tu_ngay=OuterRef("den_ngay"), is_given=False, lo_nhap=None
    )
    link = ended.filter(Exists(heirs)).select_related("cong_doan").first()
    if link is not None:
        raise Refused(
            f"Không hoàn tác được: {link.cong_doan.ma} đã sáp nhập ngày {format_date(link.den_ngay)} với liên kết của "
            "lô này. Hoàn tác quyết định đó trước."
        )


def _counted_at(records: QuerySet[LaoDong]) -> Iterator[tuple[int, date]]:
    """Whose coverage these records of workers are part of, and from which day on."""
    managed = QuanLyDoanhNghiep.objects.filter(
        id_in("doanh_nghiep__lao_dong", records.values_list("pk", flat=True)),
        tu_ngay__lte=F("doanh_nghiep__lao_dong__ngay_so_lieu"), den_ngay__gt=F("doanh_nghiep__lao_dong__ngay_so_lieu"),
    )  # fmt: skip
    yield from managed.values_list("cong_doan_id", "doanh_nghiep__lao_dong__ngay_so_lieu").distinct()


def _undo_lao_dong(batch: LoNhap, by) -> None:
    records = LaoDong.objects.filter(lo_nhap=batch)
    changed_ones = LaoDong.objects.filter(id_in("pk", [step["pk"] for step in batch.gia_tri_cu]))
    refuse_closed(_counted_at(records | changed_ones), "")
    refuse_changed_since(batch, records.values_list("pk", flat=True))
    changed = [step["pk"] for step in batch.gia_tri_cu]
    employers = set(records.values_list("doanh_nghiep_id", flat=True))
    employers |= set(LaoDong.objects.filter(pk__in=changed).values_list("doanh_nghiep_id", flat=True))
    records.delete()
    restore_changes(LaoDong, batch)
    rank_lao_dong(employers)


def _undo_chi_tieu(batch: LoNhap, by) -> None:
    lines = ChiTieu.objects.filter(lo_nhap=batch)
    refuse_closed(lines.values_list("cong_doan_id", "quyet_dinh__ngay"), "")
    decisions = list(lines.values_list("quyet_dinh_id", flat=True).distinct())
    lines.delete()
    QuyetDinhChiTieu.objects.filter(id_in("pk", decisions), chi_tieu=None).delete()


def _undo_sap_xep(batch: LoNhap, by) -> None:
    for decision in SapXep.objects.filter(lo_nhap=batch, undone_at=None).order_by("-pk"):
        undo_sap_xep(decision, by=by)


_UNDO: dict[LoaiNhap, Callable] = {
    LoaiNhap.DOAN_VIEN: _undo_rows,
    LoaiNhap.BIEN_DONG: _undo_rows,
    LoaiNhap.CONG_DOAN: _undo_cong_doan,
    LoaiNhap.DOANH_NGHIEP: _undo_doanh_nghiep,
    LoaiNhap.LAO_DONG: _undo_lao_dong,
    LoaiNhap.CHI_TIEU: _undo_chi_tieu,
    LoaiNhap.SAP_XEP: _undo_sap_xep,
}

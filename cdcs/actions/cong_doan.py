"""Founding, editing, renaming and closing union units (02 §2.1)."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import F, Q

from cdcs.access import require, rights_of
from cdcs.actions.cay import rebuild_cay
from cdcs.actions.khoa_so import correctable, refuse_closed
from cdcs.enums import CAP_TREN_DUOC_PHEP, LoaiCongDoan
from cdcs.models import CayCongDoan, CongDoan, LoNhap, TenCongDoan, TrucThuoc, forget_co_cau
from core.dates import format_date, today
from core.refusal import Refused
from core.sql import id_in, one_writer, text_in
from core.text import fold
from taikhoan.actions import record

SAME_CODE = (
    "Chỉ khác mã {ma} ở chữ hoa, chữ thường hoặc dấu cách, sẽ thành hai đơn vị: ghi đúng {ma}, hoặc đặt mã khác."
)
RANK = {
    kind: rank
    for rank, kinds in enumerate(
        (
            ("tong_ldld",),
            ("ldld_tinh",),
            ("ldld_huyen", "cong_doan_nganh", "cong_doan_kcn", "cong_doan_xa"),
            ("cdcs", "nghiep_doan"),
            ("cdcs_thanh_vien",),
            ("cong_doan_bo_phan",),
            ("to_cong_doan",),
        )
    )
    for kind in kinds
}


@dataclass
class CongDoanData:
    """A unit at its founding, as sheet or form gives it; `cap_tren` is a code, so rows may come in any order."""

    ma: str
    ten: str
    loai: str
    cap_tren: str
    ngay_thanh_lap: date
    so_quyet_dinh: str = ""
    ngay_ket_thuc: date | None = None
    so_quyet_dinh_ket_thuc: str = ""
    ly_do_ket_thuc: str = ""


def code_key(code: str) -> str:
    """What two codes of one unit have in common, however they are typed."""
    return "".join(code.upper().split())


def codes_by_key() -> dict[str, str]:
    """The codes of all units by `code_key`."""
    return {code_key(code): code for code in CongDoan.objects.values_list("ma", flat=True)}


def check_cap_tren(loai: str, loai_cap_tren: str | None) -> None:
    """Refuse a unit under a parent of a kind that may not hold it [02-2.1-3].

    Raises: Refused at the field `cap_tren`.
    """
    allowed = CAP_TREN_DUOC_PHEP[loai]
    if loai_cap_tren is None:
        if loai not in (LoaiCongDoan.TONG_LDLD, LoaiCongDoan.LDLD_TINH):
            raise Refused("Thiếu mã đơn vị cấp trên.", "cap_tren")
    elif loai_cap_tren not in allowed:
        kinds = sorted(allowed, key=RANK.__getitem__)
        names = ", ".join(LoaiCongDoan(kind).label for kind in kinds) or "không đơn vị nào"
        raise Refused(
            f"{LoaiCongDoan(loai).label} không đứng dưới {LoaiCongDoan(loai_cap_tren).label}; đứng được dưới: {names}.",
            "cap_tren",
        )


def check_days(data: CongDoanData) -> None:
    """Refuse a founding after today, and an end on or before the founding [02-2.1-5, 03-3.3-15].

    Raises: Refused at the field that is wrong.
    """
    if data.ngay_thanh_lap > today():
        raise Refused(f"Ngày thành lập {format_date(data.ngay_thanh_lap)} ở sau hôm nay.", "ngay_thanh_lap")
    if data.ngay_ket_thuc is not None and data.ngay_ket_thuc <= data.ngay_thanh_lap:
        raise Refused("Ngày kết thúc phải sau ngày thành lập.", "ngay_ket_thuc")
    if data.ngay_ket_thuc is not None and data.ngay_ket_thuc > today():
        raise Refused(f"Ngày kết thúc {format_date(data.ngay_ket_thuc)} ở sau hôm nay.", "ngay_ket_thuc")


@transaction.atomic
def create_cong_doan(rows: Sequence[CongDoanData], *, by, lo_nhap: LoNhap | None = None) -> list[CongDoan]:
    """Write units that were judged before (`check_*`), parents before children, with their first name and parent.

    A hidden unit of the same code (of an undone import) is taken up again [02-2.2a-2]. One log entry for all.

    Raises: Refused where a founding lies in a closed period of a unit above.
    """
    units = {
        unit.ma: unit
        for unit in CongDoan.everything.filter(text_in("ma", {r.ma for r in rows} | {r.cap_tren for r in rows}))
    }
    new: list[CongDoan] = []
    for data in sorted(rows, key=lambda row: RANK[row.loai]):
        unit = units.get(data.ma) or CongDoan(ma=data.ma)
        unit.ten = unit.ten_dau = data.ten
        unit.ten_khong_dau = fold(data.ten)[:250]
        unit.loai, unit.ngay_thanh_lap, unit.so_quyet_dinh = data.loai, data.ngay_thanh_lap, data.so_quyet_dinh
        unit.ngay_ket_thuc, unit.so_quyet_dinh_ket_thuc = data.ngay_ket_thuc, data.so_quyet_dinh_ket_thuc
        unit.ly_do_ket_thuc, unit.lo_nhap, unit.is_hidden = data.ly_do_ket_thuc, lo_nhap, False
        unit.cap_tren_dau = units[data.cap_tren] if data.cap_tren else None
        unit.ke_tuc, unit.ket_thuc_theo_sap_xep = None, False
        units[data.ma] = unit
        new.append(unit)
    _save_by_level(new)
    _write_first_links(new)
    rebuild_cay(unit.pk for unit in new)
    refuse_closed(((unit.pk, unit.ngay_thanh_lap) for unit in new), "ngay_thanh_lap")
    record(
        by=by,
        act="thanh_lap",
        unit=new[0].ma if len(new) == 1 else "",
        obj=new[0] if len(new) == 1 else lo_nhap,
        so_don_vi=len(new),
        ma=[unit.ma for unit in new[:50]],
    )
    return new


def _save_by_level(units: list[CongDoan]) -> None:
    fields = [f.name for f in CongDoan._meta.concrete_fields if not f.primary_key]
    for rank in sorted({RANK[unit.loai] for unit in units}):
        level = [unit for unit in units if RANK[unit.loai] == rank]
        for unit in level:
            unit.cap_tren_dau_id = unit.cap_tren_dau.pk if unit.cap_tren_dau else None
        CongDoan.everything.bulk_create([unit for unit in level if unit.pk is None], batch_size=500)
        CongDoan.everything.bulk_update([unit for unit in level if unit.pk is not None], fields, batch_size=200)


def _write_first_links(units: list[CongDoan]) -> None:
    """The first name and parent of every unit."""
    ids = [unit.pk for unit in units]
    TrucThuoc.objects.filter(id_in("cong_doan_id", ids)).delete()
    TenCongDoan.objects.filter(id_in("cong_doan_id", ids)).delete()
    TenCongDoan.objects.bulk_create(
        [TenCongDoan(cong_doan=unit, ten=unit.ten, tu_ngay=unit.ngay_thanh_lap) for unit in units], batch_size=1000
    )
    links = [
        TrucThuoc(cong_doan=unit, cap_tren=parent, tu_ngay=start, den_ngay=end)
        for unit in units
        for parent, start, end in first_links(unit.cap_tren_dau, unit.ngay_thanh_lap)
    ]
    TrucThuoc.objects.bulk_create(links, batch_size=1000)


def first_links(parent: CongDoan | None, start: date) -> Iterator[tuple[CongDoan, date, date | None]]:
    """Yield (parent, from, to) of a unit founded on `start`: a parent merged since gives it to its successor."""
    while parent is not None:
        ended = parent.ngay_ket_thuc  # set where there is a successor, by a rule of the table
        end = ended if parent.ke_tuc_id is not None and ended is not None and ended > start else None
        yield parent, start, end
        parent, start = (None, start) if end is None else (parent.ke_tuc, end)


@correctable(lambda data: f"Thành lập {data.ten}, ngày {format_date(data.ngay_thanh_lap)}", CongDoanData)
@transaction.atomic
def thanh_lap(data: CongDoanData, *, by) -> CongDoan:
    """Found one unit through a form.

    Raises: Refused for a known code, a wrong parent, wrong or closed days; PermissionDenied outside the user's rights.
    """
    one_writer()
    written = codes_by_key().get(code_key(data.ma), "")
    if written == data.ma:
        raise Refused(f"Mã đơn vị {data.ma} đã có; chọn mã khác hoặc sửa đơn vị đang có.", "ma")
    if written:
        raise Refused(SAME_CODE.format(ma=written), "ma")
    parent = CongDoan.objects.filter(ma=data.cap_tren).first() if data.cap_tren else None
    if data.cap_tren and parent is None:
        raise Refused(f"Không có đơn vị mã {data.cap_tren}.", "cap_tren")
    base = RANK[data.loai] >= RANK["cdcs"]
    require(by, "thanh_lap" if base else "edit_cong_doan_cap_tren", parent)
    check_to_cong_doan_only(data.loai, parent, by)
    check_cap_tren(data.loai, parent.loai if parent else None)
    check_days(data)
    check_parent_open(parent, data.ngay_thanh_lap, data.ngay_ket_thuc)
    return create_cong_doan([data], by=by)[0]


def check_to_cong_doan_only(loai: str, parent: CongDoan | None, by) -> None:
    """Refuse what an officer of a CĐCS may not found there: the cell says "tổ công đoàn only" (08 §8.3).

    Raises: Refused at the field `loai`.
    """
    if loai == LoaiCongDoan.TO_CONG_DOAN or RANK[loai] < RANK["cdcs"]:
        return
    grants = rights_of(by).grants("thanh_lap")
    if not any(grant.scope.contains(parent.pk if parent else None) and not grant.cell.note for grant in grants):
        raise Refused("Cán bộ CĐCS chỉ ghi thành lập tổ công đoàn; đơn vị khác do công đoàn cấp trên ghi.", "loai")


def check_parent_open(parent: CongDoan | None, day: date, end: date | None = None) -> None:
    """Refuse a founding under a unit that had ended by then (the mirror of [02-2.1-20]), or was dissolved since.

    A dissolution closed everything below on its day [02-2.1-13]: what is entered late must have ended by then (`end`).

    Raises: Refused at the field `cap_tren`.
    """
    closed = parent.ngay_ket_thuc if parent is not None else None
    if parent is None or closed is None:
        return
    if closed <= day:
        raise Refused(f"Đơn vị cấp trên {parent.ma} đã kết thúc ngày {format_date(closed)}.", "cap_tren")
    dissolved = parent.ket_thuc_theo_sap_xep and parent.ke_tuc_id is None
    if dissolved and (end is None or end > closed):
        raise Refused(
            f"Đơn vị cấp trên {parent.ma} đã giải thể theo quyết định {parent.so_quyet_dinh_ket_thuc} ngày "
            f"{format_date(closed)}: ghi cả ngày kết thúc của đơn vị này, không sau ngày đó.", "cap_tren"
        )  # fmt: skip


@transaction.atomic
def edit_thong_tin_cong_doan(unit: CongDoan, *, by, version: int, **fields) -> CongDoan:
    """Change facts without history: address, phone, founding decision, how documents call the unit.

    Raises: Refused at `version` when somebody else saved in between.
    """
    require(by, "edit_thong_tin_cong_doan", unit)
    done = CongDoan.objects.filter(pk=unit.pk, version=version).update(version=F("version") + 1, **fields)
    if not done:
        raise Refused("Người khác vừa sửa đơn vị này. Tải lại trang để xem bản mới rồi sửa tiếp.", "version")
    record(by=by, act="edit_thong_tin_cong_doan", obj=unit, unit=unit.ma, **fields)
    return CongDoan.objects.get(pk=unit.pk)


def rename_cong_doan(unit: CongDoan, ten: str, day: date) -> list[dict]:
    """Give `unit` another name from `day` on; return the names as they were."""
    names = TenCongDoan.objects.filter(cong_doan=unit)
    before = [dict(row) for row in names.values("cong_doan_id", "ten", "tu_ngay", "den_ngay")]
    TenCongDoan.objects.filter(cong_doan=unit, tu_ngay__gte=day).delete()
    TenCongDoan.objects.filter(Q(den_ngay=None) | Q(den_ngay__gt=day), cong_doan=unit).update(den_ngay=day)
    TenCongDoan.objects.create(cong_doan=unit, ten=ten, tu_ngay=day)
    CongDoan.everything.filter(pk=unit.pk).update(ten=ten, ten_khong_dau=fold(ten)[:250])
    return before


def restore_names(unit_id: int, names: list[dict]) -> None:
    """Put back the names that `rename_cong_doan` returned."""
    TenCongDoan.objects.filter(cong_doan_id=unit_id).delete()
    TenCongDoan.objects.bulk_create([TenCongDoan(**name) for name in names])
    last = max(names, key=lambda name: name["tu_ngay"])["ten"]
    CongDoan.everything.filter(pk=unit_id).update(ten=last, ten_khong_dau=fold(last)[:250])


def close_cong_doan(
    unit: CongDoan, day: date, *, so_quyet_dinh: str, ly_do: str, ke_tuc: CongDoan | None, theo_sap_xep: bool
) -> None:
    """End a unit on `day`. Rights and what stands in the way are judged by the caller [02-2.1-20]."""
    CongDoan.everything.filter(pk=unit.pk).update(
        ngay_ket_thuc=day,
        so_quyet_dinh_ket_thuc=so_quyet_dinh,
        ly_do_ket_thuc=ly_do,
        ke_tuc=ke_tuc,
        ket_thuc_theo_sap_xep=theo_sap_xep,
    )


def hide_cong_doan(ids: Collection[int]) -> None:
    """Take units that nothing was built on out of every list and of the tree; part of an undo, judged by the caller.

    They are taken up again when the same code comes in again [02-2.2a-2].
    """
    CongDoan.objects.filter(id_in("pk", ids)).update(is_hidden=True)
    CayCongDoan.objects.filter(id_in("cap_duoi_id", ids)).exclude(cap_tren_id=F("cap_duoi_id")).delete()
    forget_co_cau()


def next_ma(parent: CongDoan) -> str:
    """A free code for a base unit under `parent`: its code and the next number ("YYEN-061")."""
    pattern = re.compile(rf"{re.escape(parent.ma)}-(\d{{1,6}})")
    codes = CongDoan.everything.filter(ma__startswith=f"{parent.ma}-").values_list("ma", flat=True)
    numbers = [int(match[1]) for match in map(pattern.fullmatch, codes) if match]
    return f"{parent.ma}-{max(numbers, default=0) + 1:03d}"

"""Acts of organising work: the plan, a stage, a contact, its end when a CĐCS stands (01 R4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import F

from cdcs.access import require
from cdcs.models import ChuongTrinh, CongDoan
from core.dates import format_date, today
from core.refusal import Refused
from core.sql import id_in
from doanhnghiep.enums import NGOAI_THU_TU, THU_TU, GiaiDoan
from doanhnghiep.models import BuocVanDong, DoanhNghiep, LanTiepXuc, VanDong
from doanhnghiep.queries import quan_ly_on
from doanhnghiep.queries.bao_phu import links_on, with_facts_on
from taikhoan.actions import record

WORD = "edit_van_dong"
PLAN = ("phuong_an", "phu_trach", "ly_do", "du_kien", "buoc_tiep", "ngay_buoc_tiep")


@dataclass
class TiepXucData:
    """A contact as the form gives it, with what is to be done next."""

    ngay: date
    hinh_thuc: str
    nguoi_gap: str
    noi_dung: str
    buoc_tiep: str = ""
    ngay_buoc_tiep: date | None = None


def _manager(employer: DoanhNghiep, by) -> CongDoan:
    manager = quan_ly_on([employer.pk], today())[employer.pk]
    require(by, WORD, manager)
    return manager


def _opened(employer: DoanhNghiep, by) -> VanDong:
    """The organising work at the employer, begun by the first act on it."""
    return VanDong.objects.get_or_create(doanh_nghiep=employer, defaults={"created_by": by})[0]


def _refuse_future(day: date, field: str) -> None:
    if day > today():
        raise Refused(f"Ngày {format_date(day)} ở sau hôm nay.", field)


@transaction.atomic
def save_phuong_an(employer: DoanhNghiep, *, by, version: int, facts: dict) -> VanDong:
    """Write the plan (`PLAN`); `version` is that of the page, 0 where nothing was written yet.

    Raises: Refused at `version` when somebody else saved in between, or for a next step without its words;
    PermissionDenied or Http404 outside the user's rights.
    """
    manager = _manager(employer, by)
    if facts.get("ngay_buoc_tiep") and not facts.get("buoc_tiep"):
        raise Refused("Ghi việc tiếp theo là gì, không chỉ ngày.", "buoc_tiep")
    work = _opened(employer, by)
    begun = version == 0 and work.version == 1 and work.created_by_id == by.pk
    done = VanDong.objects.filter(pk=work.pk, version=1 if begun else version).update(
        version=F("version") + 1, **{name: facts[name] for name in PLAN if name in facts}
    )
    if not done:
        raise Refused("Người khác vừa sửa phương án này. Tải lại trang để xem bản mới rồi sửa tiếp.", "version")
    record(by=by, act=WORD, obj=employer, unit=manager.ma, viec="phương án", sua=sorted(facts))
    return VanDong.objects.get(pk=work.pk)


def check_giai_doan(work: VanDong, giai_doan: str, ngay: date, ly_do: str, *, co_cdcs: bool) -> None:
    """Refuse a change of the stage that cannot be.

    Forward freely; back, and to "tạm dừng" or "từ chối", with a reason; "đã thành lập" only where a CĐCS stands.
    Raises: Refused at the field that is wrong.
    """
    _refuse_future(ngay, "ngay")
    if giai_doan == work.giai_doan:
        raise Refused(f"Đơn vị này đang ở giai đoạn {work.get_giai_doan_display()} rồi.", "giai_doan")
    if work.tu_ngay is not None and ngay < work.tu_ngay:
        raise Refused(f"Bước trước ghi ngày {format_date(work.tu_ngay)}: bước này không thể sớm hơn.", "ngay")
    if giai_doan == GiaiDoan.DA_THANH_LAP and not co_cdcs:
        raise Refused("Chưa có CĐCS ở đơn vị này: ghi Thành lập CĐCS hoặc liên kết CĐCS trước.", "giai_doan")
    old, new = THU_TU.get(GiaiDoan(work.giai_doan)), THU_TU.get(GiaiDoan(giai_doan))
    goes_back = old is not None and new is not None and new < old
    if (goes_back or giai_doan in NGOAI_THU_TU) and not ly_do:
        raise Refused(f"Chuyển về {GiaiDoan(giai_doan).label} cần ghi lý do.", "ly_do")


@transaction.atomic
def move_giai_doan(employer: DoanhNghiep, *, by, giai_doan: str, ngay: date, ly_do: str = "") -> VanDong:
    """Put the organising work at another stage.

    Raises: Refused when the stage cannot follow; PermissionDenied or Http404 outside the user's rights.
    """
    manager = _manager(employer, by)
    covered = with_facts_on(DoanhNghiep.objects.filter(pk=employer.pk), ngay).filter(co_cdcs=True).exists()
    work = VanDong.objects.select_for_update().get(pk=_opened(employer, by).pk)
    check_giai_doan(work, giai_doan, ngay, ly_do, co_cdcs=covered)
    _step(work, giai_doan, ngay, ly_do, by)
    record(by=by, act=WORD, obj=employer, unit=manager.ma, viec="giai đoạn", den=giai_doan, ngay=str(ngay), ly_do=ly_do)
    return VanDong.objects.get(pk=work.pk)


def _step(work: VanDong, giai_doan: str, ngay: date, ly_do: str, by) -> None:
    BuocVanDong.objects.create(van_dong=work, tu=work.giai_doan, den=giai_doan, ngay=ngay, ly_do=ly_do, created_by=by)
    VanDong.objects.filter(pk=work.pk).update(giai_doan=giai_doan, tu_ngay=ngay, version=F("version") + 1)


@transaction.atomic
def record_tiep_xuc(employer: DoanhNghiep, data: TiepXucData, *, by) -> LanTiepXuc:
    """Write down a contact and what is to be done next.

    Raises: Refused for a day after today or a next step without its words; PermissionDenied or Http404 outside the
    user's rights.
    """
    manager = _manager(employer, by)
    _refuse_future(data.ngay, "ngay")
    if data.ngay_buoc_tiep and not data.buoc_tiep:
        raise Refused("Ghi việc tiếp theo là gì, không chỉ ngày.", "buoc_tiep")
    work = _opened(employer, by)
    made = LanTiepXuc.objects.create(
        van_dong=work, ngay=data.ngay, hinh_thuc=data.hinh_thuc, nguoi_gap=data.nguoi_gap, noi_dung=data.noi_dung,
        created_by=by,
    )  # fmt: skip
    VanDong.objects.filter(pk=work.pk).update(
        buoc_tiep=data.buoc_tiep, ngay_buoc_tiep=data.ngay_buoc_tiep, version=F("version") + 1
    )
    record(
        by=by, act=WORD, obj=employer, unit=manager.ma, viec="tiếp xúc", ngay=str(data.ngay), hinh_thuc=data.hinh_thuc
    )
    return made


def finish_van_dong(employer_ids: Iterable[int], *, by, ngay: date) -> int:
    """Close the organising work at employers that a CĐCS covers from `ngay` on; part of the act that founded it.

    Rights are the caller's. Work that has not begun, or was closed, is left as it is. Returns how many were closed.
    """
    works = VanDong.objects.filter(id_in("doanh_nghiep_id", employer_ids)).exclude(giai_doan=GiaiDoan.DA_THANH_LAP)
    count = 0
    for work in works.order_by("pk"):
        day = max(ngay, work.tu_ngay) if work.tu_ngay else ngay
        _step(work, GiaiDoan.DA_THANH_LAP, day, "", by)
        VanDong.objects.filter(pk=work.pk).update(buoc_tiep="", ngay_buoc_tiep=None)
        count += 1
    return count


def reopen_van_dong(employer_ids: Iterable[int], *, by, ngay: date, ly_do: str) -> None:
    """Put the organising work at these employers back where it stood, where no other CĐCS covers them."""
    covered = links_on(today()).values("doanh_nghiep_id")
    works = VanDong.objects.filter(id_in("doanh_nghiep_id", employer_ids), giai_doan=GiaiDoan.DA_THANH_LAP)
    works = works.exclude(doanh_nghiep_id__in=covered)
    for work in works.order_by("pk"):
        last = work.cac_buoc.filter(den=GiaiDoan.DA_THANH_LAP).order_by("-pk").first()
        if last is not None:
            _step(work, last.tu, max(ngay, last.ngay), ly_do, by)


@transaction.atomic
def set_trong_so(*, by, weights: dict[str, int]) -> None:
    """Set the weights of the worklist.

    Raises: Refused when all of them are zero; PermissionDenied without the right.
    """
    require(by, "edit_thu_tu_nguon")
    if not any(weights.values()):
        raise Refused("Ít nhất một trọng số phải lớn hơn 0.")
    ChuongTrinh.objects.update(trong_so_uu_tien=weights)
    record(by=by, act="edit_thu_tu_nguon", viec="trọng số ưu tiên", trong_so=weights)

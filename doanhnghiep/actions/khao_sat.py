"""Acts of the survey round: opening, planning, answering; an answer moves the denominator (01 R7, 02 §2.4)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from cdcs.access import require, rights_of
from cdcs.enums import NguonSoLieu
from cdcs.models import CongDoan
from core.dates import format_date, today
from core.refusal import Refused
from doanhnghiep.actions.lao_dong import LaoDongData, rank_lao_dong, write_lao_dong
from doanhnghiep.enums import KetQuaKhaoSat
from doanhnghiep.models import DotKhaoSat, LaoDong, LienKetCDCS, PhieuKhaoSat
from doanhnghiep.queries import quan_ly_on
from doanhnghiep.queries.khao_sat import employers_to_plan
from doanhnghiep.queries.tranh_chap import decided_numbers
from taikhoan.actions import record

FACTS = ("trang_thai", "ngay", "tong_lao_dong", "lao_dong_nu", "so_dong_bhxh", "ly_do", "ghi_chu")
CLOSED = "Đợt khảo sát này đã đóng."
K = KetQuaKhaoSat


@dataclass
class TraLoi:
    """An answer as a row of the grid gives it."""

    trang_thai: str = K.CHUA
    ngay: date | None = None
    tong_lao_dong: int | None = None
    lao_dong_nu: int | None = None
    so_dong_bhxh: int | None = None
    ly_do: str = ""
    ghi_chu: str = ""


@transaction.atomic
def open_khao_sat(*, by, nam: int, tu_ngay: date, den_ngay: date) -> DotKhaoSat:
    """Open the survey of a year, or give it other days.

    Raises: Refused for days that cannot be; PermissionDenied for who is not the province.
    """
    _require_province(by)
    if den_ngay < tu_ngay:
        raise Refused("Ngày cuối đợt ở trước ngày đầu.", "den_ngay")
    days = {"tu_ngay": tu_ngay, "den_ngay": den_ngay, "da_dong": False}
    made, _ = DotKhaoSat.objects.update_or_create(nam=nam, defaults=days, create_defaults=days | {"created_by": by})
    record(by=by, act="plan_khao_sat", obj=made, viec="mở đợt", tu_ngay=str(tu_ngay), den_ngay=str(den_ngay))
    return made


@transaction.atomic
def close_khao_sat(dot: DotKhaoSat, *, by) -> None:
    """Close a round: nothing is planned or answered in it any more; `open_khao_sat` opens it again."""
    _require_province(by)
    DotKhaoSat.objects.filter(pk=dot.pk).update(da_dong=True)
    record(by=by, act="plan_khao_sat", obj=dot, viec="đóng đợt")


def _require_province(by) -> None:
    require(by, "plan_khao_sat")
    if not rights_of(by).at_province("plan_khao_sat"):
        raise Refused("Chỉ Liên đoàn Lao động tỉnh mở và đóng đợt khảo sát.")


def _require_open(dot: DotKhaoSat) -> None:
    if DotKhaoSat.objects.filter(pk=dot.pk, da_dong=True).exists():
        raise Refused(CLOSED)


@transaction.atomic
def plan_khao_sat(dot: DotKhaoSat, unit: CongDoan, groups: Collection[str], *, by) -> int:
    """Plan the employers of these groups under a unit; who is planned already stays. Returns how many came in.

    Raises: Refused when the round is closed; PermissionDenied or Http404 outside the user's rights.
    """
    require(by, "plan_khao_sat", unit)
    _require_open(dot)
    ids = set(employers_to_plan(dot, unit, groups).values_list("pk", flat=True))
    PhieuKhaoSat.objects.bulk_create(
        [PhieuKhaoSat(dot=dot, doanh_nghiep_id=pk) for pk in sorted(ids)], batch_size=1000, ignore_conflicts=True
    )
    record(by=by, act="plan_khao_sat", obj=dot, unit=unit.ma, nhom=sorted(groups), so_don_vi=len(ids))
    return len(ids)


@transaction.atomic
def remove_phieu(phieu: PhieuKhaoSat, *, by) -> None:
    """Take an employer out of the plan.

    Raises: Refused when it was answered already; PermissionDenied or Http404 outside the user's rights.
    """
    manager = quan_ly_on([phieu.doanh_nghiep_id], today())[phieu.doanh_nghiep_id]
    require(by, "plan_khao_sat", manager)
    _require_open(phieu.dot)
    done, _ = PhieuKhaoSat.objects.filter(pk=phieu.pk, trang_thai=K.CHUA).delete()
    if not done:
        raise Refused("Đơn vị này đã có kết quả khảo sát: xóa kết quả trước khi đưa ra khỏi kế hoạch.")
    record(by=by, act="plan_khao_sat", obj=phieu.doanh_nghiep, unit=manager.ma, viec="bỏ khỏi kế hoạch")


def require_answer(phieu: PhieuKhaoSat, by) -> str:
    """Let pass who may fill this answer: at the managing unit, or for the CĐCS that covers the employer (08 §8.4).

    Returns the code of the managing unit. Raises: PermissionDenied or Http404.
    """
    day, scope = today(), rights_of(by).scope("edit_khao_sat")
    manager = quan_ly_on([phieu.doanh_nghiep_id], day)[phieu.doanh_nghiep_id]
    links = LienKetCDCS.objects.filter(doanh_nghiep=phieu.doanh_nghiep_id, tu_ngay__lte=day, den_ngay__gt=day)
    if not scope.filter(links).exists():
        require(by, "edit_khao_sat", manager)
    return manager.ma


def check_tra_loi(dot: DotKhaoSat, answer: TraLoi) -> None:
    """Refuse an answer that cannot be.

    Raises: Refused at the field that is wrong.
    """
    if answer.trang_thai == K.DA_KHAO_SAT and answer.tong_lao_dong is None:
        raise Refused("Ghi tổng số lao động đã khảo sát.", "tong_lao_dong")
    if answer.trang_thai != K.CHUA and answer.ngay is None:
        raise Refused("Ghi ngày khảo sát.", "ngay")
    if answer.trang_thai in (K.CHUA, K.KHONG_LIEN_HE_DUOC, K.DA_NGUNG) and answer.tong_lao_dong is not None:
        raise Refused("Có số lao động thì kết quả là Đã khảo sát.", "trang_thai")
    if answer.ngay is not None and answer.ngay > today():
        raise Refused(f"Ngày {format_date(answer.ngay)} ở sau hôm nay.", "ngay")
    if answer.ngay is not None and not dot.tu_ngay <= answer.ngay <= dot.den_ngay:
        span = f"{format_date(dot.tu_ngay)} đến {format_date(dot.den_ngay)}"
        raise Refused(f"Ngày khảo sát phải nằm trong đợt ({span}).", "ngay")
    total = answer.tong_lao_dong or 0
    if answer.lao_dong_nu is not None and answer.lao_dong_nu > total:
        raise Refused("Lao động nữ lớn hơn tổng số lao động.", "lao_dong_nu")


@transaction.atomic
def save_phieu(phieu: PhieuKhaoSat, answer: TraLoi, *, by, version: int) -> PhieuKhaoSat:
    """Write one answer, once; its workers become (or change) the record of source Khảo sát of its day.

    Raises: Refused at the field that is wrong, or at `version` when somebody else saved in between; PermissionDenied
    or Http404 outside the user's rights.
    """
    unit = require_answer(phieu, by)
    _require_open(phieu.dot)
    check_tra_loi(phieu.dot, answer)
    facts = {name: getattr(answer, name) for name in FACTS}
    done = PhieuKhaoSat.objects.filter(pk=phieu.pk, version=version).update(
        version=F("version") + 1, updated_by=by, updated_at=timezone.now(), **facts
    )
    if not done:
        raise Refused("Người khác vừa ghi dòng này: tải lại trang để xem số mới.", "version")
    _write_workers(PhieuKhaoSat.objects.select_related("lao_dong", "doanh_nghiep").get(pk=phieu.pk), answer, by)
    record(by=by, act="edit_khao_sat", obj=phieu.doanh_nghiep, unit=unit, nam=phieu.dot.nam, ket_qua=answer.trang_thai,
           tong_lao_dong=answer.tong_lao_dong)  # fmt: skip
    return PhieuKhaoSat.objects.get(pk=phieu.pk)


def _write_workers(phieu: PhieuKhaoSat, answer: TraLoi, by) -> None:
    """Keep one record of source Khảo sát for the answer: changed with it, taken back with it."""
    old = phieu.lao_dong
    counts = answer.trang_thai == K.DA_KHAO_SAT
    if old is not None and not (counts and old.ngay_so_lieu == answer.ngay):
        PhieuKhaoSat.objects.filter(pk=phieu.pk).update(lao_dong=None)
        old.delete()
        rank_lao_dong([phieu.doanh_nghiep_id])
    if not counts or answer.ngay is None or answer.tong_lao_dong is None:
        return
    if (phieu.doanh_nghiep_id, answer.ngay) in decided_numbers([phieu.doanh_nghiep_id]):
        return  # a dispute was decided for that day: its number stays in use, the answer stands on its sheet
    same = LaoDong.objects.filter(
        doanh_nghiep=phieu.doanh_nghiep_id, ngay_so_lieu=answer.ngay, nguon=NguonSoLieu.KHAO_SAT
    )
    is_new, is_own = not same.exists(), same.filter(pk=phieu.lao_dong_id).exists()
    write_lao_dong(
        [LaoDongData(phieu.doanh_nghiep, answer.ngay, NguonSoLieu.KHAO_SAT, answer.tong_lao_dong, answer.lao_dong_nu,
                     answer.so_dong_bhxh)], by=by, clears=is_own
    )  # fmt: skip
    if is_new:  # a record that stood there before is not the answer's to take back
        PhieuKhaoSat.objects.filter(pk=phieu.pk).update(lao_dong=same.get())

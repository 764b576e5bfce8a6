"""Creating and editing employers (02 §2.4, 03 §3.3)."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import F

from cdcs.access import require
from cdcs.enums import LoaiCongDoan
from cdcs.models import CongDoan, LoNhap
from cdcs.models.cong_doan import MIN_DAY
from core.dates import format_date, today
from core.refusal import Refused
from core.sql import one_writer
from core.text import fold
from core.validators import check_tax_code
from doanhnghiep.actions.quan_ly import check_quan_ly, check_quan_ly_con, follow
from doanhnghiep.actions.van_dong import finish_van_dong, reopen_van_dong
from doanhnghiep.enums import MST_BAT_BUOC_DUNG, LoaiHinh
from doanhnghiep.models import DoanhNghiep, LienKetCDCS, QuanLyDoanhNghiep
from doanhnghiep.queries import quan_ly_on
from doanhnghiep.queries.gop import merged_into, merged_text
from taikhoan.actions import record

FACTS = (
    "ten",
    "loai_hinh",
    "von_nuoc_ngoai",
    "khu_cong_nghiep",
    "ma_nganh",
    "ngay_hoat_dong",
    "ngay_ngung",
    "dia_chi",
    "nguoi_lien_he",
    "dien_thoai",
)


@dataclass
class DoanhNghiepData:
    """An employer as the sheet or the form gives it: facts by the names of the model's fields."""

    ma_so_thue: str
    quan_ly: CongDoan
    facts: dict = field(default_factory=dict)
    cdcs: list[CongDoan] = field(default_factory=list)


def check_doanh_nghiep(data: DoanhNghiepData, *, moi: bool = False) -> None:
    """Refuse a wrong managing unit and wrong days [03-3.3-11, 18]; `moi` is an employer that is not known yet.

    An end that was announced for a later day is no fault: the employer operates until then [02-2.4-1].

    Raises: Refused at the field that is wrong.
    """
    check_quan_ly(data.quan_ly)
    start, stop = data.facts.get("ngay_hoat_dong"), data.facts.get("ngay_ngung")
    if moi:
        check_quan_ly_con(data.quan_ly, stop)
    if start and stop and stop <= start:
        raise Refused("Ngày ngừng hoạt động phải sau ngày hoạt động.", "ngay_ngung")
    if start and start > today():
        raise Refused(f"Ngày {format_date(start)} ở sau hôm nay.", "ngay_hoat_dong")


def check_loai_hinh(ma_so_thue: str, loai_hinh: str) -> None:
    """Refuse a kind that the tax code cannot have [03-3.3-20].

    Raises: Refused at the kind.
    """
    try:
        _, fits = check_tax_code(ma_so_thue, is_household=loai_hinh == LoaiHinh.HO_KINH_DOANH)
    except ValueError as reason:
        raise Refused(str(reason), "loai_hinh") from reason
    if not fits and loai_hinh in MST_BAT_BUOC_DUNG:
        raise Refused(
            f"Số kiểm tra của mã số thuế {ma_so_thue} không đúng, không ghi được loại hình này: xem lại giấy đăng ký.",
            "loai_hinh",
        )


def link_rows(employer: DoanhNghiep, unit: CongDoan, lo_nhap: LoNhap | None = None) -> list[LienKetCDCS]:
    """Return the links that naming a CĐCS makes: from its founding on [03-3.3-17], then its successor's."""
    return [
        LienKetCDCS(doanh_nghiep=employer, cong_doan=part, tu_ngay=start, den_ngay=end, is_given=part == unit,
                    lo_nhap=lo_nhap)
        for part, start, end in follow(unit, unit.ngay_thanh_lap)
    ]  # fmt: skip


@transaction.atomic
def create_doanh_nghiep(rows: Sequence[DoanhNghiepData], *, by, lo_nhap: LoNhap | None = None) -> list[DoanhNghiep]:
    """Write employers judged before, with their first managing unit and links; a hidden one is taken up again."""
    hidden = {e.ma_so_thue: e for e in DoanhNghiep.everything.filter(is_hidden=True)}
    new, again = [], []
    for data in rows:
        employer = hidden.get(data.ma_so_thue) or DoanhNghiep(ma_so_thue=data.ma_so_thue)
        for name in FACTS:
            setattr(employer, name, data.facts.get(name, DoanhNghiep._meta.get_field(name).get_default()))
        employer.ten_khong_dau = fold(employer.ten)[:250]
        employer.quan_ly_dau, employer.lo_nhap, employer.is_hidden = data.quan_ly, lo_nhap, False
        (again if employer.pk else new).append(employer)
    DoanhNghiep.everything.bulk_create(new, batch_size=500)
    for employer in again:
        employer.save()
    by_code = {employer.ma_so_thue: employer for employer in (*new, *again)}
    managed, links = [], []
    for data in rows:
        employer = by_code[data.ma_so_thue]
        for unit, start, end in follow(data.quan_ly, MIN_DAY):
            managed.append(QuanLyDoanhNghiep(doanh_nghiep=employer, cong_doan=unit, tu_ngay=start, den_ngay=end))
        for unit in data.cdcs:
            links.extend(link_rows(employer, unit, lo_nhap))
    QuanLyDoanhNghiep.objects.bulk_create(managed, batch_size=2000)
    LienKetCDCS.objects.bulk_create(links, batch_size=2000, ignore_conflicts=True)
    return [by_code[data.ma_so_thue] for data in rows]


@transaction.atomic
def record_doanh_nghiep(data: DoanhNghiepData, *, by) -> DoanhNghiep:
    """Create one employer through a form.

    Raises: Refused for a known tax code or wrong facts; PermissionDenied or Http404 outside the user's rights.
    """
    require(by, "edit_doanh_nghiep", data.quan_ly)
    one_writer()
    if DoanhNghiep.objects.filter(ma_so_thue=data.ma_so_thue).exists():
        raise Refused(f"Mã số thuế {data.ma_so_thue} đã có trong danh sách đơn vị, doanh nghiệp.", "ma_so_thue")
    if kept := merged_into([data.ma_so_thue]).get(data.ma_so_thue):
        raise Refused(merged_text(kept), "ma_so_thue")
    check_doanh_nghiep(data, moi=True)
    employer = create_doanh_nghiep([data], by=by)[0]
    record(by=by, act="edit_doanh_nghiep", obj=employer, unit=data.quan_ly.ma, tao_moi=True)
    return employer


def _require_at_manager(employer: DoanhNghiep, by, word: str) -> CongDoan:
    manager = quan_ly_on([employer.pk], today())[employer.pk]
    require(by, word, manager)
    return manager


@transaction.atomic
def edit_doanh_nghiep(employer: DoanhNghiep, *, by, version: int, facts: dict) -> DoanhNghiep:
    """Change facts of an employer (see `FACTS`).

    Raises: Refused for wrong days, or at `version` when somebody else saved in between.
    """
    manager = _require_at_manager(employer, by, "edit_doanh_nghiep")
    check_doanh_nghiep(DoanhNghiepData(employer.ma_so_thue, manager, facts))
    changed = {name: value for name, value in facts.items() if name in FACTS}
    if changed.get("loai_hinh", employer.loai_hinh) != employer.loai_hinh:
        check_loai_hinh(employer.ma_so_thue, changed["loai_hinh"])
    if "ten" in changed:
        changed["ten_khong_dau"] = fold(changed["ten"])[:250]
    done = DoanhNghiep.objects.filter(pk=employer.pk, version=version).update(version=F("version") + 1, **changed)
    if not done:
        raise Refused("Người khác vừa sửa đơn vị này. Tải lại trang để xem bản mới rồi sửa tiếp.", "version")
    record(by=by, act="edit_doanh_nghiep", obj=employer, unit=manager.ma, sua=sorted(facts))
    return DoanhNghiep.objects.get(pk=employer.pk)


@transaction.atomic
def link_cdcs(employer: DoanhNghiep, unit: CongDoan, *, by) -> None:
    """Say that a unit covers an employer, from the unit's founding on.

    Raises: Refused when it is said already.
    """
    manager = _require_at_manager(employer, by, "link_cdcs")
    require(by, "link_cdcs", unit)
    if LienKetCDCS.objects.filter(doanh_nghiep=employer, cong_doan=unit).exists():
        raise Refused(f"{unit.ma} đã liên kết với đơn vị này.", "cdcs")
    LienKetCDCS.objects.bulk_create(link_rows(employer, unit), ignore_conflicts=True)
    if unit.loai == LoaiCongDoan.CDCS:
        finish_van_dong([employer.pk], by=by, ngay=min(unit.ngay_thanh_lap, today()))
    record(by=by, act="link_cdcs", obj=employer, unit=manager.ma, cdcs=unit.ma)


@transaction.atomic
def unlink_cdcs(link: LienKetCDCS, *, by, ly_do: str) -> None:
    """Take back a link that was given wrongly: every figure is as if it had never been.

    Raises: Refused where a decision brought or ended a link of the employer, whose undo puts its links back as they
    were; and when the link is gone already.
    """
    one_writer()
    employer, unit = link.doanh_nghiep, link.cong_doan
    manager = _require_at_manager(employer, by, "link_cdcs")
    require(by, "link_cdcs", unit)
    if not all(one.stands_as_given for one in employer.lien_ket.all()):
        raise Refused("Đơn vị này có liên kết đi theo một quyết định sắp xếp: hoàn tác quyết định đó trước.")
    gone, _ = LienKetCDCS.objects.filter(pk=link.pk).delete()
    if not gone:
        raise Refused(f"Liên kết với {unit.ma} vừa được bỏ. Tải lại trang để xem.")
    reopen_van_dong([employer.pk], by=by, ngay=today(), ly_do=ly_do)
    record(by=by, act="link_cdcs", obj=employer, unit=manager.ma, cdcs=unit.ma, viec="bỏ liên kết", ly_do=ly_do)

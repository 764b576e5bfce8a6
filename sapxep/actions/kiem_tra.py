"""What a reorganisation decision is refused for (02 §2.1-13..24), said before anything is changed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from cdcs.access import require, rights_of
from cdcs.actions import check_cap_tren, refuse_closed
from cdcs.enums import CAP_TREN, CO_SO
from cdcs.models import CayCongDoan, ChuongTrinh, CongDoan, TrucThuoc
from core.dates import format_date, today
from core.refusal import Refused
from core.sql import id_in
from doanhnghiep.models import DoanhNghiep, QuanLyDoanhNghiep
from doanvien.models import BienDong
from sapxep.enums import LoaiSapXep
from sapxep.models import SapXep


@dataclass
class SapXepData:
    """A decision as the sheet or the form gives it."""

    loai: str
    ngay: date
    cong_doan: CongDoan
    cong_doan_dich: CongDoan | None = None
    ten_moi: str = ""
    so_quyet_dinh: str = ""
    ly_do: str = ""

    @property
    def dich(self) -> CongDoan:
        """The unit that takes over, of a decision that has one and was checked."""
        assert self.cong_doan_dich is not None
        return self.cong_doan_dich

    @property
    def closes(self) -> bool:
        return self.loai in (LoaiSapXep.SAP_NHAP, LoaiSapXep.GIAI_THE)


def parent_on(unit: CongDoan, day: date) -> CongDoan | None:
    """The parent of `unit` on `day` as the decisions recorded so far have left it [02-2.1-23]."""
    link = (
        TrucThuoc.objects.filter(Q(den_ngay=None) | Q(den_ngay__gt=day), cong_doan=unit, tu_ngay__lte=day)
        .select_related("cap_tren")
        .first()
    )
    return link.cap_tren if link else unit.cap_tren_dau


def children_on(unit: CongDoan, day: date) -> list[CongDoan]:
    """Direct children of `unit` by the links valid on `day`, closed ones too."""
    links = TrucThuoc.objects.filter(Q(den_ngay=None) | Q(den_ngay__gt=day), cap_tren=unit, tu_ngay__lte=day)
    return list(CongDoan.objects.filter(pk__in=links.values("cong_doan_id")).order_by("ma"))


def below_on(unit: CongDoan, day: date) -> list[CongDoan]:
    """Everything under `unit` on `day`, at every depth, itself left out."""
    rows = CayCongDoan.objects.filter(cap_tren=unit, tu_ngay__lte=day, den_ngay__gt=day).exclude(cap_duoi=unit)
    return list(CongDoan.objects.filter(pk__in=rows.values("cap_duoi_id")).order_by("ma"))


def ever_below(units: Iterable[CongDoan]) -> set[int]:
    """The keys of all that ever stood under one of these units, themselves included: whose counts a move touches."""
    rows = CayCongDoan.objects.filter(id_in("cap_tren_id", {unit.pk for unit in units}))
    return set(rows.values_list("cap_duoi_id", flat=True))


def superior_of(unit: CongDoan, day: date) -> int | None:
    """The superior unit or province above (or at) `unit` on `day`; what one clerk looks after."""
    current: CongDoan | None = unit
    while current is not None and current.loai not in CAP_TREN and current.loai != "ldld_tinh":
        current = parent_on(current, day)
    return current.pk if current else None


def check_rights(data: SapXepData, by) -> None:
    """Inside one superior, or across superiors (08 §8.3)."""
    inside = data.cong_doan.co_doan_vien
    if data.cong_doan_dich is not None:
        inside = inside and superior_of(data.cong_doan, data.ngay) == superior_of(data.cong_doan_dich, data.ngay)
    word = "sap_xep_trong_don_vi" if inside else "sap_xep_lien_don_vi"
    require(by, word, data.cong_doan)
    if data.cong_doan_dich is not None and not rights_of(by).can_at(word, data.cong_doan_dich):
        raise Refused("Ngoài phạm vi đơn vị của bạn.", "cong_doan_dich")


def check(data: SapXepData, *, by) -> None:
    """Raise Refused for the first thing that stands in the way of the decision."""
    unit, day = data.cong_doan, data.ngay
    check_rights(data, by)
    if day > today():
        raise Refused(f"Ngày hiệu lực {format_date(day)} ở sau hôm nay.", "ngay")
    if day < unit.ngay_thanh_lap or (data.closes and day == unit.ngay_thanh_lap):
        raise Refused(
            f"{unit.ma} thành lập ngày {format_date(unit.ngay_thanh_lap)}: ngày hiệu lực phải sau ngày đó.", "ngay"
        )
    if unit.ngay_ket_thuc is not None and (data.closes or unit.ngay_ket_thuc <= day):
        raise Refused(f"{unit.ma} đã kết thúc ngày {format_date(unit.ngay_ket_thuc)}.", "cong_doan")
    about = Q(cong_doan=unit) | Q(cong_doan_dich=unit) if data.closes else Q(cong_doan=unit)
    later = SapXep.objects.filter(about, ngay__gt=day, undone_at=None).order_by("ngay").first()
    if later is not None:
        raise Refused(
            f"{unit.ma} đã có quyết định {later.so_quyet_dinh} ngày {format_date(later.ngay)}: các quyết định về một "
            "đơn vị ghi theo thứ tự ngày.", "ngay")  # fmt: skip
    _check_target(data)
    if data.closes:
        _check_closing(data)
    elif data.loai == LoaiSapXep.DOI_TEN and not data.ten_moi:
        raise Refused("Đổi tên cần ghi tên mới.", "ten_moi")
    if data.ten_moi and data.loai != LoaiSapXep.DOI_TEN:  # it would be dropped, and nobody told
        raise Refused("Chỉ Đổi tên có tên mới: đổi tên đơn vị đích bằng một quyết định Đổi tên.", "ten_moi")
    refuse_closed(_places(data))


def _places(data: SapXepData) -> Iterator[tuple[int, date]]:
    """Every unit whose figures or name the decision changes; those above follow from where they stand."""
    targets = [data.cong_doan_dich] if data.cong_doan_dich else []
    below = [] if data.loai == LoaiSapXep.DOI_TEN else below_on(data.cong_doan, data.ngay)
    for unit in (data.cong_doan, *targets, *below):
        yield unit.pk, data.ngay


def _check_target(data: SapXepData) -> None:
    unit, target, day = data.cong_doan, data.cong_doan_dich, data.ngay
    needs = data.loai in (LoaiSapXep.CHUYEN_CAP_TREN, LoaiSapXep.SAP_NHAP)
    if needs != (target is not None):
        raise Refused(f"{LoaiSapXep(data.loai).label} {'cần' if needs else 'không có'} đơn vị đích.", "cong_doan_dich")
    if target is None:
        return
    if target.pk == unit.pk or target in below_on(unit, day):
        raise Refused("Đơn vị đích không được là chính đơn vị hoặc đơn vị dưới nó.", "cong_doan_dich")
    if not target.is_active_on(day):
        raise Refused(f"Đơn vị đích {target.ma} không hoạt động ngày {format_date(day)}.", "cong_doan_dich")
    if target.ket_thuc_theo_sap_xep:
        # What comes in now would be left behind by the decision that has closed the target since [02-2.1-19].
        raise Refused(
            f"Đơn vị đích {target.ma} đã kết thúc theo quyết định {target.so_quyet_dinh_ket_thuc} ngày "
            f"{format_date(target.ngay_ket_thuc)}: hoàn tác quyết định đó trước, hoặc chọn đơn vị kế tục.",
            "cong_doan_dich",
        )  # fmt: skip
    if data.loai == LoaiSapXep.CHUYEN_CAP_TREN:
        _at_target(unit, target)
        if parent_on(unit, day) == target:
            raise Refused(f"{unit.ma} đang trực thuộc {target.ma}.", "cong_doan_dich")
    else:
        _check_merger(unit, target, day)


def _at_target(unit: CongDoan, target: CongDoan) -> None:
    try:
        check_cap_tren(unit.loai, target.loai)
    except Refused as reason:
        raise Refused(str(reason), "cong_doan_dich") from None


def _check_merger(unit: CongDoan, target: CongDoan, day: date) -> None:
    if unit.loai in CAP_TREN:
        fits = target.loai in CAP_TREN
    elif unit.loai in CO_SO:
        fits = target.loai in CO_SO
    else:
        fits = unit.co_doan_vien and target.co_doan_vien
    if not fits:
        raise Refused(f"{unit.get_loai_display()} không sáp nhập vào {target.get_loai_display()}.", "cong_doan_dich")
    for child in children_on(unit, day):
        _at_target(child, target)


def _check_closing(data: SapXepData) -> None:
    """[02-2.1-14], [02-2.1-20]."""
    unit, day = data.cong_doan, data.ngay
    if unit.loai not in CAP_TREN and not unit.co_doan_vien:
        raise Refused(f"{unit.get_loai_display()} không sáp nhập, giải thể tại đây.", "cong_doan")
    _refuse_later_units(unit, day)
    if unit.co_doan_vien:
        below = below_on(unit, day) if data.loai == LoaiSapXep.GIAI_THE else []
        _refuse_later_rows([unit, *below], day)
        for child in below:
            _refuse_odd_ends(child, day)
    else:
        _refuse_later_employers(unit, day)
        if data.loai == LoaiSapXep.GIAI_THE:
            _refuse_what_is_left(unit, day)


def _refuse_later_units(unit: CongDoan, day: date) -> None:
    late = TrucThuoc.objects.filter(cap_tren=unit, cong_doan__is_hidden=False).filter(
        Q(cong_doan__ngay_thanh_lap__gt=day) | Q(tu_ngay__gt=day)
    )
    names = list(late.values_list("cong_doan__ma", flat=True).distinct()[:5])
    if names:
        raise Refused(f"Sau ngày {format_date(day)} còn đơn vị thành lập hoặc chuyển về dưới {unit.ma}: "
                      f"{', '.join(names)}. Chuyển các đơn vị đó trước.", "cong_doan")  # fmt: skip


def _refuse_later_employers(unit: CongDoan, day: date) -> None:
    """An employer handed over to the unit after its end would stay with a closed unit."""
    late = QuanLyDoanhNghiep.objects.filter(cong_doan=unit, tu_ngay__gt=day, doanh_nghiep__is_hidden=False)
    names = list(late.values_list("doanh_nghiep__ten", flat=True).distinct()[:5])
    if names:
        raise Refused(f"Sau ngày {format_date(day)} còn đơn vị, doanh nghiệp chuyển về {unit.ma} quản lý: "
                      f"{', '.join(names)}. Hoàn tác hoặc chuyển các đơn vị đó trước.", "cong_doan")  # fmt: skip


def _refuse_later_rows(units: list[CongDoan], day: date) -> None:
    rows = BienDong.objects.living().filter(id_in("cong_doan_id", {u.pk for u in units}), ngay__gt=day)
    found = list(rows.values_list("cong_doan__ma", "ngay", "loai").order_by("ngay")[:5])
    if found:
        named = "; ".join(f"{ma} ngày {format_date(when)}" for ma, when, _ in found)
        raise Refused(f"Sau ngày {format_date(day)} đã có biến động ({named}): ghi đảo hoặc chuyển các dòng đó trước.",
                      "ngay")  # fmt: skip


def _refuse_odd_ends(child: CongDoan, day: date) -> None:
    if child.ngay_ket_thuc is not None and child.ngay_ket_thuc > day:
        raise Refused(f"Đơn vị dưới {child.ma} đã ghi kết thúc ngày {format_date(child.ngay_ket_thuc)}, sau ngày "
                      "giải thể.", "ngay")  # fmt: skip
    if child.ngay_thanh_lap == day:
        raise Refused(f"Đơn vị dưới {child.ma} thành lập đúng ngày giải thể.", "ngay")


def _refuse_what_is_left(unit: CongDoan, day: date) -> None:
    active = [child.ma for child in children_on(unit, day) if child.is_active_on(day)]
    if active:
        raise Refused(
            f"{unit.ma} còn đơn vị đang hoạt động: {', '.join(active[:5])}. Chuyển trước khi giải thể.", "cong_doan"
        )
    managed = QuanLyDoanhNghiep.objects.filter(cong_doan=unit, den_ngay__gt=day).values("doanh_nghiep_id")
    left = DoanhNghiep.objects.operating_on(day).filter(pk__in=managed).count()
    if left:
        raise Refused(
            f"{unit.ma} còn quản lý {left} đơn vị, doanh nghiệp đang hoạt động: chuyển đơn vị quản lý trước.",
            "cong_doan",
        )


def programme_covers(day: date) -> bool:
    """Whether rows of members may be dated `day` [02-2.2-4]."""
    programme = ChuongTrinh.current()
    return programme.ngay_bat_dau <= day <= programme.ngay_ket_thuc

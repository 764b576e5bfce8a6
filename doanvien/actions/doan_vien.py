"""Taking a person in and mending what is known of a person (02 §2.2, §2.2a-5; 03 §3.3 doan_vien)."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import F

from cdcs.access import require, rights_of
from cdcs.actions import correctable
from cdcs.models import ChuongTrinh, CongDoan
from core.dates import format_date, today
from core.refusal import Refused
from core.sql import one_writer
from core.text import fold, name_sort_key
from core.validators import cccd_warnings
from doanvien.actions.bien_dong import word_of_row
from doanvien.actions.dong_ghi import DongGhi
from doanvien.actions.so_cai import record_groups, teller
from doanvien.enums import GioiTinh, HinhThucVao
from doanvien.models import DoanVien
from doanvien.queries.doan_vien import find_same_person, last_admission
from taikhoan.actions import record

# Fields of the person that never touch the ledger [02-2.2a-5].
FACTS = ("ho_ten", "ngay_sinh", "nam_sinh", "so_cccd", "so_the", "dien_thoai", "nghe_nghiep")
# How a former member comes back.
TRO_LAI: frozenset[str] = frozenset({HinhThucVao.KET_NAP_LAI, HinhThucVao.CHUYEN_DEN_NGOAI_TINH})
NUMBERS = {"so_cccd": "Số CCCD", "so_the": "Số thẻ đoàn viên"}
YOUNGEST = 15  # who was younger when admitted is asked about


class KnownPerson(Refused):
    """The person is on record already; `doan_vien` is the record, for a link where the user may open it."""

    def __init__(self, message: str, field: str, doan_vien: DoanVien):
        super().__init__(message, field)
        self.doan_vien = doan_vien


@dataclass
class DoanVienData:
    """A person as the form or the sheet gives it; `hinh_thuc` empty is told from the admission day."""

    cong_doan: CongDoan
    ho_ten: str
    nam_sinh: int
    gioi_tinh: str
    ngay_ket_nap: date
    ngay_sinh: date | None = None
    so_cccd: str = ""
    so_the: str = ""
    dien_thoai: str = ""
    nghe_nghiep: str = ""
    so_quyet_dinh: str = ""
    ngay_vao_don_vi: date | None = None
    hinh_thuc: str = ""


def first_row(data: DoanVienData) -> tuple[str, date]:
    """The kind and day of the row that takes the person in. Raises: Refused as `first_row_of`."""
    return first_row_of(data.hinh_thuc, data.ngay_ket_nap, data.ngay_vao_don_vi, ChuongTrinh.current())


def first_row_of(how: str | None, admitted: date, entered: date | None, programme: ChuongTrinh) -> tuple[str, date]:
    """Return (kind, day) of the row that a member comes in by, on the form as on the sheet [03-3.3-21].

    `how`, `admitted`, `entered` are Hình thức vào, Ngày kết nạp, Ngày vào đơn vị.
    Raises: Refused where they contradict each other, or the day that the kind needs is missing.
    """
    before = admitted < programme.ngay_bat_dau
    if not how:
        how = HinhThucVao.DAU_KY if before else HinhThucVao.KET_NAP
    if how == HinhThucVao.DAU_KY:
        if not before:
            raise Refused(
                f"Kết nạp ngày {format_date(admitted)}, trong chương trình, thì không thuộc Số đầu kỳ.", "hinh_thuc"
            )
        return how, programme.ngay_dau_ky
    if how == HinhThucVao.CHUYEN_DEN_NGOAI_TINH:
        if entered is None:
            raise Refused("Chuyển đến từ ngoài tỉnh cần Ngày vào đơn vị.", "ngay_vao_don_vi")
        return how, entered
    return how, admitted


def _say(data: DoanVienData) -> str:
    kind, day = first_row(data)
    return f"{HinhThucVao(kind).label} một người, {data.cong_doan.ten}, ngày {format_date(day)}"


@correctable(_say, DoanVienData)
@transaction.atomic
def ket_nap(data: DoanVienData, *, by) -> DoanVien:
    """Take a person in with a named row; a record hidden by an undone import is taken up again [02-2.2a-2].

    Who left and comes back (Kết nạp lại, Chuyển đến từ ngoài tỉnh) is found by a number, wherever in the province the
    person was before, and keeps the record, the first admission day and every number that stands in it.

    Raises: KnownPerson for a number that is on record; Refused for days and rules of the ledger; PermissionDenied or
    Http404 outside the user's rights.
    """
    kind, day = first_row(data)
    require(by, word_of_row(kind, named=True), data.cong_doan)
    if data.ngay_ket_nap > today():
        raise Refused(f"Ngày {format_date(data.ngay_ket_nap)} ở sau hôm nay.", "ngay_ket_nap")
    if data.ngay_ket_nap.year < data.nam_sinh:
        raise Refused("Ngày sinh ở sau ngày kết nạp.", "ngay_sinh")
    one_writer()  # who was found must still stand there when the row is written
    member = find_same_person(data.so_cccd, data.so_the)
    if member is None or member.is_hidden:
        member = _put_person(member or DoanVien(), data)
    elif member.cong_doan_id is None and kind in TRO_LAI:
        member = _take_up_again(member, data, by=by)
    else:
        raise known_person(member, data.so_cccd, by=by)
    row = DongGhi(
        cong_doan=data.cong_doan.pk, loai=kind, ngay=day, so_nu=int(member.la_nu), doan_vien=member.pk,
        so_quyet_dinh=data.so_quyet_dinh,
    )  # fmt: skip
    try:
        number = record_groups([[row]], by=by)
    except Refused as reason:
        raise _at_form_field(reason, kind) from reason
    record(
        by=by, act=word_of_row(kind, named=True), obj=member, unit=data.cong_doan.ma, loai=kind, ngay=str(day),
        so_quyet_dinh=data.so_quyet_dinh, ma_nhom=number,
    )  # fmt: skip
    member.refresh_from_db()
    return member


def _put_person(member: DoanVien, data: DoanVienData) -> DoanVien:
    """Write every fact of a newcomer, also over a record that an undo has hidden."""
    for name in (*FACTS, "gioi_tinh", "ngay_ket_nap", "ngay_vao_don_vi"):
        setattr(member, name, getattr(data, name))
    member.is_hidden, member.lo_nhap = False, None
    member.save()
    return member


def _take_up_again(member: DoanVien, data: DoanVienData, *, by) -> DoanVien:
    """Let a former member return: the same person must be meant, and what stands on record is filled up, not replaced.

    Raises: Refused where name, sex or birth year are another person's; KnownPerson for a number of a third person.
    """
    same = (fold(data.ho_ten), data.gioi_tinh, data.nam_sinh)
    if same != (member.ten_khong_dau, member.gioi_tinh, member.nam_sinh):
        raise Refused(
            "Số này của một đoàn viên cũ có họ tên, giới tính hoặc năm sinh khác. Kiểm tra lại số và các ô đó.",
            "so_cccd" if data.so_cccd and member.so_cccd == data.so_cccd else "so_the",
        )
    for name in NUMBERS:
        if getattr(data, name) and getattr(member, name) not in ("", getattr(data, name)):
            raise Refused(f"{NUMBERS[name]} khác với số đã ghi của đoàn viên cũ này. Kiểm tra lại.", name)
    other = find_same_person(data.so_cccd, data.so_the, but=member.pk)
    if other is not None and not other.is_hidden:
        raise known_person(other, data.so_cccd, by=by)
    names = [n for n in (*NUMBERS, "dien_thoai", "nghe_nghiep", "ngay_vao_don_vi") if getattr(data, n)]
    if data.ngay_sinh and member.ngay_sinh is None:
        names.append("ngay_sinh")
    for name in names:
        setattr(member, name, getattr(data, name))
    member.version += 1
    member.save(update_fields=[*names, "version"])
    return member


def _at_form_field(reason: Refused, kind: str) -> Refused:
    """The ledger speaks of `ngay`; the person typed it as the admission day, or as the day of coming."""
    fields: dict[str, str] = {
        HinhThucVao.CHUYEN_DEN_NGOAI_TINH: "ngay_vao_don_vi",
        HinhThucVao.DAU_KY: "hinh_thuc",
    }
    day_field = fields.get(kind, "ngay_ket_nap")
    return Refused(str(reason), {"ngay": day_field}.get(reason.field, reason.field))


def known_person(member: DoanVien, so_cccd: str, *, by) -> KnownPerson:
    """Say that a number is taken, naming person and unit only as far as the user may see them [06-6.2-1]."""
    field = "so_cccd" if so_cccd and member.so_cccd == so_cccd else "so_the"
    what = NUMBERS[field]
    here = member.cong_doan_id
    if here is None and rights_of(by).can("ket_nap_lai"):
        who = member.ho_ten if may_open(member, by=by) else "một người"
        return KnownPerson(f"{what} này của {who}, đoàn viên cũ. Nếu đúng người, chọn Kết nạp lại ở ô Hình thức vào.",
                           field, member)  # fmt: skip
    if here is None:
        return KnownPerson(f"{what} này của một đoàn viên cũ: nhờ công đoàn cấp trên ghi Kết nạp lại.", field, member)
    if not may_open(member, by=by):
        return KnownPerson(f"{what} này của một người đang sinh hoạt ở một đơn vị khác trong tỉnh. Kiểm tra lại số; "
                           "nếu người này chuyển về, đề nghị đơn vị đó lập phiếu chuyển.", field, member)  # fmt: skip
    return KnownPerson(f"{what} này của {member.ho_ten}, đang sinh hoạt tại {teller(by)(here)}. "
                       "Nếu người này chuyển đến, ghi Chuyển trong tỉnh.", field, member)  # fmt: skip


def unit_of(member: DoanVien) -> CongDoan | None:
    """The unit whose rights decide over the record: where the member stands, or stood last."""
    return member.cong_doan if member.cong_doan_id else member.don_vi_cuoi


def may_open(member: DoanVien, *, by) -> bool:
    """May the user open the page of this member?"""
    unit = unit_of(member)
    return unit is not None and rights_of(by).can_at("view_doan_vien", unit)


@transaction.atomic
def edit_doan_vien(member: DoanVien, *, by, version: int, **facts) -> DoanVien:
    """Change facts of the person (`FACTS`, and the admission day where the ledger does not tell it).

    The ledger stays as it is. Raises: Refused at `version` when somebody else saved in between, at a number that an
    officer may not change, at an admission day after the first row; KnownPerson for a number that is on record.
    """
    unit = unit_of(member)
    require(by, "edit_doan_vien", unit)
    if member.an_danh_luc:
        raise Refused("Hồ sơ này đã ẩn danh, không sửa được.")
    one_writer()  # two people may get one number at once
    names = (*FACTS, "ngay_ket_nap")
    changed = {name: value for name, value in facts.items() if name in names and getattr(member, name) != value}
    _check_numbers(member, changed, unit, by=by)
    _check_admission(member, changed)
    if "ho_ten" in changed:
        changed["ten_khong_dau"] = fold(changed["ho_ten"])[:150]
        changed["khoa_ten"] = name_sort_key(changed["ho_ten"])[:400]
    done = DoanVien.objects.filter(pk=member.pk, version=version).update(version=F("version") + 1, **changed)
    if not done:
        raise Refused("Người khác vừa sửa đoàn viên này. Xem bản mới rồi sửa tiếp.", "version")
    edited = sorted(name for name in changed if name in names)
    record(by=by, act="edit_doan_vien", obj=member, unit=unit.ma if unit else "", sua=edited)
    return DoanVien.objects.get(pk=member.pk)


def _check_admission(member: DoanVien, changed: dict) -> None:
    """Raises: Refused at `ngay_ket_nap` for a day that the ledger tells, or that lies after it or before the birth."""
    if "ngay_ket_nap" not in changed:
        return
    day, limit = changed["ngay_ket_nap"], last_admission(member)
    if limit is None:
        raise Refused("Ngày kết nạp là ngày ghi sổ: sửa bằng Sửa quá trình ở trang đoàn viên.", "ngay_ket_nap")
    if day is not None and day > limit:
        raise Refused(f"Người này có trong sổ từ ngày {format_date(limit)}: ngày kết nạp không ở sau ngày đó.",
                      "ngay_ket_nap")  # fmt: skip
    if day is not None and day.year < changed.get("nam_sinh", member.nam_sinh):
        raise Refused("Ngày kết nạp ở trước ngày sinh.", "ngay_ket_nap")


def _check_numbers(member: DoanVien, changed: dict, unit: CongDoan | None, *, by) -> None:
    """An officer fills in numbers that are missing, but changes none that stands (08 §8.5); no number twice."""
    may_change = unit is not None and rights_of(by).can_at("record_so_luong", unit)
    for name, label in NUMBERS.items():
        if name in changed and getattr(member, name) and not may_change:
            raise Refused(f"{label} đã ghi do công đoàn cấp trên sửa.", name)
    same = find_same_person(changed.get("so_cccd", ""), changed.get("so_the", ""), but=member.pk)
    if same is not None and not same.is_hidden:
        raise known_person(same, changed.get("so_cccd", ""), by=by)


@transaction.atomic
def view_doan_vien(member: DoanVien, *, by) -> None:
    """Write down that the page of a member was opened [06-6.2-12]."""
    unit = unit_of(member)
    record(by=by, act="view_doan_vien", obj=member, unit=unit.ma if unit else "")


@transaction.atomic
def reveal_dinh_danh(member: DoanVien, *, by, truong: str, ly_do: str) -> str:
    """Tell one number of a member and write down who asked and why; the number itself stays out of the log.

    Raises: PermissionDenied or Http404 outside the user's rights; KeyError for a field that is no number.
    """
    unit = unit_of(member)
    require(by, "reveal_dinh_danh", unit)
    number = {name: getattr(member, name) for name in ("so_cccd", "so_the", "dien_thoai")}[truong]
    record(by=by, act="reveal_dinh_danh", obj=member, unit=unit.ma if unit else "", truong=truong, ly_do=ly_do)
    return number


def warnings_of(data: DoanVienData) -> list[str]:
    """What is no error but wants a look: no decision, a child, a CCCD that does not fit sex or year."""
    kind, _ = first_row(data)
    found = []
    if not data.so_quyet_dinh and kind in (HinhThucVao.KET_NAP, HinhThucVao.KET_NAP_LAI):
        found.append("Chưa có số quyết định; bổ sung khi có.")
    if data.ngay_ket_nap.year - data.nam_sinh < YOUNGEST:
        found.append(f"Chưa đủ {YOUNGEST} tuổi khi kết nạp: kiểm tra lại ngày sinh.")
    if len(data.so_cccd) == 12 and data.so_cccd.isdigit():
        found += cccd_warnings(data.so_cccd, "nu" if data.gioi_tinh == GioiTinh.NU else "nam", data.nam_sinh)
    return found

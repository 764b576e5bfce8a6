"""Acts on the ledger that a person does: movements, pairs, reversals (02 §2.2, §2.2a)."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from cdcs.access import require, rights_of
from cdcs.actions import correctable
from cdcs.enums import LoaiCongDoan
from cdcs.models import CongDoan, co_cau
from core.dates import format_date, today
from core.refusal import Refused
from core.sql import one_writer
from doanvien.actions.dong_ghi import DongGhi, make_pair
from doanvien.actions.so_cai import record_groups
from doanvien.enums import CAN_LY_DO, LOAI_TANG, LoaiBienDong
from doanvien.models import BienDong, DoanVien
from taikhoan.actions import record

_WORD: dict[str, str] = {
    LoaiBienDong.DAU_KY: "ket_nap",
    LoaiBienDong.KET_NAP: "ket_nap",
    LoaiBienDong.KET_NAP_LAI: "ket_nap_lai",
    LoaiBienDong.CHUYEN_DEN_NGOAI_TINH: "ket_nap_lai",
}
# Written by a reorganisation alone (02 §2.2).
CHI_SAP_XEP: frozenset[str] = frozenset({LoaiBienDong.SAP_XEP_DEN, LoaiBienDong.SAP_XEP_DI})
REVERSE_DAYS = 7


@dataclass
class BienDongData:
    """A movement as a form gives it: named when `doan_vien` is given, else count-only."""

    loai: str
    ngay: date
    cong_doan: CongDoan
    cong_doan_den: CongDoan | None = None
    doan_vien: DoanVien | None = None
    so_luong: int = 1
    so_nu: int = 0
    so_quyet_dinh: str = ""
    ghi_chu: str = ""


def word_of_row(loai: str, named: bool) -> str:
    """The act of the rights table that writing such a row is (08 §8.5)."""
    if not named:
        return "record_so_luong"
    return _WORD.get(loai, "record_so_luong" if loai in LOAI_TANG else "record_giam")


def province_of(unit: CongDoan) -> int | None:
    """The province a unit stands under today; moves between two of them are no transfers [02-2.2-8]."""
    tree = co_cau(today())
    return next((pk for pk in tree.chain(unit.pk) if tree.don_vi[pk].loai == LoaiCongDoan.LDLD_TINH), None)


def group_of(data: BienDongData) -> list[DongGhi]:
    """Turn a movement into the rows of the ledger.

    Raises: Refused for what the ledger does not take alone (one side of a pair) or without its reason.
    """
    if data.loai in CHI_SAP_XEP or data.loai == LoaiBienDong.CHUYEN_DEN:
        raise Refused(f"{LoaiBienDong(data.loai).label} không ghi riêng: dùng Chuyển trong tỉnh hoặc Sắp xếp.", "loai")
    if data.loai in CAN_LY_DO and not data.ghi_chu:
        raise Refused(f"{LoaiBienDong(data.loai).label} cần ghi rõ lý do ở Ghi chú.", "ghi_chu")
    if data.so_nu > data.so_luong:
        raise Refused("Số nữ lớn hơn số lượng.", "so_nu")
    member = data.doan_vien
    row = DongGhi(
        cong_doan=data.cong_doan.pk,
        loai=data.loai,
        ngay=data.ngay,
        so_luong=1 if member else data.so_luong,
        so_nu=int(member.la_nu) if member else data.so_nu,
        doan_vien=member.pk if member else None,
        so_quyet_dinh=data.so_quyet_dinh,
        ghi_chu=data.ghi_chu,
    )
    if data.loai != LoaiBienDong.CHUYEN_DI:
        return [row]
    if data.cong_doan_den is None:
        raise Refused("Chuyển trong tỉnh cần chọn đơn vị đến.", "cong_doan_den")
    if data.cong_doan_den.pk == data.cong_doan.pk:
        raise Refused("Đơn vị đến phải khác đơn vị đi.", "cong_doan_den")
    if province_of(data.cong_doan) != province_of(data.cong_doan_den):
        raise Refused(
            "Hai đơn vị thuộc hai tỉnh: ghi Chuyển đi ngoài tỉnh và Chuyển đến từ ngoài tỉnh.", "cong_doan_den"
        )
    return list(make_pair(row, data.cong_doan_den.pk))


def _say(data: BienDongData) -> str:
    end = f" đến {data.cong_doan_den.ten}" if data.cong_doan_den else ""
    return f"{LoaiBienDong(data.loai).label}, {data.cong_doan.ten}{end}, ngày {format_date(data.ngay)}"


@correctable(_say, BienDongData)
@transaction.atomic
def record_bien_dong(data: BienDongData, *, by) -> int:
    """Write one movement, or the pair of a transfer where the user may write in both units [02-2.2-13].

    Raises: Refused when a rule is broken; PermissionDenied or Http404 outside the user's rights.
    """
    named = data.doan_vien is not None
    require(by, word_of_row(data.loai, named), data.cong_doan)
    if data.loai == LoaiBienDong.KHAI_TRU and not require_khai_tru(by, data.cong_doan):
        raise Refused("Khai trừ do công đoàn cấp trên ghi.", "loai")
    if data.loai == LoaiBienDong.CHUYEN_DI:
        require(by, "propose_chuyen", data.cong_doan)  # the officer of a CĐCS asks the clerk (08 §8.5)
    if data.cong_doan_den is not None and not rights_of(by).can_at("answer_phieu_chuyen", data.cong_doan_den):
        raise Refused("Đơn vị đến không thuộc quyền của bạn: lập phiếu chuyển.", "cong_doan_den")
    number = record_groups([group_of(data)], by=by)
    record(
        by=by, act="record_bien_dong", obj=data.doan_vien, unit=data.cong_doan.ma, loai=data.loai, ngay=str(data.ngay),
        so_luong=data.so_luong, so_quyet_dinh=data.so_quyet_dinh, ma_nhom=number,
    )  # fmt: skip
    return number


def require_khai_tru(by, unit: CongDoan) -> bool:
    """Whether the user may record an expulsion there: an officer of a CĐCS may not (08 §8.5)."""
    return rights_of(by).can_at("record_so_luong", unit)


def may_reverse(row: BienDong, *, by) -> bool:
    """May the user take this row back: an officer of a CĐCS only people's own rows of seven days (08 §8.5)."""
    if not rights_of(by).can_at("reverse_bien_dong", row.cong_doan):
        return False
    own = (
        row.doan_vien_id is not None
        and row.created_by_id == by.pk
        and row.created_at >= timezone.now() - timedelta(days=REVERSE_DAYS)
    )
    return own or rights_of(by).can_at("record_so_luong", row.cong_doan)


def reversal_of(row: BienDong) -> DongGhi:
    """The row that takes `row` back: same kind, unit, day, quantity and women, counted the other way [02-2.2a-1]."""
    return DongGhi(
        cong_doan=row.cong_doan_id,
        loai=row.loai,
        ngay=row.ngay,
        so_luong=row.so_luong,
        so_nu=row.so_nu,
        doan_vien=row.doan_vien_id,
        doi_ung=row.cong_doan_doi_ung_id,
        ma_cap=row.ma_cap,
        so_quyet_dinh=row.so_quyet_dinh,
        dao_cua=row.pk,
    )


def sides_of(row: BienDong) -> list[BienDong]:
    """The row, or the two rows of its pair. A pair written again by an undo bears the number of the one it replaces."""
    if not row.ma_cap:
        return [row]
    return list(BienDong.objects.living().filter(ma_cap=row.ma_cap).select_related("cong_doan").order_by("pk"))


@correctable(lambda row, ly_do: f"Ghi đảo dòng số {row.pk}, {row.cong_doan.ten}: {ly_do}")
@transaction.atomic
def reverse_bien_dong(row: BienDong, *, by, ly_do: str) -> int:
    """Take a row back, a pair as a whole [02-2.2-5].

    Raises: Refused when the row is a reversal, is reversed already, belongs to a decision, or is needed by later rows.
    """
    require(by, "reverse_bien_dong", row.cong_doan)
    one_writer()  # of two who take the row back at once, the second is told
    if not may_reverse(row, by=by):
        raise Refused(f"Bạn chỉ ghi đảo dòng mình ghi trong {REVERSE_DAYS} ngày qua; nhờ công đoàn cấp trên ghi đảo.")
    if row.dao_cua_id is not None:
        raise Refused("Dòng này là dòng ghi đảo, không đảo lần nữa.")
    closed = row.cong_doan.ket_thuc_theo_sap_xep and row.cong_doan.ngay_ket_thuc == row.ngay
    if row.loai in CHI_SAP_XEP or (row.loai == LoaiBienDong.GIAM_SAP_XEP and closed):
        raise Refused("Dòng này do một quyết định sắp xếp ghi: hoàn tác quyết định đó.")
    if BienDong.objects.filter(dao_cua=row.pk).exists():
        raise Refused("Dòng này đã được ghi đảo.")
    pair = sides_of(row)
    scope = rights_of(by).scope("reverse_bien_dong")
    if not all(scope.contains(member.cong_doan_id) for member in pair):
        raise Refused("Dòng này có cặp ở đơn vị ngoài phạm vi của bạn: nhờ công đoàn cấp trên của cả hai bên ghi đảo.")
    rows = [reversal_of(member) for member in pair]
    for reversed_row in rows:
        reversed_row.ghi_chu = ly_do
    number = record_groups([rows], by=by)
    record(by=by, act="reverse_bien_dong", obj=row, unit=row.cong_doan.ma, ly_do=ly_do, ma_nhom=number)
    return number

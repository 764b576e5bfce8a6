"""The sheet `cong_doan`: units at their founding (03 §3.3)."""

from collections.abc import Callable
from datetime import date
from typing import Any

from cdcs.access import rights_of
from cdcs.actions.cong_doan import (
    RANK,
    SAME_CODE,
    CongDoanData,
    check_cap_tren,
    check_days,
    check_parent_open,
    code_key,
    codes_by_key,
    create_cong_doan,
    first_links,
)
from cdcs.enums import LoaiCongDoan, LoaiNhap
from cdcs.importers.thay_doi import apply_changes
from cdcs.models import CongDoan, LoNhap, forget_co_cau
from cdcs.queries import PeriodLocks
from core.dates import format_date, today
from core.importing import Column, ImportPlan, ParsedFile, ParsedRow, compare, duplicate_keys
from core.refusal import Refused
from core.sql import text_in

# How offices head the number of a decision, in every kind of sheet.
SO_QUYET_DINH = ("Số QĐ", "Quyết định", "Quyết định số")
COLUMNS = (
    Column(
        "ma",
        "Mã đơn vị",
        required=True,
        kind="code",
        synonyms=("Mã", "Mã CĐCS", "Mã công đoàn", "Mã đv"),
        max_length=30,
    ),
    Column("ten", "Tên đơn vị", required=True, synonyms=("Tên", "Tên công đoàn", "Tên CĐCS", "Đơn vị")),
    Column(
        "loai",
        "Loại hình",
        required=True,
        kind="choice",
        choices=tuple(LoaiCongDoan.choices),
        synonyms=("Loại", "Loại đơn vị", "Cấp"),
        is_shared=True,
    ),
    Column(
        "cap_tren",
        "Mã đơn vị cấp trên",
        kind="code",
        synonyms=("Cấp trên", "Mã cấp trên", "Đơn vị cấp trên", "Trực thuộc"),
        max_length=30,
        is_shared=True,
    ),
    Column("ngay_thanh_lap", "Ngày thành lập", required=True, kind="date", synonyms=("Thành lập", "Ngày TL")),
    Column(
        "so_quyet_dinh",
        "Số quyết định",
        synonyms=(*SO_QUYET_DINH, "Số quyết định thành lập"),
        max_length=100,
    ),
    Column("ngay_ket_thuc", "Ngày kết thúc", kind="date", synonyms=("Kết thúc", "Ngày giải thể")),
    Column(
        "so_quyet_dinh_ket_thuc",
        "Số quyết định kết thúc",
        synonyms=("Số QĐ kết thúc", "Quyết định kết thúc"),
        max_length=100,
    ),
    Column("ly_do_ket_thuc", "Lý do kết thúc", max_length=500),
)
AGAIN = "sửa ở trang đơn vị, mục Sửa thông tin ban đầu"  # what was typed wrong at the founding
FIXED = {
    "ten": f"Tên khi thành lập khác với tên đã ghi: đổi tên bằng phiếu sắp xếp (Đổi tên); gõ nhầm thì {AGAIN}.",
    "loai": "Loại hình khác với loại hình đã ghi: nếu gõ nhầm thì hoàn tác lô đã nhập đơn vị này rồi nhập lại.",
    "cap_tren": "Cấp trên khi thành lập khác với cấp trên đã ghi: chuyển bằng phiếu sắp xếp (Chuyển cấp trên); gõ nhầm "
    f"thì {AGAIN}.",
    "ngay_thanh_lap": f"Ngày thành lập khác với ngày đã ghi: nếu gõ nhầm thì {AGAIN}.",
}
END_AGAIN = "Việc kết thúc đã ghi khác: hoàn tác lô đã ghi việc đó ở trang Nhập liệu rồi nhập lại."
END = ("ngay_ket_thuc", "so_quyet_dinh_ket_thuc", "ly_do_ket_thuc")
NO_END = (
    "Có số quyết định hoặc lý do kết thúc mà không có ngày kết thúc: đơn vị vẫn đang hoạt động, hai ô ấy không được "
    "ghi. Đã kết thúc thì ghi thêm ngày."
)
OUTSIDE = "Ngoài phạm vi đơn vị của bạn."
# Says why a unit may not end on a day, or None; given by a room to the right, which knows members (04 §4.1).
ClosingGuard = Callable[[CongDoan, date], str | None]


class CongDoanImporter:
    """Reads, judges and writes the sheet `cong_doan`."""

    loai = LoaiNhap.CONG_DOAN
    columns = COLUMNS

    def __init__(self, *, by, closing_guard: ClosingGuard | None = None):
        self.by = by
        self.rights = rights_of(by)
        self.closing_guard = closing_guard

    def plan(self, parsed: ParsedFile) -> ImportPlan:
        """Judge every row; nothing is written."""
        plan = ImportPlan(self.loai, parsed, COLUMNS)
        duplicate_keys(plan.rows, lambda row: row.values["ma"] or None, plan.columns["ma"])
        codes = {row.values[key] for row in plan.rows for key in ("ma", "cap_tren")} - {"", None}
        known = CongDoan.objects.filter(text_in("ma", codes)).select_related("cap_tren_dau", "ke_tuc")
        self.known = {unit.ma: unit for unit in known}
        self.written = codes_by_key()
        self.roots = set(CongDoan.objects.filter(cap_tren_dau=None).values_list("ma", flat=True))
        self.locks = PeriodLocks()
        self.in_file = {row.values["ma"]: row for row in reversed(plan.good())}
        # Parents first, so that a child of a bad row says so; the order of the file does not matter [03-3.3-13].
        for row in plan.counted(sorted(plan.good(), key=lambda row: RANK.get(row.values["loai"], 9))):
            unit = self.known.get(row.values["ma"])
            if unit is not None:
                self._judge_known(plan, row, unit)
            else:
                self._judge_new(plan, row)
        return plan

    def _judge_known(self, plan: ImportPlan, row: ParsedRow, unit: CongDoan) -> None:
        if not self._allowed(unit.loai, unit):
            plan.error(row, "ma", OUTSIDE)
            return
        old = {
            "ten": unit.ten_dau, "loai": unit.loai, "ngay_thanh_lap": unit.ngay_thanh_lap,
            "cap_tren": unit.cap_tren_dau.ma if unit.cap_tren_dau else "", "so_quyet_dinh": unit.so_quyet_dinh,
        }  # fmt: skip
        changes = compare(plan, row, old, FIXED, ("so_quyet_dinh",))
        if unit.ngay_ket_thuc is None and not self._warn_no_end(plan, row) and row.values["ngay_ket_thuc"]:
            changes |= {key: row.values[key] for key in END if row.values[key] not in (None, "")}
            self._judge_end(plan, row, unit)
        elif unit.ngay_ket_thuc is not None:
            changes |= self._compare_end(plan, row, unit)
        plan.change(row, unit, changes)

    def _compare_end(self, plan: ImportPlan, row: ParsedRow, unit: CongDoan) -> dict:
        """What a recorded end lacked, its decision or reason, comes later; the rest stands [03-3.3-38]."""
        old = {key: getattr(unit, key) for key in END}
        free = [key for key in END if not old[key] and not unit.ket_thuc_theo_sap_xep]
        return compare(plan, row, old, {key: END_AGAIN for key in END if key not in free}, free)

    def _warn_no_end(self, plan: ImportPlan, row: ParsedRow) -> bool:
        """A decision or reason of an end without its day ends nothing: say so, and that it is left out."""
        left_out = row.values["ngay_ket_thuc"] is None and any(row.values[key] for key in END[1:])
        if left_out:
            plan.warn(row, "ngay_ket_thuc", NO_END)
        return left_out

    def _judge_end(self, plan: ImportPlan, row: ParsedRow, unit: CongDoan) -> None:
        day = row.values["ngay_ket_thuc"]
        if day <= unit.ngay_thanh_lap:
            plan.error(row, "ngay_ket_thuc", "Ngày kết thúc phải sau ngày thành lập.")
        elif day > today():
            plan.error(row, "ngay_ket_thuc", f"Ngày kết thúc {format_date(day)} ở sau hôm nay.")
        elif reason := self.locks.fault(unit.pk, day) or (self.closing_guard and self.closing_guard(unit, day)):
            plan.error(row, "ngay_ket_thuc", reason)

    def _judge_new(self, plan: ImportPlan, row: ParsedRow) -> None:
        values: dict[str, Any] = {key: "" if row.values[key] is None else row.values[key] for key in plan.columns}
        data = CongDoanData(**values)
        data.ngay_ket_thuc = row.values["ngay_ket_thuc"]
        try:
            check_days(data)
            loai, parent_day, parent = self._parent(data)
            check_cap_tren(data.loai, loai)
            check_parent_open(parent, data.ngay_thanh_lap, data.ngay_ket_thuc)
            self._check_closed(data)
        except Refused as reason:
            plan.refuse(row, reason)
            return
        if not self._allowed(data.loai, parent) and not self._parent_is_new_and_allowed(data):
            plan.error(row, "cap_tren", OUTSIDE)
            return
        other = self.written.setdefault(code_key(data.ma), data.ma)
        if other != data.ma:
            plan.error(row, "ma", SAME_CODE.format(ma=other))
            return
        if self._warn_no_end(plan, row):
            data.so_quyet_dinh_ket_thuc = data.ly_do_ket_thuc = ""
        if parent_day is not None and parent_day > data.ngay_thanh_lap:
            plan.warn(row, "cap_tren", f"Đơn vị cấp trên {data.cap_tren} thành lập ngày {format_date(parent_day)}, sau "
                      "ngày thành lập của đơn vị này.")  # fmt: skip
        plan.add(row, data)

    def _parent(self, data: CongDoanData) -> tuple[str | None, date | None, CongDoan | None]:
        """Return (kind, founding day, unit when it is known already) of the parent; raises Refused."""
        if not data.cap_tren:
            self._check_root(data)
            return None, None, None
        row = self.in_file.get(data.cap_tren)
        end = row.values["ngay_ket_thuc"] if row is not None and not row.errors else None
        if end is not None and end <= data.ngay_thanh_lap:
            raise Refused(f"Đơn vị cấp trên {data.cap_tren} đã kết thúc ngày {format_date(end)}.", "cap_tren")
        if data.cap_tren in self.known:
            parent = self.known[data.cap_tren]
            return parent.loai, parent.ngay_thanh_lap, parent
        if row is None or row.errors:
            why = "có lỗi trong tệp này" if row is not None else "chưa có"
            raise Refused(f"Đơn vị cấp trên {data.cap_tren} {why}: nhập đơn vị đó trước hoặc sửa mã.", "cap_tren")
        return row.values["loai"], row.values["ngay_thanh_lap"], None

    def _check_closed(self, data: CongDoanData) -> None:
        """Refuse a founding in a period that a unit above has closed; parents of the same file stand under a known one.

        Raises: Refused at the field `ngay_thanh_lap`.
        """
        above = data.cap_tren
        while above not in self.known and above in self.in_file:
            above = self.in_file[above].values["cap_tren"]
        for parent, start, _ in first_links(self.known.get(above), data.ngay_thanh_lap):
            if fault := self.locks.fault(parent.pk, start):
                raise Refused(fault, "ngay_thanh_lap")

    def _check_root(self, data: CongDoanData) -> None:
        if data.loai not in (LoaiCongDoan.TONG_LDLD, LoaiCongDoan.LDLD_TINH):
            raise Refused("Thiếu mã đơn vị cấp trên.", "cap_tren")
        if self.roots:
            raise Refused(f"Chỉ một đơn vị không có cấp trên; đã có {', '.join(sorted(self.roots))}. Ghi mã đơn vị cấp "
                          "trên.", "cap_tren")  # fmt: skip
        self.roots.add(data.ma)

    def _word(self, loai: str) -> str:
        return "thanh_lap" if RANK[loai] >= RANK["cdcs"] else "edit_cong_doan_cap_tren"

    def _allowed(self, loai: str, at: CongDoan | None) -> bool:
        scope = self.rights.scope(self._word(loai))
        importing = self.rights.scope("import_don_vi")
        inside = scope.contains(at.pk if at else None) and importing.contains(at.pk if at else None)
        return inside or (scope.everything and importing.everything)

    def _parent_is_new_and_allowed(self, data: CongDoanData) -> bool:
        """A parent of the same file lies where its own row was allowed; parents are judged before children."""
        row = self.in_file.get(data.cap_tren)
        return data.cap_tren not in self.known and row is not None and not row.errors

    def write(self, plan: ImportPlan, lo_nhap: LoNhap) -> None:
        """Write the good rows; call it inside the transaction of the batch."""
        new = [plan.data[row.dong] for row in plan.new()]
        if new:
            create_cong_doan(new, by=self.by, lo_nhap=lo_nhap)
        apply_changes(CongDoan, ((plan.data[row.dong], plan.changes[row.dong]) for row in plan.changed()), lo_nhap)
        forget_co_cau()  # a unit that ended stands otherwise in the structure of a day

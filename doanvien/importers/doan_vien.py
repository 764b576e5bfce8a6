"""The sheet `doan_vien`: members by name (03 §3.3)."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cdcs.access import rights_of
from cdcs.enums import CO_DOAN_VIEN, LoaiNhap
from cdcs.models import CongDoan, LoNhap
from cdcs.queries import NearestUnit, PeriodLocks
from core.dates import format_date, today
from core.importing import ImportPlan, ParsedFile, ParsedRow, compare
from core.refusal import Refused
from core.sql import id_in, text_in
from core.validators import cccd_warnings
from doanvien.access import sheet_scope
from doanvien.actions.doan_vien import YOUNGEST, first_row_of
from doanvien.actions.dong_ghi import DongGhi
from doanvien.actions.ghi_danh import GhiDanhPlan
from doanvien.actions.kiem_tra import LedgerRules
from doanvien.actions.so_cai import judge, teller
from doanvien.enums import CAN_SO_QUYET_DINH, HinhThucVao
from doanvien.importers.cot import DOAN_VIEN, NO_DECISION, OUTSIDE
from doanvien.importers.ghi import first_row, write_doan_vien
from doanvien.importers.nhan_ra import First, KnownPeople
from doanvien.models import DoanVien
from doanvien.queries import so_ton_rieng

WHERE = "Khác với thông tin đã ghi: sửa ở trang đoàn viên."
FIXED = dict.fromkeys(("ho_ten", "gioi_tinh", "ngay_ket_nap"), WHERE)
NAMELESS = (
    "Ở đơn vị này có một hồ sơ đã ẩn danh cùng ngày vào, giới tính và năm sinh: nếu là người ấy thì bỏ dòng này, "
    "vì người ấy đã được tính và đã ra khỏi tổ chức."
)
FREE = ("dien_thoai", "nghe_nghiep")
OLDEST = 100  # a cell that holds the year 1985, formatted as a date, is a day of 1905
WORDS: dict[str, str] = {HinhThucVao.KET_NAP_LAI: "ket_nap_lai", HinhThucVao.CHUYEN_DEN_NGOAI_TINH: "ket_nap_lai"}


@dataclass(frozen=True, slots=True)
class NewMember:
    """What a new row writes: the person (new, or one who left and returns) and the first row in the unit."""

    unit: int
    loai: str
    ngay: date
    known: DoanVien | None = None


class DoanVienImporter:
    """Reads, judges and writes the sheet `doan_vien`; `pasted` are the rows of a grid, an officer's only way."""

    loai = LoaiNhap.DOAN_VIEN
    columns = DOAN_VIEN

    def __init__(self, *, by, ghi_danh: bool = False, pasted: bool = False):
        self.by = by
        self.naming = ghi_danh
        self.rights = rights_of(by)
        self.scope = self.rights.scope("import_doan_vien") if pasted else sheet_scope(by)

    def plan(self, parsed: ParsedFile) -> ImportPlan:
        """Judge every row; nothing is written."""
        plan = ImportPlan(self.loai, parsed, DOAN_VIEN, of_people=True)
        self._place_of = plan.picker("ma_cdcs", "hinh_thuc", "ngay_ket_nap", "ngay_vao_don_vi")
        self._papers_of = plan.picker("so_quyet_dinh", "so_cccd", "gioi_tinh")
        codes = {row.values["ma_cdcs"] for row in plan.rows if row.values["ma_cdcs"]}
        self.units = {unit.ma: unit for unit in CongDoan.objects.filter(text_in("ma", codes))}
        units = {unit.pk: unit for unit in self.units.values()}
        # A known row writes nothing, so the closed period is asked of newcomers alone; who returns is judged later.
        self.rules, self.locks = LedgerRules(units, locked=False), PeriodLocks(units)
        self.nearest = NearestUnit(CO_DOAN_VIEN)
        self._units_ok: dict[tuple[str, str], bool] = {}
        self._rows_ok: dict[First, tuple[First, Refused | None]] = {}
        self._newcomers: dict[First, NewMember] = {}
        firsts: dict[int, First] = {}
        for row in plan.counted(plan.good(), 0, 2):
            first = self._judge_alone(plan, row)
            if first is not None:
                firsts[row.dong] = first
        self.people = KnownPeople(plan, firsts)
        self.people.refuse_doubles()
        self.tell = teller(self.by)
        for row in plan.counted(plan.good(), 1, 2):
            self._judge_person(plan, row, firsts[row.dong])
        self._judge_returning(plan)
        if self.naming:
            self._choose_sources(plan)
        else:
            self._warn_counted(plan)
        return plan

    def _judge_alone(self, plan: ImportPlan, row: ParsedRow) -> First | None:
        """Judge a row by itself; return (unit, kind, day) of the first row it asks for."""
        code, how, admitted, entered = self._place_of(row)
        unit = self.units.get(code)
        if unit is None or not unit.co_doan_vien:
            wrong_kind = f"là {unit.get_loai_display()}, không nhập đoàn viên trực tiếp" if unit else ""
            why = wrong_kind or "không có trong danh sách công đoàn"
            hint = "" if unit else self.nearest.hint(code)
            plan.error(row, "ma_cdcs", f"Mã {code} {why}: sửa mã hoặc nhập đơn vị trước.{hint}")
            return None
        try:
            kind, day = first_row_of(how, admitted, entered, self.rules.programme)
        except Refused as reason:
            plan.refuse(row, reason)
            return None
        if not self._allowed(unit, kind):
            plan.error(row, "ma_cdcs", OUTSIDE)
            return None
        self._judge_days(plan, row, admitted, entered)
        if row.errors:
            return None
        first, reason = self._judge_first(unit, kind, day)
        if reason is not None:
            plan.error(row, _column_of(reason.field, kind), str(reason))
            return None
        self._warn(plan, row, kind)
        return first

    def _allowed(self, unit: CongDoan, kind: str) -> bool:
        word = "ghi_danh" if self.naming else WORDS.get(kind, "ket_nap")
        key = unit.ma, word
        allowed = self._units_ok.get(key)
        if allowed is None:
            allowed = self._units_ok[key] = self.scope.contains(unit.pk) and self.rights.can_at(word, unit)
        return allowed

    def _judge_first(self, unit: CongDoan, kind: str, day: date) -> tuple[First, Refused | None]:
        """The rules of a single row, asked once for every unit, kind and day; all its people share the answer."""
        first = unit.pk, kind, day
        known = self._rows_ok.get(first)
        if known is None:
            reason = None
            try:
                self.rules.check(DongGhi(unit.pk, kind, day))
            except Refused as refused:
                reason = refused
            known = self._rows_ok[first] = first, reason
        return known

    def _judge_days(self, plan: ImportPlan, row: ParsedRow, admitted: date, entered: date | None) -> None:
        for key, day in (("ngay_ket_nap", admitted), ("ngay_vao_don_vi", entered)):
            if day is not None and day > self.rules.today:
                plan.error(row, key, f"Ngày {format_date(day)} ở sau hôm nay.")
        born = _birth_year(row.values)
        age = admitted.year - born
        if self.rules.today.year - born > OLDEST:
            plan.warn(row, "ngay_sinh", f"Sinh năm {born}, hơn {OLDEST} tuổi: kiểm tra lại, nhất là ô chỉ ghi năm.")
        if age < 0:
            plan.error(row, "ngay_sinh", "Ngày sinh ở sau ngày kết nạp.")
        elif age < YOUNGEST:
            plan.warn(row, "ngay_sinh", f"Chưa đủ {YOUNGEST} tuổi khi kết nạp: kiểm tra lại ngày sinh.")

    def _warn(self, plan: ImportPlan, row: ParsedRow, kind: str) -> None:
        decision, cccd, sex = self._papers_of(row)
        if not decision and kind in CAN_SO_QUYET_DINH:
            plan.warn(row, "so_quyet_dinh", NO_DECISION)
        if len(cccd) == 12:
            for text in cccd_warnings(cccd, sex, _birth_year(row.values)):
                if text not in {warning.ly_do for warning in row.warnings}:
                    plan.warn(row, "so_cccd", text)

    def _judge_person(self, plan: ImportPlan, row: ParsedRow, first: First) -> None:
        unit, kind, day = first
        try:
            person = self.people.find(row, unit)
        except Refused as reason:
            plan.refuse(row, reason)
            return
        if person is None:
            self._judge_newcomer(plan, row, first)
        elif self.people.has_first_row(person, first):
            plan.change(row, person, self._changes(plan, row, person, first))
        elif person.cong_doan_id is not None:
            plan.error(
                row,
                "so_cccd" if row.values["so_cccd"] else "ho_ten",
                f"Người này đang là đoàn viên của {self.tell(person.cong_doan_id)}: chuyển sinh hoạt thay vì thêm mới.",
            )
        elif kind not in WORDS:
            may = self.rights.can_at("ket_nap_lai", unit)
            how = "chọn Kết nạp lại ở cột Hình thức vào" if may else "đề nghị công đoàn cấp trên ghi kết nạp lại"
            plan.error(row, "hinh_thuc", f"Người này từng là đoàn viên: {how}.")
        else:
            changes = self._fact_changes(plan, row, person, first)
            plan.add(row, NewMember(unit, kind, day, person))
            plan.changes[row.dong] = changes

    def _judge_newcomer(self, plan: ImportPlan, row: ParsedRow, first: First) -> None:
        unit = self.rules.units[first[0]]
        if self._judge_closed(plan, row, first):
            return
        if unit.ket_thuc_theo_sap_xep:
            plan.error(
                row,
                "ma_cdcs",
                f"{unit.ma} đã kết thúc theo quyết định {unit.so_quyet_dinh_ket_thuc} ngày "
                f"{format_date(unit.ngay_ket_thuc)}: hoàn tác quyết định đó trước, hoặc nhập vào đơn vị kế tục.",
            )
            return
        nameless = self.people.nameless
        if nameless and (first, row.values["gioi_tinh"], _birth_year(row.values)) in nameless:
            plan.warn(row, "ho_ten", NAMELESS)
        data = self._newcomers.get(first)
        if data is None:
            data = self._newcomers[first] = NewMember(*first)
        plan.add(row, data)

    def _judge_closed(self, plan: ImportPlan, row: ParsedRow, first: First) -> bool:
        """Refuse a new row of a closed period and say whether it was; naming moves no figure [02-2.2a-4]."""
        unit, kind, day = first
        fault = "" if self.naming else self.locks.fault(unit, day)
        if fault:
            plan.error(row, _column_of("ngay", kind), fault)
        return bool(fault)

    def _changes(self, plan: ImportPlan, row: ParsedRow, person: DoanVien, first: First) -> dict:
        """What a known row may change [03-3.3-41, 44]."""
        changes = self._fact_changes(plan, row, person, first)
        self._compare_decision(plan, row, person, first)
        return changes

    def _fact_changes(self, plan: ImportPlan, row: ParsedRow, person: DoanVien, first: First) -> dict:
        """Facts of the person that the row would change; what may not change is an error."""
        old = {key: getattr(person, key) for key in (*FIXED, *FREE, "so_cccd", "so_the", "ngay_vao_don_vi")}
        double, born = self.people.double_of(person, first), row.values["ngay_sinh"]
        if double is not None:
            old |= {key: row.values[key] for key in old if row.values[key] == getattr(double, key)}
        where, entered = dict(FIXED), row.values["ngay_vao_don_vi"]
        for key in ("so_cccd", "so_the"):
            if old[key]:
                where[key] = WHERE
        free = [*FREE, *(key for key in ("so_cccd", "so_the") if not old[key])]
        if entered is not None and old["ngay_vao_don_vi"] == first[2] != entered:
            where["ngay_vao_don_vi"] = "Ngày này là ngày ghi sổ: sửa bằng ghi đảo ở trang đoàn viên."
        else:
            free.append("ngay_vao_don_vi")
        # Who returns keeps the day of the first admission; the sheet gives that of the return.
        if old["ngay_ket_nap"] is None or first[1] in WORDS:
            where.pop("ngay_ket_nap")
        same_birth = double is not None and not _birth_changes(double, born)
        return compare(plan, row, old, where, free) | ({} if same_birth else _birth_changes(person, born))

    def _compare_decision(self, plan: ImportPlan, row: ParsedRow, person: DoanVien, first: First) -> None:
        written = self.people.decision(person, first)
        if row.values["so_quyet_dinh"] and written is not None and row.values["so_quyet_dinh"] != written:
            plan.error(
                row, "so_quyet_dinh", "Số quyết định khác với số đã ghi vào sổ: sửa bằng ghi đảo ở trang đoàn viên."
            )

    def _judge_returning(self, plan: ImportPlan) -> None:
        """Who left and comes back is judged against the whole chain of the person."""
        rows = [row for row in plan.new() if plan.data[row.dong].known is not None]
        groups = [[first_row(plan, row, plan.data[row.dong].known.pk)] for row in rows]
        for index, reason in judge(groups, by=self.by).items() if groups else ():
            plan.refuse(rows[index], reason, {"ngay": "ngay_ket_nap", "cong_doan": "ma_cdcs"})

    def _choose_sources(self, plan: ImportPlan) -> None:
        """With `ghi_danh`, every new name takes the place of one counted before [02-2.2a-3]."""
        self.sources = GhiDanhPlan()
        self.chosen = {}
        back = {plan.data[row.dong].known.pk for row in plan.new() if plan.data[row.dong].known is not None}
        left = dict(DoanVien.objects.filter(id_in("pk", back)).values_list("pk", "ngay_roi")) if back else {}
        for row in plan.new():
            data = plan.data[row.dong]
            try:
                self.chosen[row.dong] = self.sources.choose(
                    data.unit, data.loai, data.ngay, row.values["gioi_tinh"] == "nu",
                    since=left[data.known.pk] if data.known is not None else None,
                )  # fmt: skip
            except Refused as reason:
                plan.refuse(row, reason)

    def _warn_counted(self, plan: ImportPlan) -> None:
        rows = plan.new()
        counts = Counter(plan.data[row.dong].unit for row in rows)
        stocks = so_ton_rieng(list(counts), today()) if counts else {}
        counted = {unit: both[1][0] for unit, both in stocks.items() if both[1][0] > 0}
        for row in rows if counted else ():
            number = counted.get(plan.data[row.dong].unit)
            if number:
                plan.warn(row, "ma_cdcs", f"Đơn vị còn {number} đoàn viên mới có số lượng: nếu người này nằm trong "
                          "số đó, nhập bằng Bổ sung danh sách để không tính hai lần.")  # fmt: skip

    def write(self, plan: ImportPlan, lo_nhap: LoNhap) -> None:
        """Write the good rows; call it inside the transaction of the batch."""
        sources = (self.sources, self.chosen) if self.naming else None
        write_doan_vien(plan, by=self.by, lo_nhap=lo_nhap, sources=sources)


def _birth_year(values: Mapping[str, Any]) -> int:
    born = values["ngay_sinh"]
    return born if isinstance(born, int) else born.year


def _birth_changes(person: DoanVien, born: date | int) -> dict:
    """A full birth date replaces a year or another date; a year alone only another year."""
    if isinstance(born, int):
        return {"nam_sinh": born, "ngay_sinh": None} if born != person.nam_sinh else {}
    return {"nam_sinh": born.year, "ngay_sinh": born} if born != person.ngay_sinh else {}


def _column_of(field: str, kind: str) -> str:
    if field in ("hinh_thuc", "cong_doan"):
        return {"hinh_thuc": "hinh_thuc", "cong_doan": "ma_cdcs"}[field]
    return "ngay_vao_don_vi" if kind == HinhThucVao.CHUYEN_DEN_NGOAI_TINH else "ngay_ket_nap"

"""The sheet `bien_dong`: movements, named and count-only (03 §3.3)."""

from collections import defaultdict
from datetime import date
from typing import Any

from cdcs.access import rights_of
from cdcs.enums import CO_DOAN_VIEN, LoaiNhap
from cdcs.models import CongDoan, LoNhap
from cdcs.queries import NearestUnit
from core.importing import ImportPlan, ParsedFile, ParsedRow, compare
from core.refusal import Refused
from core.sql import id_in, text_in
from core.text import fold
from doanvien.access import sheet_scope
from doanvien.actions.bien_dong import BienDongData, group_of, word_of_row
from doanvien.actions.so_cai import judge, write_groups
from doanvien.enums import CAN_SO_QUYET_DINH, LOAI_CAP, LOAI_GIAM, GioiTinh, LoaiBienDong
from doanvien.importers.cot import BIEN_DONG, CHUYEN_TRONG_TINH, NO_DECISION, OUTSIDE
from doanvien.models import BienDong, DoanVien, GhiDanh
from doanvien.queries.gop import family
from taikhoan.actions import record

FIELDS = {"cong_doan": "ma_cdcs", "cong_doan_den": "ma_cdcs_den", "hinh_thuc": "ngay"}
L = LoaiBienDong
AGAIN = "khác với {} đã ghi vào sổ: sửa bằng ghi đảo ở trang đoàn viên."
# What of a known row of a person may not differ; of a count it tells which row is meant [03-3.3-32, 42].
WRITTEN = {"so_quyet_dinh": "Số quyết định " + AGAIN.format("số"), "ghi_chu": "Ghi chú " + AGAIN.format("ghi chú")}
RETURNED = "Người này từng là đoàn viên: ghi Kết nạp lại."


class BienDongImporter:
    """Reads, judges and writes the sheet `bien_dong`."""

    loai = LoaiNhap.BIEN_DONG
    columns = BIEN_DONG

    def __init__(self, *, by):
        self.by = by
        self.rights = rights_of(by)
        self.scope = sheet_scope(by)
        self.nearest = NearestUnit(CO_DOAN_VIEN)

    def plan(self, parsed: ParsedFile) -> ImportPlan:
        """Judge every row, then all together in order of date [03-3.3-29]; nothing is written."""
        plan = ImportPlan(self.loai, parsed, BIEN_DONG, of_people=True)
        codes = {row.values[key] for row in plan.rows for key in ("ma_cdcs", "ma_cdcs_den")} - {"", None}
        self.units = {unit.ma: unit for unit in CongDoan.objects.filter(text_in("ma", codes))}
        self._load_people(plan)
        data: dict[int, BienDongData] = {}
        for row in plan.counted(plan.good()):
            one = self._data(plan, row)
            if one is not None:
                data[row.dong] = one
        self._recognise(plan, data)
        self._refuse_readmitted(plan, data)
        self._judge_new(plan, data)
        return plan

    def _load_people(self, plan: ImportPlan) -> None:
        numbers = {row.values["so_cccd"] for row in plan.good()} - {""}
        cards = {row.values["so_the"] for row in plan.good()} - {""}
        people = DoanVien.objects.filter(text_in("so_cccd", numbers) | text_in("so_the", cards))
        self.by_number, self.by_card = {}, {}
        for one in people.select_related("gop_vao"):
            person = one.gop_vao or one
            self.by_number[one.so_cccd] = person
            self.by_card[one.so_the] = person
        self.stays = family({person.pk for person in (*self.by_number.values(), *self.by_card.values())})
        rows = BienDong.objects.living().filter(id_in("doan_vien_id", self.stays))
        self.with_rows = {self.stays[pk] for pk in rows.values_list("doan_vien_id", flat=True)}

    def _data(self, plan: ImportPlan, row: ParsedRow) -> BienDongData | None:
        values = row.values
        unit = self._unit(plan, row, "ma_cdcs")
        transfer = values["loai"] == CHUYEN_TRONG_TINH
        target = self._unit(plan, row, "ma_cdcs_den") if transfer or values["ma_cdcs_den"] else None
        if values["loai"] in LOAI_CAP:
            plan.error(row, "loai", f"{L(values['loai']).label} không nhập riêng: ghi Chuyển trong tỉnh với Mã CĐCS "
                       "đến, hoặc phiếu sắp xếp.")  # fmt: skip
        elif values["ma_cdcs_den"] and not transfer:
            plan.error(row, "ma_cdcs_den", "Chỉ Chuyển trong tỉnh có Mã CĐCS đến.")
        loai = L.CHUYEN_DI if transfer else values["loai"]
        # The place before the person: a row outside the rights tells nothing about anybody (08 §8.1).
        if row.errors or unit is None or not self._permitted(plan, row, loai, unit, target):
            return None
        person = self._person(plan, row)
        if person is None and not row.errors:
            self._check_numbers(plan, row)
        if row.errors:
            return None
        return BienDongData(
            loai, values["ngay"], unit, target, person, values["so_luong"] or 1, values["so_nu"] or 0,
            values["so_quyet_dinh"], values["ghi_chu"],
        )  # fmt: skip

    def _unit(self, plan: ImportPlan, row: ParsedRow, key: str) -> CongDoan | None:
        code = row.values[key]
        unit = self.units.get(code) if code else None
        if unit is None or not unit.co_doan_vien:
            plan.error(row, key, self._why_no_unit(code, unit) if code else f"Thiếu {plan.columns[key].label}.")
            return None
        return unit

    def _why_no_unit(self, code: str, unit: CongDoan | None) -> str:
        if unit is not None:
            return f"{code} là {unit.get_loai_display()}, không ghi đoàn viên trực tiếp: ghi mã CĐCS."
        return f"Không có CĐCS mã {code}: sửa mã hoặc nhập đơn vị trước.{self.nearest.hint(code)}"

    def _person(self, plan: ImportPlan, row: ParsedRow) -> DoanVien | None:
        values = row.values
        if not values["so_cccd"] and not values["so_the"]:
            return None
        person = self.by_number.get(values["so_cccd"]) if values["so_cccd"] else None
        if person is None and values["so_the"]:
            person = self.by_card.get(values["so_the"])
        key = "so_cccd" if values["so_cccd"] else "so_the"
        by_card = self.by_card.get(values["so_the"]) if values["so_the"] else None
        if person is not None and by_card is not None and by_card.pk != person.pk:
            plan.error(row, "so_the", "Số CCCD và số thẻ này thuộc hai đoàn viên khác nhau: kiểm tra lại.")
            return None
        if person is None or person.pk not in self.with_rows:
            plan.error(row, key, "Chưa có người này trong sổ: nhập bằng phiếu đoàn viên trước.")
            return None
        if values["so_cccd"] and person.so_cccd and values["so_cccd"] != person.so_cccd:
            plan.error(row, key, "Số CCCD và số thẻ này không cùng một người: kiểm tra lại.")
        if values["so_luong"] not in (None, 1):
            plan.error(row, "so_luong", "Dòng có số CCCD hoặc số thẻ là một người: Số lượng để trống hoặc ghi 1.")
        if values["so_nu"] not in (None, int(person.gioi_tinh == GioiTinh.NU)):
            plan.warn(row, "so_nu", "Khác giới tính trong sổ: dòng của một người lấy giới tính đã ghi ở sổ.")
        if values["ho_ten"] and fold(values["ho_ten"]) != person.ten_khong_dau:
            plan.warn(row, "ho_ten", "Họ tên khác với tên trong sổ: kiểm tra lại số CCCD hoặc số thẻ.")
        if values["loai"] == L.KET_NAP and person.cong_doan_id is None and not self._same_admission(row, person):
            plan.error(row, "loai", RETURNED)
        return person

    def _same_admission(self, row: ParsedRow, person: DoanVien) -> bool:
        """The admission of this very row, written before, of somebody who has left since."""
        return BienDong.objects.living().filter(
            doan_vien=person, loai=L.KET_NAP, ngay=row.values["ngay"], cong_doan__ma=row.values["ma_cdcs"]
        ).exists()  # fmt: skip

    def _check_numbers(self, plan: ImportPlan, row: ParsedRow) -> None:
        quantity, women = row.values["so_luong"], row.values["so_nu"]
        if quantity is None or quantity < 1:
            plan.error(row, "so_luong", "Dòng không có số CCCD hoặc số thẻ cần Số lượng từ 1 trở lên.")
        elif (women or 0) > quantity:
            plan.error(row, "so_nu", "Số nữ lớn hơn số lượng.")

    def _permitted(self, plan: ImportPlan, row: ParsedRow, loai: str, unit: CongDoan, target: CongDoan | None) -> bool:
        word = word_of_row(loai, bool(row.values["so_cccd"] or row.values["so_the"]))
        may = self.scope.contains(unit.pk) and self.rights.can_at(word, unit)
        if may and loai == L.KHAI_TRU:
            may = self.rights.can_at("record_so_luong", unit)
        if not may:
            plan.error(row, "ma_cdcs", OUTSIDE)
        elif target is not None and not self.rights.can_at(word, target):
            plan.error(row, "ma_cdcs_den", "Đơn vị đến không thuộc quyền của bạn: lập phiếu chuyển.")
        return not row.errors

    def _recognise(self, plan: ImportPlan, data: dict[int, BienDongData]) -> None:
        """The k-th equal row of the file against the k-th in the ledger [03-3.3-32]."""
        known = self._known_rows(data)
        for row in plan.good():
            one = data[row.dong]
            target = one.cong_doan_den.pk if one.cong_doan_den else None
            rest = (one.so_luong, one.so_nu, one.so_quyet_dinh, one.ghi_chu)
            key = one.loai, one.ngay, one.cong_doan.pk, target, one.doan_vien.pk if one.doan_vien else rest
            if not known[key]:
                plan.add(row, one)
                continue
            written = known[key].pop(0)
            if one.doan_vien is not None:
                compare(plan, row, written, WRITTEN, ())
            plan.change(row, one, {})

    def _known_rows(self, data: dict[int, BienDongData]) -> dict[tuple, list[dict[str, Any]]]:
        """The rows of the ledger that the file may mean, by what identifies them, each with its decision and note.

        What a ghi danh replaced still stands for the row it was, and what it wrote instead does not stand for itself:
        else a list of counts imported again would count the named people twice.
        """
        known: dict[tuple, list[dict[str, Any]]] = defaultdict(list)
        if not data:
            return known
        named = set(GhiDanh.objects.values_list("ma_nhom", flat=True))
        days = [one.ngay for one in data.values()]
        rows = BienDong.objects.filter(
            id_in("cong_doan_id", {one.cong_doan.pk for one in data.values()}),
            ngay__range=(min(days), max(days)),
            he_so=1,
        )
        for loai, ngay, unit, other, member, act, reversed_by, *rest in rows.values_list(
            "loai", "ngay", "cong_doan_id", "cong_doan_doi_ung_id", "doan_vien_id", "ma_nhom", "dao_boi__ma_nhom",
            "so_luong", "so_nu", "so_quyet_dinh", "ghi_chu",
        ):  # fmt: skip
            stands = reversed_by is None or reversed_by in named
            if stands and (member is not None or act not in named):
                member = self.stays.get(member, member)
                written = {"so_quyet_dinh": rest[2], "ghi_chu": rest[3]}
                known[loai, ngay, unit, other, member or tuple(rest)].append(written)
        return known

    def _refuse_readmitted(self, plan: ImportPlan, data: dict[int, BienDongData]) -> None:
        """Kết nạp mới of somebody whom a row of this very file has taken out by then is Kết nạp lại [03-3.3-24]."""
        left: dict[int, date] = {}
        for one in data.values():
            if one.doan_vien is not None and one.loai in LOAI_GIAM and one.loai not in LOAI_CAP:
                left[one.doan_vien.pk] = min(one.ngay, left.get(one.doan_vien.pk, one.ngay))
        for row in plan.new():
            one = data[row.dong]
            if one.doan_vien is not None and one.loai == L.KET_NAP and left.get(one.doan_vien.pk, date.max) <= one.ngay:
                plan.error(row, "loai", RETURNED)

    def _judge_new(self, plan: ImportPlan, data: dict[int, BienDongData]) -> None:
        rows, groups = [], []
        for row in plan.new():
            one = data[row.dong]
            try:
                group = group_of(one)
            except Refused as reason:
                plan.refuse(row, reason, FIELDS)
                continue
            for part in group:
                part.dong = row.dong
            rows.append(row)
            groups.append(group)
            if one.loai in CAN_SO_QUYET_DINH and not one.so_quyet_dinh:
                plan.warn(row, "so_quyet_dinh", NO_DECISION)
        for index, reason in judge(groups, by=self.by).items():
            plan.refuse(rows[index], reason, FIELDS)
        for row, group in zip(rows, groups, strict=True):
            plan.data[row.dong] = group

    def write(self, plan: ImportPlan, lo_nhap: LoNhap) -> None:
        """Write the good rows; call it inside the transaction of the batch."""
        groups = [plan.data[row.dong] for row in plan.new()]
        if groups:
            write_groups(plan.counted(groups), by=self.by, lo_nhap=lo_nhap)
        record(by=self.by, act="import_doan_vien", obj=lo_nhap, them_moi=len(groups))

"""The sheet `sap_xep`: reorganisation decisions, all or nothing (03 §3.3)."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404

from cdcs.enums import LoaiNhap
from cdcs.importers import SO_QUYET_DINH
from cdcs.models import CongDoan, LoNhap
from core.importing import Column, ImportPlan, ParsedFile, ParsedRow, duplicate_keys, whole_key
from core.refusal import Refused
from sapxep.actions import SapXepData, sap_xep
from sapxep.enums import LoaiSapXep
from sapxep.models import SapXep
from taikhoan.actions import record

COLUMNS = (
    Column(
        "loai",
        "Loại sắp xếp",
        required=True,
        kind="choice",
        choices=tuple(LoaiSapXep.choices),
        synonyms=("Loại", "Hình thức sắp xếp", "Hình thức"),
        is_shared=True,
    ),
    Column(
        "ngay",
        "Ngày hiệu lực",
        required=True,
        kind="date",
        synonyms=("Ngày", "Hiệu lực từ", "Ngày sắp xếp"),
        is_shared=True,
    ),
    Column("don_vi", "Mã đơn vị", required=True, kind="code", synonyms=("Đơn vị", "Mã", "Mã CĐCS"), max_length=30),
    Column(
        "dich", "Mã đơn vị đích", kind="code", synonyms=("Đơn vị đích", "Mã đích", "Đích", "Đơn vị nhận"), max_length=30
    ),
    Column("ten_moi", "Tên mới", synonyms=("Tên đơn vị mới",)),
    Column("so_quyet_dinh", "Số quyết định", required=True, synonyms=SO_QUYET_DINH, max_length=100, is_shared=True),
    Column("ly_do", "Lý do", synonyms=("Ghi chú",), max_length=500),
)
FIELDS = {"cong_doan": "don_vi", "cong_doan_dich": "dich", "ngay": "ngay", "ten_moi": "ten_moi"}
OUTSIDE = "Ngoài phạm vi đơn vị của bạn."


class _Rehearsed(Exception):
    """Takes the rehearsal back."""


class SapXepImporter:
    """Reads, judges and writes the sheet `sap_xep`.

    Each decision finds what those before it have left, so judging is a rehearsal: all are carried out in a savepoint
    that is taken back. A file with a bad row writes nothing, `--skip-errors` or not [03-3.3-30].
    """

    loai = LoaiNhap.SAP_XEP
    columns = COLUMNS
    all_or_nothing = True

    def __init__(self, *, by):
        self.by = by

    def plan(self, parsed: ParsedFile) -> ImportPlan:
        """Judge every row; nothing is left written."""
        plan = ImportPlan(self.loai, parsed, COLUMNS)
        duplicate_keys(plan.rows, _key, plan.columns["don_vi"])
        self.units = {unit.ma: unit for unit in CongDoan.objects.all()}
        self.known = {
            (d.loai, d.ngay, d.cong_doan.ma, d.cong_doan_dich.ma if d.cong_doan_dich else d.ten_moi): d
            for d in SapXep.objects.filter(undone_at=None).select_related("cong_doan", "cong_doan_dich")
        }
        try:
            with transaction.atomic():
                for row in self._in_order(plan):
                    self._rehearse(plan, row)
                raise _Rehearsed
        except _Rehearsed:
            pass
        return plan

    def _in_order(self, plan: ImportPlan) -> list[ParsedRow]:
        return sorted(plan.good(), key=lambda row: (row.values["ngay"], row.dong))

    def _rehearse(self, plan: ImportPlan, row: ParsedRow) -> None:
        known = self.known.get(_key(row))
        if known is not None:
            self._judge_known(plan, row, known)
            return
        data = self._data(plan, row)
        if data is None:
            return
        try:
            with transaction.atomic():
                sap_xep(data, by=self.by)
        except Refused as reason:
            plan.refuse(row, reason, FIELDS)
        except (PermissionDenied, Http404):
            plan.error(row, "don_vi", OUTSIDE)
        else:
            plan.add(row, None)

    def _judge_known(self, plan: ImportPlan, row: ParsedRow, known: SapXep) -> None:
        for key in ("so_quyet_dinh", "ly_do", "ten_moi"):
            if row.values[key] and row.values[key] != getattr(known, key):
                again = "gõ nhầm thì hoàn tác lô đã nhập nó ở trang Nhập liệu rồi nhập lại."
                plan.error(row, key, f"Quyết định này đã ghi ({known.so_quyet_dinh}): {again}")
        plan.change(row, known, {})

    def _data(self, plan: ImportPlan, row: ParsedRow) -> SapXepData | None:
        unit, target = self.units.get(row.values["don_vi"]), None
        if unit is None:
            plan.error(row, "don_vi", f"Không có đơn vị mã {row.values['don_vi']}.")
        if row.values["dich"]:
            target = self.units.get(row.values["dich"])
            if target is None:
                plan.error(row, "dich", f"Không có đơn vị mã {row.values['dich']}.")
        if row.errors:
            return None
        return SapXepData(
            row.values["loai"], row.values["ngay"], CongDoan.objects.get(pk=unit.pk),
            CongDoan.objects.get(pk=target.pk) if target else None, row.values["ten_moi"],
            row.values["so_quyet_dinh"], row.values["ly_do"],
        )  # fmt: skip

    def write(self, plan: ImportPlan, lo_nhap: LoNhap) -> None:
        """Carry the decisions out, in order of date and row; call it inside the transaction of the batch."""
        new = {row.dong for row in plan.new()}
        for row in self._in_order(plan):
            if row.dong in new:
                data = self._data(plan, row)
                assert data is not None  # it was carried out once, in the rehearsal
                sap_xep(data, by=self.by, lo_nhap=lo_nhap)
        record(by=self.by, act="import_chi_tieu_sap_xep", obj=lo_nhap, them_moi=len(plan.new()))


def _key(row: ParsedRow):
    target, name = row.values["dich"], row.values["ten_moi"]
    rest = whole_key(row, "loai", "ngay", "don_vi")
    return (*rest, target or name) if rest and None not in (target, name) else None

"""The sheet `lao_dong`: workers of employers by source and day (03 §3.3)."""

from cdcs.access import rights_of
from cdcs.enums import LoaiNhap, NguonSoLieu
from cdcs.models import LoNhap
from core.dates import today
from core.importing import Column, ImportPlan, ParsedFile, ParsedRow, compare, duplicate_keys, whole_key
from core.numbers import format_int
from core.refusal import Refused
from core.sql import id_in
from doanhnghiep.actions.lao_dong import (
    NUMBERS,
    LaoDongData,
    check_lao_dong,
    refuse_decided,
    step_of,
    write_lao_dong,
)
from doanhnghiep.models import DoanhNghiep, LaoDong
from doanhnghiep.queries import quan_ly_on
from doanhnghiep.queries.gop import merged_into, merged_text
from doanhnghiep.queries.tranh_chap import decided_numbers
from taikhoan.actions import record

COLUMNS = (
    Column(
        "ma_so_thue", "Mã số thuế", required=True, kind="tax_code", synonyms=("MST", "Mã số DN", "Mã số doanh nghiệp")
    ),
    Column(
        "ngay_so_lieu",
        "Ngày số liệu",
        required=True,
        kind="date",
        synonyms=("Ngày", "Tính đến ngày", "Số liệu ngày"),
        is_shared=True,
    ),
    Column(
        "nguon",
        "Nguồn",
        required=True,
        kind="choice",
        choices=tuple(NguonSoLieu.choices),
        synonyms=("Nguồn số liệu",),
        is_shared=True,
    ),
    Column(
        "tong_lao_dong",
        "Tổng số lao động",
        required=True,
        kind="int",
        synonyms=("Tổng lao động", "Số lao động", "Lao động", "Tổng số LĐ"),
    ),
    Column(
        "lao_dong_nu",
        "Lao động nữ",
        kind="int",
        synonyms=("Nữ", "Trong đó nữ", "LĐ nữ", "Số lao động nữ", "Tổng số lao động nữ"),
    ),
    Column(
        "so_dong_bhxh", "Số đóng BHXH", kind="int", synonyms=("Đóng BHXH", "Số LĐ đóng BHXH", "Số lao động đóng BHXH")
    ),
)
UNKNOWN = "Không có đơn vị, doanh nghiệp mã số thuế này: nhập danh sách doanh nghiệp trước."
OUTSIDE = "Ngoài phạm vi đơn vị của bạn."


class LaoDongImporter:
    """Reads, judges and writes the sheet `lao_dong`."""

    loai = LoaiNhap.LAO_DONG
    columns = COLUMNS

    def __init__(self, *, by):
        self.by = by
        self.scope = rights_of(by).scope("import_don_vi")

    def plan(self, parsed: ParsedFile) -> ImportPlan:
        """Judge every row; nothing is written."""
        plan = ImportPlan(self.loai, parsed, COLUMNS)
        duplicate_keys(plan.rows, _key, plan.columns["ma_so_thue"])
        codes = {row.values["ma_so_thue"] for row in plan.good()}
        self.employers = {e.ma_so_thue: e for e in DoanhNghiep.objects.all() if e.ma_so_thue in codes}
        self.merged = merged_into(codes) if self.scope.everything else {}
        ids = {employer.pk for employer in self.employers.values()}
        self.managers = {} if self.scope.everything else quan_ly_on(ids, today())
        self.known = {
            (r.doanh_nghiep_id, r.ngay_so_lieu, r.nguon): r
            for r in LaoDong.objects.filter(id_in("doanh_nghiep_id", ids))
        }
        self.decided = decided_numbers(ids)
        for row in plan.counted(plan.good()):
            self._judge(plan, row)
        return plan

    def _judge(self, plan: ImportPlan, row: ParsedRow) -> None:
        employer = self.employers.get(row.values["ma_so_thue"])
        manager = self.managers.get(employer.pk) if employer else None
        if employer is not None and not self.scope.contains(manager.pk if manager else None):
            employer = None
            plan.error(row, "ma_so_thue", OUTSIDE)
        elif kept := self.merged.get(row.values["ma_so_thue"]):
            plan.error(row, "ma_so_thue", merged_text(kept))
        elif employer is None:
            plan.error(row, "ma_so_thue", UNKNOWN if self.scope.everything else OUTSIDE)
        if employer is None:
            return
        known = self.known.get((employer.pk, row.values["ngay_so_lieu"], row.values["nguon"]))
        changes: dict = {}
        if known is not None:
            changes = compare(plan, row, {key: getattr(known, key) for key in NUMBERS}, {}, NUMBERS)
        women = row.values["lao_dong_nu"]
        if women is None and known is not None:
            women = known.lao_dong_nu
            if women is not None and women > row.values["tong_lao_dong"]:
                plan.error(row, "tong_lao_dong", f"Số lao động nữ đã ghi là {format_int(women)}, lớn hơn tổng này: "
                           "ghi cả Lao động nữ, hoặc sửa tổng.")  # fmt: skip
                return
        data = LaoDongData(
            employer, row.values["ngay_so_lieu"], row.values["nguon"], row.values["tong_lao_dong"], women,
            row.values["so_dong_bhxh"],
        )  # fmt: skip
        try:
            check_lao_dong(data)
            refuse_decided(data, self.decided)
        except Refused as reason:
            plan.refuse(row, reason)
            return
        if known is None:
            plan.add(row, data)
        else:
            plan.change(row, (data, known), changes)

    def write(self, plan: ImportPlan, lo_nhap: LoNhap) -> None:
        """Write the good rows; call it inside the transaction of the batch."""
        changed = [plan.data[row.dong] for row in plan.changed()]
        lo_nhap.gia_tri_cu = [step_of(old, data) for data, old in changed]
        rows = [plan.data[row.dong] for row in plan.new()] + [data for data, _ in changed]
        write_lao_dong(rows, by=self.by, lo_nhap=lo_nhap)
        record(by=self.by, act="import_don_vi", obj=lo_nhap, them_moi=len(plan.new()), cap_nhat=len(changed))


def _key(row: ParsedRow):
    return whole_key(row, "ma_so_thue", "ngay_so_lieu", "nguon")

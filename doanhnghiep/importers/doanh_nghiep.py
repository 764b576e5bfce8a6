"""The sheet `doanh_nghiep`: employers with their managing unit and CĐCS (03 §3.3)."""

from datetime import date

from cdcs.access import rights_of
from cdcs.enums import LoaiCongDoan, LoaiNhap
from cdcs.importers import apply_changes
from cdcs.models import CongDoan, LoNhap
from core.dates import today
from core.importing import Column, ImportPlan, ParsedFile, ParsedRow, compare, duplicate_keys
from core.refusal import Refused
from core.sql import id_in
from core.text import fold
from core.validators import check_tax_code
from doanhnghiep.actions.doanh_nghiep import DoanhNghiepData, check_doanh_nghiep, create_doanh_nghiep, link_rows
from doanhnghiep.actions.van_dong import finish_van_dong
from doanhnghiep.enums import MST_BAT_BUOC_DUNG, LoaiHinh
from doanhnghiep.models import DoanhNghiep, LienKetCDCS
from doanhnghiep.queries import quan_ly_on
from doanhnghiep.queries.bao_phu import links_on
from doanhnghiep.queries.gop import merged_into, merged_text
from taikhoan.actions import record

COLUMNS = (
    Column(
        "ma_so_thue", "Mã số thuế", required=True, kind="tax_code", synonyms=("MST", "Mã số DN", "Mã số doanh nghiệp")
    ),
    Column(
        "ten",
        "Tên đơn vị",
        required=True,
        synonyms=("Tên doanh nghiệp", "Tên đơn vị, doanh nghiệp", "Tên công ty", "Đơn vị"),
    ),
    Column(
        "loai_hinh",
        "Loại hình",
        required=True,
        kind="choice",
        choices=tuple(LoaiHinh.choices),
        synonyms=("Loại hình doanh nghiệp",),
    ),
    Column("von_nuoc_ngoai", "Vốn nước ngoài", kind="bool", synonyms=("FDI", "Có vốn nước ngoài", "Vốn FDI")),
    Column(
        "quan_ly",
        "Mã đơn vị quản lý",
        required=True,
        kind="code",
        synonyms=("Đơn vị quản lý", "Mã quản lý", "Mã đơn vị"),
        max_length=30,
        is_shared=True,
    ),
    Column(
        "khu_cong_nghiep",
        "Khu, cụm công nghiệp",
        synonyms=("KCN", "Khu công nghiệp", "Cụm công nghiệp", "KCN, CCN"),
        max_length=150,
    ),
    Column("ma_nganh", "Mã ngành (VSIC)", kind="code", synonyms=("Mã ngành", "VSIC", "Ngành"), max_length=10),
    Column("ngay_hoat_dong", "Ngày hoạt động", kind="date", synonyms=("Ngày bắt đầu hoạt động", "Bắt đầu hoạt động")),
    Column("ngay_ngung", "Ngày ngừng hoạt động", kind="date", synonyms=("Ngày ngừng", "Ngừng hoạt động")),
    Column("cdcs", "Mã CĐCS", kind="code", synonyms=("CĐCS", "Mã công đoàn cơ sở"), max_length=2000),
    Column("dia_chi", "Địa chỉ", synonyms=("Địa chỉ trụ sở",)),
    Column("nguoi_lien_he", "Người liên hệ", synonyms=("Liên hệ",), max_length=150),
    Column("dien_thoai", "Điện thoại", kind="phone", synonyms=("SĐT", "Số điện thoại", "ĐT")),
)
FREE = ("ten", "loai_hinh", "von_nuoc_ngoai", "khu_cong_nghiep", "ma_nganh", "ngay_hoat_dong", "ngay_ngung", "dia_chi",
        "nguoi_lien_he", "dien_thoai")  # fmt: skip
OUTSIDE = "Ngoài phạm vi đơn vị của bạn."


class DoanhNghiepImporter:
    """Reads, judges and writes the sheet `doanh_nghiep`."""

    loai = LoaiNhap.DOANH_NGHIEP
    columns = COLUMNS

    def __init__(self, *, by):
        self.by = by
        self.scope = rights_of(by).scope("import_don_vi")
        self.links = rights_of(by).scope("link_cdcs")

    def plan(self, parsed: ParsedFile) -> ImportPlan:
        """Judge every row; nothing is written."""
        plan = ImportPlan(self.loai, parsed, COLUMNS)
        for row in plan.rows:
            self._clean_tax_code(plan, row)
        duplicate_keys(plan.rows, lambda row: row.values["ma_so_thue"] or None, plan.columns["ma_so_thue"])
        self.units = {unit.ma: unit for unit in CongDoan.objects.select_related("ke_tuc")}
        codes = {row.values["ma_so_thue"] for row in plan.good()}
        employers = DoanhNghiep.objects.filter(ma_so_thue__in=codes) if len(codes) < 5000 else DoanhNghiep.objects.all()
        self.known = {employer.ma_so_thue: employer for employer in employers.select_related("quan_ly_dau")}
        self.merged = merged_into(codes)
        ids = [self.known[code].pk for code in codes if code in self.known]
        self.managers = quan_ly_on(ids, today())
        self.given: dict[int, set[str]] = {}
        links = LienKetCDCS.objects.filter(id_in("doanh_nghiep_id", ids)).values_list(
            "doanh_nghiep_id", "cong_doan__ma"
        )
        for employer, code in links:
            self.given.setdefault(employer, set()).add(code)
        for row in plan.counted(plan.good()):
            self._judge(plan, row)
        return plan

    def _clean_tax_code(self, plan: ImportPlan, row: ParsedRow) -> None:
        code, kind = row.values["ma_so_thue"], row.values["loai_hinh"]
        if not code or row.errors:
            return
        try:
            row.values["ma_so_thue"], fits = check_tax_code(code, is_household=kind == LoaiHinh.HO_KINH_DOANH)
        except ValueError as error:
            plan.error(row, "ma_so_thue", str(error))
            return
        if not fits:
            text = "Số kiểm tra của mã số thuế không đúng: so lại với giấy đăng ký."
            (plan.error if kind in MST_BAT_BUOC_DUNG else plan.warn)(row, "ma_so_thue", text)

    def _judge(self, plan: ImportPlan, row: ParsedRow) -> None:
        unit = self.units.get(row.values["quan_ly"])
        if unit is None:
            plan.error(row, "quan_ly", f"Không có đơn vị mã {row.values['quan_ly']}: sửa mã hoặc nhập đơn vị trước.")
            return
        if kept := self.merged.get(row.values["ma_so_thue"]):
            plan.error(row, "ma_so_thue", merged_text(kept))
            return
        employer = self.known.get(row.values["ma_so_thue"])
        manager = self.managers.get(employer.pk) if employer else unit
        if not self.scope.contains(manager.pk if manager else None):
            plan.error(row, "quan_ly", OUTSIDE)
            return
        linked = self._linked_units(plan, row)
        facts = {key: row.values[key] for key in FREE if row.values[key] is not None}
        data = DoanhNghiepData(row.values["ma_so_thue"], unit, facts, linked)
        if employer is not None:
            self._judge_known(plan, row, employer, data)
        elif self._check(plan, row, data, moi=True):
            plan.add(row, data)

    def _linked_units(self, plan: ImportPlan, row: ParsedRow) -> list[CongDoan]:
        found = []
        for code in dict.fromkeys(part.strip() for part in row.values["cdcs"].split(";") if part.strip()):
            unit = self.units.get(code)
            if unit is None or not unit.co_doan_vien:
                plan.error(row, "cdcs", f"Không có CĐCS mã {code}: sửa mã hoặc nhập CĐCS trước.")
                continue
            if not self.links.contains(unit.pk):
                plan.error(row, "cdcs", OUTSIDE)
                continue
            if unit.loai != LoaiCongDoan.CDCS:
                plan.warn(row, "cdcs", f"{code} là {unit.get_loai_display()}: không tính vào độ bao phủ.")
            found.append(unit)
        return found

    def _check(self, plan: ImportPlan, row: ParsedRow, data: DoanhNghiepData, moi: bool = False) -> bool:
        try:
            check_doanh_nghiep(data, moi=moi)
        except Refused as reason:
            plan.refuse(row, reason)
        if (row.values["ngay_ngung"] or date.min) > today():
            plan.warn(row, "ngay_ngung", "Ngày ngừng ở sau hôm nay: đơn vị được tính là đang hoạt động đến ngày đó.")
        return not row.errors

    def _judge_known(self, plan: ImportPlan, row: ParsedRow, employer: DoanhNghiep, data: DoanhNghiepData) -> None:
        first = employer.quan_ly_dau
        assert first is not None  # every employer is written with one
        old = {key: getattr(employer, key) for key in FREE} | {"quan_ly": first.ma}
        where = {"quan_ly": "Đơn vị quản lý ban đầu khác với đơn vị đã ghi: chuyển ở trang Chuyển đơn vị quản lý."}
        changes = compare(plan, row, old, where, FREE)
        days = {key: changes.get(key, old[key]) for key in ("ngay_hoat_dong", "ngay_ngung")}
        self._check(plan, row, DoanhNghiepData(data.ma_so_thue, first, days))
        new_links = [unit for unit in data.cdcs if unit.ma not in self.given.get(employer.pk, set())]
        if new_links:
            changes["cdcs"] = new_links
        plan.change(row, employer, changes)

    def write(self, plan: ImportPlan, lo_nhap: LoNhap) -> None:
        """Write the good rows; call it inside the transaction of the batch."""
        create_doanh_nghiep([plan.data[row.dong] for row in plan.new()], by=self.by, lo_nhap=lo_nhap)
        links, facts = [], []
        for row in plan.changed():
            employer, changes = plan.data[row.dong], dict(plan.changes[row.dong])
            for unit in changes.pop("cdcs", ()):
                links.extend(link_rows(employer, unit, lo_nhap))
            if "ten" in changes:
                changes["ten_khong_dau"] = fold(changes["ten"])[:250]
            facts.append((employer, changes))
        apply_changes(DoanhNghiep, facts, lo_nhap)
        LienKetCDCS.objects.bulk_create(links, batch_size=1000, ignore_conflicts=True)
        self._finish_van_dong(lo_nhap)
        record(by=self.by, act="import_don_vi", obj=lo_nhap, them_moi=len(plan.new()), cap_nhat=len(plan.changed()))

    def _finish_van_dong(self, lo_nhap: LoNhap) -> None:
        """End the organising work where the sheet brought the CĐCS, as the page that links them does."""
        links = links_on(today()).filter(lo_nhap=lo_nhap, doanh_nghiep__van_dong__isnull=False)
        for employer, day in links.values_list("doanh_nghiep_id", "cong_doan__ngay_thanh_lap"):
            finish_van_dong([employer], by=self.by, ngay=day)
